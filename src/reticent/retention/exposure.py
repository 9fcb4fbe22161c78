"""What is held today, how old it is, until when copies of what ended can be read, and what wants doing (DESIGN 8)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from reticent.drawer import slips, sweeping
from reticent.drawer.sweeping import Held, Stock
from reticent.drawer.tables import RECOVERY_DAYS
from reticent.people.libraries import Library
from reticent.retention import backups, certificates, nights, purge
from reticent.retention.backups import Backup
from reticent.retention.certificates import Certificate

OLD_BACKUP = timedelta(days=2)
LATE_TURN = timedelta(days=1)


@dataclass(frozen=True)
class HeldFor:
    """One kind that is held, the need that keeps it and the days after; None where the policy does not say."""

    held: Held
    need: str | None
    days_after: int | None


@dataclass(frozen=True)
class Ended:
    """What ended and can still be read in copies: how many slips, since when, until when at the latest."""

    count: int
    since: datetime | None
    readable_until: datetime


@dataclass(frozen=True)
class Exposure:
    """One library's exposure at one moment. `late` are certificates whose key should be gone and is not;
    `night_trouble` is what kept the last night's work from being done, empty when it was."""

    kinds: tuple[HeldFor, ...]
    ended: Ended
    next_turn: datetime
    certificates: tuple[Certificate, ...]
    backup: Backup | None
    late: tuple[Certificate, ...]
    backup_is_old: bool
    turn_is_late: bool
    night_trouble: str


def of(library: Library, *, now: datetime) -> Exposure:
    """The exposure of this library. Opens the whole drawer to count it; nothing but counts comes out."""
    drawer = slips.of(library.slug)
    today = library.day_of(now)
    stock = sweeping.take_stock(drawer, today=today, days_after=purge.days_after(library))
    certified = certificates.of(library.slug)
    pending = [c for c in certified if c.is_pending]
    next_turn = purge.turn_due_at(drawer)
    backup = backups.newest()
    return Exposure(
        kinds=_kinds(library, stock),
        ended=Ended(
            count=sum(c.ended for c in pending) + stock.ended,
            since=min((c.turned_at for c in pending), default=None),
            readable_until=max(next_turn, now) + timedelta(days=RECOVERY_DAYS),
        ),
        next_turn=next_turn,
        certificates=tuple(certified),
        backup=backup,
        late=tuple(c for c in pending if c.readable_until < now),
        backup_is_old=backup is None or backup.opened_at is None or now - backup.opened_at > OLD_BACKUP,
        turn_is_late=next_turn + LATE_TURN <= now,
        night_trouble=nights.read().trouble,
    )


def _kinds(library: Library, stock: Stock) -> tuple[HeldFor, ...]:
    """Each kind with its period; what only finds another kind goes with that one and is not counted apart."""
    keep = library.policy.keep
    found = []
    for held in stock.kinds:
        period = keep.get(held.kind)
        if period is None:
            found.append(HeldFor(held, None, None))
        elif not period.follows:
            found.append(HeldFor(held, period.need, period.days_after))
    return tuple(found)
