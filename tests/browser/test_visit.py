"""The visit in a real browser: by keyboard with an officer waiting, on a phone at night, without JavaScript, on paper."""

from collections.abc import Callable
from io import BytesIO

import pytest
from playwright.sync_api import Browser, Page, Request
from pypdf import PdfReader

from tests.browser.reading_room import PASSWORD
from tests.browser.test_desk import press
from tests.browser.test_pages import PHONE, faults

Desk = Callable[..., Page]


def asked(page: Page, *keys: str) -> None:
    """From the desk to an open case, by keys alone."""
    page.goto("/mansfield/desk")
    with page.expect_navigation():
        page.keyboard.press("!")
    with page.expect_navigation():
        page.keyboard.press("1")
    press(page, *(keys or ("1", "b")))
    with page.expect_navigation():
        page.keyboard.press("Enter")


def words(page: Page) -> list[str]:
    """What is to be said, as it can be seen now."""
    return [say.inner_text() for say in page.locator(".says .say").all() if say.is_visible()]


def first_case(page: Page) -> None:
    page.goto("/mansfield/cases")
    with page.expect_navigation():
        page.locator("tbody a").first.click()


def test_with_an_officer_waiting_five_keys_open_a_case(at_the_desk: Desk) -> None:
    page = at_the_desk()

    page.keyboard.press("!")
    page.wait_for_url("**/visit")
    assert "I can't answer that. I'll call the Library Director now" in page.inner_text("main")
    asked(page)

    assert page.inner_text("h1") == "Police or a sheriff · No paper"
    assert page.locator("summary", has_text="Hand it to the Library Director").is_visible()
    assert (
        page.locator("form", has_text="Hand it to").locator("[name=f-office]").input_value()
        == "Library Director"
    )


def test_the_words_follow_whoever_is_chosen_and_the_paper_decides(at_the_desk: Desk) -> None:
    page = at_the_desk()
    page.goto("/mansfield/visit/asking")

    at_first = words(page)
    press(page, "7")
    reporter = words(page)
    press(page, "d")
    subpoena = words(page)
    press(page, "1")
    still = words(page)
    press(page, "b")

    assert [len(each) for each in (at_first, reporter, subpoena, still)] == [1, 1, 1, 1]
    assert "whether anyone has a card here" in reporter[0]
    assert "I'll hand this to the Library Director now." in subpoena[0]
    assert still == subpoena
    assert words(page) == at_first


def test_the_words_for_something_else_take_the_place_of_those_for_whoever_asks(at_the_desk: Desk) -> None:
    page = at_the_desk()
    page.goto("/mansfield/visit/asking")

    page.get_by_text("Something else").click()
    page.locator("label[for=asking-about-totals]").click()
    figures = words(page)
    page.locator("label[for=asking-about-records]").click()

    assert len(figures) == 1
    assert figures[0].startswith("“You may have figures in which nobody can be found")
    assert words(page) != figures


def test_keys_typed_into_a_field_choose_nothing(at_the_desk: Desk) -> None:
    page = at_the_desk()
    page.goto("/mansfield/visit/asking")

    page.locator("#asking-words").focus()
    page.keyboard.type("1 book, b or c")

    assert page.locator("[name=f-asker]:checked").count() == 0
    assert page.locator("#asking-words").input_value() == "1 book, b or c"


def test_how_to_keep_it_on_paper_is_read_without_a_request_and_printed_on_a_page(at_the_desk: Desk) -> None:
    page = at_the_desk()
    page.goto("/mansfield/visit")
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request))

    page.keyboard.press("3")

    assert page.locator("#kept").is_visible()
    assert not page.locator("text=They are asking").is_visible()
    assert [each.url for each in sent if "/static/" not in each.url] == []
    assert len(PdfReader(BytesIO(page.pdf())).pages) == 1
    page.click("text=Back")
    assert page.locator("text=They are asking").is_visible()


def test_the_cover_hides_what_is_half_written_and_loses_none_of_it(at_the_desk: Desk) -> None:
    page = at_the_desk()
    page.goto("/mansfield/visit/asking")
    page.fill("#asking-name", "Officer Eve")

    page.click("text=Cover")
    assert page.locator("#cover").is_visible()
    page.click("text=Lift the cover")

    assert page.locator("#asking-name").input_value() == "Officer Eve"


