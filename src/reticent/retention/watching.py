"""Can this installation serve, and when was its work last done? For machines that watch it: nothing of persons.

What is told is what a stranger may know: that something is missing, never what lies in it; and of the night, the
backups, the keys and the rounds of mail, when. No figure counts what somebody did.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from reticent.drawer import reach
from reticent.drawer.tables import Generation
from reticent.errors import ReticentError
from reticent.people.libraries import Library
from reticent.retention import backups, clock, drill, exposure, nights
from reticent.retention.rounds import Rounds
from reticent.vault import root


@dataclass(frozen=True)
class Measure:
    """One figure: its name as Prometheus has names, what it says, and its values by labels. Moments are in seconds since
    1970; 0 is never."""

    name: str
    says: str
    values: tuple[tuple[tuple[tuple[str, str], ...], float], ...]


def missing(*, now: datetime) -> tuple[str, ...]:
    """What keeps the pages from being served, by name: `database`, `migrations`, `keys`, `clock`; nothing when ready."""
    if not all(_answers(alias) for alias in ("default", "ledger")):
        return ("database",)
    with reach.only(reach.EVERY):
        wanted: tuple[tuple[str, Callable[[], bool]], ...] = (
            ("migrations", _is_migrated),
            ("keys", _has_keys),
            ("clock", lambda: not clock.doubt(now=now)),
        )
        return tuple(name for name, is_there in wanted if not is_there())


def measures(*, rounds: Iterable[Rounds], now: datetime) -> tuple[Measure, ...]:
    """When work was last done, and how many troubles there are; by library where each has its own."""
    with reach.only(reach.EVERY):
        return tuple(_measures(tuple(rounds), now))


def _answers(alias: str) -> bool:
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, OSError):
        return False
    return True


def _is_migrated() -> bool:
    known = {each for each in MigrationLoader(None).disk_migrations if each[0] == "reticent"}
    return all(
        known <= set(MigrationRecorder(connections[alias]).applied_migrations())
        for alias in ("default", "ledger")
    )


def _has_keys() -> bool:
    try:
        root.read(settings.RETICENT_KEYS)
    except (ReticentError, OSError):
        return False
    return all((settings.RETICENT_KEYS / f"{slug}.keys").is_file() for slug in backups.vaults())


def _measures(rounds: tuple[Rounds, ...], now: datetime) -> Iterator[Measure]:
    places = list(Library.objects.order_by("slug"))
    night, backup, last_drill = nights.read(), backups.newest(), drill.latest()
    yield _one("alarms", "What keeps the installation from forgetting; see the director's page.", _count(now))
    yield _one("night_done_seconds", "When the night's work was last done.", _at(night.done_at))
    yield _one("night_troubled", "1 where the night's work was tried since, and failed.", bool(night.trouble))
    yield _one(
        "backup_opened_seconds",
        "When the newest backup was test-opened.",
        _at(backup.opened_at if backup else None),
    )
    yield _one("drill_seconds", "When a backup was last drilled.", _at(last_drill.at if last_drill else None))
    yield _one("drill_sound", "1 where the last drill was sound.", bool(last_drill and last_drill.sound))
    yield Measure(
        "reticent_key_opened_seconds",
        "Since when the key in use is in use; it is turned after a week.",
        tuple((_of(each), _at(_opened(each))) for each in places),
    )
    kept = [(each, made, made.kept(each)) for made in rounds for each in places]
    yield Measure(
        "reticent_mail_round_seconds",
        "When the round of mails was last made.",
        tuple(((*_of(each), ("round", made.name)), _at(last.at)) for each, made, last in kept),
    )
    yield Measure(
        "reticent_mail_round_troubles",
        "How many troubles the last round of mails had.",
        tuple(((*_of(each), ("round", made.name)), float(len(last.troubles))) for each, made, last in kept),
    )


def _one(name: str, says: str, value: float) -> Measure:
    return Measure(f"reticent_{name}", says, (((), float(value)),))


def _of(library: Library) -> tuple[tuple[str, str], ...]:
    return (("library", library.slug),)


def _at(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0.0


def _count(now: datetime) -> float:
    return float(len(exposure.alarms(now=now)))


def _opened(library: Library) -> datetime | None:
    key = Generation.objects.filter(library=library.slug, state=Generation.OPEN).order_by("-number").first()
    return key.opened_at if key else None
