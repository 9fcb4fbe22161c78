"""May a written permission be taken, by whom, from which paper, and does it end as it says?"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from reticent.access import doorway, families, joining, permissions
from reticent.access.asking import Asking
from reticent.access.doorway import NoDuty
from reticent.access.families import NotHere
from reticent.access.permissions import Typed
from reticent.drawer import kinds
from reticent.people import libraries
from reticent.people.patrons import CannotBeKept
from reticent.policy import shipped
from tests.conftest import NOW, TODAY
from tests.rooms.access.noted import BOB, DAY, M19, NC, OLD, WE, WO, WREN, library, link

PAPER = Typed(
    recipient="Quimby Underhill", scope=("loan", "hold"), paper="form", paper_on=TODAY.isoformat(), shown="card",
    signed_by="patron",
)  # fmt: skip
BY_BOB = replace(PAPER, signed_by="guardian", guardian="Bob Ash", shown="photo_id")


def note(place: Any, typed: Typed = PAPER, **how: Any) -> Any:
    return permissions.note(
        place.library, how.get("staff", place.clara), person=place.wren, typed=typed, now=NOW
    )


def given(place: Any, now: Any = NOW) -> list[Any]:
    return list(doorway.own_record(place.library, person=place.wren, now=now).record.noted.permissions)


@pytest.mark.parametrize(
    ("policy_id", "rule", "cites"),
    [
        pytest.param(M19, "", {"M19-19", "S-5"}, marks=pytest.mark.clause("M19-19", "S-5")),
        pytest.param(OLD, "note.permission_unclear", {"MC-05", "S-5"}, marks=pytest.mark.clause("MC-05")),
        pytest.param(WO, "", {"WO-12", "WO-20", "S-5"}, marks=pytest.mark.clause("WO-12", "WO-20")),
        pytest.param(WE, "", {"WE-22", "S-5"}, marks=pytest.mark.clause("WE-22")),
        pytest.param(NC, "", {"S-5"}, marks=pytest.mark.clause("NC-06")),
    ],
)
def test_a_signed_paper_is_noted_where_the_text_takes_a_permission(
    town: Any, policy_id: str, rule: str, cites: set[str]
) -> None:
    place: Any = library(town, policy_id)
    if rule:
        with pytest.raises(NotHere) as no:
            note(place)
        assert no.value.decision.rule == rule
        assert cites <= set(no.value.decision.clauses)
        assert given(place) == []
        return

    until = note(place)

    (mine,) = given(place)
    assert (mine.recipient, mine.scope, mine.until) == ("Quimby Underhill", ("loan", "hold"), until)
    assert (mine.paper, mine.shown, mine.signed_by) == ("form", "card", "patron")
    assert until == TODAY + 90 * DAY
    held = {each.kind: each for each in doorway.own_record(place.library, person=place.wren, now=NOW).held}
    assert cites <= set(held["permission"].clauses)
    assert "our program's default" in held["permission"].rule


@pytest.mark.parametrize(
    ("policy_id", "rule", "cites"),
    [
        pytest.param(M19, "", {"M19-06", "M19-19"}, marks=pytest.mark.clause("M19-06", "M19-07")),
        pytest.param(WO, "", {"WO-04", "WO-12"}, marks=pytest.mark.clause("WO-04", "1-1d")),
        pytest.param(WE, "", {"WE-12", "WE-22"}, marks=pytest.mark.clause("WE-12", "WE-13")),
        pytest.param(NC, "note.guardians_silent", {"NC-06", "S-4"}, marks=pytest.mark.clause("NC-06")),
    ],
)
def test_a_guardian_signs_for_a_minor_only_where_the_text_answers_guardians(
    town: Any, policy_id: str, rule: str, cites: set[str]
) -> None:
    place: Any = library(town, policy_id)
    link(place, until=TODAY + 30 * DAY)
    if rule:
        with pytest.raises(NotHere) as no:
            note(place, BY_BOB)
        assert no.value.decision.rule == rule
        assert cites <= set(no.value.decision.clauses)
        return

    until = note(place, BY_BOB)

    # The day before the child is of age is the last one: from then on it is the child's own to give.
    assert until == TODAY + 29 * DAY
    assert given(place)[0].signed_by == "guardian"
    form = permissions.form_of(place.library)
    assert form.guardians


@pytest.mark.parametrize("how", [{"proof": "custody_order", "blocked": True}, {"name": "Somebody Else"}, {}])
def test_whoever_is_kept_out_or_not_noted_signs_for_nobody(town: Any, how: dict[str, Any]) -> None:
    place: Any = library(town, M19)
    if how:
        link(place, how.pop("name", "Bob Ash"), **how)

    with pytest.raises(CannotBeKept) as cannot:
        note(place, BY_BOB)

    assert "guardian" in cannot.value.fields
    assert given(place) == []


@pytest.mark.clause("M19-07", "WE-13")
def test_nobody_signs_as_guardian_of_an_adult(town: Any) -> None:
    place: Any = library(town, M19)
    link(place, until=TODAY)

    with pytest.raises(NotHere) as no:
        note(place, BY_BOB)

    assert no.value.decision.rule == "note.guardian_of_an_adult"


def test_what_cannot_be_kept_is_said_of_each_field_and_changes_nothing(town: Any) -> None:
    place: Any = library(town, M19)
    late = (TODAY + 400 * DAY).isoformat()

    for wrong, said in (
        ({"recipient": " "}, {"recipient"}),
        ({"scope": ()}, {"scope"}),
        ({"scope": ("look",)}, {"scope"}),
        ({"until": late}, {"until"}),
        ({"until": "soon"}, {"until"}),
        ({"until": (TODAY - DAY).isoformat()}, {"until"}),
        ({"paper_on": (TODAY + DAY).isoformat()}, {"paper_on"}),
        ({"paper_on": (TODAY - 91 * DAY).isoformat()}, {"paper_on"}),
        ({"paper": "", "shown": "", "signed_by": ""}, {"paper", "shown", "signed_by"}),
    ):
        with pytest.raises(CannotBeKept) as cannot:
            note(place, replace(PAPER, **wrong))
        assert set(cannot.value.fields) == said

    assert given(place) == []


def test_a_patron_gives_one_signed_in_once_told_what_it_opens_and_takes_it_back_at_any_time(
    town: Any,
) -> None:
    place: Any = library(town, M19)
    typed = Typed(recipient="Quimby Underhill", scope=("charge",))
    with pytest.raises(CannotBeKept) as cannot:
        permissions.give_myself(place.library, person=place.wren, typed=typed, now=NOW)
    assert set(cannot.value.fields) == {"agreed"}

    permissions.give_myself(place.library, person=place.wren, typed=replace(typed, agreed=True), now=NOW)

    (mine,) = given(place)
    assert (mine.paper, mine.shown, mine.scope) == ("online", "signed_in", ("charge",))
    families.take_back(place.library, person=place.wren, kind="permission", which=mine.mark, now=NOW)
    assert given(place) == []
    seen = [
        look.outcome for look in doorway.own_record(place.library, person=place.wren, now=NOW).record.looks
    ]
    assert {doorway.PERMITTED, doorway.PERMISSION_ENDED} <= set(seen)


def test_what_is_given_to_the_same_person_again_takes_the_place_of_what_was(town: Any) -> None:
    place: Any = library(town, M19)
    note(place)
    note(place, replace(PAPER, scope=("charge",)))

    assert [mine.scope for mine in given(place)] == [("charge",)]


def test_a_minor_gives_none_online_and_takes_none_back_there(town: Any) -> None:
    place: Any = library(town, M19, adult_on=TODAY + 400 * DAY)
    with pytest.raises(NotHere):
        permissions.give_myself(place.library, person=place.wren, typed=replace(PAPER, agreed=True), now=NOW)
    note(place)
    (mine,) = given(place)

    with pytest.raises(NotHere):
        families.take_back(place.library, person=place.wren, kind="permission", which=mine.mark, now=NOW)
    families.take_off(
        place.library, place.clara, person=place.wren, kind="permission", which=mine.mark, now=NOW
    )

    assert given(place) == []


def test_a_guardian_who_is_answered_reads_nothing_of_a_permission(town: Any) -> None:
    place: Any = library(town, M19)
    link(place, guardian=place.bob)
    note(place)

    answer = doorway.look(
        place.library, place.clara, purpose="account", now=NOW, handle=WREN,
        asking=Asking.guardian("guardian_link", BOB),
    )  # fmt: skip

    assert answer.record is not None
    assert answer.record.noted.permissions == ()
    assert answer.record.loans


def test_it_is_read_where_it_is_noted_and_at_no_other_work(town: Any) -> None:
    place: Any = library(town, M19)
    note(place)

    for purpose, many in (("registration", 1), ("lend", 0), ("account", 0)):
        asking = Asking.patron("card") if purpose == "account" else None
        answer = doorway.look(
            place.library, place.clara, purpose=purpose, now=NOW, handle=WREN, asking=asking
        )
        assert answer.record is not None
        assert len(answer.record.noted.permissions) == many


def test_an_account_without_the_duty_notes_nothing(town: Any) -> None:
    place: Any = library(town, M19)

    with pytest.raises(NoDuty):
        note(place, staff=place.staff("rhea", "reference"))

    assert given(place) == []


def test_it_ends_on_its_last_day_whether_purged_or_not_and_goes_with_a_closed_account(town: Any) -> None:
    place: Any = library(town, M19)
    note(place, replace(PAPER, until=TODAY.isoformat()))
    assert given(place, NOW) != []
    assert given(place, NOW + timedelta(days=1)) == []
    for barcode in ("30001", "30002"):
        place.take_back(place.item(barcode))

    joining.close(place.library, place.clara, person=place.wren, now=NOW)

    assert not any(inside.kind is kinds.named("permission") for _, inside in place.drawer.everything())


def test_where_the_policy_lets_it_stand_it_is_not_taken_back_online_and_its_days_are_the_policys(
    town: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    place: Any = library(town, M19)
    text = shipped(M19)
    rule = text.permission.model_copy(update={"revocable": False, "days": 14})
    strict = text.model_copy(update={"permission": rule})
    monkeypatch.setattr(libraries.Library, "policy", property(lambda self: strict))
    assert note(place) == TODAY + 14 * DAY
    (mine,) = given(place)

    with pytest.raises(NotHere) as no:
        families.take_back(place.library, person=place.wren, kind="permission", which=mine.mark, now=NOW)

    assert no.value.decision.rule == "note.permission_stands"
