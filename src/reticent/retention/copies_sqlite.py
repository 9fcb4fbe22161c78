"""Copies of SQLite databases: two files each, `NAME.sqlite3` and `NAME.ledger.sqlite3`."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from reticent.retention.copies import (
    SCRATCH,
    BackupDoesNotOpen,
    Copy,
    InFiles,
    bring_up_to_date,
    folder,
    is_older,
)
from reticent.vault.root import sync_folder

T = TypeVar("T")


class SqliteCopies(InFiles):
    """The store `copies.Copies` of SQLite."""

    ending = ".sqlite3"

    def copy_out(self, alias: str, draft: Path) -> None:
        _copy_out(alias, draft)

    def clear(self) -> None:
        super().clear()
        for left in settings.RETICENT_HOME.glob(f"{SCRATCH}-*"):
            shutil.rmtree(left, ignore_errors=True)

    @contextmanager
    def reading(self, name: str) -> Iterator[Copy]:
        with _wrapped(_file(name, "default")) as tables:
            if not _file(name, "ledger").exists():
                yield _whole(Copy(name, tables, None))
                return
            with _wrapped(_file(name, "ledger")) as ledger:
                yield _whole(Copy(name, tables, ledger))

    @contextmanager
    def trying(self, name: str) -> Iterator[Copy]:
        place = Path(tempfile.mkdtemp(prefix=f"{SCRATCH}-", dir=settings.RETICENT_HOME))
        try:
            for alias in ("default", "ledger"):
                if _file(name, alias).exists():
                    shutil.copyfile(_file(name, alias), place / f"{alias}.sqlite3")
                    _settle(place / f"{alias}.sqlite3")
            draft = place / "default.sqlite3"
            with _wrapped(draft) as tables:
                older = is_older(_whole(Copy(name, tables, None)))
            if older:
                bring_up_to_date(_set_for(draft, writing=True))
            with _wrapped(draft) as tables:
                if not (place / "ledger.sqlite3").exists():
                    yield Copy(name, tables, None)
                    return
                with _wrapped(place / "ledger.sqlite3") as ledger:
                    yield _whole(Copy(name, tables, ledger))
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def states(self, name: str) -> dict[tuple[str, int], str]:
        if not _file(name, "default").exists():
            return {}
        try:
            with _wrapped(_file(name, "default")) as tables:
                found = Copy(name, tables, None).ask("SELECT library, number, state FROM reticent_generation")
        except BackupDoesNotOpen:
            return {}  # damaged since it was opened
        return {(library, number): state for library, number, state in found}

    def is_there(self) -> bool:
        return Path(connections["default"].settings_dict["NAME"]).exists()

    def put_back(
        self, name: str, *, now: datetime, write: Callable[[BaseDatabaseWrapper], T]
    ) -> tuple[T, str]:
        draft = folder() / f"{name}.back.part"
        try:
            shutil.copyfile(_file(name, "default"), draft)
            with _wrapped(draft, writing=True) as tables:
                written = write(tables)
            return written, _write_over(draft, now=now)
        finally:
            draft.unlink(missing_ok=True)


_file = SqliteCopies().file


def _copy_out(alias: str, path: Path) -> None:
    connection = connections[alias]
    connection.ensure_connection()
    with _in_djangos_words(), closing(sqlite3.connect(path)) as target:
        connection.connection.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
    _settle(path)


@contextmanager
def _in_djangos_words() -> Iterator[None]:
    """What goes past Django raises errors of its own."""
    try:
        yield
    except sqlite3.Error as no:
        raise DatabaseError(str(no)) from None


def _settle(path: Path) -> None:
    """Ours alone, and on the disk."""
    os.chmod(path, 0o600)
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _set_for(path: Path, *, writing: bool) -> dict[str, Any]:
    name = path.as_uri() + ("" if writing else "?mode=ro")
    return {**connections["default"].settings_dict, "NAME": name, "OPTIONS": {"timeout": 10}}


@contextmanager
def _wrapped(path: Path, *, writing: bool = False) -> Iterator[BaseDatabaseWrapper]:
    wrapper = type(connections["default"])(_set_for(path, writing=writing), alias="copy")
    try:
        yield wrapper
    finally:
        wrapper.close()


def _whole(copy: Copy) -> Copy:
    parts = [copy.ask, copy.ask_ledger] if copy.ledger is not None else [copy.ask]
    if any(ask("PRAGMA integrity_check") != [("ok",)] for ask in parts):
        raise BackupDoesNotOpen(
            f"The backup {copy.name} is damaged. Check the disk, then make another one (`reticent backup`)."
        )
    return copy


def _write_over(path: Path, *, now: datetime) -> str:
    """Write the copy over the database; where that is no database any more, move it aside, and say where to."""
    connection = connections["default"]
    try:
        connection.ensure_connection()
        with (
            _in_djangos_words(),
            closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as source,
        ):
            source.backup(connection.connection)
        return ""
    except DatabaseError as no:
        if not any(sign in str(no) for sign in ("not a database", "malformed")):
            raise
    connection.close()
    there = Path(connection.settings_dict["NAME"])
    beside = there.with_name(f"{there.name}.part")
    shutil.copyfile(path, beside)
    _settle(beside)
    aside = there.with_name(f"{there.name}.damaged-{now:%Y%m%d-%H%M%S}")
    for end in ("-wal", "-shm", ""):  # a log left beside another database would damage that one, too
        with suppress(FileNotFoundError):
            os.replace(f"{there}{end}", f"{aside}{end}")
    os.replace(beside, there)
    sync_folder(there.parent)
    return aside.name
