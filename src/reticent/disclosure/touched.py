"""Whom did it touch, and what is noted with them? The one who asks later is told what went out of what we hold about her.

What is searched for and handed over here is noted by the program. What officers took under a warrant is named afterwards,
person by person: it stands with her, and the case keeps only how much of which kind.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from reticent.access import preserving
from reticent.disclosure.forms import CannotBeRead
from reticent.disclosure.known import Known, authority
from reticent.drawer.slips import Writer
from reticent.errors import Refused
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.records import disclosures
from reticent.records.disclosures import TAKEN, Entry

NAME = "name_touched"
# What is asked for each kind of record: how many were taken.
HOW_MANY = {
    "registration": "registrations_taken",
    "loan": "loans_taken",
    "hold": "holds_taken",
    "charge": "charges_taken",
}
MOST = 9_999


class NobodyToNote(Refused):
    """The card that is named is nobody's here."""


@dataclass(frozen=True, repr=False)
class Touched:
    """With whom it is to be noted, and how many records of each kind were taken."""

    person: str
    counts: Mapping[str, int]


def touched(
    library: Library,
    account: StaffAccount,
    details: Mapping[str, object],
    *,
    basis: tuple[str, ...],
    now: datetime,
) -> Touched:
    """What was typed, found: a person by her card, and what was taken of hers. Nobody is looked for before the numbers
    can be read."""
    counts = {
        kind: many for kind, field in HOW_MANY.items() if (many := _number(field, details.get(field, "")))
    }
    if not counts:
        first = HOW_MANY["registration"]
        raise CannotBeRead(
            {first: "How many records were taken of hers? Give a number for at least one kind."}
        )
    person = preserving.person_to_note(
        library, account, card=str(details["card_touched"]), basis=basis, now=now
    )
    if person is None:
        raise NobodyToNote(
            "Nobody is registered here under this card number. Nothing was written down; check the number on the list."
        )
    return Touched(person, counts)


def note(
    writer: Writer,
    whom: Touched,
    known: Known,
    told: Iterable[Mapping[str, object]],
    *,
    case: str,
    basis: tuple[str, ...],
    today: date,
) -> None:
    """Note it with her, in the writer's transaction."""
    entry = entry_of(known, told, act=TAKEN, case=case, basis=basis, today=today)
    disclosures.note(writer, entry, {whom.person: whom.counts})


def entry_of(
    known: Known,
    told: Iterable[Mapping[str, object]],
    *,
    act: str,
    case: str,
    basis: tuple[str, ...],
    today: date,
) -> Entry:
    """What is noted with everybody whom this touches: who asked, on which paper, by which clauses. `told`: the details of
    the acts so far."""
    said: dict[str, object] = {}
    for details in told:
        said.update(details)
    return Entry(
        on=today,
        act=act,
        recipient=known.asker,
        agency=str(said.get("court") or said.get("agency") or ""),
        authority=authority(known),
        basis=basis,
        case=case,
    )


def _number(field: str, typed: object) -> int:
    said = str(typed).strip()
    if not said:
        return 0
    if not (said.isascii() and said.isdigit() and int(said) <= MOST):
        raise CannotBeRead({field: f"How many: a whole number up to {MOST:,}, in digits."})
    return int(said)
