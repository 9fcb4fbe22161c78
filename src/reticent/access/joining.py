"""Registration at the desk: somebody joins, and somebody leaves.

The duty is asked first, then what was typed is read by the policy's own form; then those who may be the same person are
looked for, and whether the card is free, each written down for whoever is found; then the act is written down; then it
is done. Of another's record nothing is shown: only that what was typed is the same there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from reticent.access import doorway, families
from reticent.access.asking import Asking
from reticent.access.records import HeldKind, held
from reticent.drawer import drawers
from reticent.drawer.minting import mint
from reticent.drawer.slips import Drawer
from reticent.errors import Refused
from reticent.people import finding, joining, patrons, spelling
from reticent.people.joining import Joining, JoiningForm, TypedForm
from reticent.people.libraries import Library
from reticent.people.patrons import CannotBeKept
from reticent.people.staff import StaffAccount
from reticent.policy import Decision
from reticent.records import closing, disclosures, looks
from reticent.records.interlibrary import INTERLIBRARY_REQUEST

PURPOSE = "registration"
# What was done, as it stands in the patron's looks; and what came of it for somebody else.
REGISTERED = "registered"
CLOSED = "account_closed"
NOT_CLOSED = "account_not_closed"
COMPARED = "compared"
CARD_TRIED = "card_tried"
# Of how many of one name it is compared what else is the same.
MOST_COMPARED = 50
# What keeps its own days when the registration ends; of all else that a patron reads on her page nothing stays.
STAYS = ("loan", "charge", "hold", "look", "disclosure", "program_signup", "complaint")
# What tells that two of one name are one person: what is kept, and its words at the desk.
_THE_SAME = {"phone": "phone number", "email": "e-mail address", "address": "address"}


class PerhapsHere(Refused):
    """Somebody of this name is registered. `same` says what else that was typed is the same there, and no more."""

    def __init__(self, same: tuple[str, ...]) -> None:
        super().__init__("Somebody of this name is registered here. Ask before you register them anew.")
        self.same = same


@dataclass(frozen=True, repr=False)
class Joined:
    """Somebody who is registered now: how the desk goes on with her, and until when her card is good."""

    person: str
    name: str
    until: date


@dataclass(frozen=True, repr=False)
class Left:
    """An account that is closed: how many holds and requests to other libraries ended with it, and what is kept all the
    same, why and until when."""

    holds: int
    requests: int
    kept: tuple[HeldKind, ...]


def form_of(library: Library) -> JoiningForm:
    """The form that the policy in force asks for. About nobody."""
    return joining.form_of(library.policy)


def register(
    library: Library, staff: StaffAccount, *, typed: TypedForm, anew: bool = False, now: datetime
) -> Joined:
    """Register somebody, by the policy's form. `anew`: she was asked, and had no card here before."""
    today, drawer = library.day_of(now), drawers.of(library.slug)
    decision = doorway.allowed_to_act(library, staff, purpose=PURPOSE, person=None, now=now)
    new = joining.read(joining.form_of(library.policy), typed, policy=library.policy, today=today)
    at, person = _At(library, staff, decision, drawer, now, today), joining.new_person()
    if new.link:
        guardian = families.of_card(
            library, staff, decision, typed.guardian_card, field="guardian_card", person=person, now=now
        )
        new = replace(new, link=replace(new.link, guardian=guardian))
    if not anew:
        at.compare(new)
    if (holder := at.holder(new.kept["card"])) is not None:
        at.note(holder, CARD_TRIED)
        raise CannotBeKept({"card": joining.TAKEN})
    asking = Asking(shown=new.link.proof if new.link else "")
    doorway.write_down(
        library, person, staff, PURPOSE, decision, asking, now=now, today=today, act=REGISTERED
    )
    joining.join(
        drawer,
        doorway.to_find(drawer, patrons.card_handle(new.kept["card"])),
        new,
        person=person,
        today=today,
    )
    return Joined(person, new.kept["name"], new.until)


def close(library: Library, staff: StaffAccount, *, person: str, now: datetime) -> Left:
    """Close an account: nothing may be out or owed. The registration ends at once, and all that lies beside it."""
    decision = doorway.allowed_to_act(library, staff, purpose=PURPOSE, person=person, now=now)
    return _close(_At(library, staff, decision, drawers.of(library.slug), now, library.day_of(now)), person)


