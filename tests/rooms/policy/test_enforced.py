"""What a clause or the law forbids, where no row of the table of situations asks for it: one test for each.

With its rule switched off (switches.py), the very same request is answered otherwise: test_switches.py sees to it.
"""

from typing import Any

import pytest

from reticent import policy
from tests.rooms.policy.switches import M19, NC, OLD, WE, WO
from tests.rooms.policy.test_scenarios import request_for


def at_work(purpose: str, duty: str) -> policy.Request:
    """Somebody of the staff, with this one duty in hand."""
    return policy.Request(capacity="staff", purpose=purpose, duties=frozenset({duty}), duty=duty)


def at_the_desk_by_order(policy_id: str) -> policy.Decision:
    """A judge's order, every step taken, that somebody would answer at the desk."""
    return policy.decide(request_for("S03-after", purpose="account"), policy.shipped(policy_id))


def by_paper(kind: str, signed_by: str, **changes: Any) -> policy.Request:
    """An officer with a paper in form that names titles, every step of every policy taken."""
    paper = policy.Instrument(kind, signed_by=signed_by, in_form=True, names_fields=("loan.title",))
    ready = request_for("S03-after").evidence
    return policy.Request("third_party", "case", instrument=paper, evidence=ready, **changes)


@pytest.mark.clause("M19-08")
def test_at_mansfield_an_order_opens_nothing_at_the_desk_but_only_in_a_case() -> None:
    decision = at_the_desk_by_order(M19)

    assert (decision.outcome, decision.rule, decision.fields) == ("referred", "outside.case_only", ())
    assert "M19-08" in decision.clauses


@pytest.mark.clause("NC-22")
def test_at_new_canaan_an_order_opens_nothing_at_the_desk_but_only_in_a_case() -> None:
    decision = at_the_desk_by_order(NC)

    assert (decision.outcome, decision.rule, decision.fields) == ("referred", "outside.case_only", ())
    assert "NC-22" in decision.clauses


@pytest.mark.clause("MC-03")
def test_in_mansfields_older_text_nobodys_duty_is_to_open_a_record_for_repairs() -> None:
    decision = policy.decide(at_work("support", "systems"), policy.shipped(OLD))

    assert (decision.outcome, decision.fields) == ("refused", ())
    assert "MC-03" in decision.clauses


@pytest.mark.clause("WO-03")
def test_lending_at_wolcott_opens_neither_an_address_nor_a_title() -> None:
    decision = policy.decide(at_work("lend", "circulation"), policy.shipped(WO))

    assert decision.allowed
    assert not {"registration.contact", "registration.phone", "loan.title"} & set(decision.fields)
    assert "WO-03" in decision.clauses


@pytest.mark.clause("WO-19")
def test_at_wolcott_the_desk_opens_nothing_for_what_is_another_duty() -> None:
    decision = policy.decide(at_work("recovery", "circulation"), policy.shipped(WO))

    assert (decision.outcome, decision.fields) == ("refused", ())
    assert "WO-19" in decision.clauses


@pytest.mark.parametrize(
    "policy_id",
    [
        pytest.param(M19, marks=pytest.mark.clause("M19-04")),
        pytest.param(WE, marks=pytest.mark.clause("WE-07")),
    ],
)
def test_what_people_ask_is_read_by_nobody_whose_duty_it_is_not_to_answer(policy_id: str) -> None:
    decision = policy.decide(at_work("reference", "circulation"), policy.shipped(policy_id))

    assert (decision.outcome, decision.fields) == ("refused", ())


@pytest.mark.clause("M19-02", "S-4")
def test_at_mansfield_an_attorneys_subpoena_opens_nothing_though_the_text_accepts_it() -> None:
    decision = policy.decide(by_paper("attorney_subpoena", "attorney"), policy.shipped(M19))

    assert (decision.outcome, decision.fields) == ("referred", ())
    assert "S-4" in decision.clauses


@pytest.mark.clause("WO-02", "S-2")
def test_at_wolcott_whoever_asks_what_somebody_borrowed_is_refused_and_told_that_it_is_confidential() -> None:
    asks = policy.Request("third_party", "case", asker="anyone", fields=("loan.title",))

    decision = policy.decide(asks, policy.shipped(WO))

    assert (decision.outcome, decision.fields) == ("refused", ())


@pytest.mark.clause("WO-05", "S-4")
def test_at_wolcott_a_federal_officers_own_warrant_opens_nothing_though_the_text_accepts_it() -> None:
    decision = policy.decide(by_paper("immigration_warrant", "officer"), policy.shipped(WO))

    assert (decision.outcome, decision.fields) == ("referred", ())
    assert "S-4" in decision.clauses


@pytest.mark.clause("WE-02", "S-5")
def test_at_weston_only_the_users_own_signature_gives_permission() -> None:
    own = request_for("S10")
    paper = policy.Instrument("written_permission", signed_by="payer", in_form=True, names_fields=("loan",))

    by_payer = policy.decide(request_for("S10", instrument=paper), policy.shipped(WE))

    assert policy.decide(own, policy.shipped(WE)).allowed
    assert (by_payer.outcome, by_payer.rule) == ("refused", "permission.not_signed")
    assert "S-5" in by_payer.clauses
