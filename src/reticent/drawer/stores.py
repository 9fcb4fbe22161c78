"""What SQLite and PostgreSQL do differently for the drawer: locks, room for a generation, durability, which copy.

On SQLite every write transaction is the only one (BEGIN IMMEDIATE). On PostgreSQL writers of one library share a
lock for the length of their transaction, and whoever moves, folds or ends what others found holds it alone.
"""

import os
import re
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, OperationalError, connection, connections, transaction

from reticent.errors import Broken, Refused

_DEADLOCK, _NO_LOCK, _NO_TABLE = "40P01", "55P03", "42P01"
_BYTEA, _ARRAY_OF_BYTEA = 17, 1001


class StillRead(Refused):
    """The write-ahead log cannot be emptied at this moment: no key is overwritten before it is."""


class Busy(Refused):
    """Others hold the drawer so long that a step was not begun."""


class NotDurable(Broken):
    """The database may lose what it said was written: no key may be overwritten on its word."""


@lru_cache(maxsize=1)
def is_postgresql() -> bool:
    """Whether the drawer lies in PostgreSQL."""
    return connection.vendor == "postgresql"


# -- locks


def lock(library: str, *, alone: bool) -> None:
    """Hold the library's drawer until the transaction ends: with other writers, or alone."""
    if not is_postgresql():
        return
    how = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    try:
        ask(f"SELECT {how}(%s)", [_number(library)])
    except OperationalError as no:
        if met_another(no):
            raise Busy(
                "Others have been writing at this library for ten seconds without a pause. Nothing of this step was "
                "done; run it again."
            ) from None
        raise


@lru_cache(maxsize=512)
def _number(library: str) -> int:
    return int.from_bytes(
        blake2b(library.encode(), digest_size=8, person=b"reticent-drawer").digest(), "big", signed=True
    )


def met_another(no: OperationalError) -> bool:
    """Whether this is one of two transactions that waited for each other, or waited too long: try it again."""
    return getattr(no.__cause__, "sqlstate", None) in (_DEADLOCK, _NO_LOCK)


# -- asking


def ask(statement: str, values: Sequence[Any] = ()) -> Any:
    """Run one of the drawer's statements; the driver's own cursor.

    The framework's cursors ask on every statement whether to log, translate and wrap it; for the few statements that
    lend and return, that took longer than the database did. Placeholders are `%s` on both.
    """
    wrapper = connections[DEFAULT_DB_ALIAS]
    if wrapper.connection is None:
        wrapper.ensure_connection()
    wrapper.validate_no_broken_transaction()
    if wrapper.queries_logged:  # somebody listens: a test, or a benchmark that counts
        cursor = wrapper.cursor()
        cursor.execute(statement, values)
        return cursor
    with wrapper.wrap_database_errors:
        if wrapper.vendor == "sqlite":
            return wrapper.connection.execute(_for_sqlite(statement), values)
        return wrapper.connection.execute(statement, values, binary=True)


def ask_all(statement: str, values: Sequence[Any] = ()) -> Any:
    """Run a statement that has to pass over a whole table, which the settings otherwise keep PostgreSQL from."""
    with transaction.atomic():
        if is_postgresql():
            ask("SET LOCAL enable_seqscan = on")
        return ask(statement, values)


@lru_cache(maxsize=512)
def _for_sqlite(statement: str) -> str:
    return statement.replace("%s", "?")


class Many:
    """Many byte strings as one parameter of a statement. PostgreSQL's driver takes a list too, and looks at each
    element for so long that asking for ten tags took as long as finding them."""

    def __init__(self, each: Sequence[bytes]) -> None:
        self.each = each

    def as_array(self) -> bytes:
        """As PostgreSQL writes an array of bytea: one dimension from 1 on, no nulls."""
        if not self.each:
            return struct.pack("!iiI", 0, 0, _BYTEA)
        parts = [struct.pack("!iiIii", 1, 0, _BYTEA, len(self.each), 1)]
        for one in self.each:
            parts += (struct.pack("!i", len(one)), one)
        return b"".join(parts)


if is_postgresql():
    from psycopg import adapters
    from psycopg.adapt import Dumper
    from psycopg.pq import Format

    class _AsText(Dumper):
        """For whoever listens to statements as text: a test, or a benchmark that counts."""

        oid = _ARRAY_OF_BYTEA

        def dump(self, obj: Many) -> bytes:
            return b"{%s}" % b",".join(b'"\\\\x%s"' % one.hex().encode() for one in obj.each)

    class _AsArray(Dumper):
        format = Format.BINARY
        oid = _ARRAY_OF_BYTEA

        def dump(self, obj: Many) -> bytes:
            return obj.as_array()

    adapters.register_dumper(Many, _AsText)
    adapters.register_dumper(Many, _AsArray)  # the one that is taken where both will do


