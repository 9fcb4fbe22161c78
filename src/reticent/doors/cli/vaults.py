"""`reticent vault`: the state of keys and generations in a director's words, and the adversary run here."""

from datetime import UTC, datetime
from pathlib import Path

import click

from reticent.doors.cli.installation import get_ready
from reticent.doors.cli.showing import as_json, console, day, emit, table


@click.group()
def vault() -> None:
    """Keys and generations: what can still be read, until when, and whether forgetting works here."""


@vault.command()
@as_json
def status(as_json: bool) -> None:
    """Per library: generations, what copies can still be read until when, backups, and what we do not promise."""
    get_ready()
    from django.conf import settings

    from reticent.drawer.tables import Generation
    from reticent.people import libraries
    from reticent.retention import backups, canary, purge

    rows, plain = [], []
    words = {
        Generation.OPEN: "open: new records go here",
        Generation.TURNING: "turning: run `reticent purge` to finish",
        Generation.WAITING: "turned: copies can be read",
        Generation.CONDEMNED: "its key is being overwritten: run `reticent purge`",
        Generation.FORGOTTEN: "forgotten",
    }
    from reticent.drawer import slips

    for place in libraries.everyone():
        keys = slips.of(place.slug).keyfile.generations()
        for row in Generation.objects.filter(library=place.slug).order_by("-number")[:6]:
            has_key = row.number in keys
            rows.append(
                (
                    place.slug,
                    row.number,
                    words[row.state],
                    day(row.opened_at),
                    day(row.readable_until),
                    day(row.forgotten_at),
                    "yes" if has_key else "no",
                )
            )
            plain.append(
                {
                    "library": place.slug,
                    "generation": row.number,
                    "state": row.state,
                    "opened": row.opened_at,
                    "readable_until": row.readable_until,
                    "forgotten": row.forgotten_at,
                    "has_key": has_key,
                }
            )
    last, proof = backups.newest(), canary.latest()
    if as_json:
        emit(
            {
                "generations": plain,
                "backup": {"name": last.name, "opened": last.opened_at} if last else None,
                "verified": {"at": proof.at, "sound": proof.sound} if proof else None,
                "custody": "live database only",
            }
        )
        return
    table(
        "Library",
        "No.",
        "State",
        "Opened",
        "Copies readable until",
        "Forgotten",
        "Key here",
        rows=rows,
        right=(1,),
    )
    nexts = {place.slug: day(purge.turn_due_at(slips.of(place.slug))) for place in libraries.everyone()}
    console.print("\nNext turn of the key: " + ", ".join(f"{slug} {when}" for slug, when in nexts.items()))
    console.print(
        f"Last backup: {last.name + ', opened' if last and last.opened_at else 'none tested: run `reticent backup`'}"
    )
    console.print(
        f"Last proof: {day(proof.at) + (' sound' if proof.sound else ' NOT SOUND') if proof else 'none: run `reticent vault verify`'}"
    )
    console.print(
        f"\nKeys lie in {settings.RETICENT_KEYS}. Custody: [bold]live database only[/bold]. Backups of the whole disk, "
        "snapshots, copy-on-write file systems and solid-state disks may keep old blocks of the key files. While "
        "nobody attests that the key folder lies on a medium of its own and is never copied, a certificate speaks "
        "for the live database and for our backups, and not for those."
    )


@vault.command()
@click.option(
    "--against", multiple=True, type=click.Path(path_type=Path, exists=True), help="Also search this folder."
)
@as_json
def verify(against: tuple[Path, ...], as_json: bool) -> None:
    """Run the adversary on this installation: plant a canary, forget it, and try to get it back."""
    get_ready()
    from reticent.retention import canary

    verdict = canary.verify(now=datetime.now(UTC), against=against)
    if as_json:
        emit(
            {
                "sound": verdict.sound,
                "files": verdict.files,
                "bytes": verdict.searched,
                "checks": [vars(c) for c in verdict.checks],
            }
        )
    else:
        for check in verdict.checks:
            console.print(
                f"{'[green]  holds[/green]' if check.sound else '[red]  FAILS[/red]'}  {check.said}"
            )
        console.print(f"\nSearched {verdict.files} files, {verdict.searched:,} bytes.")
        console.print(
            "Forgetting works here."
            if verdict.sound
            else "[bold]Forgetting does NOT work here.[/bold] Do not rely on certificates."
        )
    if not verdict.sound:
        raise click.exceptions.Exit(3)


COMMANDS = [vault]
