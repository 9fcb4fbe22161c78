"""What a form shows on which something from outside is taken down."""

from dataclasses import dataclass


@dataclass(frozen=True, repr=False)
class Mark:
    """One answer that may be marked; `says` is the number of the words that belong to it, `key` what chooses it."""

    value: str
    label: str
    chosen: bool
    says: int | None = None
    digit: str = ""
    letter: str = ""


@dataclass(frozen=True, repr=False)
class Point:
    """One point of a list, each with the same answers."""

    name: str
    question: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, repr=False)
class Blank:
    """One thing that is written down in a case: what stands in it, and what is wrong with it."""

    id: str
    name: str
    label: str
    kind: str
    value: str = ""
    marks: tuple[Mark, ...] = ()
    rarer: tuple[Mark, ...] = ()
    rarer_called: str = "Somebody else"
    points: tuple[Point, ...] = ()
    hint: str = ""
    required: bool = False
    most: int = 0
    error: str = ""
    first_wrong: bool = False

    @property
    def target(self) -> str:
        """Where to go to fill it in."""
        if self.points:
            return f"{self.points[0].name}-{self.points[0].marks[0].value}"
        return f"{self.id}-{self.marks[0].value}" if self.marks and self.kind != "list" else self.id

    @property
    def is_rare(self) -> bool:
        """Whether one of the rarer answers is chosen."""
        return any(mark.chosen for mark in self.rarer)

    @property
    def described_by(self) -> str:
        """What else is said of it, for whoever hears the page."""
        parts = ("error" if self.error else "", "hint" if self.hint else "")
        return " ".join(f"{self.id}-{part}" for part in parts if part)
