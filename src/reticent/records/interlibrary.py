"""Requests to other libraries: what somebody wants that we do not have, and how far asking for it has come (WO-08).

A request is known by its number, and by nothing else outside: what another library is sent names no patron. Once the
thing is back with the library that lent it, the request is nobody's: it lies on under its number alone, as long as the
policy keeps it, and then is one more in a count.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from reticent.drawer import kinds
from reticent.drawer.kinds import Field, Kind, Payload
from reticent.drawer.permits import Permit
from reticent.drawer.slips import Cell, Drawer, Opened, Writer, tried_again
from reticent.errors import Refused
from reticent.people import patrons
from reticent.records import holds, loans, numbered
from reticent.records.items import Item
from reticent.records.numbered import TOO_LONG, CannotBeAsked, NoSuchNumber

# The name under which all requests of a library are found.
LIST = "the interlibrary requests"
# Where a request stands: nobody is asked yet, a library is asked, it is here, none lends it; and what became of it.
ASKED, SENT, HERE, REFUSED = "asked", "sent", "here", "refused"
RETURNED, NOT_WANTED = "returned", "not_wanted"
OPEN = (ASKED, SENT, HERE)
# What nobody works on any more is not kept for ever; and who is told so has this long to read it.
DONE_WITHIN, TOLD_WITHIN = timedelta(days=180), timedelta(days=14)
MOST_OPEN = 10
LONGEST_TITLE, LONGEST_AUTHOR, LONGEST_NOTE, LONGEST_LENDER, LONGEST_WORDS = 200, 120, 200, 100, 300
# What is counted once it was here: lent by a library of our state, or by one elsewhere.
NEAR, FAR = "borrowed_in_state", "borrowed_elsewhere"
NO_TITLE = "Write the title."
PAST, TOO_FAR = "That day is over.", "Give a day within six months, or none."
TOO_MANY = "Ten requests of this card are open. One must come to its end first."
SAID = (NO_TITLE, PAST, TOO_FAR, TOO_MANY)
_GROUPS, _IN_A_GROUP = 2, 3


def _over_on(payload: Payload) -> date | None:
    """It is over on its last day; one that waits for an answer, half a year after it was asked."""
    if payload["until"] or payload["state"] == HERE:
        return kinds.day(payload["until"])
    asked = kinds.day(payload["asked_on"])
    return asked + DONE_WITHIN if asked else None


INTERLIBRARY_REQUEST = kinds.declare(
    Kind(
        code=20,
        name="interlibrary_request",
        title="Requests to other libraries",
        why="To borrow for you what we do not have. The library that lends it learns a number, and nothing about you.",
        need="until it is back with the library that lent it, or you know that none lends it",
        fields=(
            Field("number", "to ask for it without your name"),
            Field("title", "to know what you want"),
            Field("author", "to find the right one"),
            Field("note", "to find the right edition"),
            Field("asked_on", "to ask first for what waits longest"),
            Field("needed_by", "to know when it is of no more use to you"),
            Field("pickup", "to know where you collect it"),
            Field("state", "to know how far it has come"),
            Field("lender", "to send it back to whom it belongs"),
            Field("in_state", "to count what comes from our state"),
            Field("sent_on", "to ask again where no answer comes"),
            Field("due_back", "to send it back in time"),
            Field("words", "to tell you why none lends it"),
            Field("until", "to let it go by itself"),
        ),
        need_ended_on=_over_on,
        since="asked_on",
        at_least=4096,
    )
)


class NotNow(Refused):
    """It does not stand where this could be done."""


class StillOut(Refused):
    """What another library lent is out to somebody."""


class NobodysNow(Refused):
    """Nobody waits for it any more."""


@dataclass(frozen=True, repr=False)
class Typed:
    """A request as it was typed."""

    title: str = ""
    author: str = ""
    note: str = ""
    needed_by: date | None = None


@dataclass(frozen=True, repr=False)
class Arrived:
    """What just came from another library: its barcode here, its title, and the made-up name on the hold shelf."""

    barcode: str
    title: str
    shelf: str


def read(typed: Typed, *, today: date) -> Typed:
    """What was typed, as it may be kept; `CannotBeAsked` says everything that is wrong with it."""
    title, author, note = (" ".join(text.split()) for text in (typed.title, typed.author, typed.note))
    wrong = {} if title else {"title": NO_TITLE}
    for name, text, most in (
        ("title", title, LONGEST_TITLE),
        ("author", author, LONGEST_AUTHOR),
        ("note", note, LONGEST_NOTE),
    ):
        if len(text) > most:
            wrong[name] = TOO_LONG
    if typed.needed_by is not None and typed.needed_by < today:
        wrong["needed_by"] = PAST
    elif typed.needed_by is not None and typed.needed_by > today + DONE_WITHIN:
        wrong["needed_by"] = TOO_FAR
    if wrong:
        raise CannotBeAsked(wrong)
    return Typed(title, author, note, typed.needed_by)


def number_in(typed: str) -> str:
    """The number as it was written down, whatever stands between its signs; empty where it can be none."""
    return numbered.number_in(typed, groups=_GROUPS, in_a_group=_IN_A_GROUP)


def barcode(number: str) -> str:
    """What the thing is called here while it is here: it goes onto a strip of paper around it."""
    return "ILL" + number.replace("-", "")


def is_nobodys(subject: str) -> bool:
    """Whether a request under this name belongs to nobody any more."""
    return subject.startswith("ill:")


def is_open(payload: Payload) -> bool:
    """Whether somebody still works on it."""
    return payload["state"] in OPEN


def in_order(found: Iterable[Opened]) -> list[Opened]:
    """The requests among what was found; what was asked first comes first."""
    mine = (slip for slip in found if slip.kind == INTERLIBRARY_REQUEST.name)
    return sorted(mine, key=lambda slip: (slip.payload["asked_on"], slip.payload["number"]))


def of_number(drawer: Drawer, permit: Permit, *, number: str) -> Opened:
    """The request of this number; `NoSuchNumber` where there is none, or none any more."""
    for slip in drawer.find_thing(permit, thing=LIST):
        if number and slip.payload["number"] == number:
            return slip
    raise NoSuchNumber("There is no request under this number, or it has gone by now.")


@tried_again
def ask(drawer: Drawer, permit: Permit, asked: Typed, *, person: str, pickup: str, today: date) -> str:
    """Take a request in; its number."""
    number = numbered.new_number(groups=_GROUPS, in_a_group=_IN_A_GROUP)
    with drawer.writing() as writer:
        expires = patrons.registration_of(drawer, permit, person=person).payload["expires"]
        if date.fromisoformat(expires) < today:
            raise patrons.CardExpired(
                "This card has expired. Renew the registration first. Nothing was written."
            )
        mine = drawer.find(permit, subject=person, kind=INTERLIBRARY_REQUEST.name)
        if sum(is_open(slip.payload) for slip in mine) >= MOST_OPEN:
            raise CannotBeAsked({"title": TOO_MANY})
        writer.put(
            subject=person,
            kind=INTERLIBRARY_REQUEST.name,
            thing=LIST,
            payload={
                "number": number,
                "title": asked.title,
                "author": asked.author,
                "note": asked.note,
                "asked_on": today.isoformat(),
                "needed_by": asked.needed_by.isoformat() if asked.needed_by else None,
                "pickup": pickup,
                "state": ASKED,
                "lender": "",
                "in_state": None,
                "sent_on": None,
                "due_back": None,
                "words": "",
                "until": None,
            },
        )
    return number


@tried_again
def send(drawer: Drawer, permit: Permit, *, number: str, lender: str, in_state: bool, today: date) -> None:
    """Another library is asked for it."""
    with drawer.writing() as writer:
        slip = _standing(drawer, permit, number, ASKED)
        writer.replace(slip, state=SENT, lender=lender, in_state=in_state, sent_on=today.isoformat())


@tried_again
def ask_another(drawer: Drawer, permit: Permit, *, number: str, today: date) -> None:
    """The library that was asked does not lend it: the next one is to be asked, where anybody still wants it."""
    with drawer.writing() as writer:
        slip = _standing(drawer, permit, number, SENT)
        if is_nobodys(slip.subject):
            _leave_to_nobody(writer, slip, state=NOT_WANTED, until=today.isoformat())
        else:
            writer.replace(slip, state=ASKED, lender="", in_state=None, sent_on=None)


@tried_again
def refuse(drawer: Drawer, permit: Permit, *, number: str, words: str, today: date, days_after: int) -> None:
    """None lends it. Who wants it has two weeks to read so, or the days that the policy keeps it, if they are more."""
    with drawer.writing() as writer:
        slip = _standing(drawer, permit, number, ASKED, SENT)
        if is_nobodys(slip.subject):
            raise NobodysNow("Nobody waits for it any more: there is nobody to tell. Nothing was changed.")
        until = today + max(TOLD_WITHIN - timedelta(days=days_after), timedelta())
        writer.replace(slip, state=REFUSED, words=words, until=until.isoformat())


@tried_again
def arrive(
    drawer: Drawer, permit: Permit, its_person: Permit, *, number: str, due_back: date, today: date
) -> Arrived:
    """It came. While it is here it is an item of ours, on the hold shelf for whoever wants it, under a made-up name."""
    with drawer.writing() as writer:
        slip = _standing(drawer, permit, number, SENT)
        if is_nobodys(slip.subject):
            raise NobodysNow("Nobody waits for it any more. Send it back, and say so here.")
        expires = patrons.registration_of(drawer, its_person, person=slip.subject).payload["expires"]
        item = Item.objects.create(
            library=drawer.library,
            barcode=barcode(number),
            title=slip.payload["title"],
            author=slip.payload["author"],
            item_class="other",
            audience="adult",
            due_back=due_back,
        )
        shelf = holds.put(
            writer, person=slip.subject, item=item, pickup=slip.payload["pickup"], today=today, until=expires
        )
        writer.replace(slip, state=HERE, due_back=due_back.isoformat())
    return Arrived(item.barcode, item.title, shelf)


@tried_again
def send_back(
    drawer: Drawer, permit: Permit, of_item: Permit, *, number: str, today: date, hold_days_after: int
) -> None:
    """It goes back to the library that lent it. Who had it is known no longer: what is kept of it is nobody's."""
    with drawer.writing() as writer:
        slip = _standing(drawer, permit, number, HERE, SENT)
        if slip.payload["state"] == SENT:
            if not is_nobodys(slip.subject):
                raise NotNow("Somebody waits for it. Say that it is here, or that it was not lent.")
            _leave_to_nobody(writer, slip, state=RETURNED, until=today.isoformat())
            return
        there = drawer.find_thing(of_item, thing=holds.named(barcode(number)))
        if any(each.kind == loans.LOAN.name and loans.is_out(each.payload) for each in there):
            raise StillOut("It is out. Take it back first: key 2 at the desk. Nothing was written.")
        for hold in holds.queue(there, today=today):
            holds.end(writer, hold, today=today, days_after=hold_days_after)
        Item.objects.filter(library=drawer.library, barcode=barcode(number)).delete()
        _leave_to_nobody(
            writer,
            slip,
            state=RETURNED,
            until=today.isoformat(),
            cell=_cell(NEAR if slip.payload["in_state"] else FAR, on=today),
        )


