"""What the page shows of all that a patron has allowed and asked for, each with its day and a way to change it."""

from dataclasses import dataclass

from reticent.doors.web.shown.cards import Clause, Fact
from reticent.doors.web.shown.my_record import TakeBack
from reticent.doors.web.shown.promise import Learner


@dataclass(frozen=True, repr=False)
class Choice:
    """One thing that she may allow or ask for: what stands, what it means, and what changes it. `elsewhere`: an address
    and what its link says."""

    name: str
    title: str
    facts: tuple[Fact, ...]
    says: str = ""
    acts: tuple[TakeBack, ...] = ()
    elsewhere: tuple[str, str] = ("", "")
    because: tuple[Clause, ...] = ()
    learners: tuple[Learner, ...] = ()


@dataclass(frozen=True, repr=False)
class Choices:
    """/<library>/my-record/choices"""

    choices: tuple[Choice, ...]
    back: str
