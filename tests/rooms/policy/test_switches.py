"""Is every clause that is called enforced really what decides? Each rule is switched off, and a decision changes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from reticent import policy
from tests.rooms.policy.altered import altered, loaded, text_of
from tests.rooms.policy.test_scenarios import request_for

Ask = Callable[[policy.Policy], "policy.Request | Noting"]


@dataclass(frozen=True)
class Noting:
    """What somebody wants noted beside a registration."""

    kind: str
    wish: str = ""


@dataclass(frozen=True)
class Switch:
    """One rule, the request that it answers, and the same rule switched off."""

    clause: str
    policy_id: str
    ask: Ask
    table: str
    old: str
    new: str


def scenario(name: str, **changes: Any) -> Ask:
    """The request of a scenario, whatever the policy."""
    return lambda adopted: request_for(name, **changes)


def seventeen(adopted: policy.Policy) -> policy.Request:
    """A parent asks about someone who is seventeen on that day, as the policy reckons age."""
    today, born = date(2026, 11, 21), date(2009, 2, 28)
    return request_for(
        "S07", proof=adopted.guardian.proofs[0], subject_is_minor=today < adopted.adult_on(born)
    )


def desk_order(adopted: policy.Policy) -> policy.Request:
    """A judge's order, every step taken, at the desk and not in a case."""
    return request_for("S03-after", purpose="account")


def support(adopted: policy.Policy) -> policy.Request:
    """Someone who keeps the system running opens a record to repair it."""
    return policy.Request(capacity="staff", purpose="support", duties=frozenset({"systems"}), duty="systems")


def lending(adopted: policy.Policy) -> policy.Request:
    """The desk lends."""
    return policy.Request(
        capacity="staff", purpose="lend", duties=frozenset({"circulation"}), duty="circulation"
    )


def classified(adopted: policy.Policy) -> policy.Request:
    """A grand jury's subpoena that counsel classified as a court order, without any showing."""
    return policy.Request(
        capacity="third_party",
        purpose="case",
        asker="prosecutor",
        instrument=policy.Instrument(
            "grand_jury_subpoena", signed_by="clerk", in_form=True, names_fields=("loan.title",)
        ),
        evidence=frozenset({"counsel:is_court_order", "consulted:town_counsel", "decided:board_of_trustees"}),
    )


def neighbour_with_a_duty(adopted: policy.Policy) -> policy.Request:
    """Someone at the desk without the duty of writing about overdues tries that purpose."""
    return policy.Request(
        capacity="staff", purpose="recovery", duties=frozenset({"circulation"}), duty="circulation"
    )


def stop_the_mail(adopted: policy.Policy) -> Noting:
    """A patron asks for no more e-mail."""
    return Noting("contact_wish", "no_email")


M19, OLD, WO, WE, NC = "mansfield-2019", "mansfield-older", "wolcott-2016", "weston-2017", "new-canaan-2018"
MOTHER = scenario("S07", proof="satisfied_parent")
CARD_NUMBER = scenario("S07", proof="card_number")
ALLOWED, REFUSED = 'outcome = "allowed"', 'outcome = "refused"'
LEGAL_BASIS = 'legal_basis = "none of ours"\nproofs = ["card_number", "satisfied_parent"]\n'

