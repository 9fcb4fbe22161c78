"""`reticent notices`: what patrons are told by e-mail of loans, holds and cards; and which mail came back.

It says numbers, never to whom.
"""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reticent.doors.cli.installation import get_ready
from reticent.doors.cli.showing import Ordered, as_json, counted, day, emit, one_or_all, say
from reticent.errors import Malformed, Refused

if TYPE_CHECKING:
    from reticent.notices import Template
    from reticent.people.libraries import Library

_SORTS = {
    "overdue": "of things overdue",
    "due_soon": "of things soon due",
    "hold_ready": "of holds that are ready",
    "card_ends": "of cards that end",
}
_NOT_NAMED = "No mail server is named: no notice goes out (RETICENT_EMAIL_HOST)."


@click.group(cls=Ordered, short_help="Notices by e-mail to patrons: loans, holds, cards.")
def notices() -> None:
    """Notices by e-mail to patrons: what is soon due or overdue, a hold that is ready, a card that ends.

    `reticent serve` sends them each morning. They name nobody and no titles; whom they went to is kept nowhere.
    """


def _places(slug: str | None) -> "list[Library]":
    get_ready()
    from reticent.people import libraries

    return libraries.one_or_all(slug)


@notices.command(short_help="Send what goes out now.")
@one_or_all
@click.option("--dry-run", is_flag=True, help="Only say how many would go, and about what. Sends nothing.")
@as_json
def send(library: str | None, dry_run: bool, as_json: bool) -> None:
    """Send what goes out now: each thing once. Exit code 1: something could not be sent."""
    places = _places(library)
    from reticent import notices as room
    from reticent.people import post

    now = datetime.now(UTC)
    if dry_run:
        _say_planned({place: room.planned(place, now=now) for place in places}, as_json=as_json)
        return
    done = {place: room.run(place, now=now, way=post.way()) for place in places}
    if as_json:
        rows = [
            {
                "library": place.slug,
                "sent": each.sent,
                "unknown_addresses": each.unknown_addresses,
                "not_written_to": each.not_written_to,
                "troubles": each.troubles,
            }
            for place, each in done.items()
        ]
        emit({"format": 1, "set_up": room.is_set_up(), "libraries": rows})
    else:
        for place, each in done.items():
            say(f"{place.name}: {counted(each.sent, 'notice')} sent.{_others(each)}")
            for trouble in each.troubles:
                say(trouble, under=2)
        if not room.is_set_up():
            say(_NOT_NAMED)
    if any(each.troubles for each in done.values()):
        raise click.exceptions.Exit(1)


def _others(done: Any) -> str:
    unknown = counted(done.unknown_addresses, "address", "addresses")
    said = [
        f" {unknown} the mail server does not know: the desk is told." if done.unknown_addresses else "",
        f" {counted(done.not_written_to, 'patron')} not written to: no address, or a wish."
        if done.not_written_to
        else "",
    ]
    return "".join(said)


def _say_planned(plans: "dict[Library, Any]", *, as_json: bool) -> None:
    about = {
        place: Counter(said.sort for notice in due.notices for said in notice.says)
        for place, due in plans.items()
    }
    if as_json:
        rows = [
            {
                "library": place.slug,
                "notices": len(due.notices),
                "about": {sort: about[place][sort] for sort in _SORTS},
                "not_written_to": due.not_written_to,
            }
            for place, due in plans.items()
        ]
        emit({"format": 1, "would_send": rows})
        return
    for place, due in plans.items():
        say(place.name, bold=True)
        if not due.writing.allowed:
            say("The policy in force has no such notices sent by e-mail.", under=2)
            continue
        say(f"{counted(len(due.notices), 'notice')} would go.", under=2)
        for sort, words in _SORTS.items():
            if about[place][sort]:
                say(f"{about[place][sort]} {words}", under=4)
        if due.not_written_to:
            say(
                f"{counted(due.not_written_to, 'patron')} not written to: no address, or a wish.",
                under=2,
            )


