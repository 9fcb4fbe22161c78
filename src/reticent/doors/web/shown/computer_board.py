"""What the board of public computers shows at the desk, and what the sign in the room does. Made-up names and times."""

from dataclasses import dataclass

from reticent.doors.web.shown.blanks import Blank
from reticent.doors.web.shown.cards import Card, Clause
from reticent.doors.web.shown.frame import Problem


@dataclass(frozen=True, repr=False)
class SeatRow:
    """One computer: who has it now, who comes next, and what can be done."""

    name: str
    place: str
    now: str
    alias: str = ""
    due: bool = False
    next: str = ""
    give: str = ""
    longer: str = ""
    wipe: bool = False


@dataclass(frozen=True, repr=False)
class NameRow:
    """One made-up name in a list, and what is said of it."""

    alias: str
    said: str


@dataclass(frozen=True, repr=False)
class PaperSlip:
    """What is handed over: a made-up name, and in two languages what it is for."""

    alias: str
    english: str
    spanish: str


@dataclass(frozen=True, repr=False)
class MonthRow:
    """What was counted in one month."""

    month: str
    sessions: int
    minutes: tuple[tuple[str, int], ...]
    pages: int


@dataclass(frozen=True, repr=False)
class ComputerBoard:
    """/<library>/desk/computers/today. `card`: why this account reads no board."""

    here: str
    wipes: str
    library: str = ""
    as_of: str = ""
    seats: tuple[SeatRow, ...] = ()
    line: tuple[NameRow, ...] = ()
    booked: tuple[NameRow, ...] = ()
    prints: tuple[NameRow, ...] = ()
    give: tuple[Blank, ...] = ()
    book: tuple[Blank, ...] = ()
    pages: tuple[Blank, ...] = ()
    free: int = 0
    sign: str = ""
    slip: PaperSlip | None = None
    done: str = ""
    problems: tuple[Problem, ...] = ()
    card: Card | None = None
    taken: bool = True
    asks_card: bool = False
    rule: str = ""
    because: tuple[Clause, ...] = ()
    months: tuple[MonthRow, ...] = ()
    bands: tuple[str, ...] = ()
    year: str = ""
    year_sessions: int = 0

    @property
    def print_wrong(self) -> bool:
        """Whether something must be mended in the form for a print."""
        return any(blank.error for blank in self.pages)


@dataclass(frozen=True, repr=False)
class SignRow:
    """One computer on the sign in the room."""

    name: str
    place: str
    alias: str
    until: str
    is_free: bool


@dataclass(frozen=True, repr=False)
class ComputerSign:
    """/<library>/computers/<today's word>. `over`: the word is of another day, and nothing is shown."""

    over: bool
    here: str = ""
    as_of: str = ""
    still: bool = False
    asks_card: bool = False
    rows: tuple[SignRow, ...] = ()
    line: tuple[str, ...] = ()
