"""Joining: what the policy in force asks of whoever registers, each thing with its purpose, and a registration of it.

The form is drawn from the policy and from the declarations of the kinds: a field of which either says nothing is not on
the form, and what is typed for it all the same is refused here, below every door (M19-03, WO-06, NC-03).
"""

import json
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b
from typing import Any, TypeVar

from reticent.drawer.permits import Permit
from reticent.drawer.slips import Drawer, tried_again
from reticent.people import families, finding, friends, patrons, spelling
from reticent.people.families import NewLink
from reticent.people.patrons import REGISTRATION, CannotBeKept, Contact
from reticent.policy import WISHES, Policy, may_note

V = TypeVar("V")

# The name of the form to which a patron consents. Its version says what it asked.
FORM = "card"
PATRON, GUARDIAN = "patron", "guardian"
_CARD = re.compile(r"[0-9A-Z](?:[0-9A-Z-]{2,22})[0-9A-Z]")
# What is asked: its name on the form, the policy's field, and the field that is kept of it.
_ASKED = (
    ("card", "registration.card", "card"),
    ("name", "registration.name", "name"),
    ("address", "registration.contact", "address"),
    ("town", "registration.town", "town"),
    ("phone", "registration.phone", "phone"),
    ("email", "registration.email", "email"),
    ("birth_date", "registration.adult_on", "adult_on"),
)
# Without these nobody could be known at the desk: a policy may not leave them out.
_ALWAYS = frozenset({"card", "name"})
# What is needed where a policy does not list it.
_UNLISTED = frozenset({"card", "name", "address", "town"})
_REACHED = ("address", "town", "phone", "email")
_PURPOSES = {field.name: field.purpose for field in REGISTRATION.fields}
NOT_ASKED = "This policy asks nobody for it. Leave it empty: it is not kept."
TAKEN = "This number cannot be given out. Take another card."


@dataclass(frozen=True)
class Asked:
    """One thing that the form asks: its name there, the policy's field, what it is for, whether it is needed."""

    name: str
    field: str
    purpose: str
    needed: bool


@dataclass(frozen=True)
class JoiningForm:
    """The form that the policy in force asks for: its fields, and what else may be said on it.

    `of_minors`: it matters here that somebody is a minor, because a birth date is asked or a guardian may be noted.
    """

    fields: tuple[Asked, ...]
    born: Asked | None
    guardians: bool
    consent: bool
    clauses: tuple[str, ...]
    friends: tuple[str, ...] | None
    wishes: tuple[str, ...]
    version: str

    @property
    def of_minors(self) -> bool:
        return self.born is not None or self.guardians

    def asks(self, name: str) -> bool:
        """Whether the form asks adults for this."""
        return any(field.name == name for field in self.fields)


@dataclass(frozen=True, repr=False)
class TypedForm:
    """The form as it was filled in at the desk."""

    card: str = ""
    name: str = ""
    address: str = ""
    town: str = ""
    phone: str = ""
    email: str = ""
    minor: str = ""
    birth_date: str = ""
    guardian_name: str = ""
    guardian_card: str = ""
    guardian_proof: str = ""
    of_age: str = ""
    consent: bool = False
    consent_by: str = ""
    friends: bool = False
    wishes: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class Joining:
    """Somebody who may be registered: what is kept of her, made by `read` and by nothing else."""

    kept: dict[str, Any]
    link: NewLink | None
    friends: bool
    wishes: tuple[str, ...]
    until: date


def form_of(policy: Policy) -> JoiningForm:
    """The form that this policy asks for."""
    listed = policy.collect.get("registration")
    purpose = policy.purposes.get("registration")
    clauses = listed.clauses if listed else purpose.clauses if purpose else ()
    fields = []
    born = None
    for name, field, kept in _ASKED:
        asked = Asked(name, field, _PURPOSES[kept], _is_needed(policy, name, field))
        if name == "birth_date":
            born = asked if policy.flags.asks_birth_date and policy.takes_in(field) else None
        elif name in _ALWAYS or policy.takes_in(field):
            fields.append(asked)
    choosable = policy.friends.opt_in and "friends_choice" in policy.keep
    guardians = may_note("guardian_link", policy).allowed
    wishes = tuple(wish for wish in WISHES if may_note("contact_wish", policy, wish=wish).allowed)
    consent = bool(listed and listed.with_consent)
    says = [
        [[asked.name, asked.needed] for asked in fields],
        [bool(born), guardians, consent, choosable, wishes],
    ]
    return JoiningForm(
        fields=tuple(fields),
        born=born,
        guardians=guardians,
        consent=consent,
        clauses=clauses,
        friends=policy.friends.clauses if choosable else None,
        wishes=wishes,
        version=blake2b(json.dumps(says).encode(), digest_size=4).hexdigest(),
    )


