"""What only PostgreSQL does for us: row policies, partitions, values apart from statements, a log that says nothing."""

import importlib
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import DatabaseError, connection, connections, transaction

from reticent.access import doorway
from reticent.doors.web import public
from reticent.drawer import reach, stores, turning
from reticent.drawer.slips import Drawer
from reticent.drawer.tables import Generation
from reticent.records import facts, intake, loans
from reticent.records.items import Item
from reticent.retention import copies_postgresql
from tests import postgresql
from tests.conftest import NOW, TODAY, Town
from tests.rooms.drawer.copies import let_go

OF_A_LIBRARY = ("generation", "epoch", "item", "fact", "looktally", "importrun", "certificate", "evidence")


@pytest.fixture
def two(mansfield: Town, town) -> tuple[Town, Town]:  # type: ignore[no-untyped-def]
    """Mansfield and Wolcott, each with a reader who has an item out."""
    wolcott = town("wolcott", policy_id="wolcott-2016")
    for there in (mansfield, wolcott):
        there.lend(there.register("1", "Alice Q"), there.item("30001"))
        there.purge(turn_now=True)
    return mansfield, wolcott


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM reticent_{table}")
        return int(cursor.fetchone()[0])


# -- row policies


@pytest.mark.parametrize("table", [*OF_A_LIBRARY, "slip"])
def test_a_session_of_one_library_sees_only_that_library_s_rows(two: tuple[Town, Town], table: str) -> None:
    every = count(table)
    with reach.only("mansfield"):
        ours = count(table)
    with reach.only("wolcott"):
        theirs = count(table)
    with reach.nothing():
        none = count(table)

    assert ours + theirs == every
    assert none == 0
    if table in ("generation", "epoch", "item", "slip", "certificate"):
        assert ours
        assert theirs


