"""By when must a request from outside be answered? Worked out from the statute pack and the policy; no clock is asked.

A day that the law rests on is no business day. Where a library is open on one all the same, it answers as if it were
none: the day of the answer then comes sooner, and is said beside the other.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, TypeAlias
from zoneinfo import ZoneInfo

from reticent.disclosure.known import asks_for_own
from reticent.policy.gates import binds
from reticent.policy.holidays import holiday
from reticent.policy.matters import OURS_COMPLAINT, OURS_OWN, complaint_due
from reticent.policy.phrases import counted, day, listed
from reticent.policy.statutes import Holiday, Holidays

if TYPE_CHECKING:
    from reticent.disclosure.known import Known
    from reticent.policy import Policy

Moment: TypeAlias = date | datetime
_ONE = timedelta(days=1)
_SATURDAY = 5
_FOI = "foi_request"
# Days until a reader's own written request is answered. No law that is known here names any.
OWN_DAYS = 30


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are business days where a law holds. Without holidays it knows, Monday to Friday."""

    place: str
    holidays: Holidays | None = None

    def holiday(self, on: date) -> Holiday | None:
        """The legal holiday that is kept on this day, if any."""
        return holiday(self.holidays, on) if self.holidays else None

    def is_business(self, on: date) -> bool:
        """Whether this day counts."""
        return on.weekday() < _SATURDAY and self.holiday(on) is None


@dataclass(frozen=True, slots=True)
class Due:
    """Something with an end: what, by when, on whose word; and what somebody should know who counts it herself."""

    code: str
    what: str
    by: Moment
    clauses: tuple[str, ...]
    note: str = ""


def calendar_of(adopted: "Policy") -> Calendar:
    """The calendar of the law under which a policy stands."""
    return Calendar(adopted.statute.jurisdiction, adopted.statute.holidays)


def business_days_after(on: date, count: int, calendar: Calendar) -> date:
    """The last of so many business days after a day. That day itself never counts."""
    for _ in range(count):
        on += _ONE
        while not calendar.is_business(on):
            on += _ONE
    return on


def business_day_before(on: date, days: int, calendar: Calendar) -> date:
    """So many days before a day; the business day before that where it is none itself."""
    on -= timedelta(days=days)
    while not calendar.is_business(on):
        on -= _ONE
    return on


def due(
    known: "Known",
    adopted: "Policy",
    *,
    received: Moment,
    return_by: Moment | None,
    zone: ZoneInfo,
    denied: Moment | None = None,
) -> tuple[Due, ...]:
    """All that has an end in a case, the soonest first; `denied` is when a denial was sent."""
    asked = _Asked(
        known,
        adopted,
        received=day_of(received, zone),
        return_by=return_by,
        denied=None if denied is None else day_of(denied, zone),
        zone=zone,
    )
    found = [each for clock in _CLOCKS for each in clock(asked)]
    return tuple(sorted(found, key=lambda each: (day_of(each.by, zone), each.code)))


@dataclass(frozen=True, slots=True)
class _Asked:
    known: "Known"
    adopted: "Policy"
    received: date
    return_by: Moment | None
    denied: date | None
    zone: ZoneInfo


def _foi_answer(asked: _Asked) -> Iterator[Due]:
    """A request for public records is denied in writing in time; silence is a denial (CGS 1-206(a))."""
    policy = asked.adopted
    days = foi_days(policy)
    if asked.known.kind != _FOI or days is None or asked.denied:
        return
    calendar = calendar_of(policy)
    clock = policy.statute.clocks.get("foi_answer")
    bound = policy.tables.law.answers_foi
    by = business_days_after(asked.received, days, calendar)
    yield Due(
        "foi_answer",
        f"The request for public records is answered in writing, {counted(days, 'business day')} after it came"
        + ("" if bound else ", without conceding that the law on public records binds the library"),
        by,
        tuple(dict.fromkeys((*(clock.clauses if clock and bound else ()), *policy.foi.clauses))),
        _counted_how(asked.received, by, days, calendar),
    )


def foi_days(adopted: "Policy") -> int | None:
    """Business days until a request for public records is answered: the law's, or fewer where the policy says so."""
    chosen = adopted.clocks.foi_business_days
    return min((said for said in (adopted.statute.foi_days, chosen) if said), default=None)


