"""Is exactly what a case names kept while it is argued about, and nothing else, and by whom?"""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections

from reticent.disclosure import cases
from reticent.disclosure.forms import CannotBeRead
from reticent.disclosure.legal_holds import NothingToKeep
from reticent.disclosure.steps import NotNow
from reticent.drawer import kinds, sweeping
from reticent.drawer.slips import Drawer
from reticent.errors import Refused
from reticent.people.staff import StaffAccount
from reticent.records import facts, holds, loans
from reticent.records.items import UnknownItem
from reticent.retention import purge
from tests.conftest import NOW, TODAY, Town
from tests.rooms.disclosure.keeping import (
    ALICE,
    DAY,
    LETTER,
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


# -- what is kept, and what is not


def test_a_held_loan_is_back_for_the_desk_and_stands_as_it_was_for_the_case(
    mansfield: Town, custodian: StaffAccount, alice: str
) -> None:
    case = keep(mansfield, custodian, open_case(mansfield, custodian), card=ALICE)
    item = mansfield.item("30001")

    back = mansfield.take_back(item)

    assert back.title == "Emma"
    assert mansfield.out_to(alice) == set()
    with pytest.raises(loans.NotOut):
        mansfield.take_back(item)
    (kept,) = [each for _, each in mansfield.drawer.everything() if each.kind is kinds.KEPT]
    assert (kept.record, kept.subject) == (loans.LOAN, alice)
    assert loans.LOAN.payload(kept.values[1])["item"] == "30001"
    assert case.held[0].counts == "1 loan"


def test_what_is_back_can_be_lent_again_to_somebody_else(
    mansfield: Town, custodian: StaffAccount, alice: str
) -> None:
    keep(mansfield, custodian, open_case(mansfield, custodian), card=ALICE)
    mansfield.take_back(mansfield.item("30001"))
    carol = mansfield.register("29030003", "Carol Elm")

    mansfield.lend(carol, mansfield.item("30001"))
    mansfield.take_back(mansfield.item("30001"))

    assert inside(mansfield)["kept loan"] == 1
    assert mansfield.out_to(carol) == set()


def test_nothing_else_is_kept_neither_of_others_nor_of_other_kinds_nor_what_comes_later(
    mansfield: Town, custodian: StaffAccount, alice: str
) -> None:
    mansfield.lend(alice, mansfield.item("30003"))
    mansfield.take_back(mansfield.item("30003"))
    keep(mansfield, custodian, open_case(mansfield, custodian), card=ALICE, kinds_kept=["loan"])
    mansfield.lend(alice, mansfield.item("30003"))

    for barcode in ("30001", "30002", "30003"):
        mansfield.take_back(mansfield.item(barcode))

    assert inside(mansfield)["kept loan"] == 1
    assert inside(mansfield)["loan"] == 0


def test_only_what_is_of_the_named_days_is_kept(mansfield: Town, custodian: StaffAccount, alice: str) -> None:
    mansfield.lend(alice, mansfield.item("30003"), on=TODAY - 9 * DAY)
    keep(mansfield, custodian, open_case(mansfield, custodian), card=ALICE, kept_from=str(TODAY - DAY))

    for barcode in ("30001", "30003"):
        mansfield.take_back(mansfield.item(barcode))

    assert inside(mansfield)["kept loan"] == 1


def test_of_an_item_its_loan_and_the_holds_on_it_are_kept_whoever_has_them(
    mansfield: Town, custodian: StaffAccount, alice: str
) -> None:
    (bob,) = {s.subject for s in mansfield.drawer.find_thing(mansfield.permit, thing=holds.named("30002"))}
    item = mansfield.item("30002")
    holds.place(mansfield.drawer, mansfield.permit, person=alice, item=item, pickup="Main", today=TODAY)
    case = keep(
        mansfield, custodian, open_case(mansfield, custodian), barcode="30002", kinds_kept=["loan", "hold"]
    )

    mansfield.take_back(item)
    mansfield.lend(alice, item)
    mansfield.take_back(item)
    mansfield.take_back(mansfield.item("30001"))

    assert case.held[0].counts == "1 loan and 1 hold on an item"
    kept = {
        (each.record.name, each.subject)
        for _, each in mansfield.drawer.everything()
        if each.kind is kinds.KEPT and each.record
    }
    assert kept == {("loan", bob), ("hold", alice)}


def test_a_held_charge_outlives_its_payment_and_a_held_registration_its_expiry(
    mansfield: Town, custodian: StaffAccount
) -> None:
    alice = mansfield.register(ALICE, "Alice Oak", expires=TODAY + 3 * DAY)
    mansfield.lend(alice, mansfield.item("30001"), on=TODAY - 40 * DAY)
    mansfield.take_back(mansfield.item("30001"), fine=10)
    case = keep(
        mansfield,
        custodian,
        open_case(mansfield, custodian),
        card=ALICE,
        kinds_kept=["charge", "registration"],
    )
    take(mansfield, custodian, case, "confirm_hold", confirmed_by="counsel", hold_until=str(TODAY + 80 * DAY))

    mansfield.pay(alice, days_after=30)
    later = TODAY + 35 * DAY
    sweeping.end_due(
        mansfield.drawer, today=later, days_after={"charge": 30, "registration": 30, "finder": 30}
    )

    assert inside(mansfield)["kept charge"] == 1
    assert inside(mansfield)["charge"] == 0
    assert inside(mansfield)["kept registration"] == 1
    assert inside(mansfield)["registration"] == 0
    assert inside(mansfield)["finder"] == 0


def test_a_held_slip_outlives_turns_of_the_key_and_the_night_folds_its_fact_once(
    mansfield: Town, custodian: StaffAccount, alice: str
) -> None:
    keep(mansfield, custodian, open_case(mansfield, custodian), card=ALICE)
    mansfield.take_back(mansfield.item("30001"))
    mansfield.take_back(mansfield.item("30002"))

    for nights in (1, 2, 3):
        mansfield.purge(now=NOW + nights * DAY, turn_now=True)

    assert inside(mansfield)["kept loan"] == 1
    assert facts.total("mansfield") == 2


def test_no_column_tells_a_held_record_from_another_nor_names_whom_or_what_is_held(
    mansfield: Town, custodian: StaffAccount, alice: str
) -> None:
    before = {len(row.sealed) for row, each in mansfield.drawer.everything() if each.kind is loans.LOAN}
    case = keep(mansfield, custodian, open_case(mansfield, custodian), card=ALICE)

    standing = {len(row.sealed) for row, each in mansfield.drawer.everything() if each.kind is loans.LOAN}
    mansfield.take_back(mansfield.item("30001"))
    kept = {len(row.sealed) for row, each in mansfield.drawer.everything() if each.kind is kinds.KEPT}

    assert before == standing == kept
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM reticent_case")
        assert ALICE not in " ".join(str(value) for row in cursor.fetchall() for value in row)
    for _, each in mansfield.drawer.everything():
        if each.kind is cases.CASE_ACT:
            assert ALICE not in str(each.payload)
    assert case.held[0].named == f"Card {ALICE}"
    assert ALICE not in repr(case)


def test_a_file_of_loans_does_not_bring_back_what_is_kept(
    mansfield: Town, custodian: StaffAccount, alice: str
) -> None:
    how: dict[str, Any] = {
        "person": alice, "item": mansfield.item("30005"), "lent_on": TODAY - DAY, "due": TODAY + 20 * DAY,
        "branch": "Main", "home_town": "Mansfield",
    }  # fmt: skip
    assert loans.take_in(mansfield.drawer, mansfield.permit, **how)
    keep(mansfield, custodian, open_case(mansfield, custodian), card=ALICE)
    mansfield.take_back(mansfield.item("30005"))

    ended = mansfield.drawer.ended_marks()

    assert not loans.take_in(mansfield.drawer, mansfield.permit, **how, ended=ended)


# -- who, when, and what must be there


def test_whoever_asks_without_a_paper_has_nothing_kept(
    mansfield: Town, custodian: StaffAccount, alice: str
) -> None:
    case = open_case(mansfield, custodian, {"asker": "police", "papers": "none", "channel": "in_person"})

    assert "preserve" not in {offer.step for offer in case.offers}
    with pytest.raises(NotNow):
        keep(mansfield, custodian, case, card=ALICE)
    assert inside(mansfield)["look"] == 0  # nobody was looked for


def test_a_paper_that_is_answered_keeps_nothing_more(
    mansfield: Town, custodian: StaffAccount, alice: str
) -> None:
    case = open_case(mansfield, custodian, {**LETTER, "papers": "unknown"})
    case = take(
        mansfield, custodian, case, "classify", secret="no", kind="attorney_subpoena", signed_by="attorney"
    )
    assert "preserve" in {offer.step for offer in case.offers}

    case = take(
        mansfield, custodian, case, "counsel_answers", counsel="Town Attorney", counsels_answer="object"
    )

    assert "preserve" not in {offer.step for offer in case.offers}


def test_the_desk_keeps_nothing(mansfield: Town, custodian: StaffAccount, alice: str) -> None:
    clara = mansfield.staff("clara")
    case = open_case(mansfield, clara)

    with pytest.raises(NotNow):
        keep(mansfield, clara, case, card=ALICE)

    assert inside(mansfield)["look"] == 0


def test_whose_records_are_kept_is_found_as_a_look_and_written_down_before(
    mansfield: Town, custodian: StaffAccount, alice: str
) -> None:
    case = keep(mansfield, custodian, open_case(mansfield, custodian), card=ALICE)

    (look,) = [
        each.payload for _, each in mansfield.drawer.everything() if each.kind and each.kind.name == "look"
    ]
    assert (look["purpose"], look["outcome"], look["by_role"]) == ("case", "kept", "Library Director")
    with pytest.raises(NothingToKeep):
        keep(mansfield, custodian, case, card="29039999")
    outcomes = sorted(
        each.payload["outcome"]
        for _, each in mansfield.drawer.everything()
        if each.kind and each.kind.name == "look"
    )
    assert outcomes == ["kept", "nobody"]
    assert len(cases.read(mansfield.library, custodian, case.handle, now=NOW).acts) == 2


def test_where_nothing_that_is_named_stands_no_hold_is_placed(
    mansfield: Town, custodian: StaffAccount, alice: str
) -> None:
    case = open_case(mansfield, custodian)

    with pytest.raises(NothingToKeep):
        keep(mansfield, custodian, case, card=ALICE, kinds_kept=["charge"])
    with pytest.raises(NothingToKeep):
        keep(mansfield, custodian, case, barcode=mansfield.item("30009").barcode, kinds_kept=["loan"])
    with pytest.raises(UnknownItem):
        keep(mansfield, custodian, case, barcode="30010", kinds_kept=["loan"])
    with pytest.raises(CannotBeRead):
        keep(mansfield, custodian, case)
    with pytest.raises(CannotBeRead):
        keep(mansfield, custodian, case, barcode="30001", kinds_kept=["registration"])

    assert inside(mansfield)["legal_hold"] == 0
    assert ledger(mansfield, "hold-placed") == []


def test_a_step_that_fails_keeps_nothing(mansfield: Town, custodian: StaffAccount, alice: str) -> None:
    case = open_case(mansfield, custodian)
    take(mansfield, custodian, case, "add_note", note="They called again.")

    with pytest.raises(Refused):
        keep(mansfield, custodian, case, card=ALICE)  # read before the note

    assert not any(each.held for _, each in mansfield.drawer.everything())


# -- at the same moment


def test_a_hold_that_is_placed_while_a_purge_is_under_way_keeps_what_that_would_have_let_go(
    mansfield: Town, custodian: StaffAccount, alice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = keep(mansfield, custodian, open_case(mansfield, custodian), card=ALICE)
    mansfield.take_back(mansfield.item("30001"))
    take(mansfield, custodian, one, "lift_hold", reason="Over.")
    two = open_case(mansfield, custodian)
    everything, once = Drawer.everything, [True]

    def later(drawer: Drawer) -> Any:
        """Read after the purge has asked which holds stand."""
        if once and once.pop():
            keep(mansfield, custodian, two, card=ALICE)
        yield from everything(drawer)

    monkeypatch.setattr(Drawer, "everything", later)

    sweeping.end_due(mansfield.drawer, today=TODAY, days_after=purge.days_after(mansfield.library))

    assert inside(mansfield)["kept loan"] == 1
    assert cases.holds(mansfield.library, now=NOW)[0].records == 1


def test_many_at_once_lose_nothing_that_is_kept_and_keep_nothing_that_is_not(
    mansfield: Town, custodian: StaffAccount, alice: str
) -> None:
    """Returns, purges that turn the key, and the placing, all at once: every record is kept or gone, none both."""
    barcodes = [f"3010{n}" for n in range(8)]
    for barcode in barcodes:
        mansfield.lend(alice, mansfield.item(barcode))
    case = open_case(mansfield, custodian)
    begin = threading.Barrier(3)
    trouble: list[BaseException] = []

    def beside(act: Callable[[], object]) -> threading.Thread:
        def work() -> None:
            try:
                begin.wait(20)
                act()
            except BaseException as no:  # noqa: BLE001  it is looked at below
                trouble.append(no)
            finally:
                connections.close_all()

        thread = threading.Thread(target=work)
        thread.start()
        return thread

    def returns() -> None:
        for barcode in barcodes:
            mansfield.take_back(mansfield.item(barcode))

    def turns() -> None:
        for _ in range(2):
            mansfield.purge(now=NOW, turn_now=True)

    threads = [
        beside(returns),
        beside(turns),
        beside(lambda: keep(mansfield, custodian, case, card=ALICE, kinds_kept=["loan"])),
    ]
    for thread in threads:
        thread.join(60)

    assert trouble == []
    (hold,) = cases.holds(mansfield.library, now=NOW)
    found = inside(mansfield)
    held = [each for _, each in mansfield.drawer.everything() if each.held]
    assert len(held) == hold.records == len({each.serial for each in held})
    assert found["kept loan"] == hold.records - 1  # the one that is still out
    assert mansfield.out_to(alice) == {"30001"}
    mansfield.purge(now=NOW, turn_now=True)
    assert inside(mansfield)["kept loan"] == found["kept loan"]
    mansfield.purge(now=NOW + 14 * DAY)
    gone_as_if_never_held(mansfield)
    assert facts.total("mansfield") == 2 + len(barcodes)
