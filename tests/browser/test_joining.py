"""Can somebody be registered with a keyboard, on a phone and without JavaScript, and does the slip fit on one sheet?"""

from io import BytesIO

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.browser.conftest import Visit
from tests.browser.reading_room import ALICE, PASSWORD
from tests.browser.test_family import at_the_desk
from tests.browser.test_pages import PHONE, faults


def go_to(page: Page, field: str) -> None:
    """Press Tab until the field has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == field:
            return
    raise AssertionError(f"no way to {field} by keyboard")


@pytest.mark.clause("WO-06", "WO-10", "WO-11")
def test_at_wolcott_somebody_is_registered_with_the_keyboard_alone(visit: Visit) -> None:
    page = at_the_desk(visit, "wolcott", "wanda")
    with page.expect_navigation():
        page.keyboard.press("+")

    for field, typed in (("name", "Ñusta Łukasz"), ("address", "3 Mill Road"), ("town", "Wolcott"),
                         ("phone", "203 555 0177")):  # fmt: skip
        go_to(page, field)
        page.keyboard.type(typed)
    go_to(page, "minor-no")
    page.keyboard.press("Space")
    go_to(page, "consent-yes")
    page.keyboard.press("Space")
    go_to(page, "card")
    page.keyboard.type("21543000099001")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert "Registered. Good until" in page.locator("article.decision").inner_text()
    assert page.evaluate("document.activeElement.id") == "verdict"
    assert page.url.endswith("/wolcott/desk/register")
    page.locator("summary", has_text="Set a new PIN").focus()
    page.keyboard.press("Enter")
    page.fill("#pin", "4711")
    page.fill("#again", "4711")
    page.locator("label[for=seen-card]").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Set the PIN").click()
    assert page.url.endswith("/wolcott/desk")
    assert "The new PIN is set." in page.locator("article.decision").inner_text()


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_what_is_wrong_leads_to_its_field_and_what_was_typed_stays(
    visit: Visit, java_script_enabled: bool
) -> None:
    page = at_the_desk(visit, "mansfield", "clara", java_script_enabled=java_script_enabled)
    page.goto("/mansfield/desk/register")
    page.fill("#name", "Ольга Ёлкина")
    page.fill("#card", ALICE)
    with page.expect_navigation():
        page.get_by_role("button", name="Register them").click()

    assert page.input_value("#name") == "Ольга Ёлкина"
    assert page.input_value("#card") == ALICE
    for field in ("address", "town"):
        assert page.locator(f".problems a[href='#{field}']").count() == 1
    if java_script_enabled:
        assert page.evaluate("document.activeElement.className") == "problems"
        page.click(".problems a[href='#town']")
        assert page.evaluate("document.activeElement.id") == "town"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_axe_finds_nothing_serious_and_nothing_is_too_small_or_too_wide(
    visit: Visit, scheme: str
) -> None:
    for slug, who in (("mansfield", "clara"), ("wolcott", "wanda")):
        page = at_the_desk(visit, slug, who, **PHONE, color_scheme=scheme)
        page.goto(f"/{slug}/desk/register")
        assert faults(page) == []
        with page.expect_navigation():
            page.get_by_role("button", name="Register them").click()
        assert page.locator(".problems").count() == 1
        assert faults(page) == []
        page.goto(f"/{slug}/welcome")
        assert faults(page) == []
    director = at_the_desk(visit, "mansfield", "director", **PHONE, color_scheme=scheme)
    director.goto("/mansfield/today/friends")
    assert faults(director) == []
    assert PASSWORD not in director.content()


@pytest.mark.parametrize("paper", ["Letter", "A4"])
@pytest.mark.parametrize("slug", ["mansfield", "wolcott"])
def test_the_welcome_slip_is_one_sheet_in_two_languages_and_names_nobody(
    visit: Visit, slug: str, paper: str
) -> None:
    page = visit(f"/{slug}/welcome")

    (sheet,) = PdfReader(BytesIO(page.pdf(format=paper))).pages
    said = sheet.extract_text()

    assert "What we keep, and until when" in said
    assert "Qué guardamos, y hasta cuándo" in said
    assert "Marlowe" not in said
