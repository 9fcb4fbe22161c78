"""Is a question answered without a name, read by whose duty it is, and gone as each text has it?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from reticent import policy
from reticent.access import questions
from reticent.access.doorway import NoDuty
from reticent.access.numbered import LISTED, NotTaken, Waiting
from reticent.drawer import kinds
from reticent.ledger import log
from reticent.records import facts
from reticent.records.numbered import PHONE, WEB, AnsweredAlready, CannotBeAsked, NoSuchNumber
from reticent.records.questions import SAID, Typed
from tests.conftest import NOW, TODAY, Town

M19, OLD, WO, WE, NC = "mansfield-2019", "mansfield-older", "wolcott-2016", "weston-2017", "new-canaan-2018"
FERRY, PHONE_NUMBER = "When does the ferry to Block Island leave?", "860 555 0142"
KIND = "reference_question"


def cell(policy_id: str, *clauses: str) -> Any:
    return pytest.param(policy_id, marks=pytest.mark.clause(*clauses), id=policy_id)


def asked(town: Town, *, contact: str = "", agreed: bool = False) -> str:
    return questions.ask(town.library, Typed(FERRY, contact, agreed), way=WEB, now=NOW)  # type: ignore[arg-type]


def rhea(town: Town) -> Any:
    return town.staff("rhea", "reference", title="reference")


def standing(town: Town, kind: str = KIND) -> list[dict[str, Any]]:
    return [i.payload for _, i in town.drawer.everything() if i.kind is kinds.named(kind)]


@pytest.mark.clause("M19-04", "WE-07")
@pytest.mark.parametrize("policy_id", [M19, OLD, WO, WE, NC])
def test_a_question_is_asked_and_answered_with_no_identity_at_all(
    town: Callable[..., Town], policy_id: str
) -> None:
    there = town("somewhere", policy_id=policy_id)

    number = asked(there)
    questions.answer(there.library, rhea(there), number, text="At nine.", told=False, now=NOW)  # type: ignore[arg-type]
    read = questions.pick_up(there.library, number.lower().replace("-", " "))  # type: ignore[arg-type]

    assert (read.question, read.answer, read.has_contact) == (FERRY, "At nine.", False)
    assert not standing(there, "registration")
    assert read.until == TODAY + timedelta(days=14)


@pytest.mark.parametrize("policy_id", [cell(M19, "M19-04"), cell(WE, "WE-07"), cell(WO, "WO-08")])
def test_how_to_reach_them_is_gone_in_the_moment_of_the_answer(
    town: Callable[..., Town], policy_id: str
) -> None:
    there = town("somewhere", policy_id=policy_id)
    number = asked(there, contact=PHONE_NUMBER, agreed=True)

    assert questions.reach(there.library, rhea(there), number, now=NOW) == PHONE_NUMBER  # type: ignore[arg-type]
    questions.answer(there.library, rhea(there), number, text="At nine.", told=False, now=NOW)  # type: ignore[arg-type]

    (kept,) = standing(there)
    assert (kept["contact"], kept["to_tell"]) == ("", False)
    read = questions.pick_up(there.library, number)  # type: ignore[arg-type]
    assert read.read_on == ((TODAY, "reference"),)


@pytest.mark.parametrize(
    ("policy_id", "days"),
    [
        pytest.param(M19, 0, marks=pytest.mark.clause("M19-05")),
        pytest.param(WE, 0, marks=pytest.mark.clause("WE-08")),
        pytest.param(NC, 0, marks=pytest.mark.clause("NC-03")),
        pytest.param(OLD, 0),
        pytest.param(WO, 30, marks=pytest.mark.clause("WO-08", "WO-15")),
    ],
)
def test_once_they_have_the_answer_a_question_is_gone_at_once_or_kept_as_the_text_has_it(
    town: Callable[..., Town], policy_id: str, days: int
) -> None:
    there = town("somewhere", policy_id=policy_id)
    number = asked(there, contact=PHONE_NUMBER, agreed=True)

    is_kept = questions.answer(there.library, rhea(there), number, text="", told=True, now=NOW)  # type: ignore[arg-type]

    assert is_kept == bool(days)
    assert [kept["contact"] for kept in standing(there)] == [""] * bool(days)
    there.purge(now=NOW + timedelta(days=days))
    assert not standing(there)
    assert facts.total("somewhere", measure="question") == 1


@pytest.mark.parametrize("policy_id", [cell(WO, "WO-10"), cell(NC, "NC-05")])
def test_where_nothing_is_kept_without_consent_no_contact_is_kept_without_it(
    town: Callable[..., Town], policy_id: str
) -> None:
    there = town("somewhere", policy_id=policy_id)

    with pytest.raises(CannotBeAsked) as cannot:
        asked(there, contact=PHONE_NUMBER)

    assert list(cannot.value.fields) == ["agreed"]
    assert not standing(there)
    assert asked(there)  # who leaves it empty consents to nothing


@pytest.mark.parametrize("policy_id", [M19, WE])
def test_where_no_clause_asks_for_consent_none_is_asked(town: Callable[..., Town], policy_id: str) -> None:
    there = town("somewhere", policy_id=policy_id)

    assert asked(there, contact=PHONE_NUMBER)


@pytest.mark.parametrize(
    "policy_id",
    [cell(M19, "M19-04"), cell(WE, "WE-07"), cell(WO, "WO-19"), pytest.param(NC), pytest.param(OLD)],
)
def test_only_whose_duty_it_is_reads_the_list_and_each_try_is_written_down(
    town: Callable[..., Town], policy_id: str
) -> None:
    there = town("somewhere", policy_id=policy_id)
    number = asked(there, contact=PHONE_NUMBER, agreed=True)
    clara = there.staff()
    before = log.size("somewhere")

    for refused in (
        lambda: questions.listed(there.library, clara, now=NOW),  # type: ignore[arg-type]
        lambda: questions.reach(there.library, clara, number, now=NOW),  # type: ignore[arg-type]
        lambda: questions.answer(there.library, clara, number, text="x", told=False, now=NOW),  # type: ignore[arg-type]
        lambda: questions.answer(there.library, clara, number, text="", told=False, now=NOW),  # type: ignore[arg-type]
        lambda: questions.open_again(there.library, clara, number, now=NOW),  # type: ignore[arg-type]
    ):
        with pytest.raises(NoDuty):
            refused()

    assert log.size("somewhere") == before + 5
    assert not questions.asked(there.library, clara).allowed  # type: ignore[arg-type]


def test_the_list_shows_nobodys_contact_and_is_written_down(mansfield: Town) -> None:
    number = asked(mansfield, contact=PHONE_NUMBER)

    shown = questions.listed(mansfield.library, rhea(mansfield), now=NOW)  # type: ignore[arg-type]

    assert PHONE_NUMBER not in str([vars(each) for each in shown.open])
    assert [(each.number, each.question, each.wants_to_be_told) for each in shown.open] == [
        (number, FERRY, True)
    ]
    assert [look["outcome"] for look in standing(mansfield, "look")] == [LISTED]


def test_a_volunteer_answers_questions_only_where_the_director_recorded_her(mansfield: Town) -> None:
    asked(mansfield)
    recorded = mansfield.staff("vera", "reference", title="volunteer")
    other = mansfield.staff("val", "circulation", title="volunteer")

    assert questions.listed(mansfield.library, recorded, now=NOW).open  # type: ignore[arg-type]
    with pytest.raises(NoDuty):
        questions.listed(mansfield.library, other, now=NOW)  # type: ignore[arg-type]


def test_whoever_has_the_number_lets_go_of_it_at_once(mansfield: Town) -> None:
    number = asked(mansfield)

    questions.forget(mansfield.library, number)  # type: ignore[arg-type]

    assert not standing(mansfield)
    with pytest.raises(NoSuchNumber):
        questions.pick_up(mansfield.library, number)  # type: ignore[arg-type]


@pytest.mark.parametrize("typed", ["", "KR4", "KR4-7BX-2M", "ééé-ééé-ééé", "KR4-7BX-2MD"])
def test_a_number_that_is_none_finds_nothing(mansfield: Town, typed: str) -> None:
    asked(mansfield)

    with pytest.raises(NoSuchNumber):
        questions.pick_up(mansfield.library, typed)  # type: ignore[arg-type]


def test_an_answer_that_nobody_picks_up_and_a_question_that_nobody_answers_go_by_themselves(
    mansfield: Town,
) -> None:
    answered, never = asked(mansfield), asked(mansfield)
    questions.answer(mansfield.library, rhea(mansfield), answered, text="At nine.", told=False, now=NOW)  # type: ignore[arg-type]

    mansfield.purge(now=NOW + timedelta(days=13))
    assert len(standing(mansfield)) == 2
    mansfield.purge(now=NOW + timedelta(days=14))
    assert [kept["answer"] for kept in standing(mansfield)] == [""]
    (kept,) = standing(mansfield)
    assert kinds.named(KIND).need_ended_on(kept) == TODAY + timedelta(days=90)
    assert questions.pick_up(mansfield.library, never).until is None  # type: ignore[arg-type]


def test_an_answer_by_mistake_is_taken_back_and_two_do_not_answer_one_question(mansfield: Town) -> None:
    number, staff = asked(mansfield, contact=PHONE_NUMBER), rhea(mansfield)
    questions.answer(mansfield.library, staff, number, text="At ten.", told=False, now=NOW)  # type: ignore[arg-type]

    with pytest.raises(AnsweredAlready):
        questions.answer(mansfield.library, staff, number, text="At nine.", told=False, now=NOW)  # type: ignore[arg-type]
    questions.open_again(mansfield.library, staff, number, now=NOW)  # type: ignore[arg-type]

    (kept,) = standing(mansfield)
    assert (kept["answer"], kept["answered_on"], kept["contact"]) == ("", None, "")


def test_what_cannot_be_kept_is_said_field_by_field_in_sentences_that_are_translated(mansfield: Town) -> None:
    for typed, field in (
        (Typed("   "), "question"),
        (Typed("x" * 701), "question"),
        (Typed(FERRY, "1" * 121), "contact"),
    ):
        with pytest.raises(CannotBeAsked) as cannot:
            questions.ask(mansfield.library, typed, way=PHONE, now=NOW)  # type: ignore[arg-type]
        assert list(cannot.value.fields) == [field]
        assert set(cannot.value.fields.values()) <= set(SAID)


def test_the_longest_question_and_answer_lie_in_a_slip_of_one_length(mansfield: Town) -> None:
    number = questions.ask(mansfield.library, Typed("ы" * 700, "ы" * 120), way=WEB, now=NOW)  # type: ignore[arg-type]
    questions.answer(mansfield.library, rhea(mansfield), number, text="ы" * 1000, told=False, now=NOW)  # type: ignore[arg-type]

    assert {len(r.sealed) for r, i in mansfield.drawer.everything() if i.kind is kinds.named(KIND)} == {4124}


def test_where_a_policy_keeps_no_questions_none_is_taken(
    mansfield: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    library: Any = mansfield.library
    silent = policy.shipped(M19).model_copy(update={"keep": {}})
    monkeypatch.setattr(type(library), "policy", property(lambda _: silent))

    with pytest.raises(NotTaken):
        asked(mansfield)


def test_how_many_wait_is_counted_without_opening_a_question(mansfield: Town) -> None:
    asked(mansfield)

    assert questions.waiting(mansfield.library) == Waiting(1, TODAY)  # type: ignore[arg-type]
    assert not standing(mansfield, "look")