def test_without_javascript_the_words_change_and_a_case_is_opened(chromium: Browser, door: str) -> None:
    context = chromium.new_context(base_url=door, java_script_enabled=False)
    page = context.new_page()
    page.goto("/mansfield/visit")
    page.fill("#who", "clara")
    page.fill("#secret", PASSWORD)
    page.click("button.wide")
    assert page.url.endswith("/mansfield/visit")
    page.click("text=They are asking")
    before = words(page)
    page.click("label[for=asking-asker-reporter]")
    page.click("label[for=asking-papers-none]")
    after = words(page)
    page.click("text=Open the case")
    said = page.inner_text("h1")
    page.locator("button", has_text="Not reached").first.click()
    noted = page.inner_text("main")
    context.close()

    assert len(before) == len(after) == 1
    assert before != after
    assert said == "A reporter · No paper"
    assert "not reached" in noted


def test_the_director_goes_on_with_it_on_a_phone_at_night(at_the_desk: Desk) -> None:
    asked(at_the_desk(), "5", "d")
    page = at_the_desk("director", **PHONE, color_scheme="dark")

    first_case(page)
    page.locator("summary", has_text="Write down what the paper is").tap()
    page.locator("label[for=classify-secret-no]").tap()
    page.select_option("#classify-kind", "attorney_subpoena")
    page.select_option("#classify-signed_by", "attorney")
    page.fill("#classify-return_by", "2026-12-18")
    with page.expect_navigation():
        page.locator("form:has(#classify-kind) .btn").tap()
    assert "Friday 18 December 2026" in page.inner_text(".wants")
    assert "First: consult the Town Manager on form and consult the Town Attorney on form" in page.inner_text(
        "main"
    )
    assert faults(page) == []
    page.locator("summary", has_text="Consult the Town Manager").tap()
    with page.expect_navigation():
        page.locator("details[open] .btn").tap()

    assert "Who was asked, or found it" in page.inner_text(".problems")
    assert page.locator("details[open] [aria-invalid=true]").evaluate(
        "e => e === document.activeElement"
    ) or (page.locator(".problems").evaluate("e => e === document.activeElement"))
    assert faults(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [{}, PHONE], ids=["wide", "phone"])
def test_axe_finds_nothing_serious_on_the_pages_of_a_visit(
    at_the_desk: Desk,
    size: dict,
    scheme: str,  # type: ignore[type-arg]
) -> None:
    page = at_the_desk("clara", color_scheme=scheme, **size)

    for where in ("visit", "visit#on-paper", "visit/asking", "visit/taking", "cases"):
        page.goto(f"/mansfield/{where}")
        assert faults(page) == [], where
    page.goto("/mansfield/visit/asking")
    with page.expect_navigation():
        page.click("text=Open the case")
    assert page.locator(".problems li").count() == 2
    assert faults(page) == []
    page.click("label[for=asking-asker-police]")
    page.click("label[for=asking-papers-none]")
    with page.expect_navigation():
        page.click("text=Open the case")
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert faults(page) == []
    with page.expect_navigation():
        page.locator("form:has([value=to_paper]) .btn").click()
    assert "It is gone from here." in page.inner_text("main")
    assert faults(page) == []


@pytest.mark.parametrize("size", [{}, PHONE], ids=["wide", "phone"])
def test_what_is_no_case_leads_to_its_key_of_the_desk(at_the_desk: Desk, size: dict) -> None:  # type: ignore[type-arg]
    page = at_the_desk("clara", **size)
    page.goto("/mansfield/visit/asking")
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert faults(page) == []

    page.click("label[for=asking-asker-parent]")
    page.click("label[for=asking-about-child]")
    page.click("label[for=asking-papers-none]")
    with page.expect_navigation():
        page.click("text=Open the case")

    assert "The desk answers this." in page.inner_text("main")
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    with page.expect_navigation():
        page.click("text=The desk: 4, A parent or guardian")
    assert page.url.endswith("/mansfield/desk")


@pytest.mark.parametrize("paper", ["Letter", "A4"])
def test_a_case_prints_without_its_forms(at_the_desk: Desk, paper: str) -> None:
    page = at_the_desk()
    asked(page)

    text = "".join(sheet.extract_text() for sheet in PdfReader(BytesIO(page.pdf(format=paper))).pages)

    assert "What was done" in text
    assert "Reached" not in text
    assert "Add a note" not in text


def test_the_next_lawful_step_is_the_first_button_and_a_digit_opens_it(at_the_desk: Desk) -> None:
    asked(at_the_desk(), "4", "e")
    page = at_the_desk("director")
    first_case(page)

    buttons = page.locator("nav[aria-label='What can be done next'] a")
    label = buttons.nth(1).inner_text().split("\n")[-1]
    press(page, "2")

    act = page.locator("details.act[open]")
    assert act.count() == 1
    assert act.locator("summary").inner_text() == label
    assert act.evaluate("e => e.contains(document.activeElement)")
