"""Can anybody ask without a name, come back with a number, and can whose duty it is answer, without JavaScript?"""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from reticent import policy
from reticent.access import questions, suggestions
from reticent.doors.web import numbered as door
from reticent.records.numbered import WEB
from reticent.records.questions import Typed
from reticent.records.suggestions import Typed as Suggested
from tests.browser.visiting import Visitor
from tests.conftest import NOW, Town

FERRY, PHONE_NUMBER = "When does the ferry <leave>?", "860 555 0142"


@pytest.fixture(autouse=True)
def open_gates(monkeypatch: pytest.MonkeyPatch) -> None:
    from reticent.doors import floods

    monkeypatch.setattr(door, "ASK_GATE", floods.Gate(of_an_address=6, of_a_library=60))
    monkeypatch.setattr(door, "NUMBER_GATE", floods.Gate())


def anybody(town: Town) -> Visitor:
    return Visitor(town, "")


def rhea(town: Town) -> Visitor:
    return Visitor(town, "rhea", "reference", title="reference")


def number_on(page: str) -> str:
    found = re.search(r'class="large number">([0-9A-Z-]{11})<', page)
    assert found
    return found[1]


def test_anybody_asks_comes_back_with_the_number_and_lets_go_of_it(mansfield: Town) -> None:
    alice = anybody(mansfield).look("ask")
    alice.send("ask", question=FERRY, contact=PHONE_NUMBER)
    number = number_on(alice.page)
    staff = rhea(mansfield).look("questions")
    post(staff, {"do": "waits", "number": number, "answer": "At nine."})

    alice.look("ask/answer").send("read", number=number.lower())

    assert "Here is the answer." in alice.said
    assert "At nine." in alice.said
    assert "nothing of it is kept" in alice.said
    assert "M19-04" in alice.page
    alice.send("forget")
    assert "It is gone" in alice.said
    alice.look("ask/answer").send("read", number=number)
    assert alice.status == 404
    assert number.lower() in alice.page.lower()  # what was typed stands there still


def post(staff: Visitor, values: dict[str, str]) -> None:
    """One of the buttons of a question, of which each has several."""
    staff._took(staff.client.post(f"/{staff.slug}/questions", values))


def decide(staff: Visitor, values: dict[str, str]) -> None:
    """One of the buttons of a suggestion."""
    staff._took(staff.client.post(f"/{staff.slug}/suggestions", values))


def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(town: Any) -> None:
    alice = anybody(town("wolcott", policy_id="wolcott-2016")).look("ask")

    alice.send("ask", question=FERRY, contact=PHONE_NUMBER)

    assert alice.status == 400
    assert 'id="agreed-error"' in alice.page
    assert PHONE_NUMBER in alice.page
    assert "ferry &lt;leave&gt;?" in alice.page
    alice.send("ask", question=FERRY, contact=PHONE_NUMBER, agreed="yes")
    assert number_on(alice.page)


@pytest.mark.parametrize(("policy_id", "asks"), [("mansfield-2019", False), ("new-canaan-2018", True)])
def test_the_page_asks_for_consent_where_the_text_does(town: Any, policy_id: str, asks: bool) -> None:
    page = anybody(town("somewhere", policy_id=policy_id)).look("ask").page

    assert ('name="agreed"' in page) is asks


def test_the_pages_for_whoever_asks_are_in_spanish_too(mansfield: Town) -> None:
    number = questions.ask(mansfield.library, Typed(FERRY), way=WEB, now=NOW)  # type: ignore[arg-type]
    client = Client(headers={"accept-language": "es"})

    asking = client.get("/mansfield/ask").content.decode()
    wrong = client.post("/mansfield/ask", {"question": ""}).content.decode()
    answer = client.post("/mansfield/ask/answer", {"number": number}).content.decode()

    assert "¿Qué le gustaría saber?" in asking
    assert "Lo que alguien preguntó se borra cuando tiene la respuesta" in asking
    assert "Escriba lo que le gustaría saber." in wrong
    assert "Nadie ha escrito todavía la respuesta." in answer


@pytest.mark.parametrize(("address", "things"), [("ask", "questions"), ("suggest", "suggestions")])
def test_where_a_policy_keeps_none_the_page_says_so_and_takes_none(
    mansfield: Town, monkeypatch: pytest.MonkeyPatch, address: str, things: str
) -> None:
    silent = policy.shipped("mansfield-2019").model_copy(update={"keep": {}})
    monkeypatch.setattr(type(mansfield.library), "policy", property(lambda _: silent))
    client = Client()

    for came in (
        client.get(f"/mansfield/{address}"),
        client.post(f"/mansfield/{address}", {"question": FERRY, "title": FERRY}),
    ):
        page = came.content.decode()
        assert f"The policy in force keeps no {things}." in page
        assert 'value="ask"' not in page
    assert not list(mansfield.drawer.everything())


