"""Who learns of what a case keeps: she herself, the public, a search, a backup that is put back?"""

import pytest

from reticent.access import doorway
from reticent.disclosure import cases
from reticent.drawer import sweeping
from reticent.people.staff import StaffAccount
from reticent.records import loans
from reticent.retention import backups, exposure, purge
from tests.conftest import NOW, TODAY, Town
from tests.rooms.disclosure.complying import complied, query, search
from tests.rooms.disclosure.keeping import (
    ALICE,
    DAY,
    HOUR,
    alice,
    custodian,
    gone_as_if_never_held,
    inside,
    keep,
    open_case,
    take,
)

__all__ = ["alice", "custodian"]


# -- who sees it


def test_her_own_page_says_nothing_of_it_until_counsel_says_that_she_may_know(
    mansfield: Town, custodian: StaffAccount, alice: str
) -> None:
    case = keep(mansfield, custodian, open_case(mansfield, custodian), card=ALICE)
    mansfield.take_back(mansfield.item("30001"))
    own = doorway.own_record(mansfield.library, person=alice, now=NOW)
    assert {held.kind for held in own.held} == {"registration"}
    assert own.record.looks == ()

    case = take(
        mansfield, custodian, case, "counsel_answers", counsel="Town Attorney", counsels_answer="refuse"
    )
    take(mansfield, custodian, case, "tell_patron", counsel_said="yes", counsel="Town Attorney")

    own = doorway.own_record(mansfield.library, person=alice, now=NOW)
    (kept,) = [held for held in own.held if held.kind == "kept"]
    assert (kept.count, kept.until) == (1, "until the legal request is over")
    assert [look.purpose for look in own.record.looks] == ["case"]
    assert own.record.loans == ()


def test_the_exposure_counts_what_legal_requests_keep_and_names_nobody(
    mansfield: Town, custodian: StaffAccount, alice: str
) -> None:
    mansfield.lend(alice, mansfield.item("30003"))
    keep(mansfield, custodian, open_case(mansfield, custodian), card=ALICE)
    mansfield.take_back(mansfield.item("30001"))

    seen = exposure.of(mansfield.library, now=NOW)

    assert seen.asked_for == 2
    held = {each.held.kind: each.held for each in seen.kinds}
    assert (held["kept"].held, held["kept"].due) == (1, 0)
    stock = sweeping.take_stock(
        mansfield.drawer, today=TODAY + 14 * DAY, days_after=purge.days_after(mansfield.library)
    )
    assert (stock.asked_for, stock.of("kept").due) == (0, 1)


# -- what becomes of it


def test_a_search_that_is_decided_finds_what_was_kept_and_says_that_it_had_ended(
    mansfield: Town, custodian: StaffAccount, alice: str
) -> None:
    case = complied(mansfield, custodian, "loan.title", "loan.count")
    case = keep(mansfield, custodian, case, now=NOW + HOUR, card=ALICE, kinds_kept=["loan"])
    mansfield.take_back(mansfield.item("30001"))

    found = search(mansfield, custodian, case, query(mansfield, case, who=ALICE))

    ((row,),) = found.result.people
    assert dict(row.values) == {"loan.title": "Emma"}
    assert any("1 record of what is shown had ended already" in note for note in found.result.notes)
    assert inside(mansfield)["kept loan"] == 1  # to be looked at changes nothing

    case = take(mansfield, custodian, found.file, "lift_hold", now=NOW + HOUR, reason="They took it back.")
    mansfield.purge(now=NOW + 2 * HOUR)
    again = search(mansfield, custodian, case, query(mansfield, case, who=ALICE))
    assert again.result.people == ()


def test_by_the_item_a_search_finds_who_had_it_and_not_that_it_is_out(
    mansfield: Town, custodian: StaffAccount, alice: str
) -> None:
    case = complied(mansfield, custodian, "loan.due", "registration.name", centre="item")
    case = keep(mansfield, custodian, case, now=NOW + HOUR, barcode="30001", kinds_kept=["loan"])
    mansfield.take_back(mansfield.item("30001"))

    found = search(mansfield, custodian, case, query(mansfield, case, item="30001"))

    (rows,) = found.result.people
    assert [row.values.get("registration.name") for row in rows if row.kind == "registration"] == [
        "Alice Oak"
    ]
    with pytest.raises(loans.NotOut):
        mansfield.take_back(mansfield.item("30001"))


# -- backups put back


def test_a_backup_of_before_the_hold_has_what_was_kept_and_the_restore_says_what_to_keep_again(
    mansfield: Town, custodian: StaffAccount, alice: str
) -> None:
    case = open_case(mansfield, custodian)
    made = backups.make(now=NOW)
    keep(mansfield, custodian, case, card=ALICE)
    mansfield.take_back(mansfield.item("30001"))
    mansfield.purge(now=NOW)

    backups.restore(made.name, now=NOW + HOUR, confirm=lambda name: True)
    since = cases.after_restore(mansfield.library, made=TODAY, now=NOW + HOUR)

    # Not on the forget-list, so it is not lost; it stands as it did, until it is kept again and returned again.
    assert (since.gone_on, since.held) == ((case.handle,), (case.handle,))
    assert mansfield.out_to(alice) == {"30001"}
    keep(mansfield, custodian, case, now=NOW + HOUR, card=ALICE)
    assert cases.after_restore(mansfield.library, made=TODAY, now=NOW + HOUR).held == ()
    mansfield.take_back(mansfield.item("30001"))
    assert inside(mansfield)["kept loan"] == 1


def test_a_backup_of_while_it_was_kept_brings_nothing_back_once_the_hold_is_over(
    mansfield: Town, custodian: StaffAccount, alice: str
) -> None:
    case = keep(mansfield, custodian, open_case(mansfield, custodian), card=ALICE)
    still_out = backups.make(now=NOW)
    mansfield.take_back(mansfield.item("30001"))
    made = backups.make(now=NOW + HOUR)
    take(mansfield, custodian, case, "lift_hold", now=NOW + HOUR, reason="Over.")
    mansfield.purge(now=NOW + DAY)

    for backup in (still_out, made):
        backups.restore(backup.name, now=NOW + DAY + HOUR, confirm=lambda name: True)
        since = cases.after_restore(mansfield.library, made=TODAY, now=NOW + DAY + HOUR)

        gone_as_if_never_held(mansfield)
        assert mansfield.out_to(alice) == set()
        assert since.held == ()


def test_a_backup_of_while_it_was_kept_still_keeps_it_while_the_hold_stands(
    mansfield: Town, custodian: StaffAccount, alice: str
) -> None:
    keep(mansfield, custodian, open_case(mansfield, custodian), card=ALICE)
    mansfield.take_back(mansfield.item("30001"))
    made = backups.make(now=NOW)
    mansfield.purge(now=NOW + DAY, turn_now=True)

    backups.restore(made.name, now=NOW + DAY + HOUR, confirm=lambda name: True)
    mansfield.purge(now=NOW + 2 * DAY, turn_now=True)

    assert inside(mansfield)["kept loan"] == 1
    assert mansfield.out_to(alice) == set()
    mansfield.purge(now=NOW + 14 * DAY)
    gone_as_if_never_held(mansfield)
