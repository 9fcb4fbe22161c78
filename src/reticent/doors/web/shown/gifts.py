"""What the pages show of whoever gave the library something, to whoever raises funds; and the sums of the years."""

from dataclasses import dataclass
from datetime import date

from reticent.doors.web.shown.blanks import Blank
from reticent.doors.web.shown.cards import Card, Clause, Fact
from reticent.doors.web.shown.frame import Problem


@dataclass(frozen=True, repr=False)
class DonorRow:
    """One donor on the list: a name, and never an amount or an address."""

    name: str
    gifts: int
    last: date | None
    wishes: str
    token: str


@dataclass(frozen=True, repr=False)
class GiftRow:
    """One gift of the donor who lies open."""

    given_on: date
    amount: str
    purpose: str
    said: str
    thanked_on: date | None
    token: str


@dataclass(frozen=True, repr=False)
class DonorShown:
    """One donor who lies open. `working_on` is the form in which something must be mended."""

    name: str
    facts: tuple[Fact, ...]
    statement: str
    gifts: tuple[GiftRow, ...]
    opened: tuple[Fact, ...]
    token: str
    another: tuple[Blank, ...]
    mend: tuple[Blank, ...]
    working_on: str = ""


@dataclass(frozen=True, repr=False)
class GiftsPage:
    """/<library>/gifts: for whoever raises funds; to everybody else the words of a refusal."""

    totals: str
    because: tuple[Clause, ...]
    why: str = ""
    card: Card | None = None
    taken: bool = True
    new: tuple[Blank, ...] = ()
    new_token: str = ""
    donors: tuple[DonorRow, ...] = ()
    more: int = 0
    all: int = 0
    like: str = ""
    years: tuple[int, ...] = ()
    opened: DonorShown | None = None
    done: str = ""
    mending: bool = False
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, repr=False)
class Named:
    """The list of those who agreed to be named, to be printed."""

    library: str
    year: int
    names: tuple[str, ...]
    back: str


@dataclass(frozen=True, repr=False)
class TotalRow:
    """What a year's gifts come to, or what was given in it for one thing."""

    what: str
    gifts: int
    amount: str


@dataclass(frozen=True, repr=False)
class TotalsYear:
    """One year."""

    year: int
    sum: TotalRow
    parts: tuple[TotalRow, ...]


@dataclass(frozen=True, repr=False)
class Totals:
    """/<library>/gifts/totals"""

    library: str
    years: tuple[TotalsYear, ...]
    fewest: int
    back: str
    withheld: int = 0
