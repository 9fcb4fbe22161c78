"""Are looks drawn for review by chance that nobody at the desk can know, and without saying whose record it was?"""

from datetime import date, timedelta
from typing import Any

import pytest

from reticent import reminders
from reticent.access import doorway, reviewing
from reticent.access.asking import Asking
from reticent.drawer import kinds
from reticent.drawer.slips import Writer
from reticent.ledger import log
from reticent.records import look_reviews, looks
from tests.conftest import NOW, TODAY, Town

DAY = timedelta(days=1)
WEEK = date(2026, 11, 9)  # the Monday of the last whole week before Saturday the 21st


def look(town: Town, person: str, *, on: date = WEEK, **how: Any) -> None:
    said = {"by_role": "desk", "purpose": "lend", "outcome": "allowed", **how}
    looks.write_down(town.drawer, person=person, on=on, **said)


def drawn(town: Town) -> list[dict[str, Any]]:
    permit = town.to_open("look_review", thing=look_reviews.DRAWN)
    return [dict(slip.payload) for slip in look_reviews.every(town.drawer, permit)]


def actions(town: Town) -> list[str]:
    return [each.entry.action for each in log.entries(town.library.slug)]


@pytest.fixture
def busy(mansfield: Town) -> Town:
    """Alice's record was opened eight times last week; once today, once the week before."""
    alice = mansfield.register("29030001", "Alice Oak")
    for n in range(8):
        look(mansfield, alice, on=WEEK + n % 7 * DAY, purpose=("lend", "account")[n % 2])
    look(mansfield, alice, on=TODAY)
    look(mansfield, alice, on=WEEK - DAY)
    return mansfield


@pytest.mark.parametrize(("all_", "some"), [(0, 0), (3, 3), (80, 5), (900, 9), (90_000, 25)])
def test_of_a_hundred_looks_one_is_drawn_and_never_many(all_: int, some: int) -> None:
    assert look_reviews.how_many(all_) == some


@pytest.mark.clause("WO-19")
def test_a_week_is_drawn_once_by_the_head_of_the_ledger_and_names_nobody(busy: Town) -> None:
    head = log.root("mansfield").hex()

    assert reviewing.draw(busy.library, now=NOW) == 5
    assert reviewing.draw(busy.library, now=NOW + DAY) == 0

    (leaf,) = [each.entry for each in log.entries("mansfield") if each.entry.action == "looks-drawn"]
    assert (leaf.count, leaf.commitment, leaf.role) == (5, head, "review")
    assert len(drawn(busy)) == 5
    for kept in drawn(busy):
        assert WEEK <= date.fromisoformat(kept["on"]) < WEEK + 7 * DAY
        assert (kept["by_role"], kept["in_week"], kept["verdict"]) == ("desk", 8, "")
        assert "p:" not in str(kept)
    fields = {field.name for field in kinds.named("look_review").fields}
    assert not fields & {"person", "subject", "mark", "card", "name", "key"}


def test_drawing_again_comes_to_the_same_and_a_swapped_one_is_noticed(busy: Town) -> None:
    assert reviewing.drawn_again(busy.library, week=WEEK) is None
    reviewing.draw(busy.library, now=NOW)
    assert reviewing.drawn_again(busy.library, week=WEEK) is True

    permit = busy.to_open("look_review", thing=look_reviews.DRAWN)
    with busy.drawer.writing() as writer:
        writer.replace(look_reviews.every(busy.drawer, permit)[0], rank="00" * 16)

    assert reviewing.drawn_again(busy.library, week=WEEK) is False


def test_another_head_draws_others(busy: Town) -> None:
    permit = busy.to_open("look")
    found = [slip for slip in busy.drawer.find_every(permit) if slip.kind == "look"]

    first, second = (
        {each.rank for each in look_reviews.draw(found, seed=bytes([n]) * 32, many=5)} for n in (1, 2)
    )

    assert not first & second
    assert [each.rank for each in look_reviews.draw(found, seed=b"\1" * 32, many=5)] == [
        each.rank for each in look_reviews.draw(reversed(found), seed=b"\1" * 32, many=5)
    ]


