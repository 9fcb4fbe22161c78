"""Paper, and whatever else Reticent cannot forget itself: where it lies, until when, who sees to it, when it went.

A policy is about “paper and electronic records” (M19-03). What is written down here is about things and days, never about
anybody. How often each is destroyed no text of the five says; the days that are offered are this program's own.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from django.db import models, transaction

from reticent.errors import Refused, ToMend
from reticent.ledger import log
from reticent.people.libraries import Library
from reticent.policy.disposing import approval
from reticent.policy.phrases import listed

MOST = {"place": 200, "purpose": 200, "owner": 60, "authority": 80, "what": 200, "witness": 60}
MOST_DAYS = 3650
# How paper and disks are destroyed, as a certificate says it.
HOW: Mapping[str, str] = {
    "shredded": "shredded here",
    "collected": "shredded by a company that gave a certificate",
    "erased": "erased so that it cannot be read again",
    "broken": "broken to pieces",
}
# No text and no law that is known here says how often the building is walked through.
WALK_EVERY, FIRST_WALK = timedelta(days=365), timedelta(days=60)


class NotPaper(ToMend):
    """What was typed cannot be written down. `wrong` says why, by the form's names."""

    outcome = "It cannot be written down:"


class NotThere(Refused):
    """There is no such place, or nothing of the kind lies there."""


@dataclass(frozen=True)
class Place:
    """One station of the walk: what it is called, where one looks, and after how many days it should be gone."""

    title: str
    look: str
    days: int


PLACES: Mapping[str, Place] = {
    "sign-ups": Place("Sign-up sheets", "Lists with names on doors, boards and counters: events, rooms, computers.", 7),
    "hold-shelf": Place("The hold shelf", "Slips with a name or a card, and those of people who never came.", 7),
    "desk": Place("Around the desk", "Sticky notes, message pads, scrap paper, what is taped to a screen.", 7),
    "forms": Place("Registration forms", "What people filled in, and the box in which it waits.", 30),
    "post": Place("Post and parcels", "Interlibrary slips, letters that came back, lists from a delivery.", 30),
    "e-mail": Place("E-mail folders", "The shared mailbox: questions, requests, sent notices, what was deleted.", 30),
    "lists": Place("Lists and spreadsheets", "Exports, overdue lists, mailing lists, on desktops and shared drives.", 30),
    "disks": Place("Disks and sticks", "Drawers and safes: old backups, a retired computer, last year's export.", 35),
    "printers": Place("Printers and copiers", "Prints that nobody took; the machine's own disk, before it leaves.", 7),
    "cameras": Place("Cameras", "Recordings, where they lie, and who can look at them.", 30),
    "telephone": Place("Telephone", "Voice mail, lists of calls, messages on the desk's own telephone.", 7),
    "waste": Place("Waste and recycling", "What was thrown away whole.", 7),
}  # fmt: skip


class PaperPlace(models.Model):
    """What was found at one station of the walk: where it lies, what for, for how long, and who sees to it."""

    library = models.SlugField(max_length=40)
    kind = models.CharField(max_length=12)
    there = models.BooleanField()
    place = models.CharField(max_length=MOST["place"], blank=True)
    purpose = models.CharField(max_length=MOST["purpose"], blank=True)
    days = models.PositiveIntegerField(null=True)
    owner = models.CharField(max_length=MOST["owner"], blank=True)
    walked_on = models.DateField()

    objects: ClassVar[models.Manager["PaperPlace"]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["library", "kind"], name="a_place_is_kept_once")]

    def __str__(self) -> str:
        return f"place {self.kind} of {self.library}"


class PaperDestroyed(models.Model):
    """That something was destroyed: what a certificate says of it."""

    library = models.SlugField(max_length=40)
    handle = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=12)
    what = models.CharField(max_length=MOST["what"])
    through = models.DateField()
    on = models.DateField()
    how = models.CharField(max_length=10)
    witness = models.CharField(max_length=MOST["witness"])
    authority = models.CharField(max_length=MOST["authority"], blank=True)
    policy = models.CharField(max_length=64)
    leaf = models.PositiveIntegerField()

    objects: ClassVar[models.Manager["PaperDestroyed"]] = models.Manager()

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"destruction {self.handle} at {self.library}"


@dataclass(frozen=True)
class Found:
    """What is typed of one place on the walk."""

    there: bool | None
    place: str = ""
    purpose: str = ""
    days: int | None = None
    owner: str = ""


@dataclass(frozen=True)
class Gone:
    """What is typed of something that was destroyed. `free`: nothing stands in the way (a lawsuit, an audit)."""

    what: str
    through: date | None
    on: date | None
    how: str
    witness: str
    authority: str = ""
    free: bool = False


@dataclass(frozen=True)
class State:
    """One place: what was found there, what was last destroyed of it, and by when the next is due."""

    kind: str
    place: Place
    row: PaperPlace | None
    last: PaperDestroyed | None
    due: date | None


