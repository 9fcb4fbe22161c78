"""Does anybody complain on a page of her own, and the director answer on his?"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from reticent.access import complaints
from reticent.doors import floods
from reticent.doors.web import complaining
from reticent.records.complaints import new_number
from tests.browser.visiting import Visitor
from tests.conftest import Town

SAID = "A clerk read out what I had borrowed, on Monday."
WREN = "29030001"


@pytest.fixture(autouse=True)
def _a_gate_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(complaining, "GATE", floods.Gate())


def anybody(town: Town, language: str = "en") -> Visitor:
    who = Visitor(town, username="")
    who.client = Client(headers={"accept-language": language})
    return who.look("complaint")


def number_on(page: Visitor) -> str:
    found = re.search(r"\b([A-Z2-9]{4}(?:-[A-Z2-9]{4}){3})\b", page.said)
    assert found, page.said
    return found[1]


def test_anybody_complains_without_a_name_and_reads_the_answer_by_the_number_alone(mansfield: Town) -> None:
    eve = anybody(mansfield)
    assert "You need not say who you are." in eve.said
    assert "the days are this program's default" in eve.said

    eve.send("send", words=SAID)
    number = number_on(eve)
    assert "Taken down. You have an answer by" in eve.said

    director = Visitor.director(mansfield).look("today")
    assert "1 complaint to answer: the first by" in director.said
    director.follow("today/complaints")
    assert SAID not in director.said
    director.press("Read it")
    assert SAID in director.said
    assert "here, under the number of their receipt" in director.said
    director.send("found", found="We asked both clerks.")
    assert "Written down. It is not answered yet." in director.said
    assert "We asked both" not in eve.look("complaint").send("look", number=number).said
    director.send("answer", answer="We spoke of it, and turned the screen.")
    assert "Answered. Whoever complained reads it" in director.said
    assert director.send_for_file("letter").startswith(b"%PDF")

    eve.look("complaint").send("look", number=number.lower().replace("-", ""))
    assert "Answered on" in eve.said
    assert "We asked both clerks." in eve.said
    assert "turned the screen" in eve.said
    assert "complaint to answer" not in director.look("today").said


def test_who_signed_in_has_it_with_her_record_or_takes_a_number(mansfield: Town) -> None:
    mansfield.register(WREN, "Wren Ash", pin="4711")
    wren = anybody(mansfield)
    wren.client.post("/mansfield/sign-in", {"who": WREN, "secret": "4711"})
    wren.look("my-record").follow("complaint")

    wren.send("send", words=SAID)
    assert "It stands on My record, and so will the answer." in wren.said
    wren.look("my-record")
    assert SAID in wren.said
    assert "You have an answer by" in wren.said
    director = Visitor.director(mansfield).look("today/complaints").press("Read it")
    assert "Wren" not in director.said
    director.send("answer", found_first="It was so.", answer="We are sorry.")
    wren.look("my-record")
    assert "We are sorry." in wren.said
    assert "your complaint was read" in wren.said

    wren.look("complaint").send("send", words="Another thing.", named="no")
    assert number_on(wren)
    assert "Another thing." not in wren.look("my-record").said


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(mansfield: Town) -> None:
    eve = anybody(mansfield)

    eve.send("send", words="", reach="by letter")
    assert eve.status == 400
    assert eve.form("send").values["reach"] == ["by letter"]
    assert "Write what is to be said." in eve.said
    eve.send("send", words="x" * 2001)
    assert "Write at most 2000 characters." in eve.said
    eve.post("/mansfield/complaint", {"do": "send", "token": "gone", "words": SAID})
    assert "Look it over, and send it again" in eve.said
    assert eve.form("send").values["words"] == [SAID]
    eve.send("look", number="BCDF-GHJK-LMNP-QRST")
    assert "No complaint here has this number." in eve.said
    assert complaints.listed(mansfield.library) == ()


def test_who_answers_is_told_what_is_missing_and_loses_nothing(mansfield: Town) -> None:
    anybody(mansfield).send("send", words=SAID)
    director = Visitor.director(mansfield).look("today/complaints").press("Read it")

    director.send("answer", found_first="We asked both clerks.", answer="")

    assert director.status == 400
    assert director.form("answer").values["found_first"] == ["We asked both clerks."]
    assert "Write what is to be said." in director.said


def test_a_flood_is_stopped_and_nothing_typed_is_lost(
    mansfield: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(complaining, "GATE", floods.Gate(of_an_address=1))
    eve = anybody(mansfield).send("send", words=SAID)

    eve.look("complaint").send("send", words="Again.")

    assert eve.status == 400
    assert "Wait a minute" in eve.said
    assert eve.form("send").values["words"] == ["Again."]


@pytest.mark.clause("WO-24", "WO-26")
def test_at_wolcott_the_page_names_the_office_and_the_clauses_and_asks_nobody_in_person(town: Any) -> None:
    place: Town = town("wolcott", policy_id="wolcott-2016")

    said = anybody(place).said

    assert "To the Library Director" in said
    assert "WO-24" in said
    assert "No clause speaks of complaints" not in said
    assert "names no number of days" in said


def test_late_ones_are_called_late_and_only_the_director_sees_the_list(mansfield: Town) -> None:
    past = datetime.now(UTC) - timedelta(days=30)
    for words in ("One.", "Two."):
        complaints.complain(mansfield.library, words=words, number=new_number(), now=past)

    director = Visitor.director(mansfield).look("today")
    assert "2 complaints to answer: 2 of them late." in director.said
    assert ", late" in director.look("today/complaints").said
    clara = Visitor(mansfield, "clara", "circulation").look("today/complaints")
    assert "Your duties do not include this page." in clara.said


def test_nothing_waits_is_said_and_whatever_is_sent_is_refused_in_words(mansfield: Town) -> None:
    director = Visitor.director(mansfield).look("today/complaints")
    assert "No complaint waits." in director.said
    assert "lay open for long" in director.post("/mansfield/today/complaints", {"do": "read"}).said


def test_it_is_there_in_spanish(mansfield: Town) -> None:
    eve = anybody(mansfield, "es")
    assert "No hace falta que diga quién es." in eve.said

    eve.send("send", words=SAID)

    assert "Tendrá una respuesta a más tardar el" in eve.said
    assert number_on(eve)
