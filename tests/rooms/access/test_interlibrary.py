"""Does a request to other libraries go its whole way under a number, and end as nobody's?"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from reticent import policy
from reticent.access import doorway, interlibrary, joining
from reticent.access.asking import Asking
from reticent.access.doorway import NoDuty
from reticent.access.interlibrary import BACK, ON_SHELF, OUT
from reticent.access.numbered import NotTaken
from reticent.drawer import kinds
from reticent.people.patrons import CardExpired
from reticent.records import facts, holds, items, loans
from reticent.records import interlibrary as kept
from reticent.records.interlibrary import FAR, MOST_OPEN, NEAR, NobodysNow, NotNow, StillOut, Typed
from reticent.records.numbered import CannotBeAsked, NoSuchNumber
from tests.conftest import NOW, TODAY, Town

M19, OLD, WO, WE, NC = "mansfield-2019", "mansfield-older", "wolcott-2016", "weston-2017", "new-canaan-2018"
KIND = "interlibrary_request"
ALICE = "29030001"
DAY = timedelta(days=1)
BACK_BY = TODAY + 10 * DAY
FERRIES = Typed("A History of Ferries", "A. Sailor", "second edition", TODAY + 60 * DAY)


def alice(town: Town, **given: object) -> str:
    return town.register(ALICE, "Alice Oak", **given)


def rhea(town: Town) -> Any:
    return town.staff("rhea", "reference", title="reference")


def asked(town: Town, person: str, typed: Typed = FERRIES) -> str:
    return interlibrary.ask_myself(town.library, typed, person=person, pickup="Main", now=NOW)  # type: ignore[arg-type]


def sent(town: Town, person: str, staff: Any, *, in_state: bool = True) -> str:
    number = asked(town, person)
    interlibrary.send(town.library, staff, number, lender="Windham Library", in_state=in_state, now=NOW)  # type: ignore[arg-type]
    return number


def arrived(town: Town, person: str, staff: Any, *, in_state: bool = True) -> str:
    number = sent(town, person, staff, in_state=in_state)
    interlibrary.arrive(town.library, staff, number, due_back=BACK_BY, now=NOW)  # type: ignore[arg-type]
    return number


def work(town: Town, staff: Any) -> interlibrary.Work:
    return interlibrary.listed(town.library, staff, now=NOW)  # type: ignore[arg-type]


def standing(town: Town, kind: str = KIND) -> list[Any]:
    return [inside for _, inside in town.drawer.everything() if inside.kind is kinds.named(kind)]


@pytest.mark.parametrize(
    ("policy_id", "days"),
    [
        pytest.param(M19, 0, marks=pytest.mark.clause("M19-05")),
        pytest.param(OLD, 0),
        pytest.param(WO, 30, marks=pytest.mark.clause("WO-08", "WO-15")),
        pytest.param(WE, 0, marks=pytest.mark.clause("WE-08")),
        pytest.param(NC, 0, marks=pytest.mark.clause("NC-03")),
    ],
)
def test_a_request_goes_its_way_under_a_number_and_is_nobodys_once_it_is_sent_back(
    town: Callable[..., Town], policy_id: str, days: int
) -> None:
    there = town("somewhere", policy_id=policy_id)
    person, staff = alice(there), rhea(there)
    number = arrived(there, person, staff)
    (here,) = work(there, staff).here
    assert (here.where, here.lender, here.due_back) == (ON_SHELF, "Windham Library", BACK_BY)
    item = items.with_barcode("somewhere", kept.barcode(number))

    there.lend(person, item)
    assert [each.where for each in work(there, staff).here] == [OUT]
    with pytest.raises(StillOut):
        interlibrary.send_back(there.library, staff, number, now=NOW)  # type: ignore[arg-type]
    there.take_back(item)
    assert [each.where for each in work(there, staff).here] == [BACK]
    interlibrary.send_back(there.library, staff, number, now=NOW)  # type: ignore[arg-type]

    (left,) = standing(there)
    assert kept.is_nobodys(left.subject)
    assert (left.payload["state"], left.payload["pickup"], left.payload["needed_by"]) == (
        "returned",
        "",
        None,
    )
    with pytest.raises(items.UnknownItem):
        items.with_barcode("somewhere", item.barcode)
    there.purge(now=NOW + timedelta(days=max(days - 1, 0)))
    assert len(standing(there)) == (1 if days else 0)
    there.purge(now=NOW + timedelta(days=days))
    assert not standing(there)
    assert facts.total("somewhere", measure=NEAR) == 1


def test_what_another_library_lends_is_due_no_later_than_it_is_wanted_back(mansfield: Town) -> None:
    person, staff = alice(mansfield), rhea(mansfield)
    item = items.with_barcode("mansfield", kept.barcode(arrived(mansfield, person, staff)))

    lent = loans.record_checkout(
        mansfield.drawer, mansfield.permit, person=person, item=item, branch="Main", today=TODAY, loan_days=21
    )

    assert lent.due == BACK_BY
    how = {"person": person, "item": item, "loan_days": 21, "daily_fine_cents": 0}
    with pytest.raises(loans.NotYet):
        loans.renew(mansfield.drawer, mansfield.permit, today=TODAY + DAY, **how)  # type: ignore[arg-type]
    with pytest.raises(loans.WantedBack):
        loans.renew(mansfield.drawer, mansfield.permit, today=BACK_BY, **how)  # type: ignore[arg-type]


def test_nobody_else_waits_for_what_another_library_lent(mansfield: Town) -> None:
    item = items.with_barcode(
        "mansfield", kept.barcode(arrived(mansfield, alice(mansfield), rhea(mansfield)))
    )
    bea = mansfield.register("29030002", "Bea Elm")

    with pytest.raises(holds.NotOurs):
        holds.place(mansfield.drawer, mansfield.permit, person=bea, item=item, pickup="Main", today=TODAY)
    with pytest.raises(holds.KeptForAnother):
        mansfield.lend(bea, item)


def test_the_list_names_nobody_and_who_wants_a_thing_is_written_down_with_her(mansfield: Town) -> None:
    person, staff = alice(mansfield), rhea(mansfield)
    number = asked(mansfield, person)

    (row,) = work(mansfield, staff).to_ask
    looks_before = len(standing(mansfield, "look"))
    answer = interlibrary.who(mansfield.library, staff, number, now=NOW)  # type: ignore[arg-type]

    assert "Alice" not in repr(vars(row))
    assert person not in repr(vars(row))
    assert answer.record is not None
    assert answer.record.value("registration.name") == "Alice Oak"
    assert answer.record.value("registration.contact") is None
    looks = standing(mansfield, "look")
    assert len(looks) == looks_before + 1
    assert any(each.subject == person and each.payload["purpose"] == "interlibrary" for each in looks)


@pytest.mark.clause("WO-19")
def test_whose_duty_it_is_not_reads_no_list_and_takes_no_step(town: Callable[..., Town]) -> None:
    wolcott = town("wolcott", policy_id=WO)
    library: Any = wolcott.library
    number = asked(wolcott, alice(wolcott))
    for duties in (("systems",), ("programs",), ("registration",)):
        staff = wolcott.staff(duties[0], *duties, title=duties[0])

        for step in (
            lambda who=staff: interlibrary.listed(library, who, now=NOW),
            lambda who=staff: interlibrary.who(library, who, number, now=NOW),
            lambda who=staff: interlibrary.send(library, who, number, lender="X", in_state=True, now=NOW),
            lambda who=staff: interlibrary.to_lender(library, who, number, now=NOW),
        ):
            with pytest.raises(NoDuty):
                step()
    assert [each.payload["state"] for each in standing(wolcott)] == ["asked"]


def test_that_none_lends_it_is_hers_to_read_for_two_weeks_and_gone_when_she_has(mansfield: Town) -> None:
    library: Any = mansfield.library
    person, staff = alice(mansfield), rhea(mansfield)
    number, other = asked(mansfield, person), asked(mansfield, person, Typed("Lighthouses"))
    for each in (number, other):
        interlibrary.refuse(library, staff, each, words="It may not leave its reading room.", now=NOW)

    own = doorway.own_record(library, person=person, now=NOW)
    interlibrary.withdraw_myself(library, person=person, number=other, now=NOW)

    assert {(each.state, each.words) for each in own.record.requests or ()} == {
        ("refused", "It may not leave its reading room.")
    }
    assert [each.subject == person for each in standing(mansfield) if each.payload["number"] == number] == [
        True
    ]
    mansfield.purge(now=NOW + 13 * DAY)
    assert [each.payload["number"] for each in standing(mansfield)] == [number]
    mansfield.purge(now=NOW + 14 * DAY)
    assert not standing(mansfield)


def test_a_library_that_does_not_lend_it_is_forgotten_and_the_next_is_asked(mansfield: Town) -> None:
    person, staff = alice(mansfield), rhea(mansfield)
    number = sent(mansfield, person, staff)

    interlibrary.ask_another(mansfield.library, staff, number, now=NOW)  # type: ignore[arg-type]

    (row,) = work(mansfield, staff).to_ask
    assert (row.number, row.lender, row.sent_on) == (number, "", None)


def test_what_is_withdrawn_while_it_is_on_its_way_is_nobodys_and_goes_straight_back(mansfield: Town) -> None:
    library: Any = mansfield.library
    person, staff = alice(mansfield), rhea(mansfield)
    number = sent(mansfield, person, staff)

    interlibrary.withdraw_myself(library, person=person, number=number, now=NOW)

    (row,) = work(mansfield, staff).asked
    assert row.is_nobodys
    with pytest.raises(NobodysNow):
        interlibrary.who(library, staff, number, now=NOW)
    with pytest.raises(NobodysNow):
        interlibrary.arrive(library, staff, number, due_back=BACK_BY, now=NOW)
    with pytest.raises(NobodysNow):
        interlibrary.refuse(library, staff, number, words="", now=NOW)
    interlibrary.send_back(library, staff, number, now=NOW)
    assert [each.state for each in work(mansfield, staff).over] == ["returned"]
    mansfield.purge(now=NOW)
    assert not standing(mansfield)
    assert not facts.total("mansfield", measure=NEAR)


def test_what_is_here_is_not_withdrawn_on_a_page_and_another_ones_number_withdraws_nothing(
    mansfield: Town,
) -> None:
    library: Any = mansfield.library
    person, staff = alice(mansfield), rhea(mansfield)
    number = arrived(mansfield, person, staff)
    bea = mansfield.register("29030002", "Bea Elm")

    with pytest.raises(NotNow):
        interlibrary.withdraw_myself(library, person=person, number=number, now=NOW)
    with pytest.raises(NoSuchNumber):
        interlibrary.withdraw_myself(library, person=bea, number=number, now=NOW)


def test_a_step_that_somebody_took_already_is_not_taken_again(mansfield: Town) -> None:
    library: Any = mansfield.library
    staff = rhea(mansfield)
    number = sent(mansfield, alice(mansfield), staff)

    with pytest.raises(NotNow):
        interlibrary.send(library, staff, number, lender="Another", in_state=True, now=NOW)
    with pytest.raises(NotNow):
        interlibrary.send_back(library, staff, number, now=NOW)
    with pytest.raises(NoSuchNumber):
        interlibrary.ask_another(library, staff, "KR4-7BX", now=NOW)
    assert [each.state for each in work(mansfield, staff).asked] == ["sent"]


def test_an_account_that_is_closed_leaves_nothing_of_a_request_that_is_hers(mansfield: Town) -> None:
    library: Any = mansfield.library
    person, staff = alice(mansfield), rhea(mansfield)
    asked(mansfield, person)
    coming, here = sent(mansfield, person, staff), arrived(mansfield, person, staff)

    left = joining.close(library, mansfield.staff(), person=person, now=NOW)

    assert (left.holds, left.requests) == (1, 3)
    assert all(kept.is_nobodys(each.subject) for each in standing(mansfield))
    there = work(mansfield, staff)
    assert [each.number for each in there.asked] == [coming]
    assert [(each.number, each.where) for each in there.here] == [(here, BACK)]
    interlibrary.send_back(library, staff, here, now=NOW)
    interlibrary.send_back(library, staff, coming, now=NOW)
    mansfield.purge(now=NOW)
    assert not standing(mansfield)
    assert facts.total("mansfield", measure=NEAR) == 1  # what was here is counted, whosever it was


def test_what_nobody_works_on_is_over_half_a_year_after_it_was_asked(mansfield: Town) -> None:
    staff = rhea(mansfield)
    sent(mansfield, alice(mansfield), staff)

    mansfield.purge(now=NOW + 179 * DAY)
    assert len(standing(mansfield)) == 1
    mansfield.purge(now=NOW + 180 * DAY)
    assert not standing(mansfield)


def test_what_is_here_is_kept_however_long_it_takes(mansfield: Town) -> None:
    arrived(mansfield, alice(mansfield), rhea(mansfield))

    mansfield.purge(now=NOW + 300 * DAY)

    assert len(standing(mansfield)) == 1


def test_what_cannot_be_asked_is_said_and_nothing_is_written(mansfield: Town) -> None:
    library: Any = mansfield.library
    person = alice(mansfield)
    wrong = Typed(" ", "A" * 121, "", TODAY - DAY)

    with pytest.raises(CannotBeAsked) as cannot:
        asked(mansfield, person, wrong)
    with pytest.raises(CannotBeAsked):
        asked(mansfield, person, Typed("Ferries", needed_by=TODAY + 181 * DAY))
    bea = mansfield.register("29030002", "Bea Elm", expires=TODAY - DAY)
    with pytest.raises(CardExpired):
        asked(mansfield, bea)

    assert set(cannot.value.fields) == {"title", "author", "needed_by"}
    assert not standing(mansfield)
    for number in range(MOST_OPEN):
        asked(mansfield, person, Typed(f"Volume {number}"))
    with pytest.raises(CannotBeAsked):
        interlibrary.ask_myself(library, FERRIES, person=person, pickup="Main", now=NOW)
    assert len(standing(mansfield)) == MOST_OPEN


def test_a_step_that_lacks_something_says_what(mansfield: Town) -> None:
    library: Any = mansfield.library
    staff = rhea(mansfield)
    number = asked(mansfield, alice(mansfield))

    with pytest.raises(CannotBeAsked) as cannot:
        interlibrary.send(library, staff, number, lender=" ", in_state=None, now=NOW)
    assert set(cannot.value.fields) == {"lender", "in_state"}
    interlibrary.send(library, staff, number, lender="Windham Library", in_state=False, now=NOW)
    for day in (None, TODAY):
        with pytest.raises(CannotBeAsked):
            interlibrary.arrive(library, staff, number, due_back=day, now=NOW)


def test_what_comes_from_elsewhere_is_counted_apart(mansfield: Town) -> None:
    person, staff = alice(mansfield), rhea(mansfield)
    number = arrived(mansfield, person, staff, in_state=False)

    interlibrary.send_back(mansfield.library, staff, number, now=NOW)  # type: ignore[arg-type]
    mansfield.purge(now=NOW)

    there = work(mansfield, staff)
    assert (there.near, there.far) == (0, 1)
    assert facts.total("mansfield", measure=FAR) == 1


def test_it_is_known_how_long_the_oldest_waits_and_what_is_wanted_back(mansfield: Town) -> None:
    library: Any = mansfield.library
    person, staff = alice(mansfield), rhea(mansfield)
    asked(mansfield, person)
    arrived(mansfield, person, staff)

    waiting = interlibrary.waiting(library)

    assert (waiting.to_ask, waiting.oldest, waiting.wanted_back) == (1, TODAY, (BACK_BY,))


@pytest.mark.clause("WO-04")
def test_a_guardian_is_told_of_a_minors_requests_as_of_her_loans(town: Callable[..., Town]) -> None:
    wolcott = town("wolcott", policy_id=WO)
    person = alice(wolcott, adult_on=date(2031, 1, 1))
    asked(wolcott, person)

    shown = doorway.look(
        wolcott.library,  # type: ignore[arg-type]
        wolcott.staff(),
        purpose="account",
        handle=ALICE,
        asking=Asking.guardian("card", ""),
        now=NOW,
    )
    lending = doorway.look(wolcott.library, wolcott.staff("cy"), purpose="lend", handle=ALICE, now=NOW)  # type: ignore[arg-type]

    assert shown.record is not None
    assert [each.title for each in shown.record.requests or ()] == ["A History of Ferries"]
    assert lending.record is not None
    assert lending.record.requests is None


def test_where_a_policy_keeps_no_requests_none_is_taken(mansfield: Town, monkeypatch: Any) -> None:
    adopted = policy.shipped(M19)
    without = {name: period for name, period in adopted.keep.items() if name != KIND}
    person = alice(mansfield)
    monkeypatch.setattr(
        type(mansfield.library), "policy", property(lambda self: adopted.model_copy(update={"keep": without}))
    )

    with pytest.raises(NotTaken):
        asked(mansfield, person)
