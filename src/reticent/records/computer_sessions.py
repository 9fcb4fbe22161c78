"""Public computers today: who sits at one, comes later, or waits; what was printed. Under made-up names (M19-10, WE-17).

No card, no name, no person: a slip has a made-up name, a computer and the time, under the day, and the night ends what
the day left. What stays is counts. Whatever is decided from the day's slips also puts one in, so that of two desks that
decide at once one decides again (see `Drawer.writing`): so no computer is given twice.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from reticent.drawer import kinds
from reticent.drawer.kinds import Field, Kind, Payload
from reticent.drawer.permits import Permit
from reticent.drawer.slips import Cell, Drawer, Opened, Writer, tried_again
from reticent.errors import Refused
from reticent.records import facts, holds, signups, stations
from reticent.records.stations import Place

DAY = timedelta(days=1)
MIDNIGHT = 24 * 60
# In minutes: the one extension; what is too short to give; how long before its time a booking may begin, and after it
# stays; what is too short to be an extension.
MORE, SHORTEST, EARLY, LATE, LEAST_MORE = 30, 10, 10, 10, 5
MOST_WAITING, MOST_PAGES = 60, 500
# What is counted, and the parts of a day by which it is.
SESSIONS, MINUTES, PAGES = "computer", "computer_minutes", "pages_printed"
BANDS = (("morning", 12 * 60), ("afternoon", 17 * 60), ("evening", MIDNIGHT))


class NotGiven(Refused):
    """No computer can be given as asked. Says what can be done instead."""


class NobodyOfThatName(Refused):
    """Nobody here has this made-up name today."""


def _that_night(payload: Payload) -> date | None:
    on = kinds.day(payload["on"])
    return on + DAY if on else None


COMPUTER_SESSION = kinds.declare(
    Kind(
        code=24,
        name="computer_session",
        title="Computers in use",
        why="To give you a computer in your turn, without knowing who you are.",
        need="until you are done, that night at the latest",
        fields=(
            Field("alias", "to call you, by a made-up name"),
            Field("on", "to let it go with the day"),
            Field("station", "to know which computer is yours"),
            Field("starts", "to know when your time begins"),
            Field("ends", "to know when the next one's does"),
            Field("begun", "to know that you sit there, and did not only book"),
            Field("extended", "to give everybody the same extra time, once"),
            Field("turn", "to know who asked first"),
        ),
        need_ended_on=_that_night,
        since="on",
        about_person=False,  # nobody's: no registration leads here
        days_after=0,
    )
)
PRINT_JOB = kinds.declare(
    Kind(
        code=40,
        name="print_job",
        title="Prints that wait",
        why="To hand you what you printed.",
        need="until you collect it, that night at the latest",
        fields=(
            Field("alias", "to hand it to whoever has this made-up name"),
            Field("on", "to let it go with the day"),
            Field("pages", "to say what it costs, and to count the pages"),
        ),
        need_ended_on=_that_night,
        since="on",
        about_person=False,
        days_after=0,
    )
)
KINDS = (COMPUTER_SESSION.name, PRINT_JOB.name)


@dataclass(frozen=True)
class At:
    """A moment by the library's own clock: the day, and the minute of it."""

    day: date
    minute: int

    @classmethod
    def of(cls, there: datetime) -> "At":
        """This moment, an hour of the library's own."""
        return cls(there.date(), there.hour * 60 + there.minute)


@dataclass(frozen=True, repr=False)
class Turn:
    """One made-up name: at a computer, booked for one, or waiting for one (then `station` is empty)."""

    alias: str
    station: str
    starts: int
    ends: int
    begun: bool
    extended: bool
    turn: int

    @property
    def waits(self) -> bool:
        """Whether it stands in the line."""
        return not self.station

    def is_booking(self, minute: int) -> bool:
        """Whether a computer is kept for it; one that nobody came for is kept no longer."""
        return bool(self.station) and not self.begun and minute < self.starts + LATE


@dataclass(frozen=True, repr=False)
class Print:
    """A print that waits to be collected."""

    alias: str
    pages: int


@dataclass(frozen=True, repr=False)
class Today:
    """All that stands under the day."""

    turns: tuple[Turn, ...] = ()
    prints: tuple[Print, ...] = ()

    @property
    def line(self) -> tuple[Turn, ...]:
        """Who waits, in the order in which they asked."""
        return tuple(sorted((each for each in self.turns if each.waits), key=lambda each: each.turn))

    @property
    def names(self) -> frozenset[str]:
        """Every made-up name that stands."""
        return frozenset((*(each.alias for each in self.turns), *(each.alias for each in self.prints)))

    def sits_at(self, station: str) -> Turn | None:
        """Who has this computer now."""
        return next((each for each in self.turns if each.begun and each.station == station), None)

    def bookings(self, minute: int, *, station: str = "") -> tuple[Turn, ...]:
        """Who comes later, of one computer or of all, the next first."""
        found = (
            each
            for each in self.turns
            if each.is_booking(minute) and (not station or each.station == station)
        )
        return tuple(sorted(found, key=lambda each: (each.starts, each.turn)))


