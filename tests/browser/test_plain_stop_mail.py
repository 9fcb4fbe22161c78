"""Does the link in a newsletter stop it at one press, by the policy's words, and tell nobody whose it is?"""

import re
from html import unescape

import pytest
from django.test import Client

from reticent.people import silences
from reticent.people.silences import ACCOUNT, NEWS
from tests.conftest import TODAY, Town

ADA = "ada@example.org"


def link(town: Town, address: str = ADA) -> str:
    return f"/{town.library.slug}/stop-mail?of={silences.of(town.library, address)}"


def stopped(town: Town) -> set[str]:
    mark = silences.mark_in(town.library, silences.of(town.library, ADA))
    return set(silences.stopped(town.library, mark or ""))


def words(page: bytes) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.decode())).split())


def test_opening_the_page_stops_nothing_and_one_press_does(mansfield: Town) -> None:
    asked = Client(enforce_csrf_checks=True)
    assert "Stop the newsletter?" in words(asked.get(link(mansfield)).content)
    assert stopped(mansfield) == set()

    # As a mail program presses it, without a cookie of ours.
    said = words(asked.post(link(mansfield), {"List-Unsubscribe": "One-Click"}).content)

    assert "Done: you get no more newsletters from us, from this moment." in said
    assert stopped(mansfield) == {NEWS}
    assert "loans and holds" not in said


@pytest.mark.clause("WE-11")
def test_at_weston_mail_about_loans_is_asked_about_apart(town) -> None:  # type: ignore[no-untyped-def]
    weston: Town = town("weston", policy_id="weston-2017")
    client = Client()

    said = words(client.post(link(weston), {"do": "stop news"}).content)
    assert "Shall mail about your loans and holds stop as well?" in said
    assert "WE-11" in said
    assert stopped(weston) == {NEWS}

    said = words(client.post(link(weston), {"do": "stop account"}).content)
    assert "Mail about your loans and holds has stopped, too." in said
    assert stopped(weston) == {NEWS, ACCOUNT}


def test_a_mistake_is_taken_back_on_the_same_page(mansfield: Town) -> None:
    client = Client()
    client.post(link(mansfield), {"do": "stop news"})

    said = words(client.post(link(mansfield), {"do": "begin news"}).content)

    assert "Newsletters may come again." in said
    assert stopped(mansfield) == set()


@pytest.mark.parametrize("word", ["", "?of=", "?of=abc", "?of=" + "0" * 64, "?of=é\0"])
def test_a_link_that_is_not_whole_says_what_to_do(mansfield: Town, word: str) -> None:
    for ask in (Client().get, Client().post):
        answer = ask(f"/mansfield/stop-mail{word}")
        assert answer.status_code == 400
        assert "Copy all of it from the mail, or tell the desk" in words(answer.content)


def test_whatever_is_pressed_is_read_or_refused(mansfield: Town) -> None:
    for do in ("stop", "stop gifts", "begin", "end news", ""):
        answer = Client().post(link(mansfield), {"do": do})
        assert answer.status_code in (200, 400), do


def test_the_page_is_there_in_spanish(mansfield: Town) -> None:
    client = Client(headers={"accept-language": "es"})

    assert "¿" in words(client.get(link(mansfield)).content)
    assert "ya no recibirá más boletines" in words(client.post(link(mansfield)).content)


@pytest.mark.clause("WE-11")
def test_the_link_in_a_notice_stops_notices_and_no_newsletter(town) -> None:  # type: ignore[no-untyped-def]
    weston: Town = town("weston", policy_id="weston-2017")
    client, at = Client(enforce_csrf_checks=True), f"{link(weston)}&about=account"
    assert "Stop the mail about your loans and holds?" in words(client.get(at).content)

    said = words(client.post(at, {"List-Unsubscribe": "One-Click"}).content)

    assert "We write to you no more about what you have out and what waits for you." in said
    assert "WE-11" in said
    assert stopped(weston) == {ACCOUNT}

    again = words(client.post(at, {"do": "begin account"}).content)
    assert "We write to you about loans and holds again." in again
    assert stopped(weston) == set()


def test_what_is_kept_of_an_address_stands_on_its_owner_s_page_and_in_her_file(mansfield: Town) -> None:
    mansfield.register("21540000000011", "Alice", email=ADA, pin="4711")
    Client().post(link(mansfield), {"do": "stop news"})
    silences.came_back(mansfield.library, ADA, on=TODAY)
    reader = Client()
    reader.post("/mansfield/sign-in", {"who": "21540000000011", "secret": "4711"})

    page = words(reader.get("/mansfield/my-record").content)
    file = reader.get("/mansfield/my-record/download").json()

    assert "Newsletters to it stopped" in page
    assert "Mail to it came back 21 November 2026" in page
    assert set(file["mail"]) == {NEWS, silences.BACK}
