"""Written permissions: whom a patron lets be told of which of her records, by which paper, until when (CGS 11-25(b)).

A permission lies beside the registration and goes with it. It says what was signed and what showed who signed, as kinds
and days, and never holds a picture of either. It opens nothing by itself: a case that rests on one is held against it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b

from reticent.drawer import kinds
from reticent.drawer.kinds import Field, Kind, Payload
from reticent.drawer.permits import Permit
from reticent.drawer.slips import Drawer, Writer, tried_again
from reticent.people import families, patrons, spelling
from reticent.people.patrons import CannotBeKept
from reticent.policy import Policy, kinds_to_permit, may_permit, permission_ends

# Which paper was signed, and what showed who signed it.
FORM, LETTER, ONLINE = "form", "letter", "online"
PAPERS = (FORM, LETTER)
CARD, PHOTO_ID, SIGNATURE, SIGNED_IN = "card", "photo_id", "signature", "signed_in"
SHOWN = (CARD, PHOTO_ID, SIGNATURE)
PATRON, GUARDIAN = "patron", "guardian"
SIGNERS = (PATRON, GUARDIAN)
# A letter is not taken whose date is older than this: whoever still means it writes it anew. Ours.
OLDEST_PAPER = timedelta(days=90)
# The last cases that rested on one are told with it; each stands with her as a disclosure, too.
MOST_CASES = 4
# What is said of what was typed; read by whoever gives it herself, in her language.
NO_NAME = "Write the name of the one person or office that may be told."
NO_SCOPE = "Say which of the records."
NO_DAY = "Write the last day, as 2027-06-03, or nothing."
NOT_PAST = "That day is past. Choose today or a later one."
TOO_LATE = "That is too far ahead. Choose an earlier day, and give it anew when that has come."
NOT_TOLD = "Say that you have read what it opens."
SAID = (NO_NAME, NO_SCOPE, NO_DAY, NOT_PAST, TOO_LATE, NOT_TOLD)


PERMISSION = kinds.declare(
    Kind(
        code=18,
        name="permission",
        title="Permissions given",
        why="So that whom you name is told what you allow, and nobody else, and nothing more.",
        need="until its last day, or until you take it back",
        fields=(
            Field("person", "to know whose records it opens"),
            Field("recipient", "to know whom you let be told"),
            Field("scope", "to know which of your records you let be told"),
            Field("signed_by", "to know whether you signed, or a guardian did for a minor"),
            Field("paper", "to know what was signed: our form, a letter, or you were signed in"),
            Field("paper_on", "to find the paper by its date; no picture of it is kept"),
            Field("shown", "to know what showed who signed; no picture of it is kept"),
            Field("form", "to know what the form said that was signed"),
            Field("since", "to know when it was given here"),
            Field("until", "to end it on its last day"),
            Field("cases", "to tell you in which request it was relied on"),
            Field("withdrawn_on", "to know that you took it back"),
        ),
        need_ended_on=families.over_on,
        since="since",
        at_least=1024,
        days_after=0,
    )
)


@dataclass(frozen=True)
class PermissionForm:
    """What the policy in force lets somebody permit. `kinds` is empty where it takes no permission. `most` days it stands
    at most, and `usual` where no day is named. `guardians`: one may sign for a minor."""

    kinds: tuple[str, ...]
    usual: int
    most: int
    informed: bool
    guardians: bool
    clauses: tuple[str, ...]
    version: str


@dataclass(frozen=True, repr=False)
class NewPermission:
    """A permission as it may be kept, made by `read`."""

    recipient: str
    scope: tuple[str, ...]
    until: date


def form_of(policy: Policy) -> PermissionForm:
    """The form that this policy lets be signed; its version says what stood on it."""
    usual, most = permission_ends(policy)
    taken = may_permit(policy, by_guardian=False, minor=None).allowed
    found = kinds_to_permit(policy) if taken else ()
    informed = policy.permission.informed or policy.statute.consent.informed
    guardians = may_permit(policy, by_guardian=True, minor=True).allowed
    says = [found, usual.days, most.days, informed, guardians]
    return PermissionForm(
        kinds=found,
        usual=usual.days,
        most=most.days,
        informed=informed,
        guardians=guardians,
        clauses=(*policy.permission.clauses, *policy.statute.gate.permission),
        version=blake2b(json.dumps(says).encode(), digest_size=4).hexdigest(),
    )


def read(
    form: PermissionForm,
    *,
    recipient: str,
    scope: Sequence[str],
    until: str,
    today: date,
    not_after: date | None = None,
    wrong: Mapping[str, str] | None = None,
) -> NewPermission:
    """What was typed, as it may be kept; `CannotBeKept` says everything that is wrong with it, with what is known to be
    `wrong` beside. It ends `not_after` a day at the latest: a guardian's, the day before the child is of age."""
    found = dict(wrong or {})
    name = " ".join(recipient.split())
    if not spelling.plain(name):
        found["recipient"] = NO_NAME
    elif len(name) > families.LONGEST_NAME:
        found["recipient"] = f"Write at most {families.LONGEST_NAME} characters."
    chosen = tuple(kind for kind in form.kinds if kind in scope)
    if not chosen or len(chosen) < len(set(scope)):
        found["scope"] = NO_SCOPE
    last = _last_day(form, until, today=today, wrong=found)
    if found:
        raise CannotBeKept(found)
    return NewPermission(name, chosen, min(last, not_after) if not_after else last)