def thing(day: date) -> str:
    """The name under which all that is of one day is found."""
    return f"computers:{day.isoformat()}"


def band(minute: int) -> str:
    """The part of the day in which this minute lies."""
    return next(name for name, until in BANDS if minute < until)


# -- what can be given: pure


def free_until(place: Place, today: Today, minute: int) -> int | None:
    """Until when this computer can be given from now on; None where it can not."""
    if place.wants_wipe or today.sits_at(place.name):
        return None
    until = min(minute + place.minutes, _next_at(place.name, today, minute), MIDNIGHT)
    return until if until - minute >= SHORTEST else None


def _next_at(station: str, today: Today, minute: int) -> int:
    return min((each.starts for each in today.bookings(minute, station=station)), default=MIDNIGHT)


def _best(places: Sequence[Place], today: Today, minute: int) -> tuple[Place, int] | None:
    """Of the computers that can be given now, one that can be had longest."""
    free = [(until, place) for place in places if (until := free_until(place, today, minute))]
    return max(((place, until) for until, place in free), key=lambda each: each[1] - minute, default=None)


def _fits(place: Place, today: Today, minute: int, starts: int) -> int | None:
    """Until when this computer can be booked from that minute on."""
    sits, booked = today.sits_at(place.name), today.bookings(minute, station=place.name)
    taken = [(each.starts, each.ends) for each in booked]
    # Whoever sits there has it until her time is up, and as long as she stays after that.
    taken += [(sits.starts, max(sits.ends, minute))] if sits else []
    if any(begins <= starts < ends for begins, ends in taken):
        return None
    until = min([starts + place.minutes, MIDNIGHT, *(begins for begins, _ in taken if begins > starts)])
    return until if until - starts >= SHORTEST else None


def _bookable(places: Sequence[Place], today: Today, minute: int, starts: int) -> tuple[Place, int] | None:
    found = [(place, until) for place in places if (until := _fits(place, today, minute, starts))]
    return max(found, key=lambda each: each[1], default=None)


def next_bookable(places: Sequence[Place], today: Today, minute: int, starts: int) -> int | None:
    """The first minute from then on from which one can be booked; None where none can today."""
    ends = sorted(each.ends for each in today.turns if each.station and each.ends > starts)
    return next((at for at in (starts, *ends) if _bookable(places, today, minute, at)), None)


def extended_to(turn: Turn, today: Today, minute: int) -> int | None:
    """Until when whoever sits there could stay: once, if nobody waits and nobody has booked; None where not."""
    if not turn.begun or turn.extended or today.line:
        return None
    now = max(turn.ends, minute)
    until = min(now + MORE, _next_at(turn.station, today, minute), MIDNIGHT)
    return until if until - now >= LEAST_MORE else None


# -- reading and writing


def of_day(drawer: Drawer, permit: Permit, day: date) -> Today:
    """All that stands under the day."""
    return _today(drawer.find_thing(permit, thing=thing(day)))


def _today(found: Iterable[Opened]) -> Today:
    turns, prints = [], []
    for slip in found:
        kept = slip.payload
        if slip.kind == COMPUTER_SESSION.name:
            turns.append(Turn(*(kept[name] for name in Turn.__dataclass_fields__)))
        elif slip.kind == PRINT_JOB.name:
            prints.append(Print(kept["alias"], kept["pages"]))
    return Today(tuple(turns), tuple(sorted(prints, key=lambda each: each.alias)))


@tried_again
def give(drawer: Drawer, permit: Permit, at: At, *, station: str = "") -> Turn:
    """Give a computer now: this one, to whoever has waited longest, or else to whoever stands there; or any one to
    whoever stands there, who waits where none is free or others wait before."""
    with drawer.writing() as writer:
        found = drawer.find_thing(permit, thing=thing(at.day))
        today, places = _today(found), stations.places(drawer.library)
        if not station:
            best = None if today.line else _best(places, today, at.minute)
            return _seat(writer, today, at, *best) if best else _stand_in_line(writer, today, at, places)
        place = _named(places, station)
        until = free_until(place, today, at.minute)
        if until is None:
            raise NotGiven(_why_not(place, today, at.minute))
        first = today.line[0] if today.line else None
        if first:
            writer.end(_slip(found, first.alias))
        return _seat(writer, today, at, place, until, alias=first.alias if first else "")


