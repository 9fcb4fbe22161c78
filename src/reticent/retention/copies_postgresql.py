"""Copies of PostgreSQL databases: a dump each, `NAME.pgdump` and `NAME.ledger.pgdump`, made and read by its own programs.

They are run as the program's own role, which must be allowed to make databases (CREATEDB): a copy is tried in a scratch
database beside the live one, and is put in its place in one transaction. Every reading is of all libraries, which the
row policies allow to whoever says so.
"""

import os
import secrets
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from reticent.errors import Broken
from reticent.retention.copies import (
    SCRATCH,
    BackupDoesNotOpen,
    Copy,
    InFiles,
    bring_up_to_date,
    folder,
    is_older,
)

T = TypeVar("T")
_EVERY = "-c reticent.library=*"
_SAID_IN_THE_ADDRESS = {
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "sslcrl": "PGSSLCRL",
    "channel_binding": "PGCHANNELBINDING",
    "gssencmode": "PGGSSENCMODE",
    "target_session_attrs": "PGTARGETSESSIONATTRS",
    "passfile": "PGPASSFILE",
    "service": "PGSERVICE",
    "connect_timeout": "PGCONNECT_TIMEOUT",
}


class NoPrograms(Broken):
    """PostgreSQL's own programs are not where they are looked for."""


class ProgramFailed(DatabaseError):
    """One of PostgreSQL's programs did not do its work. What it said may hold a row, and is not repeated."""


class GaveUp(ProgramFailed):
    """It did not like what it was given, or the server it met."""

    def __init__(self, program: str) -> None:
        super().__init__(f"{program} gave up")


class FoundItFull(ProgramFailed):
    """It found no room."""

    def __init__(self, program: str) -> None:
        super().__init__(f"{program}: the disk is full")


class LostTheServer(ProgramFailed):
    """The server was not there, or broke off; where its log finds no room, it does."""

    def __init__(self, program: str) -> None:
        super().__init__(f"{program}: the connection to the server broke off")


_REASONS: dict[bytes, type[ProgramFailed]] = {
    b"no space left on device": FoundItFull,
    b"disk full": FoundItFull,
    b"closed the connection": LostTheServer,
    b"terminating connection": LostTheServer,
    b"no connection to the server": LostTheServer,
    b"connection to server": LostTheServer,
    b"recovery mode": LostTheServer,
}


class PostgresqlCopies(InFiles):
    """The store `copies.Copies` of PostgreSQL."""

    ending = ".pgdump"

    def take(self, name: str) -> None:
        _is_whole()
        super().take(name)

    def copy_out(self, alias: str, draft: Path) -> None:
        _dump(_live(alias), alias, draft)

    def clear(self) -> None:
        super().clear()
        for alias in ("default", "ledger"):
            with connections[alias].cursor() as cursor:
                cursor.execute(
                    "SELECT datname FROM pg_database WHERE starts_with(datname, %s)",
                    [f"{_live(alias)}_{SCRATCH}_"],
                )
                left_databases = [name for (name,) in cursor.fetchall()]
            for database in left_databases:
                _drop(database)

    @contextmanager
    def reading(self, name: str) -> Iterator[Copy]:
        # Rows are all that is read: without indexes and keys it takes half the time, and is made every night.
        only = ("--section=pre-data", "--section=data")
        with _beside(name, "default", *only) as database, _wrapped("default", database) as tables:
            yield Copy(name, tables, None)

    @contextmanager
    def trying(self, name: str) -> Iterator[Copy]:
        with _beside(name, "default") as database:
            with _wrapped("default", database) as tables:
                older = is_older(Copy(name, tables, None))
            if older:
                bring_up_to_date(_set_for("default", database))
            with _wrapped("default", database) as tables:
                if not _file(name, "ledger").exists():
                    yield Copy(name, tables, None)
                    return
                with _beside(name, "ledger") as beside, _wrapped("ledger", beside) as ledger:
                    yield Copy(name, tables, ledger)

    def states(self, name: str) -> dict[tuple[str, int], str]:
        path = _file(name, "default")
        if not path.exists():
            return {}
        try:
            said = _ran("pg_restore", "--data-only", "--table=reticent_generation", "--file=-", str(path))
        except ProgramFailed:
            return {}  # damaged since it was opened
        return _states_in(said.decode())

    def is_there(self) -> bool:
        try:
            connections["default"].ensure_connection()
        except DatabaseError:
            return False
        return True

    def put_back(
        self, name: str, *, now: datetime, write: Callable[[BaseDatabaseWrapper], T]
    ) -> tuple[T, str]:
        draft, script = folder() / f"{name}.back.part", folder() / f"{name}.script.part"
        try:
            with _beside(name, "default") as database:
                with _wrapped("default", database) as tables:
                    written = write(tables)
                _dump(database, "default", draft)
            _ran("pg_restore", "--no-owner", f"--file={script}", str(draft))
            _let_go()
            # All of it or nothing: who reads meanwhile waits, and a crash leaves what was there.
            _ran(
                "psql", "--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1",
                "--command=DROP SCHEMA public CASCADE", "--command=CREATE SCHEMA public", f"--file={script}",
                of=_live("default"),
            )  # fmt: skip
            return written, ""
        finally:
            draft.unlink(missing_ok=True)
            script.unlink(missing_ok=True)


