"""Who else may speak for a patron, and how she wishes not to be reached: guardians, people sent, contact wishes.

Each is one slip beside the registration of the patron whom it is about (`patrons.beside`), so that it goes when that
goes, in the same transaction. A guardian or a person sent who is registered herself finds the same slip by its thing:
there is no second slip that could be left over, and no row that says who belongs to whom.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from reticent.drawer import kinds
from reticent.drawer.kinds import Field, Kind, Left, Payload
from reticent.drawer.permits import Permit
from reticent.drawer.slips import Drawer, Opened, Writer, tried_again
from reticent.errors import Refused
from reticent.people import patrons, spelling
from reticent.people.patrons import CannotBeKept

PROOFS = ("birth_certificate", "court_paper", "signed_form", "photo_id")
# As a guardian is noted who came with a file of registrations.
FROM_A_FILE = "from_a_file"
# What is kept with the link of somebody whom a court order keeps out.
CUSTODY_ORDER = "custody_order"
GIVEN_BY = ("card", "photo_id", "letter")
COLLECT, BORROW = "collect", "borrow"
LONGEST_NAME = 60
# A patron is asked again each year whom she sends.
LONGEST_SENT = timedelta(days=366)


class LeftToTheDesk(Refused):
    """A file names a guardian whom only the desk may note: a court order stands beside the child."""


class NotThere(Refused):
    """What was to be changed is not there any more."""


def _link_ended_on(payload: Payload) -> date | None:
    return min(d for d in (kinds.day(payload["until"]), kinds.day(payload["removed_on"])) if d)


def _is_grown(payload: Payload, today: date) -> Left | None:
    """Once the day has come, that it came is known without it: the night's purge takes the only note of it."""
    until = kinds.day(payload["until"])
    if until is None or today < until:
        return None
    return Left(payload["person"], "registration", {"grown": True})


def over_on(payload: Payload) -> date | None:
    """From which day on it is over: what has a last day, if any, and may be taken back before."""
    last = kinds.day(payload["until"])
    ends = [day for day in (last and last + timedelta(days=1), kinds.day(payload["withdrawn_on"])) if day]
    return min(ends, default=None)


GUARDIAN_LINK = kinds.declare(
    Kind(
        code=6,
        name="guardian_link",
        title="Guardians",
        why="To know who may be answered about a minor, and from which day on nobody is.",
        need="until the minor comes of age",
        fields=(
            Field("person", "to know whose guardian it is"),
            Field("child", "to tell a guardian whose guardian she is"),
            Field("guardian", "to know a guardian who is registered here herself"),
            Field("name", "to know the guardian by a photo id"),
            Field("proof", "to know what the guardian showed"),
            Field("since", "to know when it was shown"),
            Field("until", "to end it on the day the minor comes of age"),
            Field("blocked_on", "to answer nobody whom a court order keeps out"),
            Field("removed_on", "to know that it was taken off"),
        ),
        need_ended_on=_link_ended_on,
        leaves=_is_grown,
        since="since",
        at_least=1024,
    )
)

DESIGNATION = kinds.declare(
    Kind(
        code=7,
        name="designation",
        title="People sent",
        why="To hand what waits for you to somebody whom you named.",
        need="until you take it back, or its last day",
        fields=(
            Field("person", "to know who sends"),
            Field("sent", "to know somebody sent who is registered here herself"),
            Field("name", "to know whom you send by a photo id"),
            Field("may", "to know whether you let them collect, or borrow on your card"),
            Field("proof", "to know how you gave your permission"),
            Field("since", "to know since when"),
            Field("until", "to end it on the day you named"),
            Field("withdrawn_on", "to know that you took it back"),
        ),
        need_ended_on=over_on,
        since="since",
        at_least=1024,
    )
)

