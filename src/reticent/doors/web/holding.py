"""Holds at the desk: what waits for a patron, a hold to place, one to cancel."""

from typing import TYPE_CHECKING

from reticent.access import doorway
from reticent.access.doorway import NoDuty
from reticent.access.records import Record, ShownHold
from reticent.doors.web import forms
from reticent.doors.web.shown.cards import Card, Entry, Fact, Form, Line, Lines, ShelfSlip
from reticent.doors.web.shown.desk import Desk
from reticent.drawer import drawers
from reticent.errors import Refused
from reticent.records import holds, items

if TYPE_CHECKING:
    from reticent.doors.web.desk import At

# Where things are collected: one place so far.
BRANCH = "Main"
_ENTRY = Entry("item", "Barcode of the item", kind="scan", hint="Scan it, or type it.")


def tables(record: Record) -> tuple[Lines, ...]:
    """What is on hold, where the decision shows it."""
    if record.holds is None:
        return ()
    lines = tuple(
        Line(hold.title or "an item", amount=hold.pickup or "", note=_stands(hold)) for hold in record.holds
    )
    return (Lines("On hold", "Title", "Collect at", lines, "Nothing is on hold."),)


def _stands(hold: ShownHold) -> str:
    if not hold.ready:
        return "not yet"
    return f"ready, as {hold.shelf}" if hold.shelf else "ready"


def to_carry(record: Record) -> tuple[Lines, ...]:
    """What whoever is sent carries."""
    lines = tuple(
        Line(
            hold.title or "an item",
            amount=hold.pickup or "",
            note=f"on the shelf as {hold.shelf}" if hold.shelf else "",
        )
        for hold in record.holds or ()
    )
    return (Lines("Ready", "Title", "Collect at", lines),) if lines else ()


def to_hand_over(record: Record) -> str:
    """What whoever is sent may carry, in words."""
    if not record.holds:
        return "Nothing is ready to be carried. Say nothing of what else is out, owed or on hold."
    return "Take what is ready from the hold shelf. Say nothing of what else is out, owed or on hold."


def desk_forms(at: "At", record: Record, person: str, facts: tuple[Fact, ...]) -> tuple[Form, ...]:
    """Place a hold; and cancel one, where there is one."""
    if record.holds is None:
        return ()
    values = {"person": person, "facts": forms.packed(facts)}
    offered: tuple[Form, ...] = (_place_form(at, values),)
    if record.holds:
        choices = tuple((hold.barcode, hold.title or "an item") for hold in record.holds)
        cancelling = Form(
            "unhold",
            "Cancel a hold",
            at.seal("unhold", values),
            "Cancel it",
            question="Which one?",
            choice_name="held",
            choices=forms.choices(choices),
            told=choices[0][0] if len(choices) == 1 else "",
        )
        offered = (*offered, cancelling)
    return offered


def _place_form(at: "At", values: dict[str, str], error: str = "") -> Form:
    entries = forms.with_errors((_ENTRY,), {"item": error} if error else {})
    return Form(
        "hold",
        "Place a hold",
        at.seal("hold", values),
        "Place it",
        "The item is kept for them when it comes back, or from the shelf now.",
        entries=entries,
        open=bool(error),
    )


def place(at: "At") -> Desk:
    """Put the patron on an item's list."""
    values = at.unseal("hold")
    facts = forms.facts_in(values["facts"])
    try:
        item = items.with_barcode(at.library.slug, at.asked("item"))
        permit = doorway.to_act(
            at.library,
            at.staff,
            purpose="hold",
            person=values["person"],
            thing=holds.thing(item),
            now=at.now,
        )
        placed = holds.place(
            drawers.of(at.library.slug),
            permit,
            person=values["person"],
            item=item,
            pickup=at.branch,
            today=at.today,
        )
    except NoDuty:
        raise
    except Refused as no:
        form = _place_form(at, values, str(no))
        return at.page(Card("refused", "Holds", "Not on hold.", facts=facts, forms=(form,)))
    at_once = placed.is_in and not placed.before
    return at.page(
        Card(
            "done",
            "Holds",
            f"On hold. {_turn(placed)}",
            facts=(
                *forms.name_in(values),
                Fact("Title", placed.title),
                Fact("On the shelf as", placed.shelf),
            ),
            note="It is in. Put it on the hold shelf." if at_once else "",
            shelf=shelf_slip(at, placed.shelf) if at_once else None,
        )
    )


def shelf_slip(at: "At", name: str) -> ShelfSlip | None:
    """What is put into the item on the hold shelf: a made-up name, and since when it stands there."""
    return ShelfSlip(name, at.library.name, at.branch, at.today) if name else None


def _turn(placed: holds.Placed) -> str:
    if not placed.before:
        return "They are next."
    return "One waits before them." if placed.before == 1 else f"{placed.before} wait before them."


def cancel(at: "At") -> Desk:
    """Take the patron off an item's list."""
    values = at.unseal("unhold")
    if not at.asked("held"):
        raise Refused("Say which hold. Begin again; nothing was cancelled.")
    item = items.with_barcode(at.library.slug, at.asked("held"))
    permit = doorway.to_act(at.library, at.staff, purpose="hold", person=values["person"], now=at.now)
    period = at.library.policy.keep.get("hold")
    title = holds.cancel(
        drawers.of(at.library.slug),
        permit,
        person=values["person"],
        item=item,
        today=at.today,
        days_after=period.days_after if period else 0,
    )
    facts = (*forms.name_in(values), Fact("Title", title))
    return at.page(Card("done", "Holds", "Cancelled.", facts=facts))


ACTS = {"hold": place, "unhold": cancel}
