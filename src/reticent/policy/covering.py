"""What keeps each clause: how it is kept, which tables rest on it, which situations cite it, which tests carry its mark.

The tests are not part of an installation; `proofs.toml` says which there are, and is drawn from their marks.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from reticent.policy.adopted import Policy, PolicyText
from reticent.policy.deciding import decide
from reticent.policy.reading import Source, Strictly, Whole, read_as
from reticent.policy.situations import situations

PROOFS = Path(__file__).parent / "proofs.toml"


class ProofsText(Strictly):
    """The file that names the tests of each clause."""

    format: Whole
    tests: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Covered:
    """One clause, and everything that keeps it."""

    id: str
    heading: str
    text: str
    kept_by: str
    tables: tuple[str, ...]
    situations: tuple[str, ...]
    tests: tuple[str, ...]

    @property
    def loose(self) -> bool:
        """Called enforced, and nothing that decides rests on it."""
        return self.kept_by == "enforced" and not (self.tables or self.situations or self.tests)

    def as_dict(self) -> dict[str, Any]:
        """The same as plain values, for `--json`."""
        return {**asdict(self), "loose": self.loose}


def coverage(policy: Policy) -> tuple[Covered, ...]:
    """Every clause of a policy, in the order of its text."""
    cited = list(_cited(policy))
    answered = [(each.name, decide(each.request, policy).clauses) for each in situations()]
    return tuple(
        Covered(
            id=name,
            heading=clause.heading,
            text=clause.text,
            kept_by=clause.kept_by,
            tables=tuple(dict.fromkeys(place for place, names in cited if name in names)),
            situations=tuple(asked for asked, names in answered if name in names),
            tests=proofs().get(name, ()),
        )
        for name, clause in policy.clauses.items()
    )


@lru_cache(maxsize=1)
def proofs() -> dict[str, tuple[str, ...]]:
    """The tests that carry the mark of each clause."""
    return read_as(Source(PROOFS), ProofsText).tests


def _cited(policy: Policy) -> Iterator[tuple[str, tuple[str, ...]]]:
    for key in PolicyText.model_fields:
        if key != "clauses":
            yield from _in(key, getattr(policy, key))


def _in(place: str, here: object) -> Iterator[tuple[str, tuple[str, ...]]]:
    if isinstance(here, dict):
        for name, part in here.items():
            yield from _in(f"{place}.{name}", part)
    elif isinstance(here, tuple):
        for part in here:
            if isinstance(part, BaseModel):
                named = getattr(part, "evidence", None) or getattr(part, "heading", "")
                yield from _in(f"{place}: {named}" if named else place, part)
    elif isinstance(here, BaseModel):
        for name in type(here).model_fields:
            value = getattr(here, name)
            if name == "clauses":
                yield place, value
            elif name.endswith("_clauses"):
                yield f"{place}.{name.removesuffix('_clauses')}", value
            elif isinstance(value, BaseModel | dict | tuple):
                yield from _in(f"{place}.{name}", value)
