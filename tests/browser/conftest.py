"""A reading room served for the browser, and Debian's Chromium in it. Without Chromium these tests fail."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser import reading_room
from tests.browser.chromium import InChromium
from tests.browser.gallery import CHROMIUM

# Playwright keeps a loop of its own in this thread; the tests of plain pages use the database beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the reading room is served."""
    with reading_room.opened(tmp_path_factory.mktemp("reading-room")) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    if not Path(str(CHROMIUM["executable_path"])).exists():
        pytest.fail("The browser tests need Chromium. On Debian: apt-get install chromium")
    with sync_playwright() as p:
        browser = p.chromium.launch(**CHROMIUM)  # type: ignore[arg-type]
        yield browser
        browser.close()


Visit = Callable[..., Page]


# Chromium also logs a status that is meant (403, 400), and that somebody was quicker than the page's own focus.
NO_COMPLAINTS = ("Failed to load resource", "Autofocus processing was blocked")


@contextmanager
def browsing(chromium: Browser, address: str) -> Iterator[Callable[..., BrowserContext]]:
    """Browsers of their own at an address; whatever a console complains about fails the test."""
    opened: list[BrowserContext] = []
    complaints: list[str] = []

    def beginning(**options: object) -> BrowserContext:
        context = chromium.new_context(
            base_url=address, **{"viewport": {"width": 1200, "height": 900}, **options}
        )  # type: ignore[arg-type]
        opened.append(context)
        context.on(
            "console", lambda m: None if m.text.startswith(NO_COMPLAINTS) else complaints.append(m.text)
        )
        context.on("weberror", lambda wrong: complaints.append(str(wrong.error)))
        return context

    yield beginning
    for context in opened:
        context.close()
    assert complaints == []


@pytest.fixture
def visit(chromium: Browser, door: str) -> Iterator[Visit]:
    """Open a page of the reading room."""
    with browsing(chromium, door) as beginning:

        def visiting(address: str = "/", **options: object) -> Page:
            page = beginning(**options).new_page()
            page.goto(address)
            return page

        yield visiting


@pytest.fixture
def in_chromium(
    chromium: Browser, town: object, live_server: LiveServer
) -> Iterator[Callable[..., InChromium]]:
    """Sign somebody in, in a browser of her own, at a library that the test has set up here."""
    with browsing(chromium, live_server.url) as beginning:
        yield lambda *who, **how: InChromium(beginning(), *who, **how)


@pytest.fixture
def at_the_desk(visit: Visit) -> Callable[..., Page]:
    """Sign a member of staff in, by keyboard alone; the page is then the desk."""

    def signed_in(who: str = "clara", **options: object) -> Page:
        page = visit("/mansfield/staff", **options)
        page.wait_for_selector("#who:focus", timeout=4000)
        page.keyboard.type(who)
        page.keyboard.press("Tab")
        page.keyboard.type(reading_room.PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/mansfield/desk")
        return page

    return signed_in
