"""Is the public page of each policy Spanish to a Spanish reader, on the screen and on paper, but for what is quoted?

Allowed in English: proper names, citations of the law, the titles under which texts were adopted, and below each clause
the words that were adopted, marked as English.
"""

import re
from html import unescape
from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from reticent import policy
from reticent.policy.tongues import LANGUAGES, Tongue
from tests.browser.pages_of import set_up
from tests.browser.test_plain_tongues import Seen
from tools import words

pytestmark = pytest.mark.django_db(databases=["default", "ledger"], transaction=True)
# Names, and how the law and a file are cited: the same in every language. No whole sentence is among them.
CITED = re.compile(
    r"""(?x) ^[\W\d_]*$ | ^(Reticent|Bibliomation|English|Español|PIN|Language,\ idioma)$
    | ^[A-Z0-9]+[a-z]?-[\w()-]+$ | ^(CGS|18\ U\.S\.C\.)\ [\w()., -]+$
    | ^[a-z0-9-]+\ ·\ sha256$ | ^[0-9a-f]{64}$ | ^testserver/"""
)
# So short that it may be a part of a Spanish sentence.
SHORT = 12


def fetched(policy_id: str, language: str, address: str) -> bytes:
    answer = Client(headers={"accept-language": language}).get(
        f"/{policy.shipped(policy_id).library}/{address}"
    )
    assert answer.status_code == 200
    return answer.content


def titles(text: policy.Policy) -> set[str]:
    """Under which titles this library's texts were adopted."""
    of_the_library = [
        each for each in map(policy.shipped, policy.shipped_ids()) if each.library == text.library
    ]
    return {title for each in of_the_library for title in (each.title, f"{each.library_name}, {each.title}")}


def ours(said: set[str], text: policy.Policy) -> set[str]:
    """What is neither the library's name nor a citation."""
    return {each for each in said if each != text.library_name and not CITED.search(each)}


@pytest.mark.parametrize("policy_id", policy.shipped_ids())
def test_on_the_screen_nothing_is_english_but_the_words_that_were_adopted(policy_id: str) -> None:
    text = set_up(policy_id).policy

    for address in ("", f"policy/{policy_id}", "permission"):
        english, spanish = (Seen(unescape(fetched(policy_id, each, address).decode())) for each in LANGUAGES)

        assert ours(english.texts & spanish.texts, text) == set()
        adopted = {clause.text for clause in text.clauses.values()}
        assert spanish.quoted <= adopted | titles(text) | {"English"}
        assert address == "permission" or adopted <= spanish.quoted


@pytest.mark.parametrize("policy_id", policy.shipped_ids())
def test_on_paper_nothing_is_english_but_the_words_that_were_adopted(policy_id: str) -> None:
    text = set_up(policy_id).policy
    tongue = Tongue("es")
    pages = PdfReader(BytesIO(fetched(policy_id, "es", f"policy/{policy_id}.pdf"))).pages
    # Without spaces: a line may break anywhere between words.
    paper = "".join("".join(page.extract_text() for page in pages).split())
    for quoted in sorted((*(c.text for c in text.clauses.values()), *titles(text)), key=len, reverse=True):
        paper = paper.replace("".join(quoted.split()), "")

    catalogue = {part for said in words.sentences() for part in ([said] if isinstance(said, str) else said)}
    on_the_english_page = Seen(unescape(fetched(policy_id, "en", "").decode())).texts
    sections = {section.text for section in text.statute.clauses.values()}
    said = {said for said in ours(catalogue | on_the_english_page | sections, text) if len(said) > SHORT}

    assert len(said) > 300
    assert {each for each in said if "".join(each.split()) in paper} == set()
    for clause in text.clauses.values():
        assert "".join(tongue.say(clause.text).split()) in paper
