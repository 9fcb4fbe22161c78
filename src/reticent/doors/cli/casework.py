"""`reticent cases`: which cases there are and what is due, by handle and day; and the table of steps of a policy.

Whoever runs the machine sees handles, states and days. What was asked, and by whom, stands on the pages of whoever
answers requests from outside.
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from reticent.doors.cli.installation import get_ready
from reticent.doors.cli.naming import policy_named
from reticent.doors.cli.showing import (
    Ordered,
    as_json,
    counted,
    day,
    emit,
    one_or_all,
    say,
    table,
    which_library,
)

if TYPE_CHECKING:
    from reticent.disclosure.cases import Case
    from reticent.disclosure.counts import Published, Year
    from reticent.people.libraries import Library


@click.group(cls=Ordered, short_help="Requests from outside: which cases there are, and what is due.")
def cases() -> None:
    """Requests from outside: which cases there are, how far each has come, and what is due. Handles, states and
    days only: what was asked stands on the library's own pages.
    """


def _places(slug: str | None) -> "list[Library]":
    get_ready()
    from reticent.people import libraries

    return libraries.one_or_all(slug)


@cases.command("list", short_help="Every case, the open ones first.")
@one_or_all
@as_json
def list_(library: str | None, as_json: bool) -> None:
    """Every case that is kept, the open ones first and of those whatever is due first."""
    places = _places(library)
    from reticent.disclosure import cases as room

    rows = [row for place in places for row in room.rows(place)]
    if as_json:
        emit({"format": 1, "cases": [_plain(row) for row in rows]})
        return
    if not rows:
        say("No case is kept here.")
        return
    _print(rows)


@cases.command(short_help="What is due in open cases.")
@one_or_all
@as_json
def due(library: str | None, as_json: bool) -> None:
    """What is due in open cases, the nearest first. Exit code 1: something is overdue."""
    places = _places(library)
    from reticent.disclosure import cases as room

    now = datetime.now(UTC)
    found = [(place, each) for place in places for each in room.due(place, now=now)]
    found.sort(key=lambda pair: pair[1].due_at)
    late = sum(each.overdue for _, each in found)
    if as_json:
        rows = [
            {
                "library": place.slug,
                "handle": each.handle,
                "state": each.state,
                "due": each.due_at,
                "overdue": each.overdue,
            }
            for place, each in found
        ]
        emit({"format": 1, "due": rows})
    elif found:
        table(
            "Case",
            "Library",
            "Due",
            "Opened",
            "Stands at",
            rows=[
                (
                    each.shown,
                    place.slug,
                    f"{day(each.due_at)}{' OVERDUE' if each.overdue else ''}",
                    day(each.opened_at),
                    _state(each.state),
                )
                for place, each in found
            ],
        )
    else:
        say("Nothing is due.")
    if late:
        if not as_json:
            say(
                f"{counted(late, 'case')} overdue. Whoever answers requests from outside has them on the pages."
            )
        raise click.exceptions.Exit(1)


@cases.command(short_help="What open cases keep from being forgotten.")
@one_or_all
@as_json
def holds(library: str | None, as_json: bool) -> None:
    """What open cases keep from being forgotten, the first to end first: by case and day, with how many records. Whose
    and which, nobody is told here.
    """
    places = _places(library)
    from reticent.disclosure import cases as room

    now = datetime.now(UTC)
    found = [(place, hold) for place in places for hold in room.holds(place, now=now)]
    if as_json:
        rows = [
            {
                "library": place.slug,
                "handle": hold.handle,
                "placed_on": hold.placed_on,
                "until": hold.until,
                "confirmed": hold.confirmed,
                "records": hold.records,
            }
            for place, hold in found
        ]
        emit({"format": 1, "holds": rows})
    elif found:
        table(
            "Case",
            "Library",
            "Records",
            "Placed",
            "Ends",
            "Confirmed",
            rows=[
                (
                    hold.shown,
                    place.slug,
                    hold.records,
                    day(hold.placed_on),
                    day(hold.until),
                    "yes" if hold.confirmed else "no: ends by itself",
                )
                for place, hold in found
            ],
            right=[2],
        )
    else:
        say("No case keeps anything.")


@cases.command(short_help="How far one case has come.")
@click.argument("handle")
@which_library
@as_json
def show(handle: str, library: str, as_json: bool) -> None:
    """How far the case HANDLE has come, and its days. As much of its handle as says which is enough."""
    (place,) = _places(library)
    from reticent.disclosure import cases as room

    row = room.named(place, handle)
    if as_json:
        emit({"format": 1, **_plain(row)})
        return
    say(f"{room.shown_as(row.handle)} of {place.name} ({row.handle})", bold=True)
    said = {"asking": "They asked", "taking": "They came to take things"}[row.path]
    say(f"{said}: opened on {day(row.opened_at)}; {counted(row.version, 'step')} written down.", under=2)
    say(f"It stands at: {_state(row.state)}.", under=2)
    if row.closed_on:
        say(f"Closed on {day(row.closed_on)}; kept until {day(room.kept_until(place, row))}.", under=2)
    elif row.due_at:
        say(f"Due on {day(row.due_at)}.", under=2)
    say("What was asked and done stands on the pages of whoever answers requests from outside.", under=2)


@cases.command(short_help="How many requests came in the years that are over.")
@click.option("--year", type=int, metavar="YEAR", help="One year only.")
@one_or_all
@as_json
def counts(library: str | None, year: int | None, as_json: bool) -> None:
    """How many requests from outside were closed in each year that is over, by the paper that came and by what came of
    it: the figures of the public page. A year comes a week after its end.
    """
    places = _places(library)
    from reticent.disclosure import counts as room

    now = datetime.now(UTC)
    found = []
    for place in places:
        today = place.day_of(now)
        published = room.published(place, today=today)
        years = published.years if year is None else (room.of_year(place, year, today=today),)
        found.append((place, years, published))
    if as_json:
        emit({"format": 1, "libraries": [_figures(*each) for each in found]})
        return
    for place, years, published in found:
        say(place.name, bold=True)
        if year is None and not years:
            say("There are no figures yet.", under=2)
        for each in years:
            if not each.counts:
                say(f"{each.year}: nothing that may be counted.", under=2)
        lines = [line for each in years for line in each.counts]
        if lines:
            table(
                "Year",
                "What came",
                "What came of it",
                "How many",
                rows=[
                    (line.year, room.KINDS[line.kind], room.OUTCOMES[line.outcome], line.count)
                    for line in lines
                ],
                right=[3],
            )
        if year is None:
            say(f"The figures of {published.next_year} come on {day(published.next_on)}.", under=2)
    say("Demands that may forbid their own mention are in no figure, whether there are any or not.")


def _figures(place: "Library", years: "tuple[Year, ...]", published: "Published") -> dict[str, Any]:
    return {
        "library": place.slug,
        "years": [
            {
                "year": each.year,
                "total": each.total,
                "counts": [
                    {"kind": line.kind, "outcome": line.outcome, "count": line.count} for line in each.counts
                ],
            }
            for each in years
        ],
        "next": {"year": published.next_year, "on": published.next_on},
    }


@cases.command(short_help="The table of steps, as a policy fills it in.")
@click.option("--policy", "policy_id", required=True, metavar="ID", help="Which policy: see `policy list`.")
@as_json
def steps(policy_id: str, as_json: bool) -> None:
    """Every step of a case: from where, to where, who takes it, and which clauses of the policy ask for it."""
    adopted = policy_named(policy_id)
    from reticent.disclosure import steps as room

    rows = room.drawn(adopted)
    if as_json:
        plain = [{name: getattr(row, name) for name in row.__slots__} for row in rows]
        emit({"format": 1, "policy": adopted.id, "steps": plain})
        return
    table(
        "Step",
        "What is done",
        "Leads to",
        "Who",
        "Clauses",
        rows=[
            (
                row.step,
                row.label,
                _state(row.to) if row.to else "—",
                ", ".join(row.who),
                " ".join(row.clauses) or "—",
            )
            for row in rows
        ],
    )


def _state(state: str) -> str:
    from reticent.disclosure.table import table as steps_table

    row = steps_table().states.get(state)
    return row.label if row else state


def _print(rows: "list[Case]") -> None:
    from reticent.disclosure.cases import shown_as

    table(
        "Case",
        "Library",
        "Opened",
        "Due",
        "Closed",
        "Steps",
        "Stands at",
        rows=[
            (
                shown_as(row.handle),
                row.library,
                day(row.opened_at),
                day(row.due_at if row.closed_on is None else None),
                day(row.closed_on),
                row.version,
                _state(row.state),
            )
            for row in rows
        ],
        right=[5],
    )


def _plain(row: "Case") -> dict[str, Any]:
    return {
        "library": row.library,
        "handle": row.handle,
        "path": row.path,
        "state": row.state,
        "opened": row.opened_at,
        "due": row.due_at if row.closed_on is None else None,
        "closed_on": row.closed_on,
        "steps": row.version,
    }


COMMANDS = [cases]
