"""Backups: copies of the databases, never of the keys; each test-opened, because an untested one may be empty.

A backup can be opened as long as the keys of its day live: the recovery window after the next turn. The epoch
moves on after each copy, so that a database put back from one shows itself as restored (DESIGN 5).
"""

import secrets
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.management import call_command
from django.db import DatabaseError, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from reticent.drawer import container_row, drawers, slips, waking
from reticent.drawer.slips import Drawer
from reticent.drawer.tables import RECOVERY_DAYS, Generation, SealedContainer
from reticent.ledger import log
from reticent.people import libraries
from reticent.retention import clock, copies, evidence, locks, staying, stores, switching
from reticent.retention.copies import BackupDoesNotOpen, Copy, NoRoom, NoSuchBackup, folder
from reticent.vault.keyfile import KeyGone
from reticent.vault.seals import DoesNotOpen

__all__ = ["Backup", "BackupDoesNotOpen", "NoRoom", "NoSuchBackup", "Restored", "folder"]

CANARY = "canary"  # the vault of `vault verify`: it forgets at once, so no backup is ever held to it
_SAMPLE = 200
TABLE = SealedContainer._meta.db_table


class Backup(models.Model):
    """One copy that was made, and whether it opened."""

    name = models.CharField(max_length=80, unique=True)
    made_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    slips_opened = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Restored:
    """What a restore did, library by library. `made_at` is when the backup was made, as far as it says; `kept_as` is
    the backup of what was there before, empty where none could be made; `put_aside` is the file of a database so
    damaged that it had to be moved; `staff_kept` counts the accounts that stayed as they were, None where those
    before could not be read."""

    name: str
    recoveries: tuple[waking.Recovery, ...]
    made_at: datetime | None = None
    kept_as: str = ""
    put_aside: str = ""
    staff_kept: int | None = None


def make(*, now: datetime, of_canary: bool = False) -> Backup:
    """Copy the databases, open samples of every library's slips from the copy, move the epochs on."""
    with locks.copying():
        holds_any = not of_canary and _holds_any()
        row = _copy(now=now, of_canary=of_canary)
        try:
            for library in vaults(with_canary=of_canary):
                _let_it_show(drawers.of(library))
            row.opened_at, row.slips_opened = now, test_open(row.name, with_canary=of_canary)
            if holds_any and not row.slips_opened:
                # A store that shows us nothing copies nothing, and complains of nothing.
                raise BackupDoesNotOpen(
                    "The copy holds no record, and the database does: it counts for nothing. Is the account that makes "
                    "backups the one that runs Reticent?"
                )
            row.save(update_fields=["opened_at", "slips_opened"])
            if not of_canary:
                _drop_old(now=now)
                write_down("backup", now=now)
        except (DatabaseError, OSError, log.LedgerOutOfReach):
            _take_back(row)
            raise
    return row


def _holds_any() -> bool:
    live = Generation.objects.filter(library__in=vaults(), state__in=[Generation.OPEN, Generation.TURNING])
    return any(slips.batch(pk, after=b"", size=1) for pk in live.values_list("pk", flat=True))


def _let_it_show(drawer: Drawer) -> None:
    """From now on whatever is put back from the copy just made shows itself as put back."""
    drawer.wake()
    if drawer.library != CANARY:
        evidence.plant(drawer)
    waking.move_on(drawer)


def _take_back(row: Backup) -> None:
    """A backup that was not finished is none. Where even this finds no room, the next one sweeps its row."""
    stores.here().remove(row.name)
    with suppress(DatabaseError):
        row.delete()


def vaults(*, with_canary: bool = False) -> list[str]:
    """The libraries that have a vault here; the canary only where it is asked for: it may be in the middle of dying."""
    return [slug for slug in drawers.set_up_libraries() if slug != CANARY or with_canary]


def _copy(*, now: datetime, of_canary: bool = False) -> Backup:
    store = stores.here()
    store.clear()
    there = store.names()
    Backup.objects.filter(opened_at=None).exclude(name__in=there).delete()  # a copy that never came to be
    row = Backup.objects.create(
        name=_fresh_name(CANARY if of_canary else "reticent", there, now=now), made_at=now
    )
    try:
        store.take(row.name)
    except (DatabaseError, OSError):
        _take_back(row)
        raise
    return row


def _fresh_name(begins: str, there: list[str], *, now: datetime) -> str:
    name = f"{begins}-{now:%Y%m%d-%H%M%S}"
    while name in there or Backup.objects.filter(name=name).exists():
        name += "a"
    return name