CONTACT_WISH = kinds.declare(
    Kind(
        code=8,
        name="contact_wish",
        title="Contact wishes",
        why="So that nobody writes or calls in a way that could harm you.",
        need="until you take it back",
        fields=(
            Field("person", "to know whose wish it is"),
            Field("wish", "to know how not to reach you"),
            Field("since", "to know since when"),
            Field("withdrawn_on", "to know that you took it back"),
        ),
        need_ended_on=lambda payload: kinds.day(payload["withdrawn_on"]),
        since="since",
    )
)


@dataclass(frozen=True, repr=False)
class NewLink:
    """A guardian as noted at the desk. `guardian` is her random name where she is registered herself."""

    name: str
    guardian: str
    proof: str
    until: date
    blocked: bool = False


@dataclass(frozen=True, repr=False)
class NewDesignation:
    """Somebody whom a patron sends."""

    name: str
    sent: str
    may: str
    proof: str
    until: date


def ward_thing(guardian: str) -> str:
    """The name under which a registered guardian finds the links that name her."""
    return "ward:" + guardian


def sent_thing(sent: str) -> str:
    """The name under which a registered person finds who sends her."""
    return "sent:" + sent


# -- what is typed, as it may be kept


def a_name(name: str, *, field: str) -> str:
    """A name as it may be kept."""
    plain = " ".join(name.split())
    if not spelling.plain(plain):
        raise CannotBeKept({field: "Write the name as the photo id has it."})
    if len(plain) > LONGEST_NAME:
        raise CannotBeKept({field: f"Write at most {LONGEST_NAME} characters."})
    return plain


def comes_of_age(typed: str, *, today: date, minor_age: int) -> date:
    """The day on which a minor comes of age, as it may be kept: to come, and no further than a whole minority."""
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError:
        raise CannotBeKept({"of_age": "Write the day they come of age, as 2031-06-03."}) from None
    if day <= today:
        raise CannotBeKept({"of_age": "That day is past: nobody is noted as guardian of an adult."})
    if day > _years_on(today, minor_age):
        raise CannotBeKept({"of_age": f"That is more than {minor_age} years away. Is it the birth date?"})
    return day


def last_day(typed: str, *, today: date) -> date:
    """The last day on which somebody may be sent: today at the earliest, a year ahead at the latest."""
    if not typed.strip():
        return _years_on(today, 1)
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError:
        raise CannotBeKept(
            {"sent_until": "Write the last day, as 2027-06-03, or nothing for a year."}
        ) from None
    if not today <= day <= today + LONGEST_SENT:
        raise CannotBeKept({"sent_until": "Choose a day within a year; then the patron is asked again."})
    return day


def _years_on(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 3, 1)


# -- what holds today


def in_force(payload: Payload, *, today: date) -> bool:
    """Whether a guardian link stands today: not from the day of coming of age on, purged or not."""
    ended = _link_ended_on(payload)
    return ended is None or today < ended


def may_be_sent(payload: Payload, *, today: date) -> bool:
    """Whether somebody may still be sent today."""
    return lasts(payload, today=today)


def lasts(payload: Payload, *, today: date) -> bool:
    """Whether what has a last day stands today: not after that day, purged or not."""
    over = over_on(payload)
    return over is None or today < over


def stands(payload: Payload) -> bool:
    """Whether a wish stands."""
    return payload["withdrawn_on"] is None


def names(payload: Payload, *, named: str, persons: Sequence[str], as_: str) -> bool:
    """Whether a slip names whoever stands here: by her card (then these are her `persons`), or by her whole name."""
    if persons and payload[as_]:
        return payload[as_] in persons
    return spelling.is_same_name(named, payload["name"])


def is_kept_out(
    payload: Payload, *, named: str, persons: Sequence[str], registered_name: Callable[[str], str]
) -> bool:
    """Whether this is a court order against whoever stands here, as far as anything says so.

    A card, a name, or the name under which a card is registered: one of them is enough, whatever the others say. Of
    two people of one name both are kept out, and the director decides; the wrong one answered could not be undone.
    """
    if not payload["blocked_on"]:
        return False
    theirs = (named, *map(registered_name, persons))
    noted = (payload["name"], registered_name(payload["guardian"]) if payload["guardian"] else "")
    return payload["guardian"] in persons or any(
        spelling.is_same_name(one[:LONGEST_NAME], other[:LONGEST_NAME]) for one in theirs for other in noted
    )


