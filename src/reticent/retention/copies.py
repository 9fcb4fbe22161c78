"""What a copy of the databases is, and what a store can do with copies of itself (copies_sqlite, copies_postgresql).

A copy has a name and two parts, the tables and the ledger. It lies in the folder of the backups, whole or not at all:
what is being written has another name until it is on the disk.
"""

import errno
import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from reticent.errors import Broken, Malformed, ReticentError
from reticent.vault.root import sync_folder

_FULL = ("full", "No space left on device")  # of SQLite, and of PostgreSQL
SCRATCH = "scratch"  # the alias of a copy that was put back beside the live database, for a trial
T = TypeVar("T")


class NoSuchBackup(Malformed):
    """There is no backup of this name."""


class BackupDoesNotOpen(Broken):
    """A backup was made but does not open: it counts for nothing."""


class NoRoom(ReticentError):
    """The disk is full. What was there is there."""


@dataclass(frozen=True)
class Copy:
    """A copy that is open for asking. Whatever is asked of it, the live databases are not reached."""

    name: str
    tables: BaseDatabaseWrapper
    ledger: BaseDatabaseWrapper | None

    def ask(self, question: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of the tables."""
        return self._asked(self.tables, question, values)

    def ask_ledger(self, question: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of the ledger; `BackupDoesNotOpen` where it was not copied along."""
        if self.ledger is None:
            raise BackupDoesNotOpen(
                "The ledger's part of this backup is not there: copy both files of a backup, or make another one "
                "(`reticent backup`)."
            )
        return self._asked(self.ledger, question, values)

    def _asked(self, of: BaseDatabaseWrapper, question: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        try:
            with of.cursor() as cursor:
                cursor.execute(question, list(values))
                found: list[tuple[Any, ...]] = cursor.fetchall()
        except DatabaseError as no:
            if is_full(no):
                raise
            raise BackupDoesNotOpen(
                f"The backup {self.name} is damaged and does not open. Make another one (`reticent backup`)."
            ) from None
        return found


class Copies(Protocol):
    """What a store can do with copies of itself."""

    def names(self) -> list[str]:
        """The copies that lie here, by name."""

    def take(self, name: str) -> None:
        """Copy both databases out, as they are at one moment each; the ledger first."""

    def remove(self, name: str) -> None:
        """Take a copy away, both parts."""

    def remove_all(self, beginning: str) -> None:
        """Take away every copy whose name begins so, and every part of one."""

    def clear(self) -> None:
        """Take away what a copying or a trial that was cut short left."""

    def reading(self, name: str) -> AbstractContextManager[Copy]:
        """A copy, open for asking; nothing is written to it."""

    def trying(self, name: str) -> AbstractContextManager[Copy]:
        """A copy, put back in a scratch place as a restore would, and brought up to date; gone afterwards."""

    def states(self, name: str) -> dict[tuple[str, int], str]:
        """Library and number of every generation in a copy, and its state; empty where the copy is damaged."""

    def is_there(self) -> bool:
        """Whether there is a live database at all."""

    def put_back(
        self, name: str, *, now: datetime, write: Callable[[BaseDatabaseWrapper], T]
    ) -> tuple[T, str]:
        """Put a copy in the place of the live tables; `write` changes the copy before. What `write` answered, and
        the name under which a database that is none any more was put aside."""


class InFiles:
    """What every store does alike with its copies: two files each, `NAME` and its ending, `NAME.ledger` and its ending,
    whole or not there."""

    ending: str

    def copy_out(self, alias: str, draft: Path) -> None:
        """Write one live database into a file that is not there yet, and settle it on the disk."""
        raise NotImplementedError

    def file(self, name: str, alias: str) -> Path:
        """Where one part of a copy lies."""
        return folder() / (f"{name}.ledger{self.ending}" if alias == "ledger" else f"{name}{self.ending}")

    def names(self) -> list[str]:
        """The copies that lie here, by name."""
        return sorted(
            path.name.removesuffix(self.ending)
            for path in folder().glob(f"*{self.ending}")
            if not path.name.endswith(f".ledger{self.ending}")
        )

    def take(self, name: str) -> None:
        """Copy both databases out; of a copy that found no room nothing is left."""
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        drafts = {alias: folder() / f"{name}.{alias}.part" for alias in ("ledger", "default")}
        try:
            for alias, draft in drafts.items():
                self.copy_out(alias, draft)
                os.replace(draft, self.file(name, alias))
            sync_folder(folder())
        except (DatabaseError, OSError):
            # Room again for whoever needs it more; half a copy is none.
            for left in (*drafts.values(), self.file(name, "ledger"), self.file(name, "default")):
                left.unlink(missing_ok=True)
            raise

    def remove(self, name: str) -> None:
        """Take a copy away, both parts."""
        for alias in ("default", "ledger"):
            self.file(name, alias).unlink(missing_ok=True)

    def remove_all(self, beginning: str) -> None:
        """Take away every copy whose name begins so, and every part of one."""
        for path in folder().glob(f"{beginning}*"):
            path.unlink()

    def clear(self) -> None:
        """Take away what a copying that was cut short left."""
        for left in folder().glob("*.part"):
            left.unlink()


def is_older(copy: Copy) -> bool:
    """Whether the live tables have taken a step since that the copy has not."""
    question = "SELECT app, name FROM django_migrations"
    with connections["default"].cursor() as cursor:
        cursor.execute(question)
        return not set(cursor.fetchall()) <= set(copy.ask(question))


def bring_up_to_date(given: dict[str, Any]) -> None:
    """As a restore does with a copy of an earlier version. Migrations ask for an alias, so it has one meanwhile."""
    connections.databases[SCRATCH] = given
    try:
        call_command("migrate", database=SCRATCH, verbosity=0)
    finally:
        connections[SCRATCH].close()
        del connections[SCRATCH], connections.databases[SCRATCH]


def folder() -> Path:
    """Where backups lie: in the home, away from the keys."""
    home: Path = settings.RETICENT_HOME
    return home / "backups"


def is_full(no: BaseException) -> bool:
    """Whether this says that a disk takes no more."""
    if isinstance(no, OSError):
        return no.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return isinstance(no, DatabaseError) and any(sign in str(no) for sign in _FULL)
