"""Does a reader who asks in Spanish hear, and read, nothing of ours in English?"""

import re
from dataclasses import replace
from itertools import chain

import pytest
from hypothesis import given, settings

from reticent import policy
from reticent.policy.aloud import aloud
from reticent.policy.desk_card import Told
from reticent.policy.explaining import SPOKEN, WHOSE_WORD, explain
from reticent.policy.readings import reading
from reticent.policy.statutes import pack, pack_ids
from reticent.policy.tongues import Tongue
from reticent.policy.words import BESIDE_SAID, PROOFS_SAID, ROWS
from tests.rooms.policy.test_every_request import anything, policies

ES = Tongue("es")
SHIPPED = policy.shipped_ids()
# What is alike in both languages: names of places and of one network.
ALIKE = frozenset({"Arkansas", "California", "Connecticut", "Florida", "Texas", "Wisconsin"})
# Words of English that no Spanish sentence has.
ENGLISH = re.compile(
    r"\b(?:the|you|your|they|of|and|is|will|may|can't|this|that|what|whom?|nothing)\b", re.IGNORECASE
)


def said_of(words: str) -> set[str]:
    """Its sentences, apart."""
    return {sentence for sentence in re.split(r"(?<=[.?!:;])\s+", words) if sentence}


def test_every_sentence_that_may_be_said_aloud_is_there() -> None:
    packs = [pack(name) for name in pack_ids()]
    sayable = {
        *(row.say for row in ROWS.values()),
        *SPOKEN.values(),
        *WHOSE_WORD.values(),
        *BESIDE_SAID.values(),
        *PROOFS_SAID.values(),
        *(law.jurisdiction for law in packs),
        *(law.gate.opened_by for law in packs if law.gate.opened_by),
        "nothing about the person",
        "the shared system",
    }

    assert {each for each in sayable if not ES.knows(each)} == set()
    assert {each for each in sayable if ES.say(each) == each} <= ALIKE
    assert len(sayable) > 110


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("situation", policy.situations(), ids=lambda each: each.name)
def test_every_situation_is_explained_in_spanish(situation: policy.Situation, name: str) -> None:
    adopted = policy.shipped(name)
    decision = policy.decide(situation.request, adopted)

    english, spanish = (explain(decision, adopted, language=each) for each in ("en", "es"))

    assert said_of(english.aloud) & said_of(spanish.aloud) == set()
    assert not ENGLISH.search(spanish.aloud)
    assert not re.search(r"[{}\[\]_]|  ", spanish.aloud)
    assert replace(spanish, aloud="") == replace(english, aloud="")


@settings(max_examples=500, deadline=None)
@given(anything(), policies)
def test_whatever_is_asked_the_answer_is_spanish_and_changes_nothing_else(
    request: policy.Request, adopted: policy.Policy
) -> None:
    decision = policy.decide(request, adopted)

    english, spanish = (explain(decision, adopted, language=each) for each in ("en", "es"))

    assert not ENGLISH.search(spanish.aloud)
    assert not re.search(r"[{}\[\]_]|  ", spanish.aloud)
    assert replace(spanish, aloud="") == replace(english, aloud="")


def test_what_was_not_translated_is_said_in_english_rather_than_half(monkeypatch: pytest.MonkeyPatch) -> None:
    adopted = policy.shipped("mansfield-2019")
    decision = policy.decide(policy.situation("officer-no-papers").request, adopted)
    monkeypatch.setitem(
        ROWS, decision.rule, replace(ROWS[decision.rule], say="Words of {refer_to} that are new.")
    )

    assert aloud(decision, adopted, ES) == decision.say


@pytest.mark.parametrize("name", SHIPPED)
def test_every_clause_and_every_section_is_there_to_read(name: str) -> None:
    adopted = policy.shipped(name)
    names = (*adopted.clauses, *adopted.statute.clauses)

    readings = [found for each in names if (found := reading(adopted, each, ES))]

    assert [found.id for found in readings] == list(names)
    assert {found.language for found in readings} == {"es"}
    assert {found.id for found in readings if ENGLISH.search(found.text)} == set()
    assert {found.id: found.adopted for found in readings if found.id in adopted.clauses} == {
        each: clause.text for each, clause in adopted.clauses.items()
    }
    assert not any(found.adopted for found in readings if found.id not in adopted.clauses)


@pytest.mark.parametrize("name", pack_ids())
def test_every_statute_that_a_library_may_choose_is_there_to_read(name: str) -> None:
    law = pack(name)

    assert ES.knows(law.title)
    assert {each for each, section in law.clauses.items() if not ES.knows(section.text)} == set()
    assert {s.source for s in law.clauses.values() if ENGLISH.search(ES.say(s.source))} == set()


def test_a_clause_that_a_library_wrote_itself_is_quoted_and_says_in_which_language() -> None:
    adopted = policy.shipped("mansfield-2019")
    own = adopted.clauses["M19-05"].model_copy(update={"text": "Our own words."})
    changed = adopted.model_copy(update={"clauses": {**adopted.clauses, "M19-05": own}})

    found = reading(changed, "M19-05", ES)

    assert found is not None
    assert (found.text, found.language, found.adopted) == ("Our own words.", "en", "")
    assert reading(changed, "M19-99", ES) is None


@pytest.mark.parametrize("name", SHIPPED)
def test_every_word_of_the_desk_card_that_is_said_aloud_is_there_in_spanish_beside(name: str) -> None:
    card = policy.desk_card(policy.shipped(name))
    told: list[Told] = [card.taking, *(line.told for line in card.lines)]

    for each in chain(told, (line.then for line in card.lines if line.then)):
        assert said_of(each.say) & said_of(each.say_es) == set()
        assert not ENGLISH.search(each.say_es)
        assert "{" not in each.say_es
