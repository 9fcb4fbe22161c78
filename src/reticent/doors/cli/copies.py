"""`reticent backup`, `restore`, `drill`: copies of the databases, and whether they are of use."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from reticent.doors.cli.installation import get_ready
from reticent.doors.cli.showing import as_json, confirmed, counted, emit, moment, progress, say

if TYPE_CHECKING:
    from reticent.retention.backups import Restored


@click.command(short_help="Copy the databases, and open a sample from the copy.")
@as_json
def backup(as_json: bool) -> None:
    """Copy the databases to RETICENT_HOME/backups, and open a sample from the copy. Keys are never in it."""
    get_ready()
    from reticent.drawer import drawers
    from reticent.retention import backups

    with progress("backup"):
        for slug in backups.vaults():
            drawers.of(slug).wake()
        made = backups.make(now=datetime.now(UTC))
    if as_json:
        emit(
            {
                "format": 1,
                "name": made.name,
                "folder": backups.folder(),
                "made": made.made_at,
                "opened": made.slips_opened,
            }
        )
        return
    say(f"Backup {made.name} is made and opens: {counted(made.slips_opened, 'record')} of it read as a test.")
    say(f"It lies in {backups.folder()}. Copy it off this machine, never together with the key folder.")


@click.command(short_help="Put a backup back, and end again what ended since.")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
def restore(name: str, yes: bool) -> None:
    """Put a backup back, and end again what ended since. Stop the server first.

    What is there now is backed up before, if it can be read. Payments, corrections, registrations and loans since
    the backup are undone; staff accounts stay as they are, and everybody signs in anew. The ledger only grows: a row
    says that a backup was put back.
    """
    get_ready(putting_back=True)
    from reticent.retention import backups

    def confirm(which: str) -> bool:
        return confirmed(
            f"Put back {which}? Payments, corrections, registrations and loans entered since it was made will be "
            "undone.",
            yes=yes,
        )

    done = backups.restore(name, now=datetime.now(UTC), confirm=confirm)
    if not done.recoveries:
        say("Nothing was changed.")
        return
    say(f"{done.name} is back.")
    made = f"on {moment(done.made_at)}" if done.made_at else "(when, it does not say)"
    say(
        f"Undone are payments, corrections, registrations, loans and looks since it was made {made}: enter again what "
        "you have on paper.",
        under=2,
        bold=True,
    )
    for found in done.recoveries:
        unknown = (
            f"endings after {moment(found.unknown_since)} are not known: check the returns of that time"
            if found.unknown_since
            else "no endings were on the forget-list: check the returns since the backup"
        )
        say(f"{found.library}: {counted(found.ended_again, 'record')} ended again; {unknown}.", under=2)
    _print_cases(done, now=datetime.now(UTC))
    if done.staff_kept is None:
        say(
            "The staff accounts of before could not be read: passwords and duties are those of the backup, and "
            "somebody removed since may sign in again. Check them: `reticent staff list`. So are the delegations and "
            "the numbers to call: `reticent delegations list`, `reticent contacts list`.",
            under=2,
            bold=True,
        )
    else:
        say(
            f"{counted(done.staff_kept, 'staff account')} stayed as they were; everybody signs in anew.",
            under=2,
        )
    if done.kept_as:
        say(f"What was there before is the backup {done.kept_as}.", under=2)
    elif done.put_aside:
        say(f"What was there before is no database any more: it lies beside as {done.put_aside}.", under=2)
    else:
        say("Of what was there before no backup could be made: it could not be read.", under=2)
    say(
        "A fresh generation is open in every library. Next: `reticent backup`, then `reticent purge --turn-now`."
    )


def _print_cases(done: "Restored", *, now: datetime) -> None:
    from reticent.disclosure import cases
    from reticent.people import libraries

    for found in done.recoveries:
        library = libraries.named(found.library)
        made = library.day_of(done.made_at) if done.made_at else None
        since = cases.after_restore(library, made=made, now=now)
        if since.taken_away:
            say(
                f"{found.library}: {counted(since.taken_away, 'case')} that had ended since stay ended.",
                under=2,
            )
        for handles, what in (
            (since.opened, "opened since, and not in this backup: take them in again from paper"),
            (
                since.ended,
                "opened and ended since, and not in this backup: take in again what was closed; what counsel keeps on "
                "paper stays there",
            ),
            (
                since.gone_on,
                "where the ledger has more steps than this backup: write down again what is missing",
            ),
            (
                since.held,
                "that keep records, and keep them no more in this backup: keep them again before anything is returned",
            ),
        ):
            if handles:
                shown = ", ".join(map(cases.shown_as, handles))
                say(f"{found.library}: cases {what}: {shown}.", under=2, bold=True)


@click.command(short_help="Put a backup back in a scratch place, and see what opens.")
@click.option("--backup", "name", metavar="NAME", help="This backup; the newest without this.")
@as_json
def drill(name: str | None, as_json: bool) -> None:
    """Put the newest backup back in a scratch place, open what must open, fail to open what must not.

    What lives is only read, and the scratch place is gone afterwards. The result stands in every library's ledger.
    Exit code 0: sound; 1: nothing to try, or not now; 3: not sound.
    """
    get_ready()
    from reticent.retention import drill as room

    with progress("drill") as step:
        drilled = room.run(now=datetime.now(UTC), name=name, progress=step)
    found = drilled.all_tried
    if as_json:
        emit(
            {
                "format": 1,
                "sound": drilled.sound,
                "backup": drilled.backup,
                "opened": found.opened,
                "ended_since": found.ended,
                "libraries": {library: tried.opened for library, tried in drilled.tried.items()},
                "checks": [vars(check) for check in drilled.checks],
            }
        )
    else:
        for check in drilled.checks:
            if check.sound:
                say(check.said, first="holds  ")
            else:
                say(check.said, first="FAILS  ", fg="red", bold=True)
        if drilled.sound:
            say(f"\n{drilled.backup} is of use: {counted(found.opened, 'record')} of it opened.", bold=True)
        else:
            say(f"\n{drilled.backup} did NOT pass. Do as said above, then drill again.", bold=True, fg="red")
    if not drilled.sound:
        raise click.exceptions.Exit(3)


COMMANDS = [backup, restore, drill]
