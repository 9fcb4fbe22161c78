"""Closing an account at the desk: what stands in its way, and what is kept of it until when."""

from datetime import timedelta
from typing import TYPE_CHECKING

from reticent.access import joining
from reticent.access.records import HeldKind
from reticent.doors.web import forms
from reticent.doors.web.shown.cards import Card, Fact, Form, Step
from reticent.doors.web.shown.desk import Desk
from reticent.drawer.tables import RECOVERY_DAYS, TURN_EVERY_DAYS
from reticent.policy.phrases import counted
from reticent.records.closing import StillOpen

if TYPE_CHECKING:
    from reticent.doors.web.desk import At


def close_form(at: "At", values: dict[str, str]) -> Form:
    """The form that closes the account of whoever's registration lies open."""
    return Form(
        "close",
        "Close the account",
        at.seal("close", values),
        "Close it for good",
        "Everything must be back and paid. The registration ends at once, with the guardians, people sent and wishes "
        "noted beside it, and what is on hold or asked of other libraries is cancelled. "
        "It cannot be taken back: who returns registers anew.",
    )


def close(at: "At") -> Desk:
    """Close it, or say what must come first."""
    values = at.unseal("close")
    try:
        left = joining.close(at.library, at.staff, person=values["person"], now=at.now)
    except StillOpen as no:
        return at.page(_not_yet(at, values, no))
    day = at.today + timedelta(days=TURN_EVERY_DAYS + RECOVERY_DAYS)
    facts = (
        Fact("Ended today", "the registration and all noted beside it"),
        *((Fact("Cancelled", counted(left.holds, "hold")),) if left.holds else ()),
        *((Fact("Asked of other libraries", f"cancelled: {left.requests}"),) if left.requests else ()),
        Fact("In backups", f"until {day:%-d %B %Y} at the latest"),
        *(Fact(kind.title, f"kept until {kind.until}{_why(kind)}") for kind in left.kept),
    )
    return at.page(
        Card(
            "done",
            "Registration",
            "Closed. The card is good for nothing now.",
            facts=facts,
            note="Tell them what is kept, and until when. Cut the card up, or give it back to them.",
            written_down=f"Written down, before it was done: {at.today:%-d %b}, {at.staff.title}, registration, closed.",
        )
    )


def _not_yet(at: "At", values: dict[str, str], no: StillOpen) -> Card:
    facts = forms.name_in(values)
    steps: tuple[Step, ...] = ()
    if no.out:
        facts = (*facts, Fact("Out", counted(no.out, "item"), "due"))
        steps = (*steps, Step("Take back what they have brought: key 2"))
    if no.owed_cents:
        facts = (*facts, Fact("Owed", forms.money(no.owed_cents), "due"))
        steps = (*steps, Step("Take the payment: key 5"))
    return Card(
        "refused",
        "Registration",
        "Not closed yet.",
        say="I can close your account once everything is back and paid. Until then I need to know who has it.",
        facts=facts,
        note="Nothing was closed.",
        steps=(*steps, Step("Nothing new need be borrowed meanwhile: let the card run out")),
        written_down=f"Written down: {at.today:%-d %b}, {at.staff.title}, registration, not closed.",
    )


def _why(kind: HeldKind) -> str:
    return f" ({', '.join(kind.clauses)})" if kind.clauses else ""


ACTS = {"close": close}
