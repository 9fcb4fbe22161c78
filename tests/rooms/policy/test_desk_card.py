"""Does the desk card say what the policy decides, and does each library's card cite its own clauses?"""

import json
from dataclasses import replace

import pytest

from reticent import policy
from reticent.policy.desk_card import ASKERS, TAKING, DeskCard, Line
from tests.rooms.policy.altered import altered, loaded, text_of
from tests.rooms.policy.test_scenarios import request_for

IDS = policy.shipped_ids()
# Which line of the card is which row of the scenarios.
ROWS = {"officer": "S01", "immigration": "S05", "spouse": "S09", "reporter": "S11"}


def card_of(policy_id: str) -> DeskCard:
    return policy.desk_card(policy.shipped(policy_id))


def line(card: DeskCard, code: str) -> Line:
    return next(each for each in card.lines if each.code == code)


@pytest.mark.parametrize("policy_id", IDS)
def test_every_line_says_what_the_policy_decides(policy_id: str) -> None:
    adopted = policy.shipped(policy_id)
    said = {each.told.say for each in card_of(policy_id).lines}

    decided = {policy.decide(asker.asks, adopted).say for asker in ASKERS}

    assert said == decided


@pytest.mark.parametrize("policy_id", IDS)
@pytest.mark.parametrize(("code", "row"), ROWS.items())
def test_a_line_is_the_answer_of_the_scenario_that_it_stands_for(policy_id: str, code: str, row: str) -> None:
    adopted = policy.shipped(policy_id)
    asked = next(asker.asks for asker in ASKERS if asker.code == code)

    on_the_card, in_the_scenario = policy.decide(asked, adopted), policy.decide(request_for(row), adopted)

    assert on_the_card.outcome == in_the_scenario.outcome
    assert on_the_card.say == in_the_scenario.say
    assert on_the_card.clauses == in_the_scenario.clauses


@pytest.mark.parametrize(
    ("policy_id", "code", "outcome", "cites"),
    [
        pytest.param(*row, marks=pytest.mark.clause(*row[3]))
        for row in (
            ("mansfield-2019", "officer", "refused", ("M19-06", "M19-19", "S-4")),
            ("mansfield-older", "officer", "refused", ("MC-05", "MC-06")),
            ("wolcott-2016", "officer", "referred", ("WO-29", "WO-31", "WO-32")),
            ("weston-2017", "officer", "refused", ("WE-12", "WE-22")),
            ("new-canaan-2018", "officer", "referred", ("NC-21", "NC-22", "NC-20")),
            ("mansfield-2019", "immigration", "refused", ("S-4", "M19-21")),
            ("wolcott-2016", "immigration", "referred", ("S-4", "WO-29", "WO-31", "WO-33")),
            ("mansfield-2019", "parent", "refused", ("M19-06", "M19-07")),
            ("mansfield-older", "parent", "refused", ("MC-05",)),
            ("wolcott-2016", "parent", "refused", ("WO-04", "WO-18")),
            ("weston-2017", "parent", "refused", ("WE-12", "WE-13")),
            ("new-canaan-2018", "parent", "referred", ("NC-06",)),
            ("wolcott-2016", "spouse", "refused", ("WO-12", "WO-20", "S-5")),
            ("mansfield-2019", "papers", "referred", ("M19-20", "S-4")),
        )
    ],
)
def test_the_card_differs_where_the_texts_differ(
    policy_id: str, code: str, outcome: str, cites: tuple[str, ...]
) -> None:
    found = line(card_of(policy_id), code)

    assert found.told.outcome == outcome
    assert set(cites) <= {citation.id for citation in found.citations}


@pytest.mark.parametrize(
    ("policy_id", "head", "then"),
    [
        ("mansfield-2019", "Not yet. Ask for proof.", "Yes, to the parent."),
        ("wolcott-2016", "Not yet. Ask for proof.", "Yes, to the parent."),
        ("weston-2017", "Not yet. Ask for proof.", "Yes, to the parent."),
        ("mansfield-older", "No. You may not say.", None),
        ("new-canaan-2018", "Not yours to answer. Hand it on.", None),
    ],
)
def test_a_parent_is_told_what_this_librarys_policy_says_of_parents(
    policy_id: str, head: str, then: str | None
) -> None:
    parent = line(card_of(policy_id), "parent")

    assert parent.told.head == head
    assert (parent.then.head if parent.then else None) == then


def test_mansfields_older_card_hands_on_the_permission_that_its_new_one_acts_on() -> None:
    older, newer = (line(card_of(name), "spouse").then for name in ("mansfield-older", "mansfield-2019"))

    assert older is not None
    assert newer is not None
    assert (older.outcome, newer.outcome) == ("referred", "allowed")


