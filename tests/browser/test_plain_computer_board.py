"""Is a public computer given, booked and taken back at the desk under a made-up name, and is the sign good for a day?"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from reticent import policy
from reticent.doors.web import computer_board as pages
from reticent.people.libraries import Library
from reticent.records import stations
from tests.browser.visiting import Visitor
from tests.conftest import NOW, TODAY, Town
from tests.rooms.policy import altered

BOARD = "desk/computers/today"
ALIAS = re.compile(r"\b[A-Z]{2}-\d{2}\b")


class Clock:
    """The time by which the pages go."""

    now = NOW


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> type[Clock]:
    Clock.now = NOW

    class Held(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            return Clock.now

    monkeypatch.setattr(pages, "datetime", Held)
    return Clock


@pytest.fixture
def desk(mansfield: Town, clock: type[Clock]) -> Visitor:
    for name in ("pc-1", "pc-2"):
        stations.add(mansfield.library, name=name, place="Main room", today=TODAY)  # type: ignore[arg-type]
    return Visitor(mansfield).look(BOARD)


def post(desk: Visitor, do: str, **values: str) -> Visitor:
    return desk.post(f"/{desk.slug}/{BOARD}", {"do": do, **values})


def slip(desk: Visitor) -> str:
    """The made-up name on the slip."""
    found = re.search(r'class="large">([^<]+)<', desk.page)
    assert found, desk.said
    return found[1]


@pytest.mark.clause("M19-10")
def test_a_computer_is_given_ended_and_wiped_with_two_presses(desk: Visitor) -> None:
    desk.press("A computer, now")
    name = slip(desk)
    assert f"{name} has pc-1 until 11:00 AM." in desk.said
    assert "Se borra esta noche." in desk.said

    desk.press("Over, and wiped")

    assert f"{name} is gone, from here too. pc-1 was wiped: it is free." in desk.said
    assert not ALIAS.search(desk.look(BOARD).said)


def test_whoever_waits_is_offered_the_computer_that_comes_free(desk: Visitor) -> None:
    for _ in range(2):
        desk.press("A computer, now")
    desk.press("A place in the line")
    name = slip(desk)
    assert "You are in line. We call this name." in desk.said

    desk.press("Over, not wiped")
    assert "Wipe pc-1 before anybody sits there." in desk.said
    desk.press("It was wiped")
    desk.press(f"Give it to {name}")

    assert f"{name} has pc-1" in desk.said


def test_a_booking_is_begun_or_cancelled_at_the_desk(desk: Visitor, clock: type[Clock]) -> None:
    post(desk, "book", time="11:30")
    first = slip(desk)
    post(desk, "book", time="11:30")
    second = slip(desk)
    wrong = post(desk, "book", time="11:45")
    assert wrong.status == 400
    assert "No computer is free at 11:45 AM. One is at 12:30 PM." in wrong.said
    assert 'value="11:45"' in wrong.page

    assert "taken off. Nothing is left of it." in post(desk, "cancel", alias=second).said
    clock.now = NOW + timedelta(minutes=85)
    assert f"{first} has pc-1 until 12:30 PM." in post(desk, "begin", alias=first).said


def test_what_was_printed_waits_under_the_name_and_its_pages_are_counted(desk: Visitor) -> None:
    assert "Give the number of pages" in post(desk, "print", pages="many", alias="").said
    post(desk, "print", pages="12", alias="")
    name = slip(desk)
    desk.press("Collected")

    assert f"12 pages handed to {name}, and counted." in desk.said
    assert re.search(r'data-label="Pages">12<', desk.look(BOARD).page)


def test_a_session_is_extended_once_and_its_end_is_seen_when_time_is_up(
    desk: Visitor, clock: type[Clock]
) -> None:
    desk.press("A computer, now")
    desk.press("Extend to 11:30 AM")
    assert "Nobody can extend it again." in desk.said
    assert "Extend to" not in desk.page

    clock.now = NOW + timedelta(minutes=91)
    assert "time was up at 11:30 AM" in desk.look(BOARD).said


@pytest.mark.parametrize(
    ("policy_id", "said"),
    [
        pytest.param(
            "mansfield-2019", "nothing is kept of it (M19-10, M19-05)", marks=pytest.mark.clause("M19-10")
        ),
        pytest.param(
            "weston-2017", "nothing is kept of it (WE-17, WE-08)", marks=pytest.mark.clause("WE-17")
        ),
        pytest.param(
            "wolcott-2016", "nothing is kept of it (WO-13, WO-14)", marks=pytest.mark.clause("WO-13")
        ),
        pytest.param(
            "new-canaan-2018", "nothing is kept of it (NC-03, NC-18)", marks=pytest.mark.clause("NC-18")
        ),
        ("mansfield-older", "this is the program's own rule"),
    ],
)
def test_the_page_names_the_clause_by_which_nobody_can_say_who_sat_there(
    town: Callable[..., Town], policy_id: str, said: str
) -> None:
    page = Visitor(town("somewhere", policy_id=policy_id)).look(BOARD)

    assert said in page.said
    assert "The policy asks for no card here, so none is asked for." in page.said


def test_where_a_text_asks_for_a_card_the_form_does_and_never_sends_it_back(
    desk: Visitor, mansfield: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    mansfield.register("29030001", "Alice Oak")
    text = altered.altered(
        altered.text_of("mansfield-2019"), table="purposes.computers", old='"print_job"]',
        new='"print_job", "registration.standing"]',
    )  # fmt: skip
    asking = altered.read(text)
    monkeypatch.setattr(Library, "policy", property(lambda _: asking))

    refused = post(desk, "give", card="29039999")
    assert refused.status == 400
    assert "This is no card in good standing." in refused.said
    assert "29039999" not in refused.page

    assert "has pc-1 until" in post(desk, "give", card="29030001").said


@pytest.mark.clause("M19-10")
def test_a_volunteer_reads_counts_and_no_name(desk: Visitor, mansfield: Town) -> None:
    desk.press("A computer, now")
    name = slip(desk)
    vera = Visitor(mansfield, "vera", "circulation", title="volunteer").look(BOARD)

    assert name not in vera.page
    assert "What is left: counts" in vera.said
    refused = post(vera, "over", alias=name)
    assert name not in refused.page
    assert name in desk.look(BOARD).said


def test_a_policy_that_speaks_of_no_computers_has_none_written_down(
    desk: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = policy.shipped("mansfield-2019").model_copy(update={"keep": {}})
    monkeypatch.setattr(Library, "policy", property(lambda _: silent))

    assert "Nothing is kept of it here" in desk.look(BOARD).said
    assert post(desk, "give").status == 400


@pytest.mark.clause("WO-14")
def test_the_sign_shows_made_up_names_to_the_room_for_one_day(
    desk: Visitor, mansfield: Town, clock: type[Clock]
) -> None:
    desk.press("A computer, now")
    name, at = slip(desk), desk.look(BOARD).link("/computers/")
    address = re.search(r'href="(/mansfield/computers/[0-9a-f]{20})"', desk.page)
    assert address, at
    room = Visitor(mansfield, "")

    shown = room.go(address[1])
    assert name in shown.said
    assert "You need no card." in shown.said
    assert 'data-reload="30"' in shown.page
    assert "data-reload" not in room.go(f"{address[1]}?still").page

    clock.now = NOW + timedelta(days=1)
    over = room.go(address[1])
    assert over.status == 404
    assert name not in over.page
    assert room.go("/mansfield/computers/00112233445566778899").status == 404


def test_the_director_says_for_how_long_a_computer_is_given(mansfield: Town, clock: type[Clock]) -> None:
    director = Visitor.director(mansfield)
    where = "/mansfield/desk/computers"
    wrong = director.post(where, {"do": "add", "name": "express", "minutes": "soon"})
    assert wrong.status == 400
    assert "Give a number of minutes between 10 and 480." in wrong.said
    assert 'value="express"' in wrong.page

    director.post(where, {"do": "add", "name": "express", "minutes": "15"})

    clara = Visitor(mansfield).look(BOARD)
    assert "has express until 10:15 AM." in clara.press("A computer, now").said
