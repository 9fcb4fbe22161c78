"""Does the paper that a patron takes home say all that her page says, in her language, and its name nothing?"""

import re
from html import unescape
from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from reticent.records import holds
from tests.conftest import TODAY, Town

CARD, PIN = "29030001", "4711"


@pytest.fixture
def reader(mansfield: Town) -> Client:
    """Nilüfer, signed in to her own page: two items out, one on hold, and somebody looked."""
    person = mansfield.register(CARD, "Nilüfer O’Čáslava", pin=PIN, phone="860 555 0199")
    mansfield.lend(person, mansfield.item("30001", "Emma"))
    holds.place(
        mansfield.drawer, mansfield.permit, person=person, item=mansfield.item("30002", "Persuasion"),
        pickup="Main", today=TODAY,
    )  # fmt: skip
    desk = Client()
    desk.force_login(mansfield.staff("clara", "circulation", "registration", "accounts"))
    desk.post("/mansfield/desk", {"do": "look", "key": "account", "account_told": "card", "asked": CARD})
    client = Client()
    assert client.post("/mansfield/sign-in", {"who": CARD, "secret": PIN}).status_code == 302
    return client


def words(text: str) -> list[str]:
    return re.findall(r"\w{2,}", text)


def on_page(client: Client, language: str) -> list[str]:
    page = client.get("/mansfield/my-record", headers={"accept-language": language}).content.decode()
    cells = re.findall(
        r"<(?:td|th|dd|h2)\b[^>]*>(.*?)</(?:td|th|dd|h2)>", page.partition("<main")[2], re.DOTALL
    )
    return [unescape(re.sub(r"<[^>]+>", " ", cell)) for cell in cells]


def paper(client: Client, language: str = "en") -> PdfReader:
    answer = client.get("/mansfield/my-record/my-record.pdf", headers={"accept-language": language})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-record.pdf"'
    assert "no-store" in answer.headers["Cache-Control"]
    return PdfReader(BytesIO(answer.content))


def text_of(made: PdfReader) -> str:
    return " ".join(words(" ".join(page.extract_text() for page in made.pages)))


def has(made: str, word: str) -> bool:
    """Whether the paper has the word; months are short on the page."""
    return any(there.startswith(word) for there in made.split())


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_paper_says_whatever_the_page_says(reader: Client, language: str) -> None:
    made = text_of(paper(reader, language))

    said = [cell for cell in on_page(reader, language) if words(cell)]
    assert len(said) > 25
    beyond = ("What you can do", "Qué puede hacer usted")  # the page's own buttons
    missing = [
        cell for cell in said if not all(has(made, word) for word in words(cell)) and cell not in beyond
    ]
    assert not missing
    assert {"Emma", "Persuasion", "Nilüfer"} <= set(made.split())


def test_the_paper_is_tagged_in_her_language_and_its_properties_name_nobody(reader: Client) -> None:
    made = paper(reader, "es")

    root = made.trailer["/Root"]
    assert root["/Lang"] == "es"
    assert root["/MarkInfo"]["/Marked"]
    assert made.metadata is not None
    assert not {"Nilüfer", CARD} & set(words(" ".join(str(value) for value in made.metadata.values())))


def test_who_is_not_signed_in_gets_no_paper(mansfield: Town) -> None:
    answer = Client().get("/mansfield/my-record/my-record.pdf")

    assert answer.status_code in (302, 403)
    assert b"%PDF" not in answer.content
