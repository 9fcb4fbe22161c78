"""Are the pages of programs for everybody: with a keyboard, on a phone, by dark, without JavaScript, on paper?"""

from playwright.sync_api import Page

from tests.browser.conftest import Visit
from tests.browser.test_family import at_the_desk
from tests.browser.test_pages import PHONE, faults


def sent(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.locator(f"button:has-text('{button}')").first.click()


def test_on_a_phone_by_dark_a_program_goes_its_whole_way_and_axe_finds_nothing_serious(visit: Visit) -> None:
    how = {**PHONE, "color_scheme": "dark"}
    staff = at_the_desk(visit, "wolcott", "dinah", **how)
    staff.goto("/wolcott/desk/programs")
    staff.fill("#new-title", "Chess for beginners in the reading room upstairs")
    sent(staff, "Announce it")
    assert staff.locator(".error").count() == 3
    assert faults(staff) == []
    staff.fill("#new-starts", "2030-12-01T16:00")
    staff.fill("#new-place", "Upstairs")
    staff.fill("#new-capacity", "1")
    staff.fill("#new-why", "to tell you of a change")
    staff.locator("label[for=new-age-everybody]").click()
    sent(staff, "Announce it")

    reader = visit("/wolcott/programs", **how)
    assert faults(reader) == []
    with reader.expect_navigation():
        reader.locator(".sessions a").last.click()
    for name in ("Ada", ""):
        reader.fill("#sign-name", name)
        sent(reader, "Sign up")
        if name:
            assert reader.evaluate("document.activeElement.id") == "verdict"
            number = reader.locator(".large").inner_text()
            reader.goto(reader.url)
    assert reader.locator("#sign-name-error").is_visible()
    assert faults(reader) == []

    with staff.expect_navigation():
        staff.locator("table a").first.click()
    sent(staff, "Open the list")
    assert "Ada" in staff.locator("main").inner_text()
    assert faults(staff) == []
    sent(staff, "Make the sheet")
    staff.emulate_media(media="print")
    assert staff.locator(".no-print").first.is_hidden()
    staff.emulate_media(media="screen")
    reader.fill("#cancel-number", number)
    sent(reader, "Give the place back")
    assert "Cancelled." in reader.locator(".verdict").inner_text()
    staff.goto(staff.url)
    sent(staff, "Call this session off")
    sent(staff, "Call it off now")
    assert "Called off." in staff.locator("[data-verdict]").first.inner_text()


def test_a_place_is_taken_and_given_back_without_javascript_with_the_keyboard(visit: Visit) -> None:
    staff = at_the_desk(visit, "wolcott", "dinah")
    staff.goto("/wolcott/desk/programs")
    staff.fill("#new-title", "Knitting")
    staff.fill("#new-starts", "2029-12-01T16:00")
    staff.fill("#new-place", "Hall")
    staff.locator("label[for=new-age-adults]").click()
    sent(staff, "Announce it")

    page = visit("/wolcott/programs", java_script_enabled=False)
    page.locator("section", has_text="Knitting").locator("a").first.click()
    page.locator("#sign-name").press_sequentially("Ben")
    page.keyboard.press("Enter")
    number = page.locator(".large").inner_text()
    page.locator("a:has-text('Somebody else signs up')").press("Enter")
    page.locator("#cancel-number").press_sequentially(number)
    page.keyboard.press("Enter")

    assert "Cancelled." in page.locator(".verdict").inner_text()


def test_on_a_phone_axe_finds_nothing_serious_on_the_page_of_public_computers(visit: Visit) -> None:
    page = at_the_desk(visit, "wolcott", "dinah", **PHONE)
    page.goto("/wolcott/desk/computers")
    for name in ("pc-1", "pc-1"):
        page.fill("#new-name", name)
        sent(page, "Add it")
    assert page.locator("#new-name-error").is_visible()
    sent(page, "Wiped today")

    assert "Noted: pc-1 was wiped today." in page.locator("[data-verdict]").inner_text()
    assert faults(page) == []


def test_a_computer_is_given_on_a_phone_and_the_room_reads_the_sign_in_spanish(visit: Visit) -> None:
    page = at_the_desk(visit, "wolcott", "dinah", **PHONE, color_scheme="dark")
    page.goto("/wolcott/desk/computers")
    page.fill("#new-name", "pc-7")
    sent(page, "Add it")
    page.goto("/wolcott/desk/computers/today")
    sent(page, "A computer, now")
    name = page.locator(".slips .large").inner_text()
    assert page.evaluate("document.activeElement.hasAttribute('data-verdict')")
    assert faults(page) == []
    page.locator("#book-time").press("Enter")
    page.locator("#book-time-error").wait_for()
    assert faults(page) == []

    address = page.locator("a:has-text('The sign for the room')").get_attribute("href")
    sign = visit(str(address), **PHONE, locale="es-US")
    assert "Computadoras públicas" in sign.locator("h1").inner_text()
    assert name in sign.locator("main").inner_text()
    assert faults(sign) == []
