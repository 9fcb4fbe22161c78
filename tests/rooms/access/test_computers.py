"""Is a public computer given to nobody by name, in turn, for a time, and is nothing left of it but a count?"""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connections

from reticent import policy
from reticent.access import computers
from reticent.access.computers import NoGoodCard
from reticent.access.doorway import NoDuty
from reticent.access.numbered import NotTaken
from reticent.drawer import kinds
from reticent.ledger import log
from reticent.people.libraries import Library
from reticent.records import computer_sessions as kept
from reticent.records import stations
from reticent.records.computer_sessions import NobodyOfThatName, NotGiven
from reticent.records.stations import Station
from tests.conftest import NOW, TODAY, Town
from tests.rooms.policy import altered

M19, OLD, WO, WE, NC = "mansfield-2019", "mansfield-older", "wolcott-2016", "weston-2017", "new-canaan-2018"
ALICE = "29030001"
# NOW is ten in the morning there.
TEN = 600


def after(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


class Desk:
    """A library with computers, and somebody who gives them out."""

    def __init__(self, town: Town, *names: str, minutes: str = "60") -> None:
        self.town, self.library = town, town.library
        self.clara = town.staff("clara")
        for name in names or ("pc-1", "pc-2"):
            stations.add(self.library, name=name, place="Main room", today=TODAY, minutes=minutes)  # type: ignore[arg-type]

    def __getattr__(self, verb: str) -> Any:
        def act(*, at: int = 0, **said: Any) -> Any:
            return getattr(computers, verb)(self.library, self.clara, now=after(at), **said)

        return act

    def left(self) -> set[str]:
        """The names of the kinds of which anything stands in the drawer."""
        return {inside.kind.name for _, inside in self.town.drawer.everything() if inside.kind}


@pytest.fixture
def desk(mansfield: Town) -> Desk:
    return Desk(mansfield)


@pytest.mark.parametrize(
    ("policy_id", "clauses"),
    [
        pytest.param(M19, ("M19-10", "M19-05"), marks=pytest.mark.clause("M19-10")),
        pytest.param(WE, ("WE-17", "WE-08"), marks=pytest.mark.clause("WE-17")),
        pytest.param(WO, ("WO-13", "WO-14"), marks=pytest.mark.clause("WO-13")),
        pytest.param(NC, ("NC-03", "NC-18"), marks=pytest.mark.clause("NC-03")),
        (OLD, ()),
    ],
)
def test_no_text_asks_for_a_card_and_nothing_but_a_count_outlives_a_session(
    town: Callable[..., Town], policy_id: str, clauses: tuple[str, ...]
) -> None:
    there = Desk(town("somewhere", policy_id=policy_id), "pc-1")
    form = computers.form_of(there.library)
    assert (form.taken, form.asks_card, form.clauses) == (True, False, clauses)

    turn = there.give()
    there.print_waits(pages="7", alias=turn.alias)
    there.print_is_gone(alias=turn.alias, collected=True)
    there.end(alias=turn.alias, at=25)

    assert there.left() == set()
    there.town.purge(now=after(60))
    (month,) = computers.counted(there.library)
    assert (month.month, month.sessions, month.pages) == ("2026-11", 1, 7)
    assert dict(month.minutes) == {"morning": 25, "afternoon": 0, "evening": 0}


@pytest.mark.clause("M19-10", "M19-15", "WE-17")
def test_a_session_has_no_field_for_whoever_sits_there(desk: Desk) -> None:
    logged = len(list(log.entries(desk.library.slug)))

    turn = desk.give()
    desk.board(at=1)

    names = {name for kind in kept.KINDS for name in kinds.named(kind).names}
    assert names == {"alias", "on", "station", "starts", "ends", "begun", "extended", "turn", "pages"}
    assert all(not kinds.named(kind).about_person for kind in kept.KINDS)
    assert len(turn.alias) == 5
    assert len(list(log.entries(desk.library.slug))) == logged
    assert desk.left() == {"computer_session"}  # and no look of anybody


def test_a_second_one_gets_the_other_computer_and_a_third_one_waits(desk: Desk) -> None:
    first, second, third = desk.give(), desk.give(at=5), desk.give(at=6)

    assert {first.station, second.station} == {"pc-1", "pc-2"}
    assert (first.starts, first.ends, second.ends) == (TEN, TEN + 60, TEN + 65)
    assert third.waits
    board = desk.board(at=7)
    assert board.free == 0
    assert [turn.alias for turn in board.line] == [third.alias]


def test_whoever_waited_longest_has_the_computer_that_comes_free_once_it_is_wiped(desk: Desk) -> None:
    first, _, third, _ = desk.give(), desk.give(), desk.give(), desk.give()
    desk.end(alias=first.alias, at=10)
    with pytest.raises(NotGiven, match="not wiped since"):
        desk.give(station=first.station, at=11)
    stations.wiped(desk.library, [first.station], by=stations.BY_STAFF, today=TODAY)

    newcomer = desk.give(at=11)
    given = desk.give(station=first.station, at=12)

    assert newcomer.waits  # no newcomer goes before whoever waits
    assert (given.alias, given.station) == (third.alias, first.station)
    assert len(desk.board(at=12).line) == 2


def test_the_session_is_extended_once_and_only_if_nobody_waits_or_has_booked(desk: Desk) -> None:
    first, second = desk.give(), desk.give()
    assert desk.extend(alias=first.alias, at=50).ends == TEN + 90
    with pytest.raises(NotGiven, match="extended already"):
        desk.extend(alias=first.alias, at=80)

    waits = desk.give(at=51)
    with pytest.raises(NotGiven, match="Somebody waits"):
        desk.extend(alias=second.alias, at=52)
    desk.end(alias=waits.alias, at=53)
    desk.book(time="11:10", at=54)
    assert desk.extend(alias=second.alias, at=55).ends == TEN + 70  # until the one who booked comes


def test_an_extended_session_is_counted_once_whatever_night_lies_between(desk: Desk) -> None:
    turn = desk.give()
    desk.town.purge(now=after(10))
    desk.extend(alias=turn.alias, at=30)
    desk.end(alias=turn.alias, at=70)
    desk.town.purge(now=after(80))

    (month,) = computers.counted(desk.library)
    assert (month.sessions, sum(dict(month.minutes).values())) == (1, 70)


def test_a_booking_keeps_a_computer_and_goes_when_nobody_comes(town: Callable[..., Town]) -> None:
    desk = Desk(town("mansfield", policy_id=M19), "pc-1")
    booked = desk.book(time="10:40")

    assert desk.give(at=1).ends == TEN + 40  # only until then
    with pytest.raises(NotGiven, match=r"No computer is free at 11:00 AM\. One is at 11:40 AM\."):
        desk.book(time="11:00", at=2)
    with pytest.raises(NotGiven, match="has booked from 10:40 AM on"):
        desk.begin(alias=booked.alias, at=20)
    with pytest.raises(NotGiven, match="pc-1 is not free yet"):
        desk.begin(alias=booked.alias, at=39)
    with pytest.raises(NotGiven, match="kept for 10 minutes"):
        desk.begin(alias=booked.alias, at=50)
    assert desk.board(at=49).booked
    assert not desk.board(at=50).booked


def test_nobody_books_a_computer_over_the_time_of_whoever_sits_there(town: Callable[..., Town]) -> None:
    desk = Desk(town("mansfield", policy_id=M19), "pc-1")
    desk.give()

    with pytest.raises(NotGiven, match=r"One is at 11:00 AM\."):
        desk.book(time="10:30", at=1)
    assert desk.book(time="11:00", at=1).ends == TEN + 120
    with pytest.raises(NotGiven, match="One is at 12:00 PM"):
        desk.book(time="11:20", at=1)


def test_whoever_booked_gets_another_computer_where_the_one_kept_is_still_taken(desk: Desk) -> None:
    booked = desk.book(time="10:30")
    other = desk.give(at=1)
    assert other.station != booked.station  # the one that can be had for longest

    late = desk.give(at=2)
    assert (late.station, late.ends) == (booked.station, TEN + 30)
    desk.end(alias=other.alias, wiped=True, at=25)

    assert desk.begin(alias=booked.alias, at=29).station == other.station


@pytest.mark.parametrize("typed", ["", "noon", "25:00", "10:61", "10:00", "09:00", "-1:30", "１５:30"])
def test_what_is_no_time_of_later_today_is_not_booked(desk: Desk, typed: str) -> None:
    with pytest.raises(NotGiven, match="Give "):
        desk.book(time=typed)


def test_the_night_ends_what_the_desk_forgot_and_counts_it(desk: Desk) -> None:
    desk.give()
    desk.book(time="15:00")
    desk.print_waits(pages="3", alias="")
    tomorrow = NOW + timedelta(hours=15)

    assert computers.sign(desk.library, now=tomorrow).seats[0].sits is None
    desk.town.purge(now=tomorrow)

    assert desk.left() == set()
    (month,) = computers.counted(desk.library)
    assert (month.sessions, sum(dict(month.minutes).values()), month.pages) == (1, 0, 0)
    assert [seat.free_until for seat in computers.sign(desk.library, now=tomorrow).seats].count(None) == 1


def test_a_print_waits_under_the_name_of_whoever_printed_and_only_what_is_collected_counts(
    desk: Desk,
) -> None:
    turn = desk.give()
    assert computers.printed(desk.library, turn.station, "4", now=after(3)) == turn.alias
    desk.print_waits(pages="2", alias=turn.alias.lower())
    stranger = computers.printed(desk.library, "pc-2", "9", now=after(3))
    with pytest.raises(NobodyOfThatName):
        desk.print_waits(pages="1", alias="QQ-22")
    for wrong in ("", "0", "501", "four", "-2"):
        with pytest.raises(NotGiven, match="number of pages"):
            desk.print_waits(pages=wrong, alias="")

    assert desk.print_is_gone(alias=turn.alias, collected=True) == 6
    assert desk.print_is_gone(alias=stranger, collected=False) == 9
    assert [month.pages for month in computers.counted(desk.library)] == [6]


def test_a_computer_that_says_it_was_wiped_ends_the_session_there(desk: Desk) -> None:
    turn = desk.give()

    computers.wiped_itself(desk.library, [turn.station], now=after(20))

    assert desk.left() == set()
    assert not Station.objects.filter(wants_wipe=True).exists()
    assert desk.board(at=21).free == 2


@pytest.mark.clause("M19-10")
def test_a_volunteer_and_a_trustee_read_counts_and_no_board(desk: Desk) -> None:
    desk.give()
    volunteer = desk.town.staff("vera", "circulation", title="volunteer")
    trustee = desk.town.staff("theo", "programs", title="trustee")

    for account in (volunteer, trustee):
        with pytest.raises(NoDuty):
            computers.board(desk.library, account, now=NOW)
        with pytest.raises(NoDuty):
            computers.give(desk.library, account, now=NOW)
    assert computers.counted(desk.library) == ()


def test_where_a_policy_keeps_no_sessions_none_is_written_down(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = policy.shipped(M19).model_copy(update={"keep": {}})
    monkeypatch.setattr(Library, "policy", property(lambda _: silent))

    with pytest.raises(NotTaken):
        desk.give()


def test_where_a_text_asks_for_a_card_its_standing_is_used_and_not_kept(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = desk.town.register(ALICE, "Alice Oak")
    desk.town.register("29030002", "Bob Ash", expires=TODAY - timedelta(days=1))
    text = altered.altered(
        altered.text_of(M19), table="purposes.computers", old='"print_job"]',
        new='"print_job", "registration.standing"]',
    )  # fmt: skip
    asking = altered.read(text)
    monkeypatch.setattr(Library, "policy", property(lambda _: asking))
    assert computers.form_of(desk.library).asks_card

    for no_card in ("", "29030002", "29039999"):
        with pytest.raises(NoGoodCard):
            desk.give(card=no_card)
    turn = desk.give(card=ALICE)

    standing = [inside for _, inside in desk.town.drawer.everything() if inside.kind]
    assert all(inside.subject != person or inside.kind.name == "registration" for inside in standing)
    looks = [inside for inside in standing if inside.kind.name == "look"]
    assert {inside.subject for inside in looks} == {f"staff:{desk.clara.pk}"}
    assert ALICE not in str([inside.values for inside in standing if inside.kind.name == "computer_session"])
    assert turn.station


def test_two_desks_never_give_one_computer_twice(desk: Desk) -> None:
    given: list[Any] = []

    def take() -> None:
        try:
            given.append(computers.give(desk.library, desk.clara, now=NOW))
        finally:
            connections.close_all()

    at_once = [threading.Thread(target=take) for _ in range(4)]
    for each in at_once:
        each.start()
    for each in at_once:
        each.join()

    assert len(given) == 4
    assert sorted(turn.station for turn in given) == ["", "", "pc-1", "pc-2"]
    assert len({turn.alias for turn in given}) == 4


def test_the_year_that_is_reported_runs_from_july_to_june() -> None:
    assert computers.reported_year(TODAY) == ("2026-07", "2027-06")
    assert computers.reported_year(TODAY.replace(month=3)) == ("2025-07", "2026-06")
