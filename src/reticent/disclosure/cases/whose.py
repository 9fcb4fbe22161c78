"""Whose is a case: who reads it and goes on with it, as the custodian or at the desk?"""

from collections.abc import Iterable
from datetime import date, datetime

from reticent.access import casework
from reticent.disclosure.cases.kept import CASE_ACT, OPENED_BY, Case
from reticent.disclosure.cases.leaves import CLOSED_BASIS
from reticent.disclosure.table import table
from reticent.drawer import drawers
from reticent.errors import Refused
from reticent.ledger import log
from reticent.people import delegations
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount

# Where the desk still has a case that it took in: until it is handed on, and while officers take things.
AT_THE_DESK = frozenset({"intake", "executing", "inventoried"})
HANDED_ON = "refer"
THEY_TAKE, THEY_LEFT = "they_take", "they_left"


class NotYours(Refused):
    """This account may not read this case, or take a step in it."""


def role_of(library: Library, account: StaffAccount, *, on: date) -> str:
    """As what this account works in cases on a day: as the custodian, or at the desk."""
    return "custodian" if delegations.answers_as_custodian(library, account, on) else "desk"


def role_here(library: Library, account: StaffAccount, *, on: date) -> str:
    if account.library_id != library.slug or not account.is_active:
        raise NotYours("This account does not work at this library. Nothing was shown or written down.")
    return role_of(library, account, on=on)


def check_whose(library: Library, account: StaffAccount, row: Case, *, role: str, now: datetime) -> None:
    """The desk reads and goes on with what it took in itself, until it is handed on. That it tried is written down."""
    if role == "custodian" or is_theirs(library, account, row):
        return
    entry = log.Entry(
        day=library.day_of(now),
        action="look-refused",
        role="case",
        basis=library.policy.staff.clauses or CLOSED_BASIS,
        policy=library.policy.sha256,
        case=row.handle,
    )
    log.append(library.slug, entry)
    raise NotYours(
        "This case is with whoever answers requests from outside. The desk reads what it took in itself, until it is "
        "handed on; tell them what you know by word of mouth."
    )


def is_theirs(library: Library, account: StaffAccount, row: Case) -> bool:
    if row.state not in AT_THE_DESK:
        return False
    permit = casework.to_see_whose(library, row.handle)
    found = drawers.of(library.slug).find(permit, subject=row.handle, kind=CASE_ACT.name)
    took_it_in = any(s.payload["number"] == 1 and s.payload["account"] == account.pk for s in found)
    in_order = sorted(found, key=lambda slip: int(slip.payload["number"]))
    return took_it_in and not handed_on(slip.payload["step"] for slip in in_order)


def handed_on(steps_taken: Iterable[str]) -> bool:
    """Whether somebody else answers: it was handed to them, or they went on with what was asked. What counsel told them
    does not come back to the desk when officers take things afterwards."""
    taking = False
    for step in steps_taken:
        taking = taking or step in (OPENED_BY["taking"], THEY_TAKE)
        if step in (HANDED_ON, THEY_LEFT) or (not taking and not may_be_the_desks(step)):
            return True
    return False


def may_be_the_desks(step: str) -> bool:
    row = table().steps.get(step.partition(":")[0])
    return row is None or "desk" in row.who