def insert(generation: int, rows: Sequence[tuple[bytes, bytes, bytes]]) -> None:
    """Put these rows (tag, thing tag, what is sealed) into a generation; the table refuses what is there."""
    if is_postgresql():
        tags, thing_tags, sealed = map(Many, zip(*rows, strict=True))
        ask(
            f"INSERT INTO {room_of(generation)} (generation_id, tag, thing_tag, sealed)"
            f" SELECT {int(generation)}, * FROM unnest(%s, %s, %s)",
            [tags, thing_tags, sealed],
        )
    else:
        _for_each(
            "INSERT INTO reticent_slip (generation_id, tag, thing_tag, sealed)"
            f" VALUES ({int(generation)}, ?, ?, ?)",
            sorted(rows),
        )


def empty(generation: int, rows: Sequence[tuple[bytes, bytes]]) -> int:
    """Leave these rows (tag, what is sealed there) without anything; how many were as they were found."""
    if is_postgresql():
        tags, sealed = map(Many, zip(*rows, strict=True))
        room = room_of(generation)
        done = ask(
            f"UPDATE {room} SET sealed = '' FROM unnest(%s, %s) AS found (tag, sealed)"
            f" WHERE {within(generation)}{room}.tag = found.tag AND {room}.sealed = found.sealed",
            [tags, sealed],
        )
        return int(done.rowcount)
    return _for_each("UPDATE reticent_slip SET sealed = x'' WHERE tag = ? AND sealed = ?", rows)


def _for_each(statement: str, rows: Sequence[Sequence[Any]]) -> int:
    wrapper = connections[DEFAULT_DB_ALIAS]
    wrapper.validate_no_broken_transaction()
    with wrapper.wrap_database_errors:
        return int(wrapper.connection.executemany(statement, rows).rowcount)


# -- finding tags


def among(generation: int, column: str, tags: Sequence[bytes]) -> tuple[str, list[Any]]:
    """The condition that in a generation's room a column holds one of these tags, with its parameters."""
    if is_postgresql():
        return f"{within(generation)}{column} = ANY(%s)", [Many(tags)]
    # As many marks as the next power of two: a statement that was asked before need not be read again.
    marks = 1 << (len(tags) - 1).bit_length()
    return f"{column} IN ({','.join(['%s'] * marks)})", [*tags, *[tags[-1]] * (marks - len(tags))]


# -- room


def room_of(generation: int) -> str:
    """The table in which a generation lies: its own partition on PostgreSQL, so that neither the planner nor the row
    policy has to look for it; the one table on SQLite, where no tag is of two generations anyway."""
    return f"reticent_slip_{int(generation)}" if is_postgresql() else "reticent_slip"


def within(generation: int) -> str:
    """What PostgreSQL must be told even in a generation's own room: its indexes begin with the generation."""
    return f"generation_id = {int(generation)} AND " if is_postgresql() else ""


def has_no_room(no: DatabaseError) -> bool:
    """Whether a statement failed since a generation's room is gone: it was left and swept meanwhile."""
    return getattr(no.__cause__, "sqlstate", None) == _NO_TABLE


def make_room(generation: int, *, library: str) -> None:
    """A partition for a new generation, in the caller's transaction. Attached rather than made in place: that
    lets readers go on."""
    if not is_postgresql():
        return
    name = f"reticent_slip_{int(generation)}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {name} (LIKE reticent_slip INCLUDING ALL) WITH (fillfactor = 90)")
        cursor.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        # A generation is of one library: the policy names it, and has nothing to look up.
        cursor.execute(
            f"CREATE POLICY one_library ON {name}"
            f" USING (current_setting('reticent.library', true) IN ('*', '{_slug(library)}'))"
        )
        cursor.execute(f"ALTER TABLE reticent_slip ATTACH PARTITION {name} FOR VALUES IN ({int(generation)})")


def close_room(generation: int) -> None:
    """Let nothing more into the room of a generation that is being left: the database itself refuses, so that what
    was there when the move began is all there is to move. On SQLite it is looked through at the end instead."""
    if is_postgresql():
        ask(f"REVOKE INSERT ON {room_of(generation)} FROM CURRENT_USER")


def _slug(library: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]+", library):
        raise Broken("A library's name in addresses has letters, digits and hyphens only.")
    return library


