"""What becomes of cases without anybody's doing: in the night, and when a backup was put back?"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from reticent.access import casework
from reticent.disclosure.cases.kept import CASE_ACT, is_over, rows_here
from reticent.disclosure.cases.leaves import write_down
from reticent.disclosure.cases.reading import holds
from reticent.drawer import drawers
from reticent.ledger import log
from reticent.people.libraries import Library

_ACTS_IN_LEDGER = ("case-opened", "case-step", "case-closed", "disclosure")


def tidy(library: Library, *, now: datetime) -> int:
    """Take away the rows of cases that nothing is kept of any more: their years are over, or a backup put back a row
    whose case had gone to paper. How many."""
    write_down(library)
    return len(_taken_away(library, lambda: _told(library).closed, now=now))


def _taken_away(library: Library, closed: Callable[[], set[str]], *, now: datetime) -> list[str]:
    """Of these rows some are early: `closed` says which cases the ledger calls closed, and is asked for those only."""
    drawer = drawers.of(library.slug)
    empty = [
        row
        for row in rows_here(library)
        if not drawer.find(casework.to_see_whose(library, row.handle), subject=row.handle, kind=CASE_ACT.name)
    ]
    early = [row for row in empty if not is_over(library, row, now=now)]
    over = closed() if early else set()
    # Of an open case that the ledger does not call closed the acts are missing, and whoever reads it is told.
    gone = [row for row in empty if row not in early or row.handle in over]
    handles = [row.handle for row in gone]
    for row in gone:
        row.delete()
    return handles


@dataclass
class _Told:
    """What the ledger tells of cases: how many acts of each, which were opened or gone on with since a day, which are
    closed, and which keep something."""

    acts: Counter[str] = field(default_factory=Counter)
    opened: set[str] = field(default_factory=set)
    since: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)
    keeps: dict[str, bool] = field(default_factory=dict)


def _told(library: Library, *, made: date | None = None) -> _Told:
    """Read through once, the newest first; `made` is the day of a backup, none where that is not known."""
    told = _Told()
    for written in log.entries(library.slug, newest=log.size(library.slug)):
        entry = written.entry
        if not entry.case:
            continue
        if entry.action in _ACTS_IN_LEDGER:
            told.acts[entry.case] += 1
            if made is None or entry.day >= made:
                told.since.add(entry.case)
                told.opened |= {entry.case} if entry.action == "case-opened" else set()
        if entry.action == "case-closed":
            told.closed.add(entry.case)
        if entry.action in ("hold-placed", "hold-lifted"):
            told.keeps.setdefault(entry.case, entry.action == "hold-placed")
    return told


@dataclass(frozen=True)
class SinceThen:
    """What a backup that was put back does not hold of the cases, as far as the ledger tells: how many rows were taken
    away again, which cases were opened since, which of those ended, and in which others there were more acts.

    The ledger has days and no hours: what an earlier restore of the same day undid is named again.
    """

    taken_away: int
    opened: tuple[str, ...]
    ended: tuple[str, ...]
    gone_on: tuple[str, ...]
    held: tuple[str, ...] = ()


def after_restore(library: Library, *, made: date | None, now: datetime) -> SinceThen:
    """Compare the cases of a backup, made on a day, with the ledger, which no restore takes back."""
    write_down(library)
    told = _told(library, made=made)
    taken_away = _taken_away(library, lambda: told.closed, now=now)
    there = {row.handle: row.version for row in rows_here(library)}
    kept = {handle for handle, keeps in told.keeps.items() if keeps}
    held = kept - told.closed - {hold.handle for hold in holds(library, now=now)}
    return SinceThen(
        len(taken_away),
        opened=tuple(sorted(told.opened - there.keys() - told.closed)),
        ended=tuple(sorted((told.opened & told.closed) - there.keys() - set(taken_away))),
        gone_on=tuple(sorted(h for h in told.since & there.keys() if told.acts[h] > there[h])),
        held=tuple(sorted(held)),
    )
