"""Twenty-eight situations under each of the five policies, through the real pages, from the first word to the end.

Each is walked by plain HTTP; and once in Chromium, under one policy after another.
"""

import os
import tomllib
from collections.abc import Callable
from typing import Any

import pytest

from reticent import policy
from reticent.disclosure.table import table
from tests.browser.visiting import Pages, Visitor
from tests.browser.walks import ROOMS, ROWS, WAYS, Walk, entry
from tests.conftest import Town

NAMES = policy.shipped_ids()
SITUATIONS = tomllib.loads((ROOMS / "policy" / "scenarios.toml").read_text("utf-8"))
EVERY = [(row, name) for row, said in ROWS.items() for name in said["at"]]
# As many policies as there are, one after the other: each of them is seen in Chromium five times at least.
# `make test-long` sees every row of every policy there.
ONE_EACH = [each for at, row in enumerate(ROWS) if (each := (row, NAMES[at % len(NAMES)])) in EVERY]
IN_CHROMIUM = EVERY if os.environ.get("RETICENT_TEST_LONG") else ONE_EACH


def walks(chosen: list[tuple[str, str]]) -> list[Any]:
    return [
        pytest.param(row, name, id=f"{row}-{name}", marks=pytest.mark.clause(*entry(row, name)["cites"]))
        for row, name in chosen
    ]


# -- the table


def test_no_row_and_no_policy_is_missing() -> None:
    assert sorted(ROWS) == sorted(SITUATIONS["brackets"])
    assert {row: sorted(said["at"]) for row, said in ROWS.items()} == dict.fromkeys(ROWS, sorted(NAMES))


@pytest.mark.parametrize(("row", "name"), EVERY)
def test_an_entry_says_what_the_page_answers_by_which_clauses_and_where_it_ends(row: str, name: str) -> None:
    said = entry(row, name)

    assert said["situation"]
    assert said["page"]
    assert said["signed_in"]
    assert said["way"] in WAYS
    assert said["outcome"] in ("allowed", "refused", "referred")
    assert said["says"]
    assert set(SITUATIONS["brackets"][row][name]) <= set(said["cites"])


@pytest.mark.parametrize(("row", "name"), EVERY)
def test_an_entry_says_nothing_else_than_the_table_of_situations(row: str, name: str) -> None:
    said = entry(row, name)
    cells = [
        cell
        for cell in SITUATIONS["cell"]
        if (cell["scenario"].partition("-")[0], cell["policy"]) == (row, name)
    ]

    # The table has what officers may do, where the page says what the desk may; and of S24 whether a bill is sent.
    outcome = {"S24": "allowed" if said.get("billed") else "refused", "S25": "allowed"}.get(
        row, said["outcome"]
    )
    assert outcome in [cell["outcome"] for cell in cells]
    assert said["ends"] in table().states or said["ends"] in [cell["ends_in"] for cell in cells]


# -- the walks


@pytest.mark.parametrize(("row", "policy_id"), walks(EVERY))
def test_a_situation_goes_through_the_pages_as_its_policy_says(
    town: Callable[..., Town], row: str, policy_id: str
) -> None:
    _walked(Walk(town("ourtown", policy_id=policy_id), row, policy_id, Visitor))


@pytest.mark.parametrize(("row", "policy_id"), walks(IN_CHROMIUM))
def test_a_situation_goes_through_the_same_pages_in_chromium(
    town: Callable[..., Town], in_chromium: Callable[..., Pages], row: str, policy_id: str
) -> None:
    _walked(Walk(town("ourtown", policy_id=policy_id), row, policy_id, in_chromium))


def _walked(walk: Walk) -> None:
    WAYS[walk.entry["way"]](walk)

    assert set(walk.entry["cites"]) <= walk.cited()