# -- verbs


def found(drawer: Drawer, permit: Permit, *, person: str, kind: str) -> list[Opened]:
    """What of this kind lies beside a registration, as far as the permit goes."""
    return [slip for slip in drawer.find(permit, subject=patrons.beside(person)) if slip.kind == kind]


@tried_again
def note_guardian(
    drawer: Drawer,
    permit: Permit,
    *,
    person: str,
    child: str,
    new: NewLink,
    today: date,
    registered_name: Callable[[str], str],
) -> None:
    """Note a guardian beside a minor's registration; an older note of the same one ends with it.

    Whom a court order keeps out stays kept out, whatever is noted anew, and by all that was known of her.
    """
    with drawer.writing() as writer:
        blocked = today.isoformat() if new.blocked else None
        for known in found(drawer, permit, person=person, kind="guardian_link"):
            noted = known.payload
            if in_force(noted, today=today) and is_kept_out(
                noted, named=new.name, persons=_persons(new), registered_name=registered_name
            ):
                blocked = min(noted["blocked_on"], blocked or noted["blocked_on"])
            if names(noted, named=new.name, persons=_persons(new), as_="guardian"):
                new = replace(new, guardian=new.guardian or noted["guardian"])
                if not noted["blocked_on"] or spelling.is_same_name(new.name, noted["name"]):
                    writer.end(known)
        _put(writer, person=person, child=child, new=new, today=today, blocked=blocked)


@tried_again
def take_guardian_in(
    drawer: Drawer,
    permit: Permit,
    *,
    person: str,
    guardian: str,
    until: date,
    today: date,
    ended: frozenset[bytes] = frozenset(),
    write_down: Callable[[Writer], None],
) -> bool:
    """Note a guardian whom a file names; False where she is noted already, or was taken off here.

    `write_down` puts into the same transaction, for the child to read, that it was done.
    Where a court order stands no file notes anybody: who writes a name or a card another way would be answered.
    """
    known_as = f"{person} guardian {guardian}"
    with drawer.writing() as writer:
        child, hers = (
            patrons.registration_of(drawer, permit, person=who).payload["name"] for who in (person, guardian)
        )
        links = found(drawer, permit, person=person, kind="guardian_link")
        noted = any(
            link.payload["guardian"] == guardian or spelling.is_same_name(hers, link.payload["name"])
            for link in links
            if not link.payload["blocked_on"]
        )
        if noted or drawer.has_ended(known_as, ended=ended):
            return False
        if any(link.payload["blocked_on"] and in_force(link.payload, today=today) for link in links):
            raise LeftToTheDesk("Guardians of this child are noted at the desk, not from a file.")
        new = NewLink(hers[:LONGEST_NAME], guardian, FROM_A_FILE, until)
        write_down(writer)
        _put(writer, person=person, child=child, new=new, today=today, blocked=None, known_as=known_as)
    return True


def _put(
    writer: Writer,
    *,
    person: str,
    child: str,
    new: NewLink,
    today: date,
    blocked: str | None,
    known_as: str = "",
) -> None:
    writer.put(
        subject=patrons.beside(person),
        kind="guardian_link",
        thing=ward_thing(new.guardian) if new.guardian else "",
        payload={
            "person": person,
            "child": child[:LONGEST_NAME],
            "guardian": new.guardian,
            "name": new.name,
            "proof": new.proof,
            "since": today.isoformat(),
            "until": new.until.isoformat(),
            "blocked_on": blocked,
            "removed_on": None,
        },
        known_as=known_as,
    )


def _persons(new: NewLink) -> tuple[str, ...]:
    return (new.guardian,) if new.guardian else ()


