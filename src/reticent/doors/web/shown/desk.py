"""What the desk shows: its keys, and the card of what was decided."""

from dataclasses import dataclass

from reticent.doors.web.shown.cards import Card, Choice
from reticent.doors.web.shown.frame import Problem


@dataclass(frozen=True, repr=False)
class Key:
    """One number key at the desk: the digit, the purpose behind it, and what else must be said."""

    digit: str
    value: str
    label: str
    hint: str = ""
    question: str = ""
    choices: tuple[Choice, ...] = ()
    looks_up: bool = True
    grave: bool = False
    names: str = ""

    @property
    def names_name(self) -> str:
        """The form field that carries who it is, where `names` asks that."""
        return f"{self.value}_named"

    @property
    def answer_name(self) -> str:
        """The form field that carries the answer to this key's question."""
        return f"{self.value}_told"


@dataclass(frozen=True, repr=False)
class Desk:
    """/<library>/desk"""

    keys: tuple[Key, ...]
    chosen: str = ""
    told: str = ""
    card: Card | None = None
    problems: tuple[Problem, ...] = ()
    named: str = ""
    typed: str = ""