@pytest.mark.parametrize(
    ("policy_id", "whom"),
    [
        pytest.param("mansfield-2019", ["Library Director", "Deputy", "Town Manager", "Town Attorney"]),
        pytest.param("mansfield-older", ["Library Director", "Deputy", "Counsel"]),
        pytest.param("wolcott-2016", ["Library Director", "Deputy", "Town Attorney", "Legal counsel"]),
        pytest.param("weston-2017", ["Library Director", "Deputy", "Town Counsel", "Board of Trustees"]),
        pytest.param("new-canaan-2018", ["Executive Director", "Deputy", "Legal counsel"]),
    ],
)
@pytest.mark.clause("M19-21", "WO-28", "WO-30", "WO-33", "WE-24", "NC-19", "NC-20")
def test_whom_to_fetch_is_whom_the_policy_names(policy_id: str, whom: list[str]) -> None:
    card = card_of(policy_id)

    assert [each.office for each in card.fetch] == whom
    assert {clause for each in card.fetch for clause in each.clauses} <= set(
        policy.shipped(policy_id).clauses
    )


@pytest.mark.clause("WO-28", "NC-19")
def test_a_deputy_is_called_as_the_policy_has_one_appointed() -> None:
    deputies = {name: next(e for e in card_of(name).fetch if e.office == "Deputy") for name in IDS}

    assert "in writing" in deputies["new-canaan-2018"].why
    assert "delegated" in deputies["wolcott-2016"].why
    assert deputies["mansfield-2019"].clauses == ()


def test_deputies_whom_the_policy_names_are_called_in_its_order(tmp_path) -> None:
    text = altered(
        text_of("wolcott-2016"),
        table="custodian",
        old="delegate",
        new='deputies = ["Head of Circulation", "Children\'s Librarian"]\ndelegate',
    )

    offices = [each.office for each in policy.desk_card(loaded(tmp_path, text)).fetch]

    assert offices[:3] == ["Library Director", "Head of Circulation", "Children's Librarian"]
    assert "Deputy" not in offices


def test_whom_the_words_name_is_fetched_first(tmp_path) -> None:
    text = altered(text_of("weston-2017"), table="referral", old='"Library Director"', new='"Town Clerk"')

    card = policy.desk_card(loaded(tmp_path, text))

    assert [each.office for each in card.fetch][:2] == ["Town Clerk", "Library Director"]
    assert "Town Clerk" in line(card, "officer").told.say


@pytest.mark.parametrize("policy_id", IDS)
def test_the_back_neither_resists_a_judge_nor_helps_to_search(policy_id: str) -> None:
    card = card_of(policy_id)

    assert card.taking.say == policy.decide(TAKING, policy.shipped(policy_id)).say
    assert "I don't consent and I don't obstruct" in card.taking.say
    assert card.taking.do[0].endswith("the search does not wait")
    assert any("Do not help search" in words for words in card.never)
    assert any("do not stand in the way" in words for words in card.never)
    assert "names and badges" in card.taking.write_down


@pytest.mark.parametrize("policy_id", IDS)
def test_in_danger_the_desk_calls_for_help_and_opens_nothing(policy_id: str) -> None:
    danger = line(card_of(policy_id), "danger")

    assert danger.minded[0] == "Call 911 yourself. That needs no record."
    assert danger.told.outcome != "allowed"


@pytest.mark.parametrize("policy_id", IDS)
def test_the_words_for_readers_are_there_in_spanish_too(policy_id: str) -> None:
    lines = card_of(policy_id).lines

    told = [told for each in lines for told in (each.told, each.then) if told]

    assert [each.say for each in told if each.say_es == each.say] == []
    assert not any("{" in each.say_es for each in told)


@pytest.mark.parametrize("policy_id", IDS)
def test_no_step_of_the_directors_is_asked_of_the_desk(policy_id: str) -> None:
    adopted = policy.shipped(policy_id)
    desk = {step for each in card_of(policy_id).lines for step in each.told.do}

    assert desk.isdisjoint(step.label for step in adopted.steps)


def test_neighbours_who_hear_the_same_words_share_a_line_and_others_do_not(tmp_path) -> None:
    text = altered(
        text_of("wolcott-2016"),
        table="outsiders.by_class.press",
        old="clauses",
        new='outcome = "referred"\nclauses',
    )

    shared = card_of("wolcott-2016")
    apart = policy.desk_card(loaded(tmp_path, text))

    assert "reporter" not in [each.code for each in shared.lines]
    assert line(shared, "caller").who == "A reporter, a caller, or anyone else"
    assert line(apart, "reporter").told.outcome == "referred"


def test_the_card_changes_with_the_policy_and_with_nothing_else(tmp_path) -> None:
    text = altered(text_of("mansfield-2019"), table="guardian", old='allowed = "yes"', new='allowed = "no"')

    before, after = card_of("mansfield-2019"), policy.desk_card(loaded(tmp_path, text))

    changed = {a.code for a, b in zip(before.lines, after.lines, strict=True) if a != b}
    assert changed == {"parent", "caller"}
    assert policy.desk_card(policy.shipped("mansfield-2019")) == before


@pytest.mark.parametrize("policy_id", IDS)
def test_the_card_can_be_had_as_plain_values(policy_id: str) -> None:
    said = json.loads(json.dumps(card_of(policy_id).as_dict()))

    assert (said["format"], said["policy_id"]) == (1, policy_id)
    assert replace(card_of(policy_id)) == card_of(policy_id)
