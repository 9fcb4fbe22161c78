"""The director's page of the policy in a real browser: axe, targets, a phone without scripts."""

from pathlib import Path

import pytest

from tests.browser.conftest import Visit
from tests.browser.reading_room import PASSWORD
from tests.browser.test_pages import PHONE, faults
from tests.rooms.people.texts import laid

PAGE = "/mansfield/today/policy"


def signed_in(visit: Visit, **options: object) -> object:
    page = visit("/mansfield/staff", **options)
    page.fill("#who", "director")
    page.fill("#secret", PASSWORD)
    with page.expect_navigation():
        page.click("main button.btn")
    page.goto(PAGE)
    return page


@pytest.mark.parametrize(
    "options",
    [{}, PHONE, {**PHONE, "java_script_enabled": False}],
    ids=["wide", "phone", "without scripts"],
)
def test_a_draft_is_taken_in_and_everything_about_it_can_be_read_and_reached(
    visit: Visit, tmp_path: Path, options: dict[str, object]
) -> None:
    page = signed_in(visit, **options)
    scripts = options.get("java_script_enabled", True)
    if scripts:
        assert faults(page) == []

    page.set_input_files("#file", laid(tmp_path))
    with page.expect_navigation():
        page.click("text=Take it in as a draft")
    with page.expect_navigation():
        page.click("text=See what would change")

    for closed in page.query_selector_all("details:not([open]) > summary"):
        closed.click()
    said = page.inner_text("main")
    assert "No answer to the situations that come with Reticent would change." in said
    assert "Which office looked it over?" in said
    if scripts:
        assert faults(page) == []
