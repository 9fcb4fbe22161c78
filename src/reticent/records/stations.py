"""Public computers: which there are, and on which days each was wiped (M19-10, WE-17, WE-18). About nobody.

What somebody does at one is not known here at all. What can be known is whether the computer was made to forget it: by
the staff who say so, or by the computer's own command; and whether somebody sat there since.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from django.db import models

from reticent.errors import Malformed, Refused
from reticent.people.libraries import Library

MOST_NAME, MOST_PLACE = 30, 60
# For how many minutes one is given at a time, where nothing else is said; and the least and the most.
MINUTES, LEAST_MINUTES, MOST_MINUTES = 60, 10, 480
BY_STAFF, BY_ITSELF = "staff", "itself"
DAY = timedelta(days=1)


class NoSuchStation(Refused):
    """No public computer in use has this name."""


class CannotBeAdded(Malformed):
    """A computer that lacks something. `fields` says what, by the form's names."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__("The computer cannot be written down:", problems=list(fields.values()))
        self.fields = fields


class Station(models.Model):
    """One public computer, and since when it is in use."""

    library = models.SlugField(max_length=40)
    name = models.CharField(max_length=MOST_NAME)
    place = models.CharField(max_length=MOST_PLACE, blank=True)
    since = models.DateField()
    retired_on = models.DateField(null=True)
    minutes = models.PositiveSmallIntegerField(default=MINUTES)
    wants_wipe = models.BooleanField(default=False)

    objects: ClassVar[models.Manager["Station"]] = models.Manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["library", "name"], name="a_station_has_one_name")]

    def __str__(self) -> str:
        return f"station {self.pk} of {self.library}"


class StationWipe(models.Model):
    """One computer that was wiped on a day, and who says so."""

    library = models.SlugField(max_length=40)
    station = models.ForeignKey(Station, on_delete=models.CASCADE)
    on = models.DateField()
    by = models.CharField(max_length=6)

    objects: ClassVar[models.Manager["StationWipe"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["station", "on"], name="a_station_is_wiped_once_a_day")
        ]

    def __str__(self) -> str:
        return f"wipe {self.pk} of {self.library}"


@dataclass(frozen=True)
class State:
    """One computer: when it was wiped last, who says so, and since when a wipe is missing."""

    name: str
    place: str
    last: date | None
    by: str
    missing_since: date | None
    minutes: int = MINUTES
    wants_wipe: bool = False


@dataclass(frozen=True)
class Place:
    """One computer as it can be given: for how many minutes, and whether it must be wiped first."""

    name: str
    where: str = ""
    minutes: int = MINUTES
    wants_wipe: bool = False


def add(library: Library, *, name: str, place: str, today: date, minutes: str = "") -> None:
    """Write a computer down; one of that name that was taken out of use comes back."""
    name, wrong = " ".join(name.split()), {}
    if not name or len(name) > MOST_NAME:
        wrong["name"] = f"Give the name that stands on it, in at most {MOST_NAME} letters."
    elif Station.objects.filter(library=library.slug, name=name, retired_on=None).exists():
        wrong["name"] = "There is one of this name. Give each its own."
    given = _minutes(minutes, wrong)
    if wrong:
        raise CannotBeAdded(wrong)
    Station.objects.update_or_create(
        library=library.slug,
        name=name,
        defaults={"place": place[:MOST_PLACE], "since": today, "retired_on": None, "minutes": given},
    )


def _minutes(typed: str, wrong: dict[str, str]) -> int:
    plain = typed.strip() or str(MINUTES)
    given = int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 4 else 0
    if not LEAST_MINUTES <= given <= MOST_MINUTES:
        wrong["minutes"] = f"Give a number of minutes between {LEAST_MINUTES} and {MOST_MINUTES}."
    return given


def places(library: str) -> list[Place]:
    """Every computer in use, as it can be given."""
    rows = Station.objects.filter(library=library, retired_on=None)
    return [Place(row.name, row.place, row.minutes, row.wants_wipe) for row in rows]


def is_sat_at(library: str, name: str) -> None:
    """Somebody sits there, or has just left: nobody else does before it is wiped."""
    Station.objects.filter(library=library, name=name).update(wants_wipe=True)


def retire(library: Library, *, name: str, today: date) -> None:
    """Take a computer out of use: nothing is asked of it any more."""
    if not Station.objects.filter(library=library.slug, name=name, retired_on=None).update(retired_on=today):
        raise NoSuchStation("No computer in use has this name. Nothing was changed.")


def wiped(library: Library, names: Sequence[str], *, by: str, today: date) -> int:
    """Note that these computers were wiped today, of all in use where none is named; how many were noted anew."""
    there = {row.name: row for row in Station.objects.filter(library=library.slug, retired_on=None)}
    if strange := [name for name in names if name not in there]:
        known = ", ".join(there) or "none yet"
        raise NoSuchStation(f"No computer in use is called {', '.join(strange)}. There are: {known}.")
    noted = 0
    for name in names or there:
        _, fresh = StationWipe.objects.get_or_create(
            station=there[name], on=today, defaults={"library": library.slug, "by": by}
        )
        noted += fresh
        Station.objects.filter(pk=there[name].pk).update(wants_wipe=False)
    return noted


def states(library: Library, *, today: date) -> list[State]:
    """Every computer in use, with its last wipe.

    Each day of use wants one, by the end of the day after: a wipe that comes later makes up for every day before it,
    since it is the same disk.
    """
    # Of each the last wipe alone is read: a row is left of every computer and day.
    newest = StationWipe.objects.filter(station=models.OuterRef("pk")).order_by("-on").values("pk")[:1]
    rows = Station.objects.filter(library=library.slug, retired_on=None).annotate(
        last_wipe=models.Subquery(newest)
    )
    last = StationWipe.objects.in_bulk([row.last_wipe for row in rows if row.last_wipe])
    found = []
    for row in rows:
        wipe = last.get(row.last_wipe)
        since = max(row.since, wipe.on) if wipe else row.since
        missing = since + DAY if today > since + DAY else None
        found.append(
            State(
                row.name,
                row.place,
                wipe.on if wipe else None,
                wipe.by if wipe else "",
                missing,
                row.minutes,
                row.wants_wipe,
            )
        )
    return found


def missing(library: Library, *, today: date) -> list[State]:
    """The computers of which a wipe is missing."""
    return [each for each in states(library, today=today) if each.missing_since]
