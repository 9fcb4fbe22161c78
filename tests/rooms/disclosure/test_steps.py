"""Which steps stand before a case, under each of the five policies?"""

from dataclasses import replace

import pytest

from reticent import policy
from reticent.disclosure import steps
from reticent.disclosure.forms import CannotBeRead
from reticent.disclosure.known import missing
from reticent.disclosure.steps import Known, NotNow
from reticent.errors import Broken, Malformed
from tests.rooms.disclosure.walking import (
    CLASSIFIED,
    PRODUCED,
    RECEIPTED,
    SEARCHED,
    all_recorded,
    asked_first,
    classified,
    opened,
    points,
    produced,
    record,
    searched,
    take,
)

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


def test_what_takes_a_case_further_is_told_from_what_may_happen_at_any_time(adopted: policy.Policy) -> None:
    known = steps.begin("asking", ASKED, adopted)
    offers = {offer.step: offer for offer in steps.offers(known, adopted, role="custodian")}

    onward = {name for name, offer in offers.items() if steps.leads_on(offer, known, {"preserve"})}

    assert {"refer", "classify"} <= onward
    assert steps.leads_on(offers["preserve"], known, ())
    assert (
        not {"preserve", "page", "they_take", "withdrawn", "to_paper", "counsel_answers", "add_note"} & onward
    )


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


# ---- The order of things.


@pytest.mark.parametrize("name", ["wolcott-2016", "weston-2017", "new-canaan-2018"])
def test_nothing_is_handed_over_once_what_allowed_it_is_gone(name: str) -> None:
    adopted = policy.shipped(name)
    known = searched(adopted)
    findings = [word for word in known.evidence if not word.startswith("consulted:")]

    for finding in findings:
        with pytest.raises(NotNow):
            take(record(known, finding, adopted, found=False), "produce", adopted, **PRODUCED)


def test_it_is_handed_over_once(adopted: policy.Policy) -> None:
    known = take(produced(adopted), "counsel_answers", adopted, counsel="counsel", counsels_answer="object")

    again = take(known, "decide", adopted, answer="comply")

    with pytest.raises(NotNow, match="once"):
        take(again, "search", adopted, **SEARCHED)


def test_a_case_stays_open_until_its_receipt_is_written_down(adopted: policy.Policy) -> None:
    known = take(produced(adopted), "counsel_answers", adopted, counsel="counsel", counsels_answer="object")

    with pytest.raises(NotNow, match="receipt"):
        take(known, "close", adopted)

    recorded = take(known, "receipt", adopted, **RECEIPTED)
    assert take(recorded, "close", adopted).state == "closed"


def test_a_paper_that_demands_an_answer_keeps_the_case_open_until_one_has_gone_out(
    adopted: policy.Policy,
) -> None:
    known = asked_first(classified("S02", adopted), adopted)

    decided = take(known, "decide", adopted, answer="negotiate")
    narrowed = take(decided, "send", adopted, letter="counsels_own")
    with pytest.raises(NotNow, match="never ignored"):
        take(narrowed, "close", adopted)

    answered = take(narrowed, "counsel_answers", adopted, counsel="counsel", counsels_answer="object")
    assert take(answered, "close", adopted).state == "closed"


@pytest.mark.parametrize("situation", ["S02", "S03"])
def test_what_demands_an_answer_is_taken_back_in_writing_only(adopted: policy.Policy, situation: str) -> None:
    known = classified(situation, adopted)
    back = {"withdrawn_by": "The court"}

    with pytest.raises(CannotBeRead):
        take(known, "withdrawn", adopted, **back, took_back_how="telephone")

    assert take(known, "withdrawn", adopted, **back, took_back_how="letter").state == "closed"


def test_what_was_only_asked_is_taken_back_by_word_of_mouth(adopted: policy.Policy) -> None:
    known = opened("S01", adopted)

    back = take(known, "withdrawn", adopted, withdrawn_by="The officer", took_back_how="telephone")

    assert back.state == "closed"


def test_an_answer_is_still_owed_to_a_paper_that_a_letter_took_the_place_of(adopted: policy.Policy) -> None:
    known = asked_first(classified("S02", adopted), adopted)
    letter = {"secret": "no", "kind": "letter", "signed_by": "attorney"}

    known = asked_first(take(known, "another_paper", adopted, **letter), adopted)
    known = take(take(known, "decide", adopted, answer="refuse"), "send", adopted, letter="aloud")

    with pytest.raises(NotNow, match="never ignored"):
        take(known, "close", adopted)


def test_an_answer_is_still_owed_to_a_paper_when_a_warrant_comes_between(adopted: policy.Policy) -> None:
    known = classified("S02", adopted)

    known = take(known, "they_take", adopted, papers_shown="search_warrant", signed_by_seen="judge")
    known = take(known, "inventory", adopted, taken="nothing")

    with pytest.raises(NotNow, match="never ignored"):
        take(known, "close", adopted)


def test_an_answer_to_one_paper_is_none_to_the_order_that_lay_here_before_it(adopted: policy.Policy) -> None:
    order = classified("S03", adopted)
    subpoena = {"secret": "no", "kind": "attorney_subpoena", "signed_by": "attorney"}

    known = asked_first(take(order, "another_paper", adopted, **subpoena), adopted)
    known = take(
        take(known, "decide", adopted, answer="negotiate"), "send", adopted, letter="objection_cover"
    )
    known = replace(known, answer="object")

    with pytest.raises(NotNow, match="never ignored"):
        take(known, "close", adopted)
    known = take(known, "counsel_answers", adopted, counsel="counsel", counsels_answer="object")
    assert take(known, "close", adopted).state == "closed"


