"""What does a case keep for now, until when, and what ends that?

Keep first, then argue: a hold is placed on exactly what is named, as it stands at that moment. It is provisional, ends by
itself unless somebody confirms it, and ends with its case. Nothing is released by it. What was named stands in the hold
and goes with it; the case keeps only how many records of which kinds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from reticent.access import preserving
from reticent.disclosure.forms import CannotBeRead
from reticent.drawer import keeping, kinds
from reticent.drawer.keeping import Named
from reticent.drawer.slips import Drawer, Opened, Writer
from reticent.errors import Refused
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.policy.phrases import listed
from reticent.records import holds, items

PLACE, CONFIRM, LIFT = "preserve", "confirm_hold", "lift_hold"
# A hold that nobody confirms ends after so many days; a confirmed one after as many as its confirmation says, at most.
PROVISIONAL_DAYS, LONGEST_DAYS = 14, 90
STANDS = "hold:stands"
# Of an item: who has it, and who waits for it.
_OF_AN_ITEM = ("loan", "hold")
_WORDS = {
    "registration": ("registration", "registrations"),
    "loan": ("loan", "loans"),
    "hold": ("hold on an item", "holds on items"),
    "charge": ("charge", "charges"),
}


class NothingToKeep(Refused):
    """Nothing that is named stands here."""


class NoHold(Refused):
    """This case keeps nothing today."""


@dataclass(frozen=True, repr=False)
class Held:
    """One hold, as whoever answers the request sees it."""

    named: str
    counts: str
    placed_on: date
    until: date
    confirmed_by: str
    records: int


@dataclass(frozen=True, repr=False)
class Wanted:
    """What is to be kept: whose or what, and the names under which the drawer has it."""

    named: Named
    thing: str | None


def wanted(
    library: Library,
    account: StaffAccount,
    details: Mapping[str, object],
    *,
    basis: tuple[str, ...],
    now: datetime,
) -> Wanted:
    """What was typed, found: a person by her card, which is written down, or an item by its barcode."""
    card, barcode = str(details.get("card", "")), str(details.get("barcode", ""))
    if bool(card) == bool(barcode):
        raise CannotBeRead({"card": "Card number or barcode: give one of the two."})
    chosen = details["kinds_kept"]
    of = tuple(chosen) if isinstance(chosen, list) else ()
    first = kinds.day(details.get("kept_from"))
    if barcode:
        if not set(of) <= set(_OF_AN_ITEM):
            raise CannotBeRead(
                {"kinds_kept": "Which records: of an item there are its loan and the holds on it."}
            )
        item = items.with_barcode(library.slug, barcode)
        return Wanted(Named(f"Item {item.barcode}", "", of, first), holds.thing(item))
    person = preserving.person_with_card(library, account, card=card, basis=basis, now=now)
    if person is None:
        raise NothingToKeep(
            "Nobody is registered here under this card number. Nothing is kept; check the number, then ask counsel."
        )
    return Wanted(Named(f"Card {''.join(card.split()).upper()}", person, of, first), None)


def place(
    drawer: Drawer, writer: Writer, library: Library, wanted: Wanted, *, case: str, today: date
) -> dict[str, str]:
    """Keep what is named, in the writer's transaction; what the case writes down of it."""
    named = wanted.named
    if wanted.thing is None:
        permit = preserving.to_keep(library, kinds=named.kinds, person=named.person)
        found = drawer.find(permit, subject=named.person)
    else:
        permit = preserving.to_keep(library, kinds=named.kinds, thing=wanted.thing)
        found = drawer.find_thing(permit, thing=wanted.thing)
    until = today + timedelta(days=PROVISIONAL_DAYS)
    counts = keeping.place(writer, found, named, handle=case, today=today, until=until)
    if not counts:
        raise NothingToKeep(
            "Nothing of what is named stands here today, so nothing is kept. What ended before cannot be kept any more; "
            "ask counsel whether to say so."
        )
    return {
        "kept_of": "one item, by barcode" if wanted.thing else "one person, by card number",
        "kept_counts": in_words(counts),
    }


def confirm(
    drawer: Drawer, writer: Writer, library: Library, details: Mapping[str, Any], *, case: str, today: date
) -> None:
    """Let every hold of the case stand until a day, in the writer's transaction."""
    until = date.fromisoformat(str(details["hold_until"]))
    if not today < until <= today + timedelta(days=LONGEST_DAYS):
        raise CannotBeRead(
            {
                "hold_until": f"Until when: after today, and at most {LONGEST_DAYS} days from today. It can be renewed."
            }
        )
    for hold in _standing(drawer, library, case=case, today=today):
        writer.replace(hold, until=until.isoformat(), confirmed_by=details["confirmed_by"])


def lift(drawer: Drawer, writer: Writer, library: Library, *, case: str, today: date) -> int:
    """Keep nothing for this case any more, in the writer's transaction; how many holds that ended."""
    found = of_case(drawer, library, case=case, today=today)
    keeping.lift(writer, found)
    return len(found)


def let_be_told(drawer: Drawer, writer: Writer, library: Library, *, case: str, today: date) -> None:
    """Whoever is held may read of it on her own page from today."""
    for hold in of_case(drawer, library, case=case, today=today):
        writer.replace(hold, told_on=today.isoformat())


def of_case(drawer: Drawer, library: Library, *, case: str, today: date) -> list[Opened]:
    """The holds of this case that stand on this day."""
    return keeping.of_case(drawer, preserving.to_holds(library, case=case), handle=case, today=today)


def _standing(drawer: Drawer, library: Library, *, case: str, today: date) -> list[Opened]:
    found = of_case(drawer, library, case=case, today=today)
    if not found:
        raise NoHold(
            "This case keeps nothing today: what it kept has ended by itself, or was lifted. Place it anew."
        )
    return found


def shown(found: Iterable[Opened]) -> tuple[Held, ...]:
    """These holds as values."""
    return tuple(
        Held(
            named=hold.payload["named"],
            counts=in_words(dict(_counts(hold))),
            records=sum(many for _, many in _counts(hold)),
            placed_on=date.fromisoformat(hold.payload["placed_on"]),
            until=date.fromisoformat(hold.payload["until"]),
            confirmed_by=hold.payload["confirmed_by"] or "",
        )
        for hold in found
    )


def _counts(hold: Opened) -> list[tuple[str, int]]:
    pairs = (each.split(":") for each in hold.payload["counts"].split())
    return [(kind, int(many)) for kind, many in pairs]


def in_words(counts: Mapping[str, int]) -> str:
    """How many of each kind, in words."""
    return listed(
        f"{many} {words[many != 1]}" for kind, words in _WORDS.items() if (many := counts.get(kind, 0))
    )
