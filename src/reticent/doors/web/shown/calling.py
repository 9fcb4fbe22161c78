"""Whom to call: what the director's page of it shows, and what stands beside a visit."""

from dataclasses import dataclass

from reticent.doors.web.shown.cards import Clause, Fact, Form
from reticent.doors.web.shown.frame import Problem


@dataclass(frozen=True, repr=False)
class CallRow:
    """One office that is called: why, how it is reached, and what may be done about its line."""

    number: int
    office: str
    why: str
    clauses: tuple[Clause, ...]
    facts: tuple[Fact, ...]
    note: str
    named: bool
    is_known: bool
    is_first: bool
    is_last: bool
    token: str
    form: Form


@dataclass(frozen=True, repr=False)
class ActsRow:
    """One account that may act for the custodian, from when until when, by which paper."""

    who: str
    begins: str
    until: str
    paper: str
    standing: str
    holds: bool
    token: str


@dataclass(frozen=True, repr=False)
class Calling:
    """The director's page of whom to call, and of who may act for the custodian."""

    custodian: str
    rows: tuple[CallRow, ...]
    add: Form
    acting: tuple[ActsRow, ...]
    appoint: Form | None
    nobody: str
    problems: tuple[Problem, ...] = ()
    done: str = ""
    put_back: str = ""


@dataclass(frozen=True, repr=False)
class Number:
    """One way to reach an office, when it is good for, and its address."""

    number: str
    when: str
    href: str

    @property
    def parts(self) -> tuple[str, ...]:
        """Where a line may break: an e-mail address behind its @, a telephone number nowhere."""
        before, at, after = self.number.partition("@")
        return (before + at, after) if at else (self.number,)


@dataclass(frozen=True, repr=False)
class Call:
    """One office to call, and why; without clauses it is our advice. Numbers as far as the library noted them."""

    office: str
    why: str
    clauses: tuple[str, ...] = ()
    numbers: tuple[Number, ...] = ()
    note: str = ""
    tries: tuple[str, ...] = ()
