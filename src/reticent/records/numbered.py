"""What somebody leaves with the library under a number and no name: a question, a suggestion.

Whoever leaves it is nobody here: no card, no name, no link to a registration (M19-04, WE-07). How to reach them, where
they gave it, goes in the transaction that answers. Each such kind has the fields `asked_on`, `contact`, `to_tell`,
`answered_on` and `until`; what else it has is its own.
"""

import re
import secrets
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from reticent.drawer import kinds
from reticent.drawer.kinds import Payload
from reticent.drawer.permits import Permit
from reticent.drawer.slips import Cell, Drawer, Opened, tried_again
from reticent.errors import Malformed, Refused
from reticent.records import holds

# How it came in, as it is counted.
DESK, PHONE, WEB = "desk", "phone", "web"
# An answer waits so long for whoever has the number.
PICKED_UP_WITHIN = timedelta(days=14)
LONGEST_CONTACT = 120
# What is said of what was typed; read by whoever asks, so in her language too.
TOO_LONG = "It is too long. Shorten it."
NOT_KEPT = "This policy keeps nothing of whoever asks. Leave it empty."
NOT_AGREED = "Agree that we keep how to reach you until it is answered, or leave that empty."
SAID = (TOO_LONG, NOT_KEPT, NOT_AGREED)
_GROUPS, _IN_A_GROUP = 3, 3


class NoSuchNumber(Refused):
    """There is nothing under this number, or nothing any more."""


class AnsweredAlready(Refused):
    """Somebody else has answered it meanwhile."""


class CannotBeAsked(Malformed):
    """What was typed cannot be kept; `fields` says what to mend where."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = fields


def new_number(*, groups: int = _GROUPS, in_a_group: int = _IN_A_GROUP) -> str:
    """A number to come back with, like KR4-7BX-2MD: no vowels, so that no word comes about."""
    signs = holds.SIGNS
    return "-".join("".join(secrets.choice(signs) for _ in range(in_a_group)) for _ in range(groups))


def number_in(typed: str, *, groups: int = _GROUPS, in_a_group: int = _IN_A_GROUP) -> str:
    """The number as it was written down, whatever stands between its signs; empty where it can be none."""
    signs = re.sub(r"[^0-9A-Z]", "", typed.upper())
    if len(signs) != groups * in_a_group:
        return ""
    return "-".join(signs[at : at + in_a_group] for at in range(0, len(signs), in_a_group))


def subject(number: str) -> str:
    """The name under which the drawer keeps what has this number."""
    return "q:" + number


def number_of(slip: Opened) -> str:
    """The number of what was left."""
    return slip.subject.removeprefix("q:")


def is_open(payload: Payload) -> bool:
    """Whether nobody has answered it yet."""
    return payload["answered_on"] is None


def over_on(within: timedelta) -> Callable[[Payload], date | None]:
    """When the need of it ends: when the answer was picked up, or could have been; never answered, so long after."""

    def ended_on(payload: Payload) -> date | None:
        asked, until = kinds.day(payload["asked_on"]), kinds.day(payload["until"])
        return until or (asked + within if asked else None)

    return ended_on


def cell(measure: str, *, asked_on: date, way: str) -> Cell:
    """The coarse fact of it: the month and the way it came. It holds no word of what was asked."""
    return (measure, asked_on.isoformat()[:7], "", way, "", "")


def read_contact(
    contact: str, *, agreed: bool, takes_contact: bool, with_consent: bool, wrong: dict[str, str]
) -> str:
    """How to reach whoever asks, as it may be kept; what is wrong with it is added to what is `wrong`."""
    plain = " ".join(contact.split())
    if plain and not takes_contact:
        wrong["contact"] = NOT_KEPT
    elif len(plain) > LONGEST_CONTACT:
        wrong["contact"] = TOO_LONG
    elif plain and with_consent and not agreed:
        wrong["agreed"] = NOT_AGREED
    return plain


@tried_again
def leave(
    drawer: Drawer, *, kind: str, thing: str, contact: str, today: date, counted: Cell, **said: Any
) -> str:
    """Take it in; the number to come back with."""
    number = new_number()
    kept = {"asked_on": today.isoformat(), "contact": contact, "to_tell": bool(contact)}
    with drawer.writing() as writer:
        payload = {**kept, "answered_on": None, "until": None, **said}
        writer.put(subject=subject(number), thing=thing, kind=kind, payload=payload, cell=counted)
    return number


def every(drawer: Drawer, permit: Permit, *, kind: str, thing: str) -> list[Opened]:
    """All of this kind that is kept, as far as the permit goes; who came first comes first."""
    found = [slip for slip in drawer.find_thing(permit, thing=thing) if slip.kind == kind]
    return sorted(found, key=lambda slip: slip.payload["asked_on"])


def of_number(drawer: Drawer, permit: Permit, *, kind: str, number: str) -> Opened:
    """What has this number; `NoSuchNumber` where there is nothing, or nothing any more."""
    found = drawer.find(permit, subject=subject(number), kind=kind) if number else []
    if not found:
        raise NoSuchNumber("There is nothing under this number, or it has gone by now.")
    return found[0]


@tried_again
def answer(
    drawer: Drawer,
    permit: Permit,
    *,
    kind: str,
    number: str,
    told: bool,
    today: date,
    days_after: int,
    **said: Any,
) -> bool:
    """Answer it; how to reach whoever asked goes with it. `told`: they have the answer, nothing waits for them. Whether
    something of it is still kept."""
    with drawer.writing() as writer:
        slip = of_number(drawer, permit, kind=kind, number=number)
        if not is_open(slip.payload):
            raise AnsweredAlready("This was answered already. Nothing was changed.")
        if told and days_after == 0:
            writer.end(slip)
            return False
        until = (today if told else today + PICKED_UP_WITHIN).isoformat()
        writer.replace(slip, answered_on=today.isoformat(), until=until, contact="", to_tell=False, **said)
    return True


@tried_again
def open_again(drawer: Drawer, permit: Permit, *, kind: str, number: str, **said: Any) -> None:
    """It was answered by mistake. How to reach whoever asked does not come back."""
    with drawer.writing() as writer:
        slip = of_number(drawer, permit, kind=kind, number=number)
        writer.replace(slip, answered_on=None, until=None, **said)


@tried_again
def forget(drawer: Drawer, permit: Permit, *, kind: str, number: str) -> None:
    """Whoever has the number has read the answer, or wants none any more: it goes at once."""
    with drawer.writing() as writer:
        writer.end(of_number(drawer, permit, kind=kind, number=number))
