"""What the desk notes beside a registration: a guardian, whom the patron sends, how not to reach her, what to mind,
and what she says of it herself.

As with a registration itself: the duty is asked first, then the policy, then what was typed is read; then the act is
written down, for the patron and in the ledger; then it is done.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NoReturn, TypeVar

from reticent.access import doorway, standing
from reticent.access.asking import Asking
from reticent.access.doorway import NoDuty
from reticent.drawer import drawers
from reticent.drawer.minting import mint
from reticent.drawer.permits import Permit
from reticent.drawer.slips import Drawer
from reticent.people import families, patrons, staff_notes, statements
from reticent.people.families import NewDesignation, NewLink
from reticent.people.libraries import Library
from reticent.people.patrons import CannotBeKept
from reticent.people.staff import StaffAccount
from reticent.people.staff_notes import NewNote
from reticent.policy import (
    Decision,
    may_lift,
    may_mend,
    may_note,
    may_withdraw,
    most_days_of_a_note,
)
from reticent.records import looks

V = TypeVar("V")

# What the form of a note answers where it is in the desk's own words.
IN_WORDS = "words"

PURPOSE = "registration"
# What was done, as it stands in the patron's looks.
GUARDIAN_NOTED = looks.GUARDIAN_NOTED
KEPT_OUT = "guardian_kept_out"
LET_IN = "guardian_let_in"
SENT_NOTED = "sent_noted"
WISH_NOTED = "wish_noted"
STATED = "stated"
STAFF_NOTED = "staff_noted"
TAKEN_OFF = {
    "guardian_link": "guardian_taken_off",
    "designation": "sent_taken_back",
    "contact_wish": "wish_taken_back",
    "friends_choice": "friends_left",
    "statement": "statement_taken_back",
    "staff_note": "staff_note_taken_off",
    "permission": doorway.PERMISSION_ENDED,
}
# What a patron does not take back on her own page: the desk does.
BY_THE_DESK = ("guardian_link", "staff_note")


class NotHere(NoDuty):
    """The policy does not let the desk note this. Holds the decision, to be shown."""


@dataclass(frozen=True, repr=False)
class TypedGuardian:
    """The form of a guardian, as it was filled in. `of_age` is asked only where the registration holds no day."""

    name: str
    card: str
    proof: str
    of_age: str


@dataclass(frozen=True, repr=False)
class TypedSent:
    """The form of somebody whom the patron sends, as it was filled in."""

    name: str
    card: str
    may: str
    given_by: str
    until: str


@dataclass(frozen=True, repr=False)
class TypedNote:
    """The form of a note of the desk, as it was filled in: one of the list, or a few words."""

    note: str
    words: str
    until: str


def asks_day(library: Library, *, person: str) -> bool:
    """Whether the guardian's form must ask for the day of coming of age: only where no registration holds it."""
    return _adult_on(drawers.of(library.slug), person) is None


def note_guardian(
    library: Library, staff: StaffAccount, *, person: str, typed: TypedGuardian, now: datetime
) -> date:
    """Note a guardian, or that a court order keeps somebody out; the day on which it ends by itself."""
    today, drawer = library.day_of(now), drawers.of(library.slug)
    doorway.allowed_to_act(library, staff, purpose=PURPOSE, person=person, now=now)
    minor = standing.is_minor(drawer, person, today=today)
    decision = _may_note(library, staff, "guardian_link", person=person, minor=minor, now=now)
    wrong: dict[str, str] = {}
    name = as_kept(wrong, lambda: families.a_name(typed.name, field="guardian_name"), "")
    held = _adult_on(drawer, person)
    until = held or as_kept(
        wrong,
        lambda: families.comes_of_age(typed.of_age, today=today, minor_age=library.policy.minor_age),
        today,
    )
    if typed.proof not in (*families.PROOFS, families.CUSTODY_ORDER):
        wrong["guardian_proof"] = "Look at what they show first, and say which it is."
    if wrong:
        raise CannotBeKept(wrong)
    guardian = of_card(library, staff, decision, typed.card, field="guardian_card", person=person, now=now)
    note_act(library, staff, decision, person=person, act=GUARDIAN_NOTED, proof=typed.proof, now=now)
    families.note_guardian(
        drawer,
        to_change(library, "guardian_link", person),
        person=person,
        child=_name(drawer, person),
        new=NewLink(name, guardian, typed.proof, until, blocked=typed.proof == families.CUSTODY_ORDER),
        today=today,
        registered_name=lambda who: standing.registered_name(drawer, who),
    )
    return until


