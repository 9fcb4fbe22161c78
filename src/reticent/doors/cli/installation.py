"""Getting ready: folders, tables and keys of this installation, made if it is new, checked if it is not."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from reticent.vault.memory import no_core_dumps

if TYPE_CHECKING:
    from reticent.errors import ReticentError
    from reticent.vault.root import Root


def get_ready(*, may_begin: bool = False, putting_back: bool = False) -> None:
    """Start Django, bring the tables up to date, and make sure that keys and database belong together.

    Only with `may_begin` is a new installation begun: folders, tables and a root secret. Keys are never drawn
    for a database that already has something sealed. With `putting_back` the database may be damaged or gone: what
    can be read of it is checked, and nothing else.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reticent.settings")
    os.umask(0o077)
    no_core_dumps()
    import django

    django.setup()
    from django.conf import settings

    from reticent.errors import Malformed

    home, keys = settings.RETICENT_HOME, settings.RETICENT_KEYS
    if keys == home or keys.is_relative_to(home) or home.is_relative_to(keys):
        raise Malformed(
            f"RETICENT_KEYS ({keys}) and RETICENT_HOME ({home}) lie one inside the other: a backup of the one would "
            "take the keys along, and nothing could be forgotten. Set them to two folders apart."
        )
    if may_begin:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _one_at_a_time(home):
        _make_ready(may_begin=may_begin, putting_back=putting_back)


@contextmanager
def _one_at_a_time(home: Path) -> Iterator[None]:
    """Whoever gets ready meanwhile waits: tables, root secret and finders are made by one. Where there is no home
    there is nothing to wait for."""
    if not home.is_dir():
        yield
        return
    fd = os.open(home / "getting-ready.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        yield
    finally:
        os.close(fd)


def _make_ready(*, may_begin: bool, putting_back: bool) -> None:
    from django.conf import settings
    from django.db import DatabaseError

    from reticent.errors import Malformed
    from reticent.vault import root as vault_root

    home, keys = settings.RETICENT_HOME, settings.RETICENT_KEYS
    if "RETICENT_DATABASE" in os.environ:
        _get_ready_in_postgresql(may_begin=may_begin, putting_back=putting_back)
        return
    began = (home / "reticent.sqlite3").exists()
    if not began and not may_begin and not (home / "ledger.sqlite3").exists():
        raise Malformed(
            f"There is no installation in {home} yet. Run `reticent demo` for a demonstration, `reticent init` for "
            "a library of your own, or set RETICENT_HOME to where yours is."
        )
    _forget_lists_are_whole(keys)
    if putting_back:
        root = vault_root.read(keys)
        _ledger_is_there(home)
        _can_be_read(home, "ledger")
        _bring_up_to_date("ledger")
        if (home / "reticent.sqlite3").exists():
            with suppress(DatabaseError):
                _bring_up_to_date("default")
                _belong_together(root)
        return
    _both_databases_are_there(home, began=began)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in ("reticent", "ledger"):
        _can_be_read(home, name)
    for alias in ("default", "ledger"):
        _bring_up_to_date(alias)
    if vault_root.is_drawn(keys):
        _belong_together(vault_root.read(keys))
        _find_anew()
        _follow_policies()
    elif _sealed_anything(home / "reticent.sqlite3"):
        vault_root.read(keys)  # says what is missing and what to do
    else:
        vault_root.draw(keys)


def _forget_lists_are_whole(keys: Path) -> None:
    """Stop where one is damaged: a copy that is woken would be half recovered before anybody asked the list."""
    from reticent.vault.forgetlist import ForgetList

    for path in sorted(keys.glob("*.ended")):
        ForgetList(path).check()


def _get_ready_in_postgresql(*, may_begin: bool, putting_back: bool) -> None:
    """The same where the databases are two PostgreSQL databases, which somebody has made."""
    from django.conf import settings
    from django.db import DatabaseError, OperationalError

    from reticent.drawer import stores
    from reticent.errors import Broken, Malformed
    from reticent.vault import root as vault_root

    home, keys = settings.RETICENT_HOME, settings.RETICENT_KEYS
    began = {}
    for alias, name in (("default", "RETICENT_DATABASE"), ("ledger", "RETICENT_LEDGER_DATABASE")):
        try:
            began[alias] = _began(alias)
        except OperationalError:
            raise Broken(
                f"The PostgreSQL database that {name} names does not answer, or does not let its role in. See that "
                "the server runs, that role and database are there (`createuser --createdb reticent`, `createdb "
                "--owner reticent reticent`), and that the address is right. Nothing was changed."
            ) from None
    if not any(began.values()) and not may_begin and not putting_back:
        raise Malformed(
            "There is no installation in the database that RETICENT_DATABASE names yet. Run `reticent demo` for a "
            "demonstration, `reticent init` for a library of your own, or put the address right."
        )
    stores.check()
    _forget_lists_are_whole(keys)
    if putting_back:
        root = vault_root.read(keys)
        if not began["ledger"]:
            raise _lost("ledger", "is empty")
        _bring_up_to_date_in_postgresql("ledger", began=began)
        if began["default"]:
            with suppress(DatabaseError):
                _bring_up_to_date("default")
                _belong_together(root)
        return
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    for alias in ("default", "ledger"):
        _bring_up_to_date_in_postgresql(alias, began=began)
    if vault_root.is_drawn(keys):
        _belong_together(vault_root.read(keys))
        _find_anew()
        _follow_policies()
    elif _sealed_anything_in_postgresql():
        vault_root.read(keys)  # says what is missing and what to do
    else:
        vault_root.draw(keys)


def _bring_up_to_date(alias: str) -> None:
    """Make the tables, or those of an older version new. Where nothing is left to do, Django's command would look
    through every model all the same: half of what a short command takes."""
    from django.core.management import call_command
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections[alias])
    executor.loader.check_consistent_history(connections[alias])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", database=alias, verbosity=0)


