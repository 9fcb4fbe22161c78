"""`reticent purge`, `fold`: forgetting, and what must be true before a key is overwritten."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from reticent.doors.cli.installation import get_ready
from reticent.doors.cli.showing import (
    as_json,
    counted,
    day,
    emit,
    one_or_all,
    progress,
    say,
    table,
)

if TYPE_CHECKING:
    from reticent.retention.purge import Purged


@click.command(short_help="End what is due, turn the key when the week is over, certify.")
@one_or_all
@click.option("--dry-run", is_flag=True, help="Only say what is due. Changes nothing.")
@click.option("--turn-now", is_flag=True, help="Turn the key now, even if the week is not over.")
@click.option(
    "--the-clock-is-right",
    "clock_is_right",
    is_flag=True,
    help="Go on though the clock was in doubt: it is right.",
)
@as_json
def purge(library: str | None, dry_run: bool, turn_now: bool, clock_is_right: bool, as_json: bool) -> None:
    """End what is due by the policy, fold the day's facts, turn the key when the week is over, and certify.

    What ends is gone from the live tables at once. Copies of it can be read until its key is overwritten: 14 days
    after the turn, and only once a backup made since then has been test-opened. Run it every night; exit code 1
    says that something keeps it from forgetting.
    """
    get_ready()
    from reticent.disclosure import forgetting
    from reticent.doors.cli.ledgers import sign
    from reticent.drawer.slips import AlreadyRunning
    from reticent.people import libraries
    from reticent.retention import clock

    results, findings, places = [], 0, libraries.one_or_all(library)
    if clock_is_right and not dry_run:
        clock.is_right(now=datetime.now(UTC))
    for place in places:
        try:
            with progress(f"purge of {place.slug}") as step:
                seen = {"ended": 0, "kept": 0}

                def tell(what: str, n: int, seen: dict[str, int] = seen, step: Any = step) -> None:
                    seen[what] += n
                    step(sum(seen.values()), None)

                done = forgetting.run(
                    place, now=datetime.now(UTC), dry_run=dry_run, turn_now=turn_now, progress=tell
                )
        except AlreadyRunning as no:
            # The other libraries need not wait for this one.
            say(f"{place.name}: {no}", err=True)
            findings += 1
            continue
        if not dry_run:
            sign(place.slug)
        findings += bool(done.waiting_for_backup)
        results.append(done)
        if not as_json:
            _print(place.name, done)
    if as_json:
        emit({"format": 1, "libraries": [_plain(done) for done in results]})
    if findings:
        raise click.exceptions.Exit(1)


def _print(name: str, done: "Purged") -> None:
    say(name, bold=True)
    if done.dry_run:
        _print_stock(done)
        return
    for kind, count in sorted(done.ended.items()):
        say(f"{count:,} ended, due by the policy: {_title(kind)}", under=2)
    if not done.ended:
        say("Nothing was due.", under=2)
    if done.folded:
        say(f"{counted(done.folded, 'fact')} folded into counts.", under=2)
    for turned in done.turned:
        say(
            f"Key {turned.generation} turned: {counted(turned.kept, 'record')} moved on, {turned.dropped:,} left "
            f"behind. Copies can be read until {day(turned.readable_until)}.",
            under=2,
        )
    if not done.turned:
        say(f"The key turns next on {day(done.next_turn)}.", under=2)
    for paper in done.certificates:
        if paper.is_pending:
            say(f"Certificate {paper.number} is pending: it waits for {paper.waits_for}.", under=2)
        else:
            say(
                f"Certificate {paper.number}: FORGOTTEN on {day(paper.forgotten_at)} ({paper.custody}).",
                under=2,
                bold=True,
            )
    if done.waiting_for_backup:
        say(
            "Forgetting waits: no backup made since the turn was test-opened. Run `reticent backup`, then "
            "`reticent purge`.",
            under=2,
            bold=True,
        )


def _print_stock(done: "Purged") -> None:
    if done.stock and done.stock.kinds:
        table(
            "Kind",
            "Held",
            "Oldest",
            "Due now",
            "Kept on",
            rows=[
                (h.title, f"{h.held:,}", day(h.oldest), f"{h.due:,}", f"{h.kept_by_others:,}")
                for h in done.stock.kinds
            ],
            right=(1, 3, 4),
            under=2,
        )
        if any(h.kept_by_others for h in done.stock.kinds):
            say(
                "Kept on: due, but the same person still has a loan out, waits for something or owes a charge.",
                under=2,
            )
        if done.stock.asked_for:
            say(f"{counted(done.stock.asked_for, 'record')} of these kept by a legal request.", under=2)
    else:
        say("Nothing is held.", under=2)
    if done.keys_due:
        which = ", ".join(map(str, done.keys_due))
        say(
            f"By this clock the recovery window of {counted(len(done.keys_due), 'key')} is over: {which}. What they "
            "sealed could be read from no backup any more.",
            under=2,
        )
    if done.doubt:
        say(done.doubt, under=2, bold=True)
    turn = "would turn now" if done.turn_due else f"turns next on {day(done.next_turn)}"
    say(f"The key {turn}. Nothing was changed.", under=2)


def _title(kind: str) -> str:
    from reticent.drawer import kinds

    title = kinds.named(kind).title
    return title[0].lower() + title[1:]


def _plain(done: "Purged") -> dict[str, object]:
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
        "keys_due": done.keys_due,
        "clock": done.doubt or None,
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


@click.command(short_help="Fold the day's facts into counts.")
@one_or_all
@as_json
def fold(library: str | None, as_json: bool) -> None:
    """Fold the day's facts into counts and settle what ended. `purge` does this too."""
    get_ready()
    from reticent.people import libraries
    from reticent.retention import purge as room

    places = libraries.one_or_all(library)
    folded = {place: room.fold_day(place, now=datetime.now(UTC)) for place in places}
    if as_json:
        emit({"format": 1, "facts_folded": {place.slug: count for place, count in folded.items()}})
        return
    for place, count in folded.items():
        say(f"{place.name}: {counted(count, 'fact')} folded")


COMMANDS = [purge, fold]
