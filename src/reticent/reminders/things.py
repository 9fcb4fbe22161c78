"""What is due at a library: in its open cases, and of what its own page of the day asks."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from reticent.access import complaints, reviewing
from reticent.disclosure import cases, incidents
from reticent.errors import Broken
from reticent.people import adoptions, training, vendors
from reticent.people.libraries import Library
from reticent.records import paper, programs, stations
from reticent.retention import drill, nights
from reticent.retention.exposure import LATE_NIGHT

DRILL_EVERY = timedelta(days=31)
# A week after they were drawn: by then the next week's are.
LOOKS_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that is due: of which kind, its day, in which case (none: of the library itself), whether counsel acts
    next."""

    code: str
    by: date
    handle: str = ""
    for_counsel: bool = False


def of(library: Library, *, now: datetime) -> tuple[Thing, ...]:
    """All that is due, the nearest first, however far away. What nobody may be told of is no case, and is never here."""
    in_cases = (Thing(each.code, each.by, each.handle, each.for_counsel) for each in cases.waiting(library))
    # Of two contracts that end on one day one mail is enough: the page of vendors says which.
    registers = {Thing(each.code, each.by) for each in vendors.due(library)}
    reading = training.reading(library, on=library.day_of(now))
    registers |= {Thing("policy_read", reading.by)} if reading.not_yet and reading.by else set()
    registers |= {Thing(each.code, each.by) for each in incidents.due(library)}
    found = [
        *in_cases,
        *_as_far_as_it_opens(_complaints(library)),
        *_review(library, now=now),
        *_drill(library),
        *_night(library, now=now),
        *_as_far_as_it_opens(_looks(library, now=now)),
        *_sheets(library, now=now),
        *_wipes(library, now=now),
        *_paper(library, now=now),
        *registers,
    ]
    return tuple(sorted(found, key=lambda each: (each.by, each.handle, each.code)))


def _as_far_as_it_opens(things: Iterator[Thing]) -> Iterator[Thing]:
    """What lies under keys that are not there is told once they are; what went wrong with them is told now."""
    with suppress(Broken):
        yield from things


def _complaints(library: Library) -> Iterator[Thing]:
    """By its day, and no more: two of one day are one thing to an office."""
    for by in dict.fromkeys(complaints.waiting(library)):
        yield Thing("complaint_reply", by)


def _review(library: Library, *, now: datetime) -> Iterator[Thing]:
    standing = adoptions.in_brief(library.slug, on=library.day_of(now))
    if standing and standing.review_due:
        yield Thing("policy_review", standing.review_due)


def _looks(library: Library, *, now: datetime) -> Iterator[Thing]:
    """Looks that were drawn for review, and wait."""
    since = reviewing.waiting_since(library, now=now)
    if since is not None:
        yield Thing("look_review", since + LOOKS_WITHIN)


def _drill(library: Library) -> Iterator[Thing]:
    """A month after the last; at once where that one was not sound; a month after the library began where none was."""
    last = drill.latest()
    if last is None:
        yield Thing("drill", library.set_up_on + DRILL_EVERY)
    else:
        on = library.day_of(last.at)
        yield Thing("drill", on + DRILL_EVERY if last.sound else on)


def _night(library: Library, *, now: datetime) -> Iterator[Thing]:
    """The first night that was not done."""
    last = nights.read()
    is_late = last.done_at is not None and now - last.done_at > LATE_NIGHT
    if (last.trouble or is_late) and last.tried_at is not None:
        first = last.done + timedelta(days=1) if last.done_at else library.day_of(last.tried_at)
        yield Thing("night", min(first, library.day_of(now)))


def _sheets(library: Library, *, now: datetime) -> Iterator[Thing]:
    """The day after a session, where its paper sheet is not yet said to be destroyed; of several on one day, one."""
    for on in sorted(
        {programs.sheet_needed_until(library, row, now=now) for row in programs.sheets_left(library, now=now)}
    ):
        yield Thing("sheet", on + timedelta(days=1))


def _wipes(library: Library, *, now: datetime) -> Iterator[Thing]:
    """The day after the first whole day without a wipe; of several computers one."""
    left = stations.missing(library, today=library.day_of(now))
    for since in sorted({each.missing_since for each in left if each.missing_since}):
        yield Thing("wipe", since + timedelta(days=1))


def _paper(library: Library, *, now: datetime) -> Iterator[Thing]:
    """The walk through the building, and what is to be destroyed; of several of one day one."""
    yield Thing("paper_walk", paper.walk_due(library))
    for by in sorted({each.due for each in paper.due(library, today=library.day_of(now)) if each.due}):
        yield Thing("paper", by)
