"""Questions and suggestions in a real browser: asked on a phone, answered by keyboard; axe, targets, width."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.test_pages import PHONE, faults


def left(page: Page, button: str) -> str:
    """Send the form, and read the number that it gives."""
    with page.expect_navigation():
        page.click(f"button:has-text('{button}')")
    return page.inner_text(".slip .number")


def test_a_question_and_a_suggestion_go_their_whole_way_on_a_phone_and_by_keyboard(
    visit: Callable[..., Page], at_the_desk: Callable[..., Page]
) -> None:
    phone = visit("/mansfield/ask", **PHONE)
    phone.fill("#question", "When does the ferry to Block Island leave?")
    phone.fill("#contact", "860 555 0142")
    number = left(phone, "Ask")
    assert faults(phone) == []
    phone.goto("/mansfield/suggest")
    phone.fill("#title", "Ferries of the Sound")
    left(phone, "Suggest it")

    desk = at_the_desk("rhea")
    desk.goto("/mansfield/questions")
    desk.focus(f"#answer-{number}")
    desk.keyboard.type("At nine.")
    desk.keyboard.press("Tab")
    with desk.expect_navigation():
        desk.keyboard.press("Enter")
    assert f"The answer waits under {number}" in desk.inner_text("main")

    phone.goto("/mansfield/ask/answer")
    phone.fill("#number", number)
    with phone.expect_navigation():
        phone.click("main button")
    assert "At nine." in phone.inner_text("main")
    assert faults(phone) == []


def test_the_lists_of_whose_duty_it_is_fit_a_phone(at_the_desk: Callable[..., Page]) -> None:
    page = at_the_desk("rhea", **PHONE)

    for address in ("/mansfield/questions", "/mansfield/suggestions"):
        page.goto(address)
        assert faults(page) == []
