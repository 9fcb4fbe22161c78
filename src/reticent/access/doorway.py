"""The one doorway: who may open which slip, for what. Decided, written down, committed; only then opened.

A look at the desk passes two gates: the duty of whoever stands behind it, and, where somebody else asks, that
person's own right. What is shown is what both allow. Refused looks are written down as well, and a look that
tells somebody about somebody else gets a row of its own in the ledger at once; routine looks are slips of the
person looked at, and are counted there at night.
"""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from reticent.access import signed_up, standing, telling_apart
from reticent.access.asking import Asking
from reticent.access.noted import CONTACT, with_others
from reticent.access.records import (
    HeldKind,
    Record,
    held,
    kept_fields,
    kept_for_a_request,
    kinds_of,
    shown,
)
from reticent.access.signed_up import ShownSignUp
from reticent.access.standing import Standing
from reticent.access.telling_apart import Candidate
from reticent.drawer import drawers, keeping
from reticent.drawer.kinds import KEPT
from reticent.drawer.minting import mint
from reticent.drawer.permits import Permit
from reticent.drawer.slips import Drawer, Opened
from reticent.errors import Refused
from reticent.ledger import log
from reticent.people import families, finding, patrons, permissions, statements, tries
from reticent.people.finding import Found
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.policy import Decision, Instrument, Request, decide, fields_named
from reticent.policy.vocabulary import ASKERS, BESIDE
from reticent.records import complaints, disclosures, holds, looks
from reticent.records.complaints import COMPLAINT, Complaint
from reticent.records.disclosures import DISCLOSURE, Told
from reticent.records.interlibrary import INTERLIBRARY_REQUEST
from reticent.records.signups import PROGRAM_SIGNUP

_FINDING = ("finder",)
# The kinds and fields that an act compares or changes, by its purpose; None: every field.
_WHOSE_TURN = ["hold.placed_on", "hold.turn", "hold.ended_on", "hold.until"]
_TO_ACT: dict[str, tuple[list[str], list[str] | None]] = {
    "lend": (
        ["registration", "loan", "hold"],
        ["registration.expires", "registration.town", "loan.due", "loan.returned_on", *_WHOSE_TURN],
    ),
    "return": (["loan", "hold"], ["loan.due", "loan.returned_on", "hold.shelf", *_WHOSE_TURN]),
    "hold": (
        ["registration", "loan", "hold"],
        ["registration.expires", "loan.returned_on", "hold.shelf", *_WHOSE_TURN],
    ),
    "account": (["charge"], None),
    "interlibrary": (
        ["registration", "interlibrary_request"],
        # What is withdrawn lies on as nobody's: all of it is taken over.
        [
            "registration.expires",
            *(f"{INTERLIBRARY_REQUEST.name}.{name}" for name in INTERLIBRARY_REQUEST.names),
        ],
    ),
    "registration": (
        ["registration"],
        ["registration.expires", "registration.card", "registration.name"],
    ),
}
# What belongs to a request wherever it is shown.
_OF_A_REQUEST = ("number", "author", "asked_on", "needed_by", "sent_on", "words", "until")
# What a look came to, where the decision's outcome does not say it: nothing was opened, or the name and what tells
# apart from others of that name.
NOBODY = "nobody"
TOO_MANY = "too_many"
NAMED = "named"
# Where a record is read, and not only held against what is being done: there stands what its owner says of it, too.
_READ_WITH_IT = frozenset({"account", "registration", "recovery", "own_record"})
# On her own page whatever the policy says, read with the rest of it: to whom something of hers was given (4-193(d)),
# what she signed up for, and what she complained of with her name.
_HER_KINDS = (DISCLOSURE, PROGRAM_SIGNUP, COMPLAINT)
_HERS = frozenset(f"{kind.name}.{field.name}" for kind in _HER_KINDS for field in kind.fields) - {
    "complaint.reach"
}
# What was done about a written permission: it has leaves of its own in the ledger, which name nobody, and go on saying
# that there was one when it is forgotten.
PERMITTED, PERMISSION_ENDED = "permitted", "permission_taken_back"
_LEAVES = {PERMITTED: "permission-given", PERMISSION_ENDED: "permission-ended"}
# Where the permissions that a patron gave are read whole: where they are noted, and on her own page.
_PERMISSIONS_READ = frozenset({"registration", "own_record"})
# Who did it, where it was nobody of the staff.
THE_PATRON = "you"
# So many names are shown at most; of more, only how many about.
MOST_NAMED = 12
_ABOUT = (1000, 100, MOST_NAMED)