def close_myself(library: Library, *, person: str, now: datetime) -> Left:
    """Let a patron of age close her own account on her own page; as at the desk, nothing may be out or owed."""
    decision = families.may_mend_own(library, person=person, now=now)
    return _close(_At(library, None, decision, drawers.of(library.slug), now, library.day_of(now)), person)


def _close(at: "_At", person: str) -> Left:
    library, drawer, today = at.library, at.drawer, at.today
    permit = mint(
        library=library.slug,
        purpose=PURPOSE,
        kinds=["registration", "loan", "charge", "hold", "interlibrary_request"],
        fields=[
            *(f"{INTERLIBRARY_REQUEST.name}.{name}" for name in INTERLIBRARY_REQUEST.names),
            *("registration.expires", "loan.returned_on", "charge.paid_on", "charge.amount"),
            *("hold.ended_on", "hold.until"),
        ],
        subject=person,
    )
    patrons.registration_of(drawer, permit, person=person)
    out, owed = closing.open_of(drawer, permit, person=person)
    if out or owed:
        at.note(person, NOT_CLOSED)
        raise closing.StillOpen(out=out, owed_cents=owed)
    doorway.write_down(
        library, person, at.staff, at.purpose, at.decision, Asking(), now=at.now, today=today, act=CLOSED
    )
    period = library.period_of("hold")
    beside = patrons.beside(person)
    ended = closing.close(
        drawer,
        permit,
        beside=mint(library=library.slug, purpose=PURPOSE, kinds=["friends_choice"], subject=beside),
        person=person,
        today=today,
        hold_days_after=period.days_after if period else 0,
    )
    return Left(ended.holds, ended.requests, _kept_of(library, drawer, person))


def _kept_of(library: Library, drawer: Drawer, person: str) -> tuple[HeldKind, ...]:
    """What stays of somebody whose account is closed: kinds, counts and days, nothing of what they hold."""
    permit = mint(
        library=library.slug,
        purpose=PURPOSE,
        kinds=STAYS,
        fields=["look.outcome", "disclosure.told_on"],
        subject=person,
    )
    found = disclosures.may_be_shown(looks.may_be_shown(drawer.find(permit, subject=person)))
    return held(library, found)


@dataclass(frozen=True, repr=False)
class _At:
    """One act at the desk, or on the patron's own page: where, by whom, as it was decided."""

    library: Library
    staff: StaffAccount | None
    decision: Decision
    drawer: Drawer
    now: datetime
    today: date

    @property
    def purpose(self) -> str:
        """What it is done for: the desk's work, or the patron's own."""
        return PURPOSE if self.staff else "own_record"

    def note(self, person: str, came_to: str) -> None:
        """Write down for somebody what came of it."""
        doorway.write_down(
            self.library, person, self.staff, self.purpose, self.decision, Asking(), now=self.now, today=self.today,
            instead=came_to,
        )  # fmt: skip

    def holder(self, card: str) -> str | None:
        """The person whose card this is."""
        return next(iter(doorway.by_card(self.drawer, card)), None)

    def compare(self, new: Joining) -> None:
        """Stop where somebody of this name is registered: say what else that was typed is the same, and no more."""
        named = finding.called(self.drawer, partial(doorway.to_find, self.drawer), name=new.kept["name"])
        if not named:
            return
        same: set[str] = set()
        for person in named[:MOST_COMPARED]:
            # Written down first: nobody's address is read and compared unseen.
            self.note(person, COMPARED)
            same.update(self._same(person, new))
        raise PerhapsHere(tuple(words for name, words in _THE_SAME.items() if name in same))

    def _same(self, person: str, new: Joining) -> Sequence[str]:
        typed = new.kept
        permit = mint(
            library=self.library.slug,
            purpose="finding",
            kinds=["registration"],
            subject=person,
            fields=[f"registration.{name}" for name in _THE_SAME],
        )
        try:
            there = patrons.registration_of(self.drawer, permit, person=person).payload
        except patrons.NobodyFound:
            return ()
        return [name for name in _THE_SAME if _is_same(name, there[name] or "", typed[name])]


def _is_same(name: str, one: str, other: str) -> bool:
    if not one.strip() or not other.strip():
        return False
    if name == "phone":
        return any(
            spelling.is_same_number(a, b) for a in spelling.numbers(one) for b in spelling.numbers(other)
        )
    if name == "email":
        return spelling.mail(one) == spelling.mail(other)
    return spelling.plain(one) == spelling.plain(other)
