"""The desk story in a real browser, by keyboard and scanner, against the real door on a seeded home."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reading_room import ALICE, DUE, FREE, FREE_TOO, LATE, OUT, PAT, WREN

Desk = Callable[..., Page]


def press(page: Page, *keys: str) -> None:
    """Keys as a person presses them: slower than a scanner."""
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_timeout(100)


def scan(page: Page, code: str) -> None:
    """A scanner types fast and ends with Enter."""
    page.keyboard.type(code)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def ask(page: Page, *keys: str, then: str = "") -> None:
    """Choose what for, answer its question, scan or type, and confirm."""
    page.goto("/mansfield/desk")
    press(page, *keys)
    if then:
        page.keyboard.type(then)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def card(page: Page) -> str:
    return page.inner_text(".decision")


def verdict(page: Page) -> str:
    return page.inner_text("#verdict")


def test_the_clerk_lends_and_takes_back_without_touching_a_mouse(at_the_desk: Desk) -> None:
    page = at_the_desk()

    ask(page, "1", then=ALICE)
    assert "Alice Marlowe" in card(page)
    scan(page, FREE)
    assert verdict(page).startswith("Lent. Due ")
    scan(page, FREE_TOO)
    assert page.locator(".slip li").all_inner_texts()[0].startswith("Cranford")
    assert page.locator(".slip li").count() == 2

    ask(page, "2", then=FREE)
    assert verdict(page) == "Back. Nothing of the loan is kept."
    assert "Alice" not in page.inner_text("main")
    scan(page, FREE_TOO)
    assert verdict(page) == "Back. Nothing of the loan is kept."


def test_a_late_return_leaves_a_charge_that_can_be_paid(at_the_desk: Desk) -> None:
    page = at_the_desk("director")

    ask(page, "2", then=LATE)
    assert "Charged" in card(page)
    ask(page, "5", then=ALICE)
    assert "is owed" in verdict(page)
    page.get_by_role("button", name="Paid in full").press("Enter")
    expect(page.locator("#verdict")).to_contain_text("Nothing is owed.")

    page.emulate_media(media="print")
    receipt = card(page)
    page.emulate_media(media="screen")
    assert "PAID" in receipt
    assert "$" in receipt
    assert "Alice" not in receipt


@pytest.mark.parametrize(
    ("item", "said"),
    [("999999", "No item has this barcode"), (OUT, "This item is still out")],
    ids=["unknown barcode", "already out"],
)
def test_an_item_that_cannot_be_lent_says_why_and_lends_nothing(
    at_the_desk: Desk, item: str, said: str
) -> None:
    page = at_the_desk()
    ask(page, "1", then=ALICE)

    scan(page, item)

    assert verdict(page) == "Not lent."
    assert said in page.inner_text("#ask-error")
    assert page.locator(".slip").count() == 0
    assert "Bob" not in page.inner_text("main")


def test_an_expired_card_is_not_lent_to(at_the_desk: Desk) -> None:
    page = at_the_desk()
    ask(page, "1", then="21540000044176")

    scan(page, FREE)

    assert "This card has expired" in page.inner_text("#ask-error")


def test_a_return_of_what_is_not_out_says_so(at_the_desk: Desk) -> None:
    page = at_the_desk()

    ask(page, "2", then=FREE)

    assert verdict(page) == "Not taken back."
    assert "not out here" in card(page)


def test_an_account_without_duties_opens_nobody(at_the_desk: Desk) -> None:
    page = at_the_desk("hugo")

    ask(page, "1", then=ALICE)

    assert verdict(page) == "No. That duty is not yours."
    assert "Marlowe" not in page.inner_text("main")


@pytest.mark.clause("M19-06")
def test_the_patron_is_told_of_her_own_account_once_the_clerk_knows_it_is_her(at_the_desk: Desk) -> None:
    page = at_the_desk()

    ask(page, "3", "c", then=ALICE)
    assert verdict(page) == "Not yet. Ask who they are."
    assert "Middlemarch" not in card(page)

    ask(page, "3", "a", then=ALICE)
    assert "Middlemarch" in card(page)
    expect(page.locator("#verdict")).to_be_focused()


@pytest.mark.clause("M19-06", "M19-07")
def test_a_parent_of_a_minor_is_answered_and_of_a_grown_child_is_not(at_the_desk: Desk) -> None:
    page = at_the_desk()

    ask(page, "4", "a", then=WREN)
    assert verdict(page) == "Yes, to the parent."

    page.goto("/mansfield/desk")
    press(page, "4")
    page.get_by_label("The child is 18 or older").press("Space")
    page.fill("#asked", WREN)
    page.keyboard.press("Enter")
    expect(page.locator("#verdict")).to_have_text("No. The child is grown.")
    assert "Wren" not in page.inner_text("main")


def test_the_words_for_police_and_press_come_without_looking_anyone_up(at_the_desk: Desk) -> None:
    page = at_the_desk()

    ask(page, "9", "a")
    assert "Nothing was looked up" in card(page)
    assert "M19-19" in page.inner_text(".because")

    ask(page, "7", "a")
    assert page.get_by_role("link", name="Print the permission form").is_visible()


def test_people_of_one_name_are_told_apart_by_no_more_than_it_takes(at_the_desk: Desk) -> None:
    page = at_the_desk()

    ask(page, "3", "a", then="pat doe")
    assert verdict(page) == "Two people go by that."
    assert "Which town do you live in?" in card(page)
    assert "Quince" not in page.inner_text("main")
    assert PAT[-4:] not in page.inner_text("main")
    page.get_by_role("button", name="Storrs").click()

    expect(page.locator(".decision")).to_contain_text("Pat Doe")


def test_a_few_letters_of_a_name_name_whom_it_may_be_and_a_letter_chooses(at_the_desk: Desk) -> None:
    page = at_the_desk()

    ask(page, "3", "a", then="marl")
    assert verdict(page) == "Three people go by that."
    assert page.locator(".picks bdi").all_inner_texts() == ["Alice Marlowe", "Bob Marlowe", "Wren Marlowe"]
    assert not any(told in page.inner_text("main") for told in ("Quince", "Mansfield ·", "0142", "@"))
    expect(page.locator("#verdict")).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("b")

    assert "Bob Marlowe" in card(page)
    assert "Cranford" not in card(page)
    assert "Jane Eyre" in card(page)


@pytest.mark.parametrize("typed", ["860 555 0142", "(860) 555-0142", "5550142", "Alice@Example.org"])
def test_a_phone_number_or_an_e_mail_address_finds_its_household(at_the_desk: Desk, typed: str) -> None:
    page = at_the_desk()

    ask(page, "5", then=typed)

    assert page.locator(".picks bdi").all_inner_texts()[:2] == ["Alice Marlowe", "Bob Marlowe"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("garcia", "María José García-Núñez"),
        ("nun", "María José García-Núñez"),
        ("王", "王小明"),
        ("الأم", "محمد الأمين"),
    ],
)
def test_names_of_any_script_are_found_and_drawn_right(at_the_desk: Desk, typed: str, name: str) -> None:
    page = at_the_desk()
    page.set_viewport_size({"width": 360, "height": 740})
    press(page, "1")
    page.fill("#asked", typed)
    with page.expect_navigation():
        page.press("#asked", "Enter")

    assert verdict(page) == "Is it this person?"
    assert page.locator(".picks bdi").all_inner_texts() == [name]
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    with page.expect_navigation():
        page.locator(".picks button").click()
    assert name in card(page)


def test_too_many_too_little_and_nobody_each_say_what_to_type_next(at_the_desk: Desk) -> None:
    page = at_the_desk()

    ask(page, "3", "a", then="tho")
    assert verdict(page) == "More than 12 people go by that."
    assert "Go on typing" in card(page)
    assert "Thora" not in page.inner_text("main")

    ask(page, "3", "a", then="4127")
    assert verdict(page) == "That is too little to look for."
    assert "whole card number" in card(page)

    ask(page, "3", "a", then="Nobody Atall")
    assert verdict(page) == "Nobody here goes by that."


def test_a_scan_lands_in_the_field_wherever_the_focus_is_but_looks_nobody_up_before_the_purpose(
    at_the_desk: Desk,
) -> None:
    page = at_the_desk()
    page.locator("h1").click()

    page.keyboard.type(ALICE)
    page.keyboard.press("Enter")
    page.wait_for_timeout(100)

    assert page.input_value("#asked") == ALICE
    assert page.locator(".key > input:checked").count() == 0
    expect(page.locator("#what-for")).to_be_visible()

    press(page, "3", "a")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Alice Marlowe" in card(page)


def test_digits_typed_into_the_field_choose_no_purpose(at_the_desk: Desk) -> None:
    page = at_the_desk()
    press(page, "2")

    press(page, "9", "1", "1")

    assert page.input_value("#asked") == "911"
    assert page.locator("#key-2").is_checked()


def test_what_is_missing_is_said_at_the_top_and_has_the_focus(at_the_desk: Desk) -> None:
    page = at_the_desk()

    ask(page, "3", "a")

    assert page.inner_text(".problems").endswith(
        "Scan a card, or type a name, a phone number or an e-mail address."
    )
    expect(page.locator("[data-problems]")).to_be_focused()
    assert page.locator("#key-3").is_checked()


def test_the_screen_covers_itself_after_ninety_idle_seconds_and_by_escape_twice(at_the_desk: Desk) -> None:
    page = at_the_desk()
    page.clock.install()
    ask(page, "3", "a", then=ALICE)
    cover = page.locator("#cover")
    expect(cover).to_be_hidden()

    page.clock.run_for(91_000)
    expect(cover).to_be_visible()
    assert page.title() == "Covered"
    page.keyboard.press("Escape")
    expect(cover).to_be_visible()

    page.keyboard.press("Enter")
    expect(cover).to_be_hidden()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(cover).to_be_visible()

    page.clock.run_for(301_000)
    expect(page.locator(".blank")).to_have_count(1)
    assert "Alice" not in page.content()


def test_no_address_ever_names_a_person_and_nothing_is_kept_by_the_browser(at_the_desk: Desk) -> None:
    page = at_the_desk()
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url))

    ask(page, "3", "a", then=ALICE)
    ask(page, "1", then=ALICE)
    scan(page, "999999")

    assert seen
    assert not any(ALICE in url or "?" in url or "alice" in url.lower() for url in seen)
    assert page.request.get("/mansfield/desk").headers["cache-control"] == "no-store"


def test_the_desk_works_without_javascript(visit: Callable[..., Page]) -> None:
    page = visit("/mansfield/staff", java_script_enabled=False)
    page.fill("#who", "clara")
    page.fill("#secret", "reading-room-lamp")
    page.click("button.wide")
    page.locator("label[for=key-3]").click()
    page.get_by_text("Card in hand").click()
    page.fill("#asked", ALICE)
    page.press("#asked", "Enter")

    expect(page.locator(".decision")).to_contain_text("Alice Marlowe")


def test_a_card_that_lay_open_too_long_or_was_altered_does_nothing(at_the_desk: Desk) -> None:
    page = at_the_desk()
    ask(page, "1", then=ALICE)
    page.evaluate("document.querySelector('.decision input[name=token]').value = 'AAAA'")

    scan(page, DUE)

    assert verdict(page) == "That was not done."
    assert "ten minutes" in card(page)


def test_a_registration_is_renewed_mended_and_given_a_pin_by_keyboard(at_the_desk: Desk) -> None:
    page = at_the_desk()

    ask(page, "6", then=PAT)
    assert "Pat Doe" in card(page)
    page.locator("summary", has_text="Renew the card").press("Enter")
    with page.expect_navigation():
        page.get_by_role("button", name="Renew", exact=True).press("Enter")
    assert verdict(page).startswith("Renewed. Good until ")
    expect(page.locator("#verdict")).to_be_focused()

    ask(page, "6", then=PAT)
    page.locator("summary", has_text="Set a new PIN").press("Enter")
    page.locator("#seen-card").press("Space")
    page.locator("#pin").focus()
    page.keyboard.type("8642")
    page.keyboard.press("Tab")
    page.keyboard.type("8643")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert verdict(page) == "Not saved."
    expect(page.locator("#again")).to_be_focused()
    assert page.input_value("#pin") == ""
    assert page.locator("#seen-card").is_checked()
    page.fill("#pin", "8642")
    page.fill("#again", "8642")
    with page.expect_navigation():
        page.press("#again", "Enter")
    assert verdict(page) == "The new PIN is set."

    ask(page, "6", then=PAT)
    page.locator("summary", has_text="Correct address").press("Enter")
    assert page.input_value("#address") == "7 Quince Lane"
    page.fill("#email", "pat at example.org")
    with page.expect_navigation():
        page.press("#email", "Enter")
    assert verdict(page) == "Not saved."
    expect(page.locator("#email")).to_be_focused()
    page.fill("#email", "pat@example.org")
    with page.expect_navigation():
        page.press("#email", "Enter")
    assert verdict(page) == "Put right."
    assert "pat@example.org" in card(page)


def test_a_registration_is_mended_without_javascript(visit: Callable[..., Page]) -> None:
    page = visit("/mansfield/staff", java_script_enabled=False)
    page.fill("#who", "clara")
    page.fill("#secret", "reading-room-lamp")
    page.click("button.wide")
    page.locator("label[for=key-6]").click()
    page.fill("#asked", PAT)
    page.press("#asked", "Enter")
    page.get_by_text("Renew the card").click()
    page.get_by_role("button", name="Renew", exact=True).click()

    expect(page.locator("#verdict")).to_contain_text("Renewed. Good until ")
