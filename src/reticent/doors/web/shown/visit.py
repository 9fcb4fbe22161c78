"""What the pages of a visit show: the words first, then what is written down."""

from dataclasses import dataclass

from reticent.doors.web.shown.blanks import Blank
from reticent.doors.web.shown.calling import Call
from reticent.doors.web.shown.cards import Card
from reticent.doors.web.shown.frame import Problem


@dataclass(frozen=True, repr=False)
class Visit:
    """/<library>/visit"""

    words: Card
    paper: Card
    silenced: Card
    custodian: str
    never: tuple[str, ...]
    calls: tuple[Call, ...]
    # Whether the sealed room is for whoever reads this.
    may_come: bool = False


@dataclass(frozen=True, repr=False)
class Asking:
    """/<library>/visit/asking and /visit/taking: what to say, whom to call, and what is written down."""

    token: str
    blanks: tuple[Blank, ...]
    sayings: tuple[Card, ...]
    calls: tuple[Call, ...]
    of_askers: int = 0
    problems: tuple[Problem, ...] = ()