class NoDuty(Refused):
    """The account has no duty that allows this act. Holds the decision, to be shown."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision.say)
        self.decision = decision


@dataclass(frozen=True, repr=False)
class Answer:
    """What the desk is answered. `record` only when allowed; `nobody` when nobody is found by what was typed.

    `candidates` are those whom it may mean, and `more_than` says how many there are beside or instead of them.
    `too_little` was typed to look for anybody.
    """

    decision: Decision
    person: str | None = None
    record: Record | None = None
    candidates: tuple[Candidate, ...] = ()
    more_than: int = 0
    nobody: bool = False
    too_little: bool = False


@dataclass(frozen=True, repr=False)
class OwnRecord:
    """A patron's own page: the record, and what is held, why and until when."""

    decision: Decision
    record: Record
    person: str
    held: tuple[HeldKind, ...] = field(default=())
    is_minor: bool = False
    disclosed: tuple[Told, ...] = ()
    signed_up: tuple[ShownSignUp, ...] = ()
    complaints: tuple[Complaint, ...] = ()


def duty_for(library: Library, staff: StaffAccount, purpose: str) -> str | None:
    """The duty under which this account would do this: one of its own if it has one, else one that it lacks."""
    found = library.policy.purposes.get(purpose)
    wanted = tuple(found.duties) if found else ()
    return next((d for d in wanted if staff.has_duty(d)), wanted[0] if wanted else None)


def look(
    library: Library,
    staff: StaffAccount,
    *,
    purpose: str,
    now: datetime,
    handle: str = "",
    person: str | None = None,
    asking: Asking | None = None,
    no_duty: bool = False,
    fields: tuple[str, ...] = (),
) -> Answer:
    """Look a person up at the desk, by what was typed (`handle`), or a person chosen from candidates.

    Only a card number, or a whole name that is one person's, opens a record at once; anything less names those whom
    it may mean, each written down before, and opens nothing.
    `fields` narrows what is opened to what the act needs (a payment: what is owed, and no title).
    `no_duty` says that there is no duty in hand (just looking): refused and written down, whoever it is.
    """
    drawer = drawers.of(library.slug)
    asking = asking or Asking()
    today = library.day_of(now)
    duty = None if no_duty else duty_for(library, staff, purpose)
    decision = of_whoever_is_here(library, staff, purpose, duty, fields=fields)
    if decision.allowed and asking.capacity != "staff":
        decision = _both(decision, _asker_decision(library, purpose, asking, standing.claimed(asking)))
    found = Found((person,), sure=True) if person else _found(drawer, handle)
    if not decision.allowed:
        # The same answer and the same two writes whether the handle is anyone's or not.
        subject = found.persons[0] if len(found.persons) == 1 else f"staff:{staff.pk}"
        write_down(library, subject, staff, purpose, decision, asking, now=now, today=today)
        return Answer(decision)
    if not found.sure:

        def named(subject: str, came_to: str) -> None:
            write_down(
                library, subject, staff, purpose, decision, asking, now=now, today=today, instead=came_to
            )

        return _named(drawer, found, decision, named, nobody=f"staff:{staff.pk}")
    person = found.persons[0]
    if asking.capacity in ("guardian", "designated_borrower"):
        noted = standing.known(
            drawer, asking, person=person, persons=by_card(drawer, asking.named), today=today
        )
        theirs = _asker_decision(library, purpose, asking, noted)
        decision = decision if theirs.allowed else theirs
    # Written down first: a crash may leave a look that saw nothing, never a look nobody wrote down.
    write_down(library, person, staff, purpose, decision, asking, now=now, today=today)
    if not decision.allowed:
        return Answer(decision)
    record = _open(library, drawer, person, decision, purpose, today=today)
    if asking.capacity == "designated_borrower" and record.holds:
        # Who is sent carries what is ready, and learns of nothing that is not (M19-19).
        record = replace(record, holds=tuple(hold for hold in record.holds if hold.ready))
    return Answer(decision, person=person, record=record)


