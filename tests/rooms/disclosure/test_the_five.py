"""Does a case go the way that each of the five texts says: who decides, who is asked first, what may be answered?"""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from reticent import policy
from reticent.disclosure import steps
from reticent.disclosure.gates import evidence_asked
from reticent.disclosure.known import missing
from reticent.disclosure.steps import Known, NotNow, Offer
from reticent.disclosure.table import table
from reticent.policy.vocabulary import EVIDENCE
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
    record,
    searched,
    take,
)

HERE = Path(__file__).parent
CELLS = tomllib.loads((HERE / "the_five.toml").read_text("utf-8"))["case"]
SITUATIONS = tomllib.loads((HERE.parent / "policy" / "scenarios.toml").read_text("utf-8"))
BRACKETS = SITUATIONS["brackets"]


def _of(*rows: str) -> list[Any]:
    return [
        pytest.param(
            cell,
            id=f"{cell['row']}-{cell['policy']}",
            marks=pytest.mark.clause(*BRACKETS[cell["row"]][cell["policy"]]),
        )
        for cell in CELLS
        if not rows or cell["row"] in rows
    ]


def test_the_table_has_one_cell_for_each_row_and_policy() -> None:
    cells = [(cell["row"], cell["policy"]) for cell in CELLS]

    assert sorted(cells) == sorted((row, name) for row in CLASSIFIED for name in policy.shipped_ids())


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: f"{cell['row']}-{cell['policy']}")
def test_a_cell_says_nothing_else_than_the_table_of_situations(cell: dict[str, Any]) -> None:
    told = [
        each
        for each in SITUATIONS["cell"]
        if (each["scenario"].partition("-")[0], each["policy"]) == (cell["row"], cell["policy"])
    ]
    words = {*EVIDENCE, *table().answers}
    offered = {table().advice.get(step, step) for each in told for step in each.get("steps", ())}
    never = {step for each in told for step in each.get("never_steps", ())}

    here = {*cell["first"], *cell["also"], *cell["open"]}
    assert offered & words <= here
    assert not never & here
    assert "comply" not in here or any(each["outcome"] == "allowed" for each in told)
    assert cell["first"] or not any(each["ends_in"] == "case:consult" for each in told)


@pytest.mark.parametrize("cell", _of())
def test_the_office_that_the_text_names_decides(cell: dict[str, Any]) -> None:
    adopted = policy.shipped(cell["policy"])

    known = classified(cell["row"], adopted)

    assert steps.decides(known, adopted).title == cell["decides"]


@pytest.mark.parametrize("cell", _of())
def test_whoever_the_text_names_is_asked_first(cell: dict[str, Any]) -> None:
    adopted = policy.shipped(cell["policy"])

    known = classified(cell["row"], adopted)

    first = [step.evidence for step in missing(known, adopted)]
    assert first == cell["first"]
    assert [name for name in evidence_asked(known, adopted) if name not in first] == cell["also"]
    if first:
        assert steps.answers_open(known, adopted) == ()


@pytest.mark.parametrize("cell", _of())
def test_the_answers_that_the_text_leaves_open_are_open(cell: dict[str, Any]) -> None:
    adopted = policy.shipped(cell["policy"])

    known = asked_first(classified(cell["row"], adopted), adopted)

    assert [answer.word for answer in steps.answers_open(known, adopted)] == cell["open"]


@pytest.mark.parametrize("cell", _of())
def test_what_is_offered_cites_the_clauses_of_the_row(cell: dict[str, Any]) -> None:
    adopted = policy.shipped(cell["policy"])
    taken_in = opened(cell["row"], adopted)
    known = classified(cell["row"], adopted)

    cited = set(steps.decision(known, adopted).clauses)
    for at in (taken_in, known, all_recorded(known, adopted)):
        for offer in steps.offers(at, adopted, role="custodian"):
            cited.update(offer.clauses)
        for answer in steps.answers_open(at, adopted):
            cited.update(answer.clauses)

    assert set(BRACKETS[cell["row"]][cell["policy"]]) <= cited


@pytest.mark.parametrize("cell", _of("S03", "S27"))
def test_a_judges_order_in_form_is_complied_with_once_all_is_on_record(cell: dict[str, Any]) -> None:
    adopted = policy.shipped(cell["policy"])
    known = all_recorded(classified(cell["row"], adopted), adopted)

    known = take(known, "decide", adopted, answer="comply")
    known = take(known, "search", adopted, **SEARCHED)
    known = take(known, "produce", adopted, **PRODUCED)
    known = take(known, "receipt", adopted, **RECEIPTED)
    known = take(known, "close", adopted)

    assert known.state == "closed"


