"""The Friends' list: who chose it when registering, and who has left it since.

The Friends are somebody else (WE-14): no table is shared with them. A choice is a slip beside the registration of whoever
made it, and holds no address but the one that was last given to the Friends, so that they can be told to take it off.
"""

from dataclasses import dataclass
from datetime import date

from reticent.drawer import kinds
from reticent.drawer.kinds import Field, Kind, Payload
from reticent.drawer.permits import Permit
from reticent.drawer.slips import Drawer, Opened, Writer
from reticent.people import patrons

# The name under which all choices of a library are found.
LIST = "the Friends' list"

FRIENDS_CHOICE = kinds.declare(
    Kind(
        code=15,
        name="friends_choice",
        title="Friends list",
        why="To pass your e-mail address on to the Friends of the Library, as you chose.",
        need="until you leave the list, and the Friends are told",
        fields=(
            Field("person", "to know who chose the list"),
            Field("since", "to know since when"),
            Field("given", "to tell the Friends which address to take off their list"),
            Field("left_on", "to pass your address on no more, and to tell the Friends"),
        ),
        need_ended_on=lambda payload: None if payload["given"] else kinds.day(payload["left_on"]),
        since="since",
        at_least=1024,
    )
)


@dataclass(frozen=True, repr=False)
class Address:
    """One choice as the list has it: whose, the address now, and the one that the Friends had last."""

    slip: Opened
    now: str
    before: str


def put(writer: Writer, *, person: str, today: date) -> None:
    """Note that somebody who is being registered chose the list."""
    writer.put(
        subject=patrons.beside(person),
        thing=LIST,
        kind=FRIENDS_CHOICE.name,
        payload={"person": person, "since": today.isoformat(), "given": "", "left_on": None},
    )


def is_on(payload: Payload) -> bool:
    """Whether the address is passed on."""
    return payload["left_on"] is None


def every(drawer: Drawer, permit: Permit) -> list[Opened]:
    """Every choice, of those who left too."""
    return [slip for slip in drawer.find_thing(permit, thing=LIST) if slip.kind == FRIENDS_CHOICE.name]


def leave(writer: Writer, slip: Opened, *, today: date) -> None:
    """Take somebody off the list; who was never on one that the Friends got, goes at once."""
    if slip.payload["given"]:
        writer.replace(slip, left_on=today.isoformat())
    else:
        writer.end(slip)


def given(writer: Writer, found: list[Address]) -> None:
    """Note what the Friends have now; who left and of whom they are told goes."""
    for each in found:
        if not is_on(each.slip.payload) or not each.now:
            writer.end(each.slip)
        elif each.now != each.before:
            writer.replace(each.slip, given=each.now)
