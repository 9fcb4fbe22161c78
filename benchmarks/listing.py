"""What does it cost to list what a patron has? Beside the bare query for the same rows, through the same connection.

What is ours is the time of the listing less the time of that query: working out tags, unsealing, unpacking.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks import sizes, town
from benchmarks.table import Line, bounded, seconds, typical

TITLE = "Listing one patron's slips"


def run() -> Iterator[Line]:
    """A patron with 32 slips, and one with two thousand; a few thousand slips of others around them."""
    here = town.set_up()
    for number in range(sizes.of(100, least=2)):
        town.lend_many(here, person=f"other-{number}", first=number * 50, how_many=50)
    first = 1_000_000
    for slips, bound in ((32, 500e-6), (sizes.of(2_000, least=40), None)):
        town.lend_many(here, person=f"reader-{slips}", first=first, how_many=slips)
        first += slips
        yield _listed(here, f"reader-{slips}", slips, bound)


def _listed(here: town.Town, person: str, slips: int, bound: float | None) -> Line:
    permit = town.permit("loan", subject=person)
    found = here.drawer.find(permit, subject=person)
    if len(found) != slips:
        raise AssertionError(f"{len(found)} slips were found, {slips} were put in")
    rows = [slip.row for slip in found]
    times = sizes.of(400 if slips < 100 else 60, least=3)
    query = typical(lambda: _bare(rows), times)
    whole = typical(lambda: here.drawer.find(permit, subject=person), times)
    return bounded(
        "list, beside the query",
        f"{slips:,} slips",
        ours=max(0.0, whole - query),
        at_most=bound,
        beside=f"the query alone {seconds(query)}",
    )


def _bare(rows: Sequence[Any]) -> object:
    from django.db import connection

    marks = ", ".join(["%s"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tag, thing_tag, generation_id, sealed FROM reticent_slip"
            f" WHERE generation_id = %s AND tag IN ({marks})",
            [rows[0].generation, *(row.tag for row in rows)],
        )
        return cursor.fetchall()