def keep_out(library: Library, staff: StaffAccount, *, person: str, which: str, now: datetime) -> None:
    """Note that a court order, which the clerk has seen, keeps this guardian out: at once, and until it is lifted."""
    decision = doorway.allowed_to_act(library, staff, purpose=PURPOSE, person=person, now=now)
    permit = to_change(library, "guardian_link", person)
    drawer = drawers.of(library.slug)
    families.one(drawer, permit, person=person, kind="guardian_link", which=which)
    note_act(library, staff, decision, person=person, act=KEPT_OUT, proof=families.CUSTODY_ORDER, now=now)
    families.keep_out(drawer, permit, person=person, which=which, today=library.day_of(now))


def let_in(library: Library, staff: StaffAccount, *, person: str, which: str, now: datetime) -> None:
    """Note that the court order has ended. Only who has the director's duty does."""
    decision = doorway.allowed_to_act(library, staff, purpose=PURPOSE, person=person, now=now)
    permit = to_change(library, "guardian_link", person)
    drawer = drawers.of(library.slug)
    families.one(drawer, permit, person=person, kind="guardian_link", which=which)
    _only_the_director(library, staff, person=person, now=now)
    note_act(library, staff, decision, person=person, act=LET_IN, proof="court_paper", now=now)
    families.let_in(drawer, permit, person=person, which=which)


def designate(library: Library, staff: StaffAccount, *, person: str, typed: TypedSent, now: datetime) -> date:
    """Note whom the patron sends, by her own signed word; the last day."""
    today, drawer = library.day_of(now), drawers.of(library.slug)
    doorway.allowed_to_act(library, staff, purpose=PURPOSE, person=person, now=now)
    decision = _may_note(library, staff, "designation", person=person, now=now)
    wrong: dict[str, str] = {}
    name = as_kept(wrong, lambda: families.a_name(typed.name, field="sent_name"), "")
    until = as_kept(wrong, lambda: families.last_day(typed.until, today=today), today)
    if typed.given_by not in families.GIVEN_BY or typed.may not in (families.COLLECT, families.BORROW):
        wrong["sent_given_by"] = "The patron must have signed: here, with a card or photo id, or in a letter."
    if wrong:
        raise CannotBeKept(wrong)
    sent = of_card(library, staff, decision, typed.card, field="sent_card", person=person, now=now)
    note_act(library, staff, decision, person=person, act=SENT_NOTED, proof=typed.given_by, now=now)
    families.designate(
        drawer,
        to_change(library, "designation", person),
        person=person,
        new=NewDesignation(name, sent, typed.may, typed.given_by, until),
        today=today,
    )
    return until


def wish(library: Library, staff: StaffAccount, *, person: str, wish: str, now: datetime) -> None:
    """Note how the patron wishes not to be reached. She need not say why."""
    doorway.allowed_to_act(library, staff, purpose=PURPOSE, person=person, now=now)
    if not wish:
        raise CannotBeKept({"wish": "Say which."})
    decision = _may_note(library, staff, "contact_wish", person=person, wish=wish, now=now)
    note_act(library, staff, decision, person=person, act=WISH_NOTED, proof="", now=now)
    families.wish(
        drawers.of(library.slug),
        to_change(library, "contact_wish", person),
        person=person,
        wish=wish,
        today=library.day_of(now),
    )


def state(
    library: Library, staff: StaffAccount, *, person: str, about: str, words: str, now: datetime
) -> None:
    """Let what the patron wrote or signed at the desk stand with her record."""
    decision = doorway.allowed_to_act(library, staff, purpose=PURPOSE, person=person, now=now)
    _state(library, staff, decision, person=person, about=about, words=words, now=now)


