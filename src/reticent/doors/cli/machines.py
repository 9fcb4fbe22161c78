"""`reticent api client`: which other programs may ask a library, or tell it something."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import click

from reticent.doors.cli.installation import get_ready
from reticent.doors.cli.showing import (
    Ordered,
    as_json,
    confirmed,
    counted,
    day,
    emit,
    say,
    table,
    which_library,
)

if TYPE_CHECKING:
    from reticent.people.clients import Client, Made
    from reticent.people.libraries import Library

_DAY = click.DateTime(formats=["%Y-%m-%d"])
_UNTIL = click.option(
    "--until",
    type=_DAY,
    metavar="DAY",
    help="The last day of its secret, a year at most; a year without this.",
)


def _ready(slug: str) -> tuple["Library", date]:
    """The library, and its own day."""
    get_ready()
    from reticent.people import libraries

    library = libraries.named(slug)
    return library, library.day_of(datetime.now(UTC))


@click.group(cls=Ordered, short_help="The door at which other programs ask.")
def api() -> None:
    """The door at which other programs ask whether a card is entitled, or tell what happened."""


@api.group("client", cls=Ordered, short_help="Which programs may ask, for what, until when.")
def client() -> None:
    """Which programs may speak to a library, what each may do there, and until when."""


@client.command("list", short_help="Every client, and how often it came.")
@which_library
@as_json
def list_(library: str, as_json: bool) -> None:
    """Every client: for whom, what it may do, until when, and how often it came in the last thirty days."""
    place, today = _ready(library)
    from reticent.people import clients as room

    came = room.counts(place, today=today)
    rows = [_line(place, row, today, came.get(row.handle, {})) for row in room.of(place)]
    if as_json:
        emit({"format": 1, "library": place.slug, "clients": rows})
        return
    if not rows:
        say("No other program may ask here. Make a client with `reticent api client make`.")
        return
    table(
        *("Client", "Handle", "Vendor", "May", "Until", "Now", "Came"),
        rows=[
            (
                row["name"],
                row["handle"],
                row["vendor"] or "—",
                ", ".join(row["scopes"]),
                day(row["until"]),
                row["state"],
                counted(sum(row["came"].values()), "time"),
            )
            for row in rows
        ],
    )


@client.command(short_help="Make a client; its secret is shown once.")
@click.argument("name")
@which_library
@click.option(
    "--may", "scopes", multiple=True, required=True, metavar="SCOPE", help="What it may do; once each."
)
@click.option("--vendor", default="", metavar="NAME", help="Which vendor of the register this is.")
@_UNTIL
@as_json
def make(
    name: str, library: str, scopes: tuple[str, ...], vendor: str, until: datetime | None, as_json: bool
) -> None:
    """Make the client NAME. Its secret is shown now, and nowhere again.

    SCOPE is one of entitlement, computers-wiped, mail-returned, incident. Only a vendor's client asks for entitlement.
    """
    place, today = _ready(library)
    from reticent.people import clients as room
    from reticent.people import vendors

    made = room.make(
        place,
        name=name,
        scopes=scopes,
        vendor=vendors.called(place, vendor) if vendor else "",
        expires_on=until.date() if until else today + room.GOOD_FOR,
        today=today,
        role="administrator",
    )
    _show(place, made, today, as_json=as_json)


@client.command(short_help="Give a client a new secret.")
@click.argument("handle")
@which_library
@_UNTIL
@as_json
def rotate(handle: str, library: str, until: datetime | None, as_json: bool) -> None:
    """Give the client HANDLE a new secret, shown now and nowhere again. The old one opens nothing from this moment."""
    place, today = _ready(library)
    from reticent.people import clients as room

    expires_on = until.date() if until else today + room.GOOD_FOR
    made = room.rotate(place, handle, expires_on=expires_on, today=today, role="administrator")
    _show(place, made, today, as_json=as_json)


@client.command(short_help="Take a client's secret away for good.")
@click.argument("handle")
@which_library
@click.option("--yes", is_flag=True, help="Do not ask.")
@as_json
def revoke(handle: str, library: str, yes: bool, as_json: bool) -> None:
    """Take the secret of the client HANDLE away, at once and for good. Another client can be made in its place."""
    place, today = _ready(library)
    from reticent.people import clients as room

    row = room.found(place, handle)
    if not confirmed(f"{row.name} will be answered nothing from now on, for good. Go on?", yes=yes):
        say("Nothing was changed.")
        return
    row = room.revoke(place, handle, today=today, role="administrator")
    if as_json:
        emit({"format": 1, **_line(place, row, today, {})})
        return
    say(f"{row.name} is answered nothing any more.")


def _show(library: "Library", made: "Made", today: date, *, as_json: bool) -> None:
    if as_json:
        emit({"format": 1, **_line(library, made.row, today, {}), "secret": made.secret})
        return
    say(f"{made.row.name} may come until {day(made.row.expires_on)}. Its secret, shown this once:")
    say(made.secret, under=2)
    say(f"It is sent as “Authorization: Bearer …” to /{library.slug}/api/v1/. What can be asked there:")
    say(f"/{library.slug}/api/v1/openapi.json", under=2)


def _line(library: "Library", row: "Client", today: date, came: dict[str, int]) -> dict[str, Any]:
    from reticent.people import vendors

    return {
        "handle": row.handle,
        "name": row.name,
        "vendor": vendors.name_of(library, row.vendor) or None,
        "scopes": list(row.scopes),
        "made_on": row.made_on,
        "until": row.expires_on,
        "revoked_on": row.revoked_on,
        "came_on": row.came_on,
        "state": row.state(today=today),
        "came": came,
    }


COMMANDS = [api]