def note(library: Library, kind: str, found: Found, *, today: date) -> None:
    """Write down what was found at one place on the walk, today."""
    _known(kind)
    wrong = _too_long({"place": found.place, "purpose": found.purpose, "owner": found.owner})
    if found.there is None:
        wrong["there"] = "Say whether there is any."
    if found.there:
        asked = {
            "place": "Say where it lies.",
            "purpose": "Say what it is needed for. What is needed for nothing goes today.",
            "owner": "Say which office sees to it.",
        }
        wrong = {**{name: why for name, why in asked.items() if not getattr(found, name)}, **wrong}
        if found.days is None or not 1 <= found.days <= MOST_DAYS:
            wrong["days"] = f"Write a number of days, from 1 to {MOST_DAYS}."
    if wrong or found.there is None:
        raise NotPaper(wrong)
    kept = (
        {"place": found.place, "purpose": found.purpose, "days": found.days, "owner": found.owner}
        if found.there
        else {"place": "", "purpose": "", "days": None, "owner": ""}
    )
    PaperPlace.objects.update_or_create(
        library=library.slug, kind=kind, defaults={"there": found.there, "walked_on": today, **kept}
    )


def destroyed(library: Library, kind: str, gone: Gone, *, today: date, role: str) -> PaperDestroyed:
    """Write down that something was destroyed: into the ledger first, then as a certificate."""
    _known(kind)
    wrong = _too_long({"what": gone.what, "witness": gone.witness, "authority": gone.authority})
    asked = {
        "what": "Say what was destroyed: “one folder”, “two disks”. Name nobody.",
        "witness": "Name the office of whoever saw it done, beside you.",
    }
    wrong = {**{name: why for name, why in asked.items() if not getattr(gone, name)}, **wrong}
    if gone.how not in HOW:
        wrong["how"] = "Say how it was destroyed."
    if gone.on is None or gone.on > today:
        wrong["on"] = "Give the day on which it was destroyed, today or before."
    if gone.through is None or (gone.on is not None and gone.through > gone.on):
        wrong["through"] = "Give the day of the newest sheet among it, not after the day it was destroyed."
    law = approval(library.policy)
    if law is not None and not gone.authority:
        wrong["authority"] = (
            f"Give the number and the day of the approval ({law.form}, {law.title}): this library's records are "
            "the public's, and are destroyed only with it."
        )
    if law is not None and not gone.free:
        wrong["free"] = (
            f"Say that none of it is needed for {listed(law.not_while, last='or')}; else it stays."
        )
    if wrong:
        raise NotPaper(wrong)
    assert gone.on is not None
    assert gone.through is not None
    handle = secrets.token_hex(8)
    basis = law.clauses if law else ()
    entry = log.Entry(
        day=gone.on, action="paper-destroyed", role=role, basis=basis, policy=library.policy.sha256
    )
    # Logged first: a crash may leave a leaf without a certificate, never a certificate that stands in no ledger.
    leaf = log.append(library.slug, entry, once=f"paper-destroyed {library.slug} {handle}")
    with transaction.atomic():
        return PaperDestroyed.objects.create(
            library=library.slug, handle=handle, kind=kind, what=gone.what, through=gone.through, on=gone.on,
            how=gone.how, witness=gone.witness, authority=gone.authority, policy=library.policy.sha256, leaf=leaf,
        )  # fmt: skip


def states(library: Library) -> tuple[State, ...]:
    """Every station of the walk, in its order."""
    rows = {row.kind: row for row in PaperPlace.objects.filter(library=library.slug)}
    last: dict[str, PaperDestroyed] = {}
    for each in PaperDestroyed.objects.filter(library=library.slug):
        last.setdefault(each.kind, each)
    return tuple(
        State(kind, place, rows.get(kind), last.get(kind), _due(rows.get(kind), last.get(kind)))
        for kind, place in PLACES.items()
    )


def due(library: Library, *, today: date) -> tuple[State, ...]:
    """The places at which something is to be destroyed by today."""
    return tuple(each for each in states(library) if each.due is not None and each.due <= today)


def walk_due(library: Library) -> date:
    """By when the building is walked through: two months after the library began here, then a year after the last."""
    walked = dict(PaperPlace.objects.filter(library=library.slug).values_list("kind", "walked_on"))
    if walked.keys() >= PLACES.keys():
        return min(walked.values()) + WALK_EVERY
    return library.set_up_on + FIRST_WALK


def certificates(library: Library) -> list[PaperDestroyed]:
    """What was destroyed, the newest first."""
    return list(PaperDestroyed.objects.filter(library=library.slug))


def certificate(library: Library, handle: str) -> PaperDestroyed:
    """One certificate."""
    found = PaperDestroyed.objects.filter(library=library.slug, handle=handle).first()
    if found is None:
        raise NotThere("There is no such certificate.")
    return found


def _due(row: PaperPlace | None, last: PaperDestroyed | None) -> date | None:
    if row is None or not row.there or row.days is None:
        return None
    return (last.on if last else row.walked_on) + timedelta(days=row.days)


def _known(kind: str) -> None:
    if kind not in PLACES:
        raise NotThere("The walk has no such place.")


def _too_long(typed: Mapping[str, str]) -> dict[str, str]:
    return {
        name: f"Write at most {MOST[name]} characters."
        for name, words in typed.items()
        if len(words) > MOST[name]
    }
