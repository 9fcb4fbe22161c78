"""The rehearsal in a browser: one made-up paper at the desk, on a telephone, in the dark, and by keyboard alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_pages import PHONE, faults

SignedIn = Callable[..., Page]


def begin(page: Page) -> None:
    page.goto("/mansfield/rehearsal")
    page.get_by_role("button", name="Begin at the desk").click()
    begun(page)


def begun(page: Page) -> None:
    """The first question stands there, and its keys are heard."""
    page.get_by_role("heading", name="Somebody comes to the desk").wait_for()
    page.wait_for_load_state()


def choose(page: Page, form: str, **answers: str) -> None:
    for name, value in answers.items():
        page.locator(f'label[for="{form}-{name}-{value}"]').click()


def look(page: Page) -> None:
    page.get_by_label("Who is asking?").select_option("police")
    page.get_by_label("Do they have a paper?").select_option("emergency_claim")
    page.get_by_label("Who signed it?").select_option("officer")
    choose(page, "look", enough="no")
    page.get_by_role("button", name="Next").click()


def answer(page: Page) -> None:
    choose(page, "act", words="said", act="refuse", first="0", next="1", notes="name")
    page.get_by_role("button", name="How did it go?").click()


@pytest.mark.parametrize("screen", [{}, PHONE, {"color_scheme": "dark"}], ids=["desk", "telephone", "dark"])
def test_one_paper_is_played_to_its_card_and_axe_finds_nothing_serious(
    at_the_desk: SignedIn, screen: dict[str, object]
) -> None:
    page = at_the_desk(**screen)
    page.goto("/mansfield/rehearsal/officer")
    assert faults(page) == []
    page.goto("/mansfield/rehearsal")
    assert faults(page) == []
    begin(page)
    page.get_by_text("Nobody plays the officer?").click()
    assert faults(page) == []
    page.keyboard.press("1")
    page.get_by_role("button", name="Next").click()
    expect(page.locator(".problems")).to_be_visible()
    assert faults(page) == []
    look(page)
    expect(page.get_by_text("I can't answer that.")).to_be_visible()
    assert faults(page) == []
    if page.viewport_size and page.viewport_size["width"] < 600:
        words, form = (page.locator(each).bounding_box() for each in (".say", "form.card"))
        assert words["y"] < form["y"], "the words come first"
    answer(page)

    expect(page.get_by_text("All of it as it goes here.")).to_be_visible()
    assert faults(page) == []


def test_by_keyboard_alone_from_the_first_button_to_the_card(at_the_desk: SignedIn) -> None:
    page = at_the_desk()
    page.goto("/mansfield/rehearsal")
    page.get_by_role("button", name="Begin at the desk").focus()
    page.keyboard.press("Enter")
    begun(page)
    page.keyboard.press("1")
    page.locator("#look-asker").focus()
    for value, after in (("Police", "Tab"), ("They say", "Tab"), ("An officer", "Tab")):
        page.keyboard.type(value)
        page.keyboard.press(after)
    page.keyboard.press("Space")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Answer")).to_be_visible()


def test_axe_finds_nothing_serious_at_the_end(at_the_desk: SignedIn) -> None:
    page = at_the_desk(**PHONE)
    begin(page)

    while page.get_by_role("heading", name="Somebody comes to the desk").count():
        page.get_by_role("button", name="They say nobody may be told").click()
        choose(page, "act", words="said", act="envelope")
        page.get_by_role("button", name="How did it go?").click()
        page.locator("form.onward button").click()
        page.wait_for_load_state()

    assert page.inner_text("h1") == "That was the rehearsal"
    assert page.locator(".judged.wrong").count() >= 1
    assert faults(page) == []
    page.get_by_role("button", name="I have rehearsed the visit").click()
    expect(page.get_by_role("status")).to_be_visible()
    assert faults(page) == []
