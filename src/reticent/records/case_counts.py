"""How many requests from outside were closed in a year, by the paper that came and by what came of it? About nobody.

The fact of a case lies in the seal of the act that closes it, and is folded here at night with the other facts. It
outlives the case. What went to paper has none (DESIGN 7: keep it on paper with counsel).
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db import connection, models

from reticent.drawer.slips import Cell

MEASURE = "case"


class CaseCount(models.Model):
    """How many cases of one kind of paper and one outcome were closed in a year."""

    library = models.SlugField(max_length=40)
    year = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    outcome = models.CharField(max_length=40)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["library", "year", "kind", "outcome"], name="case_count_once")
        ]

    def __str__(self) -> str:
        return f"cases of {self.library} in {self.year}"


class CountingBegan(models.Model):
    """Since when a library's cases are counted: of no year before it, nor of that one, is a whole count known."""

    library = models.SlugField(max_length=40, primary_key=True)
    began_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.library} counts since {self.began_on}"


@dataclass(frozen=True, slots=True)
class Count:
    """How many cases of a year had this paper and came to this."""

    year: int
    kind: str
    outcome: str
    count: int


def cell(*, year: int, kind: str, outcome: str) -> Cell:
    """The coarse fact of a case that was closed."""
    return (MEASURE, str(year), kind, outcome)


_ADD = """
INSERT INTO reticent_casecount (library, year, kind, outcome, count) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (library, year, kind, outcome) DO UPDATE SET count = reticent_casecount.count + excluded.count
"""


def add(library: str, cells: Counter[Cell]) -> None:
    """Add folded cases to the counters, in the caller's transaction."""
    rows = [
        (library, int(year), kind, outcome, count)
        for (_, year, kind, outcome), count in sorted(cells.items())
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_ADD, rows)


def begin(library: str, *, on: date) -> None:
    """Say that this library's cases are counted from this day; a second time it says nothing new."""
    CountingBegan.objects.get_or_create(library=library, defaults={"began_on": on})


def first_whole_year(library: str, *, today: date) -> int:
    """The first year of which every closed case is counted; where no night has counted yet, as if tonight were first."""
    row = CountingBegan.objects.filter(library=library).first()
    began_on = row.began_on if row else today
    return began_on.year if (began_on.month, began_on.day) == (1, 1) else began_on.year + 1


def counted(library: str, *, first: int, last: int) -> tuple[Count, ...]:
    """Every count of these years, the newest year first."""
    rows = CaseCount.objects.filter(library=library, year__gte=first, year__lte=last, count__gt=0)
    return tuple(
        Count(row.year, row.kind, row.outcome, row.count) for row in rows.order_by("-year", "kind", "outcome")
    )
