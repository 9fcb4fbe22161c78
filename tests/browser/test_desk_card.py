"""The desk card in a real browser: one sheet on either paper, found by keyboard, read without signing in."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.test_pages import PHONE, faults

Visit = Callable[..., Page]
LIBRARIES = ("mansfield", "wolcott")


def pages_of(pdf: bytes) -> int:
    return pdf.count(b"/Type /Page\n")


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("library", LIBRARIES)
def test_the_card_is_one_sheet_front_and_back(visit: Visit, library: str, paper: str) -> None:
    page = visit(f"/{library}/desk-card")

    assert pages_of(page.pdf(format=paper)) == 2


def test_nothing_of_the_card_is_cut_off_on_paper(visit: Visit) -> None:
    page = visit("/wolcott/desk-card", viewport={"width": 725, "height": 980})
    page.emulate_media(media="print")

    cut = page.evaluate(
        """() => [...document.querySelectorAll('.desk-card *')].filter(e => e.offsetParent &&
            (e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflow !== 'visible'
             || e.getBoundingClientRect().right > innerWidth)).map(e => e.outerHTML.slice(0, 80))"""
    )

    assert cut == []
    assert page.locator(".call th", has_text="by hand").is_visible()
    assert not page.locator(".top, .btn, .foot").first.is_visible()


@pytest.mark.parametrize(
    "options",
    [{}, PHONE, {"color_scheme": "dark"}, {"forced_colors": "active"}],
    ids=["wide", "phone", "dark", "forced"],
)
@pytest.mark.parametrize("library", LIBRARIES)
def test_axe_finds_nothing_serious_on_the_card(
    visit: Visit, library: str, options: dict[str, object]
) -> None:
    page = visit(f"/{library}/desk-card", **options)

    assert faults(page) == []


def test_the_clerk_reaches_the_card_from_the_desk_with_one_key(at_the_desk: Callable[..., Page]) -> None:
    page = at_the_desk()

    with page.expect_navigation():
        page.keyboard.press("?")

    assert page.url.endswith("/mansfield/desk-card")
    assert page.locator("nav a[aria-current]").inner_text() == "Desk card"


def test_a_question_mark_that_is_typed_stays_in_its_field(at_the_desk: Callable[..., Page]) -> None:
    page = at_the_desk()

    page.focus("#asked")
    page.keyboard.type("who?")

    assert page.input_value("#asked") == "who?"
    assert page.url.endswith("/mansfield/desk")


def test_the_card_needs_no_sign_in_no_script_and_no_patron(visit: Visit) -> None:
    page = visit("/mansfield/staff", java_script_enabled=False)

    page.click("text=the desk card")

    assert page.inner_text("h1 >> nth=0") == "Who is asking?"
    assert page.locator("form, input").count() == 0
    page.click("text=They are taking things now >> nth=0")
    assert page.url.endswith("#taking")


def test_words_in_spanish_are_said_to_be_spanish(visit: Visit) -> None:
    page = visit("/mansfield/desk-card")

    said = page.locator("[lang=es]").all_inner_texts()

    assert any("su hijo" in words or "madre, padre" in words for words in said)
    assert page.get_attribute("html", "lang") == "en"
