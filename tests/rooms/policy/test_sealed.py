"""A demand that may forbid its own mention: is it sealed whatever is asked, wherever the records lie, whoever asks?"""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from reticent import policy
from reticent.policy.explaining import explain
from reticent.policy.vocabulary import CAPACITIES, EVIDENCE
from tests.rooms.policy.any_policy import policies
from tests.rooms.policy.test_every_request import anything

PAPERS = [
    policy.Instrument(kind, signed_by=signed_by, names_fields=("registration", "loan"))
    for kind, signed_by in (("national_security_letter", "officer"), ("fisa_order", "judge"))
]
LIBRARIES = sorted({policy.shipped(name).library for name in policy.shipped_ids()})
PLACES = [
    {"patrons_of": library, "held_in": system}
    for library in (None, *LIBRARIES, "elsewhere")
    for system in (None, "Bibliomation", "LION", "no system of ours")
]


@pytest.mark.parametrize("name", policy.shipped_ids())
@pytest.mark.parametrize("situation", [each.row for each in policy.situations()])
def test_a_sealed_paper_is_sealed_in_every_situation_and_wherever_the_records_lie(
    situation: str, name: str
) -> None:
    asked, adopted = policy.situation(situation).request, policy.shipped(name)
    for paper in PAPERS:
        for place in PLACES:
            _nothing_shows_it(replace(asked, instrument=paper, **place), adopted)


@pytest.mark.parametrize("name", policy.shipped_ids())
@pytest.mark.parametrize("capacity", CAPACITIES)
def test_a_sealed_paper_is_sealed_whoever_asks(capacity: str, name: str) -> None:
    for place in PLACES:
        request = policy.Request(
            capacity, "case", instrument=PAPERS[0], evidence=frozenset(EVIDENCE), **place
        )

        _nothing_shows_it(request, policy.shipped(name))


@settings(max_examples=150, deadline=None)
@given(anything(), policies())
def test_no_policy_lets_a_sealed_paper_be_seen(request: policy.Request, adopted: policy.Policy) -> None:
    for paper in PAPERS:
        _nothing_shows_it(replace(request, instrument=paper), adopted)


def _nothing_shows_it(request: policy.Request, adopted: policy.Policy) -> None:
    decision = policy.decide(request, adopted)
    said = explain(decision, adopted)

    steps = [step.code for step in decision.next_steps]
    assert (decision.outcome, decision.rule, decision.ends_in) == (
        "referred",
        "outside.counsel_only",
        "case:sealed",
    )
    assert not decision.records
    assert not {"tell_consortium", "ask_who_answers", "invoice", "note_hours"} & set(steps)
    # Recording a step that is evidence takes it: nothing of this paper is recorded here.
    assert not set(EVIDENCE) & set(steps)
    assert "keep_on_paper" in steps
    assert "answer_in_time" in steps
    assert not [label for label in said.to_do if label.startswith("Write down")]
    assert not adopted.consortium or adopted.consortium.name not in said.aloud