def _began(alias: str) -> bool:
    """Whether there are tables. Asked past the pool, which tries for ten seconds to reach what refuses at once."""
    from django.db import connections

    given = connections[alias].settings_dict
    options = {name: value for name, value in given["OPTIONS"].items() if name != "pool"}
    plain = type(connections[alias])({**given, "OPTIONS": options}, alias=alias)
    try:
        return "django_migrations" in plain.introspection.table_names()
    finally:
        plain.close()


def _bring_up_to_date_in_postgresql(alias: str, *, began: dict[str, bool]) -> None:
    """Make the tables, or those of an older version new; stop where a database lost what it held.

    Empty tables in its place would look as if nothing had happened.
    """
    from django.db import ProgrammingError, connections

    lost = not began[alias] and (began["default"] if alias == "ledger" else began["ledger"])
    if lost and (alias == "default" or _sealed_anything_in_postgresql()):
        raise _lost(alias, "is empty, and the other is not")
    introspection = connections[alias].introspection
    try:
        _bring_up_to_date(alias)
    except ProgrammingError:
        raise _lost(alias, "holds only a part of its tables") from None
    if set(introspection.django_table_names()) - set(introspection.table_names()):
        raise _lost(alias, "holds only a part of its tables")


def _lost(alias: str, what: str) -> "ReticentError":
    from django.conf import settings

    from reticent.errors import Broken

    backups = settings.RETICENT_HOME / "backups"
    if alias == "default":
        return Broken(
            f"The database that RETICENT_DATABASE names {what}. Put the address right, or stop the server and put the "
            "newest backup back: `reticent restore NAME`, without the “.pgdump” of the newest reticent-….pgdump in "
            f"{backups}. Nothing was changed."
        )
    return Broken(
        f"The database that RETICENT_LEDGER_DATABASE names {what}. Put the address right, or stop the server, make "
        "that database anew (`dropdb`, `createdb --owner reticent`) and fill it from the newest backup "
        f"(`pg_restore --no-owner --dbname=… reticent-….ledger.pgdump`, in {backups}). Nothing was changed."
    )


