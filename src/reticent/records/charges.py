"""Charges: what a patron owes. The title goes with the loan; only amount, reason and day are kept."""

from collections.abc import Callable
from datetime import date

from reticent.drawer import kinds
from reticent.drawer.kinds import Field, Kind
from reticent.drawer.permits import Permit
from reticent.drawer.slips import Drawer, Opened, Writer, tried_again
from reticent.errors import Refused


class NothingOwed(Refused):
    """There is nothing to pay."""


class OwedChanged(Refused):
    """What is owed is not what was said and taken."""


class MoreThanOwed(Refused):
    """More was to be paid or waived than is owed."""


class UnknownReason(Refused):
    """A charge is for one of a few reasons; this is none of them."""


# No thing here costs more: whoever types more slipped.
MOST_CENTS = 9_999_99
LATE, LOST = "returned late", "lost item"
# What a charge may be for that no return makes.
REASONS = (LOST, "damaged item", "replacement card", "interlibrary loan", "copies and prints")


CHARGE = kinds.declare(
    Kind(
        code=4,
        name="charge",
        title="Charges",
        why="To know what you owe. It never holds a title.",
        need="until it is paid",
        fields=(
            Field("amount", "to know what you owe (cents)"),
            Field("reason", "to tell you what it is for; never a title"),
            Field("since", "to know since when"),
            Field("paid_on", "to show that it is paid"),
        ),
        need_ended_on=lambda payload: kinds.day(payload["paid_on"]),
        since="since",
    )
)


def fine_for(*, days_late: int, daily_cents: int, at_most_cents: int = 1000) -> int:
    """What late days cost, in cents, and never more than the most."""
    return min(max(0, days_late) * daily_cents, at_most_cents)


def owe(writer: Writer, *, person: str, cents: int, reason: str, today: date) -> None:
    """Write down a charge, in the writer's transaction."""
    writer.put(
        subject=person,
        kind="charge",
        payload={"amount": cents, "reason": reason, "since": today.isoformat(), "paid_on": None},
    )


def unpaid(slips: list[Opened]) -> list[Opened]:
    """Those of the slips that are unpaid charges."""
    return [s for s in slips if s.kind == "charge" and s.payload.get("paid_on") is None]


def _is_positive(cents: int) -> None:
    if cents <= 0:
        raise NothingOwed("Say an amount of more than nothing. Nothing was written.")


@tried_again
def charge(drawer: Drawer, permit: Permit, *, person: str, cents: int, reason: str, today: date) -> None:
    """Charge what is lost, damaged or asked for: only for a reason of `REASONS`, so that no title is ever typed.

    The permit's holder decides; what is written needs no look at what is there.
    """
    _is_positive(cents)
    if reason not in REASONS:
        raise UnknownReason("Choose what the charge is for. Nothing was written.")
    with drawer.writing() as writer:
        owe(writer, person=person, cents=cents, reason=reason, today=today)


@tried_again
def pay(
    drawer: Drawer,
    permit: Permit,
    *,
    person: str,
    cents: int,
    expected_cents: int,
    today: date,
    days_after: int,
) -> int:
    """Mark so many cents as paid, what is oldest first; the cents that are still owed.

    What is paid in part becomes two charges: one that is paid and one that is not. Where the policy keeps nothing
    after payment, what is paid ends at once. `expected_cents` is what was said to be owed: if anything else is owed by
    now, nothing is marked.
    """

    def marked(writer: Writer, slip: Opened, part: int) -> None:
        rest = slip.payload["amount"] - part
        paid = {} if days_after == 0 else {"paid_on": today.isoformat()}
        if not rest:
            writer.replace(slip, **paid) if paid else writer.end(slip)
            return
        writer.replace(slip, amount=rest)
        if paid:
            writer.put(subject=person, kind="charge", payload={**slip.payload, "amount": part, **paid})

    return _taken_off(drawer, permit, person=person, cents=cents, expected_cents=expected_cents, each=marked)


@tried_again
def waive(drawer: Drawer, permit: Permit, *, person: str, cents: int, expected_cents: int) -> int:
    """Take so many cents off what is owed, what is oldest first; the cents that are still owed.

    Nothing of it is kept, under any policy: nobody paid, so nobody need show that she did. Why is not asked.
    """

    def forgiven(writer: Writer, slip: Opened, part: int) -> None:
        rest = slip.payload["amount"] - part
        writer.replace(slip, amount=rest) if rest else writer.end(slip)

    return _taken_off(
        drawer, permit, person=person, cents=cents, expected_cents=expected_cents, each=forgiven
    )


def _taken_off(
    drawer: Drawer,
    permit: Permit,
    *,
    person: str,
    cents: int,
    expected_cents: int,
    each: Callable[[Writer, Opened, int], None],
) -> int:
    _is_positive(cents)
    with drawer.writing() as writer:
        owed = sorted(
            unpaid(drawer.find(permit, subject=person)), key=lambda slip: slip.payload["since"] or ""
        )
        if not owed:
            raise NothingOwed("Nothing is owed. Nothing was written.")
        if sum(slip.payload["amount"] for slip in owed) != expected_cents:
            raise OwedChanged(
                "What is owed has changed since you asked. Nothing was written: ask again, and take what is owed now."
            )
        if cents > expected_cents:
            raise MoreThanOwed("That is more than is owed. Nothing was written.")
        left = cents
        for slip in owed:
            part = min(left, slip.payload["amount"])
            if part:
                each(writer, slip, part)
            left -= part
    return expected_cents - cents
