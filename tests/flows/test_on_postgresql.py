"""Where a PostgreSQL database is lost, empty or half-made: is it said, and does a restore put it back?

Collected where there is one; the same of SQLite's files is in test_damage.py and test_copies.py.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import postgresql
from tests.flows.conftest import MANSFIELD, Installation

HIRE = ("staff", "add", "clara", *MANSFIELD, "--duty", "circulation", "--password", "reading-room-lamp")
COMMANDS: dict[str, tuple[str, ...]] = {
    "purge": ("purge", "--dry-run"),
    "init": ("init", "mansfield", "--name", "M", "--town", "M", "--policy", "mansfield-2019"),
    "demo": ("demo",),
    "backup": ("backup",),
}


def _empty(there: Installation) -> None:
    postgresql.made_anew(there.databases)


def _without_slips(there: Installation) -> None:
    there.query("DROP TABLE reticent_slip CASCADE")


def _without_libraries(there: Installation) -> None:
    there.query("DROP TABLE reticent_library CASCADE")


def _tables_without_rows(there: Installation) -> None:
    """A restore by hand that stopped before the rows."""
    names = there.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    there.query(f"TRUNCATE {', '.join(name for (name,) in names)} CASCADE")


def _first_tables_alone(there: Installation) -> None:
    """A restore by hand that stopped early."""
    _empty(there)
    there.query("CREATE TABLE django_migrations (id int, app text, name text, applied timestamptz)")
    there.query("CREATE TABLE reticent_backup (id int)")


DAMAGES: dict[Callable[[Installation], None], str] = {
    _empty: "is empty, and the other is not",
    _without_slips: "holds only a part of its tables",
    _without_libraries: "holds only a part of its tables",
    _tables_without_rows: "holds only a part of its tables",
    _first_tables_alone: "holds only a part of its tables",
}
damaged = pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__.strip("_"))


@damaged
def test_a_database_that_lost_its_tables_is_put_back_by_the_command_that_was_named(
    copy: Installation, damage: Callable[[Installation], None]
) -> None:
    copy.ok(*HIRE)
    name = copy.ok("backup", "--json").json["name"]
    held, told = copy.held(), copy.ledger_says("restore")
    damage(copy)
    refused = [copy.run(*command) for command in COMMANDS.values()]

    unknown = copy.run("restore", "reticent-1999", "--yes")
    ran = copy.ok("restore", name, "--yes")

    for said in refused:
        assert said.code == 3
        assert f"RETICENT_DATABASE names {DAMAGES[damage]}" in said.said
        assert "`reticent restore NAME`" in said.said
    assert unknown.code == 2
    assert f"{name} is back." in ran.said
    # A database with every table and no row is whole, as far as anybody can tell.
    assert ("Of what was there before no backup could be made" in ran.said) == (
        damage is not _tables_without_rows
    )
    assert copy.held() == held
    assert copy.ledger_says("restore") == told + 1
    copy.ok("backup")
    copy.ok("purge", "--turn-now")
    assert copy.held() == held
    assert copy.ok("ledger", "verify").code == 0
    assert copy.ok("drill", "--json").json["sound"] is True
    assert copy.scratch() == []


def test_whoever_was_sent_away_stays_away_where_the_accounts_can_still_be_read(copy: Installation) -> None:
    copy.ok(*HIRE)
    name = copy.ok("backup", "--json").json["name"]
    copy.ok("staff", "remove", "clara", *MANSFIELD, "--yes")
    _without_slips(copy)

    ran = copy.ok("restore", name, "--yes")

    assert "1 staff account stayed as they were" in ran.said
    assert copy.query("SELECT is_active FROM reticent_staffaccount") == [(False,)]


@pytest.mark.parametrize("damage", [_empty, _tables_without_rows], ids=lambda d: d.__name__.strip("_"))
def test_where_the_accounts_are_lost_it_is_said_that_those_of_the_backup_hold(
    copy: Installation, damage: Callable[[Installation], None]
) -> None:
    copy.ok(*HIRE)
    name = copy.ok("backup", "--json").json["name"]
    damage(copy)

    ran = copy.ok("restore", name, "--yes")

    assert "The staff accounts of before could not be read" in ran.said
    assert copy.query("SELECT username FROM reticent_staffaccount") == [("clara",)]


@pytest.mark.parametrize("both", [False, True], ids=["the ledger", "both"])
def test_a_ledger_that_is_lost_is_put_back_by_hand_and_never_begun_anew(
    copy: Installation, *, both: bool
) -> None:
    name = copy.ok("backup", "--json").json["name"]
    held, rows = copy.held(), copy.query("SELECT count(*) FROM reticent_ledgerleaf", of="ledger")
    postgresql.made_anew(f"{copy.databases}_ledger")
    if both:
        _empty(copy)

    refused = [copy.run("restore", name, "--yes")] + ([] if both else [copy.run("purge", *MANSFIELD)])
    copy.put_by_hand(name, of="ledger")

    for said in refused:
        assert said.code == 3
        assert "RETICENT_LEDGER_DATABASE names is empty" in said.said
        assert "pg_restore" in said.said
    assert copy.query("SELECT count(*) FROM reticent_ledgerleaf", of="ledger") <= rows
    if both:
        copy.ok("restore", name, "--yes")
    copy.ok("purge", *MANSFIELD)
    assert copy.held() == held
    assert copy.ok("ledger", "verify").code == 0


def test_a_database_that_is_not_there_is_said_with_how_to_make_it(copy: Installation) -> None:
    name = copy.newest()
    held = copy.held()
    postgresql.dropped(copy.databases)

    for command in (("purge",), ("restore", name, "--yes")):
        ran = copy.run(*command)
        assert ran.code == 3
        assert "does not answer" in ran.said
        assert "createdb --owner reticent" in ran.said

    for end, of in (("", "reticent"), ("_ledger", "ledger")):
        postgresql.made_anew(f"{copy.databases}{end}")
        copy.put_by_hand(name, of=of)
    copy.ok("purge")
    assert copy.held() == held


@pytest.mark.parametrize(
    ("program", "words"),
    [("", ("pg_dump is not here", "RETICENT_PG_BIN")), ("exit 1", ("server's version", "RETICENT_PG_BIN"))],
    ids=["gone", "of another version"],
)
def test_without_postgresql_s_own_programs_no_backup_is_made_and_what_to_set_is_said(
    copy: Installation, tmp_path: Path, program: str, words: tuple[str, ...]
) -> None:
    before = copy.backups()
    folder = tmp_path / "programs"
    folder.mkdir()
    if program:
        (folder / "pg_dump").write_text(f"#!/bin/sh\n{program}\n")
        (folder / "pg_dump").chmod(0o755)

    ran = copy.run("backup", env={"RETICENT_PG_BIN": str(folder)})

    assert ran.code == 3
    assert all(word in ran.said for word in words), ran.said
    assert copy.backups() == before
    copy.ok("backup")