@pytest.mark.parametrize(
    ("name", "finding"),
    [
        ("wolcott-2016", "counsel:advises_compliance"),
        ("weston-2017", "decided:board_of_trustees"),
        ("new-canaan-2018", "counsel:requires_compliance"),
        ("new-canaan-2018", "authorised:custodian"),
    ],
)
def test_a_finding_that_comes_out_otherwise_shuts_what_was_open(name: str, finding: str) -> None:
    adopted = policy.shipped(name)
    decided = take(all_recorded(classified("S03", adopted), adopted), "decide", adopted, answer="comply")

    otherwise = record(decided, finding, adopted, found=False)

    assert "comply" not in [answer.word for answer in steps.answers_open(otherwise, adopted)]
    with pytest.raises(NotNow):
        take(otherwise, "search", adopted)


# ---- S24, S26: who pays, and records in a system that several libraries share.


def _cell(row: str, name: str, *said: object) -> Any:
    return pytest.param(
        name, *said, id=f"{row}-{name}", marks=pytest.mark.clause(*BRACKETS[row].get(name, ()))
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        _cell("S24", "mansfield-2019", "no bill"),
        _cell("S24", "mansfield-older", "send the agency a bill"),
        _cell("S24", "wolcott-2016", "no bill"),
        _cell("S24", "weston-2017", "no bill"),
        _cell("S24", "new-canaan-2018", "no bill"),
    ],
)
def test_the_agency_is_billed_only_where_the_text_says_so(name: str, said: str) -> None:
    adopted = policy.shipped(name)

    costs = _offer(searched(adopted), "costs", adopted)

    assert said in costs.words
    assert set(BRACKETS["S24"].get(name, ())) <= set(costs.clauses)
    assert costs.why_not == ""
    assert _offer(searched(adopted), "produce", adopted).why_not == ""


@pytest.mark.parametrize("name", policy.shipped_ids())
def test_nobody_is_billed_for_a_request_for_public_records(name: str) -> None:
    adopted = policy.shipped(name)
    known = asked_first(classified("S12", adopted), adopted)

    costs = _offer(take(known, "decide", adopted, answer="deny_foi"), "costs", adopted)

    assert "Nobody is billed" in costs.words


@pytest.mark.parametrize(
    ("name", "where", "rule", "told"),
    [
        _cell("S26", "mansfield-2019", "another", "shared.not_held_here", False),
        _cell("S26", "mansfield-older", "another", "shared.not_held_here", False),
        _cell("S26", "wolcott-2016", "another", "shared.another_librarys", True),
        _cell("S26", "weston-2017", "shared", "outside.law_enforcement", True),
        _cell("S26", "new-canaan-2018", "another", "shared.not_held_here", False),
    ],
)
def test_records_in_a_shared_system_go_the_way_of_the_text(
    name: str, where: str, rule: str, told: bool
) -> None:
    adopted = policy.shipped(name)
    known = take(opened("S01", adopted), "refer", adopted, office="the office")

    known = take(known, "classify", adopted, secret="no", held=where, **CLASSIFIED["S01"])

    assert steps.decision(known, adopted).rule == rule
    assert ("told:consortium" in evidence_asked(known, adopted)) is told
    open_now = [answer.word for answer in steps.answers_open(known, adopted)]
    assert ("nothing_held" in open_now) is rule.startswith("shared.")


@pytest.mark.clause(*BRACKETS["S26"]["weston-2017"])
def test_a_paper_about_records_in_the_shared_system_takes_the_own_way_too() -> None:
    adopted = policy.shipped("weston-2017")
    order = CLASSIFIED["S03"] | {"held": "shared"}
    known = take(opened("S03", adopted), "classify", adopted, secret="no", **order)
    asked = take(known, "review_form", adopted, checklist=points(known))
    known = all_recorded(asked, adopted)

    cited = {clause for offer in steps.offers(asked, adopted, role="custodian") for clause in offer.clauses}
    cited.update(clause for answer in steps.answers_open(known, adopted) for clause in answer.clauses)
    assert set(BRACKETS["S26"]["weston-2017"]) <= cited
    assert {"consulted:town_counsel", "decided:board_of_trustees", "told:consortium"} <= known.evidence
    assert "comply" in [answer.word for answer in steps.answers_open(known, adopted)]


def _offer(known: Known, step: str, adopted: policy.Policy) -> Offer:
    return next(
        offer for offer in steps.offers(known, adopted, role="custodian") if offer.step.startswith(step)
    )
