"""`reticent vault`: the state of keys and generations in a director's words, and the adversary run here."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reticent.doors.cli.installation import get_ready
from reticent.doors.cli.showing import (
    Ordered,
    ago,
    as_json,
    counted,
    day,
    emit,
    one_or_all,
    progress,
    say,
    which_library,
)

if TYPE_CHECKING:
    from reticent.drawer.tables import Generation
    from reticent.people.libraries import Library

_CUSTODY = (
    "Custody: live database only. Backups of the whole disk, snapshots, copy-on-write file systems and solid-state "
    "disks may keep old blocks of the key files. While nobody attests that the key folder lies on a medium of its "
    "own and is never copied, a certificate speaks for the live database and for our backups, and not for those."
)


@click.group(cls=Ordered, short_help="Until when copies can be read; does forgetting work?")
def vault() -> None:
    """Keys and generations: what can still be read, until when, and whether forgetting works here."""


@dataclass
class _Place:
    """One library's keys: a line for each that is not forgotten, and what somebody should look at."""

    library: "Library"
    next_turn: datetime
    rows: "list[Generation]"
    keys: set[int]
    lines: list[tuple[str, str]] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)


@vault.command(short_help="Each library's keys, backups, and what we do not promise.")
@one_or_all
@as_json
def status(library: str | None, as_json: bool) -> None:
    """Each library's keys: until when copies can be read; the last backup and proof; what we do not promise.

    Exit code 1 says that something keeps a library from forgetting.
    """
    get_ready()
    from django.conf import settings

    from reticent.people import libraries
    from reticent.retention import backups, canary, exposure
    from reticent.retention import drill as drills

    now = datetime.now(UTC)
    places = [_looked_at(place, now=now) for place in libraries.one_or_all(library)]
    last, proof, drill = backups.newest(), canary.latest(), drills.latest()
    findings = list(exposure.alarms(now=now))
    findings += [f"{place.library.name}: {found}" for place in places for found in place.findings]
    if proof and not proof.sound:
        findings.append("The last `reticent vault verify` was not sound: do not rely on certificates.")
    if drill and not drill.sound:
        findings.append("The last `reticent drill` was not sound: run it again to see what failed.")
    if as_json:
        emit(
            {
                "format": 1,
                "libraries": {place.library.slug: {"next_turn": place.next_turn} for place in places},
                "generations": [
                    {
                        "library": row.library,
                        "generation": row.number,
                        "state": row.state,
                        "opened": row.opened_at,
                        "turned": row.turned_at,
                        "readable_until": row.readable_until,
                        "forgotten": row.forgotten_at,
                        "has_key": row.number in place.keys,
                    }
                    for place in places
                    for row in place.rows
                ],
                "backup": {"name": last.name, "made": last.made_at, "opened": last.opened_at}
                if last
                else None,
                "verified": {"at": proof.at, "sound": proof.sound} if proof else None,
                "drilled": {"at": drill.at, "sound": drill.sound, "backup": drill.backup} if drill else None,
                "custody": "live database only",
                "findings": findings,
            }
        )
    else:
        for place in places:
            say(place.library.name, bold=True)
            for name, words in place.lines:
                say(words, under=2, first=name.ljust(9))
        opened = f"{last.name}, opened" if last and last.opened_at else "none tested: run `reticent backup`"
        say(f"\nLast backup: {opened}.")
        sound = "sound" if proof and proof.sound else "NOT SOUND"
        say(
            f"Last proof: {day(proof.at)}, {sound}."
            if proof
            else "Last proof: none. Run `reticent vault verify`."
        )
        sound = "sound" if drill and drill.sound else "NOT SOUND"
        say(
            f"Last drill: {day(drill.at)}, {ago(drill.at, now=now)}: {drill.backup}, {sound}."
            if drill
            else "Last drill: none. Run `reticent drill`."
        )
        say(f"Key folder: {settings.RETICENT_KEYS}")
        say(_CUSTODY)
        for found in findings:
            say(found, first="Look at this: ", bold=True)
    if findings:
        raise click.exceptions.Exit(1)


