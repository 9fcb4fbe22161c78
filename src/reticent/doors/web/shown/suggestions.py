"""What the page shows on which it is decided what somebody suggested to buy."""

from dataclasses import dataclass
from datetime import date

from reticent.doors.web.shown.blanks import Blank
from reticent.doors.web.shown.cards import Card, Clause
from reticent.doors.web.shown.frame import Problem


@dataclass(frozen=True, repr=False)
class SuggestionRow:
    """One suggestion on the list. `contact` stands there only once it was opened."""

    number: str
    asked_on: date
    title: str
    author: str
    note: str
    wants_to_be_told: bool = False
    contact: str | None = None
    blanks: tuple[Blank, ...] = ()
    decision: str = ""
    until: date | None = None


@dataclass(frozen=True, repr=False)
class SuggestionsPage:
    """/<library>/suggestions: the list, where it is this account's duty."""

    card: Card | None = None
    open: tuple[SuggestionRow, ...] = ()
    more: int = 0
    decided: tuple[SuggestionRow, ...] = ()
    made_so_far: int = 0
    goes: str = ""
    done: str = ""
    put_back: str = ""
    because: tuple[Clause, ...] = ()
    problems: tuple[Problem, ...] = ()
