"""Donors, and what they gave: apart from all that anybody borrows (NC-13, NC-03).

A donor is no patron here, whatever her name: she lies under a random name of her own, no finder leads to her, and nothing
of a registration is asked, copied or compared. Who gives and has a card, too, is two people to this program.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from reticent.drawer import kinds
from reticent.drawer.kinds import Field, Kind, Payload
from reticent.drawer.permits import Permit
from reticent.drawer.slips import Cell, Drawer, Opened, Writer, tried_again
from reticent.errors import Malformed, Refused
from reticent.people.patrons import lines_of
from reticent.policy import phrases
from reticent.records import gift_totals

# The name under which all donors of a library are found, and all their gifts.
LIST = "the donors"
LONGEST_NAME, LONGEST_ADDRESS, LONGEST_EMAIL, LONGEST_WORDS, LONGEST_RETURNED = 120, 240, 120, 400, 160
MOST_CENTS = 10_000_000_00
# What a gift may be for; no other words, so that none tells of the donor.
PURPOSES = {
    "any": "Wherever it helps most",
    "collection": "The collection",
    "children": "Children and teens",
    "programs": "Programs",
    "building": "The building",
}

DONOR = kinds.declare(
    Kind(
        code=25,
        name="donor",
        title="Donors",
        why="To thank you, to write you the letter for your taxes, and to raise funds for the library.",
        need="as long as a gift of yours is kept",
        fields=(
            Field("name", "to thank you, and to write the letter to you"),
            Field("address", "to send you the letter"),
            Field("email", "to reach you, if you gave it"),
            Field("named", "to name you among the donors only if you agreed"),
            Field("no_mail", "to ask you for nothing more, if you wish that"),
            Field("statement", "to keep with it what you say of it yourself"),
            Field("since", "to know since when you agreed that we keep it"),
        ),
        need_ended_on=lambda payload: kinds.day(payload["since"]),
        since="since",
        # Nobody's registration leads here, and she has no page here: she reads it on paper.
        about_person=False,
        at_least=4096,
        kept_beside=("gift",),
    )
)
GIFT = kinds.declare(
    Kind(
        code=26,
        name="gift",
        title="Gifts",
        why="To account for what was given, for taxes and audit.",
        need="until taxes and audit need it no longer",
        fields=(
            Field("given_on", "to say in the letter when it came"),
            Field("cents", "to account for it"),
            Field("purpose", "to use it for what you meant it for"),
            Field("anonymous", "to name you nowhere for it, if you wish that"),
            Field("returned", "to say in the letter what you got in return, as the tax rules ask"),
            Field("thanked_on", "to know that the letter was written"),
        ),
        need_ended_on=lambda payload: kinds.day(payload["given_on"]),
        since="given_on",
        about_person=False,
        at_least=1024,
    )
)


class NoSuchDonor(Refused):
    """The donor, or the gift, is not here, or not any more."""


class CannotBeGiven(Malformed):
    """What was typed cannot be kept; `fields` says what to mend where, and repeats no value."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("Nothing was written down:", problems=list(fields.values()))
        self.fields = dict(fields)


@dataclass(frozen=True, repr=False)
class TypedDonor:
    """Who gave, as it was typed."""

    name: str = ""
    address: str = ""
    email: str = ""
    named: bool = False
    no_mail: bool = False
    statement: str = ""


@dataclass(frozen=True, repr=False)
class TypedGift:
    """What was given, as it was typed."""

    amount: str = ""
    given_on: str = ""
    purpose: str = ""
    anonymous: bool = False
    returned: str = ""


@dataclass(frozen=True, repr=False)
class Gift:
    """One gift, as far as it was opened."""

    mark: str
    given_on: date
    cents: int
    purpose: str
    anonymous: bool
    returned: str
    thanked_on: date | None


@dataclass(frozen=True, repr=False)
class Donor:
    """Who gave, with the gifts, the newest first."""

    subject: str
    name: str
    address: str
    email: str
    named: bool
    no_mail: bool
    statement: str
    since: date
    gifts: tuple[Gift, ...]


def new_subject() -> str:
    """A name in the drawer for a new donor: random, and nobody else's."""
    return "d:" + secrets.token_hex(16)


def donor_of(slip: Opened, gifts: list[Opened]) -> Donor:
    """A donor as values, with the gifts that lie under the same name."""
    kept = slip.payload
    shown = sorted(
        (gift_of(gift) for gift in gifts), key=lambda gift: (gift.given_on, gift.mark), reverse=True
    )
    return Donor(
        slip.subject,
        kept.get("name") or "",
        kept.get("address") or "",
        kept.get("email") or "",
        bool(kept.get("named")),
        bool(kept.get("no_mail")),
        kept.get("statement") or "",
        date.fromisoformat(kept["since"]),
        tuple(shown),
    )


def gift_of(slip: Opened) -> Gift:
    """A gift as values, as far as it was opened."""
    kept: Payload = slip.payload
    return Gift(
        slip.mark,
        date.fromisoformat(kept["given_on"]),
        kept.get("cents") or 0,
        kept.get("purpose") or "",
        bool(kept.get("anonymous")),
        kept.get("returned") or "",
        kinds.day(kept.get("thanked_on")),
    )


# -- what was typed


