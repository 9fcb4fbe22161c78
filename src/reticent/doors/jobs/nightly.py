"""The night's work: the policy of the day, a fold, a tested backup, the purge of every library, a signed checkpoint.

Once a night, after two."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.sessions.models import Session

from reticent.access import reviewing
from reticent.disclosure import forgetting
from reticent.drawer import drawers
from reticent.drawer.slips import AlreadyRunning
from reticent.errors import Broken, ReticentError
from reticent.ledger import checkpoints
from reticent.people import client_events, clients, delegations, libraries
from reticent.retention import backups, clock, copies, nights, purge, switching
from reticent.retention.nights import Nights

HOUR = 2
AGAIN_AFTER = timedelta(hours=1)  # how long a night that failed waits: somebody may mend something


class NightFailed(ReticentError):
    """Something of the night's work was not done. Its text says what, part by part."""


def tick(now: datetime | None = None) -> bool:
    """Do the night's work if it is due; whether it was done. A failure is kept for the director's page to show.

    A night is done once, whoever ticks: two servers on one installation take turns. A failed night is tried again
    every hour. Where an import or a purge is running, the next tick tries again.
    """
    now = now or datetime.now(UTC)
    night = _night(now)
    with _alone() as alone:
        if not alone or not _is_due(night, now=now):
            return False
        try:
            run(now=now)
        except AlreadyRunning:
            return False
        except ReticentError as no:
            _failed(str(no), now=now)
            return False
        except Exception as no:  # noqa: BLE001  a trace could show a patron's data, and tomorrow is another night
            _failed(f"The night's work stopped ({type(no).__name__}).", now=now)
            return False
        nights.write(Nights(night, now, done_at=now))
        return True


def _failed(trouble: str, *, now: datetime) -> None:
    last = nights.read()
    nights.write(Nights(last.done, now, trouble, last.done_at))


def run(*, now: datetime) -> None:
    """Follow the policy of the day and fold, in each library; back up and test; purge each, sign each ledger. Every
    part can be repeated.

    Folded first, so that what a restored backup holds is counted already, and is not counted in the ledger again.

    What fails in one library does not keep the others from their night. By a clock that is in doubt nothing is done.
    """
    clock.check(now=now)
    troubles: list[str] = []
    busy: list[AlreadyRunning] = []

    def part(name: str, work: Callable[[], object]) -> None:
        try:
            work()
        except AlreadyRunning as no:
            busy.append(no)
        except ReticentError as no:
            troubles.append(f"{name}: {no}")
        except Exception as no:  # noqa: BLE001  its text could hold a patron's data
            troubles.append(f"{name}: {_in_words(no)}")

    everyone = libraries.everyone()
    for library in everyone:
        part(library.slug, partial(_follow_policy, library, now))
    for library in everyone:
        part(library.slug, partial(_fold, library, now))
    part("backup", partial(_back_up, now))
    for library in everyone:
        part(library.slug, partial(_purge, library, now))
    for library in everyone:
        part(library.slug, partial(reviewing.draw, library, now=now))
    for library in everyone:
        part(library.slug, partial(_tidy, library, now))
    # Sessions that are over stay in the table until somebody takes them away.
    part("sessions", Session.objects.filter(expire_date__lt=now).delete)
    if troubles:
        raise NightFailed(
            "\n".join(dict.fromkeys(troubles))
        )  # what keeps two parts from being done is said once
    if busy:
        raise busy[0]


def _in_words(no: Exception) -> str:
    if copies.is_full(no):
        return "the disk is full, that of RETICENT_HOME or that of the key folder. Make room, then run `reticent purge`."
    if "disk I/O" in str(no):
        return "the disk is full, or failing. Make room, or mend it, then run `reticent purge`."
    return f"stopped ({type(no).__name__}). Check the disk, then run `reticent purge`."


def _follow_policy(library: libraries.Library, now: datetime) -> None:
    switching.keep_up(library, now=now)
    libraries.write_down(library)  # a crash may have come between an adoption and its leaf
    delegations.write_down(library)  # or between the end of a delegation and its leaf


def _tidy(library: libraries.Library, now: datetime) -> None:
    """What is kept of other programs: how often they came, which of their events were taken in."""
    clients.tidy(library, today=library.day_of(now))
    client_events.tidy(library, today=library.day_of(now))


def _fold(library: libraries.Library, now: datetime) -> None:
    with drawers.of(library.slug).alone():
        purge.fold_day(library, now=now)


def _back_up(now: datetime) -> None:
    for slug in backups.vaults():
        drawers.of(slug).wake()
    last = backups.newest()
    if last and last.opened_at and _night(last.made_at) == _night(now):
        return  # made by an earlier try of this night
    backups.make(now=now)


def _purge(library: libraries.Library, now: datetime) -> None:
    forgetting.run(library, now=now)
    path: Path = settings.RETICENT_KEYS / checkpoints.KEY_FILE
    if not path.exists() and checkpoints.LedgerCheckpoint.objects.exists():
        raise Broken("The key that signs the ledger is not in the key folder. Put the folder back.")
    checkpoints.sign(library.slug, checkpoints.Signer(path), library.there(now))


def _night(now: datetime) -> date:
    """The night that is due: today's once it is past two in the morning."""
    return (now.astimezone(ZoneInfo(settings.TIME_ZONE)) - timedelta(hours=HOUR)).date()


def _is_due(night: date, *, now: datetime) -> bool:
    kept = nights.read()
    if night <= kept.done <= night + timedelta(days=1):  # a night further ahead was done by a wrong clock
        return False
    if kept.tried_at is None or not kept.trouble:
        return True
    return now - kept.tried_at >= AGAIN_AFTER or kept.tried_at > now


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether nobody else does the night's work now; the system lets go if we die."""
    fd = os.open(settings.RETICENT_HOME / "nightly.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(fd)
