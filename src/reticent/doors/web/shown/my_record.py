"""What a patron's own page shows: what is kept about her, and who looked."""

from dataclasses import dataclass
from datetime import date, datetime

from reticent.doors.web.shown.cards import Clause, Fact, Line


@dataclass(frozen=True, repr=False)
class TakeBack:
    """One thing that a patron may take back on her own page."""

    label: str
    token: str
    href: str


@dataclass(frozen=True, repr=False)
class Kept:
    """One kind of record about the patron: what it says, why it is kept, and until when."""

    kind: str
    facts: tuple[Fact, ...]
    lines: tuple[Line, ...]
    why: str
    until: str
    came_from: str
    because: tuple[Clause, ...] = ()
    empty: str = ""
    heads: tuple[str, str] = ("", "")
    take_backs: tuple[TakeBack, ...] = ()


@dataclass(frozen=True, repr=False)
class Looked:
    """One look at the patron's record: the role that looked, never the person."""

    day: date
    role: str
    purpose: str
    refused: bool


@dataclass(frozen=True, repr=False)
class MyRecord:
    """/<library>/my-record"""

    name: str
    as_of: datetime
    kept: tuple[Kept, ...]
    looked: tuple[Looked, ...]
    looked_since: date | None
    elsewhere: str
    ended_readable_until: date | None = None
    because: tuple[Clause, ...] = ()
