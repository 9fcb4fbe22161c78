"""Is a step of a case taken whole or not at all, and once?"""

import threading
from typing import Any

import pytest
from django.db import connections

from reticent.disclosure import cases
from reticent.disclosure.cases import Case, OnPaper, acting
from reticent.errors import Malformed
from reticent.people.staff import StaffAccount
from tests.conftest import NOW, TODAY, Town
from tests.rooms.disclosure.cases.asked import POLICE, SUBPOENA, acts, ask, leaves
from tests.rooms.disclosure.complying import HOUR, take


def test_what_does_not_fit_one_step_is_said_so_and_nothing_is_written(
    mansfield: Town, custodian: StaffAccount
) -> None:
    case = take(
        mansfield,
        custodian,
        ask(mansfield, custodian),
        "withdrawn",
        withdrawn_by="They",
        took_back_how="letter",
    )
    long = "\N{PAGE FACING UP}" * 4000

    with pytest.raises(Malformed, match="Shorten"):
        take(mansfield, custodian, case, "review", went_well=long, to_change=long)

    assert cases.read(mansfield.library, custodian, case.handle, now=NOW) == case
    assert leaves(mansfield) == ["case-opened", "case-closed"]


def test_a_step_that_cannot_be_taken_leaves_no_trace(mansfield: Town, custodian: StaffAccount) -> None:
    case = ask(mansfield, custodian)

    with pytest.raises(Exception, match="not for a case"):
        take(mansfield, custodian, case, "receipt", receipt=True)

    assert (acts(mansfield), leaves(mansfield)) == (1, ["case-opened"])
    assert Case.objects.get().state == "intake"


def test_of_two_who_go_on_with_one_case_the_second_is_told_and_writes_nothing(
    mansfield: Town, custodian: StaffAccount
) -> None:
    case = ask(mansfield, custodian)
    take(mansfield, custodian, case, "add_note", note="first")

    with pytest.raises(cases.ChangedMeanwhile):
        take(mansfield, custodian, case, "add_note", note="second")

    assert acts(mansfield) == 2


@pytest.mark.parametrize("how", ["to_paper", "secret", "counsel_only"])
def test_a_demand_that_nobody_may_be_told_of_leaves_no_slip_no_row_and_no_word_of_why(
    mansfield: Town, custodian: StaffAccount, how: str
) -> None:
    case = ask(mansfield, custodian)
    step, details = {
        "to_paper": ("to_paper", {}),
        "secret": ("classify", {**SUBPOENA, "secret": "yes"}),
        "counsel_only": (
            "classify",
            {"secret": "no", "kind": "national_security_letter", "signed_by": "officer"},
        ),
    }[how]

    gone = cases.take(
        mansfield.library, custodian, case.handle, step=step, details=details, now=NOW + HOUR, seen=1
    )

    assert isinstance(gone, OnPaper)
    assert (gone.handle, gone.opened_on) == (case.handle, TODAY)
    assert gone.readable_until > NOW
    assert (acts(mansfield), Case.objects.count()) == (0, 0)
    assert leaves(mansfield) == ["case-opened", "case-closed"]
    with pytest.raises(cases.NoSuchCase):
        cases.read(mansfield.library, custodian, case.handle, now=NOW)


def test_a_form_that_is_sent_twice_opens_one_case(mansfield: Town, desk: StaffAccount) -> None:
    handle = cases.new_handle()
    how: dict[str, Any] = {"path": "asking", "details": POLICE, "now": NOW, "handle": handle}

    first = cases.open_case(mansfield.library, desk, **how)
    again = cases.open_case(mansfield.library, desk, **how)

    assert (first.handle, again.handle) == (handle, handle)
    assert acts(mansfield) == 1
    assert leaves(mansfield) == ["case-opened"]


def test_a_form_that_is_sent_again_after_its_case_went_to_paper_opens_none(
    mansfield: Town, desk: StaffAccount
) -> None:
    handle = cases.new_handle()
    how: dict[str, Any] = {"path": "asking", "details": POLICE, "now": NOW, "handle": handle}
    case = cases.open_case(mansfield.library, desk, **how)
    cases.take(
        mansfield.library, desk, handle, step="to_paper", details={}, now=NOW + HOUR, seen=case.version
    )

    with pytest.raises(acting.SentBefore):
        cases.open_case(mansfield.library, desk, **how)

    assert (acts(mansfield), Case.objects.count()) == (0, 0)
    assert leaves(mansfield) == ["case-opened", "case-closed"]


def test_a_form_that_comes_twice_at_once_opens_one_case(
    mansfield: Town, desk: StaffAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle = cases.new_handle()
    how: dict[str, Any] = {"path": "asking", "details": POLICE, "now": NOW, "handle": handle}
    begin = acting._begin

    def begin_behind_another(*inside: Any, **more: Any) -> None:
        monkeypatch.setattr(acting, "_begin", begin)
        cases.open_case(mansfield.library, desk, **how)
        begin(*inside, **more)

    monkeypatch.setattr(acting, "_begin", begin_behind_another)
    cases.open_case(mansfield.library, desk, **how)

    assert acts(mansfield) == 1
    assert leaves(mansfield) == ["case-opened"]


def test_of_many_who_go_on_with_one_case_at_once_one_does(mansfield: Town, custodian: StaffAccount) -> None:
    case = ask(mansfield, custodian)
    together, came = threading.Barrier(6), []

    def one() -> None:
        together.wait()
        try:
            take(mansfield, custodian, case, "add_note", note="mine")
            came.append("taken")
        except cases.ChangedMeanwhile:
            came.append("told")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(came) == ["taken"] + ["told"] * 5
    assert cases.read(mansfield.library, custodian, case.handle, now=NOW).version == 2
    assert leaves(mansfield) == ["case-opened", "case-step"]
