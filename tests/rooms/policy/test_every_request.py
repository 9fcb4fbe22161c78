"""Whatever anyone asks, of any policy: is there an answer, and does it keep the few things that must always hold?"""

import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from reticent import policy
from reticent.policy import vocabulary
from reticent.policy.matters import OURS_COMPLAINT, OURS_MAIL
from reticent.policy.tables import NOT_DECIDED
from reticent.policy.vocabulary import (
    ASKERS,
    BESIDE,
    CAPACITIES,
    CENTRES,
    CHANNELS,
    DUTIES,
    ENDS,
    EVIDENCE,
    FIELDS,
    INSTRUMENTS,
    KINDS,
    LINKS,
    MATTERS,
    PROOFS,
    PURPOSES,
    SIGNERS,
)

STRANGE = "something nobody listed"
COURT_ORDERS = {"court_order", "judge_subpoena", "search_warrant"}
COUNSEL_MAY_CLASSIFY = {"grand_jury_subpoena", "probate_letters"}

policies = st.sampled_from(policy.shipped_ids()).map(policy.shipped)
fields = st.lists(st.sampled_from([*FIELDS, *KINDS, STRANGE]), max_size=4).map(tuple)
instruments = st.builds(
    policy.Instrument,
    kind=st.sampled_from([*INSTRUMENTS, STRANGE]),
    signed_by=st.sampled_from([*SIGNERS, STRANGE]),
    in_form=st.sampled_from([None, True, False]),
    names_fields=fields,
)
requests = st.builds(
    policy.Request,
    capacity=st.sampled_from([*CAPACITIES, STRANGE]),
    purpose=st.sampled_from([*PURPOSES, STRANGE]),
    asker=st.sampled_from([*ASKERS, STRANGE]),
    centre=st.sampled_from([*CENTRES, STRANGE]),
    duties=st.frozensets(st.sampled_from(DUTIES)),
    duty=st.sampled_from([None, *DUTIES, STRANGE]),
    subject_is_minor=st.sampled_from([None, True, False]),
    identity_checked=st.booleans(),
    proof=st.sampled_from([None, *PROOFS, STRANGE]),
    link=st.sampled_from([None, *LINKS, STRANGE]),
    channel=st.sampled_from([*CHANNELS, STRANGE]),
    instrument=st.none() | instruments,
    evidence=st.frozensets(st.sampled_from([*EVIDENCE, STRANGE])),
    kinds=st.lists(st.sampled_from([*KINDS, STRANGE]), max_size=2).map(tuple),
    fields=fields,
)


@st.composite
def anything(draw: st.DrawFn) -> policy.Request:
    """A request about whatever there is, also about other libraries' patrons and other systems."""
    return replace(
        draw(requests),
        matter=draw(st.sampled_from(["records", "records", *MATTERS, STRANGE])),
        patrons_of=draw(st.sampled_from([None, None, "weston", STRANGE])),
        held_in=draw(st.sampled_from([None, None, "Bibliomation", STRANGE])),
    )


@settings(max_examples=600, deadline=None)
@given(anything(), policies)
def test_every_request_gets_an_answer_that_can_be_read_aloud_and_looked_up(
    request: policy.Request, adopted: policy.Policy
) -> None:
    decision = policy.decide(request, adopted)

    assert decision.outcome in ("allowed", "refused", "referred")
    assert decision.say
    assert len(decision.say) < 420
    assert not re.search(r"[{}]", decision.say + "".join(step.label for step in decision.next_steps))
    assert decision.citations or decision.because[0] in (NOT_DECIDED, OURS_MAIL, OURS_COMPLAINT)
    assert decision.ends_in in ENDS
    assert decision.because
    assert decision.allowed or not decision.fields
    assert decision.as_dict()["outcome"] == decision.outcome


@settings(max_examples=600, deadline=None)
@given(anything(), policies)
def test_no_third_party_is_allowed_anything_without_a_court_order_or_written_permission(
    request: policy.Request, adopted: policy.Policy
) -> None:
    outsider = replace(request, capacity="third_party")

    decision = policy.decide(outsider, adopted)

    if decision.allowed and outsider.matter == "records":
        paper = outsider.instrument
        assert paper is not None
        ordered = paper.kind in COURT_ORDERS and paper.signed_by == "judge"
        classified = paper.kind in COUNSEL_MAY_CLASSIFY and "counsel:is_court_order" in outsider.evidence
        permitted = paper.kind == "written_permission" and paper.signed_by == "patron"
        assert ordered or classified or permitted


@given(instruments, policies, st.sampled_from(PURPOSES))
def test_a_third_party_sees_only_what_its_paper_names_and_never_who_looked(
    paper: policy.Instrument, adopted: policy.Policy, purpose: str
) -> None:
    everything = frozenset(EVIDENCE)
    request = policy.Request(
        "third_party", purpose, identity_checked=True, instrument=paper, evidence=everything
    )

    decision = policy.decide(request, adopted)

    assert set(decision.fields) <= set(policy.fields_named(paper.names_fields))
    assert not [name for name in decision.fields if name.startswith("look.")]