def _seat(
    writer: Writer,
    today: Today,
    at: At,
    place: Place,
    until: int,
    *,
    alias: str = "",
    starts: int | None = None,
) -> Turn:
    stations.is_sat_at(writer.drawer.library, place.name)
    begins = at.minute if starts is None else starts
    turn = Turn(
        alias or _drawn(today), place.name, begins, until, begun=True, extended=False, turn=_after(today)
    )
    # Counted at night, whoever ends it: the cell says the month and the part of the day.
    _put(writer, turn, at, cell=_cell(SESSIONS, at))
    return turn


def _stand_in_line(writer: Writer, today: Today, at: At, places: Sequence[Place]) -> Turn:
    if not places:
        raise NotGiven("No public computer is written down. The director adds each under its name.")
    if len(today.line) >= MOST_WAITING:
        raise NotGiven("So many wait already that no computer will come free today.")
    turn = Turn(_drawn(today), "", at.minute, at.minute, begun=False, extended=False, turn=_after(today))
    _put(writer, turn, at)
    return turn


@tried_again
def book(drawer: Drawer, permit: Permit, at: At, *, starts: int) -> Turn:
    """Keep a computer for later today."""
    with drawer.writing() as writer:
        today, places = of_day(drawer, permit, at.day), stations.places(drawer.library)
        if not at.minute < starts < MIDNIGHT:
            raise NotGiven("Give a time that is still to come today. Nothing is booked for another day.")
        if not (found := _bookable(places, today, at.minute, starts)):
            later = next_bookable(places, today, at.minute, starts)
            instead = f"One is at {clock(later)}." if later else "None is later today, either."
            raise NotGiven(f"No computer is free at {clock(starts)}. {instead}")
        place, until = found
        turn = Turn(_drawn(today), place.name, starts, until, begun=False, extended=False, turn=_after(today))
        _put(writer, turn, at)
    return turn


@tried_again
def begin(drawer: Drawer, permit: Permit, at: At, *, alias: str) -> Turn:
    """Whoever booked is here: the computer that was kept, or another where that is not free yet."""
    with drawer.writing() as writer:
        found = drawer.find_thing(permit, thing=thing(at.day))
        today, slip = _today(found), _slip(found, alias)
        (booked,) = _today([slip]).turns
        if not booked.is_booking(at.minute):
            raise NotGiven(
                f"{alias} has no booking any more: it is kept for {LATE} minutes. Give a computer now."
            )
        if at.minute < booked.starts - EARLY:
            raise NotGiven(
                f"{alias} has booked from {clock(booked.starts)} on. Until then give a computer now."
            )
        others = Today(tuple(each for each in today.turns if each.alias != alias))
        places = stations.places(drawer.library)
        own = next((each for each in places if each.name == booked.station), None)
        if own and not own.wants_wipe and not today.sits_at(own.name):
            until = min(booked.ends, _next_at(own.name, others, at.minute))
            place = own
        elif best := _best(places, others, at.minute):
            place, until = best
        else:
            raise NotGiven(f"{booked.station} is not free yet: end the session there, and have it wiped.")
        writer.end(slip)
        return _seat(writer, today, at, place, until, alias=alias)


@tried_again
def extend(drawer: Drawer, permit: Permit, at: At, *, alias: str) -> Turn:
    """Let whoever sits there stay longer: once, if nobody waits."""
    with drawer.writing() as writer:
        found = drawer.find_thing(permit, thing=thing(at.day))
        today, slip = _today(found), _slip(found, alias)
        (turn,) = _today([slip]).turns
        until = extended_to(turn, today, at.minute)
        if until is None:
            why = (
                "Somebody waits"
                if today.line
                else "It was extended already"
                if turn.extended
                else "It is booked"
            )
            raise NotGiven(f"{why}. {alias} has {turn.station or 'no computer'} until {clock(turn.ends)}.")
        longer = Turn(**{**vars(turn), "ends": until, "extended": True, "turn": _after(today)})
        # Ended and put in anew, not changed: whoever books at this moment then sees it. It is counted once all the same.
        writer.end(slip, with_cell=False)
        _put(writer, longer, at, cell=slip.cell)
    return longer


@tried_again
def end(drawer: Drawer, permit: Permit, at: At, *, alias: str) -> Turn:
    """It is over: whoever sat there has left, whoever booked or waited does not come. What is left is counts."""
    with drawer.writing() as writer:
        slip = _slip(drawer.find_thing(permit, thing=thing(at.day)), alias)
        (turn,) = _today([slip]).turns
        _end(writer, slip, turn, at)
    return turn