def test_open(name: str, *, with_canary: bool) -> int:
    """Open a sample of every library's slips in a copy; how many opened. `BackupDoesNotOpen` if one does not."""
    opened = 0
    with stores.here().reading(name) as copy:
        for library, generation, number in copy.ask(
            "SELECT library, id, number FROM reticent_generation WHERE state IN ('open', 'turning')"
        ):
            if library == CANARY and not with_canary:
                continue
            sealer = drawers.of(library).sealer(number)
            for values in copy.ask(
                "SELECT tag, thing_tag, generation_id, sealed FROM reticent_slip"
                " WHERE generation_id = %s AND length(sealed) > 0 LIMIT %s",
                (generation, _SAMPLE),
            ):
                row = slips.as_row(values)
                try:
                    sealer.open(row.sealed, tag=row.tag, thing_tag=row.thing_tag)
                except DoesNotOpen:
                    raise BackupDoesNotOpen(
                        f"A record of {library} in this copy does not open: the copy, or the database it was made "
                        "from, was altered or damaged. It counts for nothing. Restore the last backup that opens "
                        "(`reticent restore`)."
                    ) from None
                opened += 1
        _containers_open(copy, with_canary=with_canary)
    return opened


def _containers_open(copy: Copy, *, with_canary: bool) -> None:
    for library, number, body in containers_in(copy):
        drawer = drawers.of(library)
        if (library != CANARY or with_canary) and not container_row.opens(drawer, number, body):
            raise BackupDoesNotOpen(
                f"The sealed container of {library} in this copy does not open: the copy, or the database it was made "
                "from, was altered or damaged. It counts for nothing. Restore the last backup that opens "
                "(`reticent restore`)."
            )


def containers_in(copy: Copy) -> list[tuple[str, int, bytes]]:
    """Every library's container in a copy, and which generation sealed it; none in a copy of an earlier version."""
    if TABLE not in copy.tables.introspection.table_names():
        return []
    found = copy.ask(f"SELECT library, generation, body FROM {TABLE}")
    return [(library, number, bytes(body)) for library, number, body in found]


def _drop_old(*, now: datetime) -> None:
    """Backups that nobody can open any more only take room; the newest always stays."""
    if clock.doubt(now=now):
        return  # by a wrong clock all of them may seem old
    for row in Backup.objects.filter(made_at__lt=now - timedelta(days=RECOVERY_DAYS + 7))[1:]:
        stores.here().remove(row.name)
        row.delete()


def without(generation: Generation) -> bool:
    """Whether a test-opened backup still there opens without this generation's key: it was made after the turn.

    Asked of the copy itself: a moment written down says nothing of what came first within one night's work.
    """
    names = Backup.objects.filter(opened_at__isnull=False).values_list("name", flat=True)
    if generation.library != CANARY:
        names = names.exclude(name__startswith=f"{CANARY}-")
    store = stores.here()
    states = (store.states(name).get((generation.library, generation.number)) for name in names)
    return any(state not in (None, Generation.OPEN, Generation.TURNING) for state in states)


def date_anew(*, now: datetime) -> None:
    """Backups dated by a clock that was ahead would pass for the newest until then: they count as made now."""
    for row in Backup.objects.filter(made_at__gt=now + clock.BACK):
        row.made_at, row.opened_at = now, row.opened_at and now
        row.save(update_fields=["made_at", "opened_at"])


def newest() -> Backup | None:
    """The newest backup, if there is one."""
    return Backup.objects.exclude(name__startswith=f"{CANARY}-").first()


def restore(name: str, *, now: datetime, confirm: Callable[[str], bool]) -> Restored:
    """Put a backup back, then end again what ended since. The ledger only grows: a row says it.

    Nothing is asked of the database that is there now: perhaps it is damaged, and that is why.
    """
    named(name)
    with locks.copying():  # what a trial laid out is swept away by whoever makes a backup meanwhile
        _openable(name)
    if not confirm(name):
        return Restored(name, ())
    with ExitStack() as nobody_else:
        nobody_else.enter_context(locks.nobody_serves())
        nobody_else.enter_context(locks.copying())
        _openable(name)  # it may have been dropped while somebody was asked
        for library in _vaults_in(name):
            nobody_else.enter_context(drawers.of(library).alone())
        return _put_back(name, now=now)


