"""Whose turn is it, and does a hold end when it is collected or cancelled; and who may see it?"""

import re
from datetime import timedelta

import pytest

from reticent.access import doorway
from reticent.access.asking import NOTHING, ON_PAPER, Asking
from reticent.people.patrons import CardExpired
from reticent.records import holds, loans
from reticent.retention import clock
from tests.conftest import NOW, TODAY, Town


def place(town: Town, person: str, item, *, on=TODAY) -> holds.Placed:  # type: ignore[no-untyped-def]
    return holds.place(town.drawer, town.permit, person=person, item=item, pickup="Main", today=on)


def waiting(town: Town, person: str) -> list[str]:
    found = town.drawer.find(town.permit, subject=person, kind="hold")
    return [s.payload["item"] for s in found if s.payload["ended_on"] is None]


@pytest.fixture
def two(mansfield: Town) -> tuple[str, str]:
    """Alice and Bob; Alice's item is out to her."""
    alice, bob = mansfield.register("1", "Alice Q"), mansfield.register("2", "Bob T")
    mansfield.lend(alice, mansfield.item("30001"))
    return alice, bob


def test_a_hold_waits_until_the_item_is_lent_to_whoever_placed_it(
    mansfield: Town, two: tuple[str, str]
) -> None:
    _, bob = two
    item = mansfield.item("30001")

    placed = place(mansfield, bob, item)
    assert placed == holds.Placed("Emma", before=0, shelf=placed.shelf)
    assert mansfield.take_back(item).somebody_waits
    mansfield.lend(bob, item)

    assert waiting(mansfield, bob) == []
    assert mansfield.out_to(bob) == {"30001"}


def test_nobody_is_lent_what_another_waits_for_and_nobody_is_named(
    mansfield: Town, two: tuple[str, str]
) -> None:
    alice, bob = two
    item = mansfield.item("30001")
    place(mansfield, bob, item)
    mansfield.take_back(item)

    with pytest.raises(holds.KeptForAnother, match="Somebody waits") as no:
        mansfield.lend(alice, item)

    assert "Bob" not in str(no.value)
    assert waiting(mansfield, bob) == ["30001"]


def test_who_asked_first_comes_first(mansfield: Town, two: tuple[str, str]) -> None:
    alice, bob = two
    carol, item = mansfield.register("3", "Carol V"), mansfield.item("30001")
    place(mansfield, carol, item, on=TODAY)
    assert place(mansfield, bob, item, on=TODAY + timedelta(days=1)).before == 1
    mansfield.take_back(item)

    with pytest.raises(holds.KeptForAnother):
        mansfield.lend(bob, item)
    mansfield.lend(carol, item)
    mansfield.take_back(item)
    mansfield.lend(bob, item)

    assert (mansfield.out_to(alice), mansfield.out_to(bob)) == (set(), {"30001"})


def test_of_one_day_too_who_asked_first_comes_first(mansfield: Town, two: tuple[str, str]) -> None:
    alice, _ = two
    item = mansfield.item("30001")
    asked = [mansfield.register(f"7{n}", f"Reader {n}") for n in range(6)]

    before = [place(mansfield, person, item).before for person in asked]
    mansfield.take_back(item)

    assert before == [0, 1, 2, 3, 4, 5]
    for person in asked:
        for later in [p for p in (*asked, alice) if p != person and waiting(mansfield, p)]:
            with pytest.raises(holds.KeptForAnother):
                mansfield.lend(later, item)
        mansfield.lend(person, item)
        mansfield.take_back(item)


def test_a_hold_is_placed_once_and_never_on_what_one_has(mansfield: Town, two: tuple[str, str]) -> None:
    alice, bob = two
    place(mansfield, bob, mansfield.item("30001"))

    with pytest.raises(holds.OnHoldAlready):
        place(mansfield, bob, mansfield.item("30001"))
    with pytest.raises(holds.HasIt):
        place(mansfield, alice, mansfield.item("30001"))


def test_an_expired_card_places_no_hold(mansfield: Town) -> None:
    late = mansfield.register("9", "Late R", expires=TODAY - timedelta(days=1))

    with pytest.raises(CardExpired, match="Renew"):
        place(mansfield, late, mansfield.item("30001"))


