"""Does a purge leave the ledger and the cases in order, whatever a crash kept from either?"""

from datetime import timedelta

import pytest

from reticent.disclosure import cases, forgetting
from reticent.people.staff import StaffAccount
from reticent.retention import clock
from tests.conftest import NOW, Town
from tests.rooms.disclosure.keeping import (
    ALICE,
    DAY,
    alice,
    custodian,
    gone_as_if_never_held,
    keep,
    ledger,
    open_case,
    take,
)

__all__ = ["alice", "custodian"]


def dies(*_: object) -> None:
    raise SystemExit


def test_a_hold_whose_placing_a_crash_kept_from_the_ledger_is_placed_there_before_it_has_run_out(
    mansfield: Town, custodian: StaffAccount, alice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = open_case(mansfield, custodian)
    with monkeypatch.context() as dying:
        dying.setattr("reticent.disclosure.cases.leaves._write_down_acts", dies)
        with pytest.raises(SystemExit):
            keep(mansfield, custodian, case, card=ALICE)

    forgetting.run(mansfield.library, now=NOW + 15 * DAY)

    assert ledger(mansfield, "hold-placed", "hold-lifted") == ["hold-placed", "hold-lifted"]
    gone_as_if_never_held(mansfield)


def test_a_case_whose_years_are_over_goes_with_its_row_and_only_looking_takes_nothing(
    mansfield: Town, custodian: StaffAccount
) -> None:
    take(
        mansfield, custodian, open_case(mansfield, custodian), "withdrawn",
        withdrawn_by="They", took_back_how="letter",
    )  # fmt: skip
    after = NOW + timedelta(days=cases.KEPT_DAYS + 2)
    clock.is_right(now=after)

    forgetting.run(mansfield.library, now=after, dry_run=True)
    assert len(cases.rows(mansfield.library)) == 1
    forgetting.run(mansfield.library, now=after)

    assert cases.rows(mansfield.library) == []