def read_donor(typed: TypedDonor) -> tuple[TypedDonor, dict[str, str]]:
    """Who gave, as it may be kept, and what is wrong with it."""
    plain = replace(
        typed,
        name=" ".join(typed.name.split()),
        address=lines_of(typed.address),
        email=typed.email.strip(),
        statement=lines_of(typed.statement),
    )
    wrong = {}
    if not plain.name:
        wrong["name"] = "Write the name that stands on the letter, or “A friend of the library”."
    if plain.email and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", plain.email):
        wrong["email"] = "This is no e-mail address. Mend it, or leave it empty."
    for name, text, most in (
        ("name", plain.name, LONGEST_NAME),
        ("address", plain.address, LONGEST_ADDRESS),
        ("email", plain.email, LONGEST_EMAIL),
        ("statement", plain.statement, LONGEST_WORDS),
    ):
        if len(text) > most:
            wrong[name] = f"Write at most {most} characters."
    return plain, wrong


def read_gift(typed: TypedGift, *, today: date) -> tuple[dict[str, Any], dict[str, str]]:
    """What was given, as it may be kept, and what is wrong with it."""
    wrong, cents, given_on = {}, phrases.cents(typed.amount, most=MOST_CENTS), _day(typed.given_on)
    returned = " ".join(typed.returned.split())
    if not cents:
        wrong["amount"] = "Write how much in dollars, such as 250 or 1,250.50."
    if given_on is None:
        wrong["given_on"] = "Give the day on which it came."
    elif given_on > today:
        wrong["given_on"] = "This day is still to come."
    if typed.purpose not in PURPOSES:
        wrong["purpose"] = "Say what it is for."
    if len(returned) > LONGEST_RETURNED:
        wrong["returned"] = f"Write at most {LONGEST_RETURNED} characters."
    kept: dict[str, Any] = {
        "given_on": given_on.isoformat() if given_on else "",
        "cents": cents,
        "purpose": typed.purpose,
        "anonymous": typed.anonymous,
        "returned": returned,
        "thanked_on": None,
    }
    return kept, wrong


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


# -- in the drawer


@tried_again
def put(
    drawer: Drawer, permit: Permit, donor: TypedDonor, gift: Payload, *, subject: str, since: date
) -> None:
    """Put a donor in with the first gift, but once: a form may be sent twice."""
    payload = {**asdict(donor), "since": since.isoformat()}
    with drawer.writing() as writer:
        if drawer.find(permit, subject=subject):
            return
        writer.put(subject=subject, thing=LIST, kind=DONOR.name, payload=payload)
        _give(writer, gift, subject=subject)


@tried_again
def give(drawer: Drawer, permit: Permit, gift: Payload, *, subject: str, seen: int) -> None:
    """Put another gift in, where no more of them stand than whoever writes has `seen`."""
    with drawer.writing() as writer:
        if len(one(drawer, permit, subject=subject)[1]) != seen:
            raise NoSuchDonor(
                "Something was written down of this donor meanwhile. Look whether it is this gift."
            )
        _give(writer, gift, subject=subject)


def _give(writer: Writer, gift: Payload, *, subject: str) -> None:
    # With its part of the year's sum, which is counted at night.
    writer.put(subject=subject, thing=LIST, kind=GIFT.name, payload=gift, cell=_part(gift))


def _part(gift: Payload, *, times: int = 1) -> Cell:
    year = date.fromisoformat(gift["given_on"]).year
    return gift_totals.cell(year=year, purpose=gift["purpose"], cents=gift["cents"], times=times)


def every(drawer: Drawer, permit: Permit) -> tuple[Donor, ...]:
    """Every donor with the gifts, as far as the permit goes, by name."""
    found = drawer.find_thing(permit, thing=LIST)
    gifts: dict[str, list[Opened]] = {}
    for slip in found:
        if slip.kind == GIFT.name:
            gifts.setdefault(slip.subject, []).append(slip)
    donors = (donor_of(slip, gifts.get(slip.subject, [])) for slip in found if slip.kind == DONOR.name)
    return tuple(sorted(donors, key=lambda donor: (donor.name.casefold(), donor.subject)))


def one(drawer: Drawer, permit: Permit, *, subject: str) -> tuple[Opened, list[Opened]]:
    """The donor of this name in the drawer, and the gifts."""
    found = drawer.find(permit, subject=subject)
    donor = next((slip for slip in found if slip.kind == DONOR.name), None)
    if donor is None:
        raise NoSuchDonor("This donor is not here any more. Open the list again; nothing was changed.")
    return donor, [slip for slip in found if slip.kind == GIFT.name]


def gift_with(gifts: list[Opened], *, mark: str) -> Opened:
    """The gift of this mark."""
    for slip in gifts:
        if slip.mark == mark:
            return slip
    raise NoSuchDonor("This gift is not here any more. Open the donor again; nothing was changed.")


@tried_again
def correct(drawer: Drawer, permit: Permit, donor: TypedDonor, *, subject: str) -> None:
    """Put right what is kept of a donor."""
    with drawer.writing() as writer:
        slip, _ = one(drawer, permit, subject=subject)
        writer.replace(slip, **asdict(donor))


@tried_again
def thanked(drawer: Drawer, permit: Permit, *, subject: str, mark: str, today: date) -> None:
    """Note that the letter was written; the first day stays."""
    with drawer.writing() as writer:
        slip = gift_with(one(drawer, permit, subject=subject)[1], mark=mark)
        if slip.payload["thanked_on"] is None:
            writer.replace(slip, thanked_on=today.isoformat())


@tried_again
def take_out(drawer: Drawer, permit: Permit, *, subject: str, mark: str) -> bool:
    """A gift was written down by mistake: it goes at once, and so does its donor with the last one. Whether a donor is
    left."""
    with drawer.writing() as writer:
        donor, gifts = one(drawer, permit, subject=subject)
        slip = gift_with(gifts, mark=mark)
        writer.take_out(slip, uncounted=_part(slip.payload, times=-1))
        if len(gifts) > 1:
            return True
        writer.end(donor)
        return False
