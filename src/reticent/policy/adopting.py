"""May this text be adopted: by whom, from which day, and when is it looked at again? Pure: days are arguments."""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reticent.policy.adopted import Policy

# Whose offices may look a draft over. Offices, never names: what is written down here is public.
REVIEWERS: dict[str, str] = {
    "director": "Library Director",
    "staff": "Library staff",
    "policy-committee": "Policy committee",
    "board": "Library board",
    "counsel": "Counsel",
    "town-attorney": "Town Attorney",
    "town-manager": "Town Manager",
    "state-library": "State Library",
    "friends": "Friends of the Library",
}


@dataclass(frozen=True)
class Act:
    """What a body is said to have done: adopted on a day, to be in force from a day, as its papers say."""

    by: str
    on: date
    in_force_from: date | None
    reference: str


@dataclass(frozen=True)
class Before:
    """The policy in whose place a text would come: its id, and since when it is in force (None: nobody knows)."""

    id: str
    since: date | None


def bodies_of(text: Policy) -> tuple[str, ...]:
    """The bodies that the text names: who approved it, and who may change it. Empty where it names none."""
    named = (text.approved_by or "", text.amendment.by if text.amendment else "")
    return tuple(dict.fromkeys(name for name in named if name))


def body_of(text: Policy, by: str = "") -> str:
    """The body as the text calls it: the one that is meant by these words, else the first it names; or nothing."""
    bodies = bodies_of(text)
    return next((name for name in bodies if _plain(by) == _plain(name)), bodies[0] if bodies else "")


def is_body(text: Policy, by: str) -> bool:
    """Whether this is a body that the text names; any body is, where it names none."""
    return not bodies_of(text) or _plain(by) in map(_plain, bodies_of(text))


def begins_on(text: Policy, act: Act) -> date:
    """The day from which the text is in force: the one given, else the text's own, never before it was adopted."""
    return act.in_force_from or max(act.on, text.effective or act.on)


def next_review(text: Policy, *, adopted_on: date | None) -> date | None:
    """By which day the text itself wants to be looked at again, if it says: a day, or so many months after its vote."""
    months = text.amendment.review_months if text.amendment else None
    if text.review_due is None and months is not None and adopted_on is not None:
        return months_after(adopted_on, months)
    return text.review_due


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def why_not(
    text: Policy, act: Act, *, reviewed_on: date, before: Before | None, coming: Before | None, today: date
) -> list[str]:
    """Everything that stands against recording this adoption, each with what to do; empty if nothing does.

    `before` is the policy in force on the day the text would begin, `coming` one that was adopted for a later day.
    """
    begins = begins_on(text, act)
    checks: Sequence[tuple[bool, str]] = (
        (
            not is_body(text, act.by),
            f"The text says that the {body_of(text)} adopts it, and so not the {act.by.strip()}. Record what the "
            f"{body_of(text)} did; or, if another body adopts now, change approved_by in the text, have it reviewed "
            "again, and let that body adopt it.",
        ),
        (
            act.on > today,
            f"{_shown(act.on)} has not come yet. Record the adoption once the {act.by.strip()} has voted; the day from "
            "which it is in force may lie ahead.",
        ),
        (
            act.on < reviewed_on,
            f"It was reviewed on {_shown(reviewed_on)}, after {_shown(act.on)}: what was adopted then was not what was "
            "reviewed. Put the day right, or have the body adopt what was reviewed.",
        ),
        (
            begins < act.on,
            f"No policy is in force before it is adopted: {_shown(begins)} lies before {_shown(act.on)}. Choose the "
            "day of the adoption or a later one.",
        ),
        (
            text.effective is not None and begins < text.effective,
            f"The text says that it takes effect on {_shown(text.effective)}, after {_shown(begins)}. Choose that day "
            "or a later one, or change the text and have it reviewed again.",
        ),
        (
            before is not None and text.supersedes != before.id,
            f"{before.id if before else ''} is in force then, and the text does not say that it takes its place. Write "
            f'supersedes = "{before.id if before else ""}" into the text, and draft it again.',
        ),
        (
            before is not None and before.since is not None and begins <= before.since,
            f"{before.id if before else ''} is in force since {_shown(before.since if before else None)}: one policy is "
            "in force a day. Choose a later day.",
        ),
        (
            coming is not None and coming.since is not None and begins <= coming.since,
            f"{coming.id if coming else ''} was adopted already, and is in force from "
            f"{_shown(coming.since if coming else None)}. Choose a later day, and say in the text that it takes the "
            f"place of {coming.id if coming else ''}.",
        ),
        (
            not act.reference.strip(),
            "Say where it is written down that it was adopted, such as “minutes of 20 November 2026, item 7”.",
        ),
    )
    return [words for stands, words in checks if stands]


def office_named(words: str) -> str | None:
    """The office that is meant, by its short name or its title; None where it is none of the list."""
    wanted = _plain(words)
    return next(
        (short for short, title in REVIEWERS.items() if wanted in (_plain(short), _plain(title))), None
    )


def as_role(office: str) -> str:
    """A body or an office as a row of the ledger has it: small letters and hyphens, two dozen at most."""
    words = re.sub(r"[^a-z]+", "-", office.casefold()).strip("-").split("-")
    role = ""
    for word in words:
        longer = f"{role}-{word}" if role else word
        if len(longer) > 24:
            break
        role = longer
    return role if len(role) > 1 else "body"


def _plain(words: str) -> str:
    plain = re.sub(r"[\s\-_]+", " ", words).strip().casefold()
    return plain.removeprefix("the ")


def _shown(day: date | None) -> str:
    return f"{day:%-d %B %Y}" if day else "a day that nobody knows"
