"""Bars drawn from figures that stand in a table beside them: where each lies, as numbers for a template.

No style, no script and no colour here: what a part means is its name, and the stylesheet draws it solid or as an
outline, so that it can be told apart on paper and by whoever sees no colours.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

WIDTH, ROW, BAR, HEAD = 320, 40, 14, 16
# A figure above zero is seen, however small it is beside the others.
LEAST = 2.0

Drawn = Literal["solid", "outline"]


@dataclass(frozen=True)
class Figure:
    """One row of the table: its name, its figures in words, and the same as numbers; None is unknown."""

    name: str
    said: str
    solid: int | None
    outline: int = 0


@dataclass(frozen=True)
class Part:
    """One piece of a bar."""

    drawn: Drawn
    x: float
    width: float


@dataclass(frozen=True)
class Bar:
    """One bar, under its name and figure."""

    name: str
    said: str
    text_y: int
    y: int
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Chart:
    """A chart of bars, with what it shows in words for whoever does not see it."""

    id: str
    title: str
    told: str
    key: str
    bars: tuple[Bar, ...]
    width: int = WIDTH
    thickness: int = BAR

    @property
    def height(self) -> int:
        """As high as its bars."""
        return ROW * len(self.bars)


def bars(figures: Sequence[Figure], *, id: str, title: str, told: str, key: str = "") -> Chart | None:
    """One bar a figure, from the top, the longest as wide as there is room; None where nothing can be drawn."""
    longest = max(((f.solid or 0) + f.outline for f in figures), default=0)
    if not longest:
        return None
    return Chart(
        id=id,
        title=title,
        told=told,
        key=key,
        bars=tuple(
            Bar(f.name, f.said, ROW * row + HEAD - 4, ROW * row + HEAD + 2, _parts(f, longest))
            for row, f in enumerate(figures)
        ),
    )


def _parts(figure: Figure, longest: int) -> tuple[Part, ...]:
    parts: list[Part] = []
    x = 0.0
    for drawn, amount in (("solid", figure.solid or 0), ("outline", figure.outline)):
        if amount:
            width = max(round(amount / longest * WIDTH, 1), LEAST)
            x = min(x, WIDTH - width)
            parts.append(Part("solid" if drawn == "solid" else "outline", x, width))
            x += width
    return tuple(parts)
