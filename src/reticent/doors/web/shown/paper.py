"""What the walk through the building shows: places and days, nobody."""

from dataclasses import dataclass

from reticent.doors.web.shown.blanks import Blank
from reticent.doors.web.shown.cards import Clause, Fact
from reticent.doors.web.shown.frame import Problem


@dataclass(frozen=True, repr=False)
class PlaceRow:
    """One station of the walk."""

    called: str
    look: str
    href: str
    state: str
    due: str = ""
    late: bool = False


@dataclass(frozen=True, repr=False)
class CertificateRow:
    """One certificate in the list."""

    on: str
    called: str
    what: str
    href: str


@dataclass(frozen=True, repr=False)
class Walk:
    """/<library>/today/paper"""

    lead: str
    late: bool
    rows: tuple[PlaceRow, ...]
    certificates: tuple[CertificateRow, ...]
    because: tuple[Clause, ...]


@dataclass(frozen=True, repr=False)
class PaperShown:
    """/<library>/today/paper/<kind>"""

    all: str
    called: str
    look: str
    state: str
    late: bool
    blanks: tuple[Blank, ...]
    token: str
    gone: tuple[Blank, ...] = ()
    editing: bool = False
    destroying: bool = False
    approval: str = ""
    because: tuple[Clause, ...] = ()
    certificates: tuple[CertificateRow, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, repr=False)
class Certificate:
    """/<library>/today/paper/certificate/<handle>"""

    all: str
    library: str
    heading: str
    facts: tuple[Fact, ...]
    because: tuple[Clause, ...]
