"""Requests to other libraries: asked by a patron or for her, worked on under a number, with a name only when opened.

The list of them is opened to whom the policy gives it, and each time is written down; it names nobody. Who wants a thing
is opened by itself, one number at a time, and written down with her.
"""

from dataclasses import dataclass
from datetime import date, datetime

from reticent.access import doorway
from reticent.access.asking import Asking
from reticent.access.doorway import Answer, NoDuty
from reticent.access.numbered import LISTED, NotTaken
from reticent.drawer import drawers, kinds
from reticent.drawer.minting import mint
from reticent.drawer.permits import Permit
from reticent.drawer.slips import Opened
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.policy import Decision
from reticent.records import facts, holds, interlibrary, loans
from reticent.records.interlibrary import HERE, INTERLIBRARY_REQUEST, LIST, SENT, Arrived, Typed
from reticent.records.numbered import TOO_LONG, CannotBeAsked

PURPOSE = "interlibrary"
KIND = INTERLIBRARY_REQUEST.name
# Where a thing is that another library lent.
ON_SHELF, OUT, BACK = "on_shelf", "out", "back"
NO_LENDER = "Write which library is asked."
NO_WHERE = "Say whether it is in our state."
NO_DAY = "Say by when they want it back."
_TITLE = f"{KIND}.title"


@dataclass(frozen=True, repr=False)
class Listed:
    """One request as the list has it. Who wants it is not in it."""

    number: str
    state: str
    title: str
    author: str
    note: str
    asked_on: date
    needed_by: date | None
    lender: str
    sent_on: date | None
    due_back: date | None
    until: date | None
    is_nobodys: bool
    where: str = ""
    shelf: str = ""


@dataclass(frozen=True, repr=False)
class Work:
    """The list by how far each has come; what is over and still kept; and how many were borrowed so far."""

    to_ask: tuple[Listed, ...]
    asked: tuple[Listed, ...]
    here: tuple[Listed, ...]
    over: tuple[Listed, ...]
    near: int
    far: int


@dataclass(frozen=True)
class Waiting:
    """How many are to be asked for, since when the oldest is; and of what is here, by which days it is wanted back."""

    to_ask: int
    oldest: date | None
    wanted_back: tuple[date, ...]


def taken(library: Library) -> bool:
    """Whether the policy in force keeps requests: somebody has the duty, and until when is said."""
    return KIND in library.policy.keep and PURPOSE in library.policy.purposes


def clauses(library: Library) -> tuple[str, ...]:
    """By which clauses requests are kept and worked on."""
    kept, work = library.policy.keep.get(KIND), library.policy.purposes.get(PURPOSE)
    return tuple(dict.fromkeys((*(kept.clauses if kept else ()), *(work.clauses if work else ()))))


def days_after(library: Library) -> int:
    """How many days a request lies on once it is over."""
    period = library.period_of(KIND)
    return period.days_after if period else 0


def may(library: Library, staff: StaffAccount) -> Decision:
    """Whether this account may read the list. Nothing is opened, and nothing written down."""
    return doorway.of_whoever_is_here(library, staff, PURPOSE, doorway.duty_for(library, staff, PURPOSE))


# -- whoever wants something


def ask(
    library: Library, staff: StaffAccount, typed: Typed, *, person: str, pickup: str, now: datetime
) -> str:
    """Take a request in at the desk; its number."""
    permit = doorway.to_act(library, staff, purpose=PURPOSE, person=person, now=now)
    return _ask(library, permit, typed, person=person, pickup=pickup, now=now)


def ask_myself(library: Library, typed: Typed, *, person: str, pickup: str, now: datetime) -> str:
    """Take a request in that somebody makes on her own page; its number."""
    return _ask(library, _her_own(library, person), typed, person=person, pickup=pickup, now=now)


def withdraw(library: Library, staff: StaffAccount, *, person: str, number: str, now: datetime) -> None:
    """She says at the desk that she wants it no longer."""
    permit = doorway.to_act(library, staff, purpose=PURPOSE, person=person, now=now)
    _withdraw(library, permit, person=person, number=number, now=now)


def withdraw_myself(library: Library, *, person: str, number: str, now: datetime) -> None:
    """She says so on her own page; or that she has read that none lends it."""
    _withdraw(library, _her_own(library, person), person=person, number=number, now=now)


# -- whoever works on it


