"""What was lost or stolen, or seen by somebody who should not have, and what was done about it in time?

A row is about an event and about nobody: what happened, when it was found, which kinds of record and about how many
people, never who. Who they are is worked out from the records themselves when the letters are addressed, and is kept
nowhere here. What the law asks, and by when, policy/breaching.py says; counsel decides whether it applies.
"""

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db import models, transaction

from reticent.errors import Refused, ToMend
from reticent.ledger import log
from reticent.people.libraries import Library
from reticent.policy import Policy, breaching
from reticent.policy.breaching import Loss, Owed
from reticent.policy.vocabulary import LOSABLE_KINDS, PERSONAL_INFORMATION

MOST = {"words": 600, "vendor": 80, "learnt": 600}
WHAT: Mapping[str, str] = {
    "sent_wrong": "Something was sent to, or shown to, the wrong person",
    "lost_paper": "Paper was lost or found where it should not be",
    "lost_device": "A computer, a disk or a telephone was lost or stolen",
    "looked": "Somebody who works here looked without a reason",
    "broken_in": "Somebody broke into an account or a system",
    "vendor": "It happened at a vendor, or at the shared system",
    "other": "Something else",
}
NOTICE = "incident_notice"
TOLD_RESIDENTS, TOLD_OFFICE = "residents", "attorney_general"
# A card, a telephone number, an e-mail address: nobody is named here, by whatever.
_SOMEBODY = re.compile(r"\d[\d .()/-]{6,}\d|\S@\S")


class NotAnIncident(ToMend):
    """Something must be mended; `wrong` says what, by field."""


class NoIncident(Refused):
    """There is no such incident, or this is not the moment for that."""


class Incident(models.Model):
    """One event: what, when found, which kinds, about how many; when counsel spoke, who was told, what was learnt."""

    library = models.CharField(max_length=40)
    handle = models.CharField(max_length=16)
    what = models.CharField(max_length=12)
    words = models.CharField(max_length=MOST["words"])
    vendor = models.CharField(max_length=MOST["vendor"], blank=True)
    happened_on = models.DateField(null=True)
    found_on = models.DateField()
    kinds = models.JSONField(default=list)
    information = models.JSONField(null=True)
    readable = models.BooleanField(null=True)
    about = models.PositiveIntegerField(null=True)
    counsel = models.CharField(max_length=4, blank=True)
    counsel_on = models.DateField(null=True)
    residents_on = models.DateField(null=True)
    attorney_general_on = models.DateField(null=True)
    learnt = models.CharField(max_length=MOST["learnt"], blank=True)
    closed_on = models.DateField(null=True)

    class Meta:
        ordering = ["library", "found_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["library", "handle"], name="an_incident_has_one_handle"),
        ]

    def __str__(self) -> str:
        return f"incident {self.handle} of {self.library}"

    @property
    def loss(self) -> Loss:
        """What the policy is asked about."""
        known = None if self.information is None else tuple(self.information)
        return Loss(self.found_on, known, self.readable, self.counsel)


