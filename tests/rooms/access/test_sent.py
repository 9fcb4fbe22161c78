"""Is whoever comes for what waits handed what a permission names, and told nothing else (S09, S10)?"""

from typing import Any

import pytest

from reticent import policy
from reticent.access import doorway
from reticent.access.asking import NOTHING, ON_PAPER, TO_BORROW, TO_COLLECT, Asking
from reticent.ledger import log
from tests.conftest import NOW, TODAY
from tests.rooms.access.noted import DAY, M19, NC, OLD, WE, WO, ask, cells, library, seen, send

# -- S09 and S10: somebody comes for what waits for the patron


@cells(
    (M19, NOTHING, "refused", "outside.family", {"M19-06", "M19-19"}),
    (OLD, NOTHING, "refused", "outside.family", {"MC-05"}),
    (WO, NOTHING, "refused", "outside.family", {"WO-04", "WO-20"}),
    (WE, NOTHING, "refused", "outside.family", {"WE-12", "WE-22"}),
    (NC, NOTHING, "refused", "outside.family", {"NC-06", "S-4"}),
    (M19, TO_COLLECT, "refused", "outside.family", {"M19-06", "M19-19"}),
    (WO, TO_COLLECT, "refused", "outside.family", {"WO-04", "WO-20"}),
)
def test_somebody_of_whom_nothing_is_on_file_collects_nothing(
    town: Any, policy_id: str, shown: str, outcome: str, rule: str, cites: set[str]
) -> None:
    answer = ask(library(town, policy_id), Asking.sent(shown, "Pat Elm"), purpose="hold")

    assert (answer.decision.outcome, answer.decision.rule, answer.record) == (outcome, rule, None)
    assert cites <= set(answer.decision.clauses)
    assert "permission_form" in [step.code for step in answer.decision.next_steps]


S10 = (
    (M19, "allowed", "permission.allowed", {"M19-19", "S-5"}),
    (OLD, "referred", "permission.policy_unclear", {"MC-05", "S-5"}),
    (WO, "allowed", "permission.allowed", {"WO-12", "WO-20", "S-5"}),
    (WE, "allowed", "permission.allowed", {"WE-22", "S-5"}),
    (NC, "allowed", "permission.allowed", {"S-5"}),
)


@cells(*((row[0], shown, *row[1:]) for row in S10 for shown in (ON_PAPER, TO_COLLECT)))
def test_with_the_patrons_written_permission_noted_or_shown_the_item_is_handed_out_and_nothing_told(
    town: Any, policy_id: str, shown: str, outcome: str, rule: str, cites: set[str]
) -> None:
    place = library(town, policy_id)
    send(place)

    answer = ask(place, Asking.sent(shown, "Pat Elm"), purpose="hold")

    assert (answer.decision.outcome, answer.decision.rule) == (outcome, rule)
    assert cites <= set(answer.decision.clauses)
    assert set(answer.decision.fields) <= set(policy.fields_named(["hold"]))
    if answer.record is not None:
        assert (answer.record.fields, answer.record.loans, answer.record.loan_count) == ((), (), None)
        assert log.entries(place.library.slug)[0].entry.action == "disclosure"  # type: ignore[attr-defined]
        assert seen(place) == [("hold", "allowed", shown)]


def test_without_a_photo_id_nobody_is_sent(town: Any) -> None:
    place = library(town, M19)
    send(place)

    for shown in (ON_PAPER, TO_COLLECT):
        assert ask(place, Asking.sent(shown), purpose="hold").decision.rule == "permission.identity_unchecked"


@pytest.mark.parametrize(
    ("how", "shown", "named", "later"),
    [
        ({"may": "borrow"}, TO_COLLECT, "Pat Elm", 0),
        ({"may": "collect"}, TO_BORROW, "Pat Elm", 0),
        ({}, TO_COLLECT, "Nat Elm", 0),
        ({"until": TODAY}, TO_COLLECT, "Pat Elm", 1),
    ],
)
def test_sent_for_something_else_somebody_else_or_no_longer_is_not_sent(
    town: Any, how: dict[str, Any], shown: str, named: str, later: int
) -> None:
    place = library(town, M19)
    send(place, **how)
    purpose = "lend" if shown == TO_BORROW else "hold"

    answer = ask(place, Asking.sent(shown, named), purpose=purpose, now=NOW + later * DAY)

    assert (answer.decision.rule, answer.record) == ("outside.family", None)


def test_who_borrows_on_the_card_learns_only_whether_it_may_borrow(town: Any) -> None:
    place = library(town, M19)
    send(place, may="borrow")

    answer = ask(place, Asking.sent(TO_BORROW, "Pat Elm"), purpose="lend")

    assert answer.decision.fields == ("registration.standing",)
    assert answer.record is not None
    assert [(f.field, f.value) for f in answer.record.fields] == [("registration.standing", "good")]
    assert (answer.record.loan_count, answer.record.owed_cents) == (None, None)


def test_whom_she_names_sees_that_somebody_sends_her_and_not_who(town: Any) -> None:
    place: Any = library(town, M19)
    send(place, "Bob Ash", sent=place.bob)

    own = doorway.own_record(place.library, person=place.bob, now=NOW)

    assert own.record.noted.sent_by == (("collect", TODAY + 30 * DAY),)
    assert "Wren" not in repr([vars(own.record.noted), [vars(h) for h in own.held]])
    assert "designation" in {h.kind for h in own.held}


def test_what_was_asked_says_nothing_when_printed() -> None:
    assert "Elm" not in repr(Asking.sent(TO_COLLECT, "Pat Elm"))
