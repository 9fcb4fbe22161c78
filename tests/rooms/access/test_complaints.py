"""Is a complaint taken from anybody, answered in time, read by nobody else, and forgotten when its year is over?"""

from datetime import timedelta
from typing import Any

import pytest

from reticent import reminders
from reticent.access import complaints, doorway, joining
from reticent.drawer import kinds
from reticent.ledger import log
from reticent.people.patrons import CannotBeKept
from reticent.records.complaints import (
    LONGEST,
    LONGEST_REACH,
    AnsweredAlready,
    NotThere,
    new_number,
    number_in,
)
from tests.conftest import NOW, TODAY, Town

M19, WO, WE, NC = "mansfield-2019", "wolcott-2016", "weston-2017", "new-canaan-2018"
DAY = timedelta(days=1)
SAID = "A clerk read out what I had borrowed."


def complain(place: Town, number: str = "", **how: Any) -> complaints.Receipt:
    return complaints.complain(place.library, words=SAID, number=number or new_number(), now=NOW, **how)


def answer(place: Town, now: Any = NOW) -> None:
    (waits,) = complaints.listed(place.library)
    director = place.staff(f"dora{now:%H%M%S%f}", "director", title="director")
    complaints.answer(
        place.library, director, mark=waits.mark, found="It was so.", answer="We spoke of it.", now=now
    )


def actions(place: Town) -> list[tuple[str, tuple[str, ...]]]:
    said = [w.entry for w in reversed(log.entries(place.library.slug))]  # type: ignore[attr-defined]
    return [(e.action, e.basis) for e in said if e.action.startswith("complaint")]


@pytest.mark.parametrize(
    ("policy_id", "clauses"), [(WO, ("WO-24", "WO-25", "WO-26")), (M19, ()), (WE, ()), (NC, ())]
)
@pytest.mark.clause("WO-24", "WO-25", "WO-26")
def test_the_day_of_the_answer_is_the_policys_where_it_has_one_and_ours_elsewhere(
    town: Any, policy_id: str, clauses: tuple[str, ...]
) -> None:
    place: Town = town(policy_id.rpartition("-")[0], policy_id=policy_id)

    receipt = complain(place)

    assert receipt.answer_by == TODAY + 10 * DAY
    assert receipt.decision.clauses == clauses
    assert any("program's default" in why for why in receipt.decision.because) == (not clauses)
    assert actions(place) == [("complaint-taken", clauses or ("S-3",))]
    assert [(t.code, t.by) for t in reminders.of(place.library, now=NOW) if t.code == "complaint_reply"] == [
        ("complaint_reply", TODAY + 10 * DAY)
    ]


def test_without_a_name_nothing_leads_to_it_but_its_number_and_it_tells_where_it_stands(
    mansfield: Town,
) -> None:
    receipt = complain(mansfield, reach=" by letter,  to the box ")
    typed = receipt.number.lower().replace("-", " ")

    waits = complaints.of_receipt(mansfield.library, number_in(typed))
    assert waits is not None
    assert (waits.words, waits.answered_on, waits.person) == (SAID, None, "")
    answer(mansfield)
    told = complaints.of_receipt(mansfield.library, receipt.number)

    assert told is not None
    assert (told.found, told.answer, told.answered_on) == ("It was so.", "We spoke of it.", TODAY)
    assert complaints.of_receipt(mansfield.library, new_number()) is None
    assert number_in("B" * 15) == number_in("") == ""
    assert receipt.number not in repr(receipt) + repr(told)


def test_with_her_record_she_reads_it_there_who_read_it_and_the_answer_once_it_is_one(
    mansfield: Town,
) -> None:
    wren = mansfield.register("29030001", "Wren Ash")
    director = mansfield.staff("dora", "director", title="director")
    complain(mansfield, person=wren)
    (waits,) = complaints.listed(mansfield.library)
    assert waits.words == ""

    opened = complaints.open_(mansfield.library, director, mark=waits.mark, now=NOW)
    complaints.note_found(mansfield.library, director, mark=waits.mark, found="Not yet.", now=NOW)

    assert opened.words == SAID
    own = doorway.own_record(mansfield.library, person=wren, now=NOW)
    assert [(each.words, each.found) for each in own.complaints] == [(SAID, "")]
    assert [look.outcome for look in own.record.looks] == ["complaint_read"]
    answer(mansfield)
    own = doorway.own_record(mansfield.library, person=wren, now=NOW)
    assert [(each.found, each.answer) for each in own.complaints] == [("It was so.", "We spoke of it.")]
    assert {look.outcome for look in own.record.looks} == {"complaint_read", "complaint_answered"}
    assert [action for action, _ in actions(mansfield)] == ["complaint-taken", "complaint-answered"]