@notices.command(short_help="When they last went out, and what kept some back.")
@one_or_all
@as_json
def status(library: str | None, as_json: bool) -> None:
    """When notices last went out, and what kept some back."""
    places = _places(library)
    from reticent import notices as room

    last = {place: room.ROUNDS.kept(place) for place in places}
    if as_json:
        rows = [
            {"library": place.slug, "last": each.on if each.at else None, "troubles": each.troubles}
            for place, each in last.items()
        ]
        emit({"format": 1, "set_up": room.is_set_up(), "libraries": rows})
        return
    for place, each in last.items():
        say(f"{place.name}: {f'last on {day(each.on)}' if each.at else 'none went out yet'}.")
        for trouble in each.troubles:
            say(trouble, under=2)
    if not room.is_set_up():
        say(_NOT_NAMED)


@notices.command(short_help="Note from which addresses mail came back.")
@click.argument("letters", nargs=-1, required=True, type=click.File("rb"))
@click.option("--library", required=True, help="Whose mail came back.")
@as_json
def returned(letters: tuple[Any, ...], library: str, as_json: bool) -> None:
    """Read LETTERS that mail servers sent back (files of one mail each; - for standard input), and note the addresses.

    An address is kept as a keyed mark only. For three months nothing is sent there, and the desk is told where it
    sees the address. Of what is only late nothing is noted.
    """
    [place] = _places(library)
    from reticent import notices as room

    try:
        bodies = [file.read() for file in letters]
    except OSError:
        raise Malformed("A letter cannot be read. Look at the files' names; nothing was noted.") from None
    came = room.take_in(place, bodies, on=place.day_of(datetime.now(UTC)))
    if as_json:
        emit({"format": 1, "addresses": came.addresses, "said_nothing": came.said_nothing})
        return
    say(f"{counted(came.addresses, 'address', 'addresses')} noted.")
    if came.said_nothing:
        say(f"{counted(came.said_nothing, 'letter')} said of no address that it failed.")


@notices.command(short_help="Texts for an Evergreen's own mails and slips.")
@click.option("--library", required=True, help="By whose policy, and in whose language.")
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write one file each into this folder, which must not hold any of them yet.",
)
@as_json
def templates(library: str, into: Path | None, as_json: bool) -> None:
    """Texts to paste into Evergreen, so that its own mails and slips say what the policy in force allows.

    Evergreen's own begin with the whole name and list every title. Where each goes stands above it.
    """
    [place] = _places(library)
    from reticent import notices as room

    given = room.templates(place)
    if into is not None:
        _write(given.all, into)
    if as_json:
        rows = [
            {"sort": each.sort, "name": each.name, "set": dict(each.set), "text": each.text}
            for each in given.all
        ]
        emit({"format": 1, "why_no_mails": given.why_no_mails or None, "templates": rows})
        return
    for each in given.all:
        say(f"{_WHERE[each.sort]} › {each.name}", bold=True)
        for field, value in each.set:
            say(f"{field}: {value}", under=2)
        say(f"in {into / _file_of(each)}" if into else f"\n{each.text}", under=2 if into else 0)
    if given.why_no_mails:
        say(f"No mails: {given.why_no_mails}")


_WHERE = {"mail": "Notifications / Action Triggers", "slip": "Print Templates"}


def _file_of(template: "Template") -> str:
    return f"{template.sort}-{template.name.lower().replace(' ', '-')}.tt"


def _write(templates: "tuple[Template, ...]", folder: Path) -> None:
    there = [each for each in templates if (folder / _file_of(each)).exists()]
    if there:
        raise Refused(f"{_file_of(there[0])} is there already. Name another folder; nothing was written.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for each in templates:
            (folder / _file_of(each)).write_text(each.text, encoding="utf-8")
    except OSError as why:
        raise Refused(f"The folder cannot be written to ({why.strerror}). Name another one.") from None


COMMANDS = [notices]
