"""Patrons: who is registered, how they are found, and how a registration is forgotten.

There is no table of patrons. A person is a random name (`p:` and 32 hex digits) that stands only inside seals;
a registration is a slip of that person, and each way to find her is a slip of its own (see finding).
"""

import re
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from reticent.drawer import kinds
from reticent.drawer.kinds import Field, Kind, Payload
from reticent.drawer.permits import Permit
from reticent.drawer.slips import Drawer, Opened, tried_again
from reticent.errors import Malformed, Refused
from reticent.people import finding
from reticent.people.finding import by_handle as by_handle
from reticent.people.finding import card_handle as card_handle
from reticent.vault import pins


class CardExpired(Refused):
    """The card is no longer good."""


class NobodyFound(Refused):
    """No registration answers to this handle."""


def _ends_with(payload: Payload, person: str) -> tuple[str, ...]:
    return (finding.finders_of(person), beside(person))


REGISTRATION = kinds.declare(
    Kind(
        code=1,
        name="registration",
        title="Registrations",
        why="To know you at the desk, and to write or call about what you borrowed.",
        need="until the card expires",
        fields=(
            Field("card", "to know you at the desk"),
            Field("name", "to know you at the desk"),
            Field("address", "to write to you about what you borrowed"),
            Field("town", "to know that you may borrow here, and to count loans by town"),
            Field("phone", "to call you about what you borrowed"),
            Field("email", "to write to you about what you borrowed"),
            Field("registered", "to know since when the card is good"),
            Field("expires", "to know until when the card is good"),
            Field("adult_on", "to know from which day nobody may answer a guardian about you"),
            Field("pin", "to let you sign in; only a fingerprint of it is kept"),
            Field("grown", "to know that nobody may answer a guardian about you any more"),
            Field("consent", "to show to which form you consented, and on which day"),
        ),
        need_ended_on=lambda payload: kinds.day(payload["expires"]),
        since="registered",
        kept_while=("loan", "charge"),
        ends_with=_ends_with,
        at_least=1024,
        single=True,
    )
)


@dataclass(frozen=True, repr=False)
class NewRegistration:
    """What a registration form or an import row holds. Dates are dates; empty text means not given."""

    card: str
    name: str
    address: str
    town: str
    phone: str
    email: str
    registered: date
    expires: date
    adult_on: date | None = None
    pin: str = ""

    def __repr__(self) -> str:
        return "<a registration>"


Outcome = Literal["taken", "unchanged", "updated"]


def beside(person: str) -> str:
    """The subject of what lies beside a registration and goes with it: guardians, people sent, wishes."""
    return "beside:" + person


def registration_of(drawer: Drawer, permit: Permit, *, person: str) -> Opened:
    """The person's registration, as far as the permit goes."""
    for slip in drawer.find(permit, subject=person, kind="registration"):
        return slip
    raise NobodyFound(
        "There is no such registration any more. Ask for the card, or register the person anew."
    )


@tried_again
def register(drawer: Drawer, permit: Permit, new: NewRegistration, *, today: date) -> Outcome:
    """Take a registration in, or bring the one with this card up to date. One transaction, one person.

    No birth date is kept, only a minor's day of coming of age. Once kept it stays, so that an adult is known to be
    one whatever a later file says; of somebody who registers as an adult it is not kept at all.
    """
    grown = new.adult_on
    values: dict[str, Any] = {
        "card": "".join(new.card.split()).upper(),
        "name": " ".join(new.name.split()),
        "address": new.address,
        "town": new.town,
        "phone": new.phone,
        "email": new.email,
        "registered": new.registered.isoformat(),
        "expires": new.expires.isoformat(),
        "adult_on": grown.isoformat() if grown and grown > today else None,
    }
    with drawer.writing() as writer:
        known = by_handle(drawer, permit, handle=card_handle(new.card))
        if not known:
            person = "p:" + secrets.token_hex(16)
            kept = {**values, "pin": pins.hash_of(new.pin) if new.pin else None}
            writer.put(subject=person, kind="registration", payload=kept)
            finding.put(writer, person=person, wanted=finding.handles(values))
            return "taken"
        slip = registration_of(drawer, permit, person=known[0])
        changes = _changes(slip.payload, values, new.pin)
        if not changes:
            return "unchanged"
        finding.put_in_step(drawer, permit, writer, person=known[0], registration=values)
        writer.replace(slip, **changes)
        return "updated"


def _changes(kept: Mapping[str, Any], values: dict[str, Any], pin: str) -> dict[str, Any]:
    changes = {k: v for k, v in values.items() if kept.get(k) != v}
    if values["adult_on"] is None:
        changes.pop("adult_on", None)
    if pin and not pins.fits(pin, kept.get("pin")):
        changes["pin"] = pins.hash_of(pin)
    return changes


def fits_pin(registration: Payload | None, pin: str) -> bool:
    """Whether the PIN fits this registration; as slow for nobody as for somebody."""
    return pins.fits(pin, registration.get("pin") if registration else None)


