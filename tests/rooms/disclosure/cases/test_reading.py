"""Do lists put first what must be seen to first?"""

from datetime import timedelta

from reticent.disclosure import cases
from reticent.people.staff import StaffAccount
from tests.conftest import NOW, Town
from tests.rooms.disclosure.cases.asked import SUBPOENA, ask
from tests.rooms.disclosure.complying import take


def test_open_cases_come_first_and_of_those_what_is_due_first(
    mansfield: Town, custodian: StaffAccount
) -> None:
    plain, closed, urgent = (ask(mansfield, custodian) for _ in range(3))
    take(mansfield, custodian, closed, "withdrawn", withdrawn_by="They", took_back_how="telephone")
    take(mansfield, custodian, urgent, "classify", **SUBPOENA)

    listed = cases.listed(mansfield.library, custodian, now=NOW)

    assert [case.handle for case in listed] == [urgent.handle, plain.handle, closed.handle]
    assert (listed[0].asker, listed[0].agency, listed[0].paper) == (
        "police",
        "State Police",
        "attorney_subpoena",
    )
    assert not listed[0].overdue
    assert cases.listed(mansfield.library, custodian, now=NOW + timedelta(days=30))[0].overdue


def test_what_was_closed_over_a_year_ago_is_kept_and_not_listed(
    mansfield: Town, custodian: StaffAccount
) -> None:
    case = ask(mansfield, custodian)
    take(mansfield, custodian, case, "withdrawn", withdrawn_by="They", took_back_how="telephone")
    later = NOW + timedelta(days=500)

    assert cases.listed(mansfield.library, custodian, now=later) == ()
    assert cases.read(mansfield.library, custodian, case.handle, now=later).state == "closed"