def test_what_nobody_here_did_and_what_a_case_did_is_not_drawn(mansfield: Town) -> None:
    alice = mansfield.register("29030001", "Alice Oak")
    for how in (
        {"by_role": "you", "purpose": "own_record"},
        {"by_role": "administrator"},
        {"purpose": "case", "outcome": "searched"},
        {"outcome": looks.KEPT},
        {"outcome": doorway.NOBODY},
        {"outcome": doorway.TOO_MANY},
    ):
        look(mansfield, alice, **how)

    assert reviewing.draw(mansfield.library, now=NOW) == 0
    assert actions(mansfield)[0] == "looks-drawn"
    assert reviewing.queue(mansfield.library, now=NOW).waiting == ()


def test_a_crash_after_the_ledger_is_made_good_by_the_next_night_by_the_same_head(
    busy: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dying(self: Writer, **how: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(Writer, "put", dying)
        with pytest.raises(KeyboardInterrupt):
            reviewing.draw(busy.library, now=NOW)
    assert (drawn(busy), actions(busy).count("looks-drawn")) == ([], 1)

    assert reviewing.draw(busy.library, now=NOW + DAY) == 5

    assert actions(busy).count("looks-drawn") == 1
    assert reviewing.drawn_again(busy.library, week=WEEK) is True


def test_what_the_reviewer_says_is_in_the_ledger_first_and_one_asked_about_stays(busy: Town) -> None:
    reviewing.draw(busy.library, now=NOW)
    first, second, third = reviewing.queue(busy.library, now=NOW).waiting[:3]

    reviewing.say(busy.library, rank=first.rank, verdict="in_order", now=NOW)
    reviewing.say(busy.library, rank=second.rank, verdict="ask", now=NOW)
    reviewing.say(busy.library, rank=third.rank, verdict="ask", now=NOW)
    reviewing.say(busy.library, rank=third.rank, verdict="not_in_order", now=NOW)

    waiting = reviewing.queue(busy.library, now=NOW).waiting
    assert len(waiting) == 3
    assert (waiting[0].rank, waiting[0].may_say) == (second.rank, ("asked_in_order", "not_in_order"))
    assert actions(busy)[:4] == [
        "look-not-in-order", "look-asked-about", "look-asked-about", "look-reviewed",
    ]  # fmt: skip
    for rank, verdict in (
        (first.rank, "in_order"),
        (second.rank, "in_order"),
        (waiting[1].rank, "not_in_order"),
    ):
        with pytest.raises(look_reviews.ReviewedAlready):
            reviewing.say(busy.library, rank=rank, verdict=verdict, now=NOW)
    assert actions(busy)[0] == "look-not-in-order"  # what was refused wrote nothing


def test_an_office_is_reminded_a_week_after_the_draw_until_all_are_reviewed(busy: Town) -> None:
    def due() -> dict[str, date]:
        return {each.code: each.by for each in reminders.of(busy.library, now=NOW)}

    assert "look_review" not in due()
    reviewing.draw(busy.library, now=NOW)
    assert due()["look_review"] == TODAY + 7 * DAY

    for each in reviewing.queue(busy.library, now=NOW).waiting:
        reviewing.say(busy.library, rank=each.rank, verdict="in_order", now=NOW)

    assert "look_review" not in due()


def test_nobody_reviews_for_ever(busy: Town) -> None:
    reviewing.draw(busy.library, now=NOW)

    assert len(reviewing.queue(busy.library, now=NOW + 89 * DAY).waiting) == 5
    assert reviewing.queue(busy.library, now=NOW + 90 * DAY).waiting == ()


def test_a_refused_look_may_be_drawn_with_who_asked(mansfield: Town) -> None:
    mansfield.register("29030001", "Alice Oak")
    asking = Asking.guardian("card", "")
    monday = NOW - timedelta(days=TODAY.weekday() + 7)
    doorway.look(
        mansfield.library, mansfield.staff(), purpose="account", now=monday, handle="29030001", asking=asking
    )

    reviewing.draw(mansfield.library, now=NOW)

    (kept,) = drawn(mansfield)
    assert (kept["outcome"], kept["asker"], kept["purpose"]) == ("refused", "parent", "account")


def test_what_a_legal_request_keeps_is_not_drawn(mansfield: Town) -> None:
    alice = mansfield.register("29030001", "Alice Oak")
    look(mansfield, alice)
    permit = mansfield.to_open("look", subject=alice)
    with mansfield.drawer.writing() as writer:
        (slip,) = mansfield.drawer.find(permit, subject=alice, kind="look")
        writer.keep(slip)

    assert reviewing.draw(mansfield.library, now=NOW) == 0
