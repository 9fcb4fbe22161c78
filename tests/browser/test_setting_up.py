"""The set-up in a real browser, gone through once from the pasted text to the draft: axe, keyboard, phone, print."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from reticent import policy
from tests.browser.test_pages import PHONE, faults

HERE = "/mansfield/today/set-up"
TEXT = "Parents show the child's card.\n\nThe Director may delegate this authority. Books circulate widely."


def press(page: Page, what: str) -> None:
    with page.expect_navigation():
        page.click(f"main >> button:has-text('{what}') >> nth=0")


@pytest.mark.parametrize(
    "options",
    [{}, PHONE, {**PHONE, "java_script_enabled": False}],
    ids=["wide", "phone", "without scripts"],
)
def test_the_whole_set_up_from_the_pasted_text_to_the_draft(
    at_the_desk: Callable[..., Page], tmp_path: Path, options: dict[str, object]
) -> None:
    page = at_the_desk("director", **options)
    page.goto(HERE)
    scripts = options.get("java_script_enabled", True)
    found = faults(page) if scripts else []
    page.goto(f"{HERE}/your-text")
    page.fill("#text", TEXT)
    press(page, "Take it apart")
    found += faults(page) if scripts else []
    press(page, "Put them there")
    page.goto(f"{HERE}/custodian")

    visited = []
    while page.url.rpartition("/")[2] != "summary":
        visited.append(page.url.rpartition("/")[2])
        page.locator(".answers").first.locator("input").first.check()
        if visited[-1] == "parents":
            page.check("#proofs-card")
            page.check("#basis-counsel")
            assert page.is_checked('.own input[type="checkbox"]')
        found += faults(page) if scripts and len(visited) in (1, 4, 7, 15) else []
        with page.expect_navigation():
            page.click('button[value="next"]')
        assert len(visited) < 30

    assert len(visited) == 21
    found += faults(page) if scripts else []
    assert found == []
    said = page.inner_text("main")
    assert "21 of 21" in said
    assert "Books circulate widely." in said
    if scripts:
        with page.expect_download() as taken:
            page.click("text=Download the file")
        text = policy.load(Path("draft.toml"), content=taken.value.path().read_bytes())
        assert text.guardian.clauses == ("OWN-01",)
        assert text.supersedes == "mansfield-2019"
    draft = page.inner_text('section[aria-labelledby="make"] b')
    with page.expect_navigation():
        page.click("main >> button:has-text('Make it a draft')")
    assert page.is_visible(f"#text-{draft}")


def test_a_question_is_answered_with_the_keyboard_alone(at_the_desk: Callable[..., Page]) -> None:
    page = at_the_desk("director")
    page.goto(f"{HERE}/volunteers")

    page.focus("#volunteers-open")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.goto(f"{HERE}/volunteers")

    assert page.is_checked("#volunteers-no")


def test_the_summary_prints_without_buttons(at_the_desk: Callable[..., Page]) -> None:
    page = at_the_desk("director")
    page.goto(f"{HERE}/summary")

    page.emulate_media(media="print")

    assert not page.is_visible("text=Make it a draft >> nth=1")
    assert page.is_visible("text=What the linter finds in it")
