"""What a row may say, and what it has no place for."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reticent import policy
from reticent.errors import Malformed
from reticent.ledger import leaf
from reticent.ledger.leaf import Entry
from tests.rooms.ledger.entries import an_entry

ENTRIES = st.builds(
    Entry,
    day=st.dates(),
    action=st.sampled_from(sorted(leaf.ACTIONS)),
    role=st.sampled_from(["clerk", "director", "system", "designated_borrower"]),
    basis=st.lists(st.sampled_from(["WO-29", "S-4", "CGS-11-25(b)(2)", "M19-06", "4-193"]), max_size=8).map(
        tuple
    ),
    policy=st.one_of(st.just(""), st.binary(min_size=32, max_size=32).map(bytes.hex)),
    case=st.one_of(
        st.none(), st.binary(min_size=8, max_size=8).map(lambda raw: leaf.case_handle(lambda _: raw))
    ),
    count=st.integers(0, leaf.MOST),
    commitment=st.one_of(st.just(""), st.binary(min_size=32, max_size=32).map(bytes.hex)),
)


@given(ENTRIES, st.integers(0, 2**40))
def test_a_row_is_read_as_it_was_written(entry: Entry, row: int) -> None:
    assert leaf.read(leaf.write("new-canaan", row, entry)) == ("new-canaan", row, entry)


def test_the_bytes_of_a_row_never_change() -> None:
    # Format 1, for good: another spelling would be another tree.
    assert leaf.write("mansfield", 7, an_entry()) == (
        b'{"action":"look","basis":["WO-29","S-4"],"case":null,"commitment":"","count":1,'
        b'"day":"2026-11-21","format":1,"library":"mansfield",'
        b'"policy":"' + b"ab" * 32 + b'","role":"clerk","row":7}'
    )


@given(ENTRIES, st.integers(0, 2**40))
def test_the_bytes_of_a_row_are_canonical_json(entry: Entry, row: int) -> None:
    raw = leaf.write("new-canaan", row, entry)

    assert json.dumps(json.loads(raw), sort_keys=True, separators=(",", ":")).encode("ascii") == raw


PERSONAL: list[tuple[str, dict[str, Any]]] = [
    ("role", {"role": "Alice Adams"}),
    ("role", {"role": "21234000123456"}),
    ("role", {"role": "alice@example.org"}),
    ("role", {"role": "c"}),
    ("basis", {"basis": ("Alice",)}),
    ("basis", {"basis": ("Alice Adams",)}),
    ("basis", {"basis": ("21234000123456",)}),
    ("basis", {"basis": ("card-21234000123456",)}),
    ("basis", {"basis": ("860-555-0100",)}),
    ("basis", {"basis": ("2012-03-04",)}),
    ("basis", {"basis": ("alice@example.org",)}),
    ("basis", {"basis": ("Moby-Dick; or, The Whale",)}),
    ("basis", {"basis": "WO-29"}),
    ("basis", {"basis": ["WO-29"]}),
    ("basis", {"basis": ("WO-29",) * 41}),
    ("policy", {"policy": "mansfield-2019"}),
    ("case", {"case": "Adams v. Library"}),
    ("case", {"case": "case-21234000"}),
    ("count", {"count": -1}),
    ("count", {"count": True}),
    ("count", {"count": leaf.MOST + 1}),
    ("commitment", {"commitment": "alice"}),
    ("commitment", {"commitment": "AB" * 32}),
    ("action", {"action": "gossip"}),
    ("action", {"action": ["look"]}),
    ("day", {"day": "2026-11-21"}),
    ("day", {"day": datetime(2026, 11, 21, 9, 30, tzinfo=UTC)}),
]


@pytest.mark.parametrize(("field", "change"), PERSONAL)
def test_an_entry_has_no_place_for_a_person(field: str, change: dict[str, Any]) -> None:
    with pytest.raises(leaf.NotAnEntry) as refusal:
        replace(an_entry(), **change)

    assert [problem.split(":")[0] for problem in refusal.value.problems] == [field]


@pytest.mark.parametrize("name", policy.shipped_ids())
def test_every_clause_of_a_shipped_policy_can_be_the_basis_of_an_act(name: str) -> None:
    text = policy.shipped(name)

    for clause in text.clauses:
        assert replace(an_entry(), basis=(clause,), policy=text.sha256).basis == (clause,)


def test_a_refused_entry_names_all_fields_at_once_and_no_value() -> None:
    with pytest.raises(leaf.NotAnEntry) as refusal:
        Entry(day=date(2026, 1, 2), action="Alice", role="Alice", basis=("Alice",), policy="Alice")

    assert [problem.split(":")[0] for problem in refusal.value.problems] == [
        "action",
        "role",
        "basis",
        "policy",
    ]
    assert "Alice" not in str(refusal.value)


def test_an_entry_has_these_fields_and_no_other() -> None:
    with pytest.raises(TypeError):
        Entry(date(2026, 1, 2), "look", "clerk", (), "", patron="Alice")  # type: ignore[call-arg]


def _changed(**change: Any) -> bytes:
    said = json.loads(leaf.write("mansfield", 7, an_entry())) | change
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe",
        b"null",
        b"[" * 100_000,
        leaf.write("mansfield", 7, an_entry())[:-1],
        leaf.write("mansfield", 7, an_entry()) + b"\n",
        leaf.write("mansfield", 7, an_entry()).replace(b'"count":1', b'"count":1.0'),
        leaf.write("mansfield", 7, an_entry()).replace(b'"count":1', b'"count":1,"count":1'),
        _changed(patron="Alice"),
        _changed(format=2),
        _changed(format=True),
        _changed(row=-1),
        _changed(row="7"),
        _changed(row=True),
        _changed(library="Mansfield!"),
        _changed(action="gossip"),
        _changed(day="20261121"),
        _changed(basis="WO-29"),
        _changed(case=7),
    ],
)
def test_bytes_that_were_not_written_as_a_row_are_not_read(raw: bytes) -> None:
    with pytest.raises(leaf.UnreadableRow) as refusal:
        leaf.read(raw)

    assert "Alice" not in str(refusal.value)
    assert refusal.value.__cause__ is None


@pytest.mark.parametrize("name", ["", "Mansfield", "new canaan", "-weston", "w" * 41])
def test_a_ledger_belongs_to_a_library(name: str) -> None:
    with pytest.raises(Malformed, match="short name"):
        leaf.check_library(name)


def test_a_commitment_opens_with_its_key_and_not_otherwise() -> None:
    opening = b"registration for Alice"

    commitment, key = leaf.commit_to(opening)

    assert leaf.read_opening(commitment, opening, key)
    assert not leaf.read_opening(commitment, b"registration for Bob", key)
    assert not leaf.read_opening(commitment, opening, bytes(32))
    assert not leaf.read_opening(commitment, opening, b"")
    assert not leaf.read_opening("", opening, key)
    assert replace(an_entry(), commitment=commitment).commitment == commitment


def test_equal_openings_do_not_look_equal() -> None:
    assert leaf.commit_to(b"Alice")[0] != leaf.commit_to(b"Alice")[0]


def test_case_handles_are_drawn_at_random() -> None:
    assert leaf.case_handle(lambda size: b"\x07" * size) == "case-0707070707070707"
    assert leaf.case_handle() != leaf.case_handle()
    assert replace(an_entry(), case=leaf.case_handle()).case is not None
