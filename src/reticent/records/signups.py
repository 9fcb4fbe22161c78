"""Sign-ups: who comes to a session of a program, and who waits for a place (WO-09, NC-03).

A sign-up lies under its session's name. Nobody needs a card for it: a first name does, under a name of its own that no
other record has. Who has a place is not written down: the first ones do, in the order in which they asked, as many as
there are places. So whoever cancels makes room for the next, whatever else happens meanwhile.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from reticent.drawer import kinds
from reticent.drawer.kinds import Field, Kind, Payload
from reticent.drawer.permits import Permit
from reticent.drawer.slips import Drawer, Opened, tried_again
from reticent.errors import Malformed, Refused

MOST_NAME, MOST_CONTACT, MOST_ON_A_LIST = 40, 120, 600
DAY = timedelta(days=1)
# What somebody who signs up may be told; the pages say it in the reader's language.
SAYS = {
    "no_name": "Give a first name. One that you choose will do.",
    "long_name": "At most 40 letters: a first name will do.",
    "no_contact": "Give an e-mail address or a phone number, or leave it empty.",
    "no_guardian": "A child is signed up by a parent or guardian. Say that you are.",
    "is_over": "This session is over, or will not be held. Nothing was written down.",
    "full": "So many wait already that no place will come free. Ask at the desk for another day.",
    "no_number": "No sign-up of this session has this number. It may be cancelled already.",
}


class CannotSignUp(Malformed):
    """A sign-up that lacks something. `fields` says what is wrong, by the form's names."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__("The sign-up was not taken:", problems=list(fields.values()))
        self.fields = fields


class NotOnTheList(Refused):
    """No sign-up of this session has this number."""


class ListIsFull(Refused):
    """The list of who waits is longer than the session can use."""


def _held(payload: Payload) -> date | None:
    # Needed on the day itself: the night before a session must not take its list away.
    on = kinds.day(payload["held_on"])
    return on + DAY if on else None


PROGRAM_SIGNUP = kinds.declare(
    Kind(
        code=23,
        name="program_signup",
        title="Program sign-ups",
        why="To keep a place for you at a program.",
        need="until the session was held",
        fields=(
            Field("name", "to call you by it at the door: a first name does"),
            Field("contact", "to tell you of a change, or that a place is free"),
            Field("session", "to know which session you come to"),
            Field("held_on", "to let it end once the session was held"),
            Field("by_guardian", "to know that a parent or guardian signed a child up"),
            Field("signed_on", "to say since when it is kept"),
            Field("turn", "to know who asked first"),
            Field("number", "to let you cancel without a card"),
            Field("waited", "to know that you waited for a place, and want to be told"),
            Field("told_on", "to know that you were told"),
        ),
        need_ended_on=_held,
        since="signed_on",
        at_least=1024,
        days_after=0,
    )
)


@dataclass(frozen=True, repr=False)
class NewSignUp:
    """A sign-up as it is typed. `person`: of whose card, where she wishes to see it on her own page."""

    name: str
    contact: str = ""
    by_guardian: bool = False
    number: str = ""
    person: str = ""


@dataclass(frozen=True, repr=False)
class SignedUp:
    """A sign-up just taken: its number, and how many wait before it; None where it has a place."""

    number: str
    waits: int | None


@dataclass(frozen=True)
class Count:
    """How many have a place at a session, how many wait, and how many who moved up are still to be told."""

    coming: int
    waiting: int
    to_tell: int


# No vowels, so that no word comes about; nothing that is read for something else.
_LETTERS, _DIGITS = "BCDFGHJKLMNPRSTVWXZ", "2345679"


