"""Can the desk at two libraries that differ note a guardian and answer her, with a keyboard and without JavaScript?"""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.reading_room import BOB, PASSWORD, WREN, WREN_AT_WOLCOTT


def at_the_desk(visit: Visit, slug: str, username: str, **options: object) -> Page:
    page = visit(f"/{slug}/staff", **options)
    page.fill("#who", username)
    page.fill("#secret", PASSWORD)
    with page.expect_navigation():
        page.click("button.wide")
    return page


def ask(page: Page, key: str, choice: str, card: str, *, named: str = "") -> str:
    page.locator(f"label[for=key-{key}]").click()
    if choice:
        page.locator(f"label[for={choice}]").click()
    if named:
        page.fill(f"#{choice.partition('-')[0]}_named", named)
    page.fill("#asked", card)
    with page.expect_navigation():
        page.click("form.desk button[type=submit]")
    return page.locator("article.decision").inner_text()


def press(page: Page, summary: str, button: str, choice: str = "", **typed: str) -> str:
    form = page.locator("details.act", has=page.locator("summary", has_text=summary)).first
    form.locator("summary").click()
    for name, value in typed.items():
        form.locator(f"#{name}").fill(value)
    if choice:
        form.locator(f"label[for={choice}]").click()
    with page.expect_navigation():
        form.get_by_role("button", name=button).click()
    return page.locator("article.decision").inner_text()


@pytest.mark.parametrize("java_script_enabled", [True, False])
@pytest.mark.clause("M19-06", "M19-07", "WO-04", "WO-18")
def test_at_mansfield_the_note_is_proof_and_at_wolcott_the_photo_id_is(
    visit: Visit, java_script_enabled: bool
) -> None:
    mansfield = at_the_desk(visit, "mansfield", "clara", java_script_enabled=java_script_enabled)
    wolcott = at_the_desk(visit, "wolcott", "wanda", java_script_enabled=java_script_enabled)

    ask(mansfield, "6", "", WREN)
    assert "NOTED, UNTIL" in press(
        mansfield, "Note a guardian", "Note it", "guardian_proof-birth_certificate",
        guardian_name="Bob Marlowe", guardian_card=BOB, of_age="2033-06-03",
    ).upper()  # fmt: skip
    ask(wolcott, "6", "", WREN_AT_WOLCOTT)
    assert wolcott.locator("#of_age").count() == 0
    press(wolcott, "Note a guardian", "Note it", "guardian_proof-photo_id", guardian_name="Bob Marlowe")

    noted = ask(mansfield, "4", "guardian-guardian_link", WREN, named=BOB)
    stranger = ask(mansfield, "4", "guardian-guardian_link", WREN, named="Robert Marlowe")
    photo = ask(wolcott, "4", "guardian-photo_id", WREN_AT_WOLCOTT, named="Bob Marlowe")

    assert "Yes, to the parent." in noted
    assert "M19-06" in noted
    assert "Not yet. Ask for proof." in stranger
    assert "Yes, to the parent." in photo
    assert "WO-18" in photo
    assert wolcott.locator("#guardian-guardian_link").count() == 0


def test_the_name_field_comes_with_its_question_and_has_a_label(visit: Visit) -> None:
    page = at_the_desk(visit, "mansfield", "clara")
    assert not page.locator("#sent_named").is_visible()

    page.keyboard.press("8")

    page.locator("#sent_named").wait_for(state="visible")
    assert page.locator("label[for=sent_named]").is_visible()
    expect(page.locator("#sent-to_collect")).to_be_focused()


def test_a_wish_stands_on_the_card_instead_of_the_number(visit: Visit) -> None:
    page = at_the_desk(visit, "wolcott", "wanda")
    ask(page, "6", "", WREN_AT_WOLCOTT)
    press(page, "Note how not to reach them", "Note it", "wish-no_phone")

    card = ask(page, "6", "", WREN_AT_WOLCOTT)

    assert "never phone" in card
    assert "860-555-0142" not in page.locator("article.decision dl.facts").first.inner_text()
