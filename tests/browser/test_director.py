"""The director's pages in a real browser: her day on one screen, vendors, incidents, the policy that is read."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.test_pages import PHONE, faults

PAGES = (
    "today",
    "today/vendors",
    "today/vendors/new",
    "today/clients",
    "today/clients/new",
    "today/incidents",
    "today/incidents/new",
    "policy-read",
)


def test_the_day_fits_a_screen_what_to_do_first_beside_how_everything_stands(
    at_the_desk: Callable[..., Page],
) -> None:
    page = at_the_desk("director", viewport={"width": 1280, "height": 800})

    page.goto("/mansfield/today")

    below = page.evaluate("document.querySelector('.day').getBoundingClientRect().bottom")
    first = page.locator(".day .wants > li").count()
    assert below <= 800
    assert first <= 5
    assert page.locator(".lines dt a").count() >= 8


@pytest.mark.parametrize("size", [{}, PHONE], ids=["wide", "phone"])
def test_axe_finds_nothing_serious_on_the_directors_registers(
    at_the_desk: Callable[..., Page],
    size: dict,  # type: ignore[type-arg]
) -> None:
    page = at_the_desk("director", **size)
    found = {}

    for path in PAGES:
        page.goto(f"/mansfield/{path}")
        found[path] = faults(page)
    page.goto("/mansfield/today/vendors/new")
    page.fill("#name", "Millrace Films")
    page.fill("#does", "Films to watch at home.")
    page.check("#sort-service", force=True)
    with page.expect_navigation():
        page.click("text=Write it down")
    for summary in page.locator("summary").all():
        summary.click()
    found["a vendor"] = faults(page)

    page.goto("/mansfield/today/clients/new")
    page.fill("#name", f"Wipes, {'phone' if size else 'wide'}")
    page.check("#scopes-computers-wiped", force=True)
    with page.expect_navigation():
        page.click("text=Make it, and show its secret once")
    assert page.locator("code.secret").count() == 1
    found["a client's secret"] = faults(page)
    page.goto("/mansfield/today/clients")
    page.click(f"text=Wipes, {'phone' if size else 'wide'}")
    for summary in page.locator("summary").all():
        summary.click()
    found["a client"] = faults(page)

    assert {path: each for path, each in found.items() if each} == {}