def of_herself(library: Library) -> Decision:
    """Whether the policy lets whoever has signed in see her own record; `NoDuty` where it does not."""
    decision = decide(
        Request(capacity="self", purpose="own_record", asker="patron", identity_checked=True, channel="web"),
        library.policy,
    )
    if not decision.allowed:
        raise NoDuty(decision)
    return decision


def own_record(library: Library, *, person: str, now: datetime) -> OwnRecord:
    """The signed-in patron's own record (S13: the user is no third party; 4-193)."""
    drawer, decision = drawers.of(library.slug), of_herself(library)
    today = library.day_of(now)
    told = _told_of_holds(drawer, today=today)
    found = _slips(library, drawer, person, decision, "own_record")
    found = looks.may_be_shown(found, told=any(hold.payload["person"] == person for hold in told))
    found = disclosures.may_be_shown(found)
    if not any(s.kind == "registration" for s in found):
        raise patrons.NobodyFound("This registration is no longer here. Ask at the desk.")
    kept = keeping.kept_for(_kept(drawer, person), told) if told else Counter[str]()
    about = _naming(drawer, person, today=today)
    given, signed, complained = ([s for s in found if s.kind == kind.name] for kind in _HER_KINDS)
    record = shown(
        library,
        decision,
        found,
        purpose="own_record",
        today=today,
        ready=_ready(drawer, person, found, "own_record", today=today),
    )
    return OwnRecord(
        decision,
        replace(record, noted=with_others(record.noted, about, today=today)),
        person,
        (*held(library, found, naming=about), *kept_for_a_request(kept)),
        is_minor=standing.is_minor(drawer, person, today=today) is True,
        disclosed=tuple(
            sorted((disclosures.told(s.payload) for s in given), key=lambda each: each.on, reverse=True)
        ),
        signed_up=signed_up.shown(library, signed),
        complaints=tuple(complaints.to_tell(each) for each in complaints.in_order(complained)),
    )


def sign_in(library: Library, *, card: str, pin: str, now: datetime) -> str | None:
    """The person whose card and PIN these are, or None. The same work for nobody as for somebody.

    The try is counted first, then the PIN is checked: of many at once no more are checked than are allowed. While
    the card must wait no PIN is checked, the right one neither.
    """
    drawer = drawers.of(library.slug)
    counting = _to_count_tries(library, card=card)
    if not tries.take(drawer, counting, card=card, now=now, day_of=library.day_of):
        patrons.fits_pin(None, pin)
        return None
    persons = by_card(drawer, card)
    person = persons[0] if len(persons) == 1 else "p:nobody"
    permit = mint(
        library=library.slug,
        purpose="own_record",
        kinds=["registration"],
        fields=["registration.pin"],
        subject=person,
    )
    try:
        registration = patrons.registration_of(drawer, permit, person=person).payload
    except patrons.NobodyFound:
        registration = None
    if not patrons.fits_pin(registration, pin):
        return None
    tries.clear(drawer, counting, card=card)
    return person


def let_try_again(library: Library, *, person: str) -> None:
    """Forget what was tried at this person's card: somebody known at the desk has a new PIN."""
    drawer = drawers.of(library.slug)
    permit = mint(
        library=library.slug,
        purpose="registration",
        kinds=["registration"],
        fields=["registration.card"],
        subject=person,
    )
    card = patrons.registration_of(drawer, permit, person=person).payload["card"]
    tries.clear(drawer, _to_count_tries(library, card=card), card=card)


def to_act(
    library: Library,
    staff: StaffAccount,
    *,
    purpose: str,
    person: str | None = None,
    thing: str | None = None,
    now: datetime,
) -> Permit:
    """A permit to lend to this person, take this thing back, take her payment or mend her registration. Shows nothing.

    That it was allowed is seen from what was done; that it was refused is written down here.
    """
    allowed_to_act(library, staff, purpose=purpose, person=person, now=now)
    kinds_needed, fields = _TO_ACT[purpose]
    return mint(
        library=library.slug, purpose=purpose, kinds=kinds_needed, subject=person, thing=thing, fields=fields
    )


def to_find(drawer: Drawer, handle: str) -> Permit:
    """A permit to find who is kept under this handle. Shows nothing."""
    return mint(library=drawer.library, purpose="finding", kinds=_FINDING, thing=handle)