@pytest.mark.parametrize("days_after", [0, 7])
def test_a_cancelled_hold_lets_the_next_one_come(
    mansfield: Town, two: tuple[str, str], days_after: int
) -> None:
    alice, bob = two
    item = mansfield.item("30001")
    place(mansfield, bob, item)
    mansfield.take_back(item)

    def cancel() -> str:
        return holds.cancel(
            mansfield.drawer, mansfield.permit, person=bob, item=item, today=TODAY, days_after=days_after
        )

    assert cancel() == "Emma"
    with pytest.raises(holds.NotOnHold):
        cancel()
    mansfield.lend(alice, item)

    assert len(mansfield.drawer.find(mansfield.permit, subject=bob, kind="hold")) == bool(days_after)


def test_a_hold_that_was_collected_goes_with_the_purge_after_the_week_of_the_policy(
    mansfield: Town, two: tuple[str, str]
) -> None:
    _, bob = two
    item = mansfield.item("30001")
    place(mansfield, bob, item)
    mansfield.take_back(item)
    loans.record_checkout(
        mansfield.drawer, mansfield.permit, person=bob, item=item, branch="Main", today=TODAY,
        loan_days=21, hold_days_after=7,
    )  # fmt: skip

    def kept() -> int:
        return len(mansfield.drawer.find(mansfield.permit, subject=bob, kind="hold"))

    mansfield.purge(now=NOW + timedelta(days=6))
    assert kept() == 1
    mansfield.purge(now=NOW + timedelta(days=7))
    assert kept() == 0


def test_a_hold_ends_with_the_card_and_blocks_nobody_after(mansfield: Town, two: tuple[str, str]) -> None:
    """Nobody at the desk could find whose hold it is; and it keeps no registration for good."""
    alice, _ = two
    short = mansfield.register("9", "Short T", expires=TODAY + timedelta(days=2))
    item = mansfield.item("30005")
    place(mansfield, short, item)

    with pytest.raises(holds.KeptForAnother):
        mansfield.lend(alice, item, on=TODAY + timedelta(days=2))
    mansfield.lend(alice, item, on=TODAY + timedelta(days=3))
    mansfield.purge(now=NOW + timedelta(days=10))
    assert mansfield.drawer.find(mansfield.permit, subject=short, kind="hold") == []
    clock.is_right(now=NOW + timedelta(days=380))
    mansfield.purge(now=NOW + timedelta(days=380))
    assert mansfield.drawer.find(mansfield.permit, subject=short) == []


@pytest.mark.clause("M19-19", "S-5")
def test_whoever_is_sent_with_a_permission_learns_which_item_to_carry_and_no_more(
    mansfield: Town, two: tuple[str, str]
) -> None:
    _, bob = two
    clara = mansfield.staff()
    place(mansfield, bob, mansfield.item("30002", "Persuasion"))
    mansfield.lend(bob, mansfield.item("30003", "Sanditon"))

    answer = doorway.look(
        mansfield.library, clara, purpose="hold", now=NOW, handle="2", asking=Asking.sent(ON_PAPER, "Pat Elm")
    )

    assert answer.record is not None
    assert [(h.title, h.pickup) for h in answer.record.holds or ()] == [("Persuasion", "Main")]
    assert answer.record.loans == ()
    assert answer.record.loan_count is None


@pytest.mark.clause("M19-19")
def test_whoever_is_sent_learns_only_of_what_is_ready(mansfield: Town, two: tuple[str, str]) -> None:
    _, bob = two
    clara = mansfield.staff()
    carol = mansfield.register("3", "Carol V")
    place(mansfield, bob, mansfield.item("30001"))
    place(mansfield, carol, mansfield.item("30002", "Persuasion"))
    place(mansfield, bob, mansfield.item("30002"))
    place(mansfield, bob, mansfield.item("30003", "Sanditon"))

    def on_hold(purpose: str, asking: Asking) -> list[tuple[str | None, bool]]:
        answer = doorway.look(mansfield.library, clara, purpose=purpose, now=NOW, handle="2", asking=asking)
        assert answer.record is not None
        return [(hold.title, hold.ready) for hold in answer.record.holds or ()]

    assert on_hold("hold", Asking.sent(ON_PAPER, "Pat Elm")) == [("Sanditon", True)]
    assert on_hold("account", Asking.patron("card")) == [
        ("Sanditon", True),
        ("Emma", False),
        ("Persuasion", False),
    ]