def new_number() -> str:
    """A number to cancel with, like KRTB-4792, drawn at random: it says nothing of whoever has it."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(4))
    return f"{letters}-{''.join(secrets.choice(_DIGITS) for _ in range(4))}"


def read_number(typed: str) -> str:
    """A number as it is kept, however it was typed."""
    bare = "".join(c for c in typed.upper() if c.isascii() and c.isalnum())
    return f"{bare[:4]}-{bare[4:]}"


def thing(session: str) -> str:
    """The name under which the sign-ups of a session are found."""
    return "session:" + session


def nobodys_name() -> str:
    """A name for somebody who signs up without a card. No other record has it."""
    return "guest:" + secrets.token_hex(16)


def is_nobodys(subject: str) -> bool:
    """Whether this is such a name."""
    return subject.startswith("guest:")


def in_order(found: Iterable[Opened]) -> list[Opened]:
    """The sign-ups among what was found, in the order in which they asked."""
    return sorted((s for s in found if s.kind == PROGRAM_SIGNUP.name), key=lambda s: s.payload["turn"])


def coming(listed: Sequence[Opened], capacity: int | None) -> list[Opened]:
    """Of a list in its order, those who have a place."""
    return list(listed if capacity is None else listed[:capacity])


def is_to_be_told(payload: Payload) -> bool:
    """Whether somebody who has a place waited for it, left a contact, and was not told yet."""
    return bool(payload["waited"] and payload["contact"] and not payload["told_on"])


def counted(listed: Sequence[Opened], capacity: int | None) -> Count:
    """How many come, wait, and want to be told."""
    there = coming(listed, capacity)
    return Count(len(there), len(listed) - len(there), sum(is_to_be_told(s.payload) for s in there))


@tried_again
def sign_up(
    drawer: Drawer,
    permit: Permit,
    new: NewSignUp,
    *,
    session: str,
    capacity: int | None,
    held_on: date,
    today: date,
) -> SignedUp:
    """Put somebody on a session's list. The same form sent twice is one sign-up: it has its number already."""
    with drawer.writing() as writer:
        listed = in_order(drawer.find_thing(permit, thing=thing(session)))
        number = new.number or new_number()
        again = next((at for at, s in enumerate(listed) if s.payload["number"] == number), None)
        place = len(listed) if again is None else again
        waits = None if capacity is None or place < capacity else place - capacity
        if again is not None:
            return SignedUp(number, waits)
        if len(listed) >= (MOST_ON_A_LIST if capacity is None else 2 * capacity + 10):
            raise ListIsFull(SAYS["full"])
        writer.put(
            subject=new.person or nobodys_name(),
            kind=PROGRAM_SIGNUP.name,
            thing=thing(session),
            payload={
                "name": new.name,
                "contact": new.contact,
                "session": session,
                "held_on": held_on.isoformat(),
                "by_guardian": new.by_guardian,
                "signed_on": today.isoformat(),
                "turn": listed[-1].payload["turn"] + 1 if listed else 1,
                "number": number,
                "waited": waits is not None,
                "told_on": None,
            },
        )
    return SignedUp(number, waits)


@tried_again
def cancel(drawer: Drawer, permit: Permit, *, session: str, number: str) -> None:
    """Take whoever has this number off the list, at once; whoever waited longest has the place."""
    with drawer.writing() as writer:
        found = in_order(drawer.find_thing(permit, thing=thing(session)))
        mine = next((s for s in found if secrets.compare_digest(s.payload["number"], number)), None)
        if mine is None:
            raise NotOnTheList(SAYS["no_number"])
        writer.end(mine)


@tried_again
def take_off(drawer: Drawer, permit: Permit, *, session: str, mark: str) -> None:
    """Take one off the list who asked the staff."""
    with drawer.writing() as writer:
        writer.end(_marked(drawer, permit, session, mark))


@tried_again
def tell(drawer: Drawer, permit: Permit, *, session: str, mark: str, today: date) -> None:
    """Note that somebody who moved up was told."""
    with drawer.writing() as writer:
        writer.replace(_marked(drawer, permit, session, mark), told_on=today.isoformat())


def _marked(drawer: Drawer, permit: Permit, session: str, mark: str) -> Opened:
    found = in_order(drawer.find_thing(permit, thing=thing(session)))
    slip = next((s for s in found if s.mark == mark), None)
    if slip is None:
        raise NotOnTheList("This sign-up is not on the list any more. Nothing was changed.")
    return slip


@tried_again
def end_all(drawer: Drawer, permit: Permit, *, session: str) -> int:
    """End every sign-up of a session that is not held; how many there were."""
    with drawer.writing() as writer:
        found = in_order(drawer.find_thing(permit, thing=thing(session)))
        for slip in found:
            writer.end(slip)
    return len(found)
