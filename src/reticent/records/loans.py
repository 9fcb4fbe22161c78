"""Loans: which item is out to whom, until when; and nothing once it is back (M19-05, WO-15, WE-08, NC-03)."""

from dataclasses import dataclass
from datetime import date, timedelta

from reticent.drawer import kinds
from reticent.drawer.kinds import Field, Kind, Payload
from reticent.drawer.permits import Permit
from reticent.drawer.slips import Cell, Drawer, Look, Opened, Writer, tried_again
from reticent.errors import Refused
from reticent.people import patrons
from reticent.people.patrons import CardExpired
from reticent.records import charges, holds
from reticent.records.items import Item


class AlreadyOut(Refused):
    """The item is out. To whom is not said."""


class NotOut(Refused):
    """The item is not out."""


class SomebodyWaits(Refused):
    """It cannot be renewed: somebody waits for it. Who is not said."""


class WantedBack(Refused):
    """The library that lent it to us wants it back by now."""


class NotYet(Refused):
    """Renewed now, it would not be due any later."""


LOAN = kinds.declare(
    Kind(
        code=3,
        name="loan",
        title="Loans out",
        why="To know which item to expect back, and to remind you.",
        need="until it is returned",
        fields=(
            Field("item", "to know which item to expect back"),
            Field("lent_on", "to work out when it is due"),
            Field("due", "to remind you"),
            Field("branch", "to count loans by branch"),
            Field("returned_on", "to know that it is back"),
        ),
        need_ended_on=lambda payload: kinds.day(payload["returned_on"]),
        since="lent_on",
    )
)


@dataclass(frozen=True)
class Lent:
    """A loan just made: the item, and when it is due."""

    title: str
    due: date


@dataclass(frozen=True)
class Returned:
    """A return just made: the item, how many days late, what that cost (cents), whether somebody waits for it, and
    under which made-up name it goes on the hold shelf (none for a hold of before there were any)."""

    title: str
    days_late: int
    charged_cents: int
    somebody_waits: bool = False
    shelf: str = ""


@dataclass(frozen=True)
class Renewed:
    """A renewal just made: the item, when it is due now, how many days it was late, and what that cost (cents)."""

    title: str
    due: date
    days_late: int
    charged_cents: int


thing = holds.thing


def is_out(payload: Payload) -> bool:
    """Whether this loan is not back yet; a policy may keep a loan for some days after."""
    return payload["returned_on"] is None


def cell(item: Item, *, lent_on: date, branch: str, home_town: str) -> Cell:
    """The coarse fact of a loan: month, branch, item class, audience, home town. It names nobody and no title."""
    return ("loan", lent_on.isoformat()[:7], branch, item.item_class, item.audience, home_town)


@tried_again
def record_checkout(
    drawer: Drawer,
    permit: Permit,
    *,
    person: str,
    item: Item,
    branch: str,
    today: date,
    loan_days: int,
    hold_days_after: int = 0,
) -> Lent:
    """Lend the item to the person, which ends her hold on it. The slip is the transaction's last insert; no other
    row names either. `hold_days_after`: how long the policy keeps a hold that was collected."""
    look = Look(singles=((patrons.REGISTRATION.name, person),), things=(thing(item),), adds_to=person)
    with drawer.writing(look=look) as writer:
        registration = patrons.registration_of(drawer, permit, person=person).payload
        if kinds.day(registration["expires"]) < today:  # type: ignore[operator]
            raise CardExpired(
                "This card has expired. Renew the registration first, then lend. Nothing was lent."
            )
        found = drawer.find_thing(permit, thing=thing(item))
        if any(slip.kind == LOAN.name and is_out(slip.payload) for slip in found):
            raise AlreadyOut("This item is still out. If it is in your hand, return it first, then lend it.")
        holds.collect(writer, found, person=person, today=today, days_after=hold_days_after)
        due = _due(item, today=today, loan_days=loan_days)
        writer.put(
            subject=person,
            kind="loan",
            thing=thing(item),
            payload=_payload(item, lent_on=today, due=due, branch=branch),
            cell=cell(item, lent_on=today, branch=branch, home_town=registration["town"]),
        )
    return Lent(title=item.title, due=due)


def _payload(item: Item, *, lent_on: date, due: date, branch: str) -> dict[str, str | None]:
    return {
        "item": item.barcode,
        "lent_on": lent_on.isoformat(),
        "due": due.isoformat(),
        "branch": branch,
        "returned_on": None,
    }


