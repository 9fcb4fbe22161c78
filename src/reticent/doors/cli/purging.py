"""`reticent purge`, `fold`, `backup`, `restore`: forgetting, and what must be true before a key is overwritten."""

from datetime import UTC, datetime

import click

from reticent.doors.cli.installation import get_ready
from reticent.doors.cli.showing import as_json, console, day, emit, progress, table

_ONE_OR_ALL = click.option("--library", metavar="SLUG", help="Which library; all of them without this.")


@click.command()
@_ONE_OR_ALL
@click.option("--dry-run", is_flag=True, help="Only say what is due. Changes nothing.")
@click.option("--turn-now", is_flag=True, help="Turn the key now, even if the week is not over.")
@as_json
def purge(library: str | None, dry_run: bool, turn_now: bool, as_json: bool) -> None:
    """End what is due by the policy, fold the day's facts, turn the key when the week is over, and certify.

    What ends is gone from the live tables at once. Copies of it can be read until its key is overwritten: 14 days
    after the turn, and only once a backup made since then has been test-opened. Run it every night.
    """
    get_ready()
    from reticent.retention import purge as room

    results = []
    for place in _places(library):
        now = datetime.now(UTC)
        with progress(f"purge of {place.slug}") as step:
            seen = {"ended": 0, "kept": 0}

            def tell(what: str, n: int, seen: dict[str, int] = seen, step=step) -> None:  # type: ignore[no-untyped-def]
                seen[what] += n
                step(sum(seen.values()), max(1, sum(seen.values())))

            done = room.run(place, now=now, dry_run=dry_run, turn_now=turn_now, progress=tell)
        results.append(done)
        if not as_json:
            _print(place.name, done)
    if as_json:
        emit([_plain(done) for done in results])
    elif not dry_run:
        _sign_all()


def _places(slug: str | None):  # type: ignore[no-untyped-def]
    from reticent.people import libraries

    return [libraries.named(slug)] if slug else libraries.everyone()


def _sign_all() -> None:
    from reticent.doors.cli.ledgers import sign

    for place in _places(None):
        sign(place.slug)


def _print(name: str, done) -> None:  # type: ignore[no-untyped-def]
    console.print(f"\n[bold]{name}[/bold]")
    if done.dry_run:
        table(
            "Kind",
            "Held",
            "Oldest",
            "Due now",
            "Due, but kept by a loan or charge",
            rows=[
                (h.title, f"{h.held:,}", h.oldest or "—", f"{h.due:,}", f"{h.kept_by_others:,}")
                for h in done.stock.kinds
            ],
            right=(1, 3, 4),
        )
        turn = "would turn now" if done.turn_due else f"turns next on {day(done.next_turn)}"
        console.print(f"Nothing was changed. The key {turn}.")
        return
    for kind, count in sorted(done.ended.items()):
        console.print(f"  {count:,} {kind} ended: due by the policy")
    if not done.ended:
        console.print("  Nothing was due.")
    console.print(f"  {done.folded:,} facts folded into counts")
    for turned in done.turned:
        console.print(
            f"  Key turned: {turned.kept:,} slips kept, {turned.dropped:,} left behind, "
            f"readable from copies until {day(turned.readable_until)}"
        )
    if not done.turned:
        console.print(f"  The key turns next on {day(done.next_turn)}.")
    for paper in done.certificates:
        if paper.is_pending:
            console.print(f"  Certificate {paper.number}: pending, waits for {paper.waits_for}")
        else:
            console.print(
                f"  Certificate {paper.number}: FORGOTTEN {day(paper.forgotten_at)}, {paper.custody}"
            )
    if done.waiting_for_backup:
        console.print(
            "  [bold]Forgetting waits[/bold]: no backup made since the turn was test-opened. Run `reticent backup`, "
            "then `reticent purge`."
        )


def _plain(done) -> dict[str, object]:  # type: ignore[no-untyped-def]
    return {
        "library": done.library,
        "dry_run": done.dry_run,
        "held": [vars(h) for h in done.stock.kinds] if done.stock else None,
        "ended": dict(done.ended),
        "facts_folded": done.folded,
        "turned": [vars(t) for t in done.turned],
        "turn_due": done.turn_due,
        "next_turn": done.next_turn,
        "forgotten": done.forgotten,
        "waiting_for_backup": done.waiting_for_backup,
        "certificates": [
            {
                "number": c.number,
                "pending": c.is_pending,
                "waits_for": c.waits_for,
                "readable_until": c.readable_until,
                "forgotten_at": c.forgotten_at,
                "ended": c.ended,
                "custody": c.custody,
            }
            for c in done.certificates
        ],
    }


@click.command()
@as_json
def backup(as_json: bool) -> None:
    """Copy the databases to RETICENT_HOME/backups and open a sample from the copy. Keys are never in it."""
    get_ready()
    from reticent.drawer import slips
    from reticent.retention import backups

    for slug in slips.set_up_libraries():
        slips.of(slug).wake()
    made = backups.make(now=datetime.now(UTC))
    if as_json:
        emit({"name": made.name, "opened": made.slips_opened})
        return
    click.echo(f"Backup {made.name} made and opened: {made.slips_opened} slips of the sample read well.")
    click.echo(
        f"It lies in {backups.folder()}. Copy it off this machine; never together with the key folder."
    )


@click.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
def restore(name: str, yes: bool) -> None:
    """Put a backup back, and end again what ended since. Stop the server first.

    What is there now is backed up before. The ledger is left as it is.
    """
    get_ready()
    from reticent.retention import backups

    def confirm(which: str) -> bool:
        return yes or click.confirm(
            f"Put back {which}? What was written since it was made will be gone from the tables."
        )

    done = backups.restore(name, now=datetime.now(UTC), confirm=confirm)
    if not done.recoveries:
        click.echo("Nothing was changed.")
        return
    for found in done.recoveries:
        unknown = (
            f"endings after {found.unknown_since:%-d %b %Y %H:%M} UTC are unknown: check the returns of that time"
            if found.unknown_since
            else "no endings were on the forget-list: check the returns since the backup"
        )
        click.echo(f"{found.library}: {found.ended_again} records ended again; {unknown}.")
    click.echo("A fresh generation is open in every library. Run `reticent purge --turn-now` next.")


@click.command()
@_ONE_OR_ALL
def fold(library: str | None) -> None:
    """Fold the day's facts into counts and settle what ended. `purge` does this too."""
    get_ready()
    from reticent.retention import purge as room

    for place in _places(library):
        click.echo(f"{place.name}: {room.fold_day(place, now=datetime.now(UTC)):,} facts folded")


COMMANDS = [purge, fold, backup, restore]