def _sealed_anything_in_postgresql() -> bool:
    from django.db import ProgrammingError

    from reticent.drawer.tables import Epoch

    try:
        return Epoch.objects.exists()
    except ProgrammingError:
        return False  # no tables yet


def _find_anew() -> None:
    """Make the finders of libraries anew that an older version made; nothing where they are of this one.

    Before anything else: an import looks each card up, and would take everybody in twice.
    """
    from reticent.access import doorway
    from reticent.doors.cli.showing import progress
    from reticent.drawer import drawers
    from reticent.people import libraries, patrons

    for library in libraries.with_older_finders():
        drawer = drawers.of(library.slug)
        with drawer.alone(), progress(f"what finds the patrons of {library.slug}") as step:
            patrons.find_anew(drawer, doorway.for_intake(library), progress=step)
            libraries.finders_are_made(library)


def _follow_policies() -> None:
    """Each library follows the policy of its day, from the first command of the day on."""
    from datetime import UTC, datetime

    from reticent.people import libraries
    from reticent.retention import switching

    for library in libraries.everyone():
        switching.keep_up(library, now=datetime.now(UTC))


def _both_databases_are_there(home: Path, *, began: bool) -> None:
    """Stop where one of the two files is gone: an empty one in its place would look as if nothing had happened."""
    from reticent.errors import Broken

    ledger = (home / "ledger.sqlite3").exists()
    if ledger == began or (began and not _sealed_anything(home / "reticent.sqlite3")):
        return
    if began:
        _ledger_is_there(home)
    raise Broken(
        f"reticent.sqlite3 is not in {home}. Put it back, or run `reticent restore NAME` with the newest of "
        f"{home / 'backups'}. Nothing was changed."
    )


def _ledger_is_there(home: Path) -> None:
    from reticent.errors import Broken

    if not (home / "ledger.sqlite3").exists():
        raise Broken(
            f"ledger.sqlite3 is not in {home}. Put it back, or copy the newest reticent-….ledger.sqlite3 from "
            f"{home / 'backups'} to its place. Nothing was changed."
        )


def _belong_together(root: "Root") -> None:
    """Stop before anything is read with the keys of another installation."""
    from reticent.drawer.tables import Epoch
    from reticent.drawer.waking import ForeignKeys

    if any(bytes(mark) != root.installation for mark in Epoch.objects.values_list("installation", flat=True)):
        raise ForeignKeys(
            "The keys in RETICENT_KEYS belong to another installation than this database. Set RETICENT_KEYS and "
            "RETICENT_HOME to folders that belong together. Nothing was changed."
        )


def _can_be_read(home: Path, name: str) -> None:
    """Stop with the file's name if it is no database: what is said later could not tell which one it is."""
    from reticent.errors import Broken

    file = home / f"{name}.sqlite3"
    if not file.exists():
        return
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=rw", uri=True, timeout=10)) as plain:
            plain.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError as no:
        if "not a database" not in str(no) and "malformed" not in str(no):
            return
        if name == "reticent":
            how = (
                "put the newest backup back: `reticent restore NAME`, without the “.sqlite3” of the newest "
                f"reticent-….sqlite3 in {home / 'backups'}"
            )
        else:
            how = (
                f"put {file.name} and its -wal and -shm aside, copy the newest reticent-….ledger.sqlite3 from "
                f"{home / 'backups'} to its place"
            )
        raise Broken(
            f"{file.name} is damaged or is not a database. Nothing was changed. Stop the server, {how}, then run "
            "`reticent backup` and `reticent purge --turn-now`. What ended since that backup is ended again, as far "
            "as the forget-list knows it."
        ) from None


def _sealed_anything(database: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as plain:
            return bool(plain.execute("SELECT count(*) FROM reticent_epoch").fetchone()[0])
    except sqlite3.DatabaseError:
        return False  # no tables yet, or no database: said by whoever reads it next