@tried_again
def end_at(drawer: Drawer, permit: Permit, at: At, *, names: Sequence[str]) -> int:
    """The sessions at these computers are over; how many there were."""
    with drawer.writing() as writer:
        found = drawer.find_thing(permit, thing=thing(at.day))
        over = [each for each in _today(found).turns if each.begun and each.station in names]
        for turn in over:
            _end(writer, _slip(found, turn.alias), turn, at)
    return len(over)


def _end(writer: Writer, slip: Opened, turn: Turn, at: At) -> None:
    writer.end(slip)
    if turn.begun:
        stations.is_sat_at(writer.drawer.library, turn.station)
        # Of nobody, so counted at once. Time beyond what was given is nobody's knowledge.
        used = max(1, min(at.minute, turn.ends) - turn.starts)
        facts.add(writer.drawer.library, Counter({_cell(MINUTES, At(at.day, turn.starts)): used}))


# -- prints


@tried_again
def print_waits(
    drawer: Drawer, permit: Permit, at: At, *, pages: int, alias: str = "", station: str = ""
) -> str:
    """Note a print that is to be collected: of somebody who has a made-up name today, of whoever sits at a computer, or
    of somebody who gets one now. The name."""
    with drawer.writing() as writer:
        today = of_day(drawer, permit, at.day)
        sits = today.sits_at(station) if station else None
        if alias and alias not in today.names:
            raise NobodyOfThatName(f"Nobody is {alias} today. Leave the name empty, and a new one is drawn.")
        name = alias or (sits.alias if sits else _drawn(today))
        writer.put(
            subject=signups.nobodys_name(),
            kind=PRINT_JOB.name,
            thing=thing(at.day),
            payload={"alias": name, "on": at.day.isoformat(), "pages": pages},
        )
    return name


@tried_again
def print_is_gone(drawer: Drawer, permit: Permit, at: At, *, alias: str, collected: bool) -> int:
    """The prints of this name are collected, or nobody wants them; how many pages they had. Only collected ones count."""
    with drawer.writing() as writer:
        found = drawer.find_thing(permit, thing=thing(at.day))
        mine = [slip for slip in found if slip.kind == PRINT_JOB.name and slip.payload["alias"] == alias]
        if not mine:
            raise NobodyOfThatName(f"No print waits for {alias} any more. Nothing was changed.")
        pages = sum(int(slip.payload["pages"]) for slip in mine)
        for slip in mine:
            writer.end(slip)
        if collected:
            facts.add(drawer.library, Counter({_cell(PAGES, at, band_of=""): pages}))
    return pages


# -- inside


def clock(minute: int) -> str:
    """A minute of the day as people say it here: 3:05 PM."""
    hour, past = divmod(minute % MIDNIGHT, 60)
    return f"{hour % 12 or 12}:{past:02} {'AM' if hour < 12 else 'PM'}"


def _cell(measure: str, at: At, *, band_of: str | None = None) -> Cell:
    part = band(at.minute) if band_of is None else band_of
    return (measure, at.day.isoformat()[:7], "", part, "", "")


def _drawn(today: Today) -> str:
    return next(name for name in iter(holds.shelf_name, "") if name not in today.names)


def _after(today: Today) -> int:
    return max((each.turn for each in today.turns), default=0) + 1


def _put(writer: Writer, turn: Turn, at: At, *, cell: Cell | None = None) -> None:
    writer.put(
        subject=signups.nobodys_name(),
        kind=COMPUTER_SESSION.name,
        thing=thing(at.day),
        payload={"on": at.day.isoformat(), **vars(turn)},
        cell=cell,
    )


def _slip(found: Iterable[Opened], alias: str) -> Opened:
    mine = (each for each in found if each.kind == COMPUTER_SESSION.name and each.payload["alias"] == alias)
    if (slip := next(mine, None)) is None:
        raise NobodyOfThatName(f"Nobody is {alias} any more. Nothing was changed.")
    return slip


def _named(places: Sequence[Place], name: str) -> Place:
    found = next((each for each in places if each.name == name), None)
    if found is None:
        raise NotGiven("No computer in use has this name. Nothing was changed.")
    return found


def _why_not(place: Place, today: Today, minute: int) -> str:
    if sits := today.sits_at(place.name):
        return f"{place.name} is taken by {sits.alias}. End that session first."
    if place.wants_wipe:
        return f"{place.name} was not wiped since somebody sat there. Have it wiped, and say so."
    return f"{place.name} is booked from {clock(_next_at(place.name, today, minute))} on."
