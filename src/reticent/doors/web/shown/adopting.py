"""What the director's page of the policy shows: its texts, how far each came, and what to mend in them."""

from dataclasses import dataclass

from reticent.doors.web.shown.cards import Fact, Form
from reticent.doors.web.shown.frame import Problem
from reticent.doors.web.shown.promise import PolicyInForce
from reticent.doors.web.shown.today import Wanted


@dataclass(frozen=True, repr=False)
class TextRow:
    """One text of the library: how far it came, by whom, and what became of its file."""

    id: str
    state: str
    drafted: str
    reviewed: str
    adopted: str
    reference: str
    begins: str
    superseded_by: str
    file: str
    file_is_whole: bool
    href: str
    packet: str = ""


@dataclass(frozen=True, repr=False)
class Mended:
    """One finding of the linter on a text."""

    code: str
    severity: str
    title: str
    wrong: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class ToMend:
    """What a board should mend in a text: how many of each severity, each finding, and where the packet is."""

    counted: str
    found: tuple[Mended, ...]
    packet: str


@dataclass(frozen=True, repr=False)
class Written:
    """One text that is not adopted yet: the next step, and, if asked for, what it would change."""

    id: str
    state: str
    token: str
    body: str
    caution: str
    forms: tuple[Form, ...]
    mend: ToMend | None = None
    asked_for: bool = False
    answers: tuple[tuple[str, str, str], ...] = ()
    rules: tuple[tuple[str, str, str], ...] = ()
    kinds: tuple[tuple[str, str, str], ...] = ()
    against: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class ByPeople:
    """One promise that only people can keep: who is asked, when it was last seen to, and from when again."""

    clause: str
    text: str
    who: str
    seen_to: str
    again: str
    is_due: bool
    token: str
    today: str


@dataclass(frozen=True, repr=False)
class Adopting:
    """The director's page of the policy: which one is in force, what is being written, what wants somebody."""

    in_force: PolicyInForce | None
    facts: tuple[Fact, ...]
    wanted: tuple[Wanted, ...]
    texts: tuple[TextRow, ...]
    written: tuple[Written, ...]
    problems: tuple[Problem, ...] = ()
    put_back: bool = False
    kept: tuple[ByPeople, ...] = ()
