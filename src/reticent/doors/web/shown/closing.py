"""What the page shows on which a patron closes her account: first what would end and what would stay, then what did."""

from dataclasses import dataclass
from datetime import date

from reticent.doors.web.shown.cards import Clause, Fact


@dataclass(frozen=True, repr=False)
class Closing:
    """/<library>/my-record/close. `token` is empty where she cannot close it, or has."""

    readable_until: date
    in_the_way: tuple[Fact, ...] = ()
    ends: tuple[str, ...] = ()
    stays: tuple[Fact, ...] = ()
    token: str = ""
    wrong: str = ""
    closed: bool = False
    cancelled: str = ""
    because: tuple[Clause, ...] = ()
