"""`reticent rehearsals`: how many of a library's staff have rehearsed the visit. Counts only: no name, no result."""

from datetime import UTC, datetime

import click

from reticent.doors.cli.installation import get_ready
from reticent.doors.cli.showing import as_json, emit, one_or_all, say, table


@click.command(short_help="How many of the staff have rehearsed the visit this year.")
@one_or_all
@as_json
def rehearsals(library: str | None, as_json: bool) -> None:
    """How many of the staff have rehearsed the visit this year, how many not yet, and for how many the policy has
    changed since. Counts only; the director's page names the duties.
    """
    get_ready()
    from reticent.people import libraries, training

    places = libraries.one_or_all(library)
    now = datetime.now(UTC)
    found = [(place, training.this_year(place, on=place.day_of(now))) for place in places]
    if as_json:
        rows = [
            {
                "library": place.slug,
                "year": each.year,
                "accounts": each.accounts,
                "rehearsed": each.done,
                "not_yet": len(each.not_yet),
                "before_this_policy": each.before_this_policy,
            }
            for place, each in found
        ]
        emit({"format": 1, "rehearsals": rows})
        return
    if not found:
        say("No library is set up here.")
        return
    table(
        "Library",
        "Year",
        "Accounts",
        "Rehearsed",
        "Not yet",
        "Before this policy",
        rows=[
            (place.slug, each.year, each.accounts, each.done, len(each.not_yet), each.before_this_policy)
            for place, each in found
        ],
        right=[1, 2, 3, 4, 5],
    )


COMMANDS = [rehearsals]
