"""What the questions of the set-up show, and what the library's own text says to them."""

from dataclasses import dataclass

from reticent.doors.web.shown.cards import Clause
from reticent.doors.web.shown.frame import Problem


@dataclass(frozen=True, repr=False)
class Wording:
    """A text that answers so, and the clauses by which it does."""

    called: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, repr=False)
class Answerable:
    """One thing that may be answered, with the wording of those who do."""

    value: str
    says: str
    chosen: bool
    wordings: tuple[Wording, ...]


@dataclass(frozen=True, repr=False)
class AskedPart:
    """One part of a question: a choice, or something to write down."""

    id: str
    asks: str
    kind: str
    choices: tuple[Answerable, ...] = ()
    value: str = ""
    error: str = ""
    silent: str = ""
    only_with: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nothing was chosen."""
        return not any(choice.chosen for choice in self.choices)


@dataclass(frozen=True, repr=False)
class OwnSentence:
    """A sentence of the library's own text: whether it is put to this question, and to which it seems to belong."""

    key: str
    text: str
    to: str
    said: str = ""
    guess: str = ""
    seems: str = ""

    @property
    def place(self) -> str:
        """Where it was put, or else where it seems to belong."""
        return self.to or self.guess


@dataclass(frozen=True, repr=False)
class Stop:
    """One question in the list of all of them."""

    called: str
    href: str
    answered: str
    open: str
    current: bool = False


@dataclass(frozen=True, repr=False)
class SettingUp:
    """The pages of the set-up: one question, the pasted text, the summary."""

    stops: tuple[Stop, ...]
    decided: int
    uncovered: tuple[OwnSentence, ...]
    sentences: int
    number: int = 0
    called: str = ""
    asks: str = ""
    why: str = ""
    parts: tuple[AskedPart, ...] = ()
    own: tuple[OwnSentence, ...] = ()
    problems: tuple[Problem, ...] = ()
    back: str = ""
    places: tuple[tuple[str, str], ...] = ()
    pasted: str = ""
    undecided: tuple[Stop, ...] = ()
    findings: tuple[tuple[str, str, str], ...] = ()
    draft: str = ""
    replaces: str = ""
    sha256: str = ""
    can_begin_from: str = ""

    @property
    def count(self) -> int:
        """How many questions there are."""
        return len(self.stops)
