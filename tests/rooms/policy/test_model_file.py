"""Is the commented model whole, true to what is read, and a draft that decides nothing?"""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings

from reticent import policy
from reticent.policy.chapters import CHAPTERS
from reticent.policy.model_file import WIDTH
from reticent.policy.reading import Source
from reticent.policy.schema import drawn
from reticent.policy.vocabulary import BINDING_CONTRACT
from tests.rooms.policy.test_every_request import requests
from tests.rooms.policy.test_schema import EDITOR, as_json
from tools import policy_pages


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> policy.Policy:
    """The model, read through the same loader as any other policy."""
    path = tmp_path_factory.mktemp("model") / "model.toml"
    path.write_text(policy.model_text(), "utf-8")
    return policy.load(path)


def test_the_committed_model_and_the_reference_page_are_drawn_from_the_tables() -> None:
    """Red after a change of the tables: run `make policy-pages`."""
    assert policy_pages.MODEL.read_text("utf-8") == policy.model_text()
    assert policy_pages.page(policy_pages.PAGE.read_text("utf-8")) == policy_pages.PAGE.read_text("utf-8")


def test_the_chapters_hold_every_table_once() -> None:
    tables = [key for keys in CHAPTERS.values() for key in keys]
    scalars = {
        key for key, node in drawn()["properties"].items() if node.get("type") in ("string", "integer")
    }

    assert len(tables) == len(set(tables))
    assert set(tables) | scalars == set(drawn()["properties"])


def test_every_key_stands_in_the_model_with_what_it_says() -> None:
    text = policy.model_text()
    told = " ".join(re.sub(r"^# ?", "", line) for line in text.splitlines())
    keys = {key for table in drawn()["$defs"].values() for key in table["properties"]}
    said = {
        node["description"]
        for table in (*drawn()["$defs"].values(), drawn())
        for node in (table, *table["properties"].values())
        if "description" in node and node is not drawn()
    }

    absent = {key for key in keys if not re.search(rf"^#? ?{key} = |[\[.]{key}[\].]", text, re.MULTILINE)}
    assert absent == set()
    assert {sentence for sentence in said if sentence not in told} == set()
    assert max(map(len, text.splitlines())) <= max(WIDTH, 122)


def test_the_model_has_nothing_to_mark_in_an_editor(tmp_path: Path) -> None:
    (tmp_path / "model.toml").write_text(policy.model_text(), "utf-8")

    assert [
        error.message for error in EDITOR.iter_errors(as_json(Source(tmp_path / "model.toml").values))
    ] == []


def test_what_the_model_marks_as_left_out_may_all_be_used(tmp_path: Path) -> None:
    """With every mark taken off it is a policy still."""
    text = re.sub(
        r"^# (?=(?:[a-z_]+ = )|(?:\[\[?[a-z_.]+\]\]?$))", "", policy.model_text(), flags=re.MULTILINE
    )
    text = text.replace('follows = "registration"\n', "")  # nothing follows itself
    (tmp_path / "whole.toml").write_text(text, "utf-8")

    assert policy.load(tmp_path / "whole.toml").steps


@settings(max_examples=300, deadline=None)
@given(request=requests)
def test_the_model_shows_nobody_anything_but_a_patron_what_the_law_compels(
    draft: policy.Policy, request: policy.Request
) -> None:
    if (request.capacity, request.purpose) != ("self", "own_record"):
        assert policy.decide(request, draft).fields == ()


@pytest.mark.parametrize(
    "request_",
    [
        policy.Request("guardian", "lend", asker="parent", subject_is_minor=True, proof="card"),
        policy.Request("volunteer", "lend"),
        # Without a contract the statute refuses, whatever a policy leaves open.
        policy.Request("agent", "lend", evidence=BINDING_CONTRACT),
        policy.Request("vendor", "lend"),
        policy.Request("staff", "account", duty="circulation", duties=frozenset({"circulation"})),
        policy.Request("third_party", "lend", instrument=policy.Instrument("written_permission")),
    ],
    ids=lambda request: request.capacity,
)
def test_whoever_asks_of_the_model_is_referred(request_: policy.Request, draft: policy.Policy) -> None:
    assert policy.decide(request_, draft).outcome == "referred"
