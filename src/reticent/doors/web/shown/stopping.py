"""What the page behind a newsletter's link shows. It knows no address."""

from dataclasses import dataclass
from datetime import date

from reticent.doors.web.shown.cards import Clause


@dataclass(frozen=True, repr=False)
class StopMail:
    """/<library>/stop-mail: what is stopped, in the policy's words; `asks`: whether the rest should stop as well."""

    here: str
    stopped: bool
    since: date | None
    says: str
    asks: str
    account_stopped: bool
    pressed: bool
    because: tuple[Clause, ...] = ()