@tried_again
def renew(
    drawer: Drawer,
    permit: Permit,
    *,
    person: str,
    item: Item,
    today: date,
    loan_days: int,
    daily_fine_cents: int,
) -> Renewed:
    """Let the person keep the item for as long again, from today, unless somebody waits for it. How often is not counted.

    What was late until today is charged as at its return: nobody renews a charge away.
    """
    with drawer.writing() as writer:
        registration = patrons.registration_of(drawer, permit, person=person).payload
        if kinds.day(registration["expires"]) < today:  # type: ignore[operator]
            raise CardExpired(
                "This card has expired. Renew the registration first, then the loan. Nothing was written."
            )
        there = drawer.find_thing(permit, thing=thing(item))
        mine = [s for s in there if s.kind == LOAN.name and s.subject == person and is_out(s.payload)]
        if not mine:
            raise NotOut("This item is not out to them here. Nothing was written.")
        before = kinds.day(mine[0].payload["due"])
        assert before is not None
        if holds.queue(there, today=today):
            raise SomebodyWaits(f"Somebody waits for it. It stays due on {before:%-d %B %Y}.")
        due = _due(item, today=today, loan_days=loan_days)
        if due <= before:
            raise NotYet(f"It is due on {before:%-d %B %Y} already. Renew it later.")
        days_late, cents = _late(before, today=today, daily_fine_cents=daily_fine_cents)
        writer.replace(mine[0], due=due.isoformat())
        if cents:
            charges.owe(writer, person=person, cents=cents, reason=charges.LATE, today=today)
    return Renewed(item.title, due, days_late, cents)


def _due(item: Item, *, today: date, loan_days: int) -> date:
    """When it is due: what another library lent us, no later than that library wants it back."""
    due = today + timedelta(days=loan_days)
    if item.due_back is None:
        return due
    if item.due_back <= today:
        raise WantedBack(
            f"The library that lent it wants it back by {item.due_back:%-d %B %Y}. Send it back. Nothing was written."
        )
    return min(due, item.due_back)


def _late(due: date, *, today: date, daily_fine_cents: int) -> tuple[int, int]:
    days = max(0, (today - due).days)
    return days, charges.fine_for(days_late=days, daily_cents=daily_fine_cents)


@tried_again
def record_return(
    drawer: Drawer, permit: Permit, *, item: Item, today: date, daily_fine_cents: int, days_after: int
) -> Returned:
    """Take the item back. The loan is gone from the live table at once; a late one leaves a charge without a title."""
    with drawer.writing() as writer:
        there = drawer.find_thing(permit, thing=thing(item))
        found = [s for s in there if s.kind == LOAN.name and is_out(s.payload)]
        if not found:
            raise NotOut("This item is not out here. Put it back on its shelf; nothing was written.")
        slip = found[0]
        due = kinds.day(slip.payload["due"])
        assert due is not None
        days_late, cents = _late(due, today=today, daily_fine_cents=daily_fine_cents)
        _over(writer, slip, today=today, days_after=days_after)
        if cents:
            charges.owe(writer, person=slip.subject, cents=cents, reason=charges.LATE, today=today)
    waiting = holds.queue(there, today=today)
    return Returned(
        title=item.title,
        days_late=days_late,
        charged_cents=cents,
        somebody_waits=bool(waiting),
        shelf=(waiting[0].payload.get("shelf") or "") if waiting else "",
    )


@tried_again
def record_lost(
    drawer: Drawer, permit: Permit, *, person: str, item: Item, cents: int, today: date, days_after: int
) -> bool:
    """End the loan of what will not come back, and charge its price, which may be nothing; whether somebody waits.

    The loan goes as if the item were back, and the title with it: the charge says a lost item, not which.
    """
    with drawer.writing() as writer:
        there = drawer.find_thing(permit, thing=thing(item))
        mine = [s for s in there if s.kind == LOAN.name and s.subject == person and is_out(s.payload)]
        if not mine:
            raise NotOut("This item is not out to them here. Nothing was written.")
        _over(writer, mine[0], today=today, days_after=days_after)
        if cents:
            charges.owe(writer, person=person, cents=cents, reason=charges.LOST, today=today)
    return bool(holds.queue(there, today=today))


def _over(writer: Writer, slip: Opened, *, today: date, days_after: int) -> None:
    if days_after == 0:
        writer.end(slip)
    else:
        writer.replace(slip, returned_on=today.isoformat())


@tried_again
def take_in(
    drawer: Drawer,
    permit: Permit,
    *,
    person: str,
    item: Item,
    lent_on: date,
    due: date,
    branch: str,
    home_town: str,
    ended: frozenset[bytes] = frozenset(),
) -> bool:
    """Take in an open loan from elsewhere; False where just this loan is already here, or came back here (its mark is
    among the `ended`); `AlreadyOut` for another."""
    known_as = f"{person} {thing(item)} {lent_on}"
    if drawer.has_ended(known_as, ended=ended):
        return False
    with drawer.writing() as writer:
        for known in drawer.find_thing(permit, thing=thing(item)):
            if (
                known.kind == "loan"
                and known.subject == person
                and known.payload["lent_on"] == lent_on.isoformat()
            ):
                return False
            if known.kind == "loan" and is_out(known.payload):
                raise AlreadyOut("the item is out already, on another loan")
        writer.put(
            subject=person,
            kind="loan",
            thing=thing(item),
            payload=_payload(item, lent_on=lent_on, due=due, branch=branch),
            cell=cell(item, lent_on=lent_on, branch=branch, home_town=home_town),
            known_as=known_as,
        )
    return True
