"""Is a suggestion made without a name, decided by whose duty it is, and gone with every way back to whoever made it?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from reticent import policy
from reticent.access import questions, suggestions
from reticent.access.doorway import NoDuty
from reticent.access.numbered import NotTaken
from reticent.drawer import kinds
from reticent.ledger import log
from reticent.records import facts
from reticent.records.numbered import CannotBeAsked, NoSuchNumber
from reticent.records.suggestions import BUY, NOT, SAID, Typed
from tests.conftest import NOW, TODAY, Town

M19, OLD, WO, WE, NC = "mansfield-2019", "mansfield-older", "wolcott-2016", "weston-2017", "new-canaan-2018"
PHONE_NUMBER = "860 555 0142"
KIND = "purchase_suggestion"


def made(town: Town, *, contact: str = "", agreed: bool = False) -> str:
    typed = Typed("Ferries of the Sound", "A. Sailor", "Ours is of 1911.", contact, agreed)
    return suggestions.suggest(town.library, typed, now=NOW)  # type: ignore[arg-type]


def rhea(town: Town) -> Any:
    return town.staff("rhea", "reference", title="reference")


def decided(town: Town, number: str, *, told: bool, decision: str = BUY) -> bool:
    return suggestions.decide(
        town.library,
        rhea(town),
        number,
        decision=decision,
        words="In spring.",
        told=told,
        now=NOW,  # type: ignore[arg-type]
    )


def standing(town: Town, kind: str = KIND) -> list[dict[str, Any]]:
    return [i.payload for _, i in town.drawer.everything() if i.kind is kinds.named(kind)]


@pytest.mark.parametrize(
    "policy_id",
    [
        pytest.param(M19, marks=pytest.mark.clause("M19-05")),
        pytest.param(OLD),
        pytest.param(WO, marks=pytest.mark.clause("WO-15")),
        pytest.param(WE, marks=pytest.mark.clause("WE-08")),
        pytest.param(NC, marks=pytest.mark.clause("NC-03")),
    ],
)
def test_a_suggestion_is_nobodys_and_a_wish_to_be_told_goes_with_the_decision(
    town: Callable[..., Town], policy_id: str
) -> None:
    there = town("somewhere", policy_id=policy_id)
    number = made(there, contact=PHONE_NUMBER, agreed=True)

    assert suggestions.reach(there.library, rhea(there), number, now=NOW) == PHONE_NUMBER  # type: ignore[arg-type]
    assert decided(there, number, told=False)

    assert [(kept["contact"], kept["to_tell"]) for kept in standing(there)] == [("", False)]
    read = suggestions.pick_up(there.library, number)  # type: ignore[arg-type]
    assert (read.decision, read.words, read.until) == (BUY, "In spring.", TODAY + timedelta(days=14))
    there.purge(now=NOW + timedelta(days=14))
    assert not standing(there)
    assert facts.total("somewhere", measure="suggestion") == 1
    assert not standing(there, "registration")


def test_what_nobody_decides_on_stands_first_the_longer_it_waits_and_goes_by_itself(mansfield: Town) -> None:
    library: Any = mansfield.library
    days = [NOW, NOW - timedelta(days=2), NOW - timedelta(days=1)]
    newest, oldest, between = (suggestions.suggest(library, Typed("Ferries"), now=day) for day in days)

    shown = suggestions.listed(library, rhea(mansfield), now=NOW)

    assert [each.number for each in shown.open] == [oldest, between, newest]
    mansfield.purge(now=NOW + timedelta(days=179))
    assert [kept["asked_on"] for kept in standing(mansfield)] == [TODAY.isoformat()]
    mansfield.purge(now=NOW + timedelta(days=180))
    assert not standing(mansfield)


def test_whoever_knows_the_decision_already_leaves_nothing_but_a_count(mansfield: Town) -> None:
    number = made(mansfield)

    assert not decided(mansfield, number, told=True)

    assert not standing(mansfield)
    with pytest.raises(NoSuchNumber):
        suggestions.pick_up(mansfield.library, number)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "policy_id",
    [
        pytest.param(WO, marks=pytest.mark.clause("WO-10")),
        pytest.param(NC, marks=pytest.mark.clause("NC-05")),
    ],
)
def test_where_nothing_is_kept_without_consent_a_wish_to_be_told_is_not(
    town: Callable[..., Town], policy_id: str
) -> None:
    there = town("somewhere", policy_id=policy_id)

    with pytest.raises(CannotBeAsked) as cannot:
        made(there, contact=PHONE_NUMBER)

    assert list(cannot.value.fields) == ["agreed"]
    assert made(there)


def test_only_whose_duty_it_is_decides_and_each_try_is_written_down(mansfield: Town) -> None:
    number, clara = made(mansfield), mansfield.staff()
    before = log.size("mansfield")

    with pytest.raises(NoDuty):
        suggestions.listed(mansfield.library, clara, now=NOW)  # type: ignore[arg-type]
    with pytest.raises(NoDuty):
        suggestions.decide(
            mansfield.library,
            clara,
            number,
            decision=BUY,
            words="",
            told=False,
            now=NOW,  # type: ignore[arg-type]
        )

    assert log.size("mansfield") == before + 2
    shown = suggestions.listed(mansfield.library, rhea(mansfield), now=NOW)  # type: ignore[arg-type]
    assert [each.number for each in shown.open] == [number]


def test_a_decision_by_mistake_is_taken_back(mansfield: Town) -> None:
    number = made(mansfield)
    decided(mansfield, number, told=False, decision=NOT)

    suggestions.open_again(mansfield.library, rhea(mansfield), number, now=NOW)  # type: ignore[arg-type]

    shown = suggestions.listed(mansfield.library, rhea(mansfield), now=NOW)  # type: ignore[arg-type]
    assert [each.number for each in shown.open] == [number]
    assert not shown.decided


def test_what_cannot_be_kept_or_decided_is_said_field_by_field(mansfield: Town) -> None:
    number = made(mansfield)

    for typed, field in (
        (Typed(" "), "title"),
        (Typed("x" * 201), "title"),
        (Typed("x", note="y" * 301), "note"),
    ):
        with pytest.raises(CannotBeAsked) as cannot:
            suggestions.suggest(mansfield.library, typed, now=NOW)  # type: ignore[arg-type]
        assert list(cannot.value.fields) == [field]
        assert set(cannot.value.fields.values()) <= set(SAID)
    with pytest.raises(CannotBeAsked):
        decided(mansfield, number, told=False, decision="perhaps")


def test_a_question_and_a_suggestion_are_told_apart_by_their_numbers(mansfield: Town) -> None:
    number = made(mansfield)

    with pytest.raises(NoSuchNumber):
        questions.pick_up(mansfield.library, number)  # type: ignore[arg-type]


def test_where_a_policy_keeps_no_suggestions_none_is_taken(
    mansfield: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    library: Any = mansfield.library
    silent = policy.shipped(M19).model_copy(update={"keep": {}})
    monkeypatch.setattr(type(library), "policy", property(lambda _: silent))

    with pytest.raises(NotTaken):
        made(mansfield)


def test_the_longest_suggestion_lies_in_a_slip_of_one_length(mansfield: Town) -> None:
    typed = Typed("ы" * 200, "ы" * 120, "ы" * 300, "ы" * 120)
    number = suggestions.suggest(mansfield.library, typed, now=NOW)  # type: ignore[arg-type]
    suggestions.decide(
        mansfield.library,
        rhea(mansfield),
        number,
        decision=NOT,
        words="ы" * 400,
        told=False,
        now=NOW,  # type: ignore[arg-type]
    )

    assert {len(r.sealed) for r, i in mansfield.drawer.everything() if i.kind is kinds.named(KIND)} == {4124}
