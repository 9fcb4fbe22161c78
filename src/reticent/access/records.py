"""What a look shows: only the permitted fields of one person's slips, as frozen values for a page or a file."""

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from reticent.access.noted import Noted, noted, wish_on
from reticent.drawer import kinds
from reticent.drawer.slips import Opened
from reticent.people import silences, statements
from reticent.people.libraries import Library
from reticent.policy import Decision
from reticent.records import holds, interlibrary, items

# Which kept field answers for each field that a policy names. A field without a line here opens nothing.
_KEPT = {
    "registration.name": "registration.name",
    "registration.card": "registration.card",
    "registration.contact": "registration.address",
    "registration.email": "registration.email",
    "registration.phone": "registration.phone",
    "registration.town": "registration.town",
    "registration.expires": "registration.expires",
    "registration.standing": "registration.expires",
    "registration.adult_on": "registration.adult_on",
    "registration.minor": "registration.adult_on",
    "registration.consent": "registration.consent",
    "loan.title": "loan.item",
    "loan.due": "loan.due",
    "loan.lent_on": "loan.lent_on",
    "loan.count": "loan.returned_on",
    "hold.title": "hold.item",
    "hold.pickup": "hold.pickup",
    "interlibrary_request.title": "interlibrary_request.title",
    "interlibrary_request.state": "interlibrary_request.state",
    "charge.amount": "charge.amount",
    "charge.reason": "charge.reason",
    "charge.since": "charge.since",
    "guardian_link.name": "guardian_link.name",
    "guardian_link.until": "guardian_link.until",
    "guardian_link.proof": "guardian_link.proof",
    "guardian_link.blocked": "guardian_link.blocked_on",
    "designation.name": "designation.name",
    "designation.may": "designation.may",
    "designation.until": "designation.until",
    "contact_wish.wish": "contact_wish.wish",
    "friends_choice.since": "friends_choice.since",
    "staff_note.note": "staff_note.note",
    "staff_note.words": "staff_note.words",
    "staff_note.since": "staff_note.since",
    "staff_note.until": "staff_note.until",
    "staff_note.by_role": "staff_note.by_role",
    "look.on": "look.on",
    "look.by_role": "look.by_role",
    "look.purpose": "look.purpose",
    "look.outcome": "look.outcome",
}
# What is opened to mend or to see one's own is shown as it is kept; for anything else a wish stands instead of it.
_MENDS = ("registration", "own_record")
# Said in the words a reader uses.
LABELS = {
    "registration.name": "Name",
    "registration.card": "Card number",
    "registration.contact": "Address",
    "registration.email": "E-mail",
    "registration.phone": "Phone",
    "registration.town": "Home town",
    "registration.expires": "Card expires",
    "registration.standing": "Standing",
    "registration.adult_on": "Of age on",
    "registration.consent": "Consent",
}


@dataclass(frozen=True, repr=False)
class ShownField:
    """One line of a registration. Under a wish not to be reached by it, the wish is shown with it, or instead of it.
    `mail`: what is kept of an e-mail address, by sort: since when it is stopped, on which day it came back."""

    field: str
    label: str
    value: str | date
    wish: str = ""
    shut: bool = False
    mail: Mapping[str, date] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, repr=False)
class ShownLoan:
    """One item out. Title and dates are None where the permit does not reach.

    `barcode` is for renewing it, and not shown.
    """

    title: str | None
    author: str | None
    due: date | None
    lent_on: date | None
    overdue: bool
    barcode: str = ""


@dataclass(frozen=True, repr=False)
class ShownHold:
    """One item on hold, where it will be collected and under which made-up name, and whether it can be now: it is in,
    and their turn.

    `barcode` is for cancelling it, and not shown.
    """

    title: str | None
    pickup: str | None
    barcode: str
    ready: bool = False
    shelf: str = ""


