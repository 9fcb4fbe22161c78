"""What the page shows on which a patron lets somebody be told of her records."""

from dataclasses import dataclass

from reticent.doors.web.shown.cards import Clause, Form


@dataclass(frozen=True, repr=False)
class PermitPage:
    """/<library>/my-record/permission. Without `form` it is given on paper at the desk only."""

    paper: str
    back: str
    opens: tuple[str, ...]
    because: tuple[Clause, ...]
    form: Form | None = None
