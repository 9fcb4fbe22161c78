"""Holds: who asked for an item that is out or on the shelf, and whose turn it is (M19-19, WO-20, WE-22).

A hold lies under its item's name, as the loan does, so that one reading tells a desk whether the item is out and
whether somebody waits. Whether it waits on the hold shelf is not written down: it does when it is not out. On the
shelf it stands under a made-up name (WO-14), drawn with the hold, and gone with it: whoever passes by learns nothing.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from reticent.drawer import kinds
from reticent.drawer.kinds import Field, Kind, Payload
from reticent.drawer.permits import Permit
from reticent.drawer.slips import Drawer, Opened, Writer, tried_again
from reticent.errors import Refused
from reticent.people import patrons
from reticent.records.items import Item


class OnHoldAlready(Refused):
    """This person waits for the item already."""


class HasIt(Refused):
    """This person has the item."""


class NotOurs(Refused):
    """The item is another library's: it is here for one person, and goes back."""


class NotOnHold(Refused):
    """There is no such hold."""


class KeptForAnother(Refused):
    """Somebody else's turn comes first. Whose is not said."""


HOLD = kinds.declare(
    Kind(
        code=9,
        name="hold",
        title="Holds",
        why="To keep an item for you when it comes back.",
        need="until you collect it or cancel it, or your card expires",
        fields=(
            Field("item", "to know which item you asked for"),
            Field("placed_on", "to know whose turn it is"),
            Field("pickup", "to know where you collect it"),
            Field("ended_on", "to know that it was collected or cancelled"),
            Field("turn", "to know who of one day asked first"),
            Field("until", "to let it end with your card"),
            Field("shelf", "to find it on the shelf without your name"),
            Field("told_on", "to tell you once that it is ready"),
        ),
        # With the card, so that nobody waits behind somebody who may not borrow.
        need_ended_on=lambda payload: kinds.day(payload["ended_on"] or payload["until"]),
        since="placed_on",
    )
)


@dataclass(frozen=True)
class Placed:
    """A hold just placed: the item, how many wait before, under which made-up name it will stand on the shelf, and
    whether the item is in."""

    title: str
    before: int
    shelf: str
    is_in: bool = False


# No vowels, so that no word comes about; nothing that is read for something else.
_LETTERS, _DIGITS = "BCDFGHJKLMNPRSTVWXZ", "2345679"
SIGNS = _LETTERS + _DIGITS


def shelf_name() -> str:
    """A made-up name for the hold shelf, like KR-47: two letters, by which it is put in order, and two digits."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(2))
    return f"{letters}-{secrets.choice(_DIGITS)}{secrets.choice(_DIGITS)}"


def thing(item: Item) -> str:
    """The name under which the drawer finds whatever is about an item: its loan, its holds."""
    return named(item.barcode)


def named(barcode: str) -> str:
    """The same, by the item's barcode."""
    return "i:" + barcode


def stands(payload: Payload, *, today: date) -> bool:
    """Whether this hold still waits: neither collected nor cancelled, and the card good."""
    return payload["ended_on"] is None and today <= date.fromisoformat(payload["until"])


def queue(found: Iterable[Opened], *, today: date) -> list[Opened]:
    """Of what stands under an item's name, the holds that wait; who asked first comes first."""
    waiting = [slip for slip in found if slip.kind == HOLD.name and stands(slip.payload, today=today)]
    return sorted(waiting, key=lambda slip: (slip.payload["placed_on"], slip.payload["turn"]))


def ready(found: Iterable[Opened], *, today: date) -> Opened | None:
    """Of what stands under an item's name, the hold for which it lies on the hold shelf."""
    found = list(found)
    out = any(slip.kind == "loan" and _is_out(slip) for slip in found)
    waiting = [] if out else queue(found, today=today)
    return waiting[0] if waiting else None


def is_ready(found: Iterable[Opened], *, person: str, today: date) -> bool:
    """Whether of what stands under an item's name it is in, and this person's turn."""
    first = ready(found, today=today)
    return first is not None and first.subject == person


