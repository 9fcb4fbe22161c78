"""What the pages of clients show: which other programs may ask, for what, until when, and how often they came."""

from dataclasses import dataclass

from reticent.doors.web.shown.blanks import Blank
from reticent.doors.web.shown.cards import Clause, Fact, Form
from reticent.doors.web.shown.frame import Problem


@dataclass(frozen=True, repr=False)
class ClientRow:
    """One client in the list."""

    name: str
    href: str
    vendor: str
    may: tuple[str, ...]
    state: str
    tone: str
    until: str
    came: str


@dataclass(frozen=True, repr=False)
class Clients:
    """/<library>/today/clients"""

    rows: tuple[ClientRow, ...]
    revoked: tuple[ClientRow, ...]
    add: str
    described: str
    vendors: str


@dataclass(frozen=True, repr=False)
class ClientShown:
    """/<library>/today/clients/<handle>, or the empty form of a new one. `secret`: shown this once, just made."""

    name: str
    blanks: tuple[Blank, ...]
    token: str
    all: str
    state: str = ""
    tone: str = ""
    say: str = ""
    because: tuple[Clause, ...] = ()
    facts: tuple[Fact, ...] = ()
    forms: tuple[Form, ...] = ()
    secret: str = ""
    address: str = ""
    problems: tuple[Problem, ...] = ()