@tried_again
def keep_out(drawer: Drawer, permit: Permit, *, person: str, which: str, today: date) -> None:
    """Note that a court order keeps this guardian out."""
    with drawer.writing() as writer:
        slip = one(drawer, permit, person=person, kind="guardian_link", which=which)
        writer.replace(slip, blocked_on=today.isoformat())


@tried_again
def let_in(drawer: Drawer, permit: Permit, *, person: str, which: str) -> None:
    """Note that the court order which kept this guardian out has ended."""
    with drawer.writing() as writer:
        writer.replace(one(drawer, permit, person=person, kind="guardian_link", which=which), blocked_on=None)


@tried_again
def take_off(
    drawer: Drawer, permit: Permit, *, person: str, kind: str, which: str, today: date, days_after: int
) -> None:
    """End a link, a designation, a wish, a choice or a statement; what the policy keeps some days after, or of which
    the Friends must be told, only says that it is over."""
    over = {
        "guardian_link": "removed_on",
        "designation": "withdrawn_on",
        "contact_wish": "withdrawn_on",
        "friends_choice": "left_on",
        "statement": "withdrawn_on",
        "staff_note": "withdrawn_on",
        "permission": "withdrawn_on",
    }[kind]
    with drawer.writing() as writer:
        slip = one(drawer, permit, person=person, kind=kind, which=which)
        if days_after == 0 and not _ends_tonight(slip, today=today) and not slip.payload.get("given"):
            writer.end(slip)
        else:
            writer.replace(slip, **{over: today.isoformat()})


def _ends_tonight(slip: Opened, *, today: date) -> bool:
    """Whether it is over by age, so that the purge ends it and leaves what is to be known."""
    return slip.kind == "guardian_link" and not in_force(slip.payload, today=today)


@tried_again
def designate(drawer: Drawer, permit: Permit, *, person: str, new: NewDesignation, today: date) -> None:
    """Note whom a patron sends, and what for."""
    with drawer.writing() as writer:
        for known in found(drawer, permit, person=person, kind="designation"):
            same = names(known.payload, named=new.name, persons=(new.sent,) if new.sent else (), as_="sent")
            if same and known.payload["may"] == new.may:
                writer.end(known)
        writer.put(
            subject=patrons.beside(person),
            kind="designation",
            thing=sent_thing(new.sent) if new.sent else "",
            payload={
                "person": person,
                "sent": new.sent,
                "name": new.name,
                "may": new.may,
                "proof": new.proof,
                "since": today.isoformat(),
                "until": new.until.isoformat(),
                "withdrawn_on": None,
            },
        )


@tried_again
def wish(drawer: Drawer, permit: Permit, *, person: str, wish: str, today: date) -> None:
    """Note how a patron wishes not to be reached; the same wish once."""
    with drawer.writing() as writer:
        for known in found(drawer, permit, person=person, kind="contact_wish"):
            if known.payload["wish"] == wish and stands(known.payload):
                return
        put_wish(writer, person=person, wish=wish, today=today)


# -- with a registration that is made, in its transaction: nothing lies beside it yet


def put_guardian(writer: Writer, *, person: str, child: str, new: NewLink, today: date) -> None:
    """Note a guardian of somebody who is being registered."""
    _put(writer, person=person, child=child, new=new, today=today, blocked=None)


def put_wish(writer: Writer, *, person: str, wish: str, today: date) -> None:
    """Note a wish of somebody who is being registered."""
    writer.put(
        subject=patrons.beside(person),
        kind="contact_wish",
        payload={"person": person, "wish": wish, "since": today.isoformat(), "withdrawn_on": None},
    )


def mark(slip: Opened) -> str:
    """Which slip this is, for a sealed token: the same before a turn of the key and after it."""
    return slip.mark


def one(drawer: Drawer, permit: Permit, *, person: str, kind: str, which: str) -> Opened:
    """The slip with this mark beside a registration."""
    for slip in found(drawer, permit, person=person, kind=kind):
        if mark(slip) == which:
            return slip
    raise NotThere("That is not noted here any more. Look again; nothing was changed.")