def _is_needed(policy: Policy, name: str, field: str) -> bool:
    if name == "email":
        return False  # whoever has no address is registered all the same, whatever a policy lists
    listed = policy.collect.get("registration")
    if name in _ALWAYS or listed is None:
        return name in _UNLISTED
    return field in listed.required


def read(form: JoiningForm, typed: TypedForm, *, policy: Policy, today: date) -> Joining:
    """What was typed, as it may be kept; `CannotBeKept` says everything that is wrong with it."""
    wrong: dict[str, str] = {}
    kept = _particulars(form, typed, wrong)
    until = patrons.good_until(today)
    kept |= {"registered": today.isoformat(), "expires": until.isoformat(), "adult_on": None}
    link = None
    if typed.minor not in (("yes", "no") if form.of_minors else ("",)):
        wrong["minor"] = "Say whether it is for somebody under the age." if form.of_minors else NOT_ASKED
    if typed.minor == "yes" and form.of_minors:
        grown = _born(form, typed, wrong, policy=policy, today=today)
        kept["adult_on"] = grown.isoformat() if grown else None
        link = _link(form, typed, wrong, grown=grown, policy=policy, today=today)
    else:
        for name in ("birth_date", "guardian_name", "guardian_card", "guardian_proof", "of_age"):
            if getattr(typed, name).strip():
                wrong[name] = "This is asked of minors only. Leave it empty: it is not kept."
    kept["consent"] = _consent(form, typed, wrong, today=today)
    if typed.friends and form.friends is None:
        wrong["friends"] = NOT_ASKED
    elif typed.friends and not kept["email"]:
        wrong["friends"] = "The Friends' list is one of e-mail addresses. Write theirs, or leave the list."
    if not set(typed.wishes) <= set(form.wishes):
        wrong["wishes"] = "This policy knows no such wish."
    elif "email_only" in typed.wishes and (not kept["email"] or "no_email" in typed.wishes):
        wrong["wishes"] = "E-mail only: then write an e-mail address, and let them be written to."
    if wrong:
        raise CannotBeKept(wrong)
    return Joining(kept, link, typed.friends, tuple(w for w in form.wishes if w in typed.wishes), until)


def _particulars(form: JoiningForm, typed: TypedForm, wrong: dict[str, str]) -> dict[str, Any]:
    """Card, name and how to reach her, as far as the form asks."""
    kept: dict[str, Any] = {
        "card": "".join(typed.card.split()).upper(),
        "name": " ".join(typed.name.split()),
        "pin": None,
        "grown": None,
    }
    nothing = Contact("", "", "", "")
    reached = _read(
        wrong,
        lambda: contact(form, typed.address, typed.town, typed.phone, typed.email),
        nothing,
    )
    kept |= {name: getattr(reached, name) for name in _REACHED}
    if not _CARD.fullmatch(kept["card"]):
        wrong["card"] = "Scan the new card, or type its number: 4 to 24 digits and letters."
    if not spelling.plain(kept["name"]):
        wrong["name"] = "Write the name, in whatever script they write it."
    elif len(kept["name"]) > patrons.LONGEST_NAME:
        wrong["name"] = f"Write at most {patrons.LONGEST_NAME} characters."
    return kept


def contact(
    form: JoiningForm, address: str, town: str, phone: str, email: str, *, mended: bool = False
) -> Contact:
    """How to reach her, as it may be kept. Where it is `mended`, she may take back all but the town."""
    typed = dict(zip(_REACHED, (address, town, phone, email), strict=True))
    wrong = {name: NOT_ASKED for name, text in typed.items() if text.strip() and not form.asks(name)}
    reached = _read(wrong, lambda: patrons.contact(**typed), Contact("", "", "", ""))
    for asked in form.fields:
        is_needed = asked.name in _MISSING and asked.needed and (asked.name == "town" or not mended)
        if is_needed and not typed[asked.name].strip():
            wrong.setdefault(asked.name, _MISSING[asked.name])
    if wrong:
        raise CannotBeKept(wrong)
    return reached


def reached(form: JoiningForm, *, phone: str, email: str) -> dict[str, str]:
    """What a patron puts right herself, as it may be kept: of these two, what the form asks."""
    typed = {name: text for name, text in (("phone", phone), ("email", email)) if form.asks(name) or text}
    mended = replace(form, fields=tuple(asked for asked in form.fields if asked.name in typed))
    kept = contact(mended, "", "", phone, email, mended=True)
    return {name: getattr(kept, name) for name in typed}


_MISSING = {
    "address": "Write the address: letters about what they borrow go there.",
    "town": "Write the town: it says whether they may borrow here.",
    "phone": "Write a telephone number: this policy asks for one.",
}


