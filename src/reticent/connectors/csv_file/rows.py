"""What one row of each file says, and when it cannot be right.

A column is a name and a reading of its cell; a check compares the cells of a row with each other. Both answer
in words that never repeat the cell: these words are printed, and the cells are a patron's. Whether a date
lies in the future is for whoever has a clock.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

ITEM_CLASSES = ("book", "audiobook", "dvd", "magazine", "music", "other")
AUDIENCES = ("adult", "ya", "child")
LONGEST = 200  # characters in one cell


@dataclass(frozen=True, slots=True, repr=False)
class RegistrationRow:
    """A person's card as the file gives it. Empty cells of optional columns are empty text or None."""

    barcode: str
    name: str
    address: str
    town: str
    phone: str
    email: str
    expires: date
    registered: date
    birth_date: date | None = None
    pin: str = ""
    guardian: str = ""

    def __repr__(self) -> str:
        return "<RegistrationRow>"


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A thing the library lends. About nobody."""

    barcode: str
    title: str
    author: str
    item_class: str
    audience: str


@dataclass(frozen=True, slots=True, repr=False)
class LoanRow:
    """Who had what, from when until when; `returned_on` None means still out."""

    patron_barcode: str
    item_barcode: str
    lent_on: date
    due_on: date
    returned_on: date | None
    branch: str

    def __repr__(self) -> str:
        return "<LoanRow>"


Cells = Mapping[str, Any]
Problem = tuple[str, str]


class CannotBeRead(ValueError):
    """A cell is not what its column holds; the message says what to write, never what was there."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: how its cell is read, and whether a file may do without it."""

    name: str
    read: Callable[[str], Any]
    may_be_missing: bool = False
    may_break_lines: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """What one kind of file holds."""

    kind: str
    columns: tuple[Column, ...]
    row: type
    checks: Callable[[Cells], list[Problem]]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


# --- one cell

_BARCODE = re.compile(r"[A-Z0-9-]{6,20}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_PIN = re.compile(r"[0-9]{4,12}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _text(cell: str) -> str:
    return cell


def _required(cell: str) -> str:
    if not cell:
        raise CannotBeRead("empty")
    return cell


def _barcode(cell: str) -> str:
    if not _BARCODE.fullmatch(cell):
        raise CannotBeRead("not a barcode (write 6 to 20 of A-Z, 0-9 and -)" if cell else "empty")
    return cell


def _day(cell: str) -> date:
    if not _DATE.fullmatch(cell):
        raise CannotBeRead("not a date (write YYYY-MM-DD)" if cell else "empty")
    try:
        day = date.fromisoformat(cell)
    except ValueError:
        raise CannotBeRead("no such day in the calendar") from None
    if not 1900 <= day.year <= 2199:
        raise CannotBeRead("not a year between 1900 and 2199")
    return day


def _email(cell: str) -> str:
    if cell and not _EMAIL.fullmatch(cell):
        raise CannotBeRead("not an e-mail address (one @, no spaces)")
    return cell


def _pin(cell: str) -> str:
    if cell and not _PIN.fullmatch(cell):
        raise CannotBeRead("not a PIN (write 4 to 12 digits)")
    return cell


def _barcode_or_empty(cell: str) -> str:
    return _barcode(cell) if cell else ""


def _day_or_none(cell: str) -> date | None:
    return _day(cell) if cell else None


def _one_of(words: tuple[str, ...]) -> Callable[[str], str]:
    def read(cell: str) -> str:
        if cell not in words:
            raise CannotBeRead(f"not one of {', '.join(words)}" if cell else "empty")
        return cell

    return read


# --- the cells of a row together


def _registration(cells: Cells) -> list[Problem]:
    problems = []
    if cells["expires"] < cells["registered"]:
        problems.append(("expires", "before the day of registration"))
    if cells["birth_date"] and cells["birth_date"] > cells["registered"]:
        problems.append(("birth_date", "after the day of registration"))
    if cells["guardian"] and cells["guardian"] == cells["barcode"]:
        problems.append(("guardian", "the same card as the patron's own"))
    return problems


def _loan(cells: Cells) -> list[Problem]:
    problems = []
    if cells["due_on"] < cells["lent_on"]:
        problems.append(("due_on", "before the day it was lent"))
    if cells["returned_on"] and cells["returned_on"] < cells["lent_on"]:
        problems.append(("returned_on", "before the day it was lent"))
    return problems


def _item(cells: Cells) -> list[Problem]:
    return []


REGISTRATIONS = Shape(
    kind="registrations",
    columns=(
        Column("barcode", _barcode),
        Column("name", _required),
        Column("address", _text, may_break_lines=True),
        Column("town", _required),
        Column("phone", _text),
        Column("email", _email),
        Column("expires", _day),
        Column("registered", _day),
        Column("birth_date", _day_or_none, may_be_missing=True),
        Column("pin", _pin, may_be_missing=True),
        Column("guardian", _barcode_or_empty, may_be_missing=True),
    ),
    row=RegistrationRow,
    checks=_registration,
)

ITEMS = Shape(
    kind="items",
    columns=(
        Column("barcode", _barcode),
        Column("title", _required, may_break_lines=True),
        Column("author", _text),
        Column("item_class", _one_of(ITEM_CLASSES)),
        Column("audience", _one_of(AUDIENCES)),
    ),
    row=ItemRow,
    checks=_item,
)

LOANS = Shape(
    kind="loans",
    columns=(
        Column("patron_barcode", _barcode),
        Column("item_barcode", _barcode),
        Column("lent_on", _day),
        Column("due_on", _day),
        Column("returned_on", _day_or_none),
        Column("branch", _required),
    ),
    row=LoanRow,
    checks=_loan,
)
