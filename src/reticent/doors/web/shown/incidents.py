"""What the pages of incidents show: what happened, who is to be told by which day, and what was learnt."""

from dataclasses import dataclass

from reticent.doors.web.shown.blanks import Blank
from reticent.doors.web.shown.cards import Clause, Fact, Form, Step
from reticent.doors.web.shown.frame import Problem


@dataclass(frozen=True, repr=False)
class IncidentRow:
    """One incident in the list: when it was found, what it was, what is next."""

    found: str
    href: str
    what: str
    next: str
    late: bool = False


@dataclass(frozen=True, repr=False)
class Incidents:
    """/<library>/today/incidents"""

    rows: tuple[IncidentRow, ...]
    closed: tuple[IncidentRow, ...]
    add: str
    because: tuple[Clause, ...]


@dataclass(frozen=True, repr=False)
class IncidentStep:
    """One thing to do about it: what, by which day, whether it is done, with its letters and its form."""

    what: str
    state: str
    done: bool
    late: bool = False
    letters: tuple[Step, ...] = ()
    form: Form | None = None


@dataclass(frozen=True, repr=False)
class IncidentShown:
    """/<library>/today/incidents/<handle>, or the empty form of a new one."""

    blanks: tuple[Blank, ...]
    token: str
    all: str
    heading: str = ""
    lead: str = ""
    late: bool = False
    closed: bool = False
    steps: tuple[IncidentStep, ...] = ()
    facts: tuple[Fact, ...] = ()
    words: str = ""
    tell: tuple[str, ...] = ()
    because: tuple[Clause, ...] = ()
    editing: bool = False
    problems: tuple[Problem, ...] = ()