def by_card(drawer: Drawer, card: str) -> list[str]:
    """Whoever has this card. Shows nothing, and writes nothing down: that is left to whoever asks."""
    handle = patrons.card_handle(card)
    return patrons.by_handle(drawer, to_find(drawer, handle), handle=handle) if card.strip() else []


def to_keep_found(library: Library, *, person: str) -> Permit:
    """A permit to keep what finds this person in step with her registration. Shows nothing."""
    return mint(library=library.slug, purpose="finding", kinds=_FINDING, subject=finding.finders_of(person))


def allowed_to_act(
    library: Library, staff: StaffAccount, *, purpose: str, person: str | None, now: datetime
) -> Decision:
    """The decision that allows this act; where it is refused, that is written down and raised."""
    # What is taken back opens nobody's record: no policy bars a volunteer from that work.
    decided = _staff_decision if purpose == "return" else of_whoever_is_here
    decision = decided(library, staff, purpose, duty_for(library, staff, purpose))
    if not decision.allowed:
        subject = person or f"staff:{staff.pk}"
        write_down(library, subject, staff, purpose, decision, Asking(), now=now, today=library.day_of(now))
        raise NoDuty(decision)
    return decision


def for_intake(library: Library) -> Permit:
    """A permit for the administrator's imports: compares what comes in with what is there, shows nothing."""
    return mint(
        library=library.slug, purpose="intake", kinds=["registration", "finder", "loan", "guardian_link"]
    )


def intake_done(library: Library, *, count: int, now: datetime) -> None:
    """Write an import into the ledger: how many rows went in."""
    if count:
        log.append(
            library.slug,
            log.Entry(
                day=library.day_of(now),
                action="import",
                role="administrator",
                basis=("S-3",),
                policy=library.policy.sha256,
                count=count,
            ),
        )


def words_for(library: Library, *, asker: str, instrument: Instrument | None = None) -> Decision:
    """What to say to somebody else who asks, with a paper or without. Nobody is looked up, so nothing is logged."""
    purpose = "case" if ASKERS.get(asker) == "law_enforcement" or instrument else "account"
    return decide(
        Request(capacity="third_party", purpose=purpose, asker=asker, instrument=instrument), library.policy
    )


def write_down(
    library: Library,
    subject: str,
    staff: StaffAccount | None,
    purpose: str,
    decision: Decision,
    asking: Asking,
    *,
    now: datetime,
    today: date,
    instead: str = "",
    act: str = "",
) -> None:
    """Write a look or an act down, committed: a slip of the subject, and unless it is routine a ledger leaf at once.

    `instead` is what a look came to where the decision's outcome does not say it; `act` is what was changed.
    Without `staff` it is the patron's own act.
    """
    account = staff.pk if staff else 0
    basis = tuple(c.id for c in decision.citations)
    routine = decision.allowed and not act and (bool(instead) or asking.capacity in ("staff", "self"))
    said = {
        "on": today.isoformat(),
        "by_role": staff.title if staff else THE_PATRON,
        "purpose": purpose,
        "outcome": act or instead or decision.outcome,
        "asker": "" if asking.capacity == "staff" else asking.asker,
        "basis": " ".join(basis),
        "proof": asking.proof or (asking.shown if act or asking.capacity == "designated_borrower" else ""),
    }
    key = ""
    commitment = ""
    if not routine:
        opening = json.dumps({**said, "account": account, "at": now.isoformat()}, sort_keys=True).encode()
        commitment, raw_key = log.commit_to(opening)
        key = f"{raw_key.hex()} {account} {now.isoformat()}"
    looks.write_down(
        drawers.of(library.slug),
        person=subject,
        on=today,
        by_role=said["by_role"],
        purpose=purpose,
        outcome=said["outcome"],
        asker=said["asker"],
        basis=basis,
        proof=said["proof"],
        key=key,
        routine=routine and instead not in (NOBODY, TOO_MANY),
    )
    if not routine:
        done = _LEAVES.get(act, "correction") if act else "disclosure"
        action = done if decision.allowed else "look-refused"
        log.append(
            library.slug,
            log.Entry(
                day=today,
                action=action,
                role=purpose,
                basis=basis or ("S-3",),
                policy=library.policy.sha256,
                commitment=commitment,
            ),
        )


