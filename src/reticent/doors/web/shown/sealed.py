"""What the page shows where nobody may be told: the paper first, the words, and what lies behind them."""

from dataclasses import dataclass
from datetime import datetime

from reticent.doors.web.shown.cards import Card, Fact
from reticent.doors.web.shown.case import FoundPerson, StepForm
from reticent.doors.web.shown.frame import Problem


@dataclass(frozen=True, repr=False)
class SealedAct:
    """One thing that was done, and what was copied with it."""

    at: datetime
    when: str
    label: str
    by: str
    facts: tuple[Fact, ...]
    clauses: tuple[str, ...]
    people: tuple[FoundPerson, ...]


@dataclass(frozen=True, repr=False)
class Inside:
    """What the words opened."""

    state: str
    what: str
    zone: str
    until: str
    waits: bool
    due: str
    acts: tuple[SealedAct, ...]
    forms: tuple[StepForm, ...]
    not_yet: tuple[StepForm, ...]


@dataclass(frozen=True, repr=False)
class SealedRoom:
    """/<library>/sealed"""

    words: Card
    problems: tuple[Problem, ...] = ()
    # What is wrong with new words, by field.
    wrong_words: str = ""
    wrong_again: str = ""
    first: StepForm | None = None
    inside: Inside | None = None
    ended: bool = False
    # What was typed when the words were asked for again, under a seal.
    kept: str = ""
