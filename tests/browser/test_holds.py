"""Can holds be placed, kept, collected and cancelled at the desk and read by the patron, by keyboard and without
JavaScript?"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit
from tests.browser.reading_room import ALICE, BOB, KEPT, KEPT_TOO, PASSWORD, PAT, WREN
from tests.browser.test_pages import faults

DESK = Callable[..., Page]


def enter(page: Page, text: str = "") -> str:
    page.keyboard.type(text)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return page.locator("article.decision").inner_text()


def ask(page: Page, *keys: str, then: str) -> str:
    page.goto("/mansfield/desk")
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_timeout(120)
    return enter(page, then)


def open_by_keyboard(page: Page, summary: str) -> None:
    page.locator("summary", has_text=summary).focus()
    page.keyboard.press("Enter")


def focused(page: Page, start: str) -> None:
    """Wait until the focus is on an element whose id begins so: the browser puts it there after it has drawn."""
    page.wait_for_function("start => document.activeElement.id.startsWith(start)", arg=start, timeout=5_000)


def test_a_hold_from_placing_to_cancelling_by_keyboard_alone(at_the_desk: DESK) -> None:
    page = at_the_desk()
    ask(page, "3", "a", then=BOB)
    open_by_keyboard(page, "Place a hold")
    focused(page, "item")
    placed = enter(page, KEPT)
    assert "On hold. They are next." in placed
    assert "It is in. Put it on the hold shelf." in placed

    ask(page, "1", then=ALICE)
    to_another = enter(page, KEPT)
    assert "Not lent." in to_another
    assert "Somebody waits for this item." in to_another
    assert "Bob" not in to_another

    ask(page, "3", "a", then=WREN)
    open_by_keyboard(page, "Place a hold")
    assert "One waits before them." in enter(page, KEPT)

    ask(page, "1", then=BOB)
    assert "Lent." in enter(page, KEPT)
    assert "Back. Put it on the hold shelf." in ask(page, "2", then=KEPT)
    assert "ready" in ask(page, "3", "a", then=WREN)
    assert faults(page) == []

    open_by_keyboard(page, "Cancel a hold")
    focused(page, "held-")
    page.keyboard.press("Tab")
    assert "Cancelled." in enter(page)
    assert "Nothing is on hold." in ask(page, "3", "a", then=WREN)


def test_a_scan_lands_in_the_form_that_was_opened(at_the_desk: DESK) -> None:
    page = at_the_desk()
    ask(page, "3", "a", then=PAT)
    open_by_keyboard(page, "Place a hold")
    focused(page, "item")
    page.evaluate("document.activeElement.blur()")

    page.keyboard.type(KEPT_TOO)
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert "On hold." in page.locator("article.decision").inner_text()


def test_what_cannot_be_placed_says_so_and_leaves_the_form_open(at_the_desk: DESK) -> None:
    page = at_the_desk()
    ask(page, "3", "a", then=ALICE)
    open_by_keyboard(page, "Place a hold")

    said = enter(page, "3999")

    assert "Not on hold." in said
    focused(page, "item")
    assert faults(page) == []


def test_whoever_is_sent_is_named_before_the_patron_and_nothing_typed_is_lost(at_the_desk: DESK) -> None:
    page = at_the_desk()
    page.keyboard.press("8")
    page.wait_for_timeout(120)
    page.keyboard.press("c")
    page.wait_for_timeout(120)
    focused(page, "sent_named")
    page.keyboard.type("Pat Elm")
    page.keyboard.press("Enter")
    focused(page, "asked")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert "Scan a card" in page.locator(".problems").inner_text()
    assert page.input_value("#sent_named") == "Pat Elm"

    page.fill("#sent_named", "")
    page.fill("#asked", ALICE)
    with page.expect_navigation():
        page.press("#asked", "Enter")

    assert "Who stands here?" in page.locator(".problems").inner_text()
    assert page.input_value("#asked") == ALICE


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_the_patron_reads_what_waits_and_the_one_sent_carries_it(
    visit: Visit, java_script_enabled: bool
) -> None:
    desk = visit("/mansfield/staff", java_script_enabled=java_script_enabled)
    desk.fill("#who", "clara")
    desk.fill("#secret", PASSWORD)
    with desk.expect_navigation():
        desk.click("button.wide")
    key(desk, "3", "account-card", ALICE)
    press(desk, "Place a hold", "Place it", KEPT)

    mine = visit("/mansfield/my-record", java_script_enabled=java_script_enabled)
    mine.fill("#who", ALICE)
    mine.fill("#secret", "2741")
    with mine.expect_navigation():
        mine.click("button.wide")
    card = mine.locator("section.card", has_text="What waits for you, or will").inner_text()
    assert "North and South" in card
    assert "now, at Main" in card
    if java_script_enabled:
        assert faults(mine) == []

    key(desk, "8", "sent-on_paper", ALICE, named="Pat Elm")
    carried = desk.locator("article.decision").inner_text()
    assert "North and South" in carried
    assert "Middlemarch" not in carried

    key(desk, "3", "account-card", ALICE)
    form = desk.locator("details.act", has=desk.locator("summary", has_text="Cancel a hold"))
    form.locator("summary").click()
    form.locator(".choice label").first.click()
    with desk.expect_navigation():
        form.get_by_role("button", name="Cancel it").click()
    assert "Cancelled." in desk.locator("article.decision").inner_text()


def key(page: Page, digit: str, choice: str, card: str, *, named: str = "") -> None:
    page.goto("/mansfield/desk")
    page.locator(f"label[for=key-{digit}]").click()
    page.locator(f"label[for={choice}]").click()
    if named:
        page.fill(f"#{choice.partition('-')[0]}_named", named)
    page.fill("#asked", card)
    with page.expect_navigation():
        page.click("form.desk button[type=submit]")


def press(page: Page, summary: str, button: str, item: str) -> None:
    form = page.locator("details.act", has=page.locator("summary", has_text=summary))
    form.locator("summary").click()
    form.locator("#item").fill(item)
    with page.expect_navigation():
        form.get_by_role("button", name=button).click()


@pytest.mark.clause("WO-14", "M19-19")
def test_the_slip_for_the_hold_shelf_bears_a_made_up_name_and_on_paper_nothing_beside_it(
    at_the_desk: DESK,
) -> None:
    page = at_the_desk()
    ask(page, "3", "a", then=BOB)
    open_by_keyboard(page, "Place a hold")
    focused(page, "item")
    placed = enter(page, KEPT)
    made_up = page.locator(".slip .large").inner_text()
    assert f"On the shelf as\n{made_up}" in placed
    assert page.get_by_role("button", name="Print the slip").is_visible()

    page.emulate_media(media="print")
    on_paper = page.locator("article.decision").inner_text()
    page.emulate_media(media="screen")

    assert made_up in on_paper
    assert not {"Bob", "Title", "Kept"} & set(on_paper.split())
    assert made_up in ask(page, "3", "a", then=BOB)
    open_by_keyboard(page, "Cancel a hold")
    page.keyboard.press("Tab")
    enter(page)


@pytest.mark.clause("WO-14")
def test_the_date_due_slip_names_titles_and_on_paper_nobody(at_the_desk: DESK) -> None:
    page = at_the_desk()
    ask(page, "1", then=BOB)
    lent = enter(page, KEPT)
    assert "Bob" in lent
    assert "DATE DUE" in lent

    page.emulate_media(media="print")
    on_paper = page.locator("article.decision").inner_text()
    page.emulate_media(media="screen")

    assert "DATE DUE" in on_paper
    assert "Bob" not in on_paper
    assert "Bob" not in page.title()
    ask(page, "2", then=KEPT)
