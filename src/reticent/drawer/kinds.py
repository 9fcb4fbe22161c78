"""What a kind of record is: its fields with their purposes, the need that keeps it, what ends with it (DESIGN 4).

A kind is declared once, beside its verbs, and registers itself here; the drawer stores nothing undeclared.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from reticent.errors import Malformed

Payload = Mapping[str, Any]


class Undeclared(Malformed):
    """A kind, or a field of one, that no declaration names: no purpose, no field (M19-03, NC-03, 4-193(e))."""


@dataclass(frozen=True)
class Field:
    """One field and what it is for, in words a patron reads."""

    name: str
    purpose: str


@dataclass(frozen=True, repr=False)
class Left:
    """What stays known in another record of the person when one has ended."""

    subject: str
    kind: str
    fields: Payload


@dataclass(frozen=True)
class Kind:
    """The declaration of a kind of record about a person.

    `why` says in a patron's words what the kind is for. `need_ended_on` answers from the payload on which day the
    need ended (or will end by itself); None while it lasts. `kept_while` names kinds whose open records of the same
    person keep this one. `ends_with` names, from payload and subject, the other subjects whose slips go when this
    one goes. `leaves` names, from payload and the day on which this one ends, what is to be known afterwards: of
    which subject, in which kind, which fields; it is set in the same transaction, where such a record stands.
    `at_least` is the length to which its slips are padded, where they would otherwise come in two. `days_after` are
    the days kept after the need where a policy says nothing: only for what guards the program itself. `single`: a
    subject has one such slip, which lies under a name of its own and is found without the others. `kept_beside`: kinds
    of which one standing for the same person keeps this one, however long ago its own need ended.
    """

    code: int
    name: str
    title: str
    why: str
    need: str
    fields: tuple[Field, ...]
    need_ended_on: Callable[[Payload], date | None]
    since: str | None = None
    kept_while: tuple[str, ...] = ()
    ends_with: Callable[[Payload, str], tuple[str, ...]] | None = None
    leaves: Callable[[Payload, date], "Left | None"] | None = None
    about_person: bool = True
    at_least: int = 0
    days_after: int | None = None
    single: bool = False
    kept_beside: tuple[str, ...] = ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of its fields, in their order."""
        return tuple(field.name for field in self.fields)

    def own_name(self, subject: str) -> str:
        """The thing under which the one slip of this kind lies that the subject has."""
        return f"{self.name} of {subject}"

    def values(self, payload: Payload) -> list[Any]:
        """The payload in the order of the fields; anything undeclared is refused."""
        names = self.names
        if strange := payload.keys() - set(names):
            raise Undeclared(
                f"A {self.name} has no field {', '.join(sorted(strange))}: declare its purpose first."
            )
        return [payload.get(name) for name in names]

    def payload(self, values: list[Any]) -> dict[str, Any]:
        """What was kept, by field; a field added since is None."""
        if len(values) < len(self.names):
            values = values + [None] * (len(self.names) - len(values))
        return dict(zip(self.names, values, strict=True))

    def is_due(self, payload: Payload, *, today: date, days_after: int) -> bool:
        """Whether the need is over and the days kept after have passed."""
        ended = self.need_ended_on(payload)
        return ended is not None and today >= ended + timedelta(days=days_after)


_BY_CODE: dict[int, Kind] = {}
_BY_NAME: dict[str, Kind] = {}


def declare(kind: Kind) -> Kind:
    """Register a kind. Codes stand inside seals and are never given twice."""
    if ((known := _BY_CODE.get(kind.code)) and known.name != kind.name) or kind.code < 1:
        raise Undeclared(f"The code {kind.code} is taken.")
    _BY_CODE[kind.code] = _BY_NAME[kind.name] = kind
    return kind


def named(name: str) -> Kind:
    """The kind of this name."""
    try:
        return _BY_NAME[name]
    except KeyError:
        raise Undeclared(f"No kind of record is called “{name}”.") from None


def coded(code: int) -> Kind:
    """The kind of this code."""
    try:
        return _BY_CODE[code]
    except KeyError:
        raise Undeclared(
            f"No kind of record has the code {code}: this data is from a newer version."
        ) from None


def declared() -> tuple[Kind, ...]:
    """Every kind there is."""
    return tuple(_BY_CODE[c] for c in sorted(_BY_CODE))


def days_after(periods: Mapping[str, Any]) -> dict[str, int]:
    """Per kind, how many days a record is kept after its need ended: by these periods, or where they are silent by the
    kind itself."""
    of_themselves = {k.name: k.days_after for k in declared() if k.days_after is not None}
    return {**of_themselves, **{kind: period.days_after for kind, period in periods.items()}}


def day(value: Any) -> date | None:
    """A kept date (ISO text) as a date; None stays None."""
    return date.fromisoformat(value) if value else None


# What a legal request keeps once its own need is over. What kind of record it was lies inside, so that neither a desk
# nor a patron's page finds it as what it was: to them it has ended.
KEPT = declare(
    Kind(
        code=13,
        name="kept",
        title="Kept for a legal request",
        why="Because a legal request asks that it be kept. Nothing more is done with it, and it goes when that is over.",
        need="until the legal request is over",
        fields=(
            Field("was", "to know what kind of record it was"),
            Field("values", "to keep it as it was when it ended"),
        ),
        # Not a day of its own: a hold keeps it, or none does (see keeping).
        need_ended_on=lambda payload: None,
        about_person=False,
        days_after=0,
    )
)
