"""Somebody at the library's pages in Chromium: links followed, choices made, fields filled and buttons pressed."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Self

from playwright.sync_api import BrowserContext, Locator, Page, Response

from tests.browser.visiting import Pages
from tests.conftest import Town

PASSWORD = "reading-room-lamp"


class Tab(Pages):
    """A tab of a browser, at the pages of one library."""

    def __init__(self, tab: Page, slug: str) -> None:
        self.tab, self.slug = tab, slug

    def go(self, address: str) -> Self:
        return self._took(self.tab.goto(address))

    def read(self, address: str) -> str:
        answer = self.tab.request.get(address)
        assert answer.ok
        return answer.text()

    def send(self, do: str = "", **typed: Any) -> Self:
        button = self._filled_in(do, typed)
        return self._navigated(button.click)

    def send_for_file(self, do: str = "", **typed: Any) -> bytes:
        button = self._filled_in(do, typed)
        with self.tab.expect_download() as saved:
            button.click()
        return saved.value.path().read_bytes()

    def press(self, label: str) -> Self:
        button = self.tab.locator("main button", has_text=re.compile(f"^{re.escape(label)}"))
        return self._navigated(button.first.click)

    def _navigated(self, act: Callable[[], None]) -> Self:
        navigating: AbstractContextManager[Any] = self.tab.expect_navigation()
        with navigating as came:
            act()
        return self._took(came.value)

    def _took(self, answer: Response | None) -> Self:
        assert answer is not None
        self.status, self.page = answer.status, self.tab.content()
        self.url = self.tab.url.removeprefix(answer.url.partition(f"/{self.slug}")[0])
        return self

    def _filled_in(self, do: str, typed: dict[str, Any]) -> Locator:
        """The form of a step, filled in; its button."""
        form = self.form(do)
        at = len(self.forms) - 1 - self.forms[::-1].index(form)
        drawn = self.tab.locator("main form").nth(at)
        for name, said in self.filled(form, typed).items():
            controls = drawn.locator(f'[name="{name}"]')
            if name not in form.options:
                _open_around(controls).fill(said[0])
            elif controls.first.evaluate("each => each.matches('select')"):
                _open_around(controls).select_option(said)
            else:
                for value in said:
                    _choose(drawn.locator(f'[name="{name}"][value="{value}"]'))
        button = drawn.locator("button").last
        return _open_around(button)


class InChromium(Tab):
    """One account in a browser of its own; without one, somebody who has not signed in."""

    def __init__(
        self,
        context: BrowserContext,
        town: Town,
        username: str = "clara",
        *duties: str,
        title: str = "desk",
    ) -> None:
        super().__init__(context.new_page(), town.library.slug)  # type: ignore[attr-defined]
        self.town = town
        if username:
            self.account = town.staff(username, *duties, title=title)
            self.look("staff").send(who=self.account.username, secret=PASSWORD)


def _open_around(control: Locator) -> Locator:
    """What lies folded is opened, from the outside in."""
    folded = control.locator("xpath=ancestor::details[not(@open)]")
    while folded.count():
        folded.first.locator("> summary").click()
    return control


def _choose(mark: Locator) -> None:
    _open_around(mark)
    if not mark.is_checked():
        mark.press("Space")
