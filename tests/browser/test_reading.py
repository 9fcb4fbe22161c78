"""Reading in a real browser: in Spanish, on a phone, on paper, without JavaScript, with the reader's own colours."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.test_pages import PHONE, faults, sign_alice_in

Visit = Callable[..., Page]
OLDER = "/mansfield/policy/mansfield-older"
FOR_ANYONE = ("/", "/mansfield/", OLDER, "/mansfield/permission", "/mansfield/sign-in", "/wolcott/")


@pytest.mark.parametrize("options", [{}, PHONE, {"color_scheme": "dark"}], ids=["wide", "phone", "dark"])
def test_axe_finds_nothing_serious_on_the_pages_in_spanish(visit: Visit, options: dict[str, object]) -> None:
    page = visit("/", locale="es-US", **options)
    found: dict[str, list[str]] = {}

    for address in FOR_ANYONE:
        page.goto(address)
        found[address] = faults(page)
    page.goto("/mansfield/my-record")
    sign_alice_in(page)
    found["my record"] = faults(page)

    assert page.get_attribute("html", "lang") == "es"
    assert {where: wrong for where, wrong in found.items() if wrong} == {}


def test_the_language_is_chosen_without_javascript_and_stays_chosen(visit: Visit) -> None:
    page = visit("/mansfield/", locale="en-US", java_script_enabled=False)
    assert page.inner_text("h1") == "What you read here is your business"

    page.click("nav.tongues >> text=Español")

    assert page.inner_text("h1") == "Lo que usted lee aquí es asunto suyo"
    assert page.url.endswith("/mansfield/")
    page.goto("/mansfield/sign-in")
    assert page.get_attribute("html", "lang") == "es"
    (cookie,) = (c for c in page.context.cookies() if c["name"] == "language")
    assert (cookie["value"], cookie["httpOnly"]) == ("es", True)


def test_the_choice_of_language_is_made_by_keyboard_and_told_to_whoever_hears_the_page(visit: Visit) -> None:
    page = visit("/mansfield/", locale="en-US")
    spanish = page.get_by_role("link", name="Español")

    spanish.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.documentElement.lang === 'es'")

    assert page.get_by_role("link", name="Español").get_attribute("aria-current") == "true"
    assert page.get_by_role("link", name="English").get_attribute("aria-current") is None


def seen_on_paper(page: Page) -> dict[str, bool]:
    """What of the frame is printed, and whether the page is wider than its paper."""
    page.set_viewport_size({"width": 688, "height": 980})  # A4 within its margins
    page.emulate_media(media="print")
    seen = {
        name: page.locator(selector).first.is_visible() if page.locator(selector).count() else False
        for name, selector in {
            "navigation": ".top nav, .reading nav",
            "forms": "form",
            "buttons": ".btn",
            "whence": ".printed",
        }.items()
    }
    seen["too wide"] = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return seen


PRINTED = {"navigation": False, "forms": False, "buttons": False, "whence": True, "too wide": False}


@pytest.mark.parametrize(
    "address", ["/mansfield/", OLDER, "/mansfield/permission", "/mansfield/sign-in", "/"]
)
def test_a_page_for_anyone_prints_without_its_frame_and_says_whence_and_when(
    visit: Visit, address: str
) -> None:
    page = visit(address)

    assert seen_on_paper(page) == PRINTED
    assert page.inner_text(".printed").startswith(
        f"127.0.0.1:{page.url.split(':')[2].split('/')[0]}{address}"
    )


def test_the_record_and_the_desks_pages_print_likewise(
    visit: Visit, at_the_desk: Callable[..., Page]
) -> None:
    record = visit("/mansfield/my-record")
    sign_alice_in(record)
    today = at_the_desk("director")
    today.goto("/mansfield/today")

    assert seen_on_paper(record) == PRINTED
    assert seen_on_paper(today) == PRINTED
    assert record.evaluate("getComputedStyle(document.querySelector('.tab')).position") == "static"


def test_the_paper_of_a_permission_is_one_page(visit: Visit) -> None:
    page = visit("/mansfield/permission", locale="es-US")

    assert page.pdf(prefer_css_page_size=True, format="A4").count(b"/Type /Page\n") == 1


def test_the_parts_of_a_chart_differ_by_more_than_colour(visit: Visit) -> None:
    page = visit("/mansfield/", forced_colors="active", locale="en-US")

    drawn = page.evaluate(
        """() => ['solid', 'outline'].map(name => {
            const s = getComputedStyle(document.querySelector('.chart .' + name));
            return [s.fill, s.stroke, s.strokeDasharray] })"""
    )

    assert drawn[0][0] != drawn[1][0]
    assert drawn[0][2] != drawn[1][2]
    assert page.get_by_role("img", name="Days kept once the reason is over").count() == 1


def test_charts_on_a_phone_are_as_wide_as_the_page_and_no_wider(visit: Visit) -> None:
    page = visit("/mansfield/", **PHONE)

    box = page.locator(".chart svg").bounding_box()

    assert box is not None
    assert 300 < box["width"] <= 360 - 32
    assert faults(page) == []


def test_the_policy_begins_with_its_title_on_a_phone_and_with_its_contents_beside_it_on_a_desk(
    visit: Visit,
) -> None:
    def tops(page: Page) -> tuple[float, ...]:
        boxes = [page.locator(at).first.bounding_box() for at in ("h1", ".reading nav", "#keep")]
        return tuple(box["y"] for box in boxes if box)

    title, contents, text = tops(visit("/mansfield/", **PHONE))
    assert title < contents < text

    title, contents, text = tops(visit("/mansfield/"))
    assert contents < text
    assert abs(contents - title) < 60


def test_an_earlier_texts_reasons_lead_to_its_own_clauses(visit: Visit) -> None:
    page = visit(OLDER)

    page.locator("#police .because a").first.click()

    assert "/policy/mansfield-older#MC-" in page.url
    assert page.locator(f"[id='{page.url.partition('#')[2]}']").is_visible()


def test_the_policy_is_taken_home_as_a_pdf_in_the_language_that_is_read(visit: Visit) -> None:
    page = visit("/mansfield/", locale="es-US")

    with page.expect_download() as taken:
        page.click("text=Esta página en PDF")

    assert taken.value.suggested_filename == "mansfield-2019-es.pdf"
