"""What keeps each clause, and that no test is named which is not there."""

import re
from pathlib import Path

import pytest

from reticent.policy.covering import PROOFS, coverage, proofs
from reticent.policy.shelf import shipped, shipped_ids
from tests.rooms.policy.altered import loaded, text_of
from tools import clause_tests, coverage_page

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "reference" / "coverage.md").read_text("utf-8")
REDRAW = "run `make policy-pages`"


@pytest.mark.parametrize("policy_id", shipped_ids())
def test_every_clause_of_a_text_is_covered_in_its_order_and_stands_on_the_page(policy_id):
    covered = coverage(shipped(policy_id))

    assert [each.id for each in covered] == list(shipped(policy_id).clauses)
    assert not [each.id for each in covered if f"| {each.id} |" not in PAGE], REDRAW


@pytest.mark.parametrize("policy_id", shipped_ids())
def test_whatever_is_called_enforced_or_evidenced_has_a_test_that_says_so(policy_id):
    proven = [each for each in coverage(shipped(policy_id)) if each.kept_by in ("enforced", "evidenced")]

    assert not [each.id for each in proven if not each.tests], REDRAW


@pytest.mark.parametrize("policy_id", shipped_ids())
def test_whatever_the_public_page_is_to_say_stands_in_a_table_or_at_its_head(policy_id):
    at_the_head = {
        "M19-01",
        "WO-35",
        "WE-28",
        "NC-24",
        "NC-25",
    }  # who approved it, its dates, the page itself

    covered = [each for each in coverage(shipped(policy_id)) if each.kept_by == "published"]
    assert {each.id for each in covered if not each.tables} <= at_the_head


@pytest.mark.parametrize("name", sorted({name for names in proofs().values() for name in names}))
def test_a_test_that_is_named_is_there(name):
    path, _, function = name.partition("::")
    source = (ROOT / path).read_text("utf-8")

    assert re.search(rf"^\s*def {re.escape(function.split('::')[-1])}\(", source, re.MULTILINE), REDRAW


def test_the_page_says_what_the_tables_and_the_marks_say():
    assert coverage_page.page() == PAGE, REDRAW


def test_the_marks_of_all_tests_are_the_ones_that_are_written_down(tmp_path):
    assert clause_tests.draw(tmp_path / "proofs.toml") == 0

    assert (tmp_path / "proofs.toml").read_text("utf-8") == PROOFS.read_text("utf-8"), REDRAW


def test_a_clause_says_which_tables_situations_and_tests_rest_on_it():
    (parents,) = [each for each in coverage(shipped("wolcott-2016")) if each.id == "WO-18"]

    assert "guardian.proof" in parents.tables
    assert "mother-asks-titles" in parents.situations
    assert any(name.startswith("tests/rooms/policy/test_scenarios.py") for name in parents.tests)
    assert not parents.loose


def test_a_clause_that_is_called_enforced_and_that_nothing_rests_on_is_loose(tmp_path):
    text = text_of("weston-2017") + '\nX-1 = { heading = "New", text = "New.", kept_by = "enforced" }\n'

    assert [each.id for each in coverage(loaded(tmp_path, text)) if each.loose] == ["X-1"]
