"""What the page of public computers shows. It knows of nobody who sat at one."""

from dataclasses import dataclass

from reticent.doors.web.shown.blanks import Blank
from reticent.doors.web.shown.frame import Problem


@dataclass(frozen=True, repr=False)
class Computer:
    """One public computer: when it was wiped last, who says so, and since when a wipe is missing."""

    name: str
    place: str
    last: str
    missing: str
    today: bool
    minutes: int = 60


@dataclass(frozen=True, repr=False)
class Computers:
    """/<library>/desk/computers"""

    here: str
    computers: tuple[Computer, ...]
    may_add: bool
    blanks: tuple[Blank, ...] = ()
    problems: tuple[Problem, ...] = ()
    done: str = ""
    board: str = "#"

    @property
    def all_today(self) -> bool:
        """Whether none is left to wipe today."""
        return all(each.today for each in self.computers)
