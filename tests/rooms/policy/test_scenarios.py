"""Do the five policies answer the same situations as differently as they were written?"""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reticent import policy
from reticent.policy.vocabulary import ENDS

TABLE = tomllib.loads((Path(__file__).parent / "scenarios.toml").read_text("utf-8"))
ROWS = tuple(f"S{number:02}" for number in range(1, 29))
# What the table's notes ask for beside its rows: a spouse with the patron's own card, and permission by phone.
BESIDE_ROWS = ("S09-card", "S10-phone")


def request_for(scenario: str, **changes: Any) -> policy.Request:
    """The request of a scenario's row, with a cell's own changes."""
    return replace(policy.situation(scenario).request, **changes)


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
    assert (decision.outcome, decision.ends_in) == (cell["outcome"], cell["ends_in"]), decision.rule
    assert decision.ends_in in ENDS
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


def test_every_row_of_the_table_is_there_for_every_policy() -> None:
    there = {(cell["scenario"], cell["policy"]) for cell in TABLE["cell"]}
    rows = {(row.split("-")[0], name) for row, name in there}

    everyone = policy.shipped_ids()
    assert {(row, name) for row in ROWS for name in everyone} <= rows
    assert {(row, name) for row in BESIDE_ROWS for name in everyone} <= there
    assert {row for row, _ in there} == {each.row for each in policy.situations()}
    assert set(TABLE["brackets"]) == set(ROWS)


@pytest.mark.parametrize("policy_id", policy.shipped_ids())
@pytest.mark.parametrize("row", ROWS)
def test_every_clause_that_the_table_names_is_cited(row: str, policy_id: str) -> None:
    decisions = [
        policy.decide(request_for(cell["scenario"], **cell.get("with", {})), policy.shipped(policy_id))
        for cell in TABLE["cell"]
        if cell["scenario"].split("-")[0] == row and cell["policy"] == policy_id
    ]

    cited = {clause for decision in decisions for clause in decision.clauses}

    assert set(TABLE["brackets"][row][policy_id]) <= cited


def test_every_end_is_reached_by_some_situation() -> None:
    """What no row leads to is said here: who signed is not known, a case is not open yet."""
    reached = {
        policy.decide(each.request, policy.shipped(name)).ends_in
        for each in policy.situations()
        for name in policy.shipped_ids()
    }

    assert set(ENDS) - reached == {"case:intake", "case:classified"}


def test_a_situation_is_found_by_its_name_and_by_its_row_and_a_near_miss_is_named() -> None:
    assert policy.situation("officer-no-papers") == policy.situation("S01")
    with pytest.raises(policy.UnknownSituation, match="Did you mean “officer-no-papers”"):
        policy.situation("oficer-no-paper")


@pytest.mark.parametrize("name", policy.shipped_ids())
def test_a_judges_warrant_is_not_delayed_by_whose_patrons_or_whose_system_it_means(name: str) -> None:
    for place in ({"patrons_of": "elsewhere"}, {"held_in": "Bibliomation"}, {"held_in": "no system of ours"}):
        decision = policy.decide(request_for("S25", **place), policy.shipped(name))

        assert decision.ends_in == "case:supervise_execution"


@pytest.mark.parametrize("name", policy.shipped_ids())
def test_staff_open_nobody_elses_patrons_through_a_shared_system(name: str) -> None:
    duty = {"duty": "circulation", "duties": frozenset({"circulation"})}
    neighbours = policy.Request("staff", "lend", patrons_of="elsewhere", held_in="Bibliomation", **duty)

    assert not policy.decide(neighbours, policy.shipped(name)).allowed


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