@dataclass(frozen=True, slots=True)
class Particulars:
    """What is written down of an event. `information`: of the law's list; none where it is not known yet."""

    what: str = ""
    words: str = ""
    vendor: str = ""
    happened_on: date | None = None
    found_on: date | None = None
    kinds: tuple[str, ...] = ()
    information: tuple[str, ...] | None = None
    readable: bool | None = None
    about: int | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """One incident as it stands: what is owed, and what of it is still to be done by which day."""

    row: Incident
    owed: Owed
    to_tell: tuple[tuple[str, date], ...]

    @property
    def by(self) -> date | None:
        """The nearest day that still runs."""
        return min((day for _, day in self.to_tell), default=None)


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is due of an incident, and its day."""

    code: str
    by: date
    row: Incident


def of(library: Library) -> tuple[Seen, ...]:
    """Every incident: the open ones, by the day that is nearest; then the closed, the last one first."""
    seen = [_seen(library.policy, row) for row in Incident.objects.filter(library=library.slug)]
    is_open = [each for each in seen if each.row.closed_on is None]
    closed = [each for each in seen if each.row.closed_on is not None]
    is_open.sort(key=lambda each: (each.by or date.max, each.row.found_on))
    closed.sort(key=lambda each: each.row.closed_on or date.min, reverse=True)
    return (*is_open, *closed)


def found(library: Library, handle: str) -> Seen:
    """The incident of this handle."""
    return _seen(library.policy, _row(library, handle))


def particulars_of(row: Incident) -> Particulars:
    """What stands there, as a form shows it."""
    known = None if row.information is None else tuple(row.information)
    return Particulars(
        row.what,
        row.words,
        row.vendor,
        row.happened_on,
        row.found_on,
        tuple(row.kinds),
        known,
        row.readable,
        row.about,
    )


def note(library: Library, typed: Particulars, *, today: date, role: str, handle: str = "") -> str:
    """Write an event down, or write it anew: its handle. The day on which it was found starts the clock."""
    clean = _clean(typed, today=today)
    assert clean.found_on is not None
    with transaction.atomic():
        if handle:
            row = _open(library, handle)
        else:
            row = Incident(library=library.slug, handle=secrets.token_hex(8))
            # Logged first: no event stands in the register that the ledger does not tell of.
            _log(library, row, "incident-opened", today=today, role=role)
        row.what, row.words, row.vendor = clean.what, clean.words, clean.vendor
        row.happened_on, row.found_on, row.kinds = clean.happened_on, clean.found_on, list(clean.kinds)
        row.information = None if clean.information is None else list(clean.information)
        row.readable, row.about = clean.readable, clean.about
        row.save()
    return row.handle


def counsel_said(library: Library, handle: str, answer: str, *, on: date, today: date) -> None:
    """Note what counsel said: whether the law wants notice."""
    wrong = {} if answer in ("yes", "no") else {"answer": "Say whether counsel finds that notice is owed."}
    wrong |= _not_come(on, today)
    if wrong:
        raise NotAnIncident(wrong)
    row = _open(library, handle)
    row.counsel, row.counsel_on = answer, on
    row.save()


def told(library: Library, handle: str, whom: str, *, on: date, today: date, role: str) -> None:
    """Note that those concerned, or the Attorney General, were told on a day."""
    row = _open(library, handle)
    wrong = _not_come(on, today)
    if on < row.found_on:
        wrong = {"on": "That is before it was found. Look at the two days again."}
    if wrong:
        raise NotAnIncident(wrong)
    with transaction.atomic():
        _log(library, row, "incident-told", today=today, role=role, count=row.about or 0, once=whom)
        setattr(row, f"{whom}_on", on)
        row.save()


def close(library: Library, handle: str, *, learnt: str, on: date, today: date, role: str) -> None:
    """Close it, with what was learnt; only once everybody was told, or counsel said that nobody is to be."""
    seen = _seen(library.policy, _open(library, handle))
    if seen.to_tell:
        raise NoIncident(
            "Not yet: those concerned and the Attorney General are to be told first, or counsel is to say that the law"
            " does not want it. Note that above, then close it."
        )
    plain = " ".join(learnt.split())
    wrong = _not_come(on, today)
    if not plain:
        wrong["learnt"] = "Say what was learnt: what is done otherwise from now on."
    elif len(plain) > MOST["learnt"]:
        wrong["learnt"] = f"This is longer than {MOST['learnt']} letters: make it shorter."
    elif _SOMEBODY.search(plain):
        wrong["learnt"] = _NOBODY
    if wrong:
        raise NotAnIncident(wrong)
    with transaction.atomic():
        _log(library, seen.row, "incident-closed", today=today, role=role)
        seen.row.learnt, seen.row.closed_on = plain, on
        seen.row.save()


def open_again(library: Library, handle: str) -> None:
    """Take the closing back: something else came to light."""
    row = _row(library, handle)
    if row.closed_on is None:
        raise NoIncident("It is open. Nothing was changed.")
    row.closed_on = None
    row.save()


def due(library: Library) -> tuple[Due, ...]:
    """All that still runs, the nearest first, however far away: what is late stays here until it is done."""
    found = [
        Due(NOTICE, seen.by, seen.row)
        for seen in of(library)
        if seen.row.closed_on is None and seen.by is not None
    ]
    return tuple(sorted(found, key=lambda each: (each.by, each.row.handle)))


def _seen(adopted: Policy, row: Incident) -> Seen:
    owes = breaching.owed(row.loss, adopted)
    to_tell = []
    if owes.by is not None and row.residents_on is None:
        to_tell.append((TOLD_RESIDENTS, owes.by))
    if owes.office_by is not None and row.attorney_general_on is None:
        # Never later than the residents: once they are told, it is due that day (CGS 36a-701b(b)(2)).
        by = min(owes.office_by, row.residents_on) if row.residents_on else owes.office_by
        to_tell.append((TOLD_OFFICE, by))
    return Seen(row, owes, tuple(to_tell))


def _row(library: Library, handle: str) -> Incident:
    row = Incident.objects.filter(library=library.slug, handle=handle).first()
    if row is None:
        raise NoIncident("There is no such incident here. Nothing was changed.")
    return row


def _open(library: Library, handle: str) -> Incident:
    row = _row(library, handle)
    if row.closed_on is not None:
        raise NoIncident("It is closed. Open it again first; nothing was changed.")
    return row


def _log(
    library: Library, row: Incident, action: str, *, today: date, role: str, count: int = 1, once: str = ""
) -> None:
    adopted = library.policy
    basis = breaching.owed(row.loss if row.found_on else Loss(today), adopted).clauses
    entry = log.Entry(day=today, action=action, role=role, basis=basis, policy=adopted.sha256, count=count)
    log.append(library.slug, entry, once=f"{action} {row.handle} {once} {secrets.token_hex(4)}")


# ---- What was typed.

_NOBODY = "This looks like a number or an address of somebody. Say what happened without naming anybody."


def _not_come(on: date, today: date) -> dict[str, str]:
    return {"on": "That day has not come yet."} if on > today else {}


def _clean(typed: Particulars, *, today: date) -> Particulars:
    """What was typed, its blanks put right; `NotAnIncident` says everything that must be mended, at once."""
    plain = replace(typed, words=" ".join(typed.words.split()), vendor=" ".join(typed.vendor.split()))
    wrong = {name: words for name, asks in _ASKS.items() if (words := asks(plain, today))}
    if wrong:
        raise NotAnIncident(wrong)
    return replace(
        plain,
        kinds=tuple(kind for kind in LOSABLE_KINDS if kind in plain.kinds),
        information=None
        if plain.information is None
        else tuple(each for each in PERSONAL_INFORMATION if each in plain.information),
    )


def _about_words(typed: Particulars, today: date) -> str:
    if not typed.words:
        return "Say in a few words what happened, and name nobody."
    if len(typed.words) > MOST["words"]:
        return f"This is longer than {MOST['words']} letters: make it shorter."
    return _NOBODY if _SOMEBODY.search(typed.words) else ""


def _about_found(typed: Particulars, today: date) -> str:
    if typed.found_on is None:
        return "Say on which day it was found: the clock runs from it."
    if typed.found_on > today:
        return "That day has not come yet."
    return ""


_ASKS: Mapping[str, Callable[[Particulars, date], str]] = {
    "what": lambda typed, today: "" if typed.what in WHAT else "Say what kind of thing happened.",
    "words": _about_words,
    "vendor": lambda typed, today: (
        f"This is longer than {MOST['vendor']} letters: make it shorter."
        if len(typed.vendor) > MOST["vendor"]
        else ""
    ),
    "found_on": _about_found,
    "happened_on": lambda typed, today: (
        "It cannot have happened after it was found: look at the two days again."
        if typed.happened_on and typed.found_on and typed.happened_on > typed.found_on
        else ""
    ),
    "about": lambda typed, today: (
        "Write a number of people; an estimate is enough."
        if typed.about is not None and typed.about > 10**9
        else ""
    ),
}