def of_whoever_is_here(
    library: Library, staff: StaffAccount, purpose: str, duty: str | None, *, fields: tuple[str, ...] = ()
) -> Decision:
    """What is opened to whoever stands behind the desk, and what they may do. A volunteer is an agent for the duties
    that the director gave her, as far as the policy takes volunteers for agents (CGS 11-25(b)(2)(A))."""
    if not staff.is_volunteer:
        return _staff_decision(library, staff, purpose, duty, fields=fields)
    recorded = duty is not None and staff.has_duty(duty)
    return decide(
        Request(
            capacity="volunteer",
            purpose=purpose,
            duties=frozenset(staff.duties),
            duty=duty,
            fields=fields,
            evidence=frozenset({"agent:recorded"}) if recorded else frozenset(),
        ),
        library.policy,
    )


# -- inside


def _to_count_tries(library: Library, *, card: str) -> Permit:
    return mint(library=library.slug, purpose="own_record", kinds=["tries"], subject=tries.handle(card))


def _staff_decision(
    library: Library, staff: StaffAccount, purpose: str, duty: str | None, *, fields: tuple[str, ...] = ()
) -> Decision:
    return decide(
        Request(capacity="staff", purpose=purpose, duties=frozenset(staff.duties), duty=duty, fields=fields),
        library.policy,
    )


def _asker_decision(library: Library, purpose: str, asking: Asking, noted: Standing) -> Decision:
    return decide(
        Request(
            capacity=asking.capacity,
            purpose=purpose,
            asker=asking.asker,
            identity_checked=asking.identity_checked,
            subject_is_minor=noted.minor,
            proof=noted.proof,
            link=noted.link,
            instrument=noted.instrument,
            evidence=noted.evidence,
            channel=asking.channel,
        ),
        library.policy,
    )


def _found(drawer: Drawer, typed: str) -> Found:
    return finding.search(drawer, lambda handle: to_find(drawer, handle), typed=typed)


def _named(
    drawer: Drawer, found: Found, decision: Decision, named: Callable[[str, str], None], *, nobody: str
) -> Answer:
    """Name those whom it may mean, each written down first; if they are too many, only those whose whole name it is."""
    persons = found.persons if len(found.persons) <= MOST_NAMED else found.whole
    if not 0 < len(persons) <= MOST_NAMED:
        persons = ()
        named(nobody, TOO_MANY if found.persons else NOBODY)
    for person in persons:
        named(person, NAMED)
    candidates = telling_apart.candidates(drawer, persons)
    more_than = next((n for n in _ABOUT if n < len(found.persons)), 0)
    return Answer(
        decision,
        candidates=candidates,
        more_than=more_than,
        nobody=not candidates and not more_than,
        too_little=found.too_little,
    )


def _both(staff: Decision, theirs: Decision) -> Decision:
    """What both gates allow; the asker's answer leads, since it is what is said aloud."""
    if not theirs.allowed:
        return theirs
    citations = theirs.citations + tuple(c for c in staff.citations if c not in theirs.citations)
    return replace(theirs, fields=tuple(f for f in theirs.fields if f in staff.fields), citations=citations)


def _permit(library: Library, purpose: str, fields: Sequence[str], *, subject: str) -> Permit:
    extra = ["registration.expires"] if "registration.standing" in fields else []
    wanted, kinds = kept_fields(fields) | set(extra), kinds_of(fields)
    if purpose == "own_record":
        wanted, kinds = wanted | _HERS, kinds | {kind.name for kind in _HER_KINDS}
    if any(f.startswith("charge.") for f in wanted):
        wanted |= {"charge.paid_on"}
    if any(f.startswith("loan.") for f in wanted):
        wanted |= {"loan.returned_on"}
    if any(f.startswith("hold.") for f in wanted):
        wanted |= {"hold.ended_on", "hold.until"}
    if "hold.pickup" in wanted:
        wanted |= {"hold.shelf"}  # where it waits, and under which name it does
    if any(f.startswith("interlibrary_request.") for f in wanted):
        wanted |= {f"interlibrary_request.{name}" for name in _OF_A_REQUEST}
    if any(f.startswith("look.") for f in wanted):
        wanted |= {"look.asker", "look.basis", "look.outcome"}
    return mint(library=library.slug, purpose=purpose, kinds=kinds, subject=subject, fields=wanted)


