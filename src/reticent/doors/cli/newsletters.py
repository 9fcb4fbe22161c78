"""`reticent newsletter`: hold a list of addresses against who wants no more mail, and give each address its link."""

import csv
import io
import os
from pathlib import Path

import click

from reticent.doors.cli.installation import get_ready
from reticent.doors.cli.showing import as_json, emit, say
from reticent.errors import Malformed

COLUMNS = ("address", "link")


@click.command(short_help="Hold a list of addresses against who wants no more mail.")
@click.argument("addresses", type=click.Path(path_type=Path))
@click.option("--library", required=True, help="Whose newsletter it is.")
@click.option(
    "--at",
    "base",
    required=True,
    metavar="ADDRESS",
    help="Where readers reach Reticent, like https://desk.example.org.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="The file to write: a CSV with each address and its link.",
)
@click.option(
    "--about",
    type=click.Choice(["news", "account"]),
    default="news",
    show_default=True,
    help="Which mail it is: a newsletter, or about loans and holds.",
)
@as_json
def newsletter(addresses: Path, library: str, base: str, out: Path, about: str, as_json: bool) -> None:
    """Read ADDRESSES, one a line, and write those that may be written to, each with the link that stops it.

    Addresses that want no more of it are left out. None is kept here, and none is shown: what is said is how many. A
    file that is there already is not replaced.
    """
    get_ready()
    from reticent.people import libraries, silences

    place = libraries.named(library)
    try:
        lines = addresses.read_text("utf-8").splitlines()
    except OSError:
        raise Malformed("The file of addresses cannot be read. Look at its name; nothing was made.") from None
    except UnicodeDecodeError:
        raise Malformed("The file of addresses is no text in UTF-8. Save it so; nothing was made.") from None
    found = silences.sifted(place, lines, sort=about)
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(COLUMNS)
    stops = f"{base.rstrip('/')}/{place.slug}/stop-mail?of="
    of_sort = "" if about == silences.NEWS else f"&about={about}"
    rows.writerows((address, f"{stops}{word}{of_sort}") for address, word in found.to)
    _lay(written.getvalue(), out)
    if as_json:
        emit({"format": 1, "written": len(found.to), "left_out": found.left_out, "twice": found.twice})
        return
    say(
        f"{len(found.to)} may be written to, each with its link. {found.left_out} asked for no more, and were left out."
    )
    if found.twice:
        say(f"{found.twice} stood there twice.")


def _lay(text: str, out: Path) -> None:
    """Write it where nothing is, whole or not at all."""
    try:
        with open(out, "x", encoding="utf-8", newline="", opener=_for_the_owner_alone) as file:
            try:
                file.write(text)
                file.flush()
            except OSError:
                out.unlink()
                raise
    except FileExistsError:
        raise Malformed("The file to write is there already. Name another; nothing was replaced.") from None
    except OSError:
        raise Malformed("The file cannot be written there. Name another place; nothing was made.") from None


def _for_the_owner_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


COMMANDS = [newsletter]
