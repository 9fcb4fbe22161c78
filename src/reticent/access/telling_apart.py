"""Telling apart: of several persons whom a search may mean, the least that lets the desk choose the right one.

The name is shown. Only those of one name are told apart by more, one field after the other and only as far as it
takes: the town, the street without its number, the last digits of the card. What does not differ is not shown.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from reticent.drawer.minting import mint
from reticent.drawer.slips import Drawer
from reticent.people import patrons, spelling

_HOUSE = re.compile(r"^(?:[#№]?\s*\d+[a-z]?(?:[-/]\d+[a-z]?)?\s+)+", re.IGNORECASE)
_FLAT = re.compile(r"\s+(?:apt|apartment|unit|suite|ste|floor|fl|room|rm|lot)\b.*$|\s*#.*$", re.IGNORECASE)
_LAST_DIGITS = 4


@dataclass(frozen=True, repr=False)
class Candidate:
    """One of those whom a search may mean: the name, and no more than tells apart from others of that name."""

    person: str
    name: str
    town: str = ""
    street: str = ""
    card_ends: str = ""


def street(address: str) -> str:
    """The street of an address without number, flat and place; empty where it cannot be told."""
    first = next((line for line in re.split(r"[\n,;]", address) if line.strip()), "").strip()
    bare = _FLAT.sub("", _HOUSE.sub("", first)).strip()
    # A number that stands behind (Hauptstraße 5) or a post box would say the house after all.
    return re.sub(r"\s*\b\d+\s*\w?$", "", bare).strip()


def last_digits(card: str) -> str:
    """The last digits of a card number, fewer where it is short: never all of it."""
    return card[-min(_LAST_DIGITS, len(card) // 2) :] if len(card) > 1 else ""


# What tells apart, the least telling first: the candidate's field, the registration's, and what is taken of it.
_APART: tuple[tuple[str, str, Callable[[str], str]], ...] = (
    ("town", "town", str.strip),
    ("street", "address", street),
    ("card_ends", "card", last_digits),
)


def candidates(drawer: Drawer, persons: Sequence[str]) -> tuple[Candidate, ...]:
    """These persons by name, those of one name told apart; whoever is no longer registered is left out."""
    named = [
        Candidate(person, name) for person in persons if (name := _opened(drawer, person, "name")) is not None
    ]
    groups: dict[tuple[str, ...], list[Candidate]] = defaultdict(list)
    for each in named:
        groups[tuple(sorted(re.split("[ -]", spelling.plain(each.name))))].append(each)
    apart = [each for group in groups.values() for each in _told_apart(drawer, group, _APART)]
    return tuple(sorted(apart, key=lambda c: (spelling.plain(c.name), c.town, c.street, c.card_ends)))


def _told_apart(
    drawer: Drawer, group: list[Candidate], by: tuple[tuple[str, str, Callable[[str], str]], ...]
) -> list[Candidate]:
    if len(group) == 1 or not by:
        return group
    (shown, kept, taken), *further = by
    values: dict[str, list[Candidate]] = defaultdict(list)
    for each in group:
        value = taken(_opened(drawer, each.person, kept) or "")
        values[value].append(each)
    if len(values) == 1:
        return _told_apart(drawer, group, tuple(further))
    return [
        replace(each, **{shown: value})
        for value, same in values.items()
        for each in _told_apart(drawer, same, tuple(further))
    ]


def _opened(drawer: Drawer, person: str, field: str) -> str | None:
    """One field of the registration, and no other."""
    permit = mint(
        library=drawer.library,
        purpose="finding",
        kinds=["registration"],
        subject=person,
        fields=[f"registration.{field}"],
    )
    try:
        value: str = patrons.registration_of(drawer, permit, person=person).payload[field]
    except patrons.NobodyFound:
        return None
    return value
