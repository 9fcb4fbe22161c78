"""When does a case stop keeping, and is what it kept gone then as if it had never been kept?"""

import pytest

from reticent.disclosure import cases
from reticent.disclosure.forms import CannotBeRead
from reticent.disclosure.legal_holds import NoHold
from reticent.disclosure.steps import NotNow
from reticent.drawer import kinds
from reticent.people.staff import StaffAccount
from reticent.records import facts
from tests.conftest import NOW, TODAY, Town
from tests.rooms.disclosure.keeping import (
    ALICE,
    DAY,
    alice,
    custodian,
    gone_as_if_never_held,
    inside,
    keep,
    ledger,
    open_case,
    take,
)

__all__ = ["alice", "custodian"]


@pytest.mark.parametrize("back", [True, False], ids=["returned", "still out"])
@pytest.mark.parametrize("end", ["day", "lifted", "withdrawn", "closed", "paper"])
def test_however_it_ends_the_next_purge_lets_go_what_nothing_else_needs(
    mansfield: Town, custodian: StaffAccount, alice: str, end: str, back: bool
) -> None:
    case = keep(mansfield, custodian, open_case(mansfield, custodian), card=ALICE)
    if back:
        mansfield.take_back(mansfield.item("30001"))
    mansfield.purge(now=NOW + 13 * DAY)
    assert inside(mansfield)["kept loan" if back else "loan"] >= 1
    later = NOW + 13 * DAY

    if end == "day":
        later += DAY
    elif end == "lifted":
        case = take(mansfield, custodian, case, "lift_hold", now=later, reason="They took it back.")
        assert case.held == ()
    elif end == "withdrawn":
        case = take(
            mansfield,
            custodian,
            case,
            "withdrawn",
            now=later,
            withdrawn_by="The police",
            took_back_how="letter",
        )
    elif end == "closed":
        case = take(
            mansfield,
            custodian,
            case,
            "counsel_answers",
            now=later,
            counsel="Town Attorney",
            counsels_answer="refuse",
        )
        case = take(mansfield, custodian, case, "close", now=later)
    else:
        cases.take(
            mansfield.library,
            custodian,
            case.handle,
            step="to_paper",
            details={},
            now=later,
            seen=case.version,
        )
    mansfield.purge(now=later)

    gone_as_if_never_held(mansfield)
    assert mansfield.out_to(alice) == (set() if back else {"30001"})
    assert (
        ledger(mansfield, "hold-placed", "hold-lifted")
        == ["hold-placed", "hold-lifted"][: 1 if end == "paper" else 2]
    )
    if not back:
        mansfield.take_back(mansfield.item("30001"))
        gone_as_if_never_held(mansfield)
        assert inside(mansfield)["loan"] == 1  # somebody else's


def test_a_hold_that_is_confirmed_stands_until_its_day_and_can_be_renewed(
    mansfield: Town, custodian: StaffAccount, alice: str
) -> None:
    case = keep(mansfield, custodian, open_case(mansfield, custodian), card=ALICE)
    mansfield.take_back(mansfield.item("30001"))
    for wrong in (TODAY, TODAY + 91 * DAY):
        with pytest.raises(CannotBeRead):
            take(mansfield, custodian, case, "confirm_hold", confirmed_by="counsel", hold_until=str(wrong))

    case = take(
        mansfield, custodian, case, "confirm_hold", confirmed_by="counsel", hold_until=str(TODAY + 20 * DAY)
    )
    mansfield.purge(now=NOW + 19 * DAY)
    assert inside(mansfield)["kept loan"] == 1
    later = NOW + 19 * DAY
    case = take(
        mansfield,
        custodian,
        case,
        "confirm_hold",
        now=later,
        confirmed_by="custodian",
        hold_until=str(TODAY + 100 * DAY),
    )

    assert (case.held[0].until, case.held[0].confirmed_by) == (TODAY + 100 * DAY, "custodian")
    for days in (40, 60, 80, 99):
        mansfield.purge(now=NOW + days * DAY)
    assert inside(mansfield)["kept loan"] == 1
    mansfield.purge(now=NOW + 100 * DAY)
    gone_as_if_never_held(mansfield)


def test_a_hold_whose_day_has_come_cannot_be_confirmed_any_more(
    mansfield: Town, custodian: StaffAccount, alice: str
) -> None:
    case = keep(mansfield, custodian, open_case(mansfield, custodian), card=ALICE)
    later = NOW + 14 * DAY

    found = cases.read(mansfield.library, custodian, case.handle, now=later)
    with pytest.raises((NotNow, NoHold)):
        take(
            mansfield,
            custodian,
            case,
            "confirm_hold",
            now=later,
            confirmed_by="counsel",
            hold_until=str(TODAY + 20 * DAY),
        )

    assert found.held == ()
    assert {"confirm_hold", "lift_hold"}.isdisjoint({offer.step for offer in found.offers})
    assert "preserve" in {offer.step for offer in found.offers}


def test_what_two_cases_keep_goes_when_the_second_lets_go(
    mansfield: Town, custodian: StaffAccount, alice: str
) -> None:
    one = keep(mansfield, custodian, open_case(mansfield, custodian), card=ALICE)
    mansfield.take_back(mansfield.item("30001"))
    two = keep(mansfield, custodian, open_case(mansfield, custodian), card=ALICE)
    assert two.held[0].counts == "1 loan"  # back already, and still kept

    take(mansfield, custodian, one, "lift_hold", reason="Over.")
    mansfield.purge(now=NOW + DAY)
    assert inside(mansfield)["kept loan"] == 1
    take(mansfield, custodian, two, "lift_hold", now=NOW + DAY, reason="Over.")
    mansfield.purge(now=NOW + 2 * DAY)

    gone_as_if_never_held(mansfield)


def test_what_was_let_go_leaves_a_mark_for_restores_and_nothing_else(
    mansfield: Town, custodian: StaffAccount, alice: str
) -> None:
    case = keep(mansfield, custodian, open_case(mansfield, custodian), card=ALICE)
    mansfield.take_back(mansfield.item("30001"))
    (mark,) = [each.serial for _, each in mansfield.drawer.everything() if each.kind is kinds.KEPT]
    mansfield.purge(now=NOW + DAY)
    assert mark not in mansfield.drawer.forget_list.marks()
    take(mansfield, custodian, case, "lift_hold", now=NOW + DAY, reason="Over.")

    mansfield.purge(now=NOW + 2 * DAY)
    mansfield.purge(now=NOW + 3 * DAY, turn_now=True)

    assert mark in mansfield.drawer.forget_list.marks()
    assert facts.total("mansfield") == 2