def _born(
    form: JoiningForm, typed: TypedForm, wrong: dict[str, str], *, policy: Policy, today: date
) -> date | None:
    """The day on which a minor comes of age; of the birth date nothing else is kept."""
    if form.born is None:
        if typed.birth_date.strip():
            wrong["birth_date"] = NOT_ASKED
        return None
    try:
        born = date.fromisoformat(typed.birth_date.strip())
        grown = policy.adult_on(born)
    except ValueError:
        wrong["birth_date"] = "Write the birth date, as 2015-06-03. Only the day they come of age is kept."
        return None
    if born > today:
        wrong["birth_date"] = "That day is still to come."
    elif grown <= today:
        wrong["birth_date"] = "Who was born on that day is of age, and is asked for no birth date."
    return grown


def _link(
    form: JoiningForm,
    typed: TypedForm,
    wrong: dict[str, str],
    *,
    grown: date | None,
    policy: Policy,
    today: date,
) -> NewLink | None:
    """A parent or guardian, where one is named; with what they showed, and until the minor comes of age."""
    said = (typed.guardian_name, typed.guardian_card, typed.guardian_proof)
    if form.born is not None and typed.of_age.strip():
        wrong["of_age"] = "The birth date says it. Leave it empty."
    if not any(text.strip() for text in said):
        if form.born is None and typed.of_age.strip():
            wrong["of_age"] = "This is kept with the note of a guardian only. Name one, or leave it empty."
        return None
    if not form.guardians:
        wrong["guardian_name"] = "This policy lets no guardian be noted here. Leave it empty."
        return None
    name = _read(wrong, lambda: families.a_name(typed.guardian_name, field="guardian_name"), "")
    until = grown
    if form.born is None:
        until = _read(
            wrong,
            lambda: families.comes_of_age(typed.of_age, today=today, minor_age=policy.minor_age),
            today,
        )
    if typed.guardian_proof not in families.PROOFS:
        wrong["guardian_proof"] = "Look at what they show first, and say which it is."
    return NewLink(name, "", typed.guardian_proof, until or today)


def _consent(form: JoiningForm, typed: TypedForm, wrong: dict[str, str], *, today: date) -> str | None:
    """To which form, in which version, on which day and by whom: a line, never an image."""
    if not form.consent:
        if typed.consent:
            wrong["consent"] = NOT_ASKED
        return None
    if not typed.consent:
        wrong["consent"] = "This policy keeps nothing without their consent. Ask for it; nothing was kept."
    by = typed.consent_by if typed.minor == "yes" else PATRON
    if by not in (PATRON, GUARDIAN):
        wrong["consent_by"] = "Say who consents: the minor, or the parent or guardian."
    return consent_kept(form, by=by, today=today)


def consent_kept(form: JoiningForm, *, by: str, today: date) -> str:
    """A consent to this form, as a registration holds it."""
    return " ".join((FORM, form.version, today.isoformat(), by))


def consents_again(form: JoiningForm, kept: str | None) -> bool:
    """Whether a card that is renewed needs her consent anew: she gave none, or to a form that asked something else."""
    return form.consent and (not kept or consent_in(kept).version != form.version)


@dataclass(frozen=True)
class Consent:
    """A consent as it was kept: to which form and version, when, by whom."""

    form: str
    version: str
    on: date
    by: str


def consent_in(kept: str) -> Consent:
    """The consent that a registration holds."""
    form, version, on, by = kept.split()
    return Consent(form, version, date.fromisoformat(on), by)


def _read(wrong: dict[str, str], read_: Callable[[], V], otherwise: V) -> V:
    try:
        return read_()
    except CannotBeKept as cannot:
        wrong.update(cannot.fields)
        return otherwise


def new_person() -> str:
    """The random name of somebody who is being registered."""
    return "p:" + secrets.token_hex(16)


@tried_again
def join(drawer: Drawer, holds_card: Permit, new: Joining, *, person: str, today: date) -> None:
    """Register her, with all that lies beside, in one transaction. `holds_card` says whether the card is anybody's."""
    with drawer.writing() as writer:
        # Found under the card's own name here: of two desks with one number, the second is told.
        if patrons.by_handle(drawer, holds_card, handle=patrons.card_handle(new.kept["card"])):
            raise CannotBeKept({"card": TAKEN})
        writer.put(subject=person, kind="registration", payload=new.kept)
        finding.put(writer, person=person, wanted=finding.handles(new.kept))
        if new.link:
            families.put_guardian(writer, person=person, child=new.kept["name"], new=new.link, today=today)
        for wish in new.wishes:
            families.put_wish(writer, person=person, wish=wish, today=today)
        if new.friends:
            friends.put(writer, person=person, today=today)
