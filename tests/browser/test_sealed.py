"""The room behind words in a real browser: by keyboard, on a phone, at night, covered, and without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.reading_room import ALICE, PASSWORD
from tests.browser.test_holds import focused
from tests.browser.test_pages import PHONE, faults

Desk = Callable[..., Page]


def words_for(number: int) -> str:
    return f"otters under the mill number {number}"


def begin(page: Page, words: str) -> None:
    page.goto("/mansfield/sealed")
    page.fill("#new-words", words)
    page.fill("#again", words)
    with page.expect_navigation():
        page.press("#again", "Enter")


def send(page: Page, step: str, **typed: str) -> None:
    form = page.locator(f"#step-{step}")
    if form.get_attribute("open") is None:
        form.locator("> summary").click()
    for name, value in typed.items():
        marked = form.locator(f"label[for='{step}-{name}-{value}']")
        if marked.count():
            marked.click()
        elif form.locator(f"select#{step}-{name}").count():
            form.locator(f"#{step}-{name}").select_option(value)
        else:
            form.locator(f"#{step}-{name}").fill(value)
    with page.expect_navigation():
        form.locator(".row button").click()


CAME = {"asker": "federal_agent", "sealed_paper": "national_security_letter", "return_by": "2027-01-10"}


@pytest.mark.parametrize(
    ("size", "scheme", "number"),
    [({}, "light", 1), (PHONE, "dark", 2)],
    ids=["wide by day", "on a phone at night"],
)
def test_from_new_words_to_the_end_and_axe_finds_nothing_serious(
    at_the_desk: Desk, size: dict[str, object], scheme: str, number: int
) -> None:
    page = at_the_desk("director", color_scheme=scheme, **size)
    page.goto("/mansfield/visit#on-paper")
    with page.expect_navigation():
        page.click("text=a room behind words")
    assert faults(page) == []
    begin(page, "too short")
    assert "at least 4 words" in page.inner_text(".problems")
    assert faults(page) == []

    begin(page, words_for(number))
    assert faults(page) == []
    send(page, "begin", **CAME)
    assert "In the sealed room." in page.inner_text("main")
    send(page, "sealed_hold", copy_card=ALICE, kinds_kept="loan", counsel="Roe & Doe", reason="Named.")
    assert "Middlemarch" in page.inner_text("main")
    for summary in page.locator("summary").all():
        if summary.locator("..").get_attribute("open") is None:
            summary.click()
    assert faults(page) == []
    assert page.url.endswith("/mansfield/sealed")
    send(page, "sealed_destroy", counsel_has_it="yes")

    assert "open nothing here any more" in page.inner_text("main")
    assert faults(page) == []


def test_by_keyboard_alone_the_words_open_and_a_note_is_added(at_the_desk: Desk) -> None:
    page = at_the_desk("director")
    begin(page, words_for(3))
    send(page, "begin", **CAME)
    page.goto("/mansfield/sealed")

    page.focus("#open-words")
    page.keyboard.type(words_for(3).upper())
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.focus("#step-add_note summary")
    page.keyboard.press("Enter")
    focused(page, "add_note-note")
    page.keyboard.type("Counsel telephoned.")
    for _ in range(20):  # over the parts of day and hour, to the button
        if page.evaluate("document.activeElement.tagName") == "BUTTON":
            break
        page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert "Counsel telephoned." in page.inner_text("main")
    send(page, "sealed_destroy", counsel_has_it="yes")


def test_going_back_shows_nothing_of_it_once_the_room_was_left(at_the_desk: Desk) -> None:
    page = at_the_desk("director")
    begin(page, words_for(4))
    send(page, "begin", **CAME)
    title = page.title()
    page.click("text=Leave the room")
    page.wait_for_selector("#open-words")

    page.goto("/mansfield/desk")
    page.go_back()
    page.wait_for_selector("#open-words")

    assert "national security" not in page.inner_text("main").lower()
    assert page.title() == title
    page.fill("#open-words", words_for(4))
    with page.expect_navigation():
        page.press("#open-words", "Enter")
    send(page, "sealed_destroy", counsel_has_it="yes")


def test_the_cover_hides_it_and_its_title(at_the_desk: Desk) -> None:
    page = at_the_desk("director")
    page.goto("/mansfield/sealed")

    page.click("[data-cover]")

    assert page.title() == "Covered"
    assert page.locator("#cover").is_visible()


def test_without_javascript_the_words_open_it_too(chromium: Browser, door: str) -> None:
    page = chromium.new_context(base_url=door, java_script_enabled=False).new_page()
    page.goto("/mansfield/staff")
    page.fill("#who", "director")
    page.fill("#secret", PASSWORD)
    with page.expect_navigation():
        page.press("#secret", "Enter")
    begin(page, words_for(5))
    send(page, "begin", **CAME)

    assert "In the sealed room." in page.inner_text("main")
    assert "otters" not in page.content()
    send(page, "sealed_destroy", counsel_has_it="yes")
    page.context.close()
