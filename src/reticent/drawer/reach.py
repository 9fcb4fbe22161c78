"""Which library's rows this session may reach; on PostgreSQL the database itself holds us to it.

Every table with rows of one library has a row policy there that asks the session's setting `reticent.library`: one
library's name, `*` for the installation's own work (the command line, the night), or nothing. A page that belongs to
a library reaches that library only, whatever a fault in our queries asks for. On SQLite there are no row policies:
the same scopes are kept, and nothing checks them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection
from django.db.backends.signals import connection_created

from reticent.errors import Broken

EVERY = "*"
NOTHING = ""
_reached: ContextVar[str] = ContextVar("reached", default=EVERY)


class OutOfReach(Broken):
    """A session was to change its library in the middle of a transaction: a fault in the program."""


def reached() -> str:
    """The library that this session may reach, `*` for all, or nothing."""
    return _reached.get()


@contextmanager
def only(library: str) -> Iterator[None]:
    """Reach this library's rows alone."""
    before = _reached.get()
    if library == before:
        yield
        return
    if connection.in_atomic_block:
        raise OutOfReach("A session may not change its library in the middle of a transaction.")
    token = _reached.set(library)
    try:
        _tell()
        yield
    finally:
        _reached.reset(token)
        _tell()


def nothing() -> Any:
    """Reach no library's rows: what a page gets before its address has named one."""
    return only(NOTHING)


def _tell() -> None:
    if connection.vendor != "postgresql" or connection.connection is None or connection.connection.closed:
        return  # told when it connects
    if connection.in_atomic_block or not connection.is_usable():
        connection.close()
        return
    _set(connection)


def _set(wrapper: Any) -> None:
    with wrapper.cursor() as cursor:
        cursor.execute("SELECT set_config('reticent.library', %s, false)", [_reached.get()])


def _when_connected(connection: Any, **_: Any) -> None:
    if connection.vendor == "postgresql" and connection.alias == "default":
        _set(connection)


def tell_every_connection() -> None:
    """From now on every connection that is opened is told at once what its session may reach."""
    connection_created.connect(_when_connected, dispatch_uid="reticent.drawer.reach")
