"""What a case may have kept: by a card number or a barcode. Nothing of a record is shown to anybody for it.

That somebody was found by her card is written down before, as a look of hers; and kept from her own page, like the hold
itself, until counsel says that she may be told.
"""

from collections.abc import Iterable
from datetime import datetime

from reticent.access import doorway
from reticent.drawer import drawers
from reticent.drawer.keeping import LEGAL_HOLD
from reticent.drawer.kinds import KEPT
from reticent.drawer.minting import mint
from reticent.drawer.permits import Permit
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.records import looks

PURPOSE = "case"
NOBODY = "nobody"


def person_with_card(
    library: Library, staff: StaffAccount, *, card: str, basis: tuple[str, ...], now: datetime
) -> str | None:
    """The person who has this card, or None; written down either way."""
    person = _found(library, card)
    _write_down(library, staff, person, basis=basis, now=now)
    return person


def person_to_note(
    library: Library, staff: StaffAccount, *, card: str, basis: tuple[str, ...], now: datetime
) -> str | None:
    """The person who has this card, with whom it is noted at once what was taken of hers; or None, written down."""
    person = _found(library, card)
    if person is None:
        _write_down(library, staff, None, basis=basis, now=now)
    return person


def _found(library: Library, card: str) -> str | None:
    persons = doorway.by_card(drawers.of(library.slug), card)
    return persons[0] if len(persons) == 1 else None


def _write_down(
    library: Library, staff: StaffAccount, person: str | None, *, basis: tuple[str, ...], now: datetime
) -> None:
    looks.write_down(
        drawers.of(library.slug),
        person=person or f"staff:{staff.pk}",
        on=library.day_of(now),
        by_role=staff.title,
        purpose=PURPOSE,
        outcome=looks.KEPT if person else NOBODY,
        basis=basis,
        routine=person is not None,
    )


def to_keep(
    library: Library, *, kinds: Iterable[str], person: str | None = None, thing: str | None = None
) -> Permit:
    """A permit to note in records of this person, or about this thing, that they are kept. Shows nothing."""
    return mint(library=library.slug, purpose=PURPOSE, kinds=[*kinds, KEPT.name], subject=person, thing=thing)


def to_holds(library: Library, *, case: str) -> Permit:
    """A permit to read and change the holds of this one case."""
    return mint(library=library.slug, purpose=PURPOSE, kinds=[LEGAL_HOLD.name], subject=case)
