"""Does whoever asks for something else than records get what each of the five texts says, and nothing more?

One row of the table of situations a case: a patron for her own record, a trustee, a service, a collection agency, the
Friends, fundraising staff; and beside them a researcher and Town Hall.
"""

import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from reticent import policy
from reticent.disclosure import clocks, letters, steps
from reticent.disclosure.answers import counsel_may
from reticent.disclosure.counts import KINDS, OUTCOMES, kind_of, outcome_of
from reticent.disclosure.gates import evidence_asked
from reticent.disclosure.known import authority, is_owed
from reticent.disclosure.letters import LetterFacts
from reticent.disclosure.steps import AtTheDesk, Known, NotNow
from reticent.disclosure.table import table
from reticent.policy.vocabulary import TITLES
from tests.rooms.disclosure.walking import PRODUCED, RECEIPTED, SEARCHED, record, take

HERE = Path(__file__).parent
TOLD = tomllib.loads((HERE / "the_others.toml").read_text("utf-8"))
BRACKETS = tomllib.loads((HERE.parent / "policy" / "scenarios.toml").read_text("utf-8"))["brackets"]
ZONE = ZoneInfo("America/New_York")
RECEIVED = datetime(2026, 11, 23, 15, tzinfo=ZONE)
THE_FIVE = policy.shipped_ids()


def cells(*rows: str) -> list[Any]:
    return [
        pytest.param(
            cell,
            id=f"{cell['row']}-{cell['policy']}",
            marks=pytest.mark.clause(*BRACKETS.get(cell["row"], {}).get(cell["policy"], ())),
        )
        for cell in TOLD["case"]
        if not rows or cell["row"] in rows
    ]


def opened(row: str, adopted: policy.Policy) -> Known:
    """As the desk takes it in, and hands it on."""
    known = steps.begin("asking", TOLD["opens"][row], adopted)
    return take(known, "refer", adopted, role="desk", office="the office")


def found(cell: dict[str, Any], adopted: policy.Policy) -> Known:
    """The same, with on record what may be found of it."""
    known = opened(cell["row"], adopted)
    for evidence in cell["found"]:
        known = record(known, evidence, adopted)
    return known


def words(known: Known, adopted: policy.Policy) -> list[str]:
    return [answer.word for answer in steps.answers_open(known, adopted)]


def test_there_is_one_cell_for_each_row_and_policy() -> None:
    told = [(cell["row"], cell["policy"]) for cell in TOLD["case"]]

    assert sorted(told) == sorted((row, name) for row in TOLD["opens"] for name in THE_FIVE)


@pytest.mark.parametrize("cell", cells())
def test_the_answers_that_the_text_leaves_open_are_open(cell: dict[str, Any]) -> None:
    adopted = policy.shipped(cell["policy"])
    known = opened(cell["row"], adopted)

    assert words(known, adopted) == cell["before"]
    assert [name for name in evidence_asked(known, adopted) if name in table().findings] == cell["found"]
    assert words(found(cell, adopted), adopted) == cell["open"]


@pytest.mark.parametrize("cell", cells())
def test_the_case_ends_with_the_letter_that_fits_and_cites_the_clauses_of_its_row(
    cell: dict[str, Any],
) -> None:
    adopted = policy.shipped(cell["policy"])
    known = take(found(cell, adopted), "decide", adopted, answer=cell["answer"])
    cited = {clause for offer in steps.offers(known, adopted, role="custodian") for clause in offer.clauses}

    if cell["answer"] == "comply":
        known = take(known, "search", adopted, **SEARCHED | {"kinds": ["registration.name", "charge.amount"]})
        known = take(known, "produce", adopted, **PRODUCED | {"kinds": ["charge.amount"]})
        written = known
        known = take(known, "receipt", adopted, **RECEIPTED)
    else:
        if table().answers[cell["answer"]].by_hand:
            with pytest.raises(NotNow, match="First write down what was done by hand"):
                take(known, "send", adopted, letter=cell["letter"])
            known = take(known, "by_hand", adopted, done="As the words say.", how_many="41")
        written = known
        known = take(known, "send", adopted, letter=cell["letter"])
    known = take(known, "close", adopted)

    assert known.state == "closed"
    assert (kind_of(known) in KINDS, outcome_of(known) in OUTCOMES) == (True, True)
    letter = letters.write(
        cell["letter"], written, adopted, LetterFacts(received=RECEIVED), on=date(2026, 11, 24)
    )
    cited |= {*letter.clauses, *steps.decision(opened(cell["row"], adopted), adopted).clauses}
    assert set(BRACKETS.get(cell["row"], {}).get(cell["policy"], ())) <= cited


