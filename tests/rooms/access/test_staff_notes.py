"""Is what the desk notes from the list, shown only where it is of use, read by its owner, and over on its day?"""

from datetime import timedelta
from typing import Any

import pytest

from reticent.access import doorway, families
from reticent.access.doorway import NoDuty
from reticent.access.families import NotHere, TypedNote
from reticent.drawer import kinds
from reticent.people import libraries, staff_notes
from reticent.people.patrons import CannotBeKept
from tests.conftest import NOW, TODAY
from tests.rooms.access.noted import DAY, M19, NC, WE, WO, WREN, library, mark, seen, there
from tests.rooms.policy.altered import loaded, text_of

LOST = TypedNote("card_lost", "", "")
IN_WORDS = TypedNote("words", "  Brings the  receipt on Friday ", "")


def note(place: Any, typed: TypedNote = LOST, **how: Any) -> Any:
    staff = how.pop("staff", place.clara)
    return families.note(place.library, staff, person=place.wren, typed=typed, now=how.pop("now", NOW))


def minded(place: Any, purpose: str, *, now: Any = NOW, fields: tuple[str, ...] = ()) -> list[str]:
    answer = doorway.look(place.library, place.clara, purpose=purpose, now=now, handle=WREN, fields=fields)
    assert answer.record is not None
    return [each.note or each.words for each in answer.record.noted.by_staff]


def own(place: Any, *, now: Any = NOW) -> list[str]:
    record = doorway.own_record(place.library, person=place.wren, now=now).record
    return [each.note or each.words for each in record.noted.by_staff]


def with_notes(place: Any, table: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library adopts a text that speaks of notes."""
    text = loaded(tmp_path, f"{text_of(M19)}\n[notes]\n{table}\n")
    monkeypatch.setattr(libraries.Library, "policy", property(lambda self: text))


@pytest.mark.parametrize(
    ("policy_id", "clause"),
    [
        pytest.param(p, c, id=p, marks=pytest.mark.clause(c))
        for p, c in ((M19, "M19-05"), (WO, "WO-15"), (WE, "WE-08"), (NC, "NC-03"))
    ],
)
def test_a_note_of_the_list_stands_ninety_days_and_a_sentence_is_refused_by_the_clause(
    town: Any, policy_id: str, clause: str
) -> None:
    place: Any = library(town, policy_id)

    until = note(place)
    with pytest.raises(NotHere) as no:
        note(place, IN_WORDS)

    assert until == TODAY + timedelta(days=90)
    (kept,) = there(place, "staff_note")
    assert (kept["note"], kept["words"], kept["by_role"], kept["since"]) == (
        "card_lost", "", "desk", TODAY.isoformat(),
    )  # fmt: skip
    assert clause in no.value.decision.clauses
    assert no.value.decision.rule == "note.only_from_the_list"
    assert no.value.decision.next_steps
    assert sorted(outcome for _, outcome, _ in seen(place)) == ["refused", "staff_noted"]


@pytest.mark.clause("WO-19", "M19-09")
def test_a_note_is_shown_for_the_work_that_has_a_use_for_it_and_to_its_owner(town: Any) -> None:
    place: Any = library(town, M19)
    for name in staff_notes.LIST:
        note(place, TypedNote(name, "", ""))

    assert set(minded(place, "lend")) == {"card_lost", "not_reached", "something_waits"}
    assert set(minded(place, "account")) == {"card_lost", "owed_in_question", "something_waits"}
    assert set(minded(place, "registration")) == set(staff_notes.LIST)
    assert minded(place, "hold") == []
    assert set(own(place)) == set(staff_notes.LIST)


def test_a_note_ends_after_its_last_day_and_the_night_takes_it(town: Any) -> None:
    place: Any = library(town, M19)
    note(place, TypedNote("card_lost", "", (TODAY + DAY).isoformat()))

    assert own(place, now=NOW + DAY) == ["card_lost"]
    assert (own(place, now=NOW + 2 * DAY), minded(place, "lend", now=NOW + 2 * DAY)) == ([], [])
    place.purge(now=NOW + 2 * DAY)
    assert there(place, "staff_note") == []


def test_the_same_note_made_again_stands_once_and_is_taken_off_at_the_desk_alone(town: Any) -> None:
    place: Any = library(town, M19)
    note(place)
    note(place, TypedNote("card_lost", "", (TODAY + 5 * DAY).isoformat()))
    (kept,) = there(place, "staff_note")
    assert kept["until"] == (TODAY + 5 * DAY).isoformat()
    which = mark(place, "staff_note")

    with pytest.raises(NotHere):
        families.take_back(place.library, person=place.wren, kind="staff_note", which=which, now=NOW)
    assert len(there(place, "staff_note")) == 1
    families.take_off(place.library, place.clara, person=place.wren, kind="staff_note", which=which, now=NOW)

    assert there(place, "staff_note") == []
    assert ("registration", "staff_note_taken_off", "") in seen(place)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        (TypedNote("", "", ""), {"note"}),
        (TypedNote("is_a_bore", "", "2026-11-20"), {"note", "note_until"}),
        (TypedNote("card_lost", "", "next week"), {"note_until"}),
        (TypedNote("card_lost", "", (TODAY + 91 * DAY).isoformat()), {"note_until"}),
    ],
)
def test_what_cannot_be_noted_is_said_beside_its_field_and_nothing_is_kept(
    town: Any, typed: TypedNote, wrong: set[str]
) -> None:
    place: Any = library(town, M19)

    with pytest.raises(CannotBeKept) as no:
        note(place, typed)

    assert set(no.value.fields) == wrong
    assert (there(place, "staff_note"), seen(place)) == ([], [])


def test_without_the_duty_nothing_is_noted(town: Any) -> None:
    place: Any = library(town, M19)

    with pytest.raises(NoDuty):
        note(place, staff=place.staff("page", "circulation"))

    assert there(place, "staff_note") == []


def test_own_words_stand_where_the_policy_lets_them_and_never_without_a_last_day(
    town: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    place: Any = library(town, M19)
    with_notes(place, "free_text = true", tmp_path, monkeypatch)

    assert note(place, IN_WORDS) == TODAY + timedelta(days=90)
    assert note(place) is None  # of the list: with the record, as that text says
    assert set(own(place)) == {"Brings the receipt on Friday", "card_lost"}
    assert minded(place, "lend") == ["card_lost"]  # what a sentence is for, nobody knows: not at every scan
    for words in ("", "x" * 141):
        with pytest.raises(CannotBeKept) as no:
            note(place, TypedNote("words", words, ""))
        assert set(no.value.fields) == {"note_words"}


def test_the_policys_own_days_are_the_most_that_a_note_stands(
    town: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    place: Any = library(town, M19)
    with_notes(place, "days = 30", tmp_path, monkeypatch)

    assert note(place) == TODAY + timedelta(days=30)
    with pytest.raises(NotHere):
        note(place, IN_WORDS)


def test_no_note_of_the_list_speaks_of_what_is_read_or_of_a_person() -> None:
    assert {purpose for listed in staff_notes.LIST.values() for purpose in listed.shown_for} <= {
        "lend", "account", "registration",
    }  # fmt: skip
    assert kinds.named("staff_note").code == 16
