"""What is held today, how old it is, until when copies of what ended can be read, and what wants doing (DESIGN 8)."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Max, Min

from reticent.drawer import drawers, kinds, sweeping
from reticent.drawer.sweeping import Held, Stock
from reticent.drawer.tables import RECOVERY_DAYS, Generation
from reticent.people.libraries import Library
from reticent.retention import backups, certificates, clock, drill, nights, purge
from reticent.retention.backups import Backup
from reticent.retention.certificates import Certificate
from reticent.retention.drill import Drill

OLD_BACKUP = timedelta(days=2)
LATE_TURN = timedelta(days=1)
LATE_NIGHT = timedelta(hours=26)  # a night comes every day, or an hour later where the clocks change


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
    `night_trouble` is what kept the last night's work from being done, empty when it was; `alarms` says in whole
    sentences what else keeps the installation from forgetting: a clock in doubt, a night that never came. `asked_for`:
    how many records legal requests keep, whatever else needs them."""

    kinds: tuple[HeldFor, ...]
    ended: Ended
    next_turn: datetime
    certificates: tuple[Certificate, ...]
    backup: Backup | None
    late: tuple[Certificate, ...]
    backup_is_old: bool
    turn_is_late: bool
    night_trouble: str
    alarms: tuple[str, ...] = ()
    drill: Drill | None = None
    asked_for: int = 0


def of(library: Library, *, now: datetime) -> Exposure:
    """The exposure of this library. Opens the whole drawer to count it; nothing but counts comes out."""
    drawer = drawers.of(library.slug)
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
        alarms=alarms(now=now),
        drill=drill.latest(),
        asked_for=stock.asked_for,
    )


@dataclass(frozen=True)
class Gone:
    """What can be said of records that are not here any more. What ended before `forgotten_before` nobody can read; None
    while no key was overwritten yet. What ended since is removed, and can be read from copies until `readable_until`."""

    forgotten_before: datetime | None
    readable_until: datetime


def gone(library: Library, *, now: datetime) -> Gone:
    """The days to name when a record is not found. Opens nothing."""
    mine = Generation.objects.filter(library=library.slug)
    keyed = mine.exclude(state=Generation.FORGOTTEN)
    # What ended before the oldest key was drawn lay under keys that are all gone.
    oldest = keyed.aggregate(at=Min("opened_at"))["at"] if mine.count() > keyed.count() else None
    pending = keyed.aggregate(until=Max("readable_until"))["until"] or now
    next_turn = purge.turn_due_at(drawers.of(library.slug))
    return Gone(oldest, max(pending, max(next_turn, now) + timedelta(days=RECOVERY_DAYS)))


def alarms(*, now: datetime) -> tuple[str, ...]:
    """What keeps the whole installation from forgetting, in whole sentences with what to do; nothing when all is well."""
    found = [clock.doubt(now=now) or _from_the_future(now=now)]
    night = nights.read()
    if night.done_at and now - night.done_at > LATE_NIGHT:
        found.append(
            f"The night's work was last done on {_shown(night.done_at)}, more than a day ago. Is the server running? "
            "Start it (`reticent serve`), or run `reticent backup` and `reticent purge`."
        )
    return tuple(alarm for alarm in found if alarm)


def _from_the_future(*, now: datetime) -> str:
    """What was written down while the clock was ahead: it would keep the work from being due for as long."""
    night = nights.read()
    began = datetime.combine(night.done, time(), ZoneInfo(settings.TIME_ZONE)) if night.done_at else None
    wrong = [
        what
        for what, moments in (
            ("the night's work", (began, night.done_at)),
            ("a backup", _newest_of_backups()),
            ("a key in use", _newest_opened()),
        )
        if any(moment and clock.is_future(moment, now=now) for moment in moments)
    ]
    if not wrong:
        return ""
    return (
        f"The clock was wrong: {' and '.join(wrong)} dated after {_shown(now)}. If the clock is right now, run "
        "`reticent purge --the-clock-is-right`; what was dated wrongly is dated anew."
    )


def _newest_of_backups() -> list[datetime | None]:
    rows = backups.Backup.objects.aggregate(made=Max("made_at"), opened=Max("opened_at"))
    return [rows["made"], rows["opened"]]


def _newest_opened() -> list[datetime | None]:
    live = Generation.objects.filter(state__in=[Generation.OPEN, Generation.TURNING]).exclude(
        library=backups.CANARY
    )
    return [live.aggregate(opened=Max("opened_at"))["opened"]]


def _shown(moment: datetime) -> str:
    return f"{moment.astimezone(ZoneInfo(settings.TIME_ZONE)):%-d %B %Y, %H:%M}"


def _kinds(library: Library, stock: Stock) -> tuple[HeldFor, ...]:
    """Each kind with its period; what only finds another kind goes with that one and is not counted apart."""
    keep = library.periods
    found = []
    for held in stock.kinds:
        period = keep.get(held.kind)
        if period is None:
            # What guards the program itself keeps its own time, whatever the policy says or does not say.
            own = kinds.named(held.kind).days_after
            found.append(HeldFor(held, None if own is None else "itself", own))
        elif not period.follows:
            found.append(HeldFor(held, period.need, period.days_after))
    return tuple(found)
