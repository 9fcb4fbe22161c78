"""`reticent reminders`: which offices are mailed what is due, and when; and to send what goes out now.

Cases by handle and day only, as everywhere at the command line.
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from reticent.doors.cli.installation import get_ready
from reticent.doors.cli.showing import Ordered, as_json, counted, day, emit, one_or_all, say, table

if TYPE_CHECKING:
    from reticent.people.libraries import Library
    from reticent.reminders import Planned, Round, Thing

_OCCASIONS = {"near": "comes near", "day": "its day"}
_OWN = {
    "policy_review": "policy to be looked at again",
    "drill": "drill of a backup",
    "night": "night's work missed",
    "look_review": "looks to be reviewed",
    "vendor_renewal": "contract of a vendor ends",
    "vendor_audit": "contract of a vendor to be looked at",
    "vendor_destruction": "vendor that ended to say that all is destroyed",
    "incident_notice": "those whom an incident concerns to be told",
    "policy_read": "policy to be read by the staff",
    "sheet": "sheet of a program to be destroyed",
    "wipe": "public computer to be wiped",
    "paper": "paper to be destroyed",
    "paper_walk": "walk through the building",
}


@click.group(cls=Ordered, short_help="Reminders by e-mail of what is due.")
def reminders() -> None:
    """Reminders by e-mail: of what is due in cases, and of the policy's review, a missed night, a drill.

    `reticent serve` sends them each morning. A mail names nobody.
    """


def _places(slug: str | None) -> "list[Library]":
    get_ready()
    from reticent.people import libraries

    return libraries.one_or_all(slug)


@reminders.command("list", short_help="What is due, and what was mailed of late.")
@one_or_all
@as_json
def list_(library: str | None, as_json: bool) -> None:
    """What is due, the nearest first, with today's occasion; and which offices were mailed in the last month."""
    places = _places(library)
    from reticent import reminders as room

    now = datetime.now(UTC)
    found = [(place, room.of(place, now=now), room.sent(place, now=now)) for place in places]
    if as_json:
        rows = [
            {
                "library": place.slug,
                "due": [_thing(place, each, now) for each in things],
                "sent": [
                    {"on": each.on, "office": each.office, "cases": each.handles, "others": each.others}
                    for each in sent
                ],
                "troubles": room.ROUNDS.kept(place).troubles,
            }
            for place, things, sent in found
        ]
        emit({"format": 1, "libraries": rows})
        return
    for place, things, sent in found:
        say(place.name, bold=True)
        if things:
            table(
                "What",
                "Due",
                "Today",
                rows=[(_named(each), day(each.by), _today(place, each, now)) for each in things],
                under=2,
            )
        else:
            say("Nothing is due.", under=2)
        for each in sent:
            about = ", ".join(_shown(handle) for handle in each.handles)
            others = counted(each.others, "other thing") if each.others else ""
            told = " and ".join(part for part in (about, others) if part)
            say(f"{day(each.on)}: mailed to the {each.office}: {told}.", under=2)
        for trouble in room.ROUNDS.kept(place).troubles:
            say(trouble, under=2)


@reminders.command(short_help="Send what goes out now.")
@one_or_all
@click.option("--dry-run", is_flag=True, help="Only say what would go to which office. Changes nothing.")
@as_json
def send(library: str | None, dry_run: bool, as_json: bool) -> None:
    """Send what goes out now: each thing to each office once when it comes near, once on its day, once in each week
    after it. Exit code 1: something could not be sent.
    """
    places = _places(library)
    from reticent import reminders as room
    from reticent.people import post

    now = datetime.now(UTC)
    if dry_run:
        plans = [(place, room.planned(place, now=now)) for place in places]
        _say_planned(plans, as_json=as_json)
        return
    done = [(place, room.run(place, now=now, way=post.way())) for place in places]
    _say_done(done, named=post.is_named(), as_json=as_json)
    if any(each.troubles for _, each in done):
        raise click.exceptions.Exit(1)


def _say_planned(plans: "list[tuple[Library, tuple[Planned, ...]]]", *, as_json: bool) -> None:
    if as_json:
        rows = [
            {
                "library": place.slug,
                "office": mail.office.title,
                "has_address": bool(mail.office.mail),
                "about": [
                    {"case": item.thing.handle or None, "what": _kind(item.thing), "due": item.thing.by}
                    for item in mail.items
                ],
            }
            for place, mails in plans
            for mail in mails
        ]
        emit({"format": 1, "would_send": rows})
        return
    for place, mails in plans:
        say(place.name, bold=True)
        for mail in mails:
            about = ", ".join(_named(item.thing) for item in mail.items)
            no = "" if mail.office.mail else " (no address is known)"
            say(f"Would go to the {mail.office.title}{no}: {about}.", under=2)
        if not mails:
            say("Nothing goes out now.", under=2)


def _say_done(done: "list[tuple[Library, Round]]", *, named: bool, as_json: bool) -> None:
    if as_json:
        rows = [{"library": place.slug, "sent": each.sent, "troubles": each.troubles} for place, each in done]
        emit({"format": 1, "by_server": named, "libraries": rows})
        return
    for place, each in done:
        went = "sent" if named else "laid into the folder “mail”: no mail server is named"
        say(f"{place.name}: {counted(each.sent, 'mail')} {went}.")
        for trouble in each.troubles:
            say(trouble, under=2)


def _thing(place: "Library", each: "Thing", now: datetime) -> dict[str, Any]:
    from reticent import reminders as room

    return {
        "case": each.handle or None,
        "what": _kind(each),
        "due": each.by,
        "occasion": room.occasion(each.code, each.by, on=place.day_of(now)) or None,
    }


def _today(place: "Library", each: "Thing", now: datetime) -> str:
    from reticent import reminders as room

    when = room.occasion(each.code, each.by, on=place.day_of(now))
    return _OCCASIONS.get(when, "overdue") if when else "—"


def _kind(each: "Thing") -> str | None:
    """Of a case nothing but its day: which paper came stands on the pages of whoever answers."""
    return None if each.handle else each.code


def _named(each: "Thing") -> str:
    return _shown(each.handle) if each.handle else _OWN.get(each.code, each.code.replace("_", " "))


def _shown(handle: str) -> str:
    from reticent.disclosure.cases import shown_as

    return shown_as(handle)


COMMANDS = [reminders]
