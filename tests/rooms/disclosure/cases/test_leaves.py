"""Does the ledger tell each act of a case once, and no more than it may?"""

from reticent.disclosure import cases
from reticent.disclosure.cases import Case
from reticent.ledger import log
from reticent.people.staff import StaffAccount
from tests.conftest import NOW, Town
from tests.rooms.disclosure.cases.asked import SUBPOENA, ask, leaves
from tests.rooms.disclosure.complying import HOUR, take


def test_every_act_stands_in_the_ledger_once_with_the_cases_handle(
    mansfield: Town, custodian: StaffAccount
) -> None:
    case = ask(mansfield, custodian)
    case = take(mansfield, custodian, case, "classify", **SUBPOENA)
    take(mansfield, custodian, case, "withdrawn", withdrawn_by="The agency", took_back_how="letter")

    cases.write_down(mansfield.library)

    assert leaves(mansfield) == ["case-opened", "case-step", "case-closed"]
    assert {w.entry.case for w in log.entries("mansfield") if w.entry.action[:4] == "case"} == {case.handle}
    row = Case.objects.get()
    assert (row.version, row.written) == (3, 3)


def test_the_ledger_tells_a_case_that_went_to_paper_from_no_other_that_was_closed(
    mansfield: Town, custodian: StaffAccount
) -> None:
    to_paper, taken_back = ask(mansfield, custodian), ask(mansfield, custodian)
    take(mansfield, custodian, taken_back, "withdrawn", withdrawn_by="They", took_back_how="telephone")
    cases.take(
        mansfield.library, custodian, to_paper.handle, step="to_paper", details={}, now=NOW + HOUR, seen=1
    )

    closed = {w.entry.case: w.entry for w in log.entries("mansfield") if w.entry.action == "case-closed"}

    one, other = closed[to_paper.handle], closed[taken_back.handle]
    assert (one.day, one.role, one.basis, one.policy, one.count) == (
        other.day,
        other.role,
        other.basis,
        other.policy,
        other.count,
    )
    assert len(one.commitment) == len(other.commitment) == 64