def _open(
    library: Library, drawer: Drawer, person: str, decision: Decision, purpose: str, *, today: date
) -> Record:
    found = looks.may_be_shown(_slips(library, drawer, person, decision, purpose))
    return shown(
        library,
        decision,
        found,
        purpose=purpose,
        today=today,
        ready=_ready(drawer, person, found, purpose, today=today),
    )


def _ready(
    drawer: Drawer, person: str, slips: Sequence[Opened], purpose: str, *, today: date
) -> frozenset[str]:
    """Of what she waits for, the items that are in and hers next; of others' slips only whose turn it is is read."""
    ready = set()
    waiting = [s.payload for s in slips if s.kind == "hold" and holds.stands(s.payload, today=today)]
    for item in (payload["item"] for payload in waiting):
        permit = mint(
            library=drawer.library,
            purpose=purpose,
            kinds=["loan", "hold"],
            thing=holds.named(item),
            fields=["loan.returned_on", *_WHOSE_TURN],
        )
        found = drawer.find_thing(permit, thing=holds.named(item))
        if holds.is_ready(found, person=person, today=today):
            ready.add(item)
    return frozenset(ready)


def _slips(library: Library, drawer: Drawer, person: str, decision: Decision, purpose: str) -> list[Opened]:
    """The person's slips and those beside the registration, as far as the decision goes."""
    permit = _permit(library, purpose, decision.fields, subject=person)
    found = drawer.find(permit, subject=person)
    wanted = kept_fields(decision.fields)
    # Shown whole or not at all: half a note says more than it should.
    beside = {kind for kind in BESIDE if set(decision.fields).issuperset(fields_named([kind]))}
    if CONTACT & set(decision.fields):
        # Whether a phone number may be shown at all is for the patron's wish to say.
        beside |= {"contact_wish"}
        wanted |= {"contact_wish.wish"}
    if purpose in _READ_WITH_IT and statements.shown_with(decision.fields):
        # What she says of it goes wherever it is read (4-193(h)), and is no policy's to leave out.
        beside |= {"statement"}
        wanted |= {f"statement.{name}" for name in ("about", "words")}
    if purpose in _PERMISSIONS_READ and "registration.name" in decision.fields:
        beside |= {permissions.PERMISSION.name}
        wanted |= {f"{permissions.PERMISSION.name}.{name}" for name in permissions.PERMISSION.names}
    if not beside:
        return found
    days = {
        f"{kind}.{name}" for kind in beside for name in ("since", "removed_on", "withdrawn_on", "left_on")
    }
    handle = patrons.beside(person)
    permit = mint(library=library.slug, purpose=purpose, kinds=beside, subject=handle, fields=wanted | days)
    return found + drawer.find(permit, subject=handle)


def _told_of_holds(drawer: Drawer, *, today: date) -> list[Opened]:
    """The legal holds of which counsel said that whoever is held may be told."""
    permit = mint(
        library=drawer.library,
        purpose="own_record",
        kinds=[keeping.LEGAL_HOLD.name],
        thing=keeping.ALL,
        fields=[f"{keeping.LEGAL_HOLD.name}.{name}" for name in ("person", "marks", "until", "told_on")],
    )
    return keeping.told(drawer, permit, today=today)


def _kept(drawer: Drawer, person: str) -> list[Opened]:
    """What of hers has ended and is kept for a legal request."""
    permit = mint(library=drawer.library, purpose="own_record", kinds=[KEPT.name], fields=[], subject=person)
    return drawer.find(permit, subject=person, kind=KEPT.name)


def _naming(drawer: Drawer, person: str, *, today: date) -> list[Opened]:
    """The slips beside other registrations that name this person: as their guardian, or as whom they send.

    Whom a court order keeps out learns from her own page neither that the child is here nor that there is an order.
    """
    found = []
    for kind, thing, fields in (
        ("guardian_link", families.ward_thing(person), ("person", "child", "until", "removed_on")),
        ("designation", families.sent_thing(person), ("may", "until", "withdrawn_on")),
    ):
        permit = mint(
            library=drawer.library,
            purpose="own_record",
            kinds=[kind],
            thing=thing,
            fields=[f"{kind}.{name}" for name in fields],
        )
        found += drawer.find_thing(permit, thing=thing)
    return [
        slip
        for slip in found
        if slip.kind != "guardian_link"
        or not standing.is_kept_out(drawer, child=slip.payload["person"], person=person, today=today)
    ]
