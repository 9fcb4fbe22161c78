"""Can any policy text let in whom the statute shuts out, defeat what the law compels, or make a warrant wait?"""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reticent import policy
from reticent.policy.gates import binds, kinds_of
from reticent.policy.vocabulary import (
    ASKERS,
    BESIDE,
    BINDING_CONTRACT,
    CAPACITIES,
    DUTIES,
    EVIDENCE,
    INSTRUMENTS,
    SIGNERS,
    TITLES,
)
from tests.rooms.policy.any_policy import LEAVES, policies
from tests.rooms.policy.test_every_request import anything, requests

OURS = {"matter": "records", "centre": "person", "patrons_of": None, "held_in": None, "vendor": None}
REACHED = st.lists(st.sampled_from(["registration", "loan", "charge", "hold"]), min_size=1, unique=True)
OUTSIDERS = ("third_party", "designated_borrower")

# Somebody outside with a paper and nearly everything on record: whoever comes closest to being let in wrongly.
PRESSING = st.builds(
    policy.Request,
    capacity=st.sampled_from(OUTSIDERS),
    purpose=st.sampled_from(["case", "case", "account", "recovery"]),
    asker=st.sampled_from(sorted(ASKERS)),
    identity_checked=st.just(True),
    subject_is_minor=st.sampled_from([None, True, False]),
    evidence=st.sets(st.sampled_from(sorted(EVIDENCE)), max_size=4).map(
        lambda left: frozenset(EVIDENCE) - left
    ),
    instrument=st.builds(
        policy.Instrument,
        kind=st.sampled_from(INSTRUMENTS),
        signed_by=st.sampled_from(SIGNERS),
        in_form=st.just(True),
        names_fields=REACHED.map(tuple),
    ),
)


def stands_at_the_gate(request: policy.Request, law: policy.StatutePack) -> bool:
    """Whether the statute lets this paper in: written from the reference page, not from the engine."""
    paper = request.instrument
    if paper is None or paper.kind not in law.instruments:
        return False
    said = law.instruments[paper.kind]
    if said.gate == "permission":
        return paper.signed_by == {"user": "patron", "payer": "payer"}[law.consent.by]
    if said.gate == "counsel":
        return said.papers and "counsel:is_court_order" in request.evidence
    asked = not said.asked_by or ASKERS.get(request.asker, "public") in said.asked_by
    shown = said.shown is None or said.shown in request.evidence
    return said.gate in ("open", "if_shown") and paper.signed_by in said.signed_by and asked and shown


def opened_without_a_paper(request: policy.Request, adopted: policy.Policy, fields: tuple[str, ...]) -> bool:
    """Whether the statute names this asker and purpose, and the policy says that it tells her."""
    answer = adopted.outsiders.by_class.get(ASKERS.get(request.asker, "public"))
    return (answer is not None and answer.outcome == "allowed") and any(
        request.asker in opening.askers
        and request.purpose in opening.purposes
        and request.evidence.issuperset(opening.needs)
        and set(fields) <= {*opening.opens, *(opening.of_minors or ())}
        for opening in adopted.statute.openings
    )


@settings(max_examples=400, deadline=None)
@given(PRESSING, policies())
def test_no_policy_lets_in_whom_the_statute_shuts_out(
    outsider: policy.Request, adopted: policy.Policy
) -> None:
    decision = policy.decide(outsider, adopted)

    if decision.allowed:
        law = adopted.statute
        assert stands_at_the_gate(outsider, law) or opened_without_a_paper(outsider, adopted, decision.fields)


@settings(max_examples=153, deadline=None)
@given(requests, policies())
def test_no_policy_shows_a_parent_more_or_longer_than_the_statute_lets_it(
    request: policy.Request, adopted: policy.Policy
) -> None:
    decision = policy.decide(replace(request, capacity="guardian", **OURS), adopted)

    law = adopted.statute.guardians
    if decision.allowed:
        assert law.gate != "shut"
        assert request.subject_is_minor is True
        assert not law.opens or set(decision.fields) <= set(law.opens)
        assert not law.purposes or request.purpose in law.purposes
        assert decision.only_overdue or not law.only_overdue
        assert not {name for name in decision.fields if name.partition(".")[0] in BESIDE}