def test_a_clerk_takes_a_question_down_and_reads_no_list(mansfield: Town) -> None:
    questions.ask(mansfield.library, Typed("Where is Troy?"), way=WEB, now=NOW)  # type: ignore[arg-type]
    clara = Visitor(mansfield, "clara", "circulation").look("questions")

    assert "Where is Troy" not in clara.page
    assert "That duty is not yours" in clara.said
    clara.send("take", question=FERRY, way="phone")

    assert number_on(clara.page)
    assert "We have not kept your name." in clara.said


def test_whose_duty_it_is_opens_how_to_reach_them_by_itself_and_answers(mansfield: Town) -> None:
    number = questions.ask(mansfield.library, Typed(FERRY, PHONE_NUMBER), way=WEB, now=NOW)  # type: ignore[arg-type]
    staff = rhea(mansfield).look("questions")

    assert PHONE_NUMBER not in staff.page
    post(staff, {"do": "reach", "number": number})
    assert PHONE_NUMBER in staff.page
    post(staff, {"do": "waits", "number": number, "answer": " "})
    assert staff.status == 400
    assert f'id="answer-{number}-error"' in staff.page
    post(staff, {"do": "waits", "number": number, "answer": "At nine."})
    assert "Answered, still here" in staff.said
    post(staff, {"do": "open", "number": number})
    assert "did not come back" in staff.said
    post(staff, {"do": "told", "number": number, "answer": ""})
    assert "is answered and gone" in staff.said
    assert "Nobody waits for an answer." in staff.said


def test_numbers_are_not_guessed_at_leisure(mansfield: Town) -> None:
    client = Client()

    came = [
        client.post("/mansfield/ask/answer", {"number": f"BBB-BBB-BB{n % 10}"}).status_code for n in range(22)
    ]

    assert came[:20] == [404] * 20
    assert set(came[20:]) == {429}


def test_a_flood_of_questions_is_stopped_and_what_was_typed_stays(mansfield: Town) -> None:
    client = Client()

    came = [client.post("/mansfield/ask", {"question": FERRY}) for _ in range(7)]

    assert [each.status_code for each in came] == [200] * 6 + [429]
    assert "ferry &lt;leave&gt;?" in came[-1].content.decode()


def test_the_director_is_told_on_the_page_of_the_day_that_somebody_waits_long(mansfield: Town) -> None:
    from datetime import UTC, datetime

    long_ago = datetime.now(UTC) - timedelta(days=4)
    questions.ask(mansfield.library, Typed(FERRY), way=WEB, now=long_ago)  # type: ignore[arg-type]

    said = Visitor.director(mansfield).look("today").said

    assert "One question waits for an answer" in said
    assert "ferry" not in said


def test_anybody_suggests_something_and_reads_the_decision_with_the_number(mansfield: Town) -> None:
    alice = anybody(mansfield).look("suggest")
    alice.send("ask", title="")
    assert alice.status == 400
    assert 'id="title-error"' in alice.page
    alice.send("ask", title="Ferries <of> the Sound", note="Ours is of 1911.", contact=PHONE_NUMBER)
    number = number_on(alice.page)
    staff = rhea(mansfield).look("suggestions")

    assert PHONE_NUMBER not in staff.page
    decide(staff, {"do": "waits", "number": number, "words": "Soon."})
    assert staff.status == 400
    assert f'id="decision-{number}-error"' in staff.page
    assert "Soon." in staff.page
    decide(staff, {"do": "reach", "number": number})
    assert PHONE_NUMBER in staff.page
    decide(staff, {"do": "waits", "number": number, "decision": "buy", "words": "Soon."})
    assert "We buy it. How to reach them is deleted." in staff.said
    alice.look("ask/answer").send("read", number=number)
    assert "Ferries <of> the Sound" in alice.said
    assert "We buy it. Soon." in alice.said


def test_a_clerk_reads_no_list_of_suggestions(mansfield: Town) -> None:
    suggestions.suggest(mansfield.library, Suggested("Ferries"), now=NOW)  # type: ignore[arg-type]

    clara = Visitor(mansfield, "clara", "circulation").look("suggestions")

    assert "That duty is not yours" in clara.said
    assert "Ferries" not in clara.page


def test_the_page_on_which_something_is_suggested_is_in_spanish_too(mansfield: Town) -> None:
    page = Client(headers={"accept-language": "es"}).get("/mansfield/suggest").content.decode()

    assert "¿Qué deberíamos comprar?" in page
