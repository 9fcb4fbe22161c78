"""Whatever is done at the computers in whatever order, is one never given twice, and is nothing left but true counts?"""

import os
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import Phase
from hypothesis import settings as drawing
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

from reticent.access import computers
from reticent.drawer import drawers
from reticent.errors import Refused
from reticent.records import stations
from reticent.records.computer_sessions import DAY, Turn
from reticent.retention import clock
from tests import postgresql
from tests.rooms.histories import History

LONG = bool(os.environ.get("RETICENT_TEST_LONG"))
FEW = 3 if postgresql.in_use() else 5
PLACES = ("pc-1", "pc-2")
WHICH, PLACE = st.integers(0, 5), st.sampled_from(PLACES)


class AnyDay(History):
    """Giving, waiting, booking, coming, extending, ending, wiping, printing, and the night; over some days."""

    def __init__(self) -> None:
        super().__init__()
        self.clara = self.town.staff("clara")
        self.sat: dict[str, Turn] = {}  # who sits where, as the answers said
        self.names: list[str] = []  # every made-up name of the day
        self.prints: dict[str, int] = {}
        self.sessions = self.pages = self.minutes = 0

    @initialize()
    def there_are_computers(self) -> None:
        for name in PLACES:
            stations.add(self.library, name=name, place="", today=self.today)

    def act(self, verb: str, **said: Any) -> Any:
        """What the room answers; nothing where it refuses."""
        try:
            return getattr(computers, verb)(self.library, self.clara, now=self.now, **said)
        except Refused:
            return None

    def seated(self, turn: Turn | None) -> None:
        if turn is not None:
            self.names.append(turn.alias)
        if turn is not None and turn.begun:
            assert turn.station not in self.sat, "one computer was given twice"
            self.sat[turn.station] = turn
            self.sessions += 1

    def name(self, which: int) -> str:
        return self.names[which % len(self.names)] if self.names else "QQ-22"

    @rule()
    def give_any(self) -> None:
        self.seated(self.act("give"))

    @rule(place=PLACE)
    def give_this(self, place: str) -> None:
        self.seated(self.act("give", station=place))

    @rule(ahead=st.integers(1, 180))
    def book(self, ahead: int) -> None:
        there = self.library.there(self.now) + timedelta(minutes=ahead)
        self.seated(self.act("book", time=f"{there:%H:%M}"))

    @rule(which=WHICH)
    def begin(self, which: int) -> None:
        self.seated(self.act("begin", alias=self.name(which)))

    @rule(which=WHICH)
    def extend(self, which: int) -> None:
        turn = self.act("extend", alias=self.name(which))
        if turn is not None:
            assert not self.sat[turn.station].extended
            self.sat[turn.station] = turn

    @rule(which=WHICH, wiped=st.booleans())
    def end(self, which: int, wiped: bool) -> None:
        turn = self.act("end", alias=self.name(which), wiped=wiped)
        if turn is not None and turn.begun:
            sat = self.sat.pop(turn.station)
            there = self.library.there(self.now)
            self.minutes += max(1, min(there.hour * 60 + there.minute, sat.ends) - sat.starts)

    @rule(place=PLACE)
    def wipe(self, place: str) -> None:
        if place not in self.sat:
            stations.wiped(self.library, [place], by=stations.BY_STAFF, today=self.today)

    @rule(which=WHICH, pages=st.integers(1, 9), new=st.booleans())
    def print_something(self, which: int, pages: int, new: bool) -> None:
        name = self.act("print_waits", pages=str(pages), alias="" if new else self.name(which))
        if name:
            self.prints[name] = self.prints.get(name, 0) + pages

    @rule(which=WHICH, collected=st.booleans())
    def hand_out(self, which: int, collected: bool) -> None:
        name = sorted(self.prints)[which % len(self.prints)] if self.prints else "QQ-22"
        pages = self.act("print_is_gone", alias=name, collected=collected)
        assert pages == self.prints.pop(name, None)
        self.pages += pages if pages and collected else 0

    @rule(minutes=st.integers(1, 45))
    def time_goes_by(self, minutes: int) -> None:
        if self.library.day_of(self.now + timedelta(minutes=minutes)) == self.today:
            self.now += timedelta(minutes=minutes)

    @rule()
    def the_night_comes(self) -> None:
        self.now = self.now.replace(hour=15, minute=0) + DAY
        drawers._DRAWERS.clear()  # the night is a process of its own
        clock.is_right(now=self.now)
        self.town.purge(now=self.now)
        self.sat, self.names, self.prints = {}, [], {}
        assert not [inside for _, inside in self.town.drawer.everything() if inside.kind]
        months = computers.counted(self.library)
        assert sum(month.sessions for month in months) == self.sessions
        assert sum(sum(dict(month.minutes).values()) for month in months) == self.minutes
        assert sum(month.pages for month in months) == self.pages

    @invariant()
    def the_board_says_what_was_done(self) -> None:
        board = computers.sign(self.library, now=self.now)
        assert {s.place.name: s.sits.alias for s in board.seats if s.sits} == {
            place: turn.alias for place, turn in self.sat.items()
        }
        assert {each.alias: 0 for each in board.prints}.keys() == self.prints.keys()
        for seat in board.seats:
            taken = sorted(
                (turn.starts, turn.ends)
                for turn in (*board.booked, *filter(None, [seat.sits]))
                if turn.station == seat.place.name
            )
            assert all(one[1] <= other[0] for one, other in pairwise(taken))
            assert not (seat.free_until and (seat.sits or seat.place.wants_wipe))


@pytest.mark.django_db(databases=["default", "ledger"], transaction=True)
@pytest.mark.clause("M19-10", "WE-17")
def test_any_days_at_the_computers_agree_with_a_plain_model() -> None:
    run_state_machine_as_test(
        AnyDay,
        settings=drawing(
            max_examples=120 if LONG else FEW,
            stateful_step_count=50,
            deadline=None,
            phases=(Phase.explicit, Phase.reuse, Phase.generate),
        ),
    )
