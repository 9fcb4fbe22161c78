"""What the page shows on which requests to other libraries are worked on."""

from dataclasses import dataclass
from datetime import date

from reticent.doors.web.shown.blanks import Blank
from reticent.doors.web.shown.cards import Card, Clause, Fact, ShelfSlip
from reticent.doors.web.shown.frame import Problem


@dataclass(frozen=True, repr=False)
class RequestRow:
    """One request. `who` stands there only once it was opened; `blanks` are what its next step asks."""

    number: str
    title: str
    author: str
    note: str
    says: str
    late: bool = False
    is_nobodys: bool = False
    who: tuple[Fact, ...] = ()
    blanks: tuple[Blank, ...] = ()
    words: Blank | None = None
    until: date | None = None
    may_go_back: bool = False
    waits: bool = False


@dataclass(frozen=True, repr=False)
class InterlibraryPage:
    """/<library>/desk/interlibrary: the list, where it is this account's duty."""

    card: Card | None = None
    to_ask: tuple[RequestRow, ...] = ()
    asked: tuple[RequestRow, ...] = ()
    here: tuple[RequestRow, ...] = ()
    over: tuple[RequestRow, ...] = ()
    near: int = 0
    far: int = 0
    goes: str = ""
    done: str = ""
    shelf: ShelfSlip | None = None
    strip: str = ""
    because: tuple[Clause, ...] = ()
    problems: tuple[Problem, ...] = ()
