"""Is a change to a registration allowed, written down and only then made; and is nothing written of what cannot be?"""

from datetime import date
from typing import Any

import pytest

from reticent.access import registrations
from reticent.access.doorway import NoDuty
from reticent.drawer.slips import Writer
from reticent.ledger import log
from reticent.people import patrons
from reticent.records import looks
from tests.conftest import NOW, TODAY, Town

CONTACT = {"address": "2 New Street", "town": "Windham", "phone": "", "email": "new@example.org"}


class Stop(Exception):
    pass


@pytest.fixture
def desk(mansfield: Town) -> Town:
    mansfield.alice = mansfield.register("29030001", "Alice Quillfeather", pin="4711")  # type: ignore[attr-defined]
    mansfield.clara = mansfield.staff()  # type: ignore[attr-defined]
    return mansfield


def act(town: Town, name: str) -> Any:
    how: dict[str, Any] = {
        "renew": {}, "set_pin": {"pin": "8642", "again": "8642", "shown": "photo_id"}, "correct": CONTACT,
    }[name]  # fmt: skip
    return getattr(registrations, name)(town.library, town.clara, person=town.alice, now=NOW, **how)  # type: ignore[attr-defined]


def kept(town: Town) -> dict[str, Any]:
    found = town.drawer.find(town.to_open("registration"), subject=town.alice)  # type: ignore[attr-defined]
    return dict(found[0].payload)


def seen(town: Town) -> list[dict[str, Any]]:
    return [dict(s.payload) for s in town.drawer.find(town.to_open("look"), subject=town.alice)]  # type: ignore[attr-defined]


ACTS = pytest.mark.parametrize(
    ("name", "outcome", "proof", "changed"),
    [
        ("renew", "renewed", "", {"expires"}),
        ("set_pin", "new_pin", "photo_id", {"pin"}),
        ("correct", "corrected", "", {"address", "town", "phone", "email"}),
    ],
)


@pytest.mark.clause("S-3", "WO-19", "4-193(f)")
@ACTS
def test_an_act_changes_what_it_says_and_stands_in_her_looks_and_in_the_ledger(
    desk: Town, name: str, outcome: str, proof: str, changed: set[str]
) -> None:
    before = kept(desk)

    act(desk, name)

    after = kept(desk)
    assert {field for field in after if after[field] != before[field]} == changed
    (look,) = seen(desk)
    assert (look["purpose"], look["outcome"], look["proof"]) == ("registration", outcome, proof)
    leaf = log.entries("mansfield")[0].entry
    assert (leaf.action, leaf.role, leaf.count) == ("correction", "registration", 1)
    assert "S-3" in leaf.basis
    assert leaf.commitment
    assert look["key"]


@ACTS
def test_an_act_that_fails_half_way_is_on_paper_and_one_that_is_not_on_paper_is_not_done(
    desk: Town, name: str, outcome: str, proof: str, changed: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise Stop

    before = kept(desk)
    for where, what in ((looks, "write_down"), (log, "append"), (Writer, "replace")):
        with monkeypatch.context() as broken:
            broken.setattr(where, what, failing)
            with pytest.raises(Stop):
                act(desk, name)
        assert kept(desk) == before

    assert [look["outcome"] for look in seen(desk)] == [outcome] * 2
    assert log.entries("mansfield")[0].entry.action == "correction"


@ACTS
def test_without_the_duty_nothing_is_changed_whatever_was_typed(
    desk: Town, name: str, outcome: str, proof: str, changed: set[str]
) -> None:
    desk.clara = desk.staff("page", "circulation")  # type: ignore[attr-defined]
    before = kept(desk)

    with pytest.raises(NoDuty):
        act(desk, name)

    assert kept(desk) == before
    assert [look["outcome"] for look in seen(desk)] == ["refused"]


def test_what_cannot_be_kept_is_not_written_down_and_is_not_repeated(desk: Town) -> None:
    with pytest.raises(patrons.CannotBeKept) as of_the_pin:
        registrations.set_pin(
            desk.library, desk.clara, person=desk.alice, pin="86x2", again="", shown="", now=NOW  # type: ignore[attr-defined]
        )  # fmt: skip
    with pytest.raises(patrons.CannotBeKept) as of_the_contact:
        registrations.correct(
            desk.library, desk.clara, person=desk.alice, now=NOW,  # type: ignore[attr-defined]
            **{**CONTACT, "town": "", "email": "Alice at home"},
        )  # fmt: skip

    assert set(of_the_pin.value.fields) == {"seen", "pin"}
    assert set(of_the_contact.value.fields) == {"town", "email"}
    assert not any(typed in f"{e.value}" for e in (of_the_pin, of_the_contact) for typed in ("86x2", "Alice"))
    assert seen(desk) == []


@pytest.mark.parametrize(
    ("today", "until"),
    [
        (TODAY, date(2029, 11, 21)),
        (date(2028, 2, 29), date(2031, 3, 1)),
        (date(2028, 2, 28), date(2031, 2, 28)),
    ],
)
def test_a_renewed_card_is_good_for_three_years(today: date, until: date) -> None:
    assert patrons.good_until(today) == until


def test_a_contact_says_nothing_when_printed() -> None:
    assert "Windham" not in repr(patrons.contact(**CONTACT))
