"""`reticent computers`: which public computers were wiped; for the wipe's own script to say so."""

import click

from reticent.doors.cli.installation import get_ready
from reticent.doors.cli.showing import as_json, emit, say, which_library


@click.group(short_help="Note that public computers were wiped.")
def computers() -> None:
    """Note which public computers were wiped. Nothing is known of who sat at one."""


@computers.command(short_help="Note that computers were wiped today.")
@click.argument("names", nargs=-1, required=True)
@which_library
@as_json
def wiped(names: tuple[str, ...], library: str, as_json: bool) -> None:
    """Note that the computers NAMES were wiped today. For the script that wipes them: a second time changes nothing."""
    get_ready()
    from datetime import UTC, datetime

    from reticent.people import libraries
    from reticent.records import stations

    place = libraries.named(library)
    today = place.day_of(datetime.now(UTC))
    noted = stations.wiped(place, names, by=stations.BY_ITSELF, today=today)
    if as_json:
        emit({"format": 1, "noted": noted})
        return
    say(
        f"Noted for {today:%-d %B %Y}: {noted} wiped."
        if noted
        else "It was noted already. Nothing was changed."
    )


COMMANDS = [computers]
