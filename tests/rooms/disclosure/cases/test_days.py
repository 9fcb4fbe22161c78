"""Is what is due in a case due on its own day?"""

from datetime import UTC, datetime, timedelta

from reticent.disclosure import cases
from reticent.disclosure.cases import Case, CaseFile
from reticent.people.staff import StaffAccount
from tests.conftest import NOW, Town
from tests.rooms.disclosure.cases.asked import FOI, POLICE, SUBPOENA, WARRANT, ask
from tests.rooms.disclosure.complying import take


def due_on(town: Town, case: CaseFile) -> str | None:
    row = Case.objects.get(handle=case.handle)
    return town.library.day_of(row.due_at).isoformat() if row.due_at else None


def test_what_is_due_is_known_without_opening_anything(mansfield: Town, custodian: StaffAccount) -> None:
    case = take(mansfield, custodian, ask(mansfield, custodian), "classify", **SUBPOENA)

    (due,) = cases.due(mansfield.library, now=NOW)

    assert (due.handle, mansfield.library.day_of(due.due_at).isoformat()) == (case.handle, "2026-12-10")
    assert not due.overdue
    assert cases.due(mansfield.library, now=NOW + timedelta(days=30))[0].overdue


def test_a_request_for_public_records_is_due_before_anybody_reads_it_through(
    mansfield: Town, custodian: StaffAccount
) -> None:
    asked = {**POLICE, "asker": "reporter", "papers": "foi_request"}  # on the Saturday before Thanksgiving

    case = ask(mansfield, custodian, asked)

    assert case.due_at is not None
    assert mansfield.library.day_of(case.due_at).isoformat() == "2026-11-27"


def test_a_request_that_came_days_before_it_was_taken_in_is_due_as_it_came(
    mansfield: Town, custodian: StaffAccount
) -> None:
    asked = {**POLICE, "papers": "foi_request", "received": "2026-11-16T09:00-05:00"}

    due = ask(mansfield, custodian, asked).due_at

    assert due is not None
    assert mansfield.library.day_of(due).isoformat() == "2026-11-20"


def test_another_paper_has_its_own_day_and_the_first_is_answered_by_its_own(
    mansfield: Town, custodian: StaffAccount
) -> None:
    case = take(mansfield, custodian, ask(mansfield, custodian), "classify", **SUBPOENA)
    assert due_on(mansfield, case) == "2026-12-10"

    letter = {"secret": "no", "kind": "letter", "signed_by": "officer", "return_by": "2026-12-20"}
    case = take(mansfield, custodian, case, "another_paper", **letter)

    assert "owes:answer" in case.known.evidence
    assert due_on(mansfield, case) == "2026-12-10"


def test_a_request_for_public_records_keeps_its_clock_when_a_paper_comes_or_is_executed(
    mansfield: Town, custodian: StaffAccount
) -> None:
    asked = {**POLICE, "papers": "foi_request", "received": "2026-11-16T09:00-05:00"}
    letter = {"secret": "no", "kind": "letter", "signed_by": "officer"}
    case = take(mansfield, custodian, ask(mansfield, custodian, asked), "classify", **FOI)

    case = take(mansfield, custodian, case, "another_paper", **letter)
    assert [each.code for each in case.due] == ["foi_answer"]
    assert due_on(mansfield, case) == "2026-11-20"

    case = take(
        mansfield, custodian, case, "they_take", papers_shown="search_warrant", signed_by_seen="judge"
    )
    assert due_on(mansfield, case) == "2026-11-20"


def test_a_paper_that_officers_left_is_due_by_its_own_day_when_another_comes(
    mansfield: Town, custodian: StaffAccount
) -> None:
    case = cases.open_case(mansfield.library, custodian, path="taking", details=WARRANT, now=NOW)
    case = take(mansfield, custodian, case, "they_left")
    case = take(mansfield, custodian, case, "classify", **SUBPOENA)

    case = take(mansfield, custodian, case, "another_paper", **{**SUBPOENA, "return_by": "2026-12-15"})

    assert due_on(mansfield, case) == "2026-12-10"


def test_what_counsel_answered_is_due_no_more_when_another_paper_comes(
    mansfield: Town, custodian: StaffAccount
) -> None:
    case = take(mansfield, custodian, ask(mansfield, custodian), "classify", **SUBPOENA)
    case = take(mansfield, custodian, case, "another_paper", **{**SUBPOENA, "return_by": "2026-12-15"})
    case = take(mansfield, custodian, case, "counsel_answers", counsel="Counsel", counsels_answer="object")

    case = take(mansfield, custodian, case, "another_paper", **{**SUBPOENA, "return_by": "2026-12-20"})

    assert due_on(mansfield, case) == "2026-12-20"


def test_what_was_taken_down_anew_of_a_paper_takes_the_place_of_its_day(
    mansfield: Town, custodian: StaffAccount
) -> None:
    case = take(mansfield, custodian, ask(mansfield, custodian), "classify", **SUBPOENA)

    case = take(mansfield, custodian, case, "classify", **{**SUBPOENA, "return_by": "2026-12-15"})

    assert due_on(mansfield, case) == "2026-12-15"


def test_a_paper_to_be_answered_by_an_hour_is_due_by_then_and_not_by_the_end_of_that_day(
    mansfield: Town, custodian: StaffAccount
) -> None:
    paper = {**SUBPOENA, "return_time": "10:00"}
    case = take(mansfield, custodian, ask(mansfield, custodian), "classify", **paper)
    ten = datetime(2026, 12, 10, 15, 0, tzinfo=UTC)  # in Connecticut it is five hours earlier

    assert case.due_at == ten
    assert [each.by for each in case.due if each.code == "return_date"] == [ten]
    [due] = cases.due(mansfield.library, now=ten + timedelta(minutes=1))
    assert due.overdue

    letter = {"secret": "no", "kind": "letter", "signed_by": "officer", "return_by": "2026-12-10"}
    case = take(mansfield, custodian, case, "another_paper", **letter)
    assert case.due_at == ten


def test_an_answer_that_ends_nothing_leaves_the_return_date_and_one_that_does_ends_it(
    mansfield: Town, custodian: StaffAccount
) -> None:
    case = take(mansfield, custodian, ask(mansfield, custodian), "classify", **SUBPOENA)
    for evidence in ("consulted:town_manager", "consulted:town_attorney"):
        case = take(mansfield, custodian, case, f"record:{evidence}", consulted_who="Them")
    case = take(mansfield, custodian, case, "decide", answer="negotiate")
    case = take(mansfield, custodian, case, "send", letter="objection_cover")
    assert due_on(mansfield, case) == "2026-12-10"

    case = take(
        mansfield, custodian, case, "counsel_answers", counsel="Town Attorney", counsels_answer="object"
    )

    assert due_on(mansfield, case) is None
    assert case.due == ()


def test_after_a_denial_nothing_is_due_here_and_until_when_it_may_be_appealed_is_known(
    mansfield: Town, custodian: StaffAccount
) -> None:
    asked = {"asker": "reporter", "papers": "foi_request", "channel": "email"}
    case = ask(mansfield, custodian, asked)
    assert due_on(mansfield, case) == "2026-11-27"
    case = take(mansfield, custodian, case, "decide", answer="deny_foi")

    case = take(mansfield, custodian, case, "send", letter="foi_denial", when="2026-11-24T10:00-05:00")

    assert due_on(mansfield, case) is None
    assert [(due.code, str(due.by)) for due in case.due] == [("foi_appeal", "2026-12-24")]
