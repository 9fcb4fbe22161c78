"""What the pages of vendors show: who is told what, under which contract, and what is missing from it."""

from dataclasses import dataclass

from reticent.doors.web.shown.blanks import Blank
from reticent.doors.web.shown.cards import Clause, Fact, Form
from reticent.doors.web.shown.frame import Problem


@dataclass(frozen=True, repr=False)
class VendorRow:
    """One vendor in the register: what it learns, how it stands, and what is due next."""

    name: str
    href: str
    does: str
    learns: str
    state: str
    tone: str
    next: str


@dataclass(frozen=True, repr=False)
class Vendors:
    """/<library>/today/vendors"""

    rows: tuple[VendorRow, ...]
    ended: tuple[VendorRow, ...]
    promise: str
    because: tuple[Clause, ...]
    add: str


@dataclass(frozen=True, repr=False)
class TermRow:
    """One thing that a contract may say: who wants it, where it stands, or since when it was asked for."""

    words: str
    clauses: tuple[Clause, ...]
    wanted: bool
    where: str
    asked_on: str


@dataclass(frozen=True, repr=False)
class VendorShown:
    """/<library>/today/vendors/<handle>, or the empty form of a new one."""

    name: str
    blanks: tuple[Blank, ...]
    agents: tuple[Blank, ...]
    terms_blanks: tuple[Blank, ...]
    token: str
    all: str
    state: str = ""
    tone: str = ""
    say: str = ""
    because: tuple[Clause, ...] = ()
    steps: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    terms: tuple[TermRow, ...] = ()
    begin: bool = False
    goes_on: bool = False
    letter: str = ""
    forms: tuple[Form, ...] = ()
    editing: bool = False
    problems: tuple[Problem, ...] = ()
