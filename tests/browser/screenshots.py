"""Takes the pictures of docs/screenshots from a running demonstration (`make run`).

`python -m tests.browser.screenshots http://localhost:8000`
"""

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.gallery import CHROMIUM

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
PASSWORD = "reading-room-lamp"
ALICE, PIN = "21540000044127", "2741"


def take(address: str) -> None:
    """Desk, record, director, public page; wide and narrow, one of them by dark."""
    with sync_playwright() as p:
        browser = p.chromium.launch(**CHROMIUM)  # type: ignore[arg-type]
        _public(browser, address)
        _desk(browser, address, scheme="light")
        _desk(browser, address, scheme="dark")
        _director(browser, address)
        _visit(browser, address)
        _patron(browser, address)
        _in_spanish(browser, address)
        browser.close()


def _public(browser: Browser, address: str) -> None:
    page = _page(browser, address)
    page.goto("/")
    _shoot(page, "front")
    page.goto("/mansfield/")
    _shoot(page, "policy")
    page.goto("/mansfield/desk-card")
    _shoot(page, "desk-card")


def _desk(browser: Browser, address: str, *, scheme: str) -> None:
    page = _page(browser, address, color_scheme=scheme)
    _sign_in(page, "clara@mansfield")
    if scheme == "light":
        _shoot(page, "desk")
        _ask(page, "7", "a")
        _shoot(page, "desk-refused")
        _ask(page, "9", "a")
        _shoot(page, "desk-police")
        _ask(page, "3", "a", then=ALICE)
        _shoot(page, "desk-allowed")
        page.locator("summary", has_text="Place a hold").focus()
        page.keyboard.press("Enter")
        page.wait_for_timeout(200)
        _shoot(page, "desk-holds", full=True)
    else:
        _ask(page, "0", then=ALICE)
        _shoot(page, "desk-dark")


def _director(browser: Browser, address: str) -> None:
    page = _page(browser, address)
    _sign_in(page, "director@mansfield")
    page.goto("/mansfield/today")
    with page.expect_navigation():
        page.click("text=Verify now")
    _shoot(page, "today", full=True)
    page.goto("/mansfield/today/policy")
    _shoot(page, "adopting", full=True)
    page.goto("/mansfield/today/contacts")
    _shoot(page, "contacts", full=True)


def _visit(browser: Browser, address: str) -> None:
    """Somebody asks at the desk; at night the director reads the case on her phone."""
    page = _page(browser, address)
    _sign_in(page, "clara@mansfield")
    page.goto("/mansfield/visit")
    _shoot(page, "visit")
    page.goto("/mansfield/visit/asking")
    for key in ("5", "d"):
        page.keyboard.press(key)
        page.wait_for_timeout(100)
    _shoot(page, "visit-asking")
    page.fill("#asking-agency", "Roe & Doe, Attorneys at Law")
    page.fill("#asking-words", "Produce the circulation records of the person named in the schedule.")
    with page.expect_navigation():
        page.click("text=Open the case")
    _shoot(page, "case-desk")
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    night = _page(browser, address, color_scheme="dark", **phone)
    _sign_in(night, "director@mansfield")
    night.goto("/mansfield/cases")
    with night.expect_navigation():
        night.locator("tbody a").first.click()
    night.locator("summary", has_text="Write down what the paper is").click()
    night.locator("label[for=classify-secret-no]").click()
    night.select_option("#classify-kind", "attorney_subpoena")
    night.select_option("#classify-signed_by", "attorney")
    night.fill("#classify-return_by", "2026-12-18")
    with night.expect_navigation():
        night.locator("form:has(#classify-kind) .btn").click()
    _shoot(night, "case-phone")


def _patron(browser: Browser, address: str) -> None:
    for name, options in (
        ("my-record", {}),
        (
            "my-record-phone",
            {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
        ),
    ):
        page = _page(browser, address, **options)
        page.goto("/mansfield/my-record")
        page.fill("#who", ALICE)
        page.fill("#secret", PIN)
        with page.expect_navigation():
            page.click("button.wide")
        _shoot(page, name, full=name == "my-record")


def _in_spanish(browser: Browser, address: str) -> None:
    page = _page(browser, address, locale="es-US")
    page.goto("/mansfield/#keep")
    _shoot(page, "policy-spanish")
    page.goto("/mansfield/my-record")
    page.fill("#who", ALICE)
    page.fill("#secret", PIN)
    with page.expect_navigation():
        page.click("button.wide")
    _shoot(page, "my-record-spanish", full=True)
    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate("document.querySelectorAll('h2.tab')[2].scrollIntoView()")
    _shoot(page, "my-record-spanish-phone")


def _page(browser: Browser, address: str, **options: object) -> Page:
    wide = {"viewport": {"width": 1200, "height": 900}}
    return browser.new_context(base_url=address, **{**wide, **options}).new_page()  # type: ignore[arg-type]


def _sign_in(page: Page, who: str) -> None:
    page.goto("/mansfield/staff")
    page.fill("#who", who)
    page.fill("#secret", PASSWORD)
    page.click("button.wide")
    page.wait_for_url("**/mansfield/desk")


def _ask(page: Page, *keys: str, then: str = "") -> None:
    page.goto("/mansfield/desk")
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_timeout(100)
    page.keyboard.type(then)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _shoot(page: Page, name: str, *, full: bool = False) -> None:
    page.evaluate("document.fonts.ready")
    FOLDER.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=FOLDER / f"{name}.png", full_page=full)


if __name__ == "__main__":
    take(sys.argv[1])