def listed(library: Library, staff: StaffAccount, *, now: datetime) -> Work:
    """The list, without a name; written down first."""
    decision = doorway.allowed_to_act(library, staff, purpose=PURPOSE, person=None, now=now)
    if _TITLE not in decision.fields:
        raise NoDuty(decision)
    doorway.write_down(
        library, f"staff:{staff.pk}", staff, PURPOSE, decision, Asking(),
        now=now, today=library.day_of(now), instead=LISTED,
    )  # fmt: skip
    found = [_as_listed(library, slip, today=library.day_of(now)) for slip in _every(library)]
    return Work(
        to_ask=tuple(each for each in found if each.state == interlibrary.ASKED),
        asked=tuple(each for each in found if each.state == SENT),
        here=tuple(each for each in found if each.state == HERE),
        over=tuple(each for each in found if each.state not in interlibrary.OPEN),
        near=facts.total(library.slug, measure=interlibrary.NEAR),
        far=facts.total(library.slug, measure=interlibrary.FAR),
    )


def who(library: Library, staff: StaffAccount, typed: str, *, now: datetime) -> Answer:
    """Who wants this, and how to reach her; written down first, with her."""
    doorway.allowed_to_act(library, staff, purpose=PURPOSE, person=None, now=now)
    slip = _of_number(library, typed)
    if interlibrary.is_nobodys(slip.subject):
        raise interlibrary.NobodysNow("Nobody waits for it any more.")
    return doorway.look(library, staff, purpose=PURPOSE, person=slip.subject, now=now)


def send(
    library: Library, staff: StaffAccount, typed: str, *, lender: str, in_state: bool | None, now: datetime
) -> None:
    """Another library is asked for it. It learns the number."""
    permit = _to_work(library, staff, now=now)
    lender = " ".join(lender.split())
    wrong = {} if lender else {"lender": NO_LENDER}
    if len(lender) > interlibrary.LONGEST_LENDER:
        wrong["lender"] = TOO_LONG
    if in_state is None:
        wrong["in_state"] = NO_WHERE
    if wrong:
        raise CannotBeAsked(wrong)
    interlibrary.send(
        drawers.of(library.slug),
        permit,
        number=interlibrary.number_in(typed),
        lender=lender,
        in_state=bool(in_state),
        today=library.day_of(now),
    )


def ask_another(library: Library, staff: StaffAccount, typed: str, *, now: datetime) -> None:
    """The library that was asked does not lend it."""
    interlibrary.ask_another(
        drawers.of(library.slug),
        _to_work(library, staff, now=now),
        number=interlibrary.number_in(typed),
        today=library.day_of(now),
    )


def refuse(library: Library, staff: StaffAccount, typed: str, *, words: str, now: datetime) -> None:
    """None lends it; she reads so on her page."""
    permit, words = _to_work(library, staff, now=now), " ".join(words.split())
    if len(words) > interlibrary.LONGEST_WORDS:
        raise CannotBeAsked({"words": TOO_LONG})
    interlibrary.refuse(
        drawers.of(library.slug),
        permit,
        number=interlibrary.number_in(typed),
        words=words,
        today=library.day_of(now),
        days_after=days_after(library),
    )


def arrive(
    library: Library, staff: StaffAccount, typed: str, *, due_back: date | None, now: datetime
) -> Arrived:
    """It came: onto the hold shelf with it."""
    permit, today = _to_work(library, staff, now=now), library.day_of(now)
    if due_back is None:
        raise CannotBeAsked({"due_back": NO_DAY})
    if due_back <= today:
        raise CannotBeAsked({"due_back": interlibrary.PAST})
    slip = _of_number(library, typed)
    its_person = mint(
        library=library.slug,
        purpose=PURPOSE,
        kinds=["registration"],
        fields=["registration.expires"],
        subject=slip.subject,
    )
    return interlibrary.arrive(
        drawers.of(library.slug),
        permit,
        its_person,
        number=interlibrary.number_in(typed),
        due_back=due_back,
        today=today,
    )


def send_back(library: Library, staff: StaffAccount, typed: str, *, now: datetime) -> None:
    """It goes back to the library that lent it."""
    permit, number = _to_work(library, staff, now=now), interlibrary.number_in(typed)
    period = library.period_of("hold")
    interlibrary.send_back(
        drawers.of(library.slug),
        permit,
        _of_item(library, number),
        number=number,
        today=library.day_of(now),
        hold_days_after=period.days_after if period else 0,
    )


def to_lender(library: Library, staff: StaffAccount, typed: str, *, now: datetime) -> Listed:
    """What another library is sent of a request: its number, what it is, by when. Nobody stands in it."""
    _to_work(library, staff, now=now)
    return _as_listed(library, _of_number(library, typed), today=library.day_of(now))


