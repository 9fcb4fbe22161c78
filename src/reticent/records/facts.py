"""Facts for statistics: counters of coarse cells, in which nobody can be found again.

A cell is month x branch x item class x audience x home town. It is folded here at night, in shuffled batches,
never by the transaction that lends (DESIGN 4, M19-13 to M19-15, NC-11, S-7).
"""

from collections import Counter

from django.db import connection, models
from django.db.models import Sum

from reticent.drawer.slips import Cell


class Fact(models.Model):
    """How often something happened in one coarse cell."""

    library = models.SlugField(max_length=40)
    measure = models.CharField(max_length=20)
    month = models.CharField(max_length=7)
    branch = models.CharField(max_length=40)
    item_class = models.CharField(max_length=12)
    audience = models.CharField(max_length=8)
    home_town = models.CharField(max_length=60)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["library", "measure", "month", "branch", "item_class", "audience", "home_town"],
                name="fact_cell_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} in {self.month}"


_ADD = """
INSERT INTO reticent_fact (library, measure, month, branch, item_class, audience, home_town, count)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (library, measure, month, branch, item_class, audience, home_town)
DO UPDATE SET count = reticent_fact.count + excluded.count
"""


def add(library: str, cells: Counter[Cell]) -> None:
    """Add loan cells to the counters, in the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.executemany(_ADD, [(library, *cell, count) for cell, count in sorted(cells.items())])


def total(library: str, *, measure: str = "loan") -> int:
    """Everything of this measure that was counted so far."""
    return Fact.objects.filter(library=library, measure=measure).aggregate(n=Sum("count"))["n"] or 0


def by_month(library: str, *, measure: str) -> dict[tuple[str, str], int]:
    """What was counted of this measure, by month and class."""
    rows = Fact.objects.filter(library=library, measure=measure).values_list("month", "item_class")
    return {(month, kind): count for month, kind, count in rows.annotate(n=Sum("count"))}
