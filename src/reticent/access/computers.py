"""Public computers: given to whoever stands there, under a made-up name; how many were is all that stays.

Whoever gives them out has the duty that the policy names, and is asked for it each time. A made-up name is nobody's, so
nothing is written down of a day on which it is seen: a list of who looked would keep what the day forgets. Where a policy
asks for a card, it is held against its registration, yes or no; that a card was asked for is noted of the account at the
desk and of nobody else, since a look among a patron's own would tell that she sat here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from reticent.access import doorway
from reticent.access.asking import Asking
from reticent.access.doorway import NoDuty
from reticent.access.numbered import NotTaken
from reticent.drawer import drawers
from reticent.drawer.minting import mint
from reticent.drawer.permits import Permit
from reticent.errors import Malformed
from reticent.people import patrons
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.policy import Decision
from reticent.records import computer_sessions as kept
from reticent.records import facts, stations
from reticent.records.computer_sessions import MINUTES, MOST_PAGES, PAGES, SESSIONS, At, Print, Turn
from reticent.records.stations import Place

PURPOSE = "computers"
_STANDING = "registration.standing"
# What the look came to by which an account asked for a card.
CARD_ASKED = "card_asked"
# Where the law's year of counts begins: CT libraries report from July to June.
_YEAR_BEGINS = 7


class NoGoodCard(Malformed):
    """The policy asks for a card in good standing, and this is none. Whose it is, is not said."""


@dataclass(frozen=True)
class ComputersForm:
    """What the policy in force has of it, and by which clauses. About nobody."""

    taken: bool
    asks_card: bool
    rule: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class Seat:
    """One computer: who has it, until when; who comes next; until when it could be given. `is_over`: the time is up."""

    place: Place
    sits: Turn | None
    next: Turn | None
    free_until: int | None
    may_stay_until: int | None
    is_over: bool


@dataclass(frozen=True, repr=False)
class Board:
    """The day as it stands: every computer, who waits, who comes later, what waits to be collected."""

    minute: int
    seats: tuple[Seat, ...]
    line: tuple[Turn, ...]
    booked: tuple[Turn, ...]
    prints: tuple[Print, ...]

    @property
    def free(self) -> int:
        """How many can be given now."""
        return sum(seat.free_until is not None for seat in self.seats)


@dataclass(frozen=True)
class Month:
    """What was counted in one month. `minutes`: by the part of the day in which the session began."""

    month: str
    sessions: int
    minutes: tuple[tuple[str, int], ...]
    pages: int


# -- about nobody


def form_of(library: Library) -> ComputersForm:
    """What the policy keeps of it. A policy that opens the standing of a card for this asks for one."""
    policy = library.policy
    period, purpose = library.period_of(kept.KINDS[0]), policy.purposes.get(PURPOSE)
    return ComputersForm(
        taken=purpose is not None and all(kind in policy.keep for kind in kept.KINDS),
        asks_card=purpose is not None and _STANDING in purpose.opens,
        rule=period.why if period else "",
        clauses=tuple(period.clauses) if period else (),
    )


def counted(library: Library) -> tuple[Month, ...]:
    """What is left of every day: by month, the newest first. For whoever works here."""
    sessions, minutes, pages = (
        facts.by_month(library.slug, measure=measure) for measure in (SESSIONS, MINUTES, PAGES)
    )
    months = sorted({month for month, _ in (*sessions, *minutes, *pages)}, reverse=True)
    return tuple(
        Month(
            month,
            sum(many for (of, _), many in sessions.items() if of == month),
            tuple((name, minutes.get((month, name), 0)) for name, _ in kept.BANDS),
            pages.get((month, ""), 0),
        )
        for month in months
    )


def reported_year(on: date) -> tuple[str, str]:
    """The first and the last month of the year that is reported, in which this day lies: July to June."""
    begins = on.year if on.month >= _YEAR_BEGINS else on.year - 1
    return f"{begins}-07", f"{begins + 1}-06"


def sign(library: Library, *, now: datetime) -> Board:
    """The board as it hangs in the room: made-up names and times, which open nobody's record."""
    at = At.of(library.there(now))
    today = kept.of_day(drawers.of(library.slug), _permit(library, at.day), at.day)
    return Board(
        at.minute,
        tuple(_seat(place, today, at.minute) for place in stations.places(library.slug)),
        today.line,
        today.bookings(at.minute),
        today.prints,
    )


def _seat(place: Place, today: kept.Today, minute: int) -> Seat:
    sits, booked = today.sits_at(place.name), today.bookings(minute, station=place.name)
    return Seat(
        place,
        sits,
        booked[0] if booked else None,
        kept.free_until(place, today, minute),
        kept.extended_to(sits, today, minute) if sits else None,
        is_over=sits is not None and sits.ends <= minute,
    )


# -- at the desk


def asked(library: Library, staff: StaffAccount) -> Decision:
    """Whether this account gives computers out. Nothing is opened, and nothing written down."""
    duty = doorway.duty_for(library, staff, PURPOSE)
    return doorway.of_whoever_is_here(library, staff, PURPOSE, duty)


def board(library: Library, staff: StaffAccount, *, now: datetime) -> Board:
    """The day as it stands, for whoever gives computers out."""
    decision = asked(library, staff)
    if not decision.allowed:
        raise NoDuty(decision)
    return sign(library, now=now)


def give(library: Library, staff: StaffAccount, *, station: str = "", card: str = "", now: datetime) -> Turn:
    """Give a computer now; where none is free, a place in the line."""
    decision, at = _allowed(library, staff, now=now)
    # Whoever has waited showed a card before.
    waited = station and sign(library, now=now).line
    if not waited:
        _check_card(library, staff, decision, card, now=now)
    return kept.give(drawers.of(library.slug), _permit(library, at.day), at, station=station)