@tried_again
def withdraw(drawer: Drawer, permit: Permit, *, person: str, number: str, today: date) -> None:
    """Who asked wants it no longer, or has read that none lends it."""
    with drawer.writing() as writer:
        mine = drawer.find(permit, subject=person, kind=INTERLIBRARY_REQUEST.name)
        slip = next((each for each in mine if number and each.payload["number"] == number), None)
        if slip is None:
            raise NoSuchNumber("There is no request under this number, or it has gone by now.")
        if slip.payload["state"] == HERE:
            raise NotNow("It is here already. Say at the desk that it may go back. Nothing was changed.")
        forsake(writer, slip, today=today)


def forsake(writer: Writer, slip: Opened, *, today: date) -> None:
    """Let go of a request, in the writer's transaction. What another library was asked for still comes, and goes back:
    that is known on, of nobody."""
    state = slip.payload["state"]
    if state in (SENT, HERE):
        _leave_to_nobody(writer, slip, state=state, until=None)
    else:
        _leave_to_nobody(writer, slip, state=NOT_WANTED if state == ASKED else state, until=today.isoformat())


def _standing(drawer: Drawer, permit: Permit, number: str, *states: str) -> Opened:
    slip = of_number(drawer, permit, number=number)
    if slip.payload["state"] not in states:
        raise NotNow(
            "Somebody else has gone on with this request. Look at the list again; nothing was changed."
        )
    return slip


def _leave_to_nobody(
    writer: Writer, slip: Opened, *, state: str, until: str | None, cell: Cell | None = None
) -> None:
    """End it as whose it was, and let it lie on as nobody's, in one transaction: what is of the person goes at once."""
    kept: dict[str, Any] = {
        **slip.payload,
        "needed_by": None,
        "pickup": "",
        "state": state,
        "until": until,
    }
    writer.end(slip)
    writer.put(subject=f"ill:{kept['number']}", kind=slip.kind, thing=LIST, payload=kept, cell=cell)


def _cell(measure: str, *, on: date) -> Cell:
    """The coarse fact of it: the month. It holds no title and no library."""
    return (measure, on.isoformat()[:7], "", "", "", "")
