"""What the pages of a rehearsal show: the made-up paper, and how it went."""

from dataclasses import dataclass

from reticent.disclosure.rehearsing import Brought, Went
from reticent.doors.web.shown.blanks import Blank
from reticent.doors.web.shown.cards import Card, Clause
from reticent.doors.web.shown.frame import Problem


@dataclass(frozen=True, repr=False)
class Rehearsal:
    """/<library>/rehearsal before it begins, and the officer's card: how it is played, and the made-up papers."""

    mark: str
    rules: tuple[str, ...]
    minutes: int
    papers: tuple[Brought, ...]
    last: str = ""
    changed_since: bool = False
    stale: bool = False


@dataclass(frozen=True, repr=False)
class Judged:
    """One part of a made-up visit: how it went, what is right here, what would have happened, and the clauses."""

    label: str
    went: str
    what: str
    otherwise: str
    clauses: tuple[Clause, ...]

    @property
    def verdict(self) -> str:
        """How it went, in words: colour never speaks alone."""
        return {"right": "Right", "safe": "No harm done", "wrong": "Read this again"}[self.went]


@dataclass(frozen=True, repr=False)
class RehearsalTurn:
    """One made-up paper: the question that is asked now, or the card of how it went."""

    token: str
    mark: str
    number: int
    count: int
    minute: int
    minutes: int
    brought: Brought
    stage: str
    buttons: tuple[tuple[str, str], ...] = ()
    blanks: tuple[Blank, ...] = ()
    words: Card | None = None
    judged: tuple[Judged, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def is_last(self) -> bool:
        """Whether the end comes next."""
        return self.number == self.count

    @property
    def went_well(self) -> bool:
        """Whether nothing is to be read again."""
        return all(part.went == "right" for part in self.judged)


@dataclass(frozen=True, repr=False)
class RehearsalEnd:
    """The end of a rehearsal: what went well, what to read again, and its acknowledgement."""

    token: str
    minute: int
    minutes: int
    went: tuple[Went, ...]
    again: tuple[tuple[str, tuple[Judged, ...]], ...]
    policy: str
    sha256: str
    on: str
    acknowledged: bool
