"""What the page of looks for review shows: each look that was drawn, and what may be said of it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, repr=False)
class Said:
    """Something that may be said of a look: the button."""

    verdict: str
    label: str


@dataclass(frozen=True, repr=False)
class LookToReview:
    """One look that was drawn: when, by which desk, what for, what came of it, and how often that record was opened in
    the week; whose it was is not said."""

    rank: str
    on: date
    by: str
    what_for: str
    came_to: str
    often: str
    asked: bool
    buttons: tuple[Said, ...]


@dataclass(frozen=True, repr=False)
class Reviewing:
    """/<library>/today/looks"""

    looks: tuple[LookToReview, ...]
    week: date | None
    drawn: int
    clause: str = ""
    done: str = ""

    @property
    def asked(self) -> tuple[LookToReview, ...]:
        """Those that are being asked about."""
        return tuple(look for look in self.looks if look.asked)

    @property
    def fresh(self) -> tuple[LookToReview, ...]:
        """Those of which nothing was said yet."""
        return tuple(look for look in self.looks if not look.asked)
