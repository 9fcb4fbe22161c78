"""Closing an account: may it be closed, and what ends with it.

Nothing may be out or owed. The registration ends at once: the days that a policy keeps one which ran out are there to
renew it, and who leaves renews nothing. What she had to ask about later keeps its own days (M19-05, WO-15, WE-08, NC-03).
"""

from dataclasses import dataclass
from datetime import date

from reticent.drawer import sweeping
from reticent.drawer.permits import Permit
from reticent.drawer.slips import Drawer, tried_again
from reticent.errors import Refused
from reticent.people import families, finding, friends, patrons
from reticent.records import charges, holds, interlibrary


class StillOpen(Refused):
    """The account cannot be closed yet: how many items are out, and how many cents are owed."""

    def __init__(self, *, out: int, owed_cents: int) -> None:
        super().__init__("The account stays open until everything is back and paid. Nothing was closed.")
        self.out, self.owed_cents = out, owed_cents


@dataclass(frozen=True)
class Ended:
    """How many holds, and how many open requests to other libraries, ended with an account."""

    holds: int
    requests: int


def open_of(drawer: Drawer, permit: Permit, *, person: str) -> tuple[int, int]:
    """How many items are out to the person, and how many cents she owes."""
    found = drawer.find(permit, subject=person)
    out = sum(slip.kind == "loan" and slip.payload["returned_on"] is None for slip in found)
    return out, sum(slip.payload["amount"] for slip in charges.unpaid(found))


@tried_again
def close(
    drawer: Drawer, permit: Permit, *, beside: Permit, person: str, today: date, hold_days_after: int
) -> Ended:
    """End the registration with what finds it and what lies beside it, and let the holds end, and what other libraries
    were asked for; how many of these. What one of them sends already is nobody's from now on, and goes back."""
    drawer.wake()
    # Nobody else writes meanwhile: nothing is lent to a card that is going.
    with drawer.settling() as writer:
        registration = patrons.registration_of(drawer, permit, person=person)
        out, owed = open_of(drawer, permit, person=person)
        if out or owed:
            raise StillOpen(out=out, owed_cents=owed)
        found = drawer.find(permit, subject=person)
        waiting = [slip for slip in found if slip.kind == "hold" and holds.stands(slip.payload, today=today)]
        asked = interlibrary.in_order(found)
        for hold in waiting:
            holds.end(writer, hold, today=today, days_after=hold_days_after)
        for request in asked:
            interlibrary.forsake(writer, request, today=today)
        choices = families.found(drawer, beside, person=person, kind=friends.FRIENDS_CHOICE.name)
        for choice in choices:
            friends.leave(writer, choice, today=today)
        writer.end(registration)
        sweeping.end_person(
            drawer,
            writer,
            subjects=(finding.finders_of(person), patrons.beside(person)),
            person=person,
            but={choice.mark for choice in choices},
        )
    return Ended(len(waiting), sum(interlibrary.is_open(request.payload) for request in asked))
