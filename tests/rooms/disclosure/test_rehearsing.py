"""Is a made-up visit judged by policy, law and the table of steps, and by nothing else?"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reticent import policy
from reticent.disclosure import rehearsing, steps
from reticent.disclosure.known import decision
from reticent.disclosure.steps import NotNow
from reticent.disclosure.table import table
from reticent.errors import Malformed
from reticent.policy.vocabulary import EVIDENCE

FIVE = policy.shipped_ids()
CALLS = ("Library Director", "Deputy", "Legal counsel")
LOOK_REAL = {
    "badge_letter",
    "attorneys_subpoena",
    "immigration_warrant",
    "unsigned_order",
    "administrative_subpoena",
}

papers = pytest.mark.parametrize("name", rehearsing.names())
five = pytest.mark.parametrize("policy_id", FIVE)


def as_it_goes_here(name: str, adopted: policy.Policy, calls: tuple[str, ...] = CALLS) -> dict[str, Any]:
    """Everything done as policy, law and steps have it."""
    paper = rehearsing.text().papers[name]
    return {
        "button": rehearsing.button(name, adopted),
        "asker": paper.asker,
        "papers": paper.taken_as,
        "signed_by": paper.signed_by,
        "enough": rehearsing.enough(name, adopted),
        "words": "said",
        "act": rehearsing.act(name, adopted),
        "first": "0",
        "next": "1",
        "notes": ["name", "words"],
    }


def how(name: str, adopted: policy.Policy, **otherwise: object) -> Mapping[str, rehearsing.Part]:
    """How each part went, done as it goes here but for this."""
    turn = rehearsing.judged(name, {**as_it_goes_here(name, adopted), **otherwise}, adopted, CALLS)
    return {part.name: part for part in turn.parts}


@five
@papers
def test_whoever_does_what_the_policy_says_has_done_everything_right(policy_id: str, name: str) -> None:
    adopted = policy.shipped(policy_id)

    turn = rehearsing.judged(name, as_it_goes_here(name, adopted), adopted, CALLS)

    assert turn.wrong == ()
    assert all(part.clauses and part.what for part in turn.parts)


@five
def test_five_papers_look_real_and_nothing_added_to_them_opens_anything(policy_id: str) -> None:
    adopted = policy.shipped(policy_id)

    shut = {
        name
        for name, paper in rehearsing.text().papers.items()
        if paper.looks_real and rehearsing.enough(name, adopted) == "no"
    }

    assert shut >= LOOK_REAL


@five
def test_a_judges_warrant_is_executed_at_once_and_a_judges_order_is_answered_later(policy_id: str) -> None:
    adopted = policy.shipped(policy_id)

    assert rehearsing.button("search_warrant", adopted) == "taking"
    assert rehearsing.enough("search_warrant", adopted) == "at_once"
    assert rehearsing.act("search_warrant", adopted) == "stand_aside"
    assert rehearsing.enough("judges_order", adopted) == "later"
    assert rehearsing.act("judges_order", adopted) == "hand_on"


@five
def test_of_what_nobody_may_be_told_nothing_is_called_about_or_written_down(policy_id: str) -> None:
    adopted = policy.shipped(policy_id)

    asked = {field.name for field in rehearsing.acting("on_paper", adopted, CALLS)}

    assert rehearsing.button("nobody_told", adopted) == "on_paper"
    assert rehearsing.act("nobody_told", adopted) == "envelope"
    assert asked == {"words", "act"}


def test_what_is_right_differs_where_the_policies_do() -> None:
    here = {name: rehearsing.act("immigration_warrant", policy.shipped(name)) for name in FIVE}

    assert here["mansfield-2019"] == "refuse"
    assert here["wolcott-2016"] == "hand_on"


# -- no made-up paper confirms anybody


@five
@given(data=st.data())
def test_no_made_up_paper_confirms_anybody_whatever_is_added_to_it(policy_id: str, data: Any) -> None:
    adopted = policy.shipped(policy_id)
    name = data.draw(st.sampled_from(rehearsing.names()))
    evidence = data.draw(st.frozensets(st.sampled_from(sorted(EVIDENCE))))
    state = data.draw(st.sampled_from(sorted(table().states)))
    known = replace(rehearsing.true(name), evidence=evidence, state=state)

    here = decision(known, adopted)

    assert not here.allowed or here.rule == rehearsing.WARRANT
    for step in ("search", "produce", "disclosures"):
        with pytest.raises(NotNow):
            steps.taken(known, step, {}, adopted, role="desk")


@five
@given(data=st.data())
def test_whatever_is_done_to_confirm_or_hand_over_is_wrong_and_says_why(policy_id: str, data: Any) -> None:
    adopted = policy.shipped(policy_id)
    name = data.draw(st.sampled_from(rehearsing.names()))
    pressed = data.draw(st.sampled_from(sorted(rehearsing.text().buttons)))
    told: dict[str, Any] = {"button": pressed}
    for field in (*rehearsing.looking(adopted), *rehearsing.acting(pressed, adopted, CALLS)):
        words = [word for word, _ in field.options]
        many = st.lists(st.sampled_from(words), unique=True)
        told[field.name] = data.draw(many if field.kind == "choices" else st.sampled_from(words))

    turn = rehearsing.judged(name, told, adopted, CALLS)

    parts = {part.name: part for part in turn.parts}
    assert parts["words"].is_right == (told["words"] != "told")
    assert parts["act"].is_right == (told["act"] == rehearsing.act(name, adopted))
    if told["act"] == "hand_over":
        assert parts["act"].went == rehearsing.WRONG
        assert parts["act"].otherwise
    assert all(part.clauses for part in turn.parts), "every card cites a clause or the statute"


# -- what is wrong, and what would have happened


@five
@papers
def test_handed_over_at_the_desk_the_table_of_steps_says_no(policy_id: str, name: str) -> None:
    adopted = policy.shipped(policy_id)

    part = how(name, adopted, act="hand_over")["act"]

    assert part.went == rehearsing.WRONG
    assert adopted.custodian.title in part.otherwise
    assert set(adopted.custodian.clauses) <= set(part.clauses)


def test_a_disclosure_stays_on_record_where_the_personal_data_act_binds_and_is_not_said_elsewhere() -> None:
    town, association = policy.shipped("weston-2017"), policy.shipped("new-canaan-2018")

    assert "4-193(c)" in how("emergency", town, act="hand_over")["act"].clauses
    assert "could read for years" in how("emergency", town, act="hand_over")["act"].otherwise
    assert "could read for years" not in how("emergency", association, act="hand_over")["act"].otherwise


def test_taken_for_a_judges_order_an_attorneys_subpoena_is_heard_as_one() -> None:
    adopted = policy.shipped("mansfield-2019")

    part = how("attorneys_subpoena", adopted, papers="court_order", signed_by="judge")["apart"]

    assert part.went == rehearsing.WRONG
    assert "first see whether this is in proper form" in part.otherwise
    assert "An attorney, with a subpoena signed by an attorney" in part.what


def test_taken_for_something_else_with_the_same_answer_no_harm_is_done() -> None:
    part = how("attorneys_subpoena", policy.shipped("mansfield-2019"), asker="agency")["apart"]

    assert part.is_right
    assert "the same" in part.what


def test_not_knowing_what_it_is_is_no_mistake_and_no_merit() -> None:
    part = how("immigration_warrant", policy.shipped("mansfield-2019"), papers="unknown")["apart"]

    assert part.went == rehearsing.SAFE
    assert "Not knowing is an answer" in part.otherwise


def test_refused_at_the_desk_a_subpoena_would_never_be_answered_and_an_emergency_is_just_handed_on() -> None:
    wolcott = policy.shipped("wolcott-2016")

    assert how("attorneys_subpoena", wolcott, act="refuse")["act"].went == rehearsing.WRONG
    assert how("emergency", wolcott, act="refuse")["act"].went == rehearsing.SAFE


def test_what_somebody_reads_is_never_written_down() -> None:
    part = how("emergency", policy.shipped("weston-2017"), notes=["name", "loan.title"])["notes"]

    assert part.went == rehearsing.WRONG
    assert "titles out" in part.otherwise


def test_the_order_of_calling_is_the_librarys_own() -> None:
    adopted = policy.shipped("new-canaan-2018")

    assert not how("emergency", adopted, first="1", next="0")["calls"].is_right
    assert "Library Director" in how("emergency", adopted, first="1", next="0")["calls"].what


def test_an_unsigned_order_is_wrong_in_its_form_as_the_checklist_says() -> None:
    part = how("unsigned_order", policy.shipped("mansfield-2019"), enough="later")["enough"]

    assert "it is not signed by a judge and it bears no docket or case number" in part.what


def test_fifteen_minutes_are_planned() -> None:
    assert rehearsing.minutes() == 15


@papers
def test_every_made_up_paper_names_nobody_but_examples(name: str) -> None:
    brought = rehearsing.brought(name, policy.shipped("wolcott-2016"))

    said = repr(brought)
    assert "{" not in said.replace("{}", "")
    assert "Seal of" not in said
    assert "Department of Homeland" not in said
    if brought.sheet is not None and name != "immigration_warrant":
        assert "Wolcott Public Library" in said


def test_a_paper_that_is_none_of_ours_is_not_read() -> None:
    with pytest.raises(Malformed):
        rehearsing.true("treasure_map")


def test_without_a_policy_every_paper_is_handed_on_and_nothing_is_opened() -> None:
    nothing = policy.nothing_decided("ourtown", "Ourtown Public Library")

    for name in rehearsing.names():
        turn = rehearsing.judged(name, as_it_goes_here(name, nothing), nothing, CALLS)
        assert turn.wrong == ()
