"""Can the director review what was drawn by keyboard alone, on a phone too, and read nobody's name there?"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.test_pages import PHONE, faults


@pytest.mark.parametrize("size", [{}, PHONE], ids=["wide", "phone"])
def test_axe_finds_nothing_serious_where_looks_are_reviewed_and_nobody_is_named(
    at_the_desk: Callable[..., Page], size: dict[str, object]
) -> None:
    page = at_the_desk("director", **size)
    page.goto("/mansfield/today/looks")

    assert faults(page) == []
    assert "Quinn" not in page.content()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_look_is_asked_about_and_found_in_order_by_keyboard_alone(at_the_desk: Callable[..., Page]) -> None:
    page = at_the_desk("director")
    page.goto("/mansfield/today/looks")
    before = page.locator("tbody tr").count()

    page.get_by_role("button", name="Ask about it").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('[data-verdict]')")
    assert page.locator("h2", has_text="To ask about").count() == 1
    page.get_by_role("button", name="Asked: it was in order").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert "Noted: asked, and in order." in page.inner_text("main")
    assert page.locator("tbody tr").count() == before - 1
