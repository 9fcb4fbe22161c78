"""Which steps stand before a case, under each of the five policies?"""

import pytest

from reticent import policy
from reticent.disclosure import steps
from reticent.disclosure.forms import CannotBeRead
from reticent.disclosure.steps import Known, NotNow
from reticent.errors import Malformed

THE_FIVE = policy.shipped_ids()
ASKED = {"asker": "court", "papers": "court_order", "channel": "in_person"}


@pytest.fixture(params=THE_FIVE)
def adopted(request: pytest.FixtureRequest) -> policy.Policy:
    return policy.shipped(request.param)


def test_a_case_begins_with_whoever_asks_and_what_they_bring(adopted: policy.Policy) -> None:
    known = steps.begin("asking", ASKED, adopted)

    assert (known.state, known.asker) == ("intake", "court")
    assert known.instrument == policy.Instrument("court_order")


def test_nothing_is_lost_when_something_is_missing(adopted: policy.Policy) -> None:
    with pytest.raises(Malformed) as said:
        steps.begin("asking", {"words": "Who borrowed it?"}, adopted)

    assert len(said.value.problems) == 3
    assert "Who borrowed it?" not in str(said.value)


def test_the_desk_is_offered_no_decision(adopted: policy.Policy) -> None:
    known = steps.begin("asking", ASKED, adopted)

    offered = {offer.step for offer in steps.offers(known, adopted, role="desk")}

    assert {"page", "refer", "they_take", "to_paper"} <= offered
    assert not {"decide", "classify", "send", "counsel_answers"} & offered


def test_a_desk_that_decides_is_refused(adopted: policy.Policy) -> None:
    known = steps.begin("asking", {**ASKED, "papers": "none"}, adopted)

    with pytest.raises(NotNow):
        steps.taken(known, "decide", {"answer": "refuse"}, adopted, role="desk")


def test_a_demand_that_forbids_its_own_mention_leaves_nothing_known(adopted: policy.Policy) -> None:
    known = steps.begin("asking", ASKED, adopted)
    letter = {"secret": "no", "kind": "national_security_letter", "signed_by": "officer"}

    after = steps.taken(known, "classify", letter, adopted, role="custodian")

    assert after == Known(path="asking", state="on_paper")


def test_what_cannot_be_read_is_said_of_each_field_by_its_name(adopted: policy.Policy) -> None:
    with pytest.raises(CannotBeRead) as said:
        steps.begin("asking", {**ASKED, "papers": "a poem", "received": "at noon"}, adopted)

    assert set(said.value.fields) == {"papers", "received"}
    assert "at noon" not in str(said.value)


def test_a_complaint_is_answered_and_nobody_is_refused_it(adopted: policy.Policy) -> None:
    complaint = {"asker": "patron", "about": "complaint", "papers": "letter", "channel": "mail"}
    known = steps.begin("asking", complaint, adopted)

    (answer,) = steps.answers_open(known, adopted)
    decided = steps.taken(known, "decide", {"answer": answer.word}, adopted, role="custodian")
    sent = steps.taken(decided, "send", {"letter": "answer_to_complainant"}, adopted, role="custodian")
    closed = steps.taken(sent, "close", {}, adopted, role="custodian")

    assert (answer.word, closed.state) == ("reply", "closed")
    assert adopted.cite(*answer.clauses)
    assert "reply" not in {
        each.word for each in steps.answers_open(steps.begin("asking", ASKED, adopted), adopted)
    }
