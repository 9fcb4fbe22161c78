"""Is exactly what a case names kept while it is argued about, and gone afterwards as if it had never been kept?"""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections

from reticent.access import doorway
from reticent.disclosure import cases
from reticent.disclosure.cases import CaseFile
from reticent.disclosure.forms import CannotBeRead
from reticent.disclosure.legal_holds import NoHold, NothingToKeep
from reticent.disclosure.steps import NotNow
from reticent.drawer import kinds, sweeping
from reticent.drawer.slips import Drawer
from reticent.errors import Refused
from reticent.ledger import log
from reticent.people.staff import StaffAccount
from reticent.records import facts, holds, loans
from reticent.records.items import UnknownItem
from reticent.retention import backups, exposure, purge
from tests.conftest import NOW, TODAY, Town
from tests.rooms.disclosure.complying import complied, query, search

ALICE, BOB = "29030001", "29030002"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LETTER: dict[str, Any] = {"asker": "police", "papers": "preservation_letter", "channel": "mail"}
KEEP: dict[str, Any] = {
    "kinds_kept": ["loan", "charge"],
    "decided_by": "Town Attorney",
    "reason": "Their letter.",
}


@pytest.fixture
def custodian(mansfield: Town) -> StaffAccount:
    return mansfield.staff("director", "director", title="Library Director")


@pytest.fixture
def alice(mansfield: Town) -> str:
    """Alice, with one book out and one hold; and somebody else, with a book out."""
    person = mansfield.register(ALICE, "Alice Oak", pin="4711")
    bob = mansfield.register(BOB, "Bob Ash")
    mansfield.lend(person, mansfield.item("30001"))
    mansfield.lend(bob, mansfield.item("30002"))
    return person


def open_case(town: Town, account: StaffAccount, details: dict[str, Any] = LETTER) -> CaseFile:
    return cases.open_case(town.library, account, path="asking", details=details, now=NOW)


def take(
    town: Town, account: StaffAccount, case: CaseFile, step: str, *, now: Any = NOW, **details: Any
) -> CaseFile:
    taken = cases.take(
        town.library, account, case.handle, step=step, details=details, now=now, seen=case.version
    )
    assert isinstance(taken, CaseFile)
    return taken


def keep(town: Town, account: StaffAccount, case: CaseFile, *, now: Any = NOW, **named: Any) -> CaseFile:
    return take(town, account, case, "preserve", now=now, **{**KEEP, **named})


def inside(town: Town) -> Counter[str]:
    """How many slips of each kind stand; what is kept, as what it was."""
    return Counter(
        f"kept {each.record.name}" if each.kind is kinds.KEPT else each.kind.name
        for _, each in town.drawer.everything()
        if each.kind and each.record
    )


def ledger(town: Town, *actions: str) -> list[str]:
    written = log.entries(town.library.slug)
    return [each.entry.action for each in reversed(written) if each.entry.action in actions]


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


# -- how it ends


def gone_as_if_never_held(town: Town) -> None:
    found = inside(town)
    assert [name for name in found if name.startswith("kept")] == []
    assert found["legal_hold"] == 0
    assert not any(each.held for _, each in town.drawer.everything())


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


def test_a_step_that_fails_keeps_nothing(mansfield: Town, custodian: StaffAccount, alice: str) -> None:
    case = open_case(mansfield, custodian)
    take(mansfield, custodian, case, "add_note", note="They called again.")

    with pytest.raises(Refused):
        keep(mansfield, custodian, case, card=ALICE)  # read before the note

    assert not any(each.held for _, each in mansfield.drawer.everything())


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
