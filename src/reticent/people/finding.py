"""Finding people: under which handles a registration lies, and whom a card, a name or a part of it finds.

A finder is a slip of its own for each handle of a registration: the card number, the e-mail address, the local part
of each telephone number, and the first three letters of each word of the name. Its *thing* is the handle, so that
everybody under one handle is found together; its *subject* is the person's finders, so that they are kept in step and
ended together, however many others share a handle. It holds the person and what is compared with what was typed.
"""

from collections.abc import Callable
from dataclasses import dataclass

from reticent.drawer.kinds import Field, Kind, Payload, declare
from reticent.drawer.permits import Permit
from reticent.drawer.slips import Drawer, Opened, Writer
from reticent.people import spelling
from reticent.people.spelling import Wanted

# How finders are made. Raised when handles or spelling change: then every library's are made anew, once.
LAYOUT = 1

FINDER = declare(
    Kind(
        code=2,
        name="finder",
        title="Ways to find a registration",
        why="To find your registration by your card, your name, your telephone number or your e-mail address.",
        need="as long as the registration",
        fields=(
            Field("person", "to find your registration"),
            Field("plain", "to compare your name or number with what is typed"),
        ),
        need_ended_on=lambda payload: None,
        about_person=False,
    )
)

PermitFor = Callable[[str], Permit]
"""Mints a permit to open the finders under one handle. Only `access` has one."""


@dataclass(frozen=True, repr=False)
class Found:
    """Whom something typed finds. `whole` are those whose whole name it is.

    `sure`: it is a card number, or the whole name of the only one who fits. `too_little`: so short that it would be
    half the town.
    """

    persons: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    sure: bool = False
    too_little: bool = False


def card_handle(card: str) -> str:
    """The handle of a card number."""
    return "card:" + "".join(card.split()).upper()


def finders_of(person: str) -> str:
    """The subject of a person's finders."""
    return "found:" + person


def handles(registration: Payload) -> dict[str, str]:
    """Every handle under which this registration is found, with what lies under it to be compared."""
    plain = spelling.plain(registration["name"])
    found = {"word:" + head: plain for head in spelling.heads(plain)}
    for number in sorted(spelling.numbers(registration["phone"])):
        handle = "phone:" + spelling.local(number)
        found[handle] = f"{found[handle]} {number}" if handle in found else number
    if registration["email"].strip():
        found["mail:" + spelling.mail(registration["email"])] = ""
    return {**found, card_handle(registration["card"]): ""}


def put_in_step(
    drawer: Drawer, permit: Permit, writer: Writer, *, person: str, registration: Payload
) -> None:
    """Let the person's finders be what her registration demands, in the transaction that changes it."""
    wanted = handles(registration)
    for slip in drawer.find(permit, subject=finders_of(person)):
        plain = wanted.pop(slip.thing, None)
        if plain is None:
            writer.end(slip)
        elif plain != slip.payload["plain"]:
            writer.replace(slip, plain=plain)
    put(writer, person=person, wanted=wanted)


def put(writer: Writer, *, person: str, wanted: dict[str, str]) -> None:
    """Put finders in under these handles."""
    for handle, plain in wanted.items():
        payload = {"person": person, "plain": plain}
        writer.put(subject=finders_of(person), thing=handle, kind="finder", payload=payload)


def by_handle(drawer: Drawer, permit: Permit, *, handle: str) -> list[str]:
    """The persons under a handle, each once: at most one for a card."""
    return list(dict.fromkeys(slip.payload["person"] for slip in _under(drawer, permit, handle)))


def search(drawer: Drawer, permit_for: PermitFor, *, typed: str) -> Found:
    """Whom this finds: a card number, an e-mail address, a telephone number, or words of a name."""
    typed = typed.strip()
    if not typed:
        return Found()
    card = card_handle(typed)
    if with_card := by_handle(drawer, permit_for(card), handle=card):
        return Found(tuple(with_card), sure=len(with_card) == 1)
    if "@" in typed:
        mail = "mail:" + spelling.mail(typed)
        return Found(tuple(by_handle(drawer, permit_for(mail), handle=mail)))
    if spelling.is_number(typed):
        return _with_number(drawer, permit_for, typed)
    return _named(drawer, permit_for, Wanted(spelling.plain(typed)))


def called(drawer: Drawer, permit_for: PermitFor, *, name: str) -> tuple[str, ...]:
    """Those whose whole name this is."""
    return _named(drawer, permit_for, Wanted(spelling.plain(name))).whole


def _with_number(drawer: Drawer, permit_for: PermitFor, typed: str) -> Found:
    numbers = spelling.numbers(typed)
    found: dict[str, None] = {}
    for number in numbers:
        handle = "phone:" + spelling.local(number)
        for slip in _under(drawer, permit_for(handle), handle):
            if any(spelling.is_same_number(kept, number) for kept in slip.payload["plain"].split()):
                found[slip.payload["person"]] = None
    return Found(tuple(found), too_little=not numbers)


def _named(drawer: Drawer, permit_for: PermitFor, wanted: Wanted) -> Found:
    named: dict[str, str] = {}
    for head in wanted.heads:
        handle = "word:" + head
        for slip in _under(drawer, permit_for(handle), handle):
            if slip.payload["person"] not in named and wanted.fits(slip.payload["plain"]):
                named[slip.payload["person"]] = slip.payload["plain"]
    persons = tuple(named)
    whole = tuple(person for person, plain in named.items() if wanted.is_whole(plain))
    return Found(
        persons,
        whole,
        sure=len(persons) == len(whole) == 1,
        too_little=not persons and not wanted.is_enough,
    )


def _under(drawer: Drawer, permit: Permit, handle: str) -> list[Opened]:
    return [slip for slip in drawer.find_thing(permit, thing=handle) if slip.kind == "finder"]