def is_minor(registration: Payload, *, today: date) -> bool | None:
    """Whether the person is a minor today; None where no date is held (only Wolcott's policy asks one).

    That she is grown stays known after the last note of a guardian ended by itself, without a day.
    """
    if registration.get("grown"):
        return False
    grown = kinds.day(registration.get("adult_on"))
    return None if grown is None else today < grown


# -- what the desk mends in a registration. A name that stands there is put right by a file, and by nothing else.

GOOD_FOR_YEARS = 3
LONGEST_NAME = 100
LONGEST = {"address": 500, "town": 60, "phone": 100, "email": 200}
_PIN = re.compile(r"[0-9]{4,12}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


class CannotBeKept(Malformed):
    """What was typed cannot stand in a registration: `fields` says of each field why, and never repeats a value."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__("Nothing was saved:", problems=[f"{name}: {why}" for name, why in fields.items()])
        self.fields = fields


@dataclass(frozen=True, repr=False)
class Contact:
    """Where somebody lives and how she is reached, as it may be kept."""

    address: str
    town: str
    phone: str
    email: str


def lines_of(typed: str) -> str:
    """What was typed on several lines, without the blanks and the empty lines between."""
    lines = (" ".join(line.split()) for line in typed.splitlines())
    return "\n".join(line for line in lines if line)


def contact(*, address: str, town: str, phone: str, email: str) -> Contact:
    """What was typed, as it may be kept; `CannotBeKept` says what is wrong with it. What is needed, the form says."""
    typed = {
        "address": lines_of(address),
        "town": " ".join(town.split()),
        "phone": " ".join(phone.split()),
        "email": email.strip(),
    }
    wrong = {
        name: f"Write at most {most} characters." for name, most in LONGEST.items() if len(typed[name]) > most
    }
    if typed["email"] and not _EMAIL.fullmatch(typed["email"]):
        wrong["email"] = "Write an e-mail address with one @ and no spaces, or none."
    if wrong:
        raise CannotBeKept(wrong)
    return Contact(**typed)


def new_pin(pin: str, again: str) -> str:
    """A PIN typed twice, as it may be set."""
    if not _PIN.fullmatch(pin):
        raise CannotBeKept({"pin": "Type 4 to 12 digits."})
    if pin != again:
        raise CannotBeKept({"again": "The two are not the same. Type both anew."})
    return pin


def good_until(today: date) -> date:
    """Until when a card is good that is renewed today."""
    try:
        return today.replace(year=today.year + GOOD_FOR_YEARS)
    except ValueError:  # 29 February
        return date(today.year + GOOD_FOR_YEARS, 3, 1)


@tried_again
def renew(drawer: Drawer, permit: Permit, *, person: str, today: date, consent: str | None = None) -> date:
    """Let the card be good for another three years from today, or as long as it is if that is longer; until when.

    `consent`: given anew with it, in the place of the one before.
    """
    with drawer.writing() as writer:
        slip = registration_of(drawer, permit, person=person)
        until = max(good_until(today), date.fromisoformat(slip.payload["expires"]))
        writer.replace(slip, expires=until.isoformat(), **({"consent": consent} if consent else {}))
    return until


@tried_again
def set_pin(drawer: Drawer, permit: Permit, *, person: str, pin: str) -> None:
    """Set a new PIN; only its Argon2id hash is kept."""
    kept = pins.hash_of(pin)
    with drawer.writing() as writer:
        writer.replace(registration_of(drawer, permit, person=person), pin=kept)


def correct(drawer: Drawer, permit: Permit, *, finders: Permit, person: str, now_is: Contact) -> None:
    """Put address, town, phone and e-mail right. `finders` is the permit to keep what finds the person in step."""
    put_right(drawer, permit, finders=finders, person=person, is_now=asdict(now_is))


@tried_again
def put_right(
    drawer: Drawer, permit: Permit, *, finders: Permit, person: str, is_now: Mapping[str, str]
) -> None:
    """Put some of it right; what is not named stays."""
    with drawer.writing() as writer:
        slip = registration_of(drawer, permit, person=person)
        finding.put_in_step(drawer, finders, writer, person=person, registration={**slip.payload, **is_now})
        writer.replace(slip, **is_now)


# -- when the way in which people are found has changed


def find_anew(drawer: Drawer, permit: Permit, *, progress: Callable[[int, None], None] | None = None) -> int:
    """Make every registration's finders as this version makes them; how many registrations.

    One person a transaction, and a finder that is right is left alone: cut short, it is run again.
    """
    done = 0
    for slip in drawer.find_every(permit):
        if slip.kind == "registration":
            _find_one_anew(drawer, permit, person=slip.subject)
            done += 1
            if progress:
                progress(done, None)
        elif slip.kind == "finder" and slip.subject != finding.finders_of(slip.payload["person"]):
            # As finders lay before layout 1: under their handle, where nothing looks any more.
            with drawer.writing() as writer:
                writer.end(slip)
    return done


@tried_again
def _find_one_anew(drawer: Drawer, permit: Permit, *, person: str) -> None:
    with drawer.writing() as writer, suppress(NobodyFound):  # ended meanwhile, and its finders with it
        registration = registration_of(drawer, permit, person=person).payload
        finding.put_in_step(drawer, permit, writer, person=person, registration=registration)
