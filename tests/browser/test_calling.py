"""The director's page of whom to call in a real browser: written down, moved and undone by keyboard and on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser import reading_room
from tests.browser.test_pages import PHONE, faults

Visit = Callable[..., Page]
PAGE = "/wolcott/today/contacts"
OFFICE = "Head of Circulation"


def at_the_page(visit: Visit, **options: object) -> Page:
    page = visit("/wolcott/staff", **options)
    page.fill("#who", "dinah")
    page.fill("#secret", reading_room.PASSWORD)
    page.click("button.wide")
    page.wait_for_url("**/wolcott/desk")
    page.goto(PAGE)
    return page


def offices(page: Page) -> list[str]:
    found = page.locator("ol.calls h3").all_inner_texts()
    return [text.lstrip("0123456789 \n") for text in found]


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


@pytest.mark.parametrize(
    "options",
    [
        {},
        PHONE,
        {**PHONE, "java_script_enabled": False},
        {"color_scheme": "dark"},
        {"forced_colors": "active"},
    ],
    ids=["wide", "phone", "without scripts", "dark", "forced"],
)
def test_everything_on_the_page_can_be_read_and_reached(visit: Visit, options: dict[str, object]) -> None:
    page = at_the_page(visit, **options)

    for closed in page.query_selector_all("details:not([open]) > summary"):
        closed.click()

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if options.get("java_script_enabled", True):
        assert faults(page) == []


@pytest.mark.parametrize(
    "options", [{}, {**PHONE, "java_script_enabled": False}], ids=["wide", "phone, no scripts"]
)
def test_an_office_is_added_moved_taken_off_and_put_back(visit: Visit, options: dict[str, object]) -> None:
    page = at_the_page(visit, **options)
    before = offices(page)

    page.click("text=Add an office")
    page.fill("#office-new", OFFICE)
    page.fill("#at_work-new", "860 555 0103")
    with page.expect_navigation():
        page.locator("#at_work-new").press("Enter")
    assert offices(page) == [*before, OFFICE]
    press(page, f"Earlier: {OFFICE}")
    assert offices(page)[-2] == OFFICE
    assert page.url.endswith(f"#call-{len(before)}")

    press(page, f"Take it off the list: {OFFICE}")
    assert offices(page) == before
    press(page, "Put it back")
    assert offices(page)[-2] == OFFICE

    press(page, f"Take it off the list: {OFFICE}")
    page.goto(PAGE)
    assert offices(page) == before


def test_a_number_that_was_written_down_stands_on_the_card_on_one_sheet(visit: Visit) -> None:
    page = at_the_page(visit)
    page.click("text=Numbers: Legal counsel")
    row = page.locator("ol.calls > li", has_text="Legal counsel")
    row.get_by_label("At work").fill("860 555 0177")
    row.get_by_label("Out of hours").fill("860 555 0178")
    with page.expect_navigation():
        row.get_by_role("button", name="Write it down").click()

    page.click("text=See the card")

    assert page.url.endswith("/wolcott/desk-card#taking")
    card = page.inner_text("#taking")
    assert "860 555 0177" in card
    assert "860 555 0178" not in card
    assert faults(page) == []
    for paper in ("A4", "Letter"):
        assert page.pdf(format=paper).count(b"/Type /Page\n") == 2


def test_what_must_be_mended_is_said_and_leads_to_its_field(visit: Visit) -> None:
    page = at_the_page(visit)
    page.click("text=Numbers: Deputy")
    row = page.locator("ol.calls > li", has_text="Deputy").first
    row.get_by_label("At work").fill("call Dora")
    with page.expect_navigation():
        row.get_by_role("button", name="Write it down").click()

    assert page.inner_text(".problems h2") == "Nothing was written down"
    page.click(".problems a")
    assert page.evaluate("document.activeElement.name").startswith("at_work-")
    assert page.evaluate("document.activeElement.value") == "call Dora"
    assert faults(page) == []


def test_somebody_is_appointed_until_a_day_and_no_longer(visit: Visit) -> None:
    page = at_the_page(visit)
    page.click("text=Write down that somebody was appointed")
    page.click("label:has-text('wanda, desk')")
    page.fill("#until-appoint", page.input_value("#begins-appoint"))
    with page.expect_navigation():
        page.locator("#acting ~ details").get_by_role("button", name="Write it down").click()

    assert "May act now." in page.inner_text("section[aria-labelledby=acting]")
    press(page, "End it: wanda")
    assert "Ended on" in page.inner_text("section[aria-labelledby=acting]")