@dataclass(frozen=True, repr=False)
class ShownRequest:
    """One thing asked of other libraries: what it is, and how far it has come. `state` is None where the permit does
    not reach."""

    number: str
    title: str
    author: str
    asked_on: date
    needed_by: date | None
    state: str | None
    sent_on: date | None
    words: str
    until: date | None

    @property
    def can_be_withdrawn(self) -> bool:
        """Whether whoever asked can let go of it: it is not here yet."""
        return self.state in (interlibrary.ASKED, interlibrary.SENT)


@dataclass(frozen=True, repr=False)
class ShownCharge:
    """One charge, cents. Reason and day are None where the permit does not reach."""

    cents: int
    reason: str | None
    since: date | None
    paid_on: date | None


@dataclass(frozen=True, repr=False)
class ShownLook:
    """One look: when, by which duty, what for, with what outcome, on whose request, by which clauses."""

    on: date
    by_role: str
    purpose: str
    outcome: str
    asker: str
    basis: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class Record:
    """One person's record, as far as the decision goes."""

    fields: tuple[ShownField, ...]
    loans: tuple[ShownLoan, ...]
    loan_count: int | None
    charges: tuple[ShownCharge, ...]
    owed_cents: int | None
    looks: tuple[ShownLook, ...]
    holds: tuple[ShownHold, ...] | None = None
    requests: tuple[ShownRequest, ...] | None = None
    noted: Noted = dataclasses.field(default_factory=Noted)

    def value(self, field: str) -> str | date | None:
        """The value of one registration field, None where it is not shown."""
        return next((f.value for f in self.fields if f.field == field), None)


@dataclass(frozen=True, repr=False)
class HeldKind:
    """For "what is held about me": a kind, why, what each field is for, until when, and by which clauses.

    `until` says in English what `need`, `days_after` and, where it is known, `last_day` say as values.
    """

    kind: str
    title: str
    count: int
    why: str
    fields: tuple[tuple[str, str], ...]
    until: str
    rule: str
    clauses: tuple[str, ...]
    need: str = ""
    days_after: int | None = None
    last_day: date | None = None


def kept_fields(fields: Sequence[str]) -> frozenset[str]:
    """The kept fields that the permitted ones need."""
    return frozenset(_KEPT[f] for f in fields if f in _KEPT)


def kinds_of(fields: Sequence[str]) -> frozenset[str]:
    """The kinds that the permitted fields lie in."""
    return frozenset(f.partition(".")[0] for f in fields if f in _KEPT)


def shown(
    library: Library,
    decision: Decision,
    slips: Sequence[Opened],
    *,
    purpose: str,
    today: date,
    ready: Collection[str] = (),
) -> Record:
    """The record of these slips, with nothing beyond the decision's fields. `ready` are the items to collect now."""
    allowed = set(decision.fields)
    beside = noted(slips, purpose=purpose, today=today)
    if "contact_wish.wish" in allowed or purpose in _MENDS:
        there = beside
    else:
        there = replace(beside, wishes=())  # read to keep a wish, not to show it
    with_it = statements.shown_with(allowed)
    there = replace(there, statements=tuple(said for said in there.statements if said.about in with_it))
    registration = next((s for s in slips if s.kind == "registration"), None)
    out = [s for s in slips if s.kind == "loan" and s.payload.get("returned_on") is None]
    if decision.only_overdue:
        out = [s for s in out if (kinds.day(s.payload.get("due")) or today) < today]
    charges = [s for s in slips if s.kind == "charge"]
    looks = [s for s in slips if s.kind == "look"]
    lines = (
        _loans(library, out, allowed, today=today)
        if allowed & {"loan.title", "loan.due", "loan.lent_on"}
        else ()
    )
    return Record(
        fields=_fields(library, registration, allowed, beside, purpose=purpose, today=today)
        if registration
        else (),
        loans=lines,
        loan_count=len(out) if allowed & {"loan.count", "loan.title"} else None,
        charges=tuple(_charge(s, allowed) for s in charges) if "charge.reason" in allowed else (),
        owed_cents=sum(s.payload["amount"] for s in charges if s.payload.get("paid_on") is None)
        if "charge.amount" in allowed
        else None,
        looks=tuple(sorted((_look(s) for s in looks), key=lambda look: look.on, reverse=True))
        if "look.on" in allowed
        else (),
        holds=_holds(library, slips, allowed, ready, today=today) if "hold.title" in allowed else None,
        requests=_requests(slips, allowed) if "interlibrary_request.title" in allowed else None,
        noted=there,
    )