@settings(max_examples=400, deadline=None)
@given(anything(), policies)
def test_nothing_outside_the_purpose_and_the_question_is_ever_opened(
    request: policy.Request, adopted: policy.Policy
) -> None:
    decision = policy.decide(request, adopted)

    warrant = request.instrument is not None and request.instrument.kind == "search_warrant"
    purpose = adopted.purposes.get("case" if warrant else request.purpose)
    opens = set(purpose.opens) if purpose else set()
    assert set(decision.fields) <= opens
    if request.fields:
        assert set(decision.fields) <= set(policy.fields_named(request.fields))
    if request.kinds:
        assert set(decision.fields) <= set(policy.fields_named(request.kinds))


@settings(max_examples=400, deadline=None)
@given(anything(), policies, st.sampled_from(DUTIES), st.sampled_from(sorted(EVIDENCE)))
def test_more_duties_or_evidence_never_shut_what_was_open(
    request: policy.Request, adopted: policy.Policy, duty: str, evidence: str
) -> None:
    more = replace(request, duties=request.duties | {duty}, evidence=request.evidence | {evidence})

    before, after = policy.decide(request, adopted), policy.decide(more, adopted)

    assert set(before.fields) <= set(after.fields)


@given(st.frozensets(st.sampled_from(DUTIES)), st.sampled_from(DUTIES), st.sampled_from(PURPOSES), policies)
def test_staff_open_a_record_only_with_a_duty_of_their_own_that_the_purpose_needs(
    duties: frozenset[str], duty: str, purpose: str, adopted: policy.Policy
) -> None:
    request = policy.Request("staff", purpose, duties=duties, duty=duty)

    decision = policy.decide(request, adopted)

    needed = duty in duties and duty in adopted.purposes[purpose].duties and purpose != "case"
    assert decision.allowed == needed
    assert decision.allowed or "S-3" in decision.clauses or purpose == "case"


@given(requests, policies)
def test_a_parent_of_an_adult_is_shown_nothing(request: policy.Request, adopted: policy.Policy) -> None:
    grown = replace(request, capacity="guardian", subject_is_minor=False, instrument=None)

    assert policy.decide(grown, adopted).outcome == "refused"


@given(requests, policies)
def test_whom_a_court_order_keeps_out_is_shown_nothing_whatever_she_shows(
    request: policy.Request, adopted: policy.Policy
) -> None:
    for link in ("blocked", "others_blocked"):
        decision = policy.decide(replace(request, capacity="guardian", link=link), adopted)

        assert not decision.allowed


@given(requests, policies)
def test_a_parent_never_learns_who_else_is_guardian_whom_a_minor_sends_or_where_not_to_write(
    request: policy.Request, adopted: policy.Policy
) -> None:
    decision = policy.decide(replace(request, capacity="guardian"), adopted)

    assert not set(decision.fields) & set(policy.fields_named(BESIDE))


@given(anything(), policies)
def test_the_same_question_has_the_same_answer(request: policy.Request, adopted: policy.Policy) -> None:
    assert policy.decide(request, adopted) == policy.decide(request, adopted)


def test_words_of_nobodys_list_are_kept_nowhere() -> None:
    vocabulary.fields_named(("loan.title",))
    before = vocabulary._fields_named.cache_info().currsize

    for number in range(20):
        assert vocabulary.fields_named(("loan.title", f"{STRANGE} {number}")) == ("loan.title",)

    assert vocabulary._fields_named.cache_info().currsize == before


@settings(max_examples=300, deadline=None)
@given(anything(), policies)
def test_what_is_about_no_record_opens_none(request: policy.Request, adopted: policy.Policy) -> None:
    about = replace(request, matter=request.matter if request.matter != "records" else "donors")

    assert policy.decide(about, adopted).fields == ()


@settings(max_examples=300, deadline=None)
@given(anything(), policies)
def test_nobody_but_a_judges_warrant_opens_another_librarys_records(
    request: policy.Request, adopted: policy.Policy
) -> None:
    elsewhere = replace(request, matter="records", patrons_of=STRANGE)

    decision = policy.decide(elsewhere, adopted)

    assert not decision.allowed or decision.ends_in == "case:supervise_execution"


@settings(max_examples=400, deadline=None)
@given(st.lists(anything(), min_size=1, max_size=6), policies)
def test_an_answer_that_was_kept_is_the_one_that_would_be_given_anew(
    asked: list[policy.Request], adopted: policy.Policy
) -> None:
    adopted.tables.forget_answers()
    first = [policy.decide(request, adopted) for request in asked]
    kept = [policy.decide(replace(request), adopted) for request in reversed(asked)][::-1]
    adopted.tables.forget_answers()

    assert first == kept == [policy.decide(request, adopted) for request in asked]