def state_myself(library: Library, *, person: str, about: str, words: str, now: datetime) -> None:
    """Let what a patron of age wrote on her own page stand with her record (4-193(h))."""
    decision = may_mend_own(library, person=person, now=now)
    _state(library, None, decision, person=person, about=about, words=words, now=now)


def _state(
    library: Library,
    staff: StaffAccount | None,
    decision: Decision,
    *,
    person: str,
    about: str,
    words: str,
    now: datetime,
) -> None:
    about, words = statements.read(about, words)
    note_act(library, staff, decision, person=person, act=STATED, proof="", now=now)
    statements.put(
        drawers.of(library.slug),
        to_change(library, "statement", person),
        person=person,
        about=about,
        words=words,
        today=library.day_of(now),
    )


def may_mend_own(library: Library, *, person: str, now: datetime) -> Decision:
    """The decision that lets a patron of age mend her record on her own page; where it does not, that is written down
    and raised."""
    minor = standing.is_minor(drawers.of(library.slug), person, today=library.day_of(now))
    decision = may_mend(library.policy, minor=minor)
    if not decision.allowed:
        refuse(library, None, decision, person=person, now=now)
    return decision


def note(
    library: Library, staff: StaffAccount, *, person: str, typed: TypedNote, now: datetime
) -> date | None:
    """Note what the next one at the desk must mind, from the list or in a few words; its last day."""
    today = library.day_of(now)
    doorway.allowed_to_act(library, staff, purpose=PURPOSE, person=person, now=now)
    in_words = typed.note == IN_WORDS
    decision = may_note("staff_note", library.policy, in_words=in_words)
    if not decision.allowed:
        refuse(library, staff, decision, person=person, now=now)
    wrong: dict[str, str] = {}
    if not in_words and typed.note not in staff_notes.LIST:
        wrong["note"] = "Say which."
    words = as_kept(wrong, lambda: staff_notes.a_few_words(typed.words), "") if in_words else ""
    most = most_days_of_a_note(library.policy, in_words=in_words)
    until = as_kept(wrong, lambda: staff_notes.last_day(typed.until, today=today, most_days=most), None)
    if wrong:
        raise CannotBeKept(wrong)
    note_act(library, staff, decision, person=person, act=STAFF_NOTED, proof="", now=now)
    staff_notes.put(
        drawers.of(library.slug),
        to_change(library, "staff_note", person),
        person=person,
        new=NewNote("" if in_words else typed.note, words, staff.title, until),
        today=today,
    )
    return until


def take_off(
    library: Library, staff: StaffAccount, *, person: str, kind: str, which: str, now: datetime
) -> None:
    """Take a guardian, somebody sent, a wish or a note off at the desk. A court order goes only by the director."""
    decision = doorway.allowed_to_act(library, staff, purpose=PURPOSE, person=person, now=now)
    permit = to_change(library, kind, person)
    slip = families.one(drawers.of(library.slug), permit, person=person, kind=kind, which=which)
    if kind == "guardian_link" and slip.payload["blocked_on"]:
        _only_the_director(library, staff, person=person, now=now)
    note_act(library, staff, decision, person=person, act=TAKEN_OFF[kind], proof="", now=now)
    _end(library, permit, person=person, kind=kind, which=which, now=now)


def take_back(library: Library, *, person: str, kind: str, which: str, now: datetime) -> None:
    """Let a patron of age take back on her own page whom she sends, or a wish. The rest she leaves to the desk."""
    drawer = drawers.of(library.slug)
    minor = standing.is_minor(drawer, person, today=library.day_of(now))
    decision = may_withdraw(library.policy, minor=minor, kind=kind)
    if kind in BY_THE_DESK or not decision.allowed:
        decision = may_withdraw(library.policy, minor=True) if decision.allowed else decision
        refuse(library, None, decision, person=person, now=now)
    permit = to_change(library, kind, person)
    families.one(drawer, permit, person=person, kind=kind, which=which)
    note_act(library, None, decision, person=person, act=TAKEN_OFF[kind], proof="", now=now)
    _end(library, permit, person=person, kind=kind, which=which, now=now)