SWITCHES = [
    Switch("M19-06", M19, MOTHER, "guardian", 'allowed = "yes"', 'allowed = "no"'),
    Switch("M19-07", M19, seventeen, "guardian", "age = 18", "age = 16"),
    Switch("M19-08", M19, desk_order, "release", "= true", "= false"),
    Switch("M19-17", M19, scenario("S17"), "vendor", ALLOWED, REFUSED),
    Switch("M19-19", M19, scenario("S10"), "permission", ALLOWED, REFUSED),
    Switch("M19-20", M19, scenario("S02"), "instruments", '"attorney_subpoena",', ""),
    Switch("M19-21", M19, scenario("S03-before"), "steps#1", "must = true", "must = false"),
    Switch("M19-22", M19, scenario("S04"), "form", "cure = true", "cure = false"),
    Switch("M19-23", M19, scenario("S02"), "response", '["object", "resist", "move_to_quash"]', "[]"),
    Switch("MC-03", OLD, support, "purposes.support", "duties = []", 'duties = ["systems"]'),
    Switch("MC-05", OLD, CARD_NUMBER, "guardian", 'allowed = "no"\n', f'allowed = "yes"\n{LEGAL_BASIS}'),
    Switch("MC-06", OLD, scenario("S02"), "instruments", '"attorney_subpoena",', ""),
    Switch(
        "MC-07", OLD, classified, "showing", '"search_warrant"', '"search_warrant", "grand_jury_subpoena"'
    ),
    Switch("MC-08", OLD, scenario("S03-after"), "costs", "bill_agency = true", "bill_agency = false"),
    Switch("WO-03", WO, lending, "purposes.lend", "opens = [", 'opens = ["registration.contact", '),
    Switch("WO-04", WO, CARD_NUMBER, "guardian", 'allowed = "yes"', 'allowed = "no"'),
    Switch("WO-12", WO, scenario("S19"), "insiders.agent", ALLOWED, REFUSED),
    Switch("WO-18", WO, CARD_NUMBER, "guardian", '"card", "card_number", "photo_id"', '"card", "photo_id"'),
    Switch(
        "WO-19",
        WO,
        neighbour_with_a_duty,
        "purposes.recovery",
        'duties = ["accounts"]',
        'duties = ["accounts", "circulation"]',
    ),
    Switch("WO-20", WO, scenario("S10"), "permission", ALLOWED, REFUSED),
    Switch("WO-22", WO, scenario("S17"), "vendor", ALLOWED, REFUSED),
    Switch(
        "WO-29", WO, scenario("S01"), "outsiders.by_class.law_enforcement", 'outcome = "referred"', REFUSED
    ),
    Switch("WO-30", WO, scenario("S01"), "steps#0", 'when = ["no_papers"]', 'when = ["papers"]'),
    Switch("WO-31", WO, scenario("S05", asker="anyone"), "instruments", '"immigration_warrant",', ""),
    Switch("WO-32", WO, scenario("S01"), "response", '["explain"]', "[]"),
    Switch("WO-33", WO, scenario("S03-before"), "steps#1", "must = true", "must = false"),
    Switch("WO-34", WO, scenario("S03-before"), "steps#2", "must = true", "must = false"),
    Switch("WO-24", WO, scenario("S23-spoken"), "complaints", "in_writing = true", "in_writing = false"),
    Switch("WO-26", WO, scenario("S23"), "complaints", "investigates = true", "investigates = false"),
    Switch("WE-04", WE, scenario("S26"), "consortium", "governs = true", "governs = false"),
    Switch("WE-11", WE, stop_the_mail, "wishes", '"no_email", ', ""),
    Switch("WE-12", WE, MOTHER, "guardian", 'allowed = "yes"', 'allowed = "silent"'),
    Switch("WE-13", WE, seventeen, "guardian", "age = 18", "age = 16"),
    Switch("WE-20", WE, scenario("S17"), "vendor", ALLOWED, REFUSED),
    Switch("WE-22", WE, scenario("S10"), "permission", ALLOWED, REFUSED),
    Switch("WE-23", WE, scenario("S02"), "instruments", '"attorney_subpoena",', ""),
    Switch("WE-24", WE, scenario("S03-before"), "steps#0", "must = true", "must = false"),
    Switch("WE-25", WE, scenario("S04"), "form", "cure = true", "cure = false"),
    Switch("WE-26", WE, classified, "showing", '"search_warrant"', '"search_warrant", "grand_jury_subpoena"'),
    Switch("NC-06", NC, scenario("S19"), "insiders.agent", ALLOWED, REFUSED),
    Switch("NC-09", NC, scenario("S17"), "vendor", ALLOWED, REFUSED),
    Switch("NC-16", NC, stop_the_mail, "wishes", '"no_email", ', ""),
    Switch("NC-19", NC, scenario("S03-before"), "steps#2", "must = true", "must = false"),
    Switch("NC-20", NC, scenario("S01"), "steps#0", 'when = ["no_papers", "papers"]', 'when = ["papers"]'),
    Switch(
        "NC-21", NC, scenario("S01"), "outsiders.by_class.law_enforcement", 'outcome = "referred"', REFUSED
    ),
    Switch("NC-22", NC, desk_order, "release", "= true", "= false"),
]