def test_the_same_form_sent_twice_is_one_complaint(mansfield: Town) -> None:
    number = new_number()

    assert complain(mansfield, number) == complain(mansfield, number)

    assert len(complaints.listed(mansfield.library)) == len(actions(mansfield)) == 1


def test_an_answer_is_not_changed_behind_the_back_of_who_read_it(mansfield: Town) -> None:
    receipt = complain(mansfield)
    answer(mansfield)

    with pytest.raises(AnsweredAlready):
        answer(mansfield, NOW + DAY)

    told = complaints.of_receipt(mansfield.library, receipt.number)
    assert told is not None
    assert told.answered_on == TODAY
    assert [action for action, _ in actions(mansfield)].count("complaint-answered") == 1


def test_what_cannot_be_kept_is_said_of_each_field_and_nothing_is_written(mansfield: Town) -> None:
    director = mansfield.staff("dora", "director", title="director")
    with pytest.raises(CannotBeKept) as cannot:
        complaints.complain(mansfield.library, words=" \n", reach="x" * 201, number=new_number(), now=NOW)
    assert set(cannot.value.fields) == {"words", "reach"}
    assert actions(mansfield) == []
    complain(mansfield)
    (waits,) = complaints.listed(mansfield.library)
    with pytest.raises(CannotBeKept) as cannot:
        complaints.answer(mansfield.library, director, mark=waits.mark, found="", answer="x" * 2001, now=NOW)
    assert set(cannot.value.fields) == {"found", "answer"}


@pytest.mark.parametrize(("duties", "title"), [(("circulation",), "desk"), (("circulation",), "volunteer")])
def test_who_does_not_answer_for_records_reads_no_complaint(
    mansfield: Town, duties: tuple[str, ...], title: str
) -> None:
    complain(mansfield)
    (waits,) = complaints.listed(mansfield.library)
    other = mansfield.staff("vic", *duties, title=title)

    for act in (
        lambda: complaints.open_(mansfield.library, other, mark=waits.mark, now=NOW),
        lambda: complaints.answer(mansfield.library, other, mark=waits.mark, found="a", answer="b", now=NOW),
    ):
        with pytest.raises(doorway.NoDuty):
            act()

    assert complaints.waiting(mansfield.library) == (TODAY + 10 * DAY,)


def test_it_stays_when_the_account_is_closed_and_goes_when_its_year_is_over(mansfield: Town) -> None:
    wren = mansfield.register("29030001", "Wren Ash")
    complain(mansfield, person=wren)
    clerk = mansfield.staff("clara", "circulation", "registration")
    left = joining.close(mansfield.library, clerk, person=wren, now=NOW)
    assert [(kept.kind, kept.until) for kept in left.kept if kept.kind == "complaint"] == [
        ("complaint", "until it is answered, and a year after")
    ]

    answer(mansfield)
    mansfield.purge(now=NOW + 364 * DAY)
    assert len(complaints.listed(mansfield.library)) == 1
    mansfield.purge(now=NOW + 365 * DAY)

    assert complaints.listed(mansfield.library) == ()
    assert not any(inside.kind is kinds.named("complaint") for _, inside in mansfield.drawer.everything())


def test_a_short_one_and_the_longest_with_its_answer_lie_in_slips_of_one_length(mansfield: Town) -> None:
    director = mansfield.staff("dora", "director", title="director")
    longest, reach = "ы" * LONGEST, "ы" * LONGEST_REACH
    complaints.complain(mansfield.library, words=longest, reach=reach, number=new_number(), now=NOW)
    (waits,) = complaints.listed(mansfield.library)
    complaints.answer(
        mansfield.library, director, mark=waits.mark, found=longest, answer=longest, now=NOW + DAY
    )
    complain(mansfield)

    kind = kinds.named("complaint")
    lengths = [len(row.sealed) for row, inside in mansfield.drawer.everything() if inside.kind is kind]
    assert len(lengths) == 2
    assert len(set(lengths)) == 1


def test_a_mark_of_another_day_is_no_complaint(mansfield: Town) -> None:
    director = mansfield.staff("dora", "director", title="director")

    with pytest.raises(NotThere):
        complaints.open_(mansfield.library, director, mark="0" * 32, now=NOW)
