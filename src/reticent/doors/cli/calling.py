"""`reticent contacts`, `reticent delegations`: whom a library calls, and who may act for its custodian."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import click

from reticent.doors.cli.installation import get_ready
from reticent.doors.cli.showing import Ordered, as_json, day, emit, say, table, which_library
from reticent.errors import Refused

if TYPE_CHECKING:
    from reticent.people.contacts import Contact
    from reticent.people.delegations import Delegation
    from reticent.people.libraries import Library

_DAY = click.DateTime(formats=["%Y-%m-%d"])


def _ready(slug: str) -> tuple["Library", date]:
    """The library, and its own day."""
    get_ready()
    from reticent.people import libraries

    library = libraries.named(slug)
    return library, library.day_of(datetime.now(UTC))


# -- whom to call


@click.group(cls=Ordered, short_help="Whom a library calls when somebody outside asks.")
def contacts() -> None:
    """Whom a library calls when somebody outside asks for records, in which order and under which number.

    The policy says which offices; the numbers are written down here, or on the director's page.
    """


@contacts.command("list", short_help="Whom to call, in order.")
@which_library
@as_json
def list_contacts(library: str, as_json: bool) -> None:
    """Whom to call, in order, with what is known of each; * marks the numbers that stand on the desk card."""
    place, _ = _ready(library)
    from reticent.people import contacts as room

    there = room.chain(place)
    if as_json:
        rows = [_line(each, at) for at, each in enumerate(there, start=1)]
        emit({"format": 1, "library": place.slug, "contacts": rows})
        return
    table(
        "",
        "Office",
        "At work",
        "Out of hours",
        "E-mail",
        "Why",
        rows=[
            (
                at,
                each.office,
                _number(each.numbers.at_work, each.numbers.at_work_on_card),
                _number(each.numbers.off_hours, each.numbers.off_hours_on_card),
                each.numbers.mail or "—",
                f"{each.why} {' '.join(each.clauses)}".strip(),
            )
            for at, each in enumerate(there, start=1)
        ],
        right=[0],
    )
    if any(each.on_card for each in there):
        say("* stands on the desk card, which anyone may open.")
    for each in there:
        if each.numbers.note:
            say(f"{each.office}: {each.numbers.note}.")
    if not all(each.is_known for each in there):
        say(f"Numbers are written down with `reticent contacts set OFFICE --library {place.slug}`.")


@contacts.command("set", short_help="Write down how an office is reached.")
@click.argument("office")
@which_library
@click.option("--at-work", metavar="NUMBER", help="The telephone number during work hours.")
@click.option("--off-hours", metavar="NUMBER", help="The number out of hours.")
@click.option("--mail", metavar="ADDRESS", help="The e-mail address.")
@click.option("--note", metavar="TEXT", help="What to know before calling; never printed on the desk card.")
@click.option("--place", type=click.IntRange(1), metavar="N", help="As which one it is called, from 1.")
@click.option(
    "--at-work-on-card/--at-work-off-card",
    default=None,
    help="Whether the desk card, which anyone may open, shows the number at work. It does unless told otherwise.",
)
@click.option(
    "--off-hours-on-card/--off-hours-off-card",
    default=None,
    help="Whether it shows the number out of hours. It does not unless told so.",
)
@as_json
def set_(
    office: str,
    library: str,
    at_work: str | None,
    off_hours: str | None,
    mail: str | None,
    note: str | None,
    place: int | None,
    at_work_on_card: bool | None,
    off_hours_on_card: bool | None,
    as_json: bool,
) -> None:
    """Write down how OFFICE is reached. What is not given stays as it is; an empty text takes it away.

    An office that the list does not have is put at its end, or at --place.
    """
    where, _ = _ready(library)
    from reticent.people import contacts as room

    given: dict[str, Any] = {
        "at_work": at_work,
        "off_hours": off_hours,
        "mail": mail,
        "note": note,
        "at_work_on_card": at_work_on_card,
        "off_hours_on_card": off_hours_on_card,
    }
    try:
        known = room.listed(where, office).numbers
    except room.NotInTheList:
        known = room.Numbers()
    numbers = replace(known, **{name: value for name, value in given.items() if value is not None})
    room.note(where, office, numbers, place=None if place is None else place - 1)
    there = room.chain(where)
    each = room.listed(where, office)
    at = there.index(each) + 1
    if as_json:
        emit({"format": 1, **_line(each, at)})
        return
    say(f"{each.office} is called as number {at} of {len(there)}.")
    card = ", ".join(each.on_card) or "nothing"
    say(f"The desk card, which anyone may open, shows {card} of it.")


@contacts.command(short_help="Take an office off the list.")
@click.argument("office")
@which_library
@as_json
def remove(office: str, library: str, as_json: bool) -> None:
    """Take OFFICE off the list, or only its numbers where the policy itself names it."""
    where, _ = _ready(library)
    from reticent.people import contacts as room

    was, at = room.remove(where, office)
    if as_json:
        emit({"format": 1, "removed": not was.named, "was": _line(was, at + 1)})
    elif was.named:
        say(f"The policy names the {was.office}: it stays in the list, and its numbers are gone.")
    else:
        say(f"{was.office} is off the list.")


def _line(each: "Contact", at: int) -> dict[str, Any]:
    return {
        "place": at,
        "office": each.office,
        "why": each.why,
        "clauses": list(each.clauses),
        "named_by_the_policy": each.named,
        "at_work": each.numbers.at_work or None,
        "at_work_on_card": each.numbers.at_work_on_card,
        "off_hours": each.numbers.off_hours or None,
        "off_hours_on_card": each.numbers.off_hours_on_card,
        "mail": each.numbers.mail or None,
        "note": each.numbers.note or None,
    }


def _number(number: str, on_card: bool) -> str:
    return f"{number}{' *' if on_card else ''}" if number else "—"


# -- who may act for the custodian


@click.group(cls=Ordered, short_help="Who may act for the custodian, until when.")
def delegations() -> None:
    """Which staff accounts may act for the custodian in cases, from which day until which, and by which paper.

    Only as the policy in force lets its custodian appoint somebody. Each ends by itself.
    """


@delegations.command("list", short_help="Who may act for the custodian.")
@which_library
@as_json
def list_delegations(library: str, as_json: bool) -> None:
    """Every delegation: those that hold or are to come, then those that are over."""
    place, today = _ready(library)
    from reticent.people import delegations as room

    there = room.of(place, today=today)
    why_nobody = room.why_nobody(place.policy)
    if as_json:
        rows = [_delegation(place, row, today) for row in there]
        emit({"format": 1, "library": place.slug, "why_nobody": why_nobody or None, "delegations": rows})
        return
    if not there:
        say(why_nobody or f"Nobody acts for the {place.policy.custodian.title}: nobody was appointed yet.")
        return
    table(
        "Account",
        "From",
        "Until",
        "Paper",
        "Now",
        rows=[
            (
                row.username,
                day(row.begins),
                day(row.until),
                f"{row.paper}, {day(row.paper_on)}" if row.paper else "—",
                room.how_far(place, row, today=today),
            )
            for row in there
        ],
    )
    if why_nobody:
        say(why_nobody)


@delegations.command(short_help="Let an account act for the custodian.")
@click.argument("username")
@which_library
@click.option("--from", "begins", type=_DAY, metavar="DAY", help="The first day; today without this.")
@click.option("--until", required=True, type=_DAY, metavar="DAY", help="The last day, a year at most.")
@click.option("--paper", default="", metavar="TEXT", help="By which paper, such as “letter of appointment”.")
@click.option("--paper-on", type=_DAY, metavar="DAY", help="The date of that paper.")
@as_json
def give(
    username: str,
    library: str,
    begins: datetime | None,
    until: datetime,
    paper: str,
    paper_on: datetime | None,
    as_json: bool,
) -> None:
    """Let the account USERNAME act for the custodian in cases, from a day until a day.

    The custodian appoints; this writes it down. Exit code 1: the policy does not let anybody be appointed so.
    """
    place, today = _ready(library)
    from reticent.people import delegations as room
    from reticent.people import staff

    row = room.give(
        place,
        staff.named(username, at_library=place),
        begins=begins.date() if begins else today,
        until=until.date(),
        paper=room.Paper(paper, paper_on.date() if paper_on else None),
        today=today,
        role="administrator",
    )
    if as_json:
        emit({"format": 1, **_delegation(place, row, today)})
        return
    title = place.policy.custodian.title
    say(f"{username} may act for the {title} in cases from {day(row.begins)} to {day(row.until)}.")
    if not row.paper:
        say("No paper was named. The policy asks for none; whoever asks later will.")


@delegations.command(short_help="End an account's delegations.")
@click.argument("username")
@which_library
@as_json
def end(username: str, library: str, as_json: bool) -> None:
    """End every delegation of the account USERNAME that holds or is to come, at once."""
    place, today = _ready(library)
    from reticent.people import delegations as room
    from reticent.people import staff

    account = staff.named(username, at_library=place)
    ended = room.end_all_of(place, account, today=today, role="administrator")
    if not ended:
        raise Refused(f"{username} has no delegation that holds or is to come. Nothing was changed.")
    if as_json:
        emit({"format": 1, "username": username, "ended": ended, "on": today})
        return
    say(f"{username} acts for the {place.policy.custodian.title} no more.")


def _delegation(library: "Library", row: "Delegation", today: date) -> dict[str, Any]:
    from reticent.people import delegations as room

    return {
        "username": row.username,
        "from": row.begins,
        "until": row.until,
        "paper": row.paper or None,
        "paper_on": row.paper_on,
        "given_on": row.given_on,
        "given_by": row.given_by,
        "ended_on": row.ended_on,
        "standing": room.how_far(library, row, today=today),
    }


COMMANDS = [contacts, delegations]
