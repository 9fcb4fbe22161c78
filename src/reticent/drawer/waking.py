"""Is this database the one the keys belong to, or a copy? Asked before a process first writes (DESIGN 5).

The epoch stands in the database and in the key file and moves on with every waking. Where they differ, or the
database file is another file than it was, this is a restored or cloned database: its numbers may have been used
since, so every library gets a fresh generation before anything is written, and what ended since is ended again
from the forget-list. Endings newer than the list's mirror cannot be known, and are said to be unknown.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction

from reticent.drawer.slips import Drawer, Writer, batch, database_mark
from reticent.drawer.tables import RECOVERY_DAYS, Epoch, Generation
from reticent.errors import Broken
from reticent.vault import root as vault_root
from reticent.vault.keyfile import KeyGone


class ForeignKeys(Broken):
    """The keys belong to another installation than the database."""


class TooOld(Broken):
    """A restored database so old that its open generation's key is gone: nobody can open it."""


@dataclass(frozen=True)
class Recovery:
    """What waking a restored database found and did. `unknown_since` is the mirror's moment (UTC), or None."""

    library: str
    ended_again: int
    already_forgotten: int
    unknown_since: datetime | None


def wake(drawer: Drawer, *, now: datetime | None = None) -> Recovery | None:
    """Check the epoch and move it on. A copy is recovered first; what that found is returned."""
    now = now or datetime.now(UTC)
    epoch = _epoch(drawer)
    shown = drawer.keyfile.epoch()
    recovery = None
    genuine = shown in (bytes(epoch.current), bytes(epoch.coming)) and shown[16:] == database_mark()
    if not genuine:
        recovery = _recover(drawer, now=now)
    for row in Generation.objects.filter(library=drawer.library, state=Generation.CONDEMNED):
        drawer.keyfile.overwrite(row.number)  # a crash came between the condemnation and this
    move_on(drawer)
    return recovery


def move_on(drawer: Drawer) -> None:
    """Draw a new epoch, in both places, so that a copy made before this moment shows as one."""
    fresh = secrets.token_bytes(16) + database_mark()
    with transaction.atomic():
        # Locks out a second process that wakes at the same moment; a crash between leaves `coming` to agree.
        Epoch.objects.filter(library=drawer.library).update(coming=fresh)
        drawer.keyfile.set_epoch(fresh)
        Epoch.objects.filter(library=drawer.library).update(current=fresh)


def is_copy(drawer: Drawer) -> bool:
    """Whether the next waking will treat this database as a copy."""
    epoch = _epoch(drawer)
    shown = drawer.keyfile.epoch()
    return shown not in (bytes(epoch.current), bytes(epoch.coming)) or shown[16:] != database_mark()


def _epoch(drawer: Drawer) -> Epoch:
    epoch = Epoch.objects.filter(library=drawer.library).first()
    if epoch is None:
        drawer.live()  # says that the library is not set up
        raise Broken(
            f"The epoch of {drawer.library} is missing: restore the last backup (`reticent restore`)."
        )
    if bytes(epoch.installation) != vault_root.read(drawer.keys_folder).installation:
        raise ForeignKeys(
            "The keys in RETICENT_KEYS belong to another installation than this database. Set RETICENT_KEYS and "
            "RETICENT_HOME to folders that belong together. Nothing was changed."
        )
    return epoch


def _recover(drawer: Drawer, *, now: datetime) -> Recovery:
    """Fresh generation first, then end again what the forget-list knows. Every step can be repeated."""
    here = {
        g.number: g
        for g in Generation.objects.filter(library=drawer.library).exclude(state=Generation.FORGOTTEN)
    }
    keyed = drawer.keyfile.generations()
    newest = max(here, default=0)
    if newest not in keyed:
        raise TooOld(
            f"This database of {drawer.library} is older than the recovery window: the keys to it were overwritten "
            "as promised, and nobody can open it. Restore a younger backup."
        )
    number = max([newest, *keyed]) + 1
    drawer.keyfile.add(number)
    gone = [n for n in here if n not in keyed]
    with transaction.atomic():
        Generation.objects.filter(library=drawer.library, state=Generation.OPEN).update(
            state=Generation.TURNING
        )
        Generation.objects.create(library=drawer.library, number=number, opened_at=now)
        for stranger in set(keyed) - set(here):
            # Opened after this copy was made: nothing of it is here, but other copies hold it.
            Generation.objects.update_or_create(
                library=drawer.library,
                number=stranger,
                defaults={
                    "state": Generation.WAITING,
                    "opened_at": now,
                    "turned_at": now,
                    "readable_until": now + timedelta(days=RECOVERY_DAYS),
                    "forgotten_at": None,
                },
            )
        forgotten = 0
        for lost in gone:
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM reticent_slip WHERE generation_id = %s", [here[lost].pk])
                forgotten += cursor.rowcount
            Generation.objects.filter(pk=here[lost].pk).update(state=Generation.FORGOTTEN, forgotten_at=now)
    ended = _end_again(drawer)
    until = drawer.forget_list.complete_until()
    return Recovery(
        library=drawer.library,
        ended_again=ended,
        already_forgotten=forgotten,
        unknown_since=datetime.fromtimestamp(until, UTC) if until else None,
    )


def _end_again(drawer: Drawer) -> int:
    marks = drawer.forget_list.marks()
    if not marks:
        return 0
    ended = 0
    for generation, number, _ in drawer.live():
        after = b""
        while rows := batch(generation, after=after):
            with transaction.atomic():
                writer = Writer(drawer, drawer.live())
                for row in rows:
                    inside = drawer.opened(drawer.sealer(number), row)
                    if inside.kind and inside.serial in marks:
                        writer.end_row(row, inside)
                        ended += 1
            after = rows[-1].tag
    return ended


__all__ = ["ForeignKeys", "KeyGone", "Recovery", "TooOld", "is_copy", "move_on", "wake"]
