"""Is this database the one the keys belong to, or a copy? Asked before a process first writes (DESIGN 5).

The epoch stands in the database and in the key file and moves on with every waking. Where they differ, or the
database file is another file than it was, this is a restored or cloned database: its numbers may have been used
since, so every library gets a fresh generation before anything is written, and what ended since is ended again
from the forget-list. Endings newer than the list's mirror cannot be known, and are said to be unknown.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction

from reticent.drawer import container_row, stores
from reticent.drawer.slips import Drawer, batch
from reticent.drawer.sweeping import leave
from reticent.drawer.tables import RECOVERY_DAYS, Epoch, Generation
from reticent.errors import Broken
from reticent.vault import root as vault_root
from reticent.vault.keyfile import KeyGone

# No library's own day is later than this one; a drawer does not know its zone.
_FARTHEST_EAST = timedelta(hours=14)


class ForeignKeys(Broken):
    """The keys belong to another installation than the database."""


class TooOld(Broken):
    """A restored database so old that its open generation's key is gone: nobody can open it."""


class KeysTooOld(Broken):
    """The key file is an older copy: it never had the key of the database's open generation."""


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
    with _alone(drawer):
        epoch = _epoch(drawer)
        _overwrite_what_is_gone(drawer)
        _check_keys(drawer)
        recovery = None if _is_genuine(drawer, epoch) else _recover(drawer, now=now)
        container_row.make_where_missing(drawer)
        _move_on(drawer)
    return recovery


def move_on(drawer: Drawer) -> None:
    """Draw a new epoch, in both places, so that a copy made before this moment shows as one."""
    with _alone(drawer):
        _move_on(drawer)


def _move_on(drawer: Drawer) -> None:
    fresh = secrets.token_bytes(16) + stores.database_mark()
    # Committed by itself, so that a crash after the key file has it leaves something to agree with.
    Epoch.objects.filter(library=drawer.library).update(coming=fresh)
    drawer.keyfile.set_epoch(fresh)
    Epoch.objects.filter(library=drawer.library).update(current=fresh)


@contextmanager
def _alone(drawer: Drawer) -> Iterator[None]:
    """One process at a time compares and moves the epoch; or it would take what another is at for a copy."""
    vault_root.read(drawer.keys_folder)  # says what is missing, rather than making a lock where no keys are
    fd = os.open(drawer.keys_folder / f"{drawer.library}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        yield
    finally:
        os.close(fd)


def _is_genuine(drawer: Drawer, epoch: Epoch) -> bool:
    shown = drawer.keyfile.epoch()
    return shown in (bytes(epoch.current), bytes(epoch.coming)) and shown[16:] == stores.database_mark()


def _check_keys(drawer: Drawer) -> None:
    """Stop, and say why, where the newest generation cannot be opened: one of the two is too old for the other."""
    keyed = drawer.keyfile.generations()
    numbers = Generation.objects.filter(library=drawer.library).exclude(state=Generation.FORGOTTEN)
    newest = max(numbers.values_list("number", flat=True), default=0)
    if newest in keyed:
        return
    if max(keyed, default=0) < newest:
        raise KeysTooOld(
            f"The key file of {drawer.library} is older than this database: it lacks the newest key. Put back the "
            "newest copy of the key folder, or restore a backup of the time of this one. No record was changed."
        )
    raise TooOld(
        f"This database of {drawer.library} is older than the recovery window: the keys to it were overwritten "
        "as promised, and nobody can open it. Restore a younger backup."
    )


def _overwrite_what_is_gone(drawer: Drawer) -> None:
    """Keys that should not be there: a crash came between a condemnation and its overwriting, or an older copy of
    the key file was put back. What was forgotten stays forgotten."""
    keyed = drawer.keyfile.generations()
    gone = Generation.objects.filter(
        library=drawer.library, number__in=keyed, state__in=[Generation.CONDEMNED, Generation.FORGOTTEN]
    )
    for number in gone.values_list("number", flat=True):
        drawer.keyfile.overwrite(number)


def is_copy(drawer: Drawer) -> bool:
    """Whether the next waking will treat this database as a copy."""
    return not _is_genuine(drawer, _epoch(drawer))


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
    number = max([newest, *keyed]) + 1
    drawer.keyfile.add(number)
    gone = [n for n in here if n not in keyed]
    with transaction.atomic():
        stores.lock(drawer.library, alone=True)
        Generation.objects.filter(library=drawer.library, state=Generation.OPEN).update(
            state=Generation.TURNING
        )
        stores.make_room(
            Generation.objects.create(library=drawer.library, number=number, opened_at=now).pk,
            library=drawer.library,
        )
        for stranger in set(keyed) - set(here):
            # Opened after this copy was made: nothing of it is here, but other copies hold it.
            Generation.objects.update_or_create(
                library=drawer.library,
                number=stranger,
                defaults={
                    "state": Generation.WAITING,
                    "opened_at": here[newest].opened_at,  # no later than it was: marks are kept from then on
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
    ended = _end_again(drawer, now=now)
    until = drawer.forget_list.complete_until()
    return Recovery(
        library=drawer.library,
        ended_again=ended,
        already_forgotten=forgotten,
        unknown_since=datetime.fromtimestamp(until, UTC) if until else None,
    )


def _end_again(drawer: Drawer, *, now: datetime) -> int:
    marks = drawer.forget_list.marks()
    if not marks:
        return 0
    ended = 0
    for generation, number, _ in drawer.live():
        after = b""
        while rows := batch(generation, after=after):
            with drawer.settling() as writer:
                found = [(row, drawer.opened(drawer.sealer(number), row)) for row in rows]
                gone = [(row, inside) for row, inside in found if inside.kind and inside.serial in marks]
                for row, inside in gone:
                    writer.take_away(row, inside)
                for _, inside in gone:
                    # What their end left in a record that this copy holds as it was before.
                    leave(drawer, writer, inside, today=(now + _FARTHEST_EAST).date())
                ended += len(gone)
            after = rows[-1].tag
    return ended


__all__ = ["ForeignKeys", "KeyGone", "KeysTooOld", "Recovery", "TooOld", "is_copy", "move_on", "wake"]
