"""Written permissions: taken at the desk from the signed paper, or given by a patron who is signed in.

As with whatever else is noted beside a registration: the duty is asked first, then the policy, then what was typed is
read; then it is written down, for the patron and in the ledger; then it is done.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from reticent.access import doorway, families, standing
from reticent.drawer import drawers
from reticent.drawer.kinds import Payload
from reticent.drawer.minting import mint
from reticent.drawer.permits import Permit
from reticent.drawer.slips import Drawer, Writer
from reticent.people import families as people
from reticent.people import patrons, permissions
from reticent.people.libraries import Library
from reticent.people.permissions import GUARDIAN, NewPermission, PermissionForm
from reticent.people.staff import StaffAccount
from reticent.policy import Decision, may_permit
from reticent.records import looks

KIND = permissions.PERMISSION.name
CASE = "case"
# What came of holding a case against what is noted with a record.
RELIED_ON, NOT_THERE = "permission_relied_on", "permission_not_there"
NOT_NOTED = "Nobody of this name is noted here as guardian and may be answered. Note the guardian first."


@dataclass(frozen=True, repr=False)
class Typed:
    """A permission as it was typed. At the desk: what was signed, its date, what showed who signed, and who did."""

    recipient: str = ""
    scope: tuple[str, ...] = ()
    until: str = ""
    paper: str = ""
    paper_on: str = ""
    shown: str = ""
    signed_by: str = ""
    guardian: str = ""
    agreed: bool = False


def form_of(library: Library) -> PermissionForm:
    """What the policy in force lets be permitted. About nobody."""
    return permissions.form_of(library.policy)


def note(library: Library, staff: StaffAccount, *, person: str, typed: Typed, now: datetime) -> date:
    """Note at the desk what the signed paper says; its last day."""
    today, drawer = library.day_of(now), drawers.of(library.slug)
    doorway.allowed_to_act(library, staff, purpose=families.PURPOSE, person=person, now=now)
    by_guardian = typed.signed_by == GUARDIAN
    minor = standing.is_minor(drawer, person, today=today)
    decision = may_permit(library.policy, by_guardian=by_guardian, minor=minor)
    if not decision.allowed:
        families.refuse(library, staff, decision, person=person, now=now)
    wrong: dict[str, str] = {}
    not_after = None
    if by_guardian:
        grown = standing.guardian_until(drawer, child=person, named=typed.guardian, today=today)
        not_after = grown - timedelta(days=1) if grown else None
        if grown is None:
            wrong["guardian"] = NOT_NOTED
    paper_on = families.as_kept(wrong, lambda: permissions.date_of(typed.paper_on, today=today), today)
    if typed.signed_by not in permissions.SIGNERS:
        wrong["signed_by"] = "Say who signed."
    if typed.paper not in permissions.PAPERS:
        wrong["paper"] = "Say which paper."
    if typed.shown not in permissions.SHOWN:
        wrong["shown"] = "Look first at what shows who signed, and say which it is."
    new = _read(library, typed, today=today, not_after=not_after, wrong=wrong)
    _keep(library, staff, decision, new, typed, person=person, paper_on=paper_on, now=now)
    return new.until


def give_myself(library: Library, *, person: str, typed: Typed, now: datetime) -> date:
    """Let a patron of age who is signed in give a permission, told what it opens; its last day."""
    families.may_mend_own(library, person=person, now=now)
    decision = may_permit(library.policy, by_guardian=False, minor=False)
    if not decision.allowed:
        families.refuse(library, None, decision, person=person, now=now)
    today = library.day_of(now)
    wrong = {} if typed.agreed else {"agreed": permissions.NOT_TOLD}
    new = _read(library, typed, today=today, not_after=None, wrong=wrong)
    signed = Typed(paper=permissions.ONLINE, shown=permissions.SIGNED_IN, signed_by=permissions.PATRON)
    _keep(library, None, decision, new, signed, person=person, paper_on=today, now=now)
    return new.until


def is_given_online(library: Library) -> bool:
    """Whether a patron may give one on her own page: where it is hers to give, and the policy takes it."""
    law = library.policy.statute.consent
    return law.by == "user" and bool(form_of(library).kinds)


def _read(
    library: Library, typed: Typed, *, today: date, not_after: date | None, wrong: dict[str, str]
) -> NewPermission:
    return permissions.read(
        form_of(library),
        recipient=typed.recipient,
        scope=typed.scope,
        until=typed.until,
        today=today,
        not_after=not_after,
        wrong=wrong,
    )


def _keep(
    library: Library,
    staff: StaffAccount | None,
    decision: Decision,
    new: NewPermission,
    signed: Typed,
    *,
    person: str,
    paper_on: date,
    now: datetime,
) -> None:
    families.note_act(
        library, staff, decision, person=person, act=doorway.PERMITTED, proof=signed.shown, now=now
    )
    permissions.put(
        drawers.of(library.slug),
        families.to_change(library, KIND, person),
        person=person,
        new=new,
        signed_by=signed.signed_by,
        paper=signed.paper,
        paper_on=paper_on,
        shown=signed.shown,
        form=form_of(library).version,
        today=library.day_of(now),
    )


# -- for a case that rests on one


@dataclass(frozen=True, repr=False)
class Found:
    """A permission that stands: which, what it opens, until when."""

    which: str
    scope: tuple[str, ...]
    until: date


def to_rely_on(
    library: Library,
    staff: StaffAccount,
    *,
    card: str,
    recipient: str,
    basis: tuple[str, ...],
    now: datetime,
) -> tuple[str | None, Found | None]:
    """The person who has this card, and her permission that stands today and names whoever asks; written down for her
    either way. Nothing else of her record is opened."""
    today, drawer = library.day_of(now), drawers.of(library.slug)
    persons = doorway.by_card(drawer, card)
    person = persons[0] if len(persons) == 1 else None
    found = None
    if person is not None:
        found = _standing(
            library, person, today=today, wanted=lambda payload: permissions.names(payload, recipient)
        )
    looks.write_down(
        drawer,
        person=person or f"staff:{staff.pk}",
        on=today,
        by_role=staff.title,
        purpose=CASE,
        outcome=(RELIED_ON if found else NOT_THERE) if person else doorway.NOBODY,
        basis=basis,
        routine=person is not None,
    )
    return person, found


def rely(drawer: Drawer, writer: Writer, library: Library, *, person: str, which: str, case: str) -> None:
    """Note with the permission that a case rests on it, in the writer's transaction."""
    permissions.rely(drawer, writer, _to_read(library, person), person=person, which=which, case=case)


def relied_on(library: Library, *, person: str, case: str, today: date) -> Found | None:
    """Her permission that a case rests on, where it stands today."""
    return _standing(
        library, person, today=today, wanted=lambda payload: case in permissions.cases_in(payload)
    )


def _standing(
    library: Library, person: str, *, today: date, wanted: Callable[[Payload], bool]
) -> Found | None:
    drawer = drawers.of(library.slug)
    for slip in people.found(drawer, _to_read(library, person), person=person, kind=KIND):
        if people.lasts(slip.payload, today=today) and wanted(slip.payload):
            until = date.fromisoformat(slip.payload["until"])
            return Found(people.mark(slip), permissions.scope_in(slip.payload), until)
    return None


def _to_read(library: Library, person: str) -> Permit:
    return mint(library=library.slug, purpose=CASE, kinds=[KIND], subject=patrons.beside(person))