def drop_room(generation: int) -> bool:
    """Give back the room of a generation that holds nothing any more; whether it is gone.

    Readers wait behind us while we wait for them: after two seconds we let them pass. What is left is empty, and
    the next purge takes it.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
            cursor.execute(f"DROP TABLE IF EXISTS reticent_slip_{int(generation)}")
    except OperationalError as no:
        if not met_another(no):
            raise
        return False
    return True


# -- durability


@contextmanager
def durably() -> Iterator[None]:
    """What is committed in here is on the disk before the next step (SQLite otherwise waits for a checkpoint)."""
    if is_postgresql():
        _keeps_its_word()
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        before = int(cursor.fetchone()[0])
        cursor.execute("PRAGMA synchronous=FULL")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA synchronous={before}")


def settle_on_disk() -> None:
    """Everything committed so far is durable (on SQLite: and out of the write-ahead log) before a key goes."""
    with durably():
        if is_postgresql():
            return
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            if cursor.fetchone()[0]:
                raise StillRead(
                    "Somebody reads the database at this moment, so the key that is due was not overwritten yet. "
                    "Run `reticent purge` again: nothing was lost, and nothing is called forgotten before it is."
                )


def _keeps_its_word() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit')")
        lax = sorted(name for name, setting in cursor.fetchall() if setting == "off")
    if lax:
        raise NotDurable(
            f"This PostgreSQL runs with {' and '.join(lax)} off: after a power cut it may have lost what it said was "
            "written, and what was kept would die with its key. Nothing was turned or forgotten. Switch it on "
            "(`ALTER SYSTEM RESET …`, then reload), and run this again."
        )


# -- which copy


def database_mark() -> bytes:
    """16 bytes that tell this database from a copy of it put in its place.

    SQLite: the file's inode (a device's number changes when a volume is mounted anew, which makes no copy).
    PostgreSQL: the cluster, its timeline (a promoted standby has another) and the database in it. A cold copy of the
    whole cluster has the same mark: it shows itself by its epoch, once one of the two has written.
    """
    if is_postgresql():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT system_identifier, timeline_id, (SELECT oid FROM pg_database WHERE datname ="
                " current_database()) FROM pg_control_system(), pg_control_checkpoint()"
            )
            text = " ".join(map(str, cursor.fetchone()))
    else:
        try:
            text = str(os.stat(connection.settings_dict["NAME"]).st_ino)
        except (OSError, TypeError, ValueError):
            text = "no file"
    return blake2b(text.encode(), digest_size=16).digest()


# -- is this database fit to hold the drawer?

# What would write values into a log: setting, and what it must be.
_TELLING = {
    "log_statement": ("none", "ddl"),
    "log_parameter_max_length_on_error": ("0",),
    "log_transaction_sample_rate": ("0",),
}
_WITH_PARAMETERS = ("log_min_duration_statement", "log_min_duration_sample")


class CannotTryCopies(Broken):
    """The role may not make the scratch databases in which copies are tried."""


class TellsTooMuch(Broken):
    """The database would write patrons' data into its log, or row policies do not hold our role."""


def check() -> None:
    """Stop unless this database keeps to itself what it is told, and holds our role to its row policies."""
    if not is_postgresql():
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        )
        passes_by, makes_databases = cursor.fetchone()
        if not makes_databases:
            raise CannotTryCopies(
                "The role in RETICENT_DATABASE may not make databases: no backup could be tried, and nothing would "
                "ever be forgotten, which waits for a tried backup. `ALTER ROLE reticent CREATEDB` (its name is in the "
                "address), then run this again. Nothing was changed."
            )
        if passes_by:
            raise TellsTooMuch(
                "The role in RETICENT_DATABASE is a superuser or may pass by row policies: one library's session could "
                "read another's rows. Make one that may not (`CREATE ROLE reticent LOGIN`), let it own the "
                "database, and name it in the address. Nothing was changed."
            )
        cursor.execute(
            "SELECT name, setting FROM pg_settings WHERE name = ANY(%s)",
            [[*_TELLING, *_WITH_PARAMETERS, "log_parameter_max_length"]],
        )
        found = dict(cursor.fetchall())
    telling = [name for name, right in _TELLING.items() if found[name] not in right]
    if found["log_parameter_max_length"] != "0":
        telling += [name for name in _WITH_PARAMETERS if found[name] != "-1"]
    if telling:
        raise TellsTooMuch(
            f"This PostgreSQL writes statements or their values into its log ({', '.join(sorted(telling))}). A log is a "
            "copy that nobody forgets. Reset them for this role, for example `ALTER ROLE reticent SET "
            f"{sorted(telling)[0]} TO DEFAULT`, then run this again. Nothing was changed."
        )
