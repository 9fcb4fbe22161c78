"""Searching and handing over in a real browser: from the query to the package, wide, on a phone, without JavaScript."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chromium import Tab
from tests.browser.reading_room import PASSWORD
from tests.browser.test_pages import PHONE, faults

Desk = Callable[..., Page]
ALICE = "21540000044127"
NAMED = ("registration.name", "loan.title")


def at_search(page: Page) -> None:
    """A judge's order, in form, everybody asked, to be complied with: its page of the search."""
    tab = Tab(page, "mansfield")
    tab.look("visit/asking").send(asker="court", papers="court_order", channel="mail")
    paper = {"kind": "court_order", "signed_by": "judge", "centre": "person", "names_fields": list(NAMED)}
    tab.send("classify", secret="no", **paper)
    points = [name for name in tab.form("review_form").options if name.startswith("f-checklist-")]
    tab.send("review_form", **dict.fromkeys(points, "yes"))
    while still := [step for step in tab.offered if step.startswith("record:consulted")]:
        tab.send(still[0], consulted_who="The office")
    tab.send("decide", answer="comply").follow("case/search?of=")


def looked_on(page: Page) -> None:
    page.fill("#search-second_person", "Pat Elm, chair")
    page.click("label[for=search-second_as-chair]")
    page.click("label[for=search-second_how-telephone]")


@pytest.mark.parametrize("size", [{}, PHONE], ids=["wide", "phone"])
def test_from_the_query_to_the_package_and_axe_finds_nothing_serious(
    at_the_desk: Desk, size: dict[str, object], tmp_path: Path
) -> None:
    page = at_the_desk("director", **size)
    at_search(page)
    assert faults(page) == []

    with page.expect_navigation():
        page.click("text=Say what will be searched for")
    assert "please fill this in" in page.inner_text(".problems")
    assert faults(page) == []
    page.fill("#search-who", ALICE)
    for name in NAMED:
        page.click(f"label[for='search-fields-{name}']")
    with page.expect_navigation():
        page.click("text=Say what will be searched for")
    assert ALICE in page.inner_text("main")
    assert ALICE not in page.url
    assert faults(page) == []

    looked_on(page)
    with page.expect_navigation():
        page.click("text=Search now, while they look on")
    assert "1 person" in page.inner_text("h2")
    assert ALICE not in page.inner_text("main")
    assert faults(page) == []

    page.fill("#search-handed_to", "The clerk of the court")
    page.click("label[for=search-sent_how-in_person]")
    assert page.input_value("#search-second_person") == "Pat Elm, chair"
    with page.expect_download() as saved:
        page.click("text=Make the package and hand it over")
    saved.value.save_as(tmp_path / "package.zip")
    with zipfile.ZipFile(io.BytesIO((tmp_path / "package.zip").read_bytes())) as packed:
        assert json.loads(packed.read("manifest.json"))["counts"]["people"] == 1
    with page.expect_navigation():
        page.click("text=Back to the case")
    assert "Handed over." in page.inner_text("main")
    assert ALICE not in page.inner_text("main")


def test_without_javascript_it_is_searched_for_and_shown(
    chromium: Browser, at_the_desk: Desk, door: str
) -> None:
    with_script = at_the_desk("director")
    at_search(with_script)
    page = chromium.new_context(base_url=door, java_script_enabled=False).new_page()
    page.goto("/mansfield/staff")
    page.fill("#who", "director")
    page.fill("#secret", PASSWORD)
    page.click("button.wide")
    page.goto(with_script.url)

    page.fill("#search-who", ALICE)
    page.click("label[for='search-fields-loan.title']")
    page.click("text=Say what will be searched for")
    looked_on(page)
    page.click("text=Search now, while they look on")

    assert "What was found" in page.inner_text("h1")
    assert "1 person" in page.inner_text("main")
