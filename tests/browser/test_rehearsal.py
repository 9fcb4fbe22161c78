"""The rehearsal in a browser: one made-up paper at the desk, on a telephone, in the dark, and by keyboard alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

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


@pytest.mark.parametrize(
    "screen",
    [{}, {"viewport": {"width": 360, "height": 740}}, {"color_scheme": "dark"}],
    ids=["desk", "telephone", "dark"],
)
def test_one_paper_is_played_to_its_card(at_the_desk: SignedIn, screen: dict[str, object]) -> None:
    page = at_the_desk(**screen)
    begin(page)
    page.keyboard.press("1")
    look(page)
    expect(page.get_by_text("I can't answer that.")).to_be_visible()
    if page.viewport_size and page.viewport_size["width"] < 600:
        words, form = (page.locator(each).bounding_box() for each in (".say", "form.card"))
        assert words["y"] < form["y"], "the words come first"
    choose(page, "act", words="said", act="refuse", first="0", next="1", notes="name")
    page.get_by_role("button", name="How did it go?").click()

    expect(page.get_by_text("All of it as it goes here.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = page.evaluate(
        "[...document.querySelectorAll('main a.btn, main button, main summary')]"
        ".filter(e => e.offsetParent && e.getBoundingClientRect().height < 43.5).length"
    )
    assert small == 0


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