# These promise to keep the statute itself; the switch is in the statute pack.
STATUTORY = {"M19-02": M19, "WO-02": WO, "WO-05": WO, "WE-02": WE}


def _decided(asked: "policy.Request | Noting", adopted: policy.Policy) -> policy.Decision:
    if isinstance(asked, Noting):
        return policy.may_note(asked.kind, adopted, wish=asked.wish)
    return policy.decide(asked, adopted)


def _answer(decision: policy.Decision) -> tuple[Any, ...]:
    """What a person at the desk would notice: the outcome, what is shown, what is to be done."""
    return decision.outcome, decision.fields, tuple(step.code for step in decision.next_steps)


@pytest.mark.parametrize(
    "switch", [pytest.param(s, id=s.clause, marks=pytest.mark.clause(s.clause)) for s in SWITCHES]
)
def test_an_enforced_clause_decides_and_switched_off_decides_otherwise(
    switch: Switch, tmp_path: Path
) -> None:
    kept = policy.shipped(switch.policy_id)
    text = altered(text_of(switch.policy_id), table=switch.table, old=switch.old, new=switch.new)
    without = loaded(tmp_path, text)

    before = _decided(switch.ask(kept), kept)
    after = _decided(switch.ask(without), without)

    assert _answer(before) != _answer(after)
    assert switch.clause in before.clauses


@pytest.mark.parametrize("clause", [pytest.param(c, marks=pytest.mark.clause(c, "S-4")) for c in STATUTORY])
def test_the_statutes_gate_blocks_what_the_policy_accepts(clause: str, tmp_path: Path) -> None:
    """Were an attorney's subpoena a court order in law, the very same policy would release."""
    kept = policy.shipped(STATUTORY[clause])
    law = kept.statute
    subpoena = law.instruments["attorney_subpoena"].model_copy(update={"gate": "open"})
    floor = law.floor.model_copy(update={"compels": (*law.floor.compels, "attorney_subpoena")})
    looser = law.model_copy(
        update={"instruments": law.instruments | {"attorney_subpoena": subpoena}, "floor": floor}
    )
    without = loaded(tmp_path, text_of(STATUTORY[clause]), statute=looser)
    request = request_for("S02", evidence=request_for("S03-after").evidence)

    assert policy.decide(request, kept).outcome == "referred"
    assert policy.decide(request, without).outcome == "allowed"


def test_no_clause_is_called_enforced_that_no_switch_proves() -> None:
    called = {
        name
        for policy_id in policy.shipped_ids()
        for name, clause in policy.shipped(policy_id).clauses.items()
        if clause.kept_by == "enforced"
    }

    assert called == {switch.clause for switch in SWITCHES} | set(STATUTORY)


def test_no_policy_can_defeat_a_judges_order_by_accepting_nothing(tmp_path: Path) -> None:
    text = altered(text_of(M19), table="instruments", old='"court_order",', new="")

    decision = policy.decide(request_for("S03-after"), loaded(tmp_path, text))

    assert decision.allowed


def test_no_policy_can_let_in_whom_the_statute_keeps_out(tmp_path: Path) -> None:
    text = altered(
        text_of(WO), table="outsiders.by_class.law_enforcement", old='outcome = "referred"', new=ALLOWED
    )

    decision = policy.decide(request_for("S01"), loaded(tmp_path, text))

    assert not decision.allowed
