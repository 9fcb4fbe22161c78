"""Backups: copies of the databases, never of the keys; each test-opened, because an untested one may be empty.

A backup can be opened as long as the keys of its day live: the recovery window after the next turn. The epoch
moves on after each copy, so that a database put back from one shows itself as restored (DESIGN 5).
"""

import os
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connections, models

from reticent.drawer import slips, waking
from reticent.drawer.tables import RECOVERY_DAYS
from reticent.errors import Broken, Malformed
from reticent.vault.keyfile import KeyGone

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
    """What a restore did, library by library."""

    name: str
    recoveries: tuple[waking.Recovery, ...]


def folder() -> Path:
    """Where backups lie: in the home, away from the keys."""
    home: Path = settings.RETICENT_HOME
    return home / "backups"


def make(*, now: datetime) -> Backup:
    """Copy the databases, open samples of every library's slips from the copy, move the epochs on."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"reticent-{now:%Y%m%d-%H%M%S}"
    while (folder() / f"{name}.sqlite3").exists():
        name += "a"
    copy, ledger_copy = folder() / f"{name}.sqlite3", folder() / f"{name}.ledger.sqlite3"
    row = Backup.objects.create(name=name, made_at=now)
    for alias, path in (("default", copy), ("ledger", ledger_copy)):
        draft = path.with_suffix(".part")
        _copy_out(alias, draft)
        os.replace(draft, path)
    opened = test_open(copy)
    for library in slips.set_up_libraries():
        drawer = slips.of(library)
        drawer.wake()
        waking.move_on(drawer)
    row.opened_at, row.slips_opened = now, opened
    row.save(update_fields=["opened_at", "slips_opened"])
    _drop_old(now=now)
    return row


def _copy_out(alias: str, path: Path) -> None:
    connection = connections[alias]
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as target:
        connection.connection.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
    os.chmod(path, 0o600)
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def test_open(path: Path) -> int:
    """Open a sample of every library's slips in a copy; how many opened. `BackupDoesNotOpen` if one does not."""
    opened = 0
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
        if copy.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise BackupDoesNotOpen("The copy is damaged. Check the disk, then run `reticent backup` again.")
        for library, generation, number in copy.execute(
            "SELECT library, id, number FROM reticent_generation WHERE state IN ('open', 'turning')"
        ).fetchall():
            sealer = slips.of(library).sealer(number)
            for values in copy.execute(
                "SELECT tag, thing_tag, generation_id, sealed FROM reticent_slip"
                " WHERE generation_id = ? AND length(sealed) > 0 LIMIT ?",
                (generation, _SAMPLE),
            ):
                row = slips.as_row(values)
                sealer.open(row.sealed, tag=row.tag, thing_tag=row.thing_tag)
                opened += 1
    return opened


def _drop_old(*, now: datetime) -> None:
    """Backups that nobody can open any more only take room; the newest always stays."""
    for row in Backup.objects.filter(made_at__lt=now - timedelta(days=RECOVERY_DAYS + 7))[1:]:
        for suffix in (".sqlite3", ".ledger.sqlite3"):
            (folder() / f"{row.name}{suffix}").unlink(missing_ok=True)
        row.delete()


def opened_after(moment: datetime) -> bool:
    """Whether a backup made after this moment was test-opened and is still there."""
    names = Backup.objects.filter(made_at__gte=moment, opened_at__isnull=False).values_list("name", flat=True)
    return any((folder() / f"{name}.sqlite3").exists() for name in names)


def newest() -> Backup | None:
    """The newest backup, if there is one."""
    return Backup.objects.first()


def restore(name: str, *, now: datetime, confirm: Callable[[str], bool]) -> Restored:
    """Put a backup back, then end again what ended since. The ledger is left as it is: it only grows."""
    path = folder() / f"{name}.sqlite3"
    if not path.exists():
        there = ", ".join(_names()) or "none yet: run `reticent backup`"
        raise NoSuchBackup(f"There is no backup “{name}”. There are: {there}.")
    _openable(path)
    if not confirm(name):
        return Restored(name, ())
    # What is there now is kept beside, in case this was the wrong one; it can be read as long as any backup.
    make(now=now)
    connection = connections["default"]
    connection.ensure_connection()
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as source:
        source.backup(connection.connection)
    recoveries = []
    for library in slips.set_up_libraries():
        drawer = slips.of(library)
        drawer.asleep()
        found = waking.wake(drawer, now=now)
        if found:
            recoveries.append(found)
    _know_files(now=now)
    return Restored(name, tuple(recoveries))


def _openable(path: Path) -> None:
    try:
        test_open(path)
    except KeyGone:
        raise waking.TooOld(
            "This backup is older than the recovery window: the keys to it were overwritten as promised, and "
            "nobody can open it. Restore a younger one. Nothing was changed."
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
