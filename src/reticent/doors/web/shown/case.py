"""What a case shows: how it stands, what was done, what may be done now, and what a search found."""

from dataclasses import dataclass
from datetime import datetime

from reticent.doors.web.shown.blanks import Blank
from reticent.doors.web.shown.calling import Call
from reticent.doors.web.shown.cards import Card, Clause, Fact
from reticent.doors.web.shown.frame import Problem
from reticent.doors.web.shown.promise import Asked


@dataclass(frozen=True, repr=False)
class StepForm:
    """One step that may be taken in a case now, or not yet and why."""

    step: str
    label: str
    words: str
    clauses: tuple[Clause, ...]
    token: str = ""
    blanks: tuple[Blank, ...] = ()
    why_not: str = ""
    open: bool = False
    grave: bool = False
    # Where it is done, if it has a page of its own.
    href: str = ""

    @property
    def name(self) -> str:
        """What the page calls its place."""
        return f"step-{self.step.replace(':', '-')}"


@dataclass(frozen=True, repr=False)
class Done:
    """One thing that was done in a case."""

    number: int
    at: datetime
    when: str
    label: str
    by: str
    facts: tuple[Fact, ...]
    clauses: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class DueBy:
    """Something to be done by a moment."""

    what: str
    by: str
    late: bool
    clauses: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, repr=False)
class Paper:
    """A letter that may be written in a case now."""

    title: str
    language: str
    pdf: str
    text: str


@dataclass(frozen=True, repr=False)
class CaseShown:
    """/<library>/case"""

    called: str
    title: str
    state: str
    what: str
    opened: str
    zone: str
    card: Card
    facts: tuple[Fact, ...]
    held: tuple[Fact, ...]
    due: tuple[DueBy, ...]
    calls: tuple[Call, ...]
    token: str
    next: tuple[StepForm, ...]
    also: tuple[StepForm, ...]
    not_yet: tuple[StepForm, ...]
    done: tuple[Done, ...]
    letters: tuple[Paper, ...] = ()
    problems: tuple[Problem, ...] = ()
    closed: str = ""
    at_desk: bool = False


@dataclass(frozen=True, repr=False)
class SearchForm:
    """The one form on the page of a search: what it does next, and what it asks for."""

    do: str
    label: str
    token: str
    blanks: tuple[Blank, ...]


@dataclass(frozen=True, repr=False)
class FoundTable:
    """What is named of one kind of record."""

    heading: str
    heads: tuple[str, ...]
    lines: tuple[tuple[tuple[str, str], ...], ...]


@dataclass(frozen=True, repr=False)
class FoundPerson:
    """What is named of one person, who is called by a number here."""

    called: str
    tables: tuple[FoundTable, ...]


@dataclass(frozen=True, repr=False)
class SearchShown:
    """/<library>/case/search"""

    called: str
    back: str
    form: SearchForm | None = None
    why_not: str = ""
    plan: tuple[str, ...] = ()
    elsewhere: str = ""
    found: bool = False
    again: bool = False
    people: tuple[FoundPerson, ...] = ()
    in_short: str = ""
    shut: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, repr=False)
class CaseRow:
    """One case in the list."""

    called: str
    who: str
    state: str
    opened: str
    due: str
    late: bool
    href: str


@dataclass(frozen=True, repr=False)
class Cases:
    """/<library>/cases"""

    open: tuple[CaseRow, ...]
    closed: tuple[CaseRow, ...]
    zone: str
    stale: bool = False
    all_of_them: bool = False
    this_year: int = 0
    this_years: tuple[Asked, ...] = ()
