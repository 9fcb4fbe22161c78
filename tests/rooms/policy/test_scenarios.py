"""Do the five policies answer the same situations as differently as they were written?"""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from reticent import policy

TABLE = tomllib.loads((Path(__file__).parent / "scenarios.toml").read_text("utf-8"))
FIRST_STORY = ("S01", "S03", "S07", "S08", "S13", "S14")


def request_for(scenario: str, **changes: Any) -> policy.Request:
    """The request of a scenario's row, with a cell's own changes."""
    row = {key: said for key, said in TABLE["request"][scenario].items() if key != "situation"} | changes
    for key in ("duties", "evidence"):
        row[key] = frozenset(row.get(key, ()))
    for key in ("kinds", "fields"):
        row[key] = tuple(row.get(key, ()))
    if paper := row.get("instrument"):
        row["instrument"] = policy.Instrument(
            **paper | {"names_fields": tuple(paper.get("names_fields", ()))}
        )
    return policy.Request(**row)


def _cells() -> list[Any]:
    return [
        pytest.param(
            cell,
            id=f"{cell['scenario']}-{cell['policy']}-{at}",
            marks=pytest.mark.clause(*cell["cites"]),
        )
        for at, cell in enumerate(TABLE["cell"])
    ]


@pytest.mark.parametrize("cell", _cells())
def test_a_policy_answers_a_situation_by_its_own_clauses(cell: dict[str, Any]) -> None:
    request = request_for(cell["scenario"], **cell.get("with", {}))

    decision = policy.decide(request, policy.shipped(cell["policy"]))

    offered = {step.code for step in decision.next_steps}
    assert decision.outcome == cell["outcome"], decision.rule
    assert decision.fields == policy.fields_named(cell.get("fields", ()))
    assert set(cell["cites"]) <= set(decision.clauses)
    assert not set(cell.get("never_cites", ())) & set(decision.clauses)
    assert set(cell.get("steps", ())) <= offered
    assert not set(cell.get("never_steps", ())) & offered
    assert set(cell.get("records", ())) <= set(decision.records)


@pytest.mark.parametrize("cell", _cells())
def test_an_answer_cites_its_own_policy_and_its_statute_only(cell: dict[str, Any]) -> None:
    adopted = policy.shipped(cell["policy"])

    decision = policy.decide(request_for(cell["scenario"], **cell.get("with", {})), adopted)

    assert set(decision.clauses) <= {*adopted.clauses, *adopted.statute.clauses}


def test_every_cell_of_the_first_story_is_there_for_every_policy() -> None:
    there = {(cell["scenario"].split("-")[0], cell["policy"]) for cell in TABLE["cell"]}

    assert {(scenario, name) for scenario in FIRST_STORY for name in policy.shipped_ids()} <= there


def test_the_five_policies_differ_about_the_officer_and_about_the_mother() -> None:
    answers = {
        scenario: {
            policy.decide(request_for(scenario, proof="card_number"), policy.shipped(name)).outcome
            for name in policy.shipped_ids()
        }
        for scenario in ("S01", "S07")
    }

    assert answers == {"S01": {"refused", "referred"}, "S07": {"allowed", "refused", "referred"}}


def test_a_patron_whose_identity_nobody_checked_is_shown_nothing() -> None:
    for name in policy.shipped_ids():
        decision = policy.decide(request_for("S13", identity_checked=False), policy.shipped(name))

        assert (decision.outcome, decision.fields) == ("refused", ())
        assert [step.code for step in decision.next_steps] == ["check_identity"]


def test_a_judges_warrant_waits_for_no_consultation_and_signed_by_an_officer_it_opens_nothing() -> None:
    for name in policy.shipped_ids():
        adopted = policy.shipped(name)
        by_judge = policy.decide(request_for("S25"), adopted)
        paper = policy.Instrument("search_warrant", signed_by="officer", names_fields=("loan.title",))
        by_officer = policy.decide(
            policy.Request("third_party", "case", asker="police", instrument=paper), adopted
        )

        assert by_judge.allowed
        assert not by_officer.allowed