def _fields(
    library: Library, slip: Opened, allowed: set[str], beside: Noted, *, purpose: str, today: date
) -> tuple[ShownField, ...]:
    found = []
    for field, label in LABELS.items():
        kept = _KEPT[field].partition(".")[2]
        value: Any = slip.payload.get(kept)
        if field not in allowed or value in (None, ""):
            continue
        if field == "registration.standing":
            value = "good" if date.fromisoformat(value) >= today else "expired"
        elif kept in ("expires", "adult_on"):
            value = date.fromisoformat(value)
        wish, shut = wish_on(field, beside)
        mail = silences.about(library, value, today=today) if field == "registration.email" else {}
        if shut and purpose not in _MENDS:
            value = ""
        found.append(ShownField(field, label, value, wish, shut, mail))
    return tuple(found)


def _loans(
    library: Library, slips: Sequence[Opened], allowed: set[str], *, today: date
) -> tuple[ShownLoan, ...]:
    known = items.titles(library.slug, [s.payload["item"] for s in slips]) if "loan.title" in allowed else {}
    lines = []
    for slip in slips:
        item = known.get(slip.payload.get("item", ""))
        due = kinds.day(slip.payload.get("due"))
        lines.append(
            ShownLoan(
                title=item.title if item else None,
                author=item.author if item else None,
                due=due,
                lent_on=kinds.day(slip.payload.get("lent_on")),
                overdue=due is not None and due < today,
                barcode=slip.payload.get("item", ""),
            )
        )
    return tuple(sorted(lines, key=lambda line: (line.due or date.max, line.title or "")))


def _holds(
    library: Library, slips: Sequence[Opened], allowed: set[str], ready: Collection[str], *, today: date
) -> tuple[ShownHold, ...]:
    standing = [s for s in slips if s.kind == "hold" and holds.stands(s.payload, today=today)]
    known = items.titles(library.slug, [s.payload["item"] for s in standing])
    lines = (
        ShownHold(
            title=known[s.payload["item"]].title if s.payload["item"] in known else None,
            pickup=s.payload.get("pickup") if "hold.pickup" in allowed else None,
            barcode=s.payload["item"],
            ready=s.payload["item"] in ready,
            shelf=(s.payload.get("shelf") or "") if "hold.pickup" in allowed else "",
        )
        for s in standing
    )
    return tuple(sorted(lines, key=lambda line: (not line.ready, line.title or "")))


def _requests(slips: Sequence[Opened], allowed: set[str]) -> tuple[ShownRequest, ...]:
    """What she asked of other libraries; whether none lends it only where it is said how far it has come."""
    how_far = "interlibrary_request.state" in allowed
    return tuple(
        ShownRequest(
            number=kept["number"],
            title=kept["title"],
            author=kept["author"],
            asked_on=date.fromisoformat(kept["asked_on"]),
            needed_by=kinds.day(kept["needed_by"]),
            state=kept["state"] if how_far else None,
            sent_on=kinds.day(kept["sent_on"]) if how_far else None,
            words=kept["words"] if how_far else "",
            until=kinds.day(kept["until"]),
        )
        for kept in (slip.payload for slip in interlibrary.in_order(slips))
    )


def _charge(slip: Opened, allowed: set[str]) -> ShownCharge:
    return ShownCharge(
        cents=slip.payload["amount"],
        reason=slip.payload.get("reason"),
        since=kinds.day(slip.payload.get("since")),
        paid_on=kinds.day(slip.payload.get("paid_on")),
    )