def test_every_table_with_rows_of_a_library_has_a_row_policy(mansfield: Town) -> None:
    """Staff sign in before their library is known, and libraries are public: these two are open on purpose."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.table_name FROM information_schema.columns c JOIN pg_class t ON t.relname = c.table_name"
            " WHERE c.column_name IN ('library', 'library_id', 'generation_id')"
            " AND NOT (t.relrowsecurity AND t.relforcerowsecurity)"
        )
        assert [name for (name,) in cursor.fetchall()] == ["reticent_staffaccount"]


def test_whoever_asks_another_library_s_partition_itself_gets_nothing(two: tuple[Town, Town]) -> None:
    (generation,) = Generation.objects.filter(library="mansfield", state="open").values_list("pk", flat=True)

    with reach.only("mansfield"):
        assert count(f"slip_{generation}") > 0
    with reach.only("wolcott"):
        assert count(f"slip_{generation}") == 0
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM reticent_slip_{generation}")
    with reach.nothing():
        assert count(f"slip_{generation}") == 0

    assert two[0].out_to(_alice(two[0])) == {"30001"}


def test_partitions_of_before_are_read_after_the_upgrade_as_they_were(mansfield: Town) -> None:
    """Until 0010 a partition was reached through the table above it only."""
    alice = mansfield.register("1", "Alice Q")
    (old,) = _partitions()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP POLICY one_library ON reticent_slip_{old}")
        cursor.execute(
            f"CREATE POLICY every_library ON reticent_slip_{old}"
            " USING (current_setting('reticent.library', true) = '*')"
        )
    with reach.only("mansfield"):
        assert mansfield.drawer.find(mansfield.permit, subject=alice) == []

    upgrade = importlib.import_module("reticent.migrations.0010_fewer_ways_to_a_slip")
    with connection.schema_editor() as editor:
        upgrade.fewer_ways(None, editor)

    with reach.only("mansfield"):
        assert len(mansfield.drawer.find(mansfield.permit, subject=alice)) == 1


def test_one_library_s_session_cannot_write_another_s_rows(two: tuple[Town, Town]) -> None:
    with reach.only("wolcott"):
        with pytest.raises(DatabaseError, match="row-level security"):
            Item.objects.create(
                library="mansfield", barcode="9", title="Emma", item_class="book", audience="adult"
            )
        assert not Item.objects.filter(library="mansfield").update(title="Persuasion")
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM reticent_slip")

    assert two[0].out_to(_alice(two[0])) == {"30001"}


def _alice(town: Town) -> str:
    from reticent.people import patrons

    return patrons.by_handle(town.drawer, town.permit, handle=patrons.card_handle("1"))[0]


def test_a_drawer_that_is_out_of_reach_finds_nobody_and_says_so(two: tuple[Town, Town]) -> None:
    person = _alice(two[0])
    with reach.only("wolcott"), pytest.raises(Exception, match="no vault here"):
        two[0].out_to(person)


def test_the_reach_is_kept_over_a_new_connection(two: tuple[Town, Town]) -> None:
    with reach.only("mansfield"):
        ours = count("slip")
        let_go()
        assert count("slip") == ours
    let_go()
    assert count("slip") > ours


def test_a_session_does_not_change_its_library_within_a_transaction(mansfield: Town) -> None:
    with (
        pytest.raises(reach.OutOfReach),
        transaction.atomic(),
        reach.only("wolcott"),
    ):
        pass


def test_a_rolled_back_transaction_leaves_the_reach_as_it_was(two: tuple[Town, Town]) -> None:
    with reach.only("mansfield"):
        ours = count("slip")
        with pytest.raises(RuntimeError), transaction.atomic():
            raise RuntimeError
        assert count("slip") == ours


def test_a_page_of_one_library_reaches_no_other(
    two: tuple[Town, Town],
    monkeypatch: pytest.MonkeyPatch,
    client,  # type: ignore[no-untyped-def]
) -> None:
    """Whatever a fault in a view asks for."""
    seen: dict[str, object] = {}
    usual = public.promise_of

    def asking_for_all(*args, **kwargs):  # type: ignore[no-untyped-def]
        seen["reach"] = reach.reached()
        seen["libraries"] = set(Generation.objects.values_list("library", flat=True))
        return usual(*args, **kwargs)

    monkeypatch.setattr(public, "promise_of", asking_for_all)

    assert client.get("/mansfield/").status_code == 200
    assert seen == {"reach": "mansfield", "libraries": {"mansfield"}}


# -- partitions


def _partitions() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'reticent_slip'::regclass"
        )
        return {int(name.rpartition("_")[2]) for (name,) in cursor.fetchall()}


def test_a_turn_leaves_one_partition_and_drops_the_other_with_all_that_ended(mansfield: Town) -> None:
    alice = mansfield.register("1", "Alice Q")
    mansfield.lend(alice, mansfield.item("30001"))
    before = _partitions()

    turning.turn(mansfield.drawer, now=NOW, recovery_days=14)

    (opened,) = Generation.objects.filter(state="open").values_list("pk", flat=True)
    assert _partitions() == {opened}
    assert before.isdisjoint(_partitions())
    assert mansfield.out_to(alice) == {"30001"}


def test_nothing_goes_into_a_generation_that_is_being_left(mansfield: Town) -> None:
    """What is listed as the move begins is all there is to move: the database itself sees to it."""
    mansfield.register("1", "Alice Q")
    (old,) = _partitions()
    stores.close_room(old)

    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        stores.insert(old, [(b"t" * 16, b"u" * 16, b"sealed")])
    turning.turn(mansfield.drawer, now=NOW, recovery_days=14)

    mansfield.lend(mansfield.register("2", "Bob R"), mansfield.item("30001"))


def test_a_partition_that_somebody_reads_is_dropped_the_next_time(mansfield: Town) -> None:
    mansfield.register("1", "Alice Q")
    (old,) = _partitions()
    reader = _another_connection()
    with reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM reticent_slip")
        turning.turn(mansfield.drawer, now=NOW, recovery_days=14)
        assert old in _partitions()
        reader.execute("ROLLBACK")
    turning.sweep_left(mansfield.drawer)

    assert old not in _partitions()


def test_what_is_remembered_of_a_partition_that_is_gone_misleads_nobody(mansfield: Town) -> None:
    """Another process turned and swept: this one still names the old generation to itself."""
    alice = mansfield.register("1", "Alice Q")
    mansfield.drawer.find(mansfield.permit, subject=alice)
    remembered = list(mansfield.drawer._last_live)
    turning.turn(mansfield.drawer, now=NOW, recovery_days=14)
    assert {generation for generation, _, _ in remembered}.isdisjoint(_partitions())

    mansfield.drawer._last_live = remembered
    found = mansfield.drawer.find(mansfield.permit, subject=alice)

    assert [slip.kind for slip in found] == ["registration"]


def _another_connection() -> psycopg.Connection:
    name = connection.settings_dict["NAME"]
    return psycopg.connect(
        host=os.environ[postgresql.SERVER], user="reticent", dbname=name, autocommit=True,
        options="-c reticent.library=*",
    )  # fmt: skip


# -- two at once


def test_a_loan_that_the_desk_and_a_file_bring_back_at_one_moment_is_back_and_the_import_goes_on(
    mansfield: Town, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    alice, item = mansfield.register("290300001", "Alice Q"), mansfield.item("300001")
    mansfield.item("300002")
    mansfield.lend(alice, item)
    file = tmp_path / "back.csv"
    file.write_text(
        "patron_barcode,item_barcode,lent_on,due_on,returned_on,branch\n"
        f"290300001,300001,{TODAY},{TODAY},{TODAY},Main\n290300001,300002,{TODAY},{TODAY},,Main\n"
    )
    usual, broke = Drawer.find_thing, []

    def at_the_desk() -> None:
        try:
            mansfield.take_back(item)
        except Exception as no:  # noqa: BLE001 - told below: a thread's own is lost
            broke.append(no)
        finally:
            connections.close_all()

    def just_before_the_desk(*args, **kwargs):  # type: ignore[no-untyped-def]
        found = usual(*args, **kwargs)
        if kwargs["thing"] == loans.thing(item):
            monkeypatch.setattr(Drawer, "find_thing", usual)
            thread = threading.Thread(target=at_the_desk)
            thread.start()
            thread.join()
        return found

    monkeypatch.setattr(Drawer, "find_thing", just_before_the_desk)
    report = intake.take_loans(
        mansfield.library, file, drawer=mansfield.drawer, permit=doorway.for_intake(mansfield.library)
    )

    assert broke == []
    assert (report.returned, report.taken, report.bad) == (1, 1, [])
    assert mansfield.out_to(alice) == {"300002"}
    mansfield.purge()
    assert facts.total("mansfield") == 2


# -- what the server hears and writes


def test_no_statement_holds_a_value(mansfield: Town) -> None:
    alice = mansfield.register("1", "Alice Q")
    for n in range(8):
        mansfield.lend(alice, mansfield.item(f"3000{n}"))

    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        statements = [statement for (statement,) in cursor.fetchall()]

    assert any("INSERT INTO reticent_slip" in s for s in statements)
    assert not [s for s in statements if "\\x" in s or "3000" in s or alice in s]


@contextmanager
def _set_for_the_role(name: str, value: str) -> Iterator[None]:
    def admin(statement: str) -> None:
        with psycopg.connect(
            host=os.environ[postgresql.SERVER], user="postgres", dbname="postgres", autocommit=True
        ) as c:
            c.execute(statement)  # type: ignore[arg-type]

    admin(f"ALTER ROLE reticent {value if not name else f'SET {name} = {value!r}'}")
    let_go()
    try:
        yield
    finally:
        admin(
            "ALTER ROLE reticent NOSUPERUSER NOBYPASSRLS CREATEDB"
            if not name
            else f"ALTER ROLE reticent RESET {name}"
        )
        let_go()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("log_statement", "all"),
        ("log_statement", "mod"),
        ("log_min_duration_statement", "0"),
        ("log_parameter_max_length_on_error", "-1"),
        ("log_transaction_sample_rate", "1"),
    ],
)
def test_a_server_that_logs_statements_or_values_is_refused(mansfield: Town, name: str, value: str) -> None:
    stores.check()
    with _set_for_the_role(name, value), pytest.raises(stores.TellsTooMuch, match=name):
        stores.check()
    stores.check()


@pytest.mark.parametrize("how", ["SUPERUSER", "BYPASSRLS"])
def test_a_role_that_row_policies_do_not_hold_is_refused(mansfield: Town, how: str) -> None:
    with _set_for_the_role("", how), pytest.raises(stores.TellsTooMuch, match="row policies"):
        stores.check()


def test_a_role_that_could_never_try_a_backup_is_refused(mansfield: Town) -> None:
    with (
        _set_for_the_role("", "NOCREATEDB"),
        pytest.raises(stores.CannotTryCopies, match="ALTER ROLE reticent CREATEDB"),
    ):
        stores.check()


def test_what_the_address_says_of_the_connection_holds_for_the_servers_programs_too(
    mansfield: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connections["default"].settings_dict["OPTIONS"], "sslmode", "verify-full")

    with pytest.raises(copies_postgresql.ProgramFailed):  # a socket speaks no TLS that could be verified
        copies_postgresql._ran("psql", "--host=localhost", "--command=SELECT 1")
    seen: dict[str, str] = {}
    monkeypatch.setattr(subprocess, "run", lambda *_, env, **__: seen.update(env) or _Done())
    copies_postgresql._ran("psql")
    assert seen["PGSSLMODE"] == "verify-full"


class _Done:
    returncode, stdout, stderr = 0, b"", b""


def test_a_server_that_may_lose_what_it_wrote_turns_nothing(mansfield: Town) -> None:
    with _set_for_the_role("synchronous_commit", "off"):
        connections["default"].settings_dict["OPTIONS"]["options"] = "-c lock_timeout=10s"
        try:
            with pytest.raises(stores.NotDurable, match="synchronous_commit"):
                turning.turn(mansfield.drawer, now=NOW, recovery_days=14)
        finally:
            connections["default"].settings_dict["OPTIONS"]["options"] = (
                "-c lock_timeout=10s -c synchronous_commit=on"
            )
    assert Generation.objects.count() == 1
