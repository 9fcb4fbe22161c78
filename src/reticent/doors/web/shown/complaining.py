"""What the pages of complaints show: to whoever complains, and to whoever answers."""

from dataclasses import dataclass
from datetime import date

from reticent.doors.web.shown.cards import Clause, Fact, Form
from reticent.doors.web.shown.frame import Problem


@dataclass(frozen=True, repr=False)
class Receipt:
    """What whoever complained takes home."""

    says: str
    number: str
    came_on: date
    answer_by: date


@dataclass(frozen=True, repr=False)
class Stands:
    """Where a complaint stands, as whoever complained reads it."""

    came_on: date
    answer_by: date
    answered_on: date | None
    words: str
    found: str
    answer: str


@dataclass(frozen=True, repr=False)
class Complain:
    """/<library>/complaint"""

    token: str
    who: str
    days: int
    ours: str
    because: tuple[Clause, ...]
    signed_in: bool
    mail_said: str = ""
    words: str = ""
    reach: str = ""
    named: bool = False
    number: str = ""
    wrong: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()
    receipt: Receipt | None = None
    stands: Stands | None = None

    @property
    def errors(self) -> dict[str, str]:
        """What is wrong, by field."""
        return dict(self.wrong)


@dataclass(frozen=True, repr=False)
class Row:
    """One complaint in the director's list: its days, and nothing that it says."""

    came_on: date
    answer_by: date
    answered_on: date | None
    late: bool
    token: str


@dataclass(frozen=True, repr=False)
class Opened:
    """One complaint that lies open before the director."""

    facts: tuple[Fact, ...]
    words: str
    found: str
    answer: str
    answered_on: date | None
    forms: tuple[Form, ...]
    letter: str = ""
    done: str = ""
    wrong: bool = False


@dataclass(frozen=True, repr=False)
class Complaints:
    """/<library>/today/complaints"""

    waiting: tuple[Row, ...]
    answered: tuple[Row, ...]
    who: str
    days: int
    because: tuple[Clause, ...]
    ours: str
    form: str
    opened: Opened | None = None
