"""Who reads a case and goes on with it, and who does not any more?"""

from datetime import timedelta
from typing import Any

import pytest

from reticent.disclosure import cases
from reticent.ledger import log
from reticent.people import delegations
from reticent.people.delegations import Paper
from reticent.people.staff import StaffAccount
from tests.conftest import NOW, TODAY, Town
from tests.rooms.disclosure.cases.asked import SUBPOENA, WARRANT, ask
from tests.rooms.disclosure.complying import take


def test_the_desk_reads_what_it_took_in_until_it_is_handed_on(mansfield: Town, desk: StaffAccount) -> None:
    case = ask(mansfield, desk)
    assert cases.read(mansfield.library, desk, case.handle, now=NOW).role == "desk"

    take(mansfield, desk, case, "refer", office="Director")

    with pytest.raises(cases.NotYours):
        cases.read(mansfield.library, desk, case.handle, now=NOW)
    assert cases.listed(mansfield.library, desk, now=NOW) == ()


def test_what_was_handed_on_does_not_come_back_to_the_desk_when_officers_take_things(
    mansfield: Town, desk: StaffAccount, custodian: StaffAccount
) -> None:
    case = take(mansfield, desk, ask(mansfield, desk), "refer", office="Director")

    take(mansfield, custodian, case, "they_take")

    with pytest.raises(cases.NotYours):
        cases.read(mansfield.library, desk, case.handle, now=NOW)


def test_what_the_custodian_went_on_with_does_not_come_back_to_the_desk_either(
    mansfield: Town, desk: StaffAccount, custodian: StaffAccount
) -> None:
    case = take(mansfield, custodian, ask(mansfield, desk), "classify", **SUBPOENA)

    case = take(mansfield, custodian, case, "they_take")

    with pytest.raises(cases.NotYours):
        cases.read(mansfield.library, desk, case.handle, now=NOW)
    assert cases.listed(mansfield.library, desk, now=NOW) == ()


def test_a_case_that_officers_left_does_not_come_back_to_the_desk_when_they_return(
    mansfield: Town, desk: StaffAccount, custodian: StaffAccount
) -> None:
    case = cases.open_case(mansfield.library, desk, path="taking", details=WARRANT, now=NOW)
    case = take(mansfield, desk, case, "they_left")
    case = take(mansfield, custodian, case, "add_note", note="what counsel said of it")

    take(mansfield, custodian, case, "they_take")

    with pytest.raises(cases.NotYours):
        cases.read(mansfield.library, desk, case.handle, now=NOW)


def test_the_desk_goes_on_with_a_search_while_the_custodian_does_her_part(
    mansfield: Town, desk: StaffAccount, custodian: StaffAccount
) -> None:
    case = cases.open_case(mansfield.library, desk, path="taking", details=WARRANT, now=NOW)

    case = take(mansfield, custodian, case, "classify", secret="no", kind="search_warrant", signed_by="judge")

    assert take(mansfield, desk, case, "inventory", taken="Nothing").state == "inventoried"


def test_the_desk_that_stays_with_officers_does_not_read_what_counsel_said(
    mansfield: Town, desk: StaffAccount, custodian: StaffAccount
) -> None:
    case = cases.open_case(mansfield.library, desk, path="taking", details=WARRANT, now=NOW)
    case = take(
        mansfield, custodian, case, "counsel_answers",
        counsel="Town Counsel", counsels_answer="object", reason="what counsel thinks of it",
    )  # fmt: skip

    seen = cases.read(mansfield.library, desk, case.handle, now=NOW)

    assert [act.step for act in seen.acts] == ["take", "counsel_answers"]
    assert dict(seen.acts[0].details) == WARRANT
    assert seen.acts[1].details == {}
    assert case.acts[1].details["reason"] == "what counsel thinks of it"


def test_the_desk_reads_no_case_that_somebody_else_took_in(
    mansfield: Town, desk: StaffAccount, custodian: StaffAccount
) -> None:
    case = ask(mansfield, custodian)

    with pytest.raises(cases.NotYours):
        cases.read(mansfield.library, desk, case.handle, now=NOW)
    with pytest.raises(cases.NotYours):
        take(mansfield, desk, case, "add_note", note="mine")

    refused = [w.entry for w in log.entries("mansfield") if w.entry.action == "look-refused"]
    assert [entry.case for entry in refused] == [case.handle, case.handle]
    assert cases.listed(mansfield.library, desk, now=NOW) == ()


def test_the_custodian_reads_every_case_of_the_library_and_of_no_other(
    mansfield: Town, town: Any, desk: StaffAccount, custodian: StaffAccount
) -> None:
    case = ask(mansfield, desk)
    wolcott = town("wolcott", policy_id="wolcott-2016")
    stranger = wolcott.staff("director", "director")

    assert cases.read(mansfield.library, custodian, case.handle, now=NOW).role == "custodian"
    with pytest.raises(cases.NotYours):
        cases.read(mansfield.library, stranger, case.handle, now=NOW)
    with pytest.raises(cases.NoSuchCase):
        cases.read(wolcott.library, stranger, case.handle, now=NOW)


def test_whoever_the_custodian_appointed_acts_as_custodian_until_the_last_day(
    town: Any,
) -> None:
    wolcott = town("wolcott", policy_id="wolcott-2016")
    clara, director = wolcott.staff("clara"), wolcott.staff("director", "director")
    case = ask(wolcott, director)
    delegations.give(
        wolcott.library,
        clara,
        begins=TODAY,
        until=TODAY,
        paper=Paper("Letter of appointment", TODAY),
        today=TODAY,
        role="director",
    )

    assert cases.read(wolcott.library, clara, case.handle, now=NOW).role == "custodian"
    with pytest.raises(cases.NotYours):
        cases.read(wolcott.library, clara, case.handle, now=NOW + timedelta(days=1))


def test_while_officers_take_things_the_desk_goes_on_writing(mansfield: Town, desk: StaffAccount) -> None:
    case = cases.open_case(mansfield.library, desk, path="taking", details=WARRANT, now=NOW)
    case = take(mansfield, desk, case, "supervise", stayed="Clara")
    case = take(mansfield, desk, case, "inventory", taken="One machine of the reading room.")

    assert case.state == "inventoried"
    assert cases.read(mansfield.library, desk, case.handle, now=NOW).version == 3


def test_what_the_desk_has_handed_on_does_not_stay_with_it(mansfield: Town, desk: StaffAccount) -> None:
    case = ask(mansfield, desk)

    after = take(mansfield, desk, case, "refer", office="Library Director")

    assert case.stays_with_reader
    assert not after.stays_with_reader
