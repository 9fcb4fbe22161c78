"""Programs: somebody signs up, with a card or without; whoever runs the program sees who comes, and nobody else does.

Signing up and cancelling open nothing but what they compare. A list is opened to whoever has the duty and runs the
program: the duty is asked first, then the look is written down, for everybody on it who signed up with a card and once
for the list; only then are names shown. How many come is told to all who work here: a count names nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from reticent.access import doorway, signed_up
from reticent.access.asking import Asking
from reticent.access.doorway import NoDuty
from reticent.drawer import drawers
from reticent.drawer.slips import Opened
from reticent.errors import Refused
from reticent.ledger import log
from reticent.people import spelling
from reticent.people import staff as staff_room
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.policy import Decision
from reticent.records import programs, signups
from reticent.records.programs import BY_EITHER, BY_GUARDIAN, CannotBeHeld, ProgramSession
from reticent.records.signups import (
    MOST_CONTACT,
    MOST_NAME,
    SAYS,
    CannotSignUp,
    Count,
    NewSignUp,
    SignedUp,
)

PURPOSE = signed_up.PURPOSE
DIRECTOR = "director"
# What a list is worked by beside the names: who asked first, who is to be told.
_ORDER = ("turn", "waited", "told_on", "contact", "number")


class IsOver(Refused):
    """The session has begun, or is called off."""


@dataclass(frozen=True, repr=False)
class Row:
    """One sign-up on a list that was opened. `tell`: has a place now, waited for it, and left a contact."""

    mark: str
    name: str
    contact: str
    by_guardian: bool
    waits: bool
    tell: bool


@dataclass(frozen=True, repr=False)
class Listed:
    """A session's list: in the order in which they asked, those who wait last."""

    rows: tuple[Row, ...]
    decision: Decision


# -- anybody


def expected(library: Library, session: ProgramSession) -> Count:
    """How many come, wait, and are to be told. Opens no name."""
    permit = signed_up.permit(library, session, *_ORDER)
    found = signups.in_order(drawers.of(library.slug).find_thing(permit, thing=signups.thing(session.handle)))
    return signups.counted(found, session.capacity)


def sign_up(library: Library, session: ProgramSession, new: NewSignUp, *, now: datetime) -> SignedUp:
    """Put somebody on the list, who needs no card for it. Nobody looks at anybody, so nothing is written down."""
    if session.is_over(now):
        raise IsOver(SAYS["is_over"])
    return signups.sign_up(
        drawers.of(library.slug),
        signed_up.permit(library, session, "turn", "number"),
        _read(session, new),
        session=session.handle,
        capacity=session.capacity,
        held_on=library.day_of(session.starts),
        today=library.day_of(now),
    )


def _read(session: ProgramSession, new: NewSignUp) -> NewSignUp:
    """A sign-up as it is kept; nothing that the program did not ask for."""
    program = session.program
    wrong = {}
    name = " ".join(new.name.split())
    contact = " ".join(new.contact.split()) if program.contact_why else ""
    if not name:
        wrong["name"] = SAYS["no_name"]
    elif len(name) > MOST_NAME:
        wrong["name"] = SAYS["long_name"]
    if contact and (len(contact) > MOST_CONTACT or not (spelling.is_mail(contact) or _is_phone(contact))):
        wrong["contact"] = SAYS["no_contact"]
    if program.age_group in BY_GUARDIAN and not new.by_guardian:
        wrong["by_guardian"] = SAYS["no_guardian"]
    if wrong:
        raise CannotSignUp(wrong)
    by_guardian = new.by_guardian and program.age_group in (*BY_GUARDIAN, *BY_EITHER)
    return replace(new, name=name, contact=contact, by_guardian=by_guardian)


def _is_phone(text: str) -> bool:
    return spelling.is_number(text) and bool(spelling.numbers(text))


def cancel(library: Library, session: ProgramSession, *, number: str) -> None:
    """Take whoever has this number off the list."""
    signups.cancel(
        drawers.of(library.slug),
        signed_up.permit(library, session, "turn", "number"),
        session=session.handle,
        number=signups.read_number(number),
    )


# -- whoever runs it


def open_list(
    library: Library, staff: StaffAccount, session: ProgramSession, *, go_on: bool = False, now: datetime
) -> Listed:
    """The list, for whoever has the duty and runs the program; written down first. `go_on`: it lay open just now, and
    this is the same look."""
    decision = _allowed(library, staff, session, now=now)
    found = _found(library, session)
    if not go_on:
        _write_down(library, staff, decision, found, now=now)
    there = {slip.mark for slip in signups.coming(found, session.capacity)}
    return Listed(tuple(_row(slip, waits=slip.mark not in there) for slip in found), decision)


def print_sheet(
    library: Library, staff: StaffAccount, session: ProgramSession, *, now: datetime
) -> tuple[str, ...]:
    """The first names of those who have a place, for the room: a look, and a sheet that must be destroyed."""
    decision = _allowed(library, staff, session, now=now)
    found = signups.coming(_found(library, session), session.capacity)
    _write_down(library, staff, decision, found, now=now)
    _into_ledger(library, "sheet-printed", decision, now=now)
    programs.sheet_printed(session, on=library.day_of(now))
    return tuple(sorted((slip.payload["name"] for slip in found), key=spelling.plain))


