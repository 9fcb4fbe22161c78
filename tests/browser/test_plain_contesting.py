"""Does a patron put right on her own page what is hers to put right, and say where she does not agree?"""

import json
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.browser.visiting import Pages, Visitor
from tests.conftest import TODAY, Town

WREN, BOB = "29030001", "29030002"
SAID = "I brought it back in October."


class Patron(Visitor):
    """Somebody at her own page."""

    def __init__(self, town: Town, card: str = WREN, language: str = "en") -> None:
        super().__init__(town, username="")
        self.client = Client(headers={"accept-language": language})
        self.client.post(f"/{self.slug}/sign-in", {"who": card, "secret": "4711"})
        self.look("my-record")


def at(town: Any, slug: str = "mansfield", policy_id: str = "mansfield-2019", **wren: Any) -> Town:
    place: Town = town(slug, policy_id=policy_id)
    person = place.register(WREN, "Wren Ash", pin="4711", **wren)
    place.register(BOB, "Bob Elm", pin="4711")
    place.lend(person, place.item("30001", "Emma"))
    return place


@pytest.mark.clause("4-193(h)")
def test_what_she_says_stands_on_her_page_her_paper_her_file_and_at_the_desk(town: Any) -> None:
    place = at(town)
    wren = Patron(place)
    assert "4-193(h)" in wren.said

    wren.send("state", about="loan", words=SAID)

    assert wren.status == 200
    assert "Of what you have out, since" in wren.said
    assert SAID in wren.said
    file = json.loads(wren.client.get("/mansfield/my-record/download").content)
    assert [(each["about"], each["words"]) for each in file["statements"]] == [("loan", SAID)]
    assert wren.client.get("/mansfield/my-record/my-record.pdf").content.startswith(b"%PDF")
    clara = Visitor(place, "clara", "circulation", "accounts").look("desk")
    clara.post("/mansfield/desk", {"do": "look", "key": "account", "account_told": "card", "asked": WREN})
    assert SAID in clara.said

    wren.press("Take back what you say of what you have out")

    assert SAID not in wren.said


def test_she_changes_how_she_is_reached_and_reads_that_it_was_she(town: Any) -> None:
    wren = Patron(at(town))

    wren.send("reach", phone="860 555 0177", email="wren@example.org")

    assert "860 555 0177" in wren.said
    assert "wren@example.org" in wren.said
    assert "your address, town, phone or e-mail was changed" in wren.said


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(town: Any) -> None:
    wren = Patron(at(town))

    wren.send("reach", phone="860 555 0177", email="wren at home")
    assert wren.status == 400
    assert wren.form("reach").values["phone"] == ["860 555 0177"]
    assert wren.form("reach").values["email"] == ["wren at home"]
    assert "Write an e-mail address with one @ and no spaces, or none." in wren.said
    assert re.search(r'name="email"[^>]*aria-invalid="true"[^>]*autofocus', wren.main)

    wren.send("state", words=SAID)
    assert wren.status == 400
    assert wren.form("state").values["words"] == [SAID]
    assert "Choose which part of the record it is about." in wren.said


def test_a_form_that_somebody_else_left_open_writes_nothing_into_her_record(town: Any) -> None:
    place = at(town)
    token = Patron(place).form("state").values["token"]
    bob = Patron(place, BOB)

    bob.post("/mansfield/my-record", {"do": "state", "token": token, "about": "loan", "words": SAID})

    assert bob.status == 400
    assert "Look it over, and send it again" in bob.said
    assert "statements" in json.loads(bob.client.get("/mansfield/my-record/download").content)
    assert json.loads(bob.client.get("/mansfield/my-record/download").content)["statements"] == []


def test_whatever_is_sent_is_read_or_refused(town: Any) -> None:
    wren = Patron(at(town))
    token = wren.form("state").values["token"]
    for sent in (
        {},
        {"do": "state"},
        {"do": "nothing", "token": token},
        {"do": "state", "token": token, "words": "\0"},
    ):
        assert wren.post("/mansfield/my-record", sent).status == 400


def test_a_minor_finds_no_form_and_is_told_who_does_it(town: Any) -> None:
    place = at(town, "wolcott", "wolcott-2016", adult_on=TODAY.replace(year=TODAY.year + 3))
    wren = Patron(place)

    assert not {"state", "reach"} & set(wren.offered)
    assert "tell the desk" in wren.said


def test_where_no_law_binds_the_library_the_page_says_whose_word_it_is(town: Any) -> None:
    wren = Patron(at(town, "new-canaan", "new-canaan-2018"))

    assert "No law that we know binds this library" in wren.said
    assert "4-193(h)" not in wren.said


def test_it_is_there_in_spanish(town: Any) -> None:
    wren = Patron(at(town), language="es")

    wren.send("state", words=SAID)
    assert "Elija de qué parte del registro trata." in wren.said
    wren.send("state", about="loan", words="x" * 1001)
    assert "Escriba como máximo 1000 caracteres." in wren.said
    wren.send("state", about="loan", words=SAID)
    assert "Lo que usted dice de él" in wren.said


def test_the_desk_puts_a_statement_with_a_record_for_who_has_no_pin(town: Any) -> None:
    place = at(town)
    clara = Visitor(place, "clara", "circulation", "registration")
    desk: Pages = clara.look("desk")
    clara.post("/mansfield/desk", {"do": "look", "key": "registration", "asked": WREN})

    desk.send("state", words=SAID)
    assert "Choose which part of the record it is about." in desk.said
    assert desk.form("state").values["words"] == [SAID]
    desk.send("state", about="registration", words=SAID)

    assert "It stands with the record." in desk.said
    assert SAID in unescape(Patron(place).said)
