"""Is every clause that is called enforced really what decides? With its rule switched off, a marked test goes red."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from reticent import policy
from tests.rooms.policy.altered import altered, loaded, text_of
from tests.rooms.policy.switches import M19, SWITCHES, WO, Switch, switched_off, the_rule_off
from tests.rooms.policy.test_scenarios import request_for

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What became of every marked test of this room, with every rule on and with each one off."""
    report = tmp_path_factory.mktemp("switches") / "report.json"
    here = str(Path(__file__).parent.relative_to(ROOT))
    plugin = ("-p", "tests.rooms.policy.rules_off", "--rules-off", str(report))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *plugin, "-m", "clause", here],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": f"src{os.pathsep}."}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert report.exists(), done.stdout + done.stderr
    return json.loads(report.read_text("utf-8"))  # type: ignore[no-any-return]


@pytest.mark.parametrize("switch", [pytest.param(each, id=each.clause) for each in SWITCHES])
def test_with_an_enforced_clauses_rule_switched_off_a_test_that_carries_its_mark_goes_red(
    switch: Switch, runs: dict[str, Any]
) -> None:
    marked = runs["off"][switch.clause]

    assert marked["red"], f"no test marked {switch.clause} notices: {marked['green']}"
    assert set(marked["red"]) <= set(runs["on"]["green"])


def test_with_every_rule_on_every_marked_test_is_green(runs: dict[str, Any]) -> None:
    assert runs["on"]["green"]
    assert not runs["on"]["red"]
    assert not runs["on"]["broken"]


def test_no_clause_is_called_enforced_that_no_switch_proves() -> None:
    called = [
        name
        for policy_id in policy.shipped_ids()
        for name, clause in policy.shipped(policy_id).clauses.items()
        if clause.kept_by == "enforced"
    ]

    assert sorted(called) == sorted(switch.clause for switch in SWITCHES)


@pytest.mark.parametrize("switch", [pytest.param(each, id=each.clause) for each in SWITCHES])
def test_a_switch_leaves_every_other_text_and_afterwards_its_own_as_it_was(
    switch: Switch, tmp_path: Path
) -> None:
    before = {name: policy.shipped(name).sha256 for name in policy.shipped_ids()}
    law = policy.shipped(switch.policy_id).statute.sha256

    with the_rule_off(switch, tmp_path):
        off = {name: policy.shipped(name).sha256 for name in policy.shipped_ids()}
        law_off = policy.shipped(switch.policy_id).statute.sha256

    assert {name for name in off if off[name] != before[name]} == (
        {switch.policy_id} if switch.off else set()
    )
    assert (law_off != law) == bool(switch.law)
    assert {name: policy.shipped(name).sha256 for name in policy.shipped_ids()} == before


def test_a_switch_that_finds_nothing_to_switch_says_so() -> None:
    with pytest.raises(AssertionError, match="does not say age"):
        switched_off(text_of(WO), {"guardian": {"age": None}})


def test_no_policy_can_defeat_a_judges_order_by_accepting_nothing(tmp_path: Path) -> None:
    text = switched_off(text_of(M19), {"instruments": {"accepted": "[]"}})

    decision = policy.decide(request_for("S03-after"), loaded(tmp_path, text))

    assert decision.allowed


def test_no_policy_can_let_in_whom_the_statute_keeps_out(tmp_path: Path) -> None:
    text = altered(
        text_of(WO),
        table="outsiders.by_class.law_enforcement",
        old='outcome = "referred"',
        new='outcome = "allowed"',
    )

    decision = policy.decide(request_for("S01"), loaded(tmp_path, text))

    assert not decision.allowed