def _counted_how(first: date, last: date, days: int, calendar: Calendar) -> str:
    """Which holidays were left out, and the day that holds where the library was open on them."""
    if calendar.holidays is None:
        return f"Counted Monday to Friday: no holidays of {calendar.place} are known here. Ask counsel which days count."
    between = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    rests = [(on, each) for on in between if on.weekday() < _SATURDAY and (each := calendar.holiday(on))]
    if not rests:
        return ""
    sooner = business_days_after(first, days, Calendar(calendar.place))
    named = listed(f"{each.name} ({day(on)})" for on, each in rests)
    were = "is a legal holiday and is" if len(rests) == 1 else "are legal holidays and are"
    open_then = "that day" if len(rests) == 1 else "those days"
    return f"{named} {were} not counted. If your library is open {open_then}, answer by {day(sooner)}."


def _foi_appeal(asked: _Asked) -> Iterator[Due]:
    clock = asked.adopted.statute.clocks.get("foi_appeal")
    if asked.known.kind != _FOI or not asked.denied or clock is None or clock.unit != "days":
        return
    if not asked.adopted.tables.law.answers_foi:
        return
    yield Due(
        "foi_appeal",
        f"The denial may be appealed until then, {counted(clock.counts, 'day')} after it",
        asked.denied + timedelta(days=clock.counts),
        clock.clauses,
    )


def _return_date(asked: _Asked) -> Iterator[Due]:
    if asked.return_by is None:
        return
    law = asked.adopted.statute.instruments.get(asked.known.kind)
    yield Due(
        "return_date",
        "Counsel answers the paper, whatever is still missing",
        asked.return_by,
        law.clauses if law else (),
    )


def _answer_ready(asked: _Asked) -> Iterator[Due]:
    clocks = asked.adopted.clocks
    if asked.return_by is None or clocks.papers_days_ahead is None:
        return
    on = day_of(asked.return_by, asked.zone)
    ahead = clocks.papers_days_ahead
    by = business_day_before(on, ahead, calendar_of(asked.adopted))
    yield Due(
        "answer_ready",
        f"The answer is ready, {counted(ahead, 'day')} before its return date",
        by,
        clocks.clauses,
    )


def _complaint(asked: _Asked) -> Iterator[Due]:
    rule = asked.adopted.complaints
    if asked.known.matter == "complaint":
        yield Due(
            "complaint_reply",
            f"The complaint is answered, {counted(rule.days, 'day')} after it came",
            complaint_due(asked.adopted, asked.received),
            rule.clauses,
            "" if rule.clauses else OURS_COMPLAINT,
        )


def _own_answer(asked: _Asked) -> Iterator[Due]:
    """A reader's own written request (CGS 4-193): where no section binds the library, it is answered all the same."""
    if asks_for_own(asked.known) and not asked.denied:
        yield Due(
            "own_answer",
            f"The written request for one's own record is answered, {counted(OWN_DAYS, 'day')} after it came",
            asked.received + timedelta(days=OWN_DAYS),
            asked.adopted.tables.law.own_cited,
            OURS_OWN,
        )


def _own_petition(asked: _Asked) -> Iterator[Due]:
    law = asked.adopted.statute
    clock = law.clocks.get("own_data_petition")
    if not asks_for_own(asked.known) or not asked.denied or clock is None or clock.unit != "days":
        return
    clauses = tuple(name for name in clock.clauses if binds(law, name, asked.adopted.flags))
    if clauses:
        yield Due(
            "own_petition",
            f"A court may be asked until then to look at the refusal, {counted(clock.counts, 'day')} after it",
            asked.denied + timedelta(days=clock.counts),
            clauses,
        )


_CLOCKS: tuple[Callable[[_Asked], Iterator[Due]], ...] = (
    _foi_answer,
    _foi_appeal,
    _return_date,
    _answer_ready,
    _complaint,
    _own_answer,
    _own_petition,
)


def day_of(moment: Moment, zone: ZoneInfo) -> date:
    """The day of it where the library stands."""
    return moment.astimezone(zone).date() if isinstance(moment, datetime) else moment


def return_by(details: Mapping[str, object], zone: ZoneInfo) -> Moment | None:
    """By when a paper wants its answer, where a step wrote that down: a day, or an hour of it."""
    on, at = details.get("return_by"), details.get("return_time")
    if not on:
        return None
    day_said = date.fromisoformat(str(on))
    return datetime.combine(day_said, time.fromisoformat(str(at)), zone) if at else day_said


def is_over(by: Moment, *, now: datetime, zone: ZoneInfo) -> bool:
    """Whether it is past: an hour once it has struck, a day once it has ended where the library stands."""
    return by < now if isinstance(by, datetime) else by < day_of(now, zone)