def test_to_ask_for_less_is_no_answer_once_another_paper_has_come(adopted: policy.Policy) -> None:
    known = asked_first(classified("S02", adopted), adopted)
    known = take(
        take(known, "decide", adopted, answer="negotiate"), "send", adopted, letter="objection_cover"
    )
    letter = {"secret": "no", "kind": "letter", "signed_by": "attorney"}

    known = take(known, "another_paper", adopted, **letter)

    assert "owes:answer" in known.evidence


def test_what_was_answered_before_answers_no_order_that_officers_bring(adopted: policy.Policy) -> None:
    known = classified("S02", adopted)
    known = take(known, "counsel_answers", adopted, counsel="counsel", counsels_answer="object")

    known = take(known, "they_take", adopted, papers_shown="court_order", signed_by_seen="judge")
    known = take(known, "inventory", adopted, taken="nothing")

    with pytest.raises(NotNow, match="never ignored"):
        take(known, "close", adopted)


def test_what_the_desk_took_for_a_subpoena_is_answered_once_somebody_looked_who_signed_it(
    adopted: policy.Policy,
) -> None:
    known = all_recorded(opened("S02", adopted), adopted)

    assert steps.answers_open(known, adopted) == ()
    with pytest.raises(NotNow, match="who signed it"):
        take(known, "decide", adopted, answer="object")


@pytest.mark.parametrize("name", ["mansfield-2019", "wolcott-2016", "weston-2017", "new-canaan-2018"])
def test_another_paper_is_consulted_on_anew(name: str) -> None:
    adopted = policy.shipped(name)
    known = all_recorded(classified("S03", adopted), adopted)

    known = take(known, "another_paper", adopted, secret="no", **CLASSIFIED["S03"])

    assert missing(known, adopted)
    assert known.instrument is not None
    assert known.instrument.in_form is None


@pytest.mark.parametrize("name", ["mansfield-2019", "wolcott-2016", "weston-2017", "new-canaan-2018"])
def test_a_paper_taken_down_as_another_kind_is_consulted_on_anew(name: str) -> None:
    adopted = policy.shipped(name)
    known = all_recorded(classified("S02", adopted), adopted)

    known = take(known, "classify", adopted, secret="no", **CLASSIFIED["S03"])

    assert missing(known, adopted)


def test_a_paper_looked_at_more_closely_keeps_what_was_found_about_it(adopted: policy.Policy) -> None:
    known = all_recorded(classified("S03", adopted), adopted)

    again = take(known, "classify", adopted, secret="no", **CLASSIFIED["S03"])

    assert again.evidence == known.evidence


def test_counsels_written_opinion_makes_a_grand_jurys_paper_a_court_order(adopted: policy.Policy) -> None:
    paper = {"kind": "grand_jury_subpoena", "signed_by": "clerk", "names_fields": ["loan.title"]}
    known = take(opened("S03", adopted), "classify", adopted, secret="no", **paper)
    known = take(known, "review_form", adopted, checklist=points(known))
    opinion = {"counsel": "counsel", "opinion": "of 2 March, in the safe"}

    is_none = take(known, "counsel_classifies", adopted, is_court_order=False, **opinion)
    is_one = take(known, "counsel_classifies", adopted, is_court_order=True, **opinion)

    assert not steps.decision(all_recorded(is_none, adopted), adopted).allowed
    assert steps.decision(all_recorded(is_one, adopted), adopted).allowed


def test_no_counsel_classifies_an_attorneys_subpoena(adopted: policy.Policy) -> None:
    known = classified("S02", adopted)

    with pytest.raises(NotNow):
        take(known, "counsel_classifies", adopted, counsel="counsel", is_court_order=True, opinion="of today")


def test_the_patron_is_told_only_once_counsel_says_so(adopted: policy.Policy) -> None:
    known = produced(adopted)

    with pytest.raises(NotNow, match="counsel"):
        take(known, "tell_patron", adopted, counsel_said=False, counsel="counsel")

    told = take(known, "tell_patron", adopted, counsel_said=True, counsel="counsel")
    assert "told:patron" in told.evidence


def test_officers_who_leave_with_nothing_leave_a_paper_to_be_answered(adopted: policy.Policy) -> None:
    known = take(opened("S25", adopted), "they_left", adopted)

    assert (known.path, known.state) == ("asking", "referred")


def test_a_warrant_is_closed_without_anybody_having_been_asked(adopted: policy.Policy) -> None:
    known = take(opened("S25", adopted), "inventory", adopted, taken="one computer", role="desk")

    assert take(known, "close", adopted).state == "closed"


def test_an_act_that_does_not_follow_from_the_table_is_broken(adopted: policy.Policy) -> None:
    with pytest.raises(Broken):
        steps.recalled(opened("S03", adopted), "produce", PRODUCED, adopted)


def test_an_earlier_act_is_read_as_it_was_judged_then(adopted: policy.Policy) -> None:
    known = classified("S03", policy.shipped("mansfield-older"))

    # Under this text the consultations would have come first; the older one knew none.
    decided = steps.recalled(known, "decide", {"answer": "comply"}, adopted)

    assert (decided.state, decided.answer) == ("decided", "comply")
