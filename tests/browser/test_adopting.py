"""The director's page of the policy in a real browser: axe, targets, a phone without scripts."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.test_pages import PHONE, faults
from tests.rooms.people.texts import laid

PAGE = "/mansfield/today/policy"
# Other tests draft in the same reading room: this one looks at its own.
DRAFT = "mansfield-next"
HERE = f"section[aria-labelledby='text-{DRAFT}']"


@pytest.mark.parametrize(
    "options",
    [{}, PHONE, {**PHONE, "java_script_enabled": False}],
    ids=["wide", "phone", "without scripts"],
)
def test_a_draft_is_taken_in_and_everything_about_it_can_be_read_and_reached(
    at_the_desk: Callable[..., Page], tmp_path: Path, options: dict[str, object]
) -> None:
    page = at_the_desk("director", **options)
    page.goto(PAGE)
    scripts = options.get("java_script_enabled", True)
    if scripts:
        assert faults(page) == []

    page.set_input_files("#file", laid(tmp_path, id=DRAFT))
    with page.expect_navigation():
        page.click("text=Take it in as a draft")
    with page.expect_navigation():
        page.click(f"{HERE} >> text=See what would change")

    for closed in page.query_selector_all("details:not([open]) > summary"):
        closed.click()
    said = page.inner_text(HERE)
    assert "No answer to the situations that come with Reticent would change." in said
    assert "Which office looked it over?" in said
    if scripts:
        assert faults(page) == []
