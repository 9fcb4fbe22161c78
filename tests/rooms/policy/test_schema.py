"""Does an editor with our schema see what the strict reader would refuse, and take what it takes?"""

import copy
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from reticent import policy
from reticent.policy.adopted import PolicyText
from reticent.policy.reading import Source
from reticent.policy.schema import resolved, words_of
from reticent.policy.shelf import TEXTS
from reticent.policy.vocabulary import EVIDENCE, PROOFS

EDITOR = Draft202012Validator(policy.json_schema())
VALUES = {policy_id: Source(TEXTS / f"{policy_id}.toml").values for policy_id in policy.shipped_ids()}
Place = tuple[str | int, ...]


def as_json(value: Any) -> Any:
    """The values as an editor's checker is given them: dates as text."""
    if isinstance(value, dict):
        return {key: as_json(part) for key, part in value.items()}
    if isinstance(value, list):
        return [as_json(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


def places(value: Any, place: Place = ()) -> Iterator[Place]:
    """Every place in a file: tables, rows, keys and the words in their lists."""
    if place:
        yield place
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from places(part, (*place, key))


PLACES = {policy_id: list(places(values)) for policy_id, values in VALUES.items()}


def tables(node: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every table of the schema, with where it stands."""
    if isinstance(node, dict):
        if "properties" in node and "description" in node:
            yield place, node
        for key, part in node.items():
            if key not in ("if", "then"):
                yield from tables(part, f"{place}/{key}")


def test_it_is_a_schema_of_the_dialect_that_it_names() -> None:
    Draft202012Validator.check_schema(policy.json_schema())

    assert policy.json_schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("policy_id", policy.shipped_ids())
def test_a_shipped_text_has_nothing_to_mark_in_an_editor(policy_id: str) -> None:
    marked = [
        f"{error.json_path}: {error.message}" for error in EDITOR.iter_errors(as_json(VALUES[policy_id]))
    ]

    assert marked == []


def test_every_table_is_closed_and_says_what_it_and_each_of_its_keys_are_for() -> None:
    found = dict(tables(policy.json_schema()))

    unsaid = [
        f"{place}/{key}"
        for place, table in found.items()
        for key, node in table["properties"].items()
        if not node.get("description") and "$ref" not in node
    ]
    by_id = {"/properties/clauses"}  # a clause's id is the library's own word
    assert len(found) > 25
    assert unsaid == []
    assert [place for place, table in found.items() if table.get("additionalProperties") is not False] == []
    assert [place for place in by_id if place in found] == []


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (("guardian", "proofs"), PROOFS),
        (("purposes",), policy.PURPOSES),
        (("steps", "evidence"), tuple(EVIDENCE)),
        (("insiders", "volunteer", "purposes"), policy.PURPOSES),
    ],
)
def test_an_editor_can_offer_the_words_of_a_closed_list(place: Place, words: tuple[str, ...]) -> None:
    node = policy.json_schema()
    for part in place:
        node = resolved(node["properties"][part])
        if node.get("type") == "array" and "$ref" in node["items"]:
            node = resolved(node["items"])

    assert words_of(node) == tuple(words) or tuple(node.get("properties", ())) == tuple(words)


STRANGE: list[Any] = [True, 1, -1, 1.5, "something nobody listed", [], ["something nobody listed"], [1], {}]
spoilings = st.sampled_from(["left out", "another key", *map(repr, range(len(STRANGE)))])


def spoilt(values: dict[str, Any], place: Place, how: str) -> dict[str, Any]:
    """The values with one place spoilt: left out, with a key beside it that nobody knows, or of another shape."""
    values = copy.deepcopy(values)
    here: Any = values
    for part in place[:-1]:
        here = here[part]
    if how == "left out":
        del here[place[-1]]
    elif how == "another key":
        target = here if isinstance(here, dict) else values
        target["a key nobody knows"] = 1
    else:
        here[place[-1]] = copy.deepcopy(STRANGE[int(how)])
    return values


@settings(max_examples=500, deadline=None)
@given(st.data(), st.sampled_from(policy.shipped_ids()), spoilings)
def test_what_the_reader_refuses_for_its_shape_the_editor_marks_and_nothing_else(
    data: st.DataObject, policy_id: str, how: str
) -> None:
    place = data.draw(st.sampled_from(PLACES[policy_id]), label="place")
    # What the reader asks of these beside their shape has tests of its own below.
    if place in (("format",), ("statute_pack",)) or place[0] == "guardian":
        return
    values = spoilt(VALUES[policy_id], place, how)

    try:
        PolicyText.model_validate(values)
        refused = False
    except ValidationError:
        refused = True

    assert refused == (not EDITOR.is_valid(as_json(values)))


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        ("format = 1", "format = 1", "format = 2"),
        ("statute_pack", '"ct-2007"', '"ct-2017"'),
    ],
)
def test_an_editor_marks_another_format_and_a_law_that_is_not_here(
    table: str, old: str, new: str, tmp_path: Path
) -> None:
    path = tmp_path / "spoilt.toml"
    path.write_text((TEXTS / "mansfield-2019.toml").read_text("utf-8").replace(old, new, 1), "utf-8")

    assert not EDITOR.is_valid(as_json(Source(path).values))


def test_an_editor_asks_for_a_proof_and_a_legal_basis_where_a_parent_is_let_in() -> None:
    values = as_json(VALUES["mansfield-older"])
    values["guardian"]["allowed"] = "yes"

    assert not EDITOR.is_valid(values)

    values["guardian"] |= {"proofs": ["card"], "legal_basis": "a memo"}
    assert EDITOR.is_valid(values)