@tried_again
def told(drawer: Drawer, permit: Permit, *, person: str, barcode: str, today: date) -> None:
    """Note that this person was told that the item is ready. Where she does not wait any more, nothing is written."""
    with drawer.writing() as writer:
        for slip in drawer.find_thing(permit, thing=named(barcode)):
            if slip.kind == HOLD.name and slip.subject == person and stands(slip.payload, today=today):
                writer.replace(slip, told_on=today.isoformat())


@tried_again
def place(drawer: Drawer, permit: Permit, *, person: str, item: Item, pickup: str, today: date) -> Placed:
    """Put the person on the item's list."""
    if item.due_back is not None:
        raise NotOurs("It belongs to another library, and goes back to it. Ask for it anew: key 3.")
    with drawer.writing() as writer:
        expires = patrons.registration_of(drawer, permit, person=person).payload["expires"]
        if date.fromisoformat(expires) < today:
            raise patrons.CardExpired(
                "This card has expired. Renew the registration first. Nothing was written."
            )
        found = drawer.find_thing(permit, thing=thing(item))
        if any(slip.kind == "loan" and slip.subject == person and _is_out(slip) for slip in found):
            raise HasIt("This card has the item already. Nothing was written.")
        waiting = queue(found, today=today)
        if any(slip.subject == person for slip in waiting):
            raise OnHoldAlready("This card is on the item's list already. Nothing was written.")
        taken = {slip.payload.get("shelf") for slip in waiting}
        shelf = next(name for name in iter(shelf_name, "") if name not in taken)
        turn = waiting[-1].payload["turn"] + 1 if waiting else 1
        _put(writer, person, item, pickup=pickup, today=today, until=expires, shelf=shelf, turn=turn)
    is_in = not any(slip.kind == "loan" and _is_out(slip) for slip in found)
    return Placed(title=item.title, before=len(waiting), shelf=shelf, is_in=is_in)


def put(writer: Writer, *, person: str, item: Item, pickup: str, today: date, until: str) -> str:
    """Keep an item that just came for the one who wants it, in the writer's transaction; its made-up name."""
    shelf = shelf_name()
    _put(writer, person, item, pickup=pickup, today=today, until=until, shelf=shelf, turn=1)
    return shelf


def _put(
    writer: Writer,
    person: str,
    item: Item,
    *,
    pickup: str,
    today: date,
    until: str,
    shelf: str,
    turn: int,
) -> None:
    writer.put(
        subject=person,
        kind="hold",
        thing=thing(item),
        payload={
            "item": item.barcode,
            "placed_on": today.isoformat(),
            "pickup": pickup,
            "ended_on": None,
            "turn": turn,
            "until": until,
            "shelf": shelf,
            "told_on": None,
        },
    )


def _is_out(loan: Opened) -> bool:
    return loan.payload["returned_on"] is None


@tried_again
def cancel(drawer: Drawer, permit: Permit, *, person: str, item: Item, today: date, days_after: int) -> str:
    """Take the person off the item's list; the item's title."""
    with drawer.writing() as writer:
        mine = [s for s in drawer.find(permit, subject=person, kind="hold") if s.thing == thing(item)]
        standing = [s for s in mine if stands(s.payload, today=today)]
        if not standing:
            raise NotOnHold("This card is not on the item's list any more. Nothing was written.")
        end(writer, standing[0], today=today, days_after=days_after)
    return item.title


def end(writer: Writer, hold: Opened, *, today: date, days_after: int) -> None:
    """End one hold, in the writer's transaction."""
    if days_after == 0:
        writer.end(hold)
    else:
        writer.replace(hold, ended_on=today.isoformat())


def collect(writer: Writer, found: Iterable[Opened], *, person: str, today: date, days_after: int) -> None:
    """End the person's hold on what is being lent to her, in the writer's transaction; `KeptForAnother` where it
    is somebody else's turn."""
    waiting = queue(found, today=today)
    if not waiting:
        return
    if waiting[0].subject != person:
        raise KeptForAnother(
            "Somebody waits for this item. Put it on the hold shelf; it is lent to whoever's turn it is."
        )
    end(writer, waiting[0], today=today, days_after=days_after)
