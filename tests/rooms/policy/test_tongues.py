"""Does the public page say everything in Spanish too, and quote what was adopted as it was adopted?"""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reticent import policy
from reticent.policy import FIELDS, settled, tongues
from reticent.policy.page import DUTIES_SAID, KINDS_SAID, NEEDS_SAID
from reticent.policy.tongues import Tongue
from reticent.policy.words import HEADS, HEADS_BY_OUTCOME, PROOFS_SAID

# Quoted as adopted, or a name: the same in every language. `police` is the desk's decision; its `say` is translated.
AS_ADOPTED = re.compile(
    r"^(format|id|library_name|title|called|supersedes|sha256)$|\.(purpose|kind|id|kept_by)$|^kept\.\d+\.kind$"
    r"|citations|^clauses\..*\.text$|^police\.(?!say)"
)


def leaves(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a page, with where it stands."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from leaves(each, f"{place}.{name}".lstrip("."))
    elif isinstance(value, list | tuple):
        for number, each in enumerate(value):
            yield from leaves(each, f"{place}.{number}")
    elif isinstance(value, str) and value:
        yield place, value


def every_pair(language: str) -> Iterator[tuple[str, str]]:
    """Every English sentence of the files of this language with its translation."""
    for source in tongues.sources(language):
        tables = tomllib.loads(source.read_text(encoding="utf-8"))
        assert tables["format"] == 1
        for table in tables.values():
            if isinstance(table, dict):
                yield from table.items()


@pytest.mark.parametrize("policy_id", policy.shipped_ids())
def test_no_sentence_of_ours_is_left_in_english(policy_id: str) -> None:
    adopted = policy.shipped(policy_id)
    english = dict(leaves(policy.public(adopted).as_dict()))
    spanish = dict(leaves(policy.public(adopted, language="es").as_dict()))

    same = {place: said for place, said in spanish.items() if english[place] == said}

    assert english.keys() == spanish.keys()
    assert {place: said for place, said in same.items() if not AS_ADOPTED.search(place)} == {}


@pytest.mark.parametrize("policy_id", policy.shipped_ids())
def test_what_was_adopted_is_quoted_as_it_was_adopted(policy_id: str) -> None:
    adopted = policy.shipped(policy_id)

    page = policy.public(adopted, language="es")

    said = {line.id: line.text for _, lines in page.clauses for line in lines}
    assert said == {name: clause.text for name, clause in adopted.clauses.items()}
    assert page.police.clauses == policy.public(adopted).police.clauses


@pytest.mark.parametrize("language", [name for name in tongues.LANGUAGES if name != "en"])
def test_every_word_that_a_sentence_is_put_together_from_is_there(language: str) -> None:
    """A list of fields would differ from the English one although a single field was left in English."""
    shipped = [policy.shipped(policy_id) for policy_id in policy.shipped_ids()]
    parts = {
        *(
            word
            for table in (FIELDS, PROOFS_SAID, KINDS_SAID, NEEDS_SAID, DUTIES_SAID, HEADS, HEADS_BY_OUTCOME)
            for word in table.values()
        ),
        *(step.label for adopted in shipped for step in adopted.steps if step.must),
        *(adopted.showing.what for adopted in shipped if adopted.showing),
        *(adopted.vendor.entitled_as for adopted in shipped if adopted.vendor.outcome == "allowed"),
        *(office.title for adopted in shipped for office in (adopted.custodian, adopted.decider)),
        *(adopted.referral.to for adopted in shipped),
        *(each for adopted in shipped for each in adopted.bound.who),
    }

    untold = {part for part in parts if part and not Tongue(language).knows(part)}

    assert untold == set()


def test_a_sentence_that_nobody_translated_stays_as_it_is() -> None:
    assert Tongue("es").say("Our own words.") == "Our own words."
    assert Tongue("es").office("Head Librarian") == "la persona con el cargo de «Head Librarian»"


@pytest.mark.parametrize(
    ("words", "last", "said"),
    [
        ([], "and", ""),
        (["nombre"], "and", "nombre"),
        (["nombre", "dirección", "teléfono"], "and", "nombre, dirección y teléfono"),
        (["nombre", "identificación"], "and", "nombre e identificación"),
        (["agua", "hielo"], "and", "agua y hielo"),
        (["siete", "ocho"], "or", "siete u ocho"),
        (["usted", "nadie"], "or", "usted o nadie"),
    ],
)
def test_a_list_is_joined_as_spanish_joins_it(words: list[str], last: str, said: str) -> None:
    assert Tongue("es").listed(words, last=last) == said


@pytest.mark.parametrize("language", [name for name in tongues.LANGUAGES if name != "en"])
def test_a_translation_fills_in_what_the_english_fills_in(language: str) -> None:
    uneven = [
        english
        for english, said in every_pair(language)
        if not said or set(re.findall(r"\{\w+\}", english)) != set(re.findall(r"\{\w+\}", said))
    ]

    assert uneven == []


@pytest.mark.parametrize("language", [name for name in tongues.LANGUAGES if name != "en"])
def test_a_sentence_has_one_translation_whichever_file_it_stands_in(language: str) -> None:
    seen: dict[str, str] = {}

    twice = {english for english, said in every_pair(language) if seen.setdefault(english, said) != said}

    assert twice == set()
    assert len(tongues.sources(language)) == 5


@pytest.mark.parametrize("language", [name for name in tongues.LANGUAGES if name != "en"])
def test_every_sentence_that_a_policy_may_settle_is_there(language: str) -> None:
    """Also those that none of the five texts says."""
    source = ast.parse(Path(settled.__file__).read_text(encoding="utf-8"))
    tables = {
        word
        for name, table in vars(settled).items()
        if name.isupper() and isinstance(table, dict)
        for word in table.values()
    }
    sentences = {
        node.value
        for node in ast.walk(source)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.match(r"[A-Z{].* .*\.$", node.value)
    }
    docstrings = {
        ast.get_docstring(node)
        for node in ast.walk(source)
        if isinstance(node, ast.FunctionDef | ast.Module | ast.ClassDef)
    }

    untold = {said for said in tables | (sentences - docstrings) if not Tongue(language).knows(said)}

    assert untold == set()
    assert all(Tongue(language).knows(heading) for heading, _, _ in settled.MATTERS)
