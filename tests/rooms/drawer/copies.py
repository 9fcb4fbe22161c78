"""Copies of the database, as administrators make them: taken, put back over it, put in its place.

SQLite: the file. PostgreSQL: a dump, put back into the same database or into a new one of the same name.
"""

import os
import shutil
import subprocess
from pathlib import Path

from django.db import connection, connections

from tests import postgresql
from tests.conftest import Town


def let_go() -> None:
    """Close every connection of this process; a forked child then opens its own."""
    connections.close_all()
    if postgresql.in_use():
        for alias in connections:
            connections[alias].close_pool()  # type: ignore[attr-defined]


def settled() -> Path:
    """The database file, with nothing left in the log and nobody at it."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connections.close_all()
    path = Path(connection.settings_dict["NAME"])
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    return path


def taken(to: Path) -> Path:
    """A copy of the database as it is now."""
    if postgresql.in_use():
        let_go()
        _server_program("pg_dump", "--file", str(to), connection.settings_dict["NAME"])
        return to
    shutil.copyfile(settled(), to)
    return to


def put_back(copy: Path, town: Town, *, in_place_of: bool = False) -> None:
    """Copy it over the database (`cp`), or move it into its place (`mv`); the next process finds it there."""
    if postgresql.in_use():
        _put_back_dump(copy, in_place_of=in_place_of)
    elif in_place_of:
        path = settled()
        beside = path.with_name("beside.sqlite3")
        shutil.copyfile(copy, beside)
        os.replace(beside, path)
    else:
        shutil.copyfile(copy, settled())
    town.drawer.asleep()


def _put_back_dump(dump: Path, *, in_place_of: bool) -> None:
    let_go()
    name = connection.settings_dict["NAME"]
    if in_place_of:
        _server_program("dropdb", "--force", name)
        _server_program("createdb", "--owner", "reticent", "--template", "template0", name)
    else:
        _server_program(
            "psql", "-qc", "DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION reticent", name
        )
    _server_program("psql", "-q", "-v", "ON_ERROR_STOP=1", "--file", str(dump), name)
    _server_program("psql", "-qc", "GRANT ALL ON SCHEMA public TO reticent", name)


def _server_program(program: str, *arguments: str) -> None:
    subprocess.run(
        [Path(os.environ["RETICENT_PG_BIN"]) / program, *arguments],
        env={**os.environ, "PGHOST": os.environ[postgresql.SERVER], "PGUSER": "postgres"},
        check=True, capture_output=True,
    )  # fmt: skip
