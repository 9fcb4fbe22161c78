"""Who may read a person's records for a sealed case, and does it leave anything in the open?"""

from datetime import date
from typing import Any

import pytest

from reticent.access import sealed
from reticent.access.sealed import Entered, NotTheCustodian
from reticent.drawer import containers, keeping
from reticent.drawer.containers import Key
from reticent.drawer.keeping import Named
from reticent.drawer.permits import NotPermitted
from reticent.ledger import log
from tests.conftest import TODAY, Town

WORDS = "seven otters under the mill"
EVERY = ("registration", "loan", "charge", "hold")


def opened(town: Town) -> Key:
    key = containers.key_of("mansfield", WORDS)
    containers.keep("mansfield", key, b"{}", head=b"head", until=date(2030, 1, 1), expect=None)
    return key


def entered(town: Town) -> Entered:
    director = town.staff("director", "director", title="director")
    found = sealed.enter(town.library, director, opened(town), on=TODAY)  # type: ignore[arg-type]
    assert found is not None
    return found


def of_card(at: Entered, card: str, *of: str, **days: Any) -> list[dict[str, str]]:
    between = {"first": None, "last": None, **days}
    return [
        each.values for person in sealed.of_card(at, card, of=of, today=TODAY, **between) for each in person
    ]


def test_nobody_enters_but_with_words_that_open_something(mansfield: Town) -> None:
    director = mansfield.staff("director", "director", title="director")
    key = containers.key_of("mansfield", WORDS)

    assert sealed.enter(mansfield.library, director, key, on=TODAY) is None  # type: ignore[arg-type]
    with pytest.raises(NotPermitted):
        Entered(mansfield.library, director, None, begun=object())  # type: ignore[arg-type]


def test_nobody_enters_but_the_custodian_here(mansfield: Town, town: Any) -> None:
    clara, elsewhere = mansfield.staff(), town("weston", policy_id="weston-2017")
    stranger = elsewhere.staff("director", "director", title="director")
    key = opened(mansfield)

    for account in (clara, stranger):
        with pytest.raises(NotTheCustodian):
            sealed.enter(mansfield.library, account, key, on=TODAY)  # type: ignore[arg-type]


def test_only_the_kinds_and_days_that_are_named_are_copied(mansfield: Town) -> None:
    alice = mansfield.register("29030001", "Alice Oak")
    mansfield.lend(alice, mansfield.item("30001", "Emma"), on=date(2026, 10, 1), days=90)
    mansfield.lend(alice, mansfield.item("30002", "Persuasion"), on=date(2026, 11, 1), days=90)
    at = entered(mansfield)

    loans = of_card(at, "29030001", "loan", first=date(2026, 10, 15))

    assert loans == [{"loan.title": "Persuasion", "loan.due": "2027-01-30", "loan.lent_on": "2026-11-01"}]
    assert of_card(at, "29030001", "loan", last=date(2026, 9, 30)) == []
    (registration,) = of_card(at, "29030001", "registration", first=date(2026, 10, 15))
    assert registration["registration.name"] == "Alice Oak"
    assert of_card(at, "29039999", *EVERY) == []


def test_who_has_an_item_is_found_also_where_nothing_else_of_theirs_is_named(mansfield: Town) -> None:
    alice, bob = (mansfield.register(f"2903000{n}", name) for n, name in ((1, "Alice Oak"), (2, "Bob Elm")))
    mansfield.lend(alice, mansfield.item("30001", "Emma"), on=date(2026, 11, 1), days=90)
    mansfield.lend(bob, mansfield.item("30002", "Persuasion"), on=date(2026, 11, 1), days=90)
    at = entered(mansfield)

    def who(first: date) -> list[tuple[str, str]]:
        found = sealed.of_item(at, "30001", of=("registration",), first=first, last=None, today=TODAY)
        return [(each.kind, each.values["registration.name"]) for person in found for each in person]

    assert who(date(2026, 10, 15)) == [("registration", "Alice Oak")]
    assert who(date(2026, 11, 15)) == []


def test_what_a_legal_hold_keeps_is_copied_too(mansfield: Town) -> None:
    alice = mansfield.register("29030001", "Alice Oak")
    mansfield.lend(alice, mansfield.item("30001", "Emma"))
    at = entered(mansfield)
    before = of_card(at, "29030001", "loan")
    with mansfield.drawer.writing() as writer:
        found = mansfield.drawer.find(mansfield.to_open("loan", subject=alice), subject=alice)
        named = Named("Card", alice, ("loan",), None)
        keeping.place(writer, found, named, handle="case", today=TODAY, until=date(2027, 1, 1))
    mansfield.take_back(mansfield.item("30001"))

    assert of_card(at, "29030001", "loan") == before


def test_reading_for_a_sealed_case_writes_no_look_no_leaf_and_no_slip(mansfield: Town) -> None:
    alice = mansfield.register("29030001", "Alice Oak")
    mansfield.lend(alice, mansfield.item("30001", "Emma"))
    at = entered(mansfield)
    before = sorted(inside.packed() for _, inside in mansfield.drawer.everything())
    leaves = len(list(log.entries("mansfield")))

    of_card(at, "29030001", *EVERY)
    sealed.of_item(at, "30001", of=("loan", "registration"), first=None, last=None, today=TODAY)

    assert sorted(inside.packed() for _, inside in mansfield.drawer.everything()) == before
    assert len(list(log.entries("mansfield"))) == leaves
