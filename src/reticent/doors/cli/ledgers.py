"""`reticent ledger`: verify it, export it with a verifier that stands alone, print a checkpoint."""

from datetime import UTC, datetime
from pathlib import Path

import click

from reticent.doors.cli.installation import get_ready
from reticent.doors.cli.showing import as_json, console, emit, which_library


@click.group()
def ledger() -> None:
    """What staff, vendors and the system did; never what a patron read. It only grows, and shows if it does not."""


def sign(slug: str) -> str:
    """Sign a checkpoint of this library's ledger."""
    from django.conf import settings

    from reticent.ledger import checkpoints

    signer = checkpoints.Signer(settings.RETICENT_KEYS / checkpoints.KEY_FILE)
    return checkpoints.sign(slug, signer, datetime.now(UTC))


@ledger.command()
@click.option("--library", metavar="SLUG", help="Which library; all of them without this.")
@as_json
def verify(library: str | None, as_json: bool) -> None:
    """Recompute the whole tree and every checkpoint. A damaged row is named by its number."""
    get_ready()
    from django.conf import settings

    from reticent.ledger import audit, checkpoints
    from reticent.people import libraries

    signer = checkpoints.Signer(settings.RETICENT_KEYS / checkpoints.KEY_FILE)
    places = [libraries.named(library)] if library else libraries.everyone()
    found = {place.slug: audit.verify(place.slug, signer) for place in places}
    if as_json:
        emit(
            {
                slug: {"size": a.size, "sound": a.sound, "problems": list(a.problems)}
                for slug, a in found.items()
            }
        )
    else:
        for slug, a in found.items():
            console.print(
                f"{slug}: {a.size:,} rows, {'sound' if a.sound else '[bold red]DAMAGED[/bold red]'}"
            )
            for problem in a.problems:
                console.print(f"  {problem}")
            if not a.sound:
                console.print(f"  {a.advice}")
    if not all(a.sound for a in found.values()):
        raise click.exceptions.Exit(3)


@ledger.command()
@which_library
@click.argument("file", type=click.Path(path_type=Path))
def export(library: str, file: Path) -> None:
    """Write the ledger to FILE, and beside it a verifier that needs nothing but Python."""
    get_ready()
    import shutil

    from reticent.ledger import export as room
    from reticent.people import libraries

    libraries.named(library)
    sign(library)
    room.write(library, file)
    verifier = room.VERIFIER
    beside = file.with_name("verify_ledger.py")
    shutil.copyfile(verifier, beside)
    click.echo(f"Written. Anyone can check it: python3 {beside.name} {file.name}")


@ledger.command()
@which_library
def checkpoint(library: str) -> None:
    """Sign and print a checkpoint, for the board's minutes."""
    get_ready()
    from reticent.people import libraries

    libraries.named(library)
    click.echo(sign(library))


COMMANDS = [ledger]