def test_a_hold_is_ready_when_the_item_is_in_and_it_is_ones_turn(
    mansfield: Town, two: tuple[str, str]
) -> None:
    _, bob = two
    item = mansfield.item("30001")
    place(mansfield, bob, item)
    carol = mansfield.register("3", "Carol V")
    place(mansfield, carol, item)

    def ready(person: str) -> list[bool]:
        own = doorway.own_record(mansfield.library, person=person, now=NOW)
        return [hold.ready for hold in own.record.holds or ()]

    assert (ready(bob), ready(carol)) == ([False], [False])
    mansfield.take_back(item)
    assert (ready(bob), ready(carol)) == ([True], [False])
    mansfield.lend(bob, item)
    assert (ready(bob), ready(carol)) == ([], [False])
    mansfield.take_back(item)
    assert ready(carol) == [True]


@pytest.mark.clause("M19-06", "M19-19")
def test_a_spouse_with_nothing_learns_of_no_hold(mansfield: Town, two: tuple[str, str]) -> None:
    _, bob = two
    clara = mansfield.staff()
    place(mansfield, bob, mansfield.item("30002", "Persuasion"))

    answer = doorway.look(
        mansfield.library, clara, purpose="hold", now=NOW, handle="2", asking=Asking.sent(NOTHING, "Pat Elm")
    )

    assert answer.record is None
    assert not answer.decision.allowed


# -- the hold shelf


def test_what_is_put_on_the_hold_shelf_bears_a_made_up_name_that_the_one_who_waits_knows(
    mansfield: Town, two: tuple[str, str]
) -> None:
    _, bob = two
    item = mansfield.item("30001")
    placed = place(mansfield, bob, item)

    back = mansfield.take_back(item)

    assert re.fullmatch("[A-Z]{2}-[0-9]{2}", back.shelf)
    assert back.shelf == placed.shelf
    (hold,) = doorway.own_record(mansfield.library, person=bob, now=NOW).record.holds or ()
    assert (hold.ready, hold.shelf) == (True, placed.shelf)


def test_of_those_who_wait_for_one_item_each_has_a_name_of_its_own(
    mansfield: Town, two: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, bob = two
    carol, item = mansfield.register("3", "Carol U"), mansfield.item("30001")
    drawn = iter(["KR-47", "KR-47", "BD-29"])
    monkeypatch.setattr(holds, "shelf_name", lambda: next(drawn))

    names = [place(mansfield, person, item).shelf for person in (bob, carol)]

    assert names == ["KR-47", "BD-29"]
    assert mansfield.take_back(item).shelf == "KR-47"


def test_a_made_up_name_is_drawn_anew_for_each_hold_and_goes_with_it(
    mansfield: Town, two: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, bob = two
    drawn = iter(["KR-47", "BD-29"])
    monkeypatch.setattr(holds, "shelf_name", lambda: next(drawn))

    for barcode, name in (("30001", "KR-47"), ("30002", "BD-29")):
        assert place(mansfield, bob, mansfield.item(barcode)).shelf == name
    holds.cancel(
        mansfield.drawer,
        mansfield.permit,
        person=bob,
        item=mansfield.item("30001"),
        today=TODAY,
        days_after=0,
    )

    found = mansfield.drawer.find(mansfield.permit, subject=bob, kind="hold")
    assert [slip.payload["shelf"] for slip in found] == ["BD-29"]


def test_a_hold_of_before_there_were_made_up_names_is_put_on_the_shelf_without_one(
    mansfield: Town, two: tuple[str, str]
) -> None:
    _, bob = two
    item = mansfield.item("30001")
    place(mansfield, bob, item)
    with mansfield.drawer.writing() as writer:
        (old,) = mansfield.drawer.find(mansfield.permit, subject=bob, kind="hold")
        writer.replace(old, shelf=None)

    back = mansfield.take_back(item)

    assert (back.somebody_waits, back.shelf) == (True, "")