def _last_day(form: PermissionForm, typed: str, *, today: date, wrong: dict[str, str]) -> date:
    if not typed.strip():
        return today + timedelta(days=form.usual)
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError:
        wrong["until"] = NO_DAY
        return today
    if day < today:
        wrong["until"] = NOT_PAST
    elif day > today + timedelta(days=form.most):
        wrong["until"] = TOO_LATE
    return day


def date_of(typed: str, *, today: date) -> date:
    """The date of a signed paper, as it may be kept: not to come, nor so old that nobody knows whether it is meant."""
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError:
        raise CannotBeKept({"paper_on": "Write the date that stands on the paper, as 2027-06-03."}) from None
    if day > today:
        raise CannotBeKept({"paper_on": "That day is to come. Write the date that stands on the paper."})
    if day < today - OLDEST_PAPER:
        raise CannotBeKept(
            {"paper_on": f"The paper is older than {OLDEST_PAPER.days} days. Ask for a new one."}
        )
    return day


def scope_in(payload: Payload) -> tuple[str, ...]:
    """The kinds of record that it names."""
    return tuple(payload["scope"].split())


def cases_in(payload: Payload) -> tuple[str, ...]:
    """The cases that rested on it."""
    return tuple(payload["cases"].split())


def names(payload: Payload, recipient: str) -> bool:
    """Whether it names whoever stands here, by the whole name."""
    return spelling.is_same_name(recipient, payload["recipient"])


@tried_again
def put(
    drawer: Drawer,
    permit: Permit,
    *,
    person: str,
    new: NewPermission,
    signed_by: str,
    paper: str,
    paper_on: date,
    shown: str,
    form: str,
    today: date,
) -> None:
    """Note it; of one recipient there is one, and what was given last counts."""
    with drawer.writing() as writer:
        for known in families.found(drawer, permit, person=person, kind=PERMISSION.name):
            if names(known.payload, new.recipient):
                writer.end(known)
        writer.put(
            subject=patrons.beside(person),
            kind=PERMISSION.name,
            payload={
                "person": person,
                "recipient": new.recipient,
                "scope": " ".join(new.scope),
                "signed_by": signed_by,
                "paper": paper,
                "paper_on": paper_on.isoformat(),
                "shown": shown,
                "form": form,
                "since": today.isoformat(),
                "until": new.until.isoformat(),
                "cases": "",
                "withdrawn_on": None,
            },
        )


def rely(drawer: Drawer, writer: Writer, permit: Permit, *, person: str, which: str, case: str) -> None:
    """Note with it that a case rests on it, in the writer's transaction."""
    slip = families.one(drawer, permit, person=person, kind=PERMISSION.name, which=which)
    said = cases_in(slip.payload)
    if case not in said:
        writer.replace(slip, cases=" ".join((*said[1 - MOST_CASES :], case)))