def _look(slip: Opened) -> ShownLook:
    kept = slip.payload
    return ShownLook(
        on=date.fromisoformat(kept["on"]),
        by_role=kept["by_role"],
        purpose=kept["purpose"],
        outcome=kept["outcome"],
        asker=kept.get("asker") or "",
        basis=tuple((kept.get("basis") or "").split()),
    )


def held(library: Library, slips: Sequence[Opened], *, naming: Sequence[Opened] = ()) -> tuple[HeldKind, ...]:
    """Per kind, what the library holds about this person, why, and until when (4-193(f), M19-05, WO-15, NC-03).

    `naming` are slips of others that name her. Of a guardian link among them no day is told: it is a birthday.
    """
    found = []
    for kind in kinds.declared():
        mine = [s for s in (*slips, *naming) if s.kind == kind.name]
        if not mine:
            continue
        period = library.period_of(kind.name)
        # Where no clause speaks, what the program itself promises.
        days_after = period.days_after if period else kind.days_after
        told = not any(s.kind == kind.name == "guardian_link" for s in naming)
        last_day = _last_day(kind, mine, days_after) if told else None
        # Where no policy speaks of a kind that keeps its own time, its need says all of it.
        itself = period is None and days_after is not None
        days_said = 0 if itself else days_after
        if last_day and kind.kept_beside:
            last_day = _with_those_beside(library, kind, slips, last_day)
        found.append(
            HeldKind(
                kind=kind.name,
                title=kind.title,
                count=len(mine),
                why=kind.why,
                fields=tuple((f.name.replace("_", " "), f.purpose) for f in kind.fields),
                until=_until(kind.need, days_said, last_day),
                rule=_rule(period.why if period else "", days_after),
                clauses=tuple(period.clauses) if period else (),
                need=kind.need,
                days_after=days_said,
                last_day=last_day,
            )
        )
    return tuple(found)


def _rule(why: str, days_after: int | None) -> str:
    """Why it is kept so long: in the policy's words, or whose default it is."""
    if why or days_after is None:
        return why or "Your library's policy does not say. Ask the director."
    return "Your library's policy does not say. The days are this program's default."


def kept_for_a_request(counts: Mapping[str, int]) -> tuple[HeldKind, ...]:
    """For "what is held about me": what has ended and is kept for a legal request, counted; nothing where none is."""
    many = sum(counts.values())
    if not many:
        return ()
    kind = kinds.KEPT
    return (
        HeldKind(
            kind=kind.name,
            title=kind.title,
            count=many,
            why=kind.why,
            fields=tuple((f.name, f.purpose) for f in kind.fields),
            until=kind.need,
            rule="",
            clauses=(),
            need=kind.need,
            days_after=0,
        ),
    )


def _last_day(kind: kinds.Kind, slips: Sequence[Opened], days_after: int | None) -> date | None:
    """The day on which the last of these goes, where all of their needs end on a day that is known."""
    ends = [kind.need_ended_on(s.inside.payload) for s in slips]
    known = [end for end in ends if end is not None]
    if days_after is None or len(known) < len(ends):
        return None
    return max(known) + timedelta(days=days_after)


def _with_those_beside(
    library: Library, kind: kinds.Kind, slips: Sequence[Opened], last_day: date
) -> date | None:
    """The day on which it goes that other records of the person keep: theirs, where that is later."""
    for name in kind.kept_beside:
        keeping = [s for s in slips if s.kind == name]
        period = library.period_of(name)
        if keeping:
            theirs = _last_day(kinds.named(name), keeping, period.days_after if period else None)
            if theirs is None:
                return None
            last_day = max(last_day, theirs)
    return last_day


def _until(need: str, days_after: int | None, last_day: date | None) -> str:
    if days_after is None:
        return "not decided"
    if last_day is not None:
        return f"{last_day:%-d %B %Y}"
    return need if days_after == 0 else f"{need}, and {days_after} days after"
