"""What two policies say differently: by meaning, with clauses, and nothing that is only worded otherwise."""

import re
from itertools import pairwise, product

import pytest

from reticent.policy.comparing import ANSWERS, UNSAID, compare
from reticent.policy.deciding import decide
from reticent.policy.shelf import shipped, shipped_ids
from reticent.policy.situations import situations
from tests.rooms.policy.altered import altered, loaded, text_of


def differences(before, after):
    return {each.about: each for each in compare(before, after)}


@pytest.mark.parametrize("policy_id", shipped_ids())
def test_a_policy_says_what_it_says(policy_id, tmp_path):
    assert compare(shipped(policy_id), loaded(tmp_path, text_of(policy_id))) == ()


@pytest.mark.parametrize(("one", "other"), list(product(shipped_ids(), shipped_ids())))
def test_turned_round_every_difference_is_turned_round(one, other):
    there = [(each.about, each.before, each.after) for each in compare(shipped(one), shipped(other))]
    back = [(each.about, each.after, each.before) for each in compare(shipped(other), shipped(one))]

    assert sorted(there) == sorted(back)


@pytest.mark.parametrize(("one", "other"), list(pairwise(shipped_ids())))
def test_every_situation_with_another_outcome_is_among_the_differences(one, other):
    before, after = shipped(one), shipped(other)
    answered = [each.about for each in compare(before, after) if each.chapter == ANSWERS]

    for each in situations():
        if decide(each.request, before).outcome != decide(each.request, after).outcome:
            assert each.said in answered


def test_words_that_decide_nothing_are_no_difference(tmp_path):
    text = text_of("weston-2017")
    reworded = re.sub(r'^(note|why|label) = ".*"', r'\1 = "Said otherwise."', text, flags=re.MULTILINE)

    assert reworded != text
    assert compare(shipped("weston-2017"), loaded(tmp_path, reworded)) == ()


def test_another_officers_title_is_a_difference_once_and_not_in_every_answer(tmp_path):
    text = text_of("mansfield-2019")
    other = loaded(tmp_path, text.replace('"Library Director"', '"Town Librarian"'))

    found = compare(shipped("mansfield-2019"), other)

    assert {each.chapter for each in found} == {
        "The text and its dates",
        "Who answers, who decides, whom it binds",
    }


@pytest.mark.parametrize(
    ("table", "old", "new", "about", "after"),
    [
        (
            "keep.charge",
            "days_after = 30",
            "days_after = 7",
            "What you owe: kept",
            "until it is paid, and a week after",
        ),
        ("guardian", '"photo_id"', '"guardian_link"', "guardian.proofs", "where you are noted as guardian"),
        ("instruments", '  "search_warrant",\n', "", "instruments.accepted", "a court order"),
        (
            "steps#1",
            "must = true",
            "must = false",
            "A step: legal counsel reviewed the papers",
            "may, once papers",
        ),
        (
            "notices#5",
            "answer concerns",
            "consider concerns",
            "The public is told: National security",
            "consider",
        ),
        ("costs", "", "", "costs.bill_agency", "yes"),
        ("custodian", '"yes"', '"in_writing"', "custodian.delegate", "in writing"),
    ],
)
def test_a_rule_that_changed_is_named_with_what_it_says_now(table, old, new, about, after, tmp_path):
    text = text_of("wolcott-2016")
    changed = (
        text.replace("[costs] ", "[costs]\nbill_agency = true\n#", 1)
        if table == "costs"
        else altered(text, table=table, old=old, new=new)
    )

    found = differences(shipped("wolcott-2016"), loaded(tmp_path, changed))

    (named,) = [each for said, each in found.items() if said.startswith(about)]
    assert after in named.after.words
    assert named.before.words != named.after.words


def test_a_difference_names_the_clauses_of_both():
    found = differences(shipped("mansfield-older"), shipped("mansfield-2019"))

    (parents,) = [each for about, each in found.items() if about.startswith("guardian.allowed")]
    assert (parents.before.words, parents.after.words) == ("no", "yes")
    assert (parents.before.clauses, parents.after.clauses) == (("MC-05",), ("M19-06",))
    assert found["A step: the Town Manager was consulted"].before.words == UNSAID


def test_the_same_silence_about_a_class_of_askers_is_no_difference():
    found = differences(shipped("mansfield-older"), shipped("mansfield-2019"))

    assert not [about for about in found if "by_class.press" in about]