@settings(max_examples=120, deadline=None)
@given(policies(always=(("guardian", "age"),)))
def test_no_policy_makes_a_minor_of_somebody_of_age(adopted: policy.Policy) -> None:
    law = adopted.statute.guardians

    assert adopted.minor_age <= (law.minor_age if law.until_age is None else law.until_age)


@settings(max_examples=120, deadline=None)
@given(requests, policies(), st.sampled_from(["volunteer", "agent"]))
def test_no_policy_makes_an_insider_of_whom_the_statute_does_not_name(
    request: policy.Request, adopted: policy.Policy, capacity: str
) -> None:
    decision = policy.decide(replace(request, capacity=capacity, **OURS), adopted)

    named = set(adopted.statute.gate.insiders_are)
    if decision.allowed:
        assert named & ({"agents"} if capacity == "agent" else {"agents", "volunteers"})


# Whoever works beside the staff, with every duty and each way of being short of what the law asks first.
BESIDE_STAFF = st.builds(
    policy.Request,
    capacity=st.sampled_from(["agent", "volunteer"]),
    purpose=st.sampled_from(["recovery", "support", "account", "lend"]),
    asker=st.sampled_from(["collection_agency", "anyone"]),
    duties=st.just(frozenset(DUTIES)),
    duty=st.sampled_from(DUTIES),
    evidence=st.sets(st.sampled_from(sorted({*BINDING_CONTRACT, "agent:recorded"}))).map(
        lambda left: frozenset(EVIDENCE) - left
    ),
)


@settings(max_examples=400, deadline=None)
@given(
    BESIDE_STAFF,
    policies(always=tuple(place for place in LEAVES if place[0] == "insiders" and place[2] != "purposes")),
)
def test_no_policy_lets_in_an_agent_without_its_contract_or_a_volunteer_whom_nobody_recorded(
    request: policy.Request, adopted: policy.Policy
) -> None:
    decision = policy.decide(request, adopted)

    if decision.allowed and request.capacity == "agent":
        assert request.evidence >= BINDING_CONTRACT
        assert not TITLES & set(decision.fields)
    elif decision.allowed:
        assert "agent:recorded" in request.evidence


@settings(max_examples=253, deadline=None)
@given(policies(), st.data(), REACHED)
def test_no_policy_defeats_an_order_that_the_law_compels(
    adopted: policy.Policy, data: st.DataObject, names: list[str]
) -> None:
    law = adopted.statute
    kind = data.draw(st.sampled_from(law.floor.compels))
    paper = policy.Instrument(
        kind, law.instruments[kind].signed_by[-1], in_form=True, names_fields=tuple(names)
    )
    everything = policy.Request(
        "third_party", "case", asker="prosecutor", instrument=paper, evidence=frozenset(EVIDENCE)
    )

    decision = policy.decide(everything, adopted)

    assert decision.allowed, decision.rule
    assert decision.fields == policy.fields_named(names)


@settings(max_examples=186, deadline=None)
@given(
    policies(),
    REACHED,
    st.frozensets(st.sampled_from(sorted(EVIDENCE))),
    st.sampled_from([None, True, False]),
)
def test_no_policy_makes_a_judges_warrant_wait_for_anything(
    adopted: policy.Policy, names: list[str], evidence: frozenset[str], in_form: bool | None
) -> None:
    paper = policy.Instrument("search_warrant", "judge", in_form=in_form, names_fields=tuple(names))
    request = policy.Request("third_party", "case", asker="police", instrument=paper, evidence=evidence)

    decision = policy.decide(request, adopted)

    assert decision.allowed
    assert decision.fields == policy.fields_named(names)


@settings(max_examples=253, deadline=None)
@given(requests, policies())
def test_no_policy_keeps_counsel_from_answering_in_time(
    request: policy.Request, adopted: policy.Policy
) -> None:
    asked = replace(request, capacity="third_party", **OURS)
    paper = asked.instrument
    assume(paper is not None and paper.kind in adopted.statute.instruments)
    assert paper is not None

    decision = policy.decide(asked, adopted)

    if adopted.statute.instruments[paper.kind].must_be_answered and not decision.allowed:
        steps = {step.code for step in decision.next_steps}
        denied = paper.kind == "foi_request" and (
            "deny_in_writing" in steps or not adopted.flags.public_agency or "answer_in_time" in steps
        )
        outside_the_purpose = decision.rule == "fields.outside_purpose"
        assert "answer_in_time" in steps or denied or outside_the_purpose, decision.rule