# ---- What a child has out is the desk's; one's own record, unless it is asked for in writing.


@pytest.mark.parametrize("name", THE_FIVE)
@pytest.mark.parametrize(
    ("asked", "key"),
    [
        ({"asker": "parent", "about": "child", "papers": "none", "channel": "in_person"}, "guardian"),
        ({"asker": "guardian", "about": "child", "papers": "letter", "channel": "mail"}, "guardian"),
        ({"asker": "patron", "about": "own_data", "papers": "none", "channel": "in_person"}, "account"),
        ({"asker": "patron", "about": "own_data", "papers": "unknown", "channel": "phone"}, "account"),
    ],
)
def test_what_the_desk_answers_is_no_case(name: str, asked: dict[str, str], key: str) -> None:
    with pytest.raises(AtTheDesk) as said:
        steps.begin("asking", asked, policy.shipped(name))

    assert said.value.key == key
    assert "Nothing was written down" in str(said.value)


# ---- The contract.


@pytest.mark.parametrize("name", ["wolcott-2016", "new-canaan-2018"])
@pytest.mark.parametrize("missing", ["contract:in_force", "contract:confidential"])
def test_without_the_whole_contract_on_record_nothing_is_searched_for(name: str, missing: str) -> None:
    adopted = policy.shipped(name)
    cell = next(c for c in TOLD["case"] if (c["row"], c["policy"]) == ("S19", name))
    known = take(found(cell, adopted), "decide", adopted, answer="comply")

    otherwise = record(known, missing, adopted, found=False)

    assert "comply" not in words(otherwise, adopted)
    with pytest.raises(NotNow):
        take(otherwise, "search", adopted, **SEARCHED)


@pytest.mark.parametrize("cell", cells("S19"))
def test_an_agency_has_one_account_and_never_a_title(cell: dict[str, Any]) -> None:
    adopted = policy.shipped(cell["policy"])
    known = found(cell, adopted)

    decided = steps.decision(known, adopted)

    assert not TITLES.intersection(decided.fields)
    if cell["answer"] == "comply":
        assert decided.fields == ("registration.name", "registration.contact", "charge.amount")
        assert (authority(known), known.centre) == ("contract", "person")
        paper = {"secret": "no", "kind": "letter", "signed_by": "nobody", "centre": "item"}
        assert take(known, "classify", adopted, **paper).centre == "person"


@pytest.mark.parametrize("name", THE_FIVE)
def test_a_contract_that_is_shown_opens_nothing_by_itself(name: str) -> None:
    adopted = policy.shipped(name)

    known = opened("S19", adopted)

    assert known.instrument == policy.Instrument("none", "nobody")
    assert not steps.decision(known, adopted).allowed


@pytest.mark.parametrize("name", THE_FIVE)
def test_what_is_recorded_of_a_contract_says_where_it_is_kept(name: str) -> None:
    adopted = policy.shipped(name)
    known = steps.begin("asking", TOLD["opens"]["S19"], adopted)

    asked = {
        offer.step: {field.name: field.required for field in offer.asks}
        for offer in steps.offers(known, adopted, role="custodian")
        if offer.step.startswith("record:contract")
    }

    if name == "mansfield-older":
        assert asked == {}
    else:
        assert asked["record:contract:in_force"]["contract_kept"]
        assert "contract_kept" not in asked["record:contract:confidential"]


# ---- A paper that speaks for itself.


