"""Copies of the database file, as administrators make them: taken, put back over it, put in its place."""

import os
import shutil
from pathlib import Path

from django.db import connection, connections

from tests.conftest import Town


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
    shutil.copyfile(settled(), to)
    return to


def put_back(copy: Path, town: Town, *, in_place_of: bool = False) -> None:
    """Copy it over the database (`cp`), or move it into its place (`mv`); the next process finds it there."""
    path = settled()
    if in_place_of:
        beside = path.with_name("beside.sqlite3")
        shutil.copyfile(copy, beside)
        os.replace(beside, path)
    else:
        shutil.copyfile(copy, path)
    town.drawer.asleep()
