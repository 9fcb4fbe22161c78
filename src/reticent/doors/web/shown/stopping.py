"""What the page behind the link of a newsletter or a notice shows. It knows no address."""

from dataclasses import dataclass
from datetime import date

from reticent.doors.web.shown.cards import Clause


@dataclass(frozen=True, repr=False)
class StopMail:
    """/<library>/stop-mail: whether this sort of mail (`what`: news, account) is stopped, in words; of a newsletter,
    `asks`: whether the rest should stop as well."""

    here: str
    what: str
    stopped: bool
    since: date | None
    says: str
    pressed: bool
    asks: str = ""
    account_stopped: bool = False
    because: tuple[Clause, ...] = ()
