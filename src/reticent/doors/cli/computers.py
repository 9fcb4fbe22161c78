"""`reticent computers`: which public computers were wiped, and what was printed there; for their own scripts to say."""

import click

from reticent.doors.cli.installation import get_ready
from reticent.doors.cli.showing import as_json, emit, say, which_library


@click.group(short_help="What public computers say of themselves.")
def computers() -> None:
    """Note what public computers say of themselves. Nothing is known of who sat at one."""


@computers.command(short_help="Note that computers were wiped today.")
@click.argument("names", nargs=-1, required=True)
@which_library
@as_json
def wiped(names: tuple[str, ...], library: str, as_json: bool) -> None:
    """Note that the computers NAMES were wiped. For the script that wipes them: whoever sat there has left, so that a
    session there ends and the computer is free."""
    get_ready()
    from datetime import UTC, datetime

    from reticent.access import computers as room
    from reticent.people import libraries

    place, now = libraries.named(library), datetime.now(UTC)
    today = place.day_of(now)
    noted = room.wiped_itself(place, names, now=now)
    if as_json:
        emit({"format": 1, "noted": noted})
        return
    say(
        f"Noted for {today:%-d %B %Y}: {noted} wiped."
        if noted
        else "A wipe of today was noted already. What was sat at since is free again."
    )


@computers.command(short_help="Note that something was printed at a computer.")
@click.argument("name")
@click.argument("pages")
@which_library
@as_json
def printed(name: str, pages: str, library: str, as_json: bool) -> None:
    """Note that PAGES pages were printed at the computer NAME. For the printer's script: says under which made-up name
    they wait at the desk."""
    get_ready()
    from datetime import UTC, datetime

    from reticent.access import computers as room
    from reticent.people import libraries

    alias = room.printed(libraries.named(library), name, pages, now=datetime.now(UTC))
    if as_json:
        emit({"format": 1, "alias": alias})
        return
    say(f"It waits at the desk for {alias}.")


COMMANDS = [computers]