def named(name: str) -> str:
    """The name of a backup that lies here; `NoSuchBackup` says which there are."""
    names = stores.here().names()
    if name not in names:
        there = ", ".join(names) or "none yet: run `reticent backup`"
        raise NoSuchBackup(f"There is no backup “{name}”. There are: {there}.")
    return name


def _vaults_in(name: str) -> list[str]:
    return sorted({library for library, _ in stores.here().states(name)} - {CANARY})


def _put_back(name: str, *, now: datetime) -> Restored:
    store = stores.here()
    there = store.is_there()
    staff = staying.accounts() if there else None
    of_libraries = staying.of_libraries(staff) if there else {}
    kept_as = _keep_beside(now=now) if there else ""
    for library in _vaults_in(name):
        # Whatever comes now is a copy, also one of this very moment: it gets a fresh generation.
        drawer = drawers.of(library)
        drawer.asleep()
        drawer.keyfile.set_epoch(secrets.token_bytes(32))

    def write(copy: BaseDatabaseWrapper) -> int | None:
        staying.write_libraries_into(copy, of_libraries)
        return staying.write_into(copy, staff)

    staff_kept, put_aside = store.put_back(name, now=now, write=write)
    call_command("migrate", database="default", verbosity=0)  # the copy may be of an earlier version
    with transaction.atomic():
        staying.write_libraries_into(connections["default"], of_libraries)  # one may have had no table before
    switching.after_restore(now=now)
    forget_canary()
    recoveries = []
    for library in vaults():
        drawer = drawers.of(library)
        drawer.asleep()
        found = waking.wake(drawer, now=now)
        if found:
            recoveries.append(found)
    made = Backup.objects.filter(name=name).first()
    _know_files(now=now)
    write_down("restore", now=now)
    return Restored(name, tuple(recoveries), made.made_at if made else None, kept_as, put_aside, staff_kept)


def _keep_beside(*, now: datetime) -> str:
    """Copy what is there now, in case the wrong one is put back; the copy's name, or nothing where it cannot be read.

    It is only copied: woken, a damaged database would stop us, and that may be why a backup is put back.
    """
    store = stores.here()
    name = f"reticent-{now:%Y%m%d-%H%M%S}"
    while name in store.names():
        name += "a"
    try:
        store.take(name)
    except (DatabaseError, OSError) as no:
        if copies.is_full(no):
            raise NoRoom(
                "The disk is full: what is there now cannot be kept beside, and what is put back would find no room "
                "either. Make room (backups older than three weeks open no more), then restore again. Nothing was "
                "changed."
            ) from None
        return ""
    return name


def write_down(action: str, *, now: datetime, counts: Mapping[str, int] | None = None) -> None:
    """What concerns the installation stands in every library's ledger: a copy, its putting back, a sound proof, a
    trial. `counts` says how many of each library it was about, where it is not one."""
    for library in libraries.everyone():
        log.append(
            library.slug,
            log.Entry(
                day=library.day_of(now),
                action=action,
                role="administrator",
                basis=("S-2",),
                policy=library.policy.sha256,
                count=1 if counts is None else counts.get(library.slug, 0),
            ),
        )


def forget_canary() -> None:
    """Take the canary out of the tables, and its copies away: nobody is ever to put them back."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "DELETE FROM reticent_slip WHERE generation_id IN (SELECT id FROM reticent_generation WHERE library = %s)",
            [CANARY],
        )
        for table in ("sealedcontainer", "generation", "epoch"):
            cursor.execute(f"DELETE FROM reticent_{table} WHERE library = %s", [CANARY])
    stores.here().remove_all(f"{CANARY}-")
    Backup.objects.filter(name__startswith=f"{CANARY}-").delete()


def _openable(name: str) -> None:
    try:
        test_open(name, with_canary=False)
    except KeyGone:
        raise waking.TooOld(
            "This backup is older than the recovery window: the keys to it were overwritten as promised, and "
            "nobody can open it. Restore a younger one. Nothing was changed."
        ) from None
    except BackupDoesNotOpen:
        raise BackupDoesNotOpen(
            f"The backup {name} is damaged and does not open. Restore another one. Nothing was changed."
        ) from None


def _know_files(*, now: datetime) -> None:
    """The restored table knows no backups made since: write down those that lie there, as not yet opened."""
    known = set(Backup.objects.values_list("name", flat=True))
    for name in stores.here().names():
        if name not in known:
            Backup.objects.create(name=name, made_at=now)
