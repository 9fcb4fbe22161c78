"""Does a request to other libraries go its way over the pages, from her own page to the day it is sent back?"""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from reticent import policy
from reticent.access import interlibrary as room
from reticent.records import interlibrary as kept
from tests.browser.test_plain_desk import ALICE, Desk
from tests.browser.test_plain_family import today
from tests.browser.visiting import Visitor
from tests.conftest import NOW, Town

FERRIES = "A History of <Ferries>"
LENDER = "Windham Free Library"


@pytest.fixture
def desk(mansfield: Town) -> Desk:
    return Desk(mansfield, "circulation", "registration", "reference")


def herself(town: Town, *, language: str = "en") -> Visitor:
    alice = Visitor(town, "")
    alice.client = Client(headers={"accept-language": language})
    alice.client.post("/mansfield/sign-in", {"who": ALICE, "secret": "4711"})
    return alice.look("my-record")


def rhea(town: Town) -> Visitor:
    return Visitor(town, "rhea", "reference", title="reference").look("desk/interlibrary")


def do(staff: Visitor, step: str, number: str, **typed: str) -> Visitor:
    return staff.post("/mansfield/desk/interlibrary", {"do": step, "number": number, **typed})


def only(town: Town) -> Any:
    (inside,) = [i for _, i in town.drawer.everything() if i.kind is kept.INTERLIBRARY_REQUEST]
    return inside


def test_what_she_asks_for_on_her_page_is_worked_on_lent_and_sent_back(desk: Desk) -> None:
    town, alice = desk.town, herself(desk.town)
    alice.send(
        "borrow", title=FERRIES, author="A. Sailor", note="2nd", needed_by=str(today() + timedelta(days=60))
    )
    number = only(town).payload["number"]
    assert "we look for a library that lends it" in alice.said
    assert "A History of &lt;Ferries&gt;" in alice.page

    staff = rhea(town)
    assert "Quillfeather" not in staff.page
    assert "Alice Quillfeather" in do(staff, "who", number).said
    do(staff, "send", number, lender=LENDER, in_state="near")
    letter = staff.client.post(
        "/mansfield/desk/interlibrary", {"do": "letter_txt", "number": number}
    ).content.decode()
    assert number in letter
    assert FERRIES in letter
    assert "Quillfeather" not in letter
    assert ALICE not in letter
    back_by = today() + timedelta(days=9)
    do(staff, "arrive", number, due_back=str(back_by))
    barcode = kept.barcode(number)
    assert barcode in staff.said
    assert "it is here, or with you" in alice.look("my-record").said
    assert "Withdraw:" not in alice.page

    desk.post("look", key="lend", asked=ALICE)
    assert f"Due {back_by:%-d %B}." in desk.press("lend", item=barcode)
    desk.post("look", key="return", asked=barcode)
    assert "It goes on to its own library." in desk.said()
    assert f"Send it back by {back_by:%-d %B}" in desk.said()
    do(staff, "back", number)

    assert "is nobody's already" in staff.said
    assert kept.is_nobodys(only(town).subject)
    assert number not in alice.look("my-record").page


def test_the_desk_takes_a_request_down_and_withdraws_it(desk: Desk) -> None:
    desk.post("look", key="account", account_told="card", asked=ALICE)
    said = desk.press("borrow", title=FERRIES, author="", note="", needed_by="")
    number = only(desk.town).payload["number"]
    assert f"The number is {number}." in said

    assert "we look for a library that lends it" in desk.post(
        "look", key="account", account_told="card", asked=ALICE
    )
    assert "Withdrawn." in desk.press("unborrow", asked_for=number)
    assert kept.is_nobodys(only(desk.town).subject)


def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(desk: Desk) -> None:
    alice = herself(desk.town)
    alice.send("borrow", title="", author="A. Sailor", needed_by=str(today() - timedelta(days=1)))
    assert alice.status == 400
    assert 'id="title-error"' in alice.page
    assert 'id="needed_by-error"' in alice.page
    assert 'value="A. Sailor"' in alice.page

    desk.post("look", key="account", account_told="card", asked=ALICE)
    assert "Write the title." in desk.press("borrow", title="", author="A. Sailor", note="", needed_by="")
    assert 'value="A. Sailor"' in desk.page

    number = _asked(desk)
    staff = rhea(desk.town)
    do(staff, "send", number, lender=LENDER)
    assert staff.status == 400
    assert f'id="in_state-{number}-error"' in staff.page
    assert f'value="{LENDER}"' in staff.page
    do(staff, "send", "KR4-7BX", lender=LENDER, in_state="far")
    assert "There is no request under this number" in staff.said


def test_she_reads_in_her_language_that_none_lends_it_and_lets_it_go(desk: Desk) -> None:
    number = _asked(desk)
    do(rhea(desk.town), "refuse", number, words="It may not leave its house.")

    alice = herself(desk.town, language="es")

    assert "ninguna biblioteca lo presta: It may not leave its house." in alice.said
    alice.press(f"Lo he leído, pueden borrarlo: {FERRIES}")
    assert number not in alice.page


def test_she_takes_her_requests_home_with_the_rest(desk: Desk) -> None:
    number = _asked(desk)

    alice = herself(desk.town)
    file = json.loads(alice.read("/mansfield/my-record/download"))

    assert [(each["number"], each["title"], each["state"]) for each in file["requests"]] == [
        (number, FERRIES, "asked")
    ]


def test_before_she_closes_her_account_she_reads_that_the_request_ends(desk: Desk) -> None:
    _asked(desk)
    alice = herself(desk.town).look("my-record/close")

    assert "What you asked of other libraries" in alice.said
    assert "1 request to other libraries" in alice.said
    alice.send("", sure="yes")
    assert "1 request to other libraries" in alice.said
    assert kept.is_nobodys(only(desk.town).subject)


def test_whose_duty_it_is_not_is_told_so_and_shown_no_title(desk: Desk) -> None:
    _asked(desk)
    it = Visitor(desk.town, "ivo", "systems", title="systems").look("desk/interlibrary")

    assert "Ferries" not in it.page
    assert "Requests to other libraries" in it.said


def test_the_director_is_told_what_lies_long_and_what_is_wanted_back(desk: Desk) -> None:
    library: Any = desk.town.library
    director = Visitor.director(desk.town)
    typed = kept.Typed("Ferries")
    room.ask_myself(library, typed, person=desk.alice, pickup="Main", now=NOW - timedelta(days=9))

    assert "One request to be asked of other libraries" in director.look("today").said
    number = only(desk.town).payload["number"]
    staff = desk.town.staff("rhea", "reference", title="reference")
    room.send(library, staff, number, lender=LENDER, in_state=True, now=NOW)
    room.arrive(library, staff, number, due_back=today() + timedelta(days=2), now=NOW)
    assert "One thing from other libraries to send back" in director.look("today").said


def test_where_the_policy_keeps_no_requests_nothing_is_offered(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = policy.shipped("mansfield-2019").model_copy(update={"keep": {}})
    monkeypatch.setattr(type(desk.town.library), "policy", property(lambda _: silent))

    assert "borrow" not in herself(desk.town).offered


def _asked(desk: Desk) -> str:
    from datetime import UTC, datetime

    library: Any = desk.town.library
    return room.ask_myself(
        library, kept.Typed(FERRIES), person=desk.alice, pickup="Main", now=datetime.now(UTC)
    )
