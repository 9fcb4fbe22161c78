"""The purge: ends what is due, folds the day's facts, turns the key when the week is over, certifies (DESIGN 5, 8).

Every step can be repeated; a crash at any point is finished by the next run. One purge at a time per library.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from reticent.drawer import containers, drawers, keeping, kinds, sweeping, turning
from reticent.drawer.folding import fold
from reticent.drawer.slips import Cell, Drawer
from reticent.drawer.sweeping import Stock
from reticent.drawer.tables import RECOVERY_DAYS, TURN_EVERY_DAYS, Generation
from reticent.drawer.turning import Turned
from reticent.ledger import log
from reticent.people.libraries import Library
from reticent.records import case_counts, facts, gift_totals, looks
from reticent.retention import backups, certificates, clock
from reticent.retention.certificates import Certificate

# The work runs once a night, some minutes or an hour sooner or later, and an hour off where the clocks change. What is
# due half a day after this night's work began is done now: by tomorrow's it would be a day late, and a day more with
# every turn. Half a day, because the next night is never nearer than that.
SLACK = timedelta(hours=12)

Progress = Callable[[str, int], None]
# Which counter takes a cell, by its first word; every other cell is a fact of use.
_FOLDED_INTO = {
    "look": looks.add,
    case_counts.MEASURE: case_counts.add,
    gift_totals.MEASURE: gift_totals.add,
}


@dataclass
class Purged:
    """What a purge did, or with `dry_run` would do. Counts only. `doubt` says why the clock is not to be believed."""

    library: str
    dry_run: bool
    stock: Stock | None = None
    ended: Counter[str] = field(default_factory=Counter)
    folded: int = 0
    turned: list[Turned] = field(default_factory=list)
    turn_due: bool = False
    next_turn: datetime | None = None
    certificates: list[Certificate] = field(default_factory=list)
    forgotten: int = 0
    waiting_for_backup: int = 0
    doubt: str = ""
    keys_due: list[int] = field(default_factory=list)


def days_after(library: Library) -> dict[str, int]:
    """Per kind, how many days a record is kept after its need ended: by the policy, or where it is silent by the kind."""
    return kinds.days_after(library.periods)


def run(
    library: Library,
    *,
    now: datetime,
    dry_run: bool = False,
    turn_now: bool = False,
    progress: Progress | None = None,
) -> Purged:
    """Purge one library. Only by a clock that is to be believed (`clock.ClockInDoubt`), unless nothing is changed."""
    drawer = drawers.of(library.slug)
    today = library.day_of(now)
    step = progress or (lambda what, n: None)
    with drawer.alone():
        if not dry_run:
            clock.check(now=now)
            _date_anew(library, now=now)
        due_at = turn_due_at(drawer)
        done = Purged(library.slug, dry_run, next_turn=due_at, turn_due=turn_now or due_at - SLACK <= now)
        if dry_run:
            done.doubt = clock.doubt(now=now)
            done.keys_due = keys_due(drawer, now=now)
            done.stock = sweeping.take_stock(drawer, today=today, days_after=days_after(library))
            return done
        _write_down_run_out(library, drawer, now=now)
        done.ended = sweeping.end_due(
            drawer, today=today, days_after=days_after(library), progress=lambda n: step("ended", n)
        )
        done.folded = fold_day(library, now=now)
        if done.turn_due:
            done.turned = turning.turn(
                drawer, now=now, recovery_days=RECOVERY_DAYS, progress=lambda n: step("kept", n)
            )
            done.next_turn = turn_due_at(drawer)
        forgotten, pending = turning.forget_waiting(
            drawer, now=now, early=SLACK, backup_without=backups.without
        )
        done.forgotten, done.waiting_for_backup = len(forgotten), len(pending)
        done.certificates = certificates.bring_up_to_date(
            library.slug,
            policy=library.policy.sha256,
            waiting_for_backup=frozenset(row.number for row in pending),
        )
        turning.trim_forget_list(drawer)
        _write_down(library, done, now=now)
        clock.note(now=now)
    return done


def _write_down_run_out(library: Library, drawer: Drawer, *, now: datetime) -> None:
    """Legal holds that nobody confirmed, or not again: that one has ended is written down before its slip goes."""
    today = library.day_of(now)
    for over in keeping.run_out(drawer, today=today):
        entry = log.Entry(
            day=today,
            action="hold-lifted",
            role="purge",
            basis=("S-3",),
            policy=library.policy.sha256,
            case=over.handle,
        )
        log.append(library.slug, entry, once=f"hold-over {over.mark}")


def keys_due(drawer: Drawer, *, now: datetime) -> list[int]:
    """The numbers of the keys whose recovery window is over at this moment: a purge would overwrite them."""
    waiting = Generation.objects.filter(
        library=drawer.library, state=Generation.WAITING, readable_until__lte=now + SLACK
    )
    return list(waiting.order_by("number").values_list("number", flat=True))


def _date_anew(library: Library, *, now: datetime) -> None:
    """What was dated while the clock was ahead would wait until then: its true day is lost, so it counts as old.

    A key then turns at once, and a turned one lives for a whole recovery window from now.
    """
    backups.date_anew(now=now)
    rows = Generation.objects.filter(library=library.slug).exclude(state=Generation.FORGOTTEN)
    rows.filter(opened_at__gt=now + clock.BACK).update(
        opened_at=now - timedelta(days=TURN_EVERY_DAYS + RECOVERY_DAYS)
    )
    for row in rows.filter(turned_at__gt=now + clock.BACK):
        row.turned_at, row.readable_until = now, now + timedelta(days=RECOVERY_DAYS)
        row.save(update_fields=["turned_at", "readable_until"])
        certificates.date_anew(row)


def fold_day(library: Library, *, now: datetime) -> int:
    """Fold what waits: loans and closed cases into the counters, looks into the ledger; and rewrite the container. Also
    runs on its own, nightly."""
    clock.check(now=now)  # marks of a wrong day would be dropped too early

    def sink(cells: Counter[Cell]) -> None:
        for measure in sorted({cell[0] for cell in cells}):
            add = _FOLDED_INTO.get(measure, facts.add)
            add(library.slug, Counter({c: n for c, n in cells.items() if c[0] == measure}))

    folded = fold(drawers.of(library.slug), now=now, sink=sink)
    # Only once the fold has shown that the keys are there, and the right ones: else nothing is written.
    case_counts.begin(library.slug, on=library.day_of(now))
    looks.relay(library.slug, policy=library.policy.sha256)
    containers.tick(library.slug, today=library.day_of(now))
    return sum(folded.values())


def turn_due_at(drawer: Drawer) -> datetime:
    """When the key is next turned: a week after the open generation was opened."""
    opened = (
        Generation.objects.filter(library=drawer.library, state=Generation.OPEN).latest("number").opened_at
    )
    if Generation.objects.filter(library=drawer.library, state=Generation.TURNING).exists():
        return opened  # a turn was cut short: it is due now
    return opened + timedelta(days=TURN_EVERY_DAYS)


def _write_down(library: Library, done: Purged, *, now: datetime) -> None:
    day = library.day_of(now)
    basis = tuple(sorted({c for p in library.policy.keep.values() for c in p.clauses})) or ("S-2",)
    policy = library.policy.sha256

    def leaf(action: str, count: int, once: str | None = None) -> None:
        entry = log.Entry(day=day, action=action, role="purge", basis=basis, policy=policy, count=count)
        log.append(library.slug, entry, once=once)

    if ended := sum(done.ended.values()):
        leaf("purge", ended)
    # From the table, not from what this run did: a crash may have come between the deed and its leaf.
    for row in Generation.objects.filter(library=library.slug, turned_at__isnull=False).order_by("-number")[
        :40
    ]:
        # One key each, also in a week without records: how many were kept or left behind stands on the certificate.
        leaf("turn", 1, once=f"turn {library.slug} {row.number}")
        if row.state == Generation.FORGOTTEN:
            leaf("forget", 1, once=f"forget {library.slug} {row.number}")