def book(library: Library, staff: StaffAccount, *, time: str, card: str = "", now: datetime) -> Turn:
    """Keep a computer for later today; `time` as it was typed, like 15:30."""
    decision, at = _allowed(library, staff, now=now)
    starts = _minute(time)
    _check_card(library, staff, decision, card, now=now)
    return kept.book(drawers.of(library.slug), _permit(library, at.day), at, starts=starts)


def begin(library: Library, staff: StaffAccount, *, alias: str, now: datetime) -> Turn:
    """Whoever booked is here."""
    _, at = _allowed(library, staff, now=now)
    return kept.begin(drawers.of(library.slug), _permit(library, at.day), at, alias=alias)


def extend(library: Library, staff: StaffAccount, *, alias: str, now: datetime) -> Turn:
    """Let whoever sits there stay longer."""
    _, at = _allowed(library, staff, now=now)
    return kept.extend(drawers.of(library.slug), _permit(library, at.day), at, alias=alias)


def end(library: Library, staff: StaffAccount, *, alias: str, wiped: bool = False, now: datetime) -> Turn:
    """It is over, or does not come about; `wiped`: and the computer was made to forget it."""
    _, at = _allowed(library, staff, now=now)
    turn = kept.end(drawers.of(library.slug), _permit(library, at.day), at, alias=alias)
    if wiped and turn.begun:
        stations.wiped(library, [turn.station], by=stations.BY_STAFF, today=at.day)
    return turn


def print_waits(library: Library, staff: StaffAccount, *, pages: str, alias: str, now: datetime) -> str:
    """Note a print that is to be collected; the made-up name it waits under."""
    _, at = _allowed(library, staff, now=now)
    many = _pages(pages)
    name = " ".join(alias.upper().split())
    return kept.print_waits(drawers.of(library.slug), _permit(library, at.day), at, pages=many, alias=name)


def print_is_gone(
    library: Library, staff: StaffAccount, *, alias: str, collected: bool, now: datetime
) -> int:
    """The prints of this name are collected, or nobody wants them; how many pages."""
    _, at = _allowed(library, staff, now=now)
    return kept.print_is_gone(
        drawers.of(library.slug), _permit(library, at.day), at, alias=alias, collected=collected
    )


# -- the computers themselves


def get_ready(library: Library) -> None:
    """Before a transaction in which a computer is heard: its drawer is woken outside of one."""
    drawers.of(library.slug).wake()


def wiped_itself(library: Library, names: Sequence[str], *, now: datetime) -> int:
    """A computer says that it was wiped: so whoever sat there has left. How many wipes were noted anew."""
    at = At.of(library.there(now))
    noted = stations.wiped(library, names, by=stations.BY_ITSELF, today=at.day)
    if kept.end_at(drawers.of(library.slug), _permit(library, at.day), at, names=names):
        stations.wiped(library, names, by=stations.BY_ITSELF, today=at.day)
    return noted


def printed(library: Library, station: str, pages: str, *, now: datetime) -> str:
    """A computer says that somebody printed there; the made-up name the print waits under."""
    at, many = At.of(library.there(now)), _pages(pages)
    if not form_of(library).taken:
        raise NotTaken("The policy in force keeps nothing of prints. Nothing was written down.")
    return kept.print_waits(
        drawers.of(library.slug), _permit(library, at.day), at, pages=many, station=station
    )


# -- inside


def _allowed(library: Library, staff: StaffAccount, *, now: datetime) -> tuple[Decision, At]:
    decision = doorway.allowed_to_act(library, staff, purpose=PURPOSE, person=None, now=now)
    if not form_of(library).taken:
        raise NotTaken(
            "The policy in force keeps nothing of who has a computer. Give it, and write nothing down."
        )
    return decision, At.of(library.there(now))


def _permit(library: Library, day: date) -> Permit:
    return mint(library=library.slug, purpose=PURPOSE, kinds=kept.KINDS, thing=kept.thing(day))


def _check_card(
    library: Library, staff: StaffAccount, decision: Decision, card: str, *, now: datetime
) -> None:
    """Stop where the policy asks for a card in good standing, and this is none; the answer is used, and not kept."""
    if _STANDING not in decision.fields:
        return
    today, drawer = library.day_of(now), drawers.of(library.slug)
    doorway.write_down(
        library,
        f"staff:{staff.pk}",
        staff,
        PURPOSE,
        decision,
        Asking(),
        now=now,
        today=today,
        instead=CARD_ASKED,
    )
    for person in doorway.by_card(drawer, card):
        permit = mint(
            library=library.slug,
            purpose=PURPOSE,
            kinds=["registration"],
            subject=person,
            fields=["registration.expires"],
        )
        registration = patrons.registration_of(drawer, permit, person=person)
        if date.fromisoformat(registration.payload["expires"]) >= today:
            return
    raise NoGoodCard("This is no card in good standing. The policy asks for one here.")


def _minute(typed: str) -> int:
    hour, _, past = typed.strip().partition(":")
    if not (hour.isascii() and past.isascii() and hour.isdigit() and past.isdigit()):
        raise kept.NotGiven("Give the time as it stands on a clock of 24 hours: 15:30.")
    minute = int(hour[:3]) * 60 + int(past[:3])
    if int(past[:3]) > 59 or minute >= kept.MIDNIGHT:
        raise kept.NotGiven("Give the time as it stands on a clock of 24 hours: 15:30.")
    return minute


def _pages(typed: str) -> int:
    plain = typed.strip()
    pages = int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 5 else 0
    if not 1 <= pages <= MOST_PAGES:
        raise kept.NotGiven(f"Give the number of pages, between 1 and {MOST_PAGES}.")
    return pages