def of_card(
    library: Library,
    staff: StaffAccount,
    decision: Decision,
    card: str,
    *,
    field: str,
    person: str,
    now: datetime,
) -> str:
    """The person whose card this is, where one was given; nothing of her registration is opened.

    Looked up last, for a form with nothing else wrong, so that whether a number is anybody's is learned by nobody
    without a trace: whose it is leads to the act, and whose it is not is written down as a look that found nobody.
    """
    if not card.strip():
        return ""
    persons, today = doorway.by_card(drawers.of(library.slug), card), library.day_of(now)
    if not persons:
        nobody, instead = f"staff:{staff.pk}", doorway.NOBODY
        doorway.write_down(
            library, nobody, staff, PURPOSE, decision, Asking(), now=now, today=today, instead=instead
        )
        raise CannotBeKept({field: "No card here has this number. Leave it out, and write the name."})
    if persons[0] == person:
        raise CannotBeKept({field: "This is the patron's own card."})
    return persons[0]


# -- what is the same of whatever is noted beside a registration


def _end(library: Library, permit: Permit, *, person: str, kind: str, which: str, now: datetime) -> None:
    period = library.period_of(kind)
    families.take_off(
        drawers.of(library.slug),
        permit,
        person=person,
        kind=kind,
        which=which,
        today=library.day_of(now),
        days_after=period.days_after if period else 0,
    )


def _may_note(
    library: Library,
    staff: StaffAccount,
    kind: str,
    *,
    person: str,
    now: datetime,
    wish: str = "",
    minor: bool | None = None,
) -> Decision:
    decision = may_note(kind, library.policy, wish=wish, minor=minor)
    if not decision.allowed:
        refuse(library, staff, decision, person=person, now=now)
    return decision


def _only_the_director(library: Library, staff: StaffAccount, *, person: str, now: datetime) -> None:
    if not staff.has_duty("director"):
        refuse(library, staff, may_lift(library.policy), person=person, now=now)


def refuse(
    library: Library, staff: StaffAccount | None, decision: Decision, *, person: str, now: datetime
) -> NoReturn:
    """Write down that it was refused, and raise it."""
    today, purpose = library.day_of(now), PURPOSE if staff else "own_record"
    doorway.write_down(library, person, staff, purpose, decision, Asking(), now=now, today=today)
    raise NotHere(decision)


def note_act(
    library: Library,
    staff: StaffAccount | None,
    decision: Decision,
    *,
    person: str,
    act: str,
    proof: str,
    now: datetime,
) -> None:
    """Write down what is done: for the patron to read, and in the ledger."""
    purpose = PURPOSE if staff else "own_record"
    asking = Asking(shown=proof)
    today = library.day_of(now)
    doorway.write_down(library, person, staff, purpose, decision, asking, now=now, today=today, act=act)


def to_change(library: Library, kind: str, person: str) -> Permit:
    """To change what is noted beside one registration; nothing of it is shown."""
    return mint(library=library.slug, purpose=PURPOSE, kinds=[kind], subject=patrons.beside(person))


def _registration(drawer: Drawer, person: str, field: str) -> str | None:
    permit = mint(
        library=drawer.library,
        purpose=PURPOSE,
        kinds=["registration"],
        subject=person,
        fields=[f"registration.{field}"],
    )
    kept: str | None = patrons.registration_of(drawer, permit, person=person).payload[field]
    return kept


def _adult_on(drawer: Drawer, person: str) -> date | None:
    kept = _registration(drawer, person, "adult_on")
    return date.fromisoformat(kept) if kept else None


def _name(drawer: Drawer, person: str) -> str:
    return _registration(drawer, person, "name") or ""


def as_kept(wrong: dict[str, str], read: Callable[[], V], otherwise: V) -> V:
    """What was typed, as it may be kept; or another problem with the form."""
    try:
        return read()
    except CannotBeKept as cannot:
        wrong.update(cannot.fields)
        return otherwise