_file = PostgresqlCopies().file


def _live(alias: str) -> str:
    return str(connections[alias].settings_dict["NAME"])


def _is_whole() -> None:
    """Stop where tables are missing: the programs would copy what is left of them, and call it a copy."""
    there = connections["default"].introspection
    if set(there.django_table_names()) - set(there.table_names()):
        raise DatabaseError("tables are missing")


def _let_go() -> None:
    """Close our own connections: what is put in the place of a table is another table."""
    connection = connections["default"]
    connection.close()
    if hasattr(connection, "close_pool"):
        connection.close_pool()


def _dump(database: str, alias: str, path: Path) -> None:
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    _ran(
        "pg_dump",
        "--format=custom",
        "--compress=0",  # sealed bytes do not shrink, and `vault verify` searches what it can read
        "--no-owner",
        "--enable-row-security",
        f"--file={path}",
        of=database,
        alias=alias,
    )
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _ran(program: str, *arguments: str, of: str = "", alias: str = "default") -> bytes:
    """What one of PostgreSQL's programs printed; what it complains of is kept back, save its kind."""
    found = shutil.which(program, path=os.environ.get("RETICENT_PG_BIN"))
    if found is None:
        raise NoPrograms(
            f"PostgreSQL's program {program} is not here. Install PostgreSQL's client programs of the server's version, "
            "or set RETICENT_PG_BIN to their folder. Nothing was changed."
        )
    given = connections[alias].settings_dict
    env = {
        **os.environ,
        "PGDATABASE": of or "postgres",
        "PGOPTIONS": _EVERY,
        **{
            name: str(given[key])
            for name, key in (
                ("PGHOST", "HOST"),
                ("PGPORT", "PORT"),
                ("PGUSER", "USER"),
                ("PGPASSWORD", "PASSWORD"),
            )
            if given.get(key)
        },
        # What the address asks of the connection, such as a certificate, holds for the programs, too.
        **{
            name: str(given["OPTIONS"][key])
            for key, name in _SAID_IN_THE_ADDRESS.items()
            if given["OPTIONS"].get(key)
        },
    }
    done = subprocess.run([found, *arguments], env=env, capture_output=True, check=False, umask=0o077)
    if done.returncode:
        said = done.stderr.lower()
        raise next((why for sign, why in _REASONS.items() if sign in said), GaveUp)(program)
    return done.stdout


@contextmanager
def _beside(name: str, alias: str, *how: str) -> Iterator[str]:
    """A scratch database that holds one part of a copy; gone afterwards."""
    database = f"{_live(alias)}_{SCRATCH}_{secrets.token_hex(6)}"
    _ran(
        "psql",
        "--quiet",
        "--no-psqlrc",
        f'--command=CREATE DATABASE "{database}" TEMPLATE template0',
        alias=alias,
    )
    try:
        try:
            _ran(
                # In one transaction: a fifth of the time of one for each table and index.
                "pg_restore", "--no-owner", "--single-transaction", *how, f"--dbname={database}",
                str(_file(name, alias)), of=database, alias=alias,
            )  # fmt: skip
        except GaveUp:
            raise BackupDoesNotOpen(
                f"The backup {name} is damaged and does not open. Make another one (`reticent backup`)."
            ) from None
        yield database
    finally:
        # Where that cannot be, the next copying sweeps what was left (`clear`): the copy was tried all the same.
        with suppress(ProgramFailed):
            _drop(database)


def _drop(database: str) -> None:
    """Nobody works there but the server's own vacuum, which makes way unless it is forced: that would need a superuser.
    Only what a killed process left behind must be sent away."""
    drop = f'--command=DROP DATABASE IF EXISTS "{database}"'
    try:
        _ran("psql", "--quiet", "--no-psqlrc", drop)
    except GaveUp:
        _ran("psql", "--quiet", "--no-psqlrc", f"{drop} WITH (FORCE)")


def _set_for(alias: str, database: str) -> dict[str, Any]:
    given = connections[alias].settings_dict
    options = {k: v for k, v in given["OPTIONS"].items() if k != "pool"}
    options["options"] = f"{options.get('options', '')} {_EVERY}".strip()
    return {**given, "NAME": database, "OPTIONS": options, "CONN_MAX_AGE": 0}


@contextmanager
def _wrapped(alias: str, database: str) -> Iterator[BaseDatabaseWrapper]:
    wrapper = type(connections[alias])(_set_for(alias, database), alias="copy")
    try:
        yield wrapper
    finally:
        wrapper.close()


def _states_in(text: str) -> dict[tuple[str, int], str]:
    """The rows of the generations as `COPY` writes them: names of columns, then a row a line until `\\.`."""
    found: dict[tuple[str, int], str] = {}
    columns: list[str] = []
    for line in text.splitlines():
        if line.startswith("COPY public.reticent_generation "):
            columns = [part.strip(' "') for part in line[line.index("(") + 1 : line.index(")")].split(",")]
        elif line == "\\.":
            columns = []
        elif columns:
            row = dict(zip(columns, line.split("\t"), strict=True))
            found[row["library"], int(row["number"])] = row["state"]
    return found
