"""Backups: copies of the databases, never of the keys; each test-opened, because an untested one may be empty.

A backup can be opened as long as the keys of its day live: the recovery window after the next turn. The epoch
moves on after each copy, so that a database put back from one shows itself as restored (DESIGN 5).
"""

import os
import secrets
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connections, models

from reticent.drawer import drawers, slips, waking
from reticent.drawer.tables import RECOVERY_DAYS, Generation
from reticent.errors import Broken, Malformed
from reticent.ledger import log
from reticent.people import libraries
from reticent.retention import clock, locks, staying
from reticent.vault.keyfile import KeyGone
from reticent.vault.root import sync_folder
from reticent.vault.seals import DoesNotOpen

CANARY = "canary"  # the vault of `vault verify`: it forgets at once, so no backup is ever held to it
_SAMPLE = 200


class NoSuchBackup(Malformed):
    """There is no backup of this name."""


class BackupDoesNotOpen(Broken):
    """A backup was made but does not open: it counts for nothing."""


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


def folder() -> Path:
    """Where backups lie: in the home, away from the keys."""
    home: Path = settings.RETICENT_HOME
    return home / "backups"


def make(*, now: datetime, of_canary: bool = False) -> Backup:
    """Copy the databases, open samples of every library's slips from the copy, move the epochs on."""
    with locks.copying():
        row = _copy(now=now, of_canary=of_canary)
        opened = test_open(folder() / f"{row.name}.sqlite3", with_canary=of_canary)
        row.opened_at, row.slips_opened = now, opened
        row.save(update_fields=["opened_at", "slips_opened"])
        if not of_canary:
            _drop_old(now=now)
            write_down("backup", now=now)
    return row


def vaults(*, with_canary: bool = False) -> list[str]:
    """The libraries that have a vault here; the canary only where it is asked for: it may be in the middle of dying."""
    return [slug for slug in drawers.set_up_libraries() if slug != CANARY or with_canary]


def _copy(*, now: datetime, of_canary: bool = False) -> Backup:
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in folder().glob("*.part"):
        left.unlink()  # a copy that was cut short
    name = f"{CANARY if of_canary else 'reticent'}-{now:%Y%m%d-%H%M%S}"
    while (folder() / f"{name}.sqlite3").exists() or Backup.objects.filter(name=name).exists():
        name += "a"
    row = Backup.objects.create(name=name, made_at=now)
    _copy_files(name)
    # From now on whatever is put back from this copy shows itself as put back.
    for library in vaults(with_canary=of_canary):
        drawer = drawers.of(library)
        drawer.wake()
        waking.move_on(drawer)
    return row


def _copy_files(name: str) -> None:
    for alias, suffix in (("ledger", ".ledger.sqlite3"), ("default", ".sqlite3")):
        draft = folder() / f"{name}.{alias}.part"
        _copy_out(alias, draft)
        os.replace(draft, folder() / f"{name}{suffix}")
    sync_folder(folder())


def _copy_out(alias: str, path: Path) -> None:
    connection = connections[alias]
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as target:
        connection.connection.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
    _settle(path)


