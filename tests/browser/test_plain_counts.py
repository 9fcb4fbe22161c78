"""Are the requests from outside on the public page and its paper, in both languages, and always with the same words?"""

import re
from datetime import UTC, date, datetime
from html import unescape
from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from reticent.disclosure import counts
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.records import case_counts
from reticent.records.case_counts import CaseCount
from tests.browser.pages_of import set_up

pytestmark = pytest.mark.django_db(databases=["default", "ledger"], transaction=True)
ALWAYS = {
    "en": "These sentences stand here always, in the same words, whether there was one or not.",
    "es": "Estas frases están aquí siempre, con las mismas palabras, haya habido una o no.",
}
FIGURES = {
    "en": ("A court order", "Records were handed over", "How often we were asked"),
    "es": ("Una orden judicial", "Se entregaron registros", "Cuántas veces nos lo pidieron"),
}


@pytest.fixture
def mansfield() -> Library:
    return set_up("mansfield-2019")


def last_year(library: Library) -> int:
    """The newest year that is shown on whatever day this is run, made the second of two that were counted."""
    today = library.day_of(datetime.now(UTC))
    newest = today.year - (1 if (today.month, today.day) >= counts.SHOWN_FROM else 2)
    case_counts.begin(library.slug, on=date(newest - 1, 1, 1))
    return newest


def counted(library: Library, year: int, kind: str, outcome: str, count: int) -> None:
    CaseCount.objects.create(library=library.slug, year=year, kind=kind, outcome=outcome, count=count)


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(page)).split())


def page(language: str, *, who: Client | None = None, address: str = "") -> str:
    client = who or Client()
    answer = client.get(f"/mansfield/{address}", headers={"accept-language": language})
    assert answer.status_code == 200
    return words(answer.content.decode())


def paper(language: str) -> str:
    answer = Client().get("/mansfield/policy/mansfield-2019.pdf", headers={"accept-language": language})
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    return " ".join(text.split())


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_and_its_paper_show_what_came_in_the_years_that_are_over(
    mansfield: Library, language: str
) -> None:
    year = last_year(mansfield)
    counted(mansfield, year, "court_order", "handed_over", 3)
    counted(mansfield, year + 1, "search_warrant", "executed", 77)

    shown, printed = page(language), paper(language)

    kind, outcome, heading = FIGURES[language]
    assert heading in shown
    assert f"{year} {kind} {outcome} 3" in shown
    assert ALWAYS[language] in shown
    assert "S-7" in shown
    for said in (heading, kind, outcome, str(year - 1), "(S-7)"):
        assert said in printed
    assert "77" not in printed
    assert " 77 " not in shown


@pytest.mark.parametrize("language", ["en", "es"])
def test_before_the_first_year_it_is_said_when_the_first_figures_come(
    mansfield: Library, language: str
) -> None:
    case_counts.begin("mansfield", on=date(2099, 5, 1))

    shown = page(language)

    assert {
        "en": "The first, of 2100, come on 8 January 2101",
        "es": "Las primeras, de 2100, se publican el 8 de enero",
    }[language] in shown
    assert ALWAYS[language] in shown
    assert " ".join(ALWAYS[language].split()[:6]) in paper(language)


def test_the_words_are_the_same_with_figures_and_without(mansfield: Library) -> None:
    without = page("en")
    counted(mansfield, last_year(mansfield), "court_order", "handed_over", 1)
    with_figures = page("en")

    said = [
        text[text.index("A request counts in the year") :].partition("S-7")[0]
        for text in (without, with_figures)
    ]
    assert said[0] == said[1]


def test_an_earlier_text_shows_no_figures(mansfield: Library) -> None:
    assert "How often we were asked" not in page("en", address="policy/mansfield-older")


def test_the_running_year_is_shown_to_whoever_answers_requests_and_to_nobody_else(mansfield: Library) -> None:
    this_year = mansfield.day_of(datetime.now(UTC)).year
    counted(mansfield, this_year, "letter", "refuse", 5)
    for name, duty in (("clara", "circulation"), ("director", "director")):
        StaffAccount.objects.hire(
            username=name, password="a long word", library=mansfield, title=name, duties=[duty]
        )
    desk, director = Client(), Client()
    desk.login(username="clara", password="a long word")
    director.login(username="director", password="a long word")

    assert f"{this_year} A letter that compels nothing Refused 5" in page("en", who=director, address="cases")
    assert "in figures" not in page("en", who=desk, address="cases")
    assert "compels nothing Refused" not in page("en")