@pytest.mark.parametrize("name", THE_FIVE)
@pytest.mark.parametrize("row", ["S13", "S18", "S19", "S20", "S21", "researcher"])
def test_whoever_comes_back_with_a_subpoena_is_answered_as_with_a_subpoena(name: str, row: str) -> None:
    adopted = policy.shipped(name)
    known = opened(row, adopted)

    paper = {"secret": "no", "kind": "attorney_subpoena", "signed_by": "attorney"}
    after = take(known, "classify", adopted, **paper)

    assert (after.matter, steps.decision(after, adopted).rule) in {
        ("records", "outside.blocked_by_statute"),
        ("records", "outside.not_accepted"),
    }
    beside = {word for word, answer in table().answers.items() if answer.about}
    assert not beside.intersection(words(after, adopted))
    assert not beside.intersection(counsel_may(after, adopted))


@pytest.mark.parametrize("name", THE_FIVE)
@pytest.mark.parametrize("about", ["donors", "totals", "addresses", "account"])
def test_a_request_for_public_records_is_denied_in_time_whatever_it_is_about(name: str, about: str) -> None:
    adopted = policy.shipped(name)
    asked = {"asker": "researcher", "about": about, "papers": "foi_request", "channel": "mail"}
    known = steps.begin("asking", asked, adopted)

    due = clocks.due(known, adopted, received=RECEIVED, return_by=None, zone=ZONE)

    assert steps.decision(known, adopted).rule == "outside.foi"
    assert [each.code for each in due] == ["foi_answer"]
    assert set(words(known, adopted)) <= {"deny_foi"}
    denied = clocks.due(known, adopted, received=RECEIVED, return_by=None, zone=ZONE, denied=RECEIVED)
    assert {each.code for each in denied} <= {"foi_appeal"}


# ---- One's own record.


@pytest.mark.parametrize("name", THE_FIVE)
def test_a_written_request_for_ones_own_record_is_due_and_owed_where_the_act_binds(name: str) -> None:
    adopted = policy.shipped(name)
    known = opened("S13", adopted)
    asked = take(take(known, "decide", adopted, answer="ask_identity"), "send", adopted, letter="own_record")

    (due,) = clocks.due(known, adopted, received=RECEIVED, return_by=None, zone=ZONE)

    assert (due.code, due.by) == ("own_answer", date(2026, 12, 23))
    assert due.clauses == (("S-5",) if name == "new-canaan-2018" else ("4-193(d)", "4-193(f)", "4-193(g)"))
    assert is_owed(known, adopted) is adopted.flags.personal_data_act
    # Whoever was asked who she is has no answer yet.
    if adopted.flags.personal_data_act:
        with pytest.raises(NotNow, match="This must be answered"):
            take(asked, "close", adopted)
    else:
        assert take(asked, "close", adopted).state == "closed"


@pytest.mark.parametrize("name", THE_FIVE)
def test_whoever_is_refused_her_own_record_is_told_of_the_court_where_the_act_binds(name: str) -> None:
    adopted = policy.shipped(name)
    known = take(opened("S13", adopted), "decide", adopted, answer="refuse_own")

    letter = letters.write(
        "own_record", known, adopted, LetterFacts(received=RECEIVED), on=date(2026, 11, 24)
    )
    sent = take(known, "send", adopted, letter="own_record")
    dues = clocks.due(
        sent, adopted, received=RECEIVED, return_by=None, zone=ZONE, denied=RECEIVED.replace(day=25)
    )

    bound = adopted.flags.personal_data_act
    assert ("4-194" in letter.clauses) is bound
    assert [(due.code, due.by) for due in dues] == ([("own_petition", date(2027, 3, 25))] if bound else [])
    assert letter.to == ()


@pytest.mark.parametrize("name", THE_FIVE)
def test_nobody_is_shown_a_record_before_it_is_known_that_it_is_hers(name: str) -> None:
    adopted = policy.shipped(name)
    known = record(opened("S13", adopted), "seen:identity", adopted)
    decided = take(known, "decide", adopted, answer="show_own")

    otherwise = record(decided, "seen:identity", adopted, found=False)

    assert "show_own" not in words(otherwise, adopted)


