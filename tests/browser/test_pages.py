"""The other pages in a real browser: record on a phone, director, public page; axe, targets, policies of content."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.reading_room import ALICE, PASSWORD

Visit = Callable[..., Page]
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


def sign_alice_in(page: Page, pin: str = "2741") -> None:
    page.fill("#who", "2 1540 0000 4412 7")
    page.fill("#secret", pin)
    with page.expect_navigation():
        page.click("button.wide")


def faults(page: Page) -> list[str]:
    """What axe finds serious or critical, and what is too small for a thumb or too wide for the screen."""
    found = [
        f"{v['id']}: {v['nodes'][0]['target']}"
        for v in Axe().run(page).response["violations"]
        if v["impact"] in ("serious", "critical")
    ]
    small = page.evaluate(
        """() => [...document.querySelectorAll(
            'a.btn, button, .key > label, .choice > label, nav a, .mark, summary, .field input, .field textarea')]
            .filter(e => e.offsetParent && e.getBoundingClientRect().height < 44).map(e => e.outerHTML.slice(0, 90))"""
    )
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [*found, *(f"small: {html}" for html in small), *([f"{wide} px too wide"] if wide > 0 else [])]


@pytest.mark.clause("M19-06", "4-193(f)")
def test_the_patron_reads_on_a_phone_what_is_held_why_until_when_and_who_looked(visit: Visit) -> None:
    page = visit("/mansfield/my-record", **PHONE)
    sign_alice_in(page)
    said = page.inner_text("main")

    for word in ("Alice Marlowe", "7 Quince Lane", "Middlemarch", "M19-05", "Who looked", "unknown here"):
        assert word in said
    assert faults(page) == []


def test_a_key_for_a_program_of_hers_fits_a_phone(visit: Visit) -> None:
    page = visit("/mansfield/my-record", **PHONE)
    sign_alice_in(page)

    page.click("text=For a program of mine")
    with page.expect_navigation():
        page.click("text=Make a key")

    assert page.locator("code.secret").count() == 1
    assert faults(page) == []


def test_she_lets_somebody_be_told_and_takes_it_back_on_a_phone(visit: Visit) -> None:
    page = visit("/mansfield/my-record", **PHONE)
    sign_alice_in(page)
    page.click("text=Let somebody be told of your records")
    with page.expect_navigation():
        page.click("text=Give this permission")
    assert "Say which of the records." in page.inner_text("main")
    assert faults(page) == []

    page.fill("#recipient", "Quimby Underhill")
    page.check("#scope-loan")
    page.check("#agreed")
    with page.expect_navigation():
        page.click("text=Give this permission")
    page.click("text=What I have allowed and asked for")
    assert faults(page) == []
    with page.expect_navigation():
        page.click("text=Take back what Quimby Underhill may be told")

    assert "Quimby Underhill" not in page.inner_text("main")


def test_a_wrong_pin_opens_nothing_and_says_what_to_do(visit: Visit) -> None:
    page = visit("/mansfield/my-record", **PHONE)

    sign_alice_in(page, pin="0000")

    assert "do not open a record" in page.inner_text(".problems")
    assert "Ask at the desk" in page.inner_text("main")


def test_the_record_can_be_taken_home_and_the_cookie_tells_nothing(visit: Visit) -> None:
    page = visit("/mansfield/my-record")
    sign_alice_in(page)

    with page.expect_download() as taken:
        page.click("text=As a file for programs")
    home = taken.value.path().read_text()
    cookie = next(c for c in page.context.cookies() if c["name"] == "my-record")

    assert '"Middlemarch"' in home
    assert taken.value.suggested_filename == "my-record.json"
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Strict"
    assert cookie["path"] == "/mansfield/"
    assert ALICE not in cookie["value"]


def test_signing_out_shuts_the_record(visit: Visit) -> None:
    page = visit("/mansfield/my-record")
    sign_alice_in(page)

    page.click("text=Sign out")
    page.goto("/mansfield/my-record")

    assert page.url.endswith("/mansfield/sign-in")


def test_a_patron_of_one_library_is_nobody_at_another(visit: Visit) -> None:
    page = visit("/mansfield/my-record")
    sign_alice_in(page)

    page.goto("/wolcott/my-record")

    assert page.url.endswith("/wolcott/sign-in")


def test_the_director_sees_what_is_held_and_until_when_and_proves_the_log(
    at_the_desk: Callable[..., Page],
) -> None:
    page = at_the_desk("director")
    page.goto("/mansfield/today")
    said = page.inner_text("main")

    assert "Registrations" in said
    assert "Ended, still readable from copies" in said
    assert page.locator(".stamp", has_text="Forgotten").count() >= 1
    assert page.locator(".stamp", has_text="Pending").count() >= 1
    with page.expect_navigation():
        page.click("text=Verify now")
    assert "VERIFIED" in page.inner_text("#ledger ~ p[data-verdict]").upper()


def test_the_directors_page_is_for_the_director(at_the_desk: Callable[..., Page]) -> None:
    page = at_the_desk("clara")

    page.goto("/mansfield/today")

    assert "Your duties do not include this page." in page.inner_text("main")


def test_staff_of_one_library_are_strangers_at_another(at_the_desk: Callable[..., Page]) -> None:
    page = at_the_desk("director")

    page.goto("/wolcott/today")

    assert "another library" in page.inner_text("main")


def test_the_public_page_links_each_reason_to_the_clause_it_names(visit: Visit) -> None:
    page = visit("/mansfield/")

    page.locator("#police .because a").first.click()

    name = page.url.partition("#")[2]
    assert page.locator(f"[id='{name}']").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [{}, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize(
    "address",
    ["/", "/mansfield/", "/mansfield/permission", "/mansfield/sign-in", "/mansfield/suggest", "/nowhere/"],
)
def test_axe_finds_nothing_serious_on_public_pages(
    visit: Visit, address: str, size: dict, scheme: str
) -> None:  # type: ignore[type-arg]
    assert faults(visit(address, **size, color_scheme=scheme)) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [{}, PHONE], ids=["wide", "phone"])
def test_axe_finds_nothing_serious_in_the_forms_of_a_registration(
    at_the_desk: Callable[..., Page],
    size: dict,
    scheme: str,  # type: ignore[type-arg]
) -> None:
    page = at_the_desk("clara", color_scheme=scheme, **size)

    for field in ("", "#pin", "#town"):
        page.goto("/mansfield/desk")
        page.locator("label[for=key-6]").click()
        page.fill("#asked", ALICE)
        with page.expect_navigation():
            page.press("#asked", "Enter")
        for summary in page.locator("summary").all():
            summary.click()
        if field:
            page.fill(field, "")
            with page.expect_navigation():
                page.press(field, "Enter")
            assert page.locator(".decision .error").count() >= 1
        assert faults(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_staff_pages(at_the_desk: Callable[..., Page], scheme: str) -> None:
    page = at_the_desk("director", color_scheme=scheme)

    assert faults(page) == []
    page.keyboard.press("9")
    page.wait_for_timeout(100)
    assert faults(page) == []
    page.keyboard.press("a")
    page.wait_for_timeout(100)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert faults(page) == []
    page.goto("/mansfield/today")
    assert faults(page) == []


def test_the_content_policy_lets_no_inline_script_run(chromium: Browser, door: str) -> None:
    context = chromium.new_context(base_url=door)  # not `visit`: here the console is meant to complain
    page = context.new_page()
    page.goto("/mansfield/")

    ran = page.evaluate(
        """() => new Promise(done => {
            addEventListener('securitypolicyviolation', e => done(e.effectiveDirective), {once: true});
            const s = document.createElement('script'); s.textContent = 'document.title = "ran"';
            document.head.append(s); setTimeout(() => done(document.title), 500);
        })"""
    )
    context.close()

    assert ran == "script-src-elem"


def test_a_wrong_password_is_told_without_saying_which_was_wrong(visit: Visit) -> None:
    page = visit("/mansfield/staff")
    page.fill("#who", "clara")
    page.fill("#secret", PASSWORD[:-1])
    with page.expect_navigation():
        page.click("button.wide")

    assert "do not open the desk" in page.inner_text(".problems")


def test_whoever_complains_on_a_phone_and_whoever_answers_find_nothing_in_their_way(
    visit: Visit, at_the_desk: Callable[..., Page]
) -> None:
    page = visit("/mansfield/complaint", **PHONE)
    assert faults(page) == []
    page.fill("#words", "A clerk read out what I had on hold.")
    with page.expect_navigation():
        page.click("text=Send it")
    assert faults(page) == []
    assert "Keep this number" in page.inner_text("main")

    director = at_the_desk("director")
    director.goto("/mansfield/today/complaints")
    with director.expect_navigation():
        director.locator("button[value=read]").first.click()
    for summary in director.locator("summary").all():
        summary.click()
    assert faults(director) == []
