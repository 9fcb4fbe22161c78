"""What a copy of the databases is, and what a store can do with copies of itself (copies_sqlite, copies_postgresql).

A copy has a name and two parts, the tables and the ledger. It lies in the folder of the backups, whole or not at all:
what is being written has another name until it is on the disk.
"""

import errno
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar

from django.conf import settings
from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper

from reticent.errors import Broken, Malformed, ReticentError

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


def folder() -> Path:
    """Where backups lie: in the home, away from the keys."""
    home: Path = settings.RETICENT_HOME
    return home / "backups"


def is_full(no: BaseException) -> bool:
    """Whether this says that a disk takes no more."""
    if isinstance(no, OSError):
        return no.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return isinstance(no, DatabaseError) and any(sign in str(no) for sign in _FULL)
