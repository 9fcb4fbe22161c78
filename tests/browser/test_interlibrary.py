"""Requests to other libraries in a real browser: asked on a phone, worked on by keyboard; axe, targets, width."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.test_pages import PHONE, faults, sign_alice_in


def press(page: Page, label: str) -> None:
    """Press the button of this name by keyboard."""
    page.get_by_role("button", name=label).first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_request_is_made_on_a_phone_and_goes_its_way_by_keyboard(
    visit: Callable[..., Page], at_the_desk: Callable[..., Page]
) -> None:
    phone = visit("/mansfield/my-record", **PHONE)
    sign_alice_in(phone)
    phone.locator("summary", has_text="Ask for something").click()
    phone.fill("#title", "Ferries of the Sound")
    assert faults(phone) == []
    with phone.expect_navigation():
        phone.get_by_role("button", name="Ask for it", exact=True).click()
    assert "we look for a library that lends it" in phone.inner_text("main")

    desk = at_the_desk("rhea")
    desk.goto("/mansfield/desk/interlibrary")
    press(desk, "Show who wants")
    assert faults(desk) == []
    press(desk, "This library is asked")
    assert "Write which library is asked." in desk.inner_text("main")
    assert faults(desk) == []
    desk.locator("[name=lender]").first.focus()
    desk.keyboard.type("Windham Free Library")
    desk.locator("[name=in_state]").first.focus()
    desk.keyboard.press("Space")
    press(desk, "This library is asked")
    desk.locator("[name=due_back]").first.fill("2049-01-02")
    press(desk, "It is here")
    assert "Two strips go into it." in desk.inner_text("main")
    assert faults(desk) == []
    desk.set_viewport_size({"width": 360, "height": 740})
    assert faults(desk) == []
