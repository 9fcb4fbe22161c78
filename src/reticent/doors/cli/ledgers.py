"""`reticent ledger`: verify it, export it with a verifier that stands alone, print a checkpoint."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reticent.doors.cli.installation import get_ready
from reticent.doors.cli.showing import (
    Ordered,
    as_json,
    confirmed,
    counted,
    emit,
    one_or_all,
    progress,
    say,
    which_library,
)
from reticent.errors import Broken

if TYPE_CHECKING:
    from reticent.ledger.checkpoints import Signer


class LedgerKeyMissing(Broken):
    """Checkpoints were signed here, but the key that signed them is not in the key folder."""


@click.group(cls=Ordered, short_help="Verify the ledger, export it, print a checkpoint.")
def ledger() -> None:
    """What staff, vendors and the system did; never what a patron read. It only grows, and shows if it does not."""


def signer() -> "Signer":
    """The key that signs checkpoints. Only an installation that has signed nothing yet is given a new one."""
    from django.conf import settings

    from reticent.ledger import checkpoints

    path: Path = settings.RETICENT_KEYS / checkpoints.KEY_FILE
    if not path.exists() and checkpoints.LedgerCheckpoint.objects.exists():
        raise LedgerKeyMissing(
            f"The key that signs the ledger, {path}, is not there. Put back the key folder that belongs to this "
            "installation, or set RETICENT_KEYS to it. Nothing was changed."
        )
    return checkpoints.Signer(path)


def sign(slug: str) -> str:
    """Sign a checkpoint of this library's ledger, dated by the library's own day."""
    from reticent.ledger import checkpoints
    from reticent.people import libraries

    return checkpoints.sign(slug, signer(), libraries.named(slug).there(datetime.now(UTC)))


@ledger.command(short_help="Recompute every row and every checkpoint.")
@one_or_all
@as_json
def verify(library: str | None, as_json: bool) -> None:
    """Recompute the whole tree and every checkpoint. A damaged row is named by its number (exit code 3)."""
    get_ready()
    from reticent.ledger import audit
    from reticent.people import libraries

    key = signer()
    places = libraries.one_or_all(library)
    found = {}
    with progress("ledger") as step:
        for done, place in enumerate(places):
            step(done, len(places))
            found[place.slug] = audit.verify(place.slug, key)
    if as_json:
        emit(
            {
                "format": 1,
                "sound": all(a.sound for a in found.values()),
                "libraries": {
                    slug: {
                        "size": a.size,
                        "root": a.root.hex(),
                        "signed_size": a.signed_size,
                        "checkpoints": a.checkpoints,
                        "sound": a.sound,
                        "problems": list(a.problems),
                    }
                    for slug, a in found.items()
                },
            }
        )
    else:
        for slug, a in found.items():
            if a.sound:
                say(
                    f"{slug}: {counted(a.size, 'row')}, {counted(a.checkpoints, 'checkpoint')}: everything verifies"
                )
                continue
            say(f"{slug}: {counted(a.size, 'row')}: DAMAGED", bold=True, fg="red")
            for problem in a.problems:
                say(problem, under=2)
            say(a.advice, under=2)
    if not all(a.sound for a in found.values()):
        raise click.exceptions.Exit(3)


@ledger.command(short_help="Draw last week's looks again, for an auditor.")
@which_library
@as_json
def drawn(library: str, as_json: bool) -> None:
    """Draw the looks of the last whole week again, by the head of the ledger by which the night drew them.

    It must come to the same looks (exit code 3 where it does not, 1 where the night has not drawn yet). Nobody is named.
    """
    get_ready()
    from reticent.access import reviewing
    from reticent.people import libraries

    place = libraries.named(library)
    week = reviewing.week_before(place.day_of(datetime.now(UTC)))
    same = reviewing.drawn_again(place, week=week)
    if as_json:
        emit({"format": 1, "library": library, "week": week.isoformat(), "same": same})
    elif same is None:
        say(
            f"{library}: the looks of the week of {week:%-d %B %Y} were not drawn yet. The next night does it."
        )
    elif same:
        say(
            f"{library}, week of {week:%-d %B %Y}: drawn by a head of the ledger; drawing again comes to the same."
        )
    else:
        say(
            f"{library}, week of {week:%-d %B %Y}: drawing again does NOT come to the same.",
            bold=True,
            fg="red",
        )
        say(
            "Somebody may have taken looks out of the review. Show this to your board and to counsel.",
            under=2,
        )
    if not same:
        raise click.exceptions.Exit(1 if same is None else 3)


@ledger.command(short_help="Write the ledger to a file, with a verifier beside it.")
@which_library
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask before a file is replaced.")
def export(library: str, file: Path, yes: bool) -> None:
    """Write the ledger to FILE, and beside it a verifier that needs nothing but Python."""
    get_ready()
    import shutil

    from reticent.ledger import export as room
    from reticent.people import libraries

    libraries.named(library)
    if file.exists() and not confirmed(f"Replace {file}?", yes=yes):
        say("Nothing was changed.")
        return
    sign(library)
    made = room.write(library, file)
    beside = file.with_name(room.VERIFIER.name)
    shutil.copyfile(room.VERIFIER, beside)
    say(f"{counted(made.rows, 'row')} written. Anyone can check them, without Reticent:")
    say(f"python3 {beside.name} {file.name}", under=2)


@ledger.command(short_help="Sign and print a checkpoint, for the board's minutes.")
@which_library
def checkpoint(library: str) -> None:
    """Sign and print a checkpoint: a page for the board's minutes, which shows later that nothing was changed."""
    get_ready()
    from reticent.ledger import checkpoints
    from reticent.people import libraries

    libraries.named(library)
    sign(library)
    newest = checkpoints.latest(library)
    assert newest is not None
    click.echo(newest.printable(), nl=False)


COMMANDS = [ledger]