def sheet_is_destroyed(
    library: Library, staff: StaffAccount, session: ProgramSession, *, now: datetime
) -> None:
    """Note that the sheet is no more; the ledger says so without a name."""
    decision = _allowed(library, staff, session, now=now)
    if session.has_a_sheet:
        _into_ledger(library, "sheet-destroyed", decision, now=now)
        programs.sheet_destroyed(session, on=library.day_of(now))


def tell(library: Library, staff: StaffAccount, session: ProgramSession, *, mark: str, now: datetime) -> None:
    """Note that somebody who moved up was told."""
    _allowed(library, staff, session, now=now)
    permit = signed_up.permit(library, session, "turn", "told_on")
    signups.tell(
        drawers.of(library.slug), permit, session=session.handle, mark=mark, today=library.day_of(now)
    )


def take_off(
    library: Library, staff: StaffAccount, session: ProgramSession, *, mark: str, now: datetime
) -> None:
    """Take somebody off the list who asked for it in person or by phone."""
    _allowed(library, staff, session, now=now)
    permit = signed_up.permit(library, session, "turn")
    signups.take_off(drawers.of(library.slug), permit, session=session.handle, mark=mark)


def call_off(library: Library, staff: StaffAccount, session: ProgramSession, *, now: datetime) -> int:
    """The session will not be held: every sign-up ends at once; how many there were."""
    _allowed(library, staff, session, now=now)
    programs.is_called_off(session)
    return signups.end_all(
        drawers.of(library.slug), signed_up.permit(library, session, "turn"), session=session.handle
    )


def change_places(
    library: Library, staff: StaffAccount, session: ProgramSession, typed: str, *, now: datetime
) -> None:
    """Set how many places there are; who waited and has one now is to be told."""
    _allowed(library, staff, session, now=now)
    programs.change_places(session, typed, taken=expected(library, session).coming)


def count_heads(
    library: Library, staff: StaffAccount, session: ProgramSession, typed: str, *, now: datetime
) -> int:
    """Write down how many came. It names nobody, so whoever works here may: a volunteer in the room counts."""
    return programs.count_heads(session, typed, library=library, now=now)


def hand_over(
    library: Library, staff: StaffAccount, session: ProgramSession, *, to: str, now: datetime
) -> None:
    """Let another account run the program."""
    _allowed(library, staff, session, now=now)
    if to not in {each.username for each in who_can_run(library)}:
        raise CannotBeHeld({"to": "Choose who runs it from now on."})
    programs.give_to(session, to)


def who_can_run(library: Library) -> list[StaffAccount]:
    """The accounts whose work programs are: each may be given one to run."""
    return [each for each in staff_room.at(library) if PURPOSE in each.duties]


def has_duty(library: Library, staff: StaffAccount) -> bool:
    """Whether this account has a duty that the policy names for programs: it may announce one."""
    duty = doorway.duty_for(library, staff, PURPOSE)
    return duty is not None and staff.has_duty(duty)


def runs(library: Library, staff: StaffAccount, session: ProgramSession) -> bool:
    """Whether this account has the duty, and runs the program or may see to any."""
    theirs = session.program.run_by == staff.username or staff.has_duty(DIRECTOR)
    return theirs and has_duty(library, staff)


# -- inside


def _allowed(library: Library, staff: StaffAccount, session: ProgramSession, *, now: datetime) -> Decision:
    """What allows this account to work on this list; refused ones are written down."""
    decision = doorway.allowed_to_act(library, staff, purpose=PURPOSE, person=None, now=now)
    if runs(library, staff, session):
        return decision
    no = replace(
        decision,
        outcome="refused",
        fields=(),
        say="Somebody else runs this program. Ask them, or have the director hand it over to you.",
        next_steps=(),
    )
    doorway.write_down(
        library, f"staff:{staff.pk}", staff, PURPOSE, no, Asking(), now=now, today=library.day_of(now)
    )
    raise NoDuty(no)


def _found(library: Library, session: ProgramSession) -> list[Opened]:
    permit = signed_up.permit(library, session, *_ORDER, "name", "by_guardian")
    return signups.in_order(drawers.of(library.slug).find_thing(permit, thing=signups.thing(session.handle)))


def _write_down(
    library: Library, staff: StaffAccount, decision: Decision, found: Sequence[Opened], *, now: datetime
) -> None:
    """One look for the list, and one for each on it who reads of it on her own page."""
    with_card = {slip.subject for slip in found if not signups.is_nobodys(slip.subject)}
    for subject in (f"staff:{staff.pk}", *sorted(with_card)):
        doorway.write_down(
            library, subject, staff, PURPOSE, decision, Asking(), now=now, today=library.day_of(now)
        )


def _into_ledger(library: Library, action: str, decision: Decision, *, now: datetime) -> None:
    log.append(
        library.slug,
        log.Entry(
            day=library.day_of(now),
            action=action,
            role=PURPOSE,
            basis=decision.clauses or ("S-3",),
            policy=library.policy.sha256,
        ),
    )


def _row(slip: Opened, *, waits: bool) -> Row:
    kept = slip.payload
    return Row(
        slip.mark,
        kept["name"],
        kept["contact"],
        bool(kept["by_guardian"]),
        waits,
        tell=not waits and signups.is_to_be_told(kept),
    )
