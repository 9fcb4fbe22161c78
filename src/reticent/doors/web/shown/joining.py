"""What the page shows on which somebody new is registered, and the welcome slip."""

from dataclasses import dataclass

from reticent.doors.web.shown.blanks import Blank
from reticent.doors.web.shown.cards import Clause
from reticent.doors.web.shown.frame import Problem


@dataclass(frozen=True, repr=False)
class JoiningPage:
    """/<library>/desk/register"""

    action: str
    particulars: tuple[Blank, ...]
    of_minors: tuple[Blank, ...]
    wishes: tuple[Blank, ...]
    card: tuple[Blank, ...]
    minor_heading: str
    because: tuple[Clause, ...]
    listed: bool
    first: tuple[Blank, ...] = ()
    perhaps: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, repr=False)
class Asks:
    """One thing that is asked: why, and whether it may be left out."""

    label: str
    why: str
    note: str


@dataclass(frozen=True, repr=False)
class WelcomeHalf:
    """The slip in one language."""

    language: str
    heading: str
    lead: str
    asked_heading: str
    asks: tuple[Asks, ...]
    kept_heading: str
    kept: tuple[tuple[str, str], ...]
    besides_heading: str
    besides: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class Welcome:
    """/<library>/welcome"""

    halves: tuple[WelcomeHalf, ...]
