"""Is the paper in form? Point by point, and what a “no” means. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from reticent.policy.reading import Source, Strictly, Whole, one_of, read_as
from reticent.policy.statutes import InstrumentName

CHECKLIST = Path(__file__).parent / "checklist.toml"
# `counsel`: counsel looked at it, and says that it does not matter.
ANSWERS: dict[str, str] = {
    "yes": "Yes",
    "no": "No",
    "unknown": "I can't tell",
    "counsel": "Counsel says it does not matter",
}


class Point(Strictly):
    """One point of the form."""

    question: str
    no: Annotated[str, one_of("defect", "ask_counsel")]
    defect: str
    on: tuple[InstrumentName, ...]
    source: str
    hint: str = ""


class ChecklistText(Strictly):
    """The keys of the file, one for one."""

    format: Whole
    points: dict[str, Point]


@dataclass(frozen=True, slots=True)
class Item:
    """One point, as it is asked."""

    id: str
    question: str
    no: str
    defect: str
    source: str
    hint: str


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a review of the form came to: in form, not in form, or open."""

    in_form: bool | None
    defects: tuple[str, ...]
    open: tuple[str, ...]


@lru_cache(maxsize=1)
def points() -> dict[str, Point]:
    """Every point, by its id."""
    return read_as(Source(CHECKLIST), ChecklistText).points


def items(kind: str) -> tuple[Item, ...]:
    """The points that apply to one kind of paper, in the order of the list."""
    return tuple(
        Item(name, point.question, point.no, point.defect, point.source, point.hint)
        for name, point in points().items()
        if kind in point.on
    )


def review(kind: str, answers: Mapping[str, str]) -> Reviewed:
    """What the answers come to. A point that nobody answered is open; one defect is enough."""
    defects, unclear = [], []
    for item in items(kind):
        said = answers.get(item.id, "unknown")
        if said == "no" and item.no == "defect":
            defects.append(item.id)
        elif said in ("no", "unknown"):
            unclear.append(item.id)
    in_form = False if defects else None if unclear else True
    return Reviewed(in_form, tuple(defects), tuple(unclear))
