"""How many gifts came in a year, and how much in all, by what they are for? About nobody, and kept when the gifts go.

A gift's part of the sum lies in its seal and is folded in here at night, never by the transaction that writes it down.
What was written down by mistake is counted back the same way.
"""

from collections import Counter
from dataclasses import dataclass

from django.db import connection, models

from reticent.drawer.slips import Cell

MEASURE = "gift"
# Below so many a part of a year's sum may point at who gave it: the year is then not split.
FEWEST = 10


class GiftTotal(models.Model):
    """What the gifts of one year for one thing come to."""

    library = models.SlugField(max_length=40)
    year = models.PositiveIntegerField()
    purpose = models.CharField(max_length=12)
    count = models.IntegerField(default=0)
    cents = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["library", "year", "purpose"], name="gift_total_once")]

    def __str__(self) -> str:
        return f"gifts to {self.library} in {self.year}"


@dataclass(frozen=True, slots=True)
class Part:
    """What was given for one thing."""

    purpose: str
    count: int
    cents: int


@dataclass(frozen=True, slots=True)
class Year:
    """What a year's gifts come to. `parts` only where none of them is so small that it points at somebody."""

    year: int
    count: int
    cents: int
    parts: tuple[Part, ...]


def cell(*, year: int, purpose: str, cents: int, times: int = 1) -> Cell:
    """A gift's part of the sum; `times` is -1 where it is counted back."""
    return (MEASURE, str(year), purpose, str(cents), str(times))


_ADD = """
INSERT INTO reticent_gifttotal (library, year, purpose, count, cents) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (library, year, purpose)
DO UPDATE SET count = reticent_gifttotal.count + excluded.count, cents = reticent_gifttotal.cents + excluded.cents
"""


def add(library: str, cells: Counter[Cell]) -> None:
    """Add folded gifts to the sums, in the caller's transaction."""
    sums: dict[tuple[int, str], tuple[int, int]] = {}
    for (_, year, purpose, cents, times), count in cells.items():
        many, much = sums.get((int(year), purpose), (0, 0))
        sums[int(year), purpose] = many + count * int(times), much + count * int(times) * int(cents)
    with connection.cursor() as cursor:
        cursor.executemany(_ADD, [(library, *of, *sums[of]) for of in sorted(sums)])


def years(library: str) -> tuple[Year, ...]:
    """Every year with a gift, the newest first, as counted last night."""
    found: dict[int, list[Part]] = {}
    for row in GiftTotal.objects.filter(library=library, count__gt=0).order_by("-year", "purpose"):
        found.setdefault(row.year, []).append(Part(row.purpose, row.count, row.cents))
    return tuple(_year(year, parts) for year, parts in found.items())


def _year(year: int, parts: list[Part]) -> Year:
    shown = tuple(parts) if all(part.count >= FEWEST for part in parts) else ()
    return Year(year, sum(part.count for part in parts), sum(part.cents for part in parts), shown)
