"""A complaint about how records were handled: taken from anybody, with the day by which it is answered; read and answered
by the director; seen again by whoever complained.

What the policy says of complaints is asked first; that one came, and that it was answered, is written into the ledger
before. Whoever complains with her record reads there who read the complaint, and the answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from reticent.access import doorway
from reticent.access.asking import Asking
from reticent.drawer import drawers
from reticent.drawer.minting import mint
from reticent.drawer.permits import Permit
from reticent.ledger import log
from reticent.people.libraries import Library
from reticent.people.patrons import CannotBeKept
from reticent.people.staff import StaffAccount
from reticent.policy import Decision, Request, complaint_due, decide
from reticent.records import complaints
from reticent.records.complaints import Complaint

PURPOSE = "complaint"
# What was done, as it stands in the patron's looks.
READ, ANSWERED = "complaint_read", "complaint_answered"
_DAYS = ("came_on", "answer_by", "answered_on")


@dataclass(frozen=True, repr=False)
class Receipt:
    """What whoever complained takes home: a number where nobody knows whose it is, and by when it is answered."""

    number: str
    came_on: date
    answer_by: date
    decision: Decision


def rule(library: Library) -> Decision:
    """What the policy says of a complaint: who answers, within how many days, by which clauses."""
    return decide(
        Request(capacity="self", purpose="account", asker="patron", matter="complaint", channel="web"),
        library.policy,
    )


def complain(
    library: Library, *, words: str, reach: str = "", number: str, person: str = "", now: datetime
) -> Receipt:
    """Take a complaint down: under the number of its receipt, or with the record of whoever signed in."""
    words, reach = complaints.read(words, "" if person else reach)
    decision, on = rule(library), library.day_of(now)
    answer_by = complaint_due(library.policy, on)
    drawer, subject = drawers.of(library.slug), person or complaints.under(number)
    receipt = Receipt("" if person else number, on, answer_by, decision)
    permit = _permit(library, subject=subject, fields=("words", "came_on"))
    if complaints.is_taken(drawer, permit, subject=subject, words=words, on=on):
        return receipt
    # Logged first: a crash may leave a complaint that says nothing, never one that nobody counted.
    _log(library, "complaint-taken", decision, on=on)
    complaints.put(
        drawer, permit, subject=subject, person=person, words=words, reach=reach, on=on, answer_by=answer_by
    )
    return receipt


def of_receipt(library: Library, number: str) -> Complaint | None:
    """Where the complaint of this receipt stands."""
    if not number:
        return None
    subject = complaints.under(number)
    permit = _permit(library, subject=subject, fields=(*_DAYS, "words", "found", "answer"))
    found = drawers.of(library.slug).find(permit, subject=subject, kind=complaints.COMPLAINT.name)
    return next((complaints.to_tell(each) for each in complaints.in_order(found)), None)


def listed(library: Library) -> tuple[Complaint, ...]:
    """All complaints by their days, what is due first. Opens no word of any."""
    permit = _permit(library, fields=_DAYS, thing=complaints.LIST)
    return complaints.in_order(complaints.every(drawers.of(library.slug), permit))


def waiting(library: Library) -> tuple[date, ...]:
    """By when each that is not answered is to be, the nearest first."""
    return tuple(each.answer_by for each in listed(library) if each.answered_on is None)


def open_(library: Library, staff: StaffAccount, *, mark: str, now: datetime) -> Complaint:
    """Read one. Whoever complained with her record has it written down there first."""
    decision = _allowed(library, staff, now=now)
    whose = _permit(library, fields=(*_DAYS, "person"), thing=complaints.LIST)
    person = complaints.shown(complaints.one(drawers.of(library.slug), whose, mark=mark)).person
    _note(library, staff, decision, person, READ, now=now)
    permit = _permit(library, thing=complaints.LIST)
    return complaints.shown(complaints.one(drawers.of(library.slug), permit, mark=mark))


def note_found(library: Library, staff: StaffAccount, *, mark: str, found: str, now: datetime) -> None:
    """Write down what was looked into, as often as there is more of it, until it is answered."""
    _allowed(library, staff, now=now)
    said = _read({"found": found})
    permit = _permit(library, thing=complaints.LIST)
    complaints.write(drawers.of(library.slug), permit, mark=mark, answered_on=None, **said)


def answer(
    library: Library, staff: StaffAccount, *, mark: str, found: str, answer: str, now: datetime
) -> None:
    """Answer it: what was looked into and what is answered stand from now on, and its last year begins."""
    decision, on = _allowed(library, staff, now=now), library.day_of(now)
    said = _read({"found": found, "answer": answer})
    drawer, permit = drawers.of(library.slug), _permit(library, thing=complaints.LIST)
    there = complaints.shown(complaints.one(drawer, permit, mark=mark))
    if there.answered_on is None:
        _log(library, "complaint-answered", rule(library), on=on)
        _note(library, staff, decision, there.person, ANSWERED, now=now)
    complaints.write(drawer, permit, mark=mark, answered_on=on, **said)


def _read(typed: Mapping[str, str]) -> dict[str, str]:
    wrong: dict[str, str] = {}
    said = {name: complaints.text(text, field=name, wrong=wrong) for name, text in typed.items()}
    if wrong:
        raise CannotBeKept(wrong)
    return said


def _allowed(library: Library, staff: StaffAccount, *, now: datetime) -> Decision:
    """Only who may show anybody her record answers for how it was handled."""
    return doorway.allowed_to_act(library, staff, purpose="own_record", person=None, now=now)


def _note(
    library: Library, staff: StaffAccount, decision: Decision, person: str, came_to: str, *, now: datetime
) -> None:
    if person:
        doorway.write_down(
            library, person, staff, "own_record", decision, Asking(), now=now, today=library.day_of(now),
            instead=came_to,
        )  # fmt: skip


def _log(library: Library, action: str, decision: Decision, *, on: date) -> None:
    entry = log.Entry(
        day=on,
        action=action,
        role=PURPOSE,
        basis=decision.clauses or ("S-3",),
        policy=library.policy_sha256,
    )
    log.append(library.slug, entry)


def _permit(
    library: Library,
    *,
    fields: tuple[str, ...] | None = None,
    subject: str | None = None,
    thing: str | None = None,
) -> Permit:
    kind = complaints.COMPLAINT.name
    return mint(
        library=library.slug,
        purpose=PURPOSE,
        kinds=[kind],
        subject=subject,
        thing=thing,
        fields=None if fields is None else [f"{kind}.{name}" for name in fields],
    )
