"""Does the reference page name every key and every word that a file may use?"""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from reticent import policy
from reticent.policy import vocabulary
from reticent.policy.reading import Strictly

REFERENCE = Path(__file__).parents[3] / "docs" / "reference"
PAGE = (REFERENCE / "policy-file.md").read_text("utf-8")
LAW = (REFERENCE / "statute-packs.md").read_text("utf-8")


def _tables(of: type[BaseModel] = Strictly) -> list[type[BaseModel]]:
    found = [table for one in of.__subclasses__() for table in (one, *_tables(one))]
    # The files that the two pages are about.
    read = ("chapters", "adopted", "request_files", "statutes", "signatures")
    return [
        table
        for table in found
        if set(table.__module__.split(".")) & set(read) and table not in (policy.Policy, policy.StatutePack)
    ]


@pytest.mark.parametrize("table", _tables(), ids=lambda table: table.__name__)
def test_every_key_of_a_file_is_on_the_page(table: type[BaseModel]) -> None:
    of_the_law = table.__module__.rpartition(".")[2] in ("statutes", "signatures")
    page = LAW if of_the_law else PAGE
    missing = [key for key in table.model_fields if not re.search(rf"(?:`\[*|^){key}\b", page, re.MULTILINE)]

    containers = {
        "forms",
        "insiders",
        "by_class",
        "by_kind",
        "volunteer",
        "agent",
        "purposes",
        "keep",
        "terms",
    }
    assert not set(missing) - containers


def test_every_word_of_the_packs_is_on_their_page() -> None:
    words = [
        *vocabulary.CHECKED,
        *vocabulary.BINDS,
        *vocabulary.INSIDERS,
        *vocabulary.PROTECTED,
        *vocabulary.CLOCKS,
        *vocabulary.PERSONAL_INFORMATION,
    ]

    assert not [word for word in words if not re.search(rf"(?<![\w:]){re.escape(word)}(?![\w:])", LAW)]


def test_every_word_of_the_closed_lists_is_on_the_page() -> None:
    words = [
        *vocabulary.CAPACITIES,
        *vocabulary.PURPOSES,
        *vocabulary.DUTIES,
        *vocabulary.PROOFS,
        *vocabulary.CHANNELS,
        *vocabulary.SIGNERS,
        *vocabulary.ASKERS,
        *vocabulary.INSTRUMENTS,
        *vocabulary.EVIDENCE,
        *vocabulary.LINKS,
        *vocabulary.MATTERS,
        *vocabulary.CENTRES,
        *(end.removeprefix("case:") for end in vocabulary.ENDS),
        *vocabulary.NEEDS,
        *vocabulary.WISHES,
        *(field.partition(".")[2] for field in vocabulary.FIELDS),
    ]

    assert not [word for word in words if not re.search(rf"(?<![\w:]){re.escape(word)}(?![\w:])", PAGE)]
