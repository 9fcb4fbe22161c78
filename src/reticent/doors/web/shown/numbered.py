"""What the pages show on which somebody leaves something under a number, and comes back with it."""

from dataclasses import dataclass

from reticent.doors.web.shown.blanks import Blank
from reticent.doors.web.shown.cards import Clause, Fact, Form
from reticent.doors.web.shown.frame import Problem


@dataclass(frozen=True, repr=False)
class AskPage:
    """/<library>/ask, /<library>/suggest: the form, or, once it is sent, the number. `instead`: where none is taken.

    `other` is the page of the two that this one is not, and what its link says.
    """

    title: str
    lead: str
    button: str
    action: str
    other: tuple[str, str]
    blanks: tuple[Blank, ...] = ()
    number_blank: Blank | None = None
    number: str = ""
    instead: str = ""
    kept: str = ""
    because: tuple[Clause, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, repr=False)
class PickUpPage:
    """/<library>/ask/answer: what stands under a number. `suggested`: it is a suggestion, and no question."""

    number_blank: Blank
    number: str = ""
    suggested: bool = False
    asked: str = ""
    answer: str = ""
    facts: tuple[Fact, ...] = ()
    purposes: tuple[tuple[str, str], ...] = ()
    forget: Form | None = None
    gone: bool = False
    because: tuple[Clause, ...] = ()
    problems: tuple[Problem, ...] = ()
