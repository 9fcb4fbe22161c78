"""What readers of a made-up library asked for: holds, whom they send, how not to reach them; one guardian.

Drawn from the files of the town, as they stand on the last day: who is registered, what is out. Alice waits for
something that is in and for something that is out, sends Bob, and wants no messages left. Bob is noted as guardian.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import TypeVar

from reticent.connectors import csv_file
from reticent.connectors.csv_file import ItemRow, LoanRow, Reading, RegistrationRow, Row
from reticent.doors.cli.demonstration.people import CHILD_OF_THE_HOUSEHOLD
from reticent.doors.cli.demonstration.towns import Town

V = TypeVar("V", RegistrationRow, ItemRow, LoanRow)

OUT_TO_OTHERS, STILL_IN = 24, 8  # holds at each library, besides the household's
SENDERS, WISHERS = 5, 6
CHILD_COMES_OF_AGE_IN = (18 - CHILD_OF_THE_HOUSEHOLD) * 365 - 100  # days
LONGEST_WAIT = 20  # days since the oldest hold
_WISHES = ("no_messages", "no_phone", "no_mail", "email_only")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, repr=False)
class HoldRow:
    """A card on an item's list since a day."""

    card: str
    item: str
    placed_on: date


@dataclass(frozen=True, slots=True, repr=False)
class SentRow:
    """A card, and the name and the card of whom its holder sends to collect."""

    card: str
    name: str
    sent_card: str
    until: date


@dataclass(frozen=True, slots=True, repr=False)
class WishRow:
    """A card, and how its holder wishes not to be reached."""

    card: str
    wish: str


@dataclass(frozen=True, slots=True, repr=False)
class GuardianRow:
    """A child's card, the guardian's name and card, and the day on which the child comes of age."""

    card: str
    name: str
    guardian_card: str
    of_age: date


@dataclass(frozen=True, slots=True, repr=False)
class AskedFor:
    """All that was asked for at one library."""

    holds: tuple[HoldRow, ...]
    sent: tuple[SentRow, ...]
    wishes: tuple[WishRow, ...]
    guardian: GuardianRow


def asked_for(folder: Path, *, town: Town, today: date, seed: int) -> AskedFor:
    """What was asked for, by the town's three files in `folder`; always the same for the same files and seed."""
    draw = Random(f"{seed}:{town.slug}:asked for")
    alice, bob, child = town.household.members
    cards = [
        row for row in _rows(csv_file.registrations(folder / "registrations.csv")) if row.expires >= today
    ]
    grown = [row for row in cards if not row.guardian and not row.birth_date and not row.pin]
    patrons = draw.sample(grown, min(len(grown), OUT_TO_OTHERS + STILL_IN + 1 + SENDERS + WISHERS))
    wanted = patrons[: len(patrons) * 2 // 3]
    others = patrons[len(wanted) :]
    return AskedFor(
        guardian=GuardianRow(child.card, bob.name, bob.card, today + _DAY * CHILD_COMES_OF_AGE_IN),
        holds=tuple(_holds(folder, [row.barcode for row in wanted], alice.card, today=today, draw=draw)),
        sent=(
            SentRow(alice.card, bob.name, bob.card, today + _DAY * 240),
            *(
                SentRow(who.barcode, whom.name, whom.barcode, today + _DAY * draw.randrange(20, 300))
                for who, whom in zip(others[:SENDERS], wanted, strict=False)
            ),
        ),
        wishes=(
            WishRow(alice.card, "no_messages"),
            *(
                WishRow(who.barcode, _WISHES[n % len(_WISHES)])
                for n, who in enumerate(others[SENDERS : SENDERS + WISHERS])
            ),
        ),
    )


def _holds(folder: Path, cards: list[str], alice: str, *, today: date, draw: Random) -> Iterator[HoldRow]:
    out, still_in = _shelves(folder, not_of=alice, draw=draw)
    days = sorted((draw.randrange(1, LONGEST_WAIT) for _ in cards), reverse=True)
    first, *rest = cards
    # Two wait for what is read most: Alice is the second.
    popular = next(item for item, borrower in out if borrower != first)
    yield HoldRow(first, popular, today - _DAY * days[0])
    yield HoldRow(alice, popular, today - _DAY)
    yield HoldRow(alice, still_in[0], today - _DAY * 4)
    lent = [(item, borrower) for item, borrower in out if item != popular]
    draw.shuffle(lent)
    wanted = [*((item, "") for item in still_in[1 : 1 + len(rest) // 4]), *lent]
    for card, (item, borrower), ago in zip(rest, wanted, days[1:], strict=False):
        if card != borrower:
            yield HoldRow(card, item, today - _DAY * ago)


def _shelves(folder: Path, *, not_of: str, draw: Random) -> tuple[list[tuple[str, str]], list[str]]:
    """The books that are out, each with its borrower, the most read titles first; and those that are in, in no order.

    Without the titles that one reader has: nobody waits for what she is reading.
    """
    books = {
        row.barcode: row for row in _rows(csv_file.items(folder / "items.csv")) if row.item_class == "book"
    }
    loans = [row for row in _rows(csv_file.loans(folder / "loans.csv")) if row.item_barcode in books]
    read = Counter(books[loan.item_barcode].title for loan in loans)
    borrowers = {loan.item_barcode: loan.patron_barcode for loan in loans if loan.returned_on is None}
    reading = {books[item].title for item, borrower in borrowers.items() if borrower == not_of}
    left = [barcode for barcode, book in books.items() if book.title not in reading]
    out = sorted(
        ((item, borrowers[item]) for item in left if item in borrowers),
        key=lambda pair: (-read[books[pair[0]].title], pair),
    )
    still_in = [item for item in left if item not in borrowers]
    draw.shuffle(still_in)
    return out, still_in


def _rows(found: Reading[V]) -> Iterator[V]:
    for row in found:
        assert isinstance(row, Row)
        yield row.value
