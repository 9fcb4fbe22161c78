"""Copies altered by hand, as whoever gets hold of them could: with SQL, on either store, whole and well-formed after."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from reticent.retention import backups, copies_postgresql
from tests import postgresql


class Ask:
    """`ask(statement, values)`: rows, or nothing where the statement has none."""

    def __init__(self, cursor: Any, mark: str) -> None:
        self._cursor, self._mark = cursor, mark

    def __call__(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        self._cursor.execute(statement.replace("%s", self._mark), list(values))
        return self._cursor.fetchall() if self._cursor.description else []


@contextmanager
def altered(name: str, alias: str = "default") -> Iterator[Ask]:
    """One part of a copy, to be altered with SQL."""
    if not postgresql.in_use():
        path = backups.folder() / (f"{name}.ledger.sqlite3" if alias == "ledger" else f"{name}.sqlite3")
        with closing(sqlite3.connect(path)) as copy:
            yield Ask(copy.cursor(), "?")
            copy.commit()
        return
    path = copies_postgresql._file(name, alias)
    with copies_postgresql._beside(name, alias) as database:
        with copies_postgresql._wrapped(alias, database) as wrapper, wrapper.cursor() as cursor:
            yield Ask(cursor, "%s")
        path.unlink()
        copies_postgresql._dump(database, alias, path)
