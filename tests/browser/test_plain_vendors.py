"""The director's pages of vendors, before any browser draws them; and what readers see of them."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from reticent.people import vendors
from reticent.policy.vocabulary import CONTRACT_TERMS
from tests.conftest import Town


class Desk:
    """The director of a library at her register of vendors."""

    def __init__(self, town: Town) -> None:
        self.slug = town.library.slug
        self.client = Client()
        self.client.force_login(town.staff("director", "director", title="director"))
        self.page, self.status, self.at = "", 0, ""

    def go(self, path: str) -> str:
        return self._took(self.client.get(f"/{self.slug}/{path}"))

    def press(self, do: str, **fields: Any) -> str:
        """Send what a button of the page would send, offered or not: one token opens every form of a page."""
        token = re.findall(r'name="token" value="([^"]+)"', self.page)[0]
        return self._took(self.client.post(self.at, {"do": do, "token": token, **fields}, follow=True))

    def _took(self, answer: Any) -> str:
        self.status, self.page, self.at = (
            answer.status_code,
            answer.content.decode(),
            answer.request["PATH_INFO"],
        )
        main = self.page.split("<main")[1].split("</main>")[0]
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


FILMS = {
    "name": "Millrace Films",
    "does": "Films to watch at home.",
    "sort": "service",
    "runs_from": "2026-01-01",
    "site": "https://millrace.example/privacy",
}


@pytest.mark.clause("M19-16", "M19-18", "M19-12")
def test_at_mansfield_the_letter_is_the_way_on_and_then_readers_see_who_learns_what(mansfield: Town) -> None:
    desk = Desk(mansfield)
    assert "Nobody stands here yet." in desk.go("today/vendors")
    desk.go("today/vendors/new")

    said = desk.press("note", **FILMS)
    assert "Not yet" in said
    assert "M19-16 Mansfield 2019, Third parties" in said
    assert "It may be told from today on" not in said
    at = desk.at.removeprefix(f"/{desk.slug}/")
    letter = desk.client.get(f"{desk.at}/letter.pdf")
    assert (letter.status_code, letter.content[:5]) == (200, b"%PDF-")
    assert (
        "Our policy wants our contracts to say" in desk.client.get(f"{desk.at}/letter.txt").content.decode()
    )

    said = desk.press("letter_sent", **{"on-letter_sent": "2026-11-01"})
    assert "asked for, 1 November 2026" in said
    assert "May be told" in desk.press("begin")
    public = Client().get(f"/{desk.slug}/").content.decode()
    assert 'href="https://millrace.example/privacy"' in public
    assert "whether you are a registered Mansfield patron, and nothing else" in public
    spanish = Client().get(f"/{desk.slug}/", headers={"accept-language": "es"}).content.decode()
    assert "Qué empresas llegan a saber algo" in spanish

    desk.go(at)
    assert "Ended" in desk.press("end", **{"on-end": "2026-11-02"})
    assert "Millrace" not in Client().get(f"/{desk.slug}/").content.decode()
    assert "It has not ended" in desk.go(at)


@pytest.mark.clause("WO-21")
def test_at_wolcott_the_same_click_is_refused_until_the_contract_says_it(town) -> None:  # type: ignore[no-untyped-def]
    desk = Desk(town("wolcott", policy_id="wolcott-2016"))
    desk.go("today/vendors/new")
    desk.press("note", **FILMS)
    desk.press("letter_sent", **{"on-letter_sent": "2026-11-01"})

    assert desk.page.count("May be told") == 0
    assert "this vendor may be told nothing" in desk.press("begin")
    assert desk.status == 400

    said = desk.press("note", **FILMS, **dict.fromkeys(CONTRACT_TERMS, "section 7"))
    assert "It may be told from today on" in said
    desk.press("begin")
    assert "says what the policy wants said" in desk.press(
        "note", **FILMS, **dict.fromkeys(CONTRACT_TERMS, "p. 2")
    )

    said = desk.press("note", **FILMS)  # the truth is written down whatever follows from it
    assert "Stopped" in said
    assert "Millrace Films may be told nothing any more" in desk.go("today")


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(mansfield: Town) -> None:
    desk = Desk(mansfield)
    desk.go("today/vendors/new")

    said = desk.press(
        "note", **{**FILMS, "name": "", "mail": "nobody", "runs_until": "soon", "confidential": "section 9"}
    )

    assert desk.status == 400
    assert "Give the day as year, month, day" in said
    assert 'value="section 9"' in desk.page
    assert 'value="Films to watch at home."' in desk.page
    said = desk.press("note", **{**FILMS, "name": "", "mail": "nobody", "confidential": "section 9"})
    assert 'id="mail-error"' in desk.page
    assert 'href="#name"' in desk.page
    assert vendors.of(mansfield.library, today=mansfield.now.date()) == ()


def test_nobody_but_the_director_opens_the_register(mansfield: Town) -> None:
    client = Client()
    client.force_login(mansfield.staff("clara2", "circulation"))

    assert client.get("/mansfield/today/vendors").status_code == 403
    assert Desk(mansfield).client.get("/mansfield/today/vendors/nobody").status_code == 404