def _settle(path: Path) -> None:
    """Ours alone, and on the disk."""
    os.chmod(path, 0o600)
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def test_open(path: Path, *, with_canary: bool) -> int:
    """Open a sample of every library's slips in a copy; how many opened. `BackupDoesNotOpen` if one does not."""
    opened = 0
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
        if copy.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise BackupDoesNotOpen("The copy is damaged. Check the disk, then run `reticent backup` again.")
        for library, generation, number in copy.execute(
            "SELECT library, id, number FROM reticent_generation WHERE state IN ('open', 'turning')"
        ).fetchall():
            if library == CANARY and not with_canary:
                continue
            sealer = drawers.of(library).sealer(number)
            for values in copy.execute(
                "SELECT tag, thing_tag, generation_id, sealed FROM reticent_slip"
                " WHERE generation_id = ? AND length(sealed) > 0 LIMIT ?",
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
    return opened


def _drop_old(*, now: datetime) -> None:
    """Backups that nobody can open any more only take room; the newest always stays."""
    if clock.doubt(now=now):
        return  # by a wrong clock all of them may seem old
    for row in Backup.objects.filter(made_at__lt=now - timedelta(days=RECOVERY_DAYS + 7))[1:]:
        for suffix in (".sqlite3", ".ledger.sqlite3"):
            (folder() / f"{row.name}{suffix}").unlink(missing_ok=True)
        row.delete()


def without(generation: Generation) -> bool:
    """Whether a test-opened backup still there opens without this generation's key: it was made after the turn.

    Asked of the copy itself: a moment written down says nothing of what came first within one night's work.
    """
    names = Backup.objects.filter(opened_at__isnull=False).values_list("name", flat=True)
    if generation.library != CANARY:
        names = names.exclude(name__startswith=f"{CANARY}-")
    return any(_is_without(folder() / f"{name}.sqlite3", generation) for name in names)


def _is_without(path: Path, generation: Generation) -> bool:
    if not path.exists():
        return False
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
        try:
            found = copy.execute(
                "SELECT state FROM reticent_generation WHERE library = ? AND number = ?",
                (generation.library, generation.number),
            ).fetchone()
        except sqlite3.DatabaseError:
            return False  # damaged since it was opened
    return found is not None and found[0] not in (Generation.OPEN, Generation.TURNING)


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
    path = folder() / f"{name}.sqlite3"
    if name not in _names():
        there = ", ".join(_names()) or "none yet: run `reticent backup`"
        raise NoSuchBackup(f"There is no backup “{name}”. There are: {there}.")
    _openable(path)
    if not confirm(name):
        return Restored(name, ())
    with ExitStack() as nobody_else:
        nobody_else.enter_context(locks.nobody_serves())
        nobody_else.enter_context(locks.copying())
        _openable(path)  # it may have been dropped while somebody was asked
        for library in _vaults_in(path):
            nobody_else.enter_context(drawers.of(library).alone())
        return _put_back(name, path, now=now)


def _vaults_in(path: Path) -> list[str]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
        found = copy.execute("SELECT library FROM reticent_epoch ORDER BY library").fetchall()
    return [library for (library,) in found if library != CANARY]


def _put_back(name: str, path: Path, *, now: datetime) -> Restored:
    there = Path(connections["default"].settings_dict["NAME"]).exists()
    staff = staying.accounts() if there else None
    kept_as = _keep_beside(now=now) if there else ""
    for library in _vaults_in(path):
        # Whatever comes now is a copy, also one of this very moment: it gets a fresh generation.
        drawer = drawers.of(library)
        drawer.asleep()
        drawer.keyfile.set_epoch(secrets.token_bytes(32))
    draft = folder() / f"{name}.back.part"
    shutil.copyfile(path, draft)
    staff_kept = staying.write_into(draft, staff)
    put_aside = _write_over(draft, now=now)
    draft.unlink()
    call_command("migrate", database="default", verbosity=0)  # the copy may be of an earlier version
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
    name = f"reticent-{now:%Y%m%d-%H%M%S}"
    while (folder() / f"{name}.sqlite3").exists():
        name += "a"
    try:
        _copy_files(name)
    except (DatabaseError, sqlite3.DatabaseError, OSError):
        for left in folder().glob(f"{name}.*"):
            left.unlink()
        return ""
    return name


def _write_over(path: Path, *, now: datetime) -> str:
    """Write the copy over the database; where that is no database any more, move it aside, and say where to."""
    connection = connections["default"]
    try:
        connection.ensure_connection()
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as source:
            source.backup(connection.connection)
        return ""
    except (DatabaseError, sqlite3.DatabaseError) as no:
        if not any(sign in str(no) for sign in ("not a database", "malformed")):
            raise
    connection.close()
    there = Path(connection.settings_dict["NAME"])
    aside = there.with_name(f"{there.name}.damaged-{now:%Y%m%d-%H%M%S}")
    for end in ("-wal", "-shm", ""):  # a log left beside another database would damage that one, too
        with suppress(FileNotFoundError):
            os.replace(f"{there}{end}", f"{aside}{end}")
    beside = there.with_name(f"{there.name}.part")
    shutil.copyfile(path, beside)
    _settle(beside)
    os.replace(beside, there)
    sync_folder(there.parent)
    return aside.name


def write_down(action: str, *, now: datetime) -> None:
    """What concerns the installation stands in every library's ledger: a copy, its putting back, a sound proof."""
    for library in libraries.everyone():
        log.append(
            library.slug,
            log.Entry(
                day=library.day_of(now),
                action=action,
                role="administrator",
                basis=("S-2",),
                policy=library.policy.sha256,
            ),
        )


def forget_canary() -> None:
    """Take the canary out of the tables, and its copies away: nobody is ever to put them back."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "DELETE FROM reticent_slip WHERE generation_id IN (SELECT id FROM reticent_generation WHERE library = %s)",
            [CANARY],
        )
        for table in ("generation", "epoch"):
            cursor.execute(f"DELETE FROM reticent_{table} WHERE library = %s", [CANARY])
    for path in folder().glob(f"{CANARY}-*"):
        path.unlink()
    Backup.objects.filter(name__startswith=f"{CANARY}-").delete()


def _openable(path: Path) -> None:
    try:
        test_open(path, with_canary=False)
    except KeyGone:
        raise waking.TooOld(
            "This backup is older than the recovery window: the keys to it were overwritten as promised, and "
            "nobody can open it. Restore a younger one. Nothing was changed."
        ) from None
    except (sqlite3.DatabaseError, BackupDoesNotOpen):
        raise BackupDoesNotOpen(
            f"The backup {path.stem} is damaged and does not open. Restore another one. Nothing was changed."
        ) from None


def _names() -> Iterable[str]:
    return sorted(
        p.name.removesuffix(".sqlite3")
        for p in folder().glob("*.sqlite3")
        if not p.name.endswith(".ledger.sqlite3")
    )


def _know_files(*, now: datetime) -> None:
    """The restored table knows no backups made since: write down those that lie there, as not yet opened."""
    known = set(Backup.objects.values_list("name", flat=True))
    for name in _names():
        if name not in known:
            Backup.objects.create(name=name, made_at=now)