@pytest.mark.parametrize("name", THE_FIVE)
def test_somebody_who_asks_for_the_record_of_another_is_refused_as_a_stranger(name: str) -> None:
    adopted = policy.shipped(name)
    asked = {"asker": "attorney", "about": "own_data", "papers": "letter", "channel": "mail"}

    known = steps.begin("asking", asked, adopted)

    assert steps.decision(known, adopted).outcome == "refused"
    assert words(known, adopted) == ["refuse"]


@pytest.mark.parametrize("name", THE_FIVE)
def test_ones_own_record_is_answered_on_paper_or_by_counsel_never_by_word_of_mouth(name: str) -> None:
    adopted = policy.shipped(name)
    known = take(opened("S13", adopted), "decide", adopted, answer="ask_identity")

    send = next(o for o in steps.offers(known, adopted, role="custodian") if o.step == "send")

    (letter,) = [field for field in send.asks if field.name == "letter"]
    assert [word for word, _ in letter.options] == ["own_record", "counsels_own"]


@pytest.mark.parametrize("row", TOLD["opens"])
def test_what_is_done_by_hand_is_no_answer_of_counsels(row: str) -> None:
    adopted = policy.shipped("weston-2017")

    may = counsel_may(opened(row, adopted), adopted)

    assert not [word for word in may if table().answers[word].by_hand]


# ---- Who asks decides, not what is asked for.


@pytest.mark.parametrize("name", THE_FIVE)
@pytest.mark.parametrize("asker", ["friends_group", "trustee", "company", "town_hall"])
def test_donors_records_are_for_those_who_raise_funds(name: str, asker: str) -> None:
    adopted = policy.shipped(name)
    asked = TOLD["opens"]["S21"] | {"asker": asker}

    assert words(steps.begin("asking", asked, adopted), adopted) == ["refuse"]


@pytest.mark.parametrize("asker", ["company", "town_hall", "vendor"])
def test_addresses_that_chose_the_friends_are_for_the_friends(asker: str) -> None:
    adopted = policy.shipped("weston-2017")
    asked = TOLD["opens"]["S20"] | {"asker": asker}

    assert words(steps.begin("asking", asked, adopted), adopted) == ["refuse"]


# ---- Records in a system that several libraries share.


@pytest.mark.parametrize(
    ("name", "held", "letter", "open_"),
    [
        ("mansfield-2019", "another", False, ["nothing_held"]),
        ("mansfield-older", "another", False, ["nothing_held"]),
        ("wolcott-2016", "another", True, ["refuse", "nothing_held"]),
        ("weston-2017", "shared", True, ["refuse"]),
        ("new-canaan-2018", "another", False, ["nothing_held"]),
    ],
)
def test_the_keeper_of_a_shared_system_is_told_and_the_own_path_goes_on(
    name: str, held: str, letter: bool, open_: list[str]
) -> None:
    adopted = policy.shipped(name)
    asked = {"asker": "police", "papers": "none", "channel": "in_person", "held": held}
    known = take(steps.begin("asking", asked, adopted), "refer", adopted, office="the office")

    assert ("word_to_consortium" in letters.offered(known, adopted)) is letter
    assert set(open_) <= set(words(known, adopted))
    if letter:
        told = record(known, "told:consortium", adopted)
        assert told.state == known.state
        assert "decide" in {o.step for o in steps.offers(told, adopted, role="custodian") if not o.why_not}
        word = letters.write("word_to_consortium", known, adopted, LetterFacts(), on=date(2026, 11, 24))
        assert word.to == ("Bibliomation",)
        goes_on = "goes its own way" in letters.as_text(word).replace("\n", " ")
        assert goes_on is (name == "weston-2017")


def test_every_answer_to_something_else_is_reached_by_one_of_the_five() -> None:
    reached = {word for cell in TOLD["case"] for word in (*cell["before"], *cell["open"])}

    assert {word for word, answer in table().answers.items() if answer.about} <= reached
