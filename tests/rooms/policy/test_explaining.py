"""Can every answer be read aloud to whoever stands there: short, plain, with what may be done, and telling nothing?"""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reticent import policy
from reticent.policy.explaining import BY_LAW_ALONE, SPOKEN, TOLD, WITHOUT_A_REASON, explain, for_the_asker
from reticent.policy.vocabulary import FIELDS, KINDS
from reticent.policy.words import ROWS, STEPS
from tests.rooms.policy.test_every_request import anything, policies

AT_MOST = 60
CLAUSE_ID = re.compile(r"\b(?:[A-Z][A-Z0-9]{0,2}-\d+|\d{1,2}-\d{2,4})\b")
# What would tell whoever asks that somebody has a record, that it is kept, watched or ordered, or who else asked.
TELLS = re.compile(
    r"\b(?:sealed|national security|court order (?:here|noted)|kept out|keeps? (?:her|him|you) out|is noted here"
    r"|(?:his|her|their|this patron's|that patron's) (?:record|card|loans?|holds?|account)"
    r"|(?:has|have) (?:borrowed|a hold|a record) here|we (?:will )?keep|preserve|legal hold)\b",
    re.IGNORECASE,
)
EVERY = [
    pytest.param(each, name, id=f"{each.row}-{name}")
    for each in policy.situations()
    for name in policy.shipped_ids()
]


@pytest.mark.parametrize(("situation", "name"), EVERY)
def test_every_situation_is_explained_shortly_and_tells_nothing(
    situation: policy.Situation, name: str
) -> None:
    adopted = policy.shipped(name)
    decision = policy.decide(situation.request, adopted)

    said = explain(decision, adopted)

    assert said.aloud.startswith(decision.say)
    assert 4 <= len(said.aloud.split()) <= AT_MOST
    assert not CLAUSE_ID.search(said.aloud)
    assert not re.search(r"[{}\[\]_]|  ", said.aloud)
    assert not TELLS.search(said.aloud)
    assert decision.allowed or for_the_asker(decision), decision.rule


@settings(max_examples=500, deadline=None)
@given(anything(), policies)
def test_whatever_is_asked_nothing_is_told_that_the_asker_must_not_hear(
    request: policy.Request, adopted: policy.Policy
) -> None:
    decision = policy.decide(request, adopted)

    said = explain(decision, adopted).aloud

    assert not CLAUSE_ID.search(said)
    assert not TELLS.search(said)
    assert decision.allowed or len(said.split()) <= AT_MOST + 15
    assert decision.allowed or for_the_asker(decision) or decision.rule == "staff.no_duty_for_this"


@given(policies, st.lists(st.sampled_from([*FIELDS, *KINDS]), max_size=3).map(tuple))
def test_what_was_asked_about_changes_no_word_of_a_refusal(
    adopted: policy.Policy, fields: tuple[str, ...]
) -> None:
    asked = policy.situation("officer-no-papers").request

    first = explain(policy.decide(asked, adopted), adopted)
    other = explain(policy.decide(replace(asked, fields=fields), adopted), adopted)

    assert first == other


@pytest.mark.parametrize("name", policy.shipped_ids())
@pytest.mark.parametrize("link", ["blocked", "others_blocked"])
def test_a_guardian_whom_an_order_keeps_out_does_not_hear_of_it(name: str, link: str) -> None:
    asked = replace(policy.situation("mother-known-to-staff").request, link=link)
    adopted = policy.shipped(name)

    said = explain(policy.decide(asked, adopted), adopted).aloud

    assert not re.search(r"order|court|blocked|kept", said, re.IGNORECASE)


def test_the_law_alone_is_named_where_the_policy_would_have_said_yes() -> None:
    wolcott = policy.shipped("wolcott-2016")

    said = explain(policy.decide(policy.situation("attorney-subpoena").request, wolcott), wolcott)

    assert "That is Connecticut law, the same for everyone." in said.aloud


def test_every_word_of_the_tables_stands_for_a_rule_or_a_step_that_is_there() -> None:
    told = {code for codes in TOLD.values() for code in codes}

    assert set(TOLD) | WITHOUT_A_REASON | BY_LAW_ALONE <= set(ROWS)
    assert set(SPOKEN) | told <= set(STEPS)