@settings(max_examples=153, deadline=None)
@given(policies())
def test_no_policy_keeps_a_person_from_her_own_data_where_the_law_binds_it(adopted: policy.Policy) -> None:
    law, request = adopted.statute, policy.Request("self", "own_record", identity_checked=True)

    decision = policy.decide(request, adopted)

    if kinds_of(adopted.flags) & set(law.floor.own):
        assert decision.allowed
        assert set(decision.fields) >= set(policy.fields_named(law.floor.own_fields))


@settings(max_examples=153, deadline=None)
@given(policies(), st.sampled_from(["attorney", "reporter", "anyone"]))
def test_no_policy_leaves_a_records_request_without_a_denial_in_writing(
    adopted: policy.Policy, asker: str
) -> None:
    paper = policy.Instrument("foi_request", "requester")
    decision = policy.decide(policy.Request("third_party", "case", asker=asker, instrument=paper), adopted)

    assert not decision.allowed
    if adopted.flags.public_agency:
        assert "deny_in_writing" in {step.code for step in decision.next_steps}


@settings(max_examples=153, deadline=None)
@given(policies(laws=("wi-43.30",)), st.sampled_from(["account", "own_record"]))
def test_no_policy_keeps_out_a_parent_whom_the_statute_lets_in(adopted: policy.Policy, purpose: str) -> None:
    request = policy.Request(
        "guardian", purpose, asker="parent", subject_is_minor=True, proof="guardian_link", link="in_force"
    )

    decision = policy.decide(request, adopted)

    assert decision.allowed
    assert decision.fields == adopted.statute.guardians.opens


@settings(max_examples=120, deadline=None)
@given(requests, policies(), st.sampled_from(CAPACITIES))
def test_every_request_of_any_policy_under_any_law_gets_an_answer(
    request: policy.Request, adopted: policy.Policy, capacity: str
) -> None:
    decision = policy.decide(replace(request, capacity=capacity, **OURS), adopted)

    assert decision.outcome in ("allowed", "refused", "referred")
    assert decision.say
    assert "{" not in decision.say + "".join(step.label for step in decision.next_steps)
    assert decision.allowed or not decision.fields
    assert set(decision.clauses) <= {*adopted.clauses, *adopted.statute.clauses}


@settings(max_examples=400, deadline=None)
@given(anything(), policies(always=tuple(place for place in LEAVES if place[0] == "flags")))
def test_no_law_is_cited_against_a_library_that_it_does_not_bind(
    request: policy.Request, adopted: policy.Policy
) -> None:
    decision = policy.decide(request, adopted)

    law = [name for name in decision.clauses if name in adopted.statute.clauses]
    assert not [name for name in law if not binds(adopted.statute, name, adopted.flags)]


@settings(max_examples=253, deadline=None)
@given(anything(), policies())
def test_no_place_where_records_lie_keeps_counsel_from_answering_in_time(
    request: policy.Request, adopted: policy.Policy
) -> None:
    paper = request.instrument
    assume(paper is not None and paper.kind in adopted.statute.instruments)
    assert paper is not None
    elsewhere = replace(request, capacity="third_party", matter="records", centre="person")

    decision = policy.decide(elsewhere, adopted)

    if adopted.statute.instruments[paper.kind].must_be_answered and not decision.allowed:
        steps = {step.code for step in decision.next_steps}
        denied = paper.kind == "foi_request" and (
            "deny_in_writing" in steps or not adopted.flags.public_agency
        )
        assert "answer_in_time" in steps or denied or decision.rule == "fields.outside_purpose", decision.rule


@pytest.mark.parametrize("name", policy.shipped_ids())
def test_a_consultation_that_never_happens_delays_no_warrant_and_stops_no_answer(name: str) -> None:
    adopted = policy.shipped(name)
    warrant = policy.Instrument("search_warrant", "judge", names_fields=("loan.title",))
    order = policy.Instrument("court_order", "judge", in_form=True, names_fields=("loan.title",))

    executed = policy.decide(policy.Request("third_party", "case", "police", instrument=warrant), adopted)
    waiting = policy.decide(policy.Request("third_party", "case", "court", instrument=order), adopted)

    assert executed.allowed
    assert waiting.allowed or "answer_in_time" in {step.code for step in waiting.next_steps}