def waiting(library: Library) -> Waiting:
    """What wants somebody. Opens no title and nobody's name."""
    there = _every(library, "state", "asked_on", "number", "due_back")
    since = [
        date.fromisoformat(s.payload["asked_on"]) for s in there if s.payload["state"] == interlibrary.ASKED
    ]
    back = [kinds.day(s.payload["due_back"]) for s in there if s.payload["state"] == HERE]
    return Waiting(len(since), min(since, default=None), tuple(sorted(day for day in back if day)))


# -- inside


def _ask(library: Library, permit: Permit, typed: Typed, *, person: str, pickup: str, now: datetime) -> str:
    if not taken(library):
        raise NotTaken("The policy in force keeps no requests to other libraries. Nothing was written.")
    today = library.day_of(now)
    read = interlibrary.read(typed, today=today)
    return interlibrary.ask(drawers.of(library.slug), permit, read, person=person, pickup=pickup, today=today)


def _withdraw(library: Library, permit: Permit, *, person: str, number: str, now: datetime) -> None:
    interlibrary.withdraw(
        drawers.of(library.slug),
        permit,
        person=person,
        number=interlibrary.number_in(number),
        today=library.day_of(now),
    )


def _her_own(library: Library, person: str) -> Permit:
    """For what she does on her own page with her own requests, as far as she may see her record at all."""
    doorway.of_herself(library)
    return mint(
        library=library.slug,
        purpose="own_record",
        kinds=["registration", KIND],
        fields=["registration.expires", *(f"{KIND}.{name}" for name in INTERLIBRARY_REQUEST.names)],
        subject=person,
    )


def _to_work(library: Library, staff: StaffAccount, *, now: datetime) -> Permit:
    doorway.allowed_to_act(library, staff, purpose=PURPOSE, person=None, now=now)
    return _to_list(library, *INTERLIBRARY_REQUEST.names)


def _to_list(library: Library, *fields: str) -> Permit:
    return mint(
        library=library.slug,
        purpose=PURPOSE,
        kinds=[KIND],
        fields=[f"{KIND}.{name}" for name in fields],
        thing=LIST,
    )


def _every(library: Library, *fields: str) -> list[Opened]:
    permit = _to_list(library, *(fields or INTERLIBRARY_REQUEST.names), "number", "asked_on")
    return interlibrary.in_order(drawers.of(library.slug).find_thing(permit, thing=LIST))


def _of_number(library: Library, typed: str) -> Opened:
    permit = _to_list(library, *INTERLIBRARY_REQUEST.names)
    return interlibrary.of_number(drawers.of(library.slug), permit, number=interlibrary.number_in(typed))


def _of_item(library: Library, number: str) -> Permit:
    return mint(
        library=library.slug,
        purpose=PURPOSE,
        kinds=["loan", "hold"],
        fields=[
            "loan.returned_on",
            *("hold.placed_on", "hold.turn", "hold.ended_on", "hold.until", "hold.shelf"),
        ],
        thing=holds.named(interlibrary.barcode(number)),
    )


def _as_listed(library: Library, slip: Opened, *, today: date) -> Listed:
    kept = slip.payload
    where, shelf = _where(library, kept["number"], today=today) if kept["state"] == HERE else ("", "")
    return Listed(
        number=kept["number"],
        state=kept["state"],
        title=kept["title"],
        author=kept["author"],
        note=kept["note"],
        asked_on=date.fromisoformat(kept["asked_on"]),
        needed_by=kinds.day(kept["needed_by"]),
        lender=kept["lender"],
        sent_on=kinds.day(kept["sent_on"]),
        due_back=kinds.day(kept["due_back"]),
        until=kinds.day(kept["until"]),
        is_nobodys=interlibrary.is_nobodys(slip.subject),
        where=where,
        shelf=shelf,
    )


def _where(library: Library, number: str, *, today: date) -> tuple[str, str]:
    """Whether it is out, stands on the hold shelf (under which made-up name), or may go back."""
    thing = holds.named(interlibrary.barcode(number))
    there = drawers.of(library.slug).find_thing(_of_item(library, number), thing=thing)
    if any(each.kind == loans.LOAN.name and loans.is_out(each.payload) for each in there):
        return OUT, ""
    waiting = holds.queue(there, today=today)
    return (ON_SHELF, waiting[0].payload["shelf"]) if waiting else (BACK, "")
