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

# Which bodies and offices adopt policies where a text names none: a closed list, so that no name is written down.
BODIES = (
    "Board of Trustees",
    "Board of Directors",
    "Library Board",
    "Town Council",
    "City Council",
    "Board of Selectmen",
    "Board of Aldermen",
    "Town Manager",
    "Library Director",
    "Executive Director",
)
MOST_OF_A_REFERENCE = 80
_REFERENCE = re.compile(r"[^\W_][\w .,;:()/#–-]{0,79}")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_DAY = re.compile(
    rf"(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})|(?:(?P<before>\d{{1,2}}) )?(?P<month>{'|'.join(_MONTHS)})"
    r"(?: (?P<after>\d{1,2}),)? (?P<year>\d{4})",
    re.IGNORECASE,
)


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
    meant = (name for name in bodies or BODIES if _plain(by) == _plain(name))
    return next(meant, bodies[0] if bodies else "")


def is_body(text: Policy, by: str) -> bool:
    """Whether this is a body that the text names; where it names none, one that adopts policies anywhere."""
    return _plain(by) in map(_plain, bodies_of(text) or BODIES)


def begins_on(text: Policy, act: Act) -> date:
    """The day from which the text is in force: the one given, else the text's own, never before it was adopted."""
    return act.in_force_from or max(act.on, text.effective or act.on)


def day_said(text: Policy) -> tuple[int, int, int | None] | None:
    """The last day that the text's own words name: year, month and, unless they leave it out, day; None for no day."""
    found = [_read(each) for each in _DAY.finditer(text.effective_as_written)]
    return max(found, key=lambda said: (said[0], said[1], said[2] or 0)) if found else None


def dated_by(text: Policy, day: date) -> bool:
    """Whether the text's own words name this day as its last."""
    said = day_said(text)
    return said is not None and _may_be(said, day)


def _read(found: re.Match[str]) -> tuple[int, int, int | None]:
    if found["iso"]:
        year, month, day = map(int, found["iso"].split("-"))
        return year, month, day
    day_in_words = found["before"] or found["after"]
    month = _MONTHS.index(found["month"].casefold()) + 1
    return int(found["year"]), month, int(day_in_words) if day_in_words else None


def _may_be(said: tuple[int, int, int | None] | None, day: date) -> bool:
    return said is None or (said[:2] == (day.year, day.month) and said[2] in (None, day.day))


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
            not bodies_of(text) and not is_body(text, act.by),
            "The text names no body, and what is written down here is public: give the body or office that adopted it, "
            f"never a name; one of: {', '.join(BODIES)}. If it was another, write approved_by into the text, and have it "
            "reviewed again.",
        ),
        (
            bool(bodies_of(text)) and not is_body(text, act.by),
            f"The text says that the {body_of(text)} adopts it, and nobody else. Record what the "
            f"{body_of(text)} did; or, if another body adopts now, change approved_by in the text, have it reviewed "
            "again, and let that body adopt it.",
        ),
        (
            act.on > today,
            f"{_shown(act.on)} has not come yet. Record the adoption once the body has voted; the day from "
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
            not _may_be(day_said(text), begins),
            f"The text says “{text.effective_as_written}” of itself, and would be in force from {_shown(begins)}. Put "
            "the text's own words right (effective_as_written), and have it reviewed again; or choose the day that it "
            "says.",
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
        (
            bool(act.reference.strip()) and not _REFERENCE.fullmatch(act.reference.strip()),
            f"Say where it is written down in letters, digits and punctuation, {MOST_OF_A_REFERENCE} characters at most: "
            "“minutes of 20 November 2026, item 7”. It is kept for good and may be read by anyone: no names, no address.",
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
