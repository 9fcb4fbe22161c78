"""What the page shows on which questions are answered."""

from dataclasses import dataclass
from datetime import date

from reticent.doors.web.shown.blanks import Blank
from reticent.doors.web.shown.cards import Card, Clause
from reticent.doors.web.shown.frame import Problem


@dataclass(frozen=True, repr=False)
class QuestionRow:
    """One question on the list. `contact` stands there only once it was opened."""

    number: str
    asked_on: date
    way: str
    text: str
    late: bool = False
    wants_to_be_told: bool = False
    contact: str | None = None
    answer: Blank | None = None
    until: date | None = None


@dataclass(frozen=True, repr=False)
class QuestionsPage:
    """/<library>/questions: the list, where it is this account's duty, and the form on which a question is taken down."""

    blanks: tuple[Blank, ...]
    card: Card | None = None
    open: tuple[QuestionRow, ...] = ()
    more: int = 0
    answered: tuple[QuestionRow, ...] = ()
    asked_so_far: int = 0
    goes: str = ""
    number: str = ""
    done: str = ""
    put_back: str = ""
    because: tuple[Clause, ...] = ()
    problems: tuple[Problem, ...] = ()
