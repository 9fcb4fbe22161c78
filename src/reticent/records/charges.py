"""Charges: what a patron owes. The title goes with the loan; only amount, reason and day are kept."""

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


@tried_again
def pay_all(
    drawer: Drawer, permit: Permit, *, person: str, today: date, days_after: int, expected_cents: int
) -> int:
    """Mark everything owed as paid; the cents. Where the policy keeps nothing after payment, it ends at once.

    `expected_cents` is what was said and taken: if anything else is owed by now, nothing is marked.
    """
    with drawer.writing() as writer:
        owed = unpaid(drawer.find(permit, subject=person))
        if not owed:
            raise NothingOwed("Nothing is owed. Nothing was written.")
        if sum(slip.payload["amount"] for slip in owed) != expected_cents:
            raise OwedChanged(
                "What is owed has changed since you asked. Nothing was written: ask again, and take what is owed now."
            )
        for slip in owed:
            if days_after == 0:
                writer.end(slip)
            else:
                writer.replace(slip, paid_on=today.isoformat())
    return expected_cents