def _looked_at(library: "Library", *, now: datetime) -> _Place:
    from reticent.drawer import drawers
    from reticent.drawer.tables import Generation
    from reticent.retention import purge

    drawer = drawers.of(library.slug)
    drawer.live()  # says that there is no vault yet
    rows = list(Generation.objects.filter(library=library.slug).order_by("-number"))
    place = _Place(library, purge.turn_due_at(drawer), rows, set(drawer.keyfile.generations()))
    gone = []
    for row in rows:
        here = row.number in place.keys
        if row.state == Generation.FORGOTTEN and not here:
            gone.append(row)
            continue
        place.lines.append((f"key {row.number}", _words(row, next_turn=place.next_turn)))
        if found := _finding(row, here=here, now=now):
            place.findings.append(f"key {row.number} {found}")
    if gone:
        newest, oldest = gone[0], gone[-1]
        name = f"key {newest.number}" if newest is oldest else f"keys {oldest.number}–{newest.number}"
        place.lines.append(
            (name, f"forgotten, the last on {day(newest.forgotten_at)}: nobody can read copies")
        )
    if place.next_turn <= now and not any(row.state == Generation.TURNING for row in rows):
        place.findings.append(f"the key was due to turn on {day(place.next_turn)}: run `reticent purge`.")
    return place


def _words(row: "Generation", *, next_turn: datetime) -> str:
    if row.state == row.OPEN:
        return f"in use since {day(row.opened_at)}, turns on {day(next_turn)}"
    if row.state == row.TURNING:
        return "turning"
    if row.state == row.FORGOTTEN:
        return f"written down as forgotten on {day(row.forgotten_at)}"
    return f"turned {day(row.turned_at)}: copies can be read until {day(row.readable_until)}"


def _finding(row: "Generation", *, here: bool, now: datetime) -> str:
    """What somebody should look at about this generation, or nothing."""
    if row.state == row.FORGOTTEN:
        return "is written down as forgotten but is still here. Do not rely on the certificate."
    if not here and row.state in (row.OPEN, row.TURNING):
        return "is not in the key file: its records cannot be opened. Put back the right key folder."
    if row.state == row.TURNING:
        return "has not finished turning: run `reticent purge`."
    if row.state == row.CONDEMNED:
        return "is being overwritten: run `reticent purge` to finish."
    if row.readable_until and row.readable_until <= now:
        return "should be overwritten by now: run `reticent backup`, then `reticent purge`."
    return ""


@vault.command(short_help="Print a certificate, for the file or the board's minutes.")
@click.argument("number", required=False, type=click.IntRange(1))
@which_library
def certificate(number: int | None, library: str) -> None:
    """Print certificate NUMBER; without it the newest that says forgotten. Exit code 1 while it is pending."""
    get_ready()
    from zoneinfo import ZoneInfo

    from reticent import policy
    from reticent.people import adoptions, libraries
    from reticent.retention import certificates

    place = libraries.named(library)
    paper = certificates.numbered(library, number)
    titles = {text.sha256: text.title for text in map(policy.shipped, policy.shipped_ids())}
    titles.update(adoptions.titles(library))
    page = certificates.printable(
        paper,
        library_name=place.name,
        policy_title=titles.get(paper.policy, "the policy then in force"),
        zone=ZoneInfo(place.time_zone),
    )
    click.echo(page, nl=False)
    if paper.is_pending:
        raise click.exceptions.Exit(1)


@vault.command(short_help="Plant a canary, forget it, and try to get it back.")
@click.option(
    "--against",
    multiple=True,
    type=click.Path(path_type=Path, exists=True),
    help="Search this folder or file too, such as a copy of the disk. May be given several times.",
)
@as_json
def verify(against: tuple[Path, ...], as_json: bool) -> None:
    """Run the adversary on this installation: plant a canary, forget it, and try to get it back.

    He searches databases, logs, backups and the key folder. Exit code 3 says that forgetting does not work here.
    """
    get_ready()
    from reticent.retention import canary

    with progress("the adversary is at work"):
        verdict = canary.verify(now=datetime.now(UTC), against=against)
    if as_json:
        emit(
            {
                "format": 1,
                "sound": verdict.sound,
                "files": verdict.files,
                "bytes": verdict.searched,
                "checks": [vars(c) for c in verdict.checks],
            }
        )
    else:
        for check in verdict.checks:
            if check.sound:
                say(check.said, first="holds  ")
            else:
                say(check.said, first="FAILS  ", fg="red", bold=True)
        say(f"\nSearched {counted(verdict.files, 'file')}, {counted(verdict.searched, 'byte')}.")
        if verdict.sound:
            say("Forgetting works here.", bold=True)
        else:
            say("Forgetting does NOT work here. Do not rely on certificates.", bold=True, fg="red")
    if not verdict.sound:
        raise click.exceptions.Exit(3)


COMMANDS = [vault]
