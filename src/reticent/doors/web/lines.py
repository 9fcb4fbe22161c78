"""The lines of the director's day: of each matter, what it wants of her now, and how it stands where it wants nothing.

A line is a declaration: whoever builds something that wants the director adds one here, and the page stays as it is.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.urls import reverse

from reticent import notices, reminders
from reticent.access import complaints as complaining
from reticent.doors.web import (
    acknowledging,
    adopting,
    casework,
    clients,
    complaints,
    computers,
    contacts,
    friends,
    incidents,
    interlibrary,
    paper,
    program_desk,
    questions,
    rehearsal,
    reviewing,
    vendors,
)
from reticent.doors.web.shown.today import DayLine, LedgerState, Wanted
from reticent.people import clients as machines
from reticent.people import contacts as calling
from reticent.people import vendors as contracts
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.retention.exposure import Exposure


@dataclass(frozen=True)
class Day:
    """What the lines are asked about: one library on one day. What two of them need is asked for once."""

    library: Library
    director: StaffAccount
    now: datetime
    today: date
    seen: Exposure
    ledger: LedgerState

    @cached_property
    def complaints(self) -> tuple[date, ...]:
        """By when each complaint is to be answered: opens the drawer."""
        return complaining.waiting(self.library)

    @cached_property
    def chain(self) -> tuple[calling.Contact, ...]:
        """Whom to call."""
        return calling.chain(self.library)


@dataclass(frozen=True, slots=True)
class Line:
    """One matter: what it is called, where it stands (a page, or a part of this one), what it wants, and in how few
    words it is said where it wants nothing; `calm` is asked only then. A matter that is quiet then is not listed."""

    called: str
    at: str
    wants: Callable[[Day], Iterable[Wanted]]
    calm: Callable[[Day], str] = lambda day: ""


def drawn(day: Day) -> tuple[tuple[Wanted, ...], tuple[DayLine, ...]]:
    """Everything that is wanted, the gravest first; and every line with how it stands."""
    asked = [(line, tuple(line.wants(day))) for line in LINES]
    wanted = sorted((want for _, wants in asked for want in wants), key=lambda want: not want.grave)
    lines = [_line(day, line, wants) for line, wants in asked]
    return tuple(wanted), tuple(line for line in lines if line.said)


def _line(day: Day, line: Line, wants: Sequence[Wanted]) -> DayLine:
    href = line.at if line.at.startswith("#") else reverse(line.at, args=[day.library.slug])
    if wants:
        return DayLine(line.called, href, f"{len(wants)} to do", due=True)
    return DayLine(line.called, href, line.calm(day))


# ---- What the library itself wants: its keys, its copies, its log, its mail.


def _keys(day: Day) -> Iterable[Wanted]:
    seen = day.seen
    for late in seen.late:
        said = f"Certificate {late.number} is late: its key should be gone. It waits for {late.waits_for}."
        yield Wanted(said, True, "#backups", "Look at the backups")
    if seen.night_trouble:
        said = f"Last night's work was not done; it is tried again every hour. {seen.night_trouble}"
        yield Wanted(said, True, "#turn", "The key")
    for words in seen.alarms:
        yield Wanted(words, True, "#turn", "The key")
    if seen.turn_is_late:
        yield Wanted(
            "The key should have been turned by now. Run “reticent purge”.", True, "#turn", "The key"
        )


def _backups(day: Day) -> Iterable[Wanted]:
    if day.seen.backup_is_old:
        said = (
            "No backup of the last two days has been opened and tested. Until there is one, forgetting waits: run"
            " “reticent backup”."
        )
        yield Wanted(said, href="#backups", link="Backups")


def _log(day: Day) -> Iterable[Wanted]:
    if day.ledger.verified is False:
        yield Wanted("The log of who looked does not verify.", True, "#ledger", "See what is wrong")


def _mail(day: Day) -> Iterable[Wanted]:
    """Reminders to offices, and notices to patrons, that could not be sent."""
    said = (*reminders.ROUNDS.kept(day.library).troubles, *notices.ROUNDS.kept(day.library).troubles)
    for trouble in dict.fromkeys(said):
        yield Wanted(trouble, False, "#mailed", "Mail")


# ---- How each stands where it wants nothing.


def _held(day: Day) -> str:
    known = [kind.held.held for kind in day.seen.kinds if kind.held.held is not None]
    unknown = len(day.seen.kinds) - len(known)
    return f"{sum(known):,} records" + (f", {unknown} kinds unknown" if unknown else "")


def _tested(day: Day) -> str:
    backup = day.seen.backup
    opened = backup.opened_at if backup else None
    return f"tested {_day(day.library.day_of(opened))}" if opened else "none tested"


def _none_open(day: Day) -> str:
    """Every open one wants something, its day at the least: where nothing is wanted none is open."""
    return "none open"


def _to_answer(day: Day) -> str:
    return f"{len(day.complaints)} to answer" if day.complaints else "none to answer"


def _told(day: Day) -> str:
    count = len(contracts.who_learn(day.library))
    return f"{count} told something" if count else "nobody told anything"


def _may_ask(day: Day) -> str:
    count = sum(row.state(today=day.today) == machines.WORKS for row in machines.of(day.library))
    return f"{count} may ask" if count else "none may ask"


def _read(day: Day) -> str:
    return "all have read it" if day.library.has_policy else ""


def _known(day: Day) -> str:
    return f"{sum(each.is_known for each in day.chain)} of {len(day.chain)} known"


def _day(on: date) -> str:
    return f"{on:%-d %b}"


LINES: tuple[Line, ...] = (
    Line("Cases", "cases", lambda day: casework.wanted(day.library, day.director, now=day.now), _none_open),
    Line(
        "Complaints",
        "complaints",
        lambda day: complaints.wanted(day.library, day.complaints, today=day.today),
        _to_answer,
    ),
    Line("Incidents", "incidents", lambda day: incidents.wanted(day.library, today=day.today), _none_open),
    Line(
        "Paper and disks",
        "paper-walk",
        lambda day: paper.wanted(day.library, today=day.today),
        lambda day: paper.stands(day.library),
    ),
    Line("What is held", "#held", lambda day: (), _held),
    Line(
        "Forgetting", "#turn", _keys, lambda day: f"next key {_day(day.library.day_of(day.seen.next_turn))}"
    ),
    Line("Backups", "#backups", _backups, _tested),
    Line("The log", "#ledger", _log, lambda day: f"{day.ledger.size:,} entries"),
    Line("Vendors", "vendors", lambda day: vendors.wanted(day.library, today=day.today), _told),
    Line("Programs that ask", "clients", lambda day: clients.wanted(day.library, today=day.today), _may_ask),
    Line(
        "Policy",
        "adopting",
        lambda day: adopting.wanted(day.library, today=day.today),
        lambda day: "in force",
    ),
    Line(
        "Staff and policy",
        "policy-read",
        lambda day: acknowledging.wanted(day.library, today=day.today),
        _read,
    ),
    Line("The rehearsal", "rehearsal", lambda day: rehearsal.wanted(day.library, today=day.today)),
    Line("Whom to call", "contacts", lambda day: contacts.wanted(day.library, today=day.today), _known),
    Line("The Friends", "friends", lambda day: friends.wanted(day.library)),
    Line("Looks to review", "looks", lambda day: reviewing.wanted(day.library, now=day.now)),
    Line("Questions", "questions", lambda day: questions.wanted(day.library, now=day.now)),
    Line("Other libraries", "interlibrary", lambda day: interlibrary.wanted(day.library, now=day.now)),
    Line("Programs", "program-desk", lambda day: program_desk.wanted(day.library, now=day.now)),
    Line("Computers", "computers", lambda day: computers.wanted(day.library, today=day.today)),
    Line("Mail", "#mailed", _mail),
)
