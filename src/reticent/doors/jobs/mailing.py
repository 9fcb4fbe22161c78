"""The morning's mail: reminders to offices, then notices to patrons, each once a day for each library by its own clock,
and an hour after a trouble again.

It does not wait for the night's work and nothing of the night waits for it: a night that fails is itself told.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from django.db import DatabaseError, close_old_connections

from reticent import notices, reminders
from reticent.errors import ReticentError
from reticent.people import libraries, post
from reticent.people.libraries import Library
from reticent.retention.rounds import AtIt, Rounds


def tick(now: datetime | None = None) -> int:
    """Make the rounds that are due; how many mails went. What kept one from being made stands on the director's page."""
    now = now or datetime.now(UTC)
    close_old_connections()  # a connection that broke off stays so until somebody lets go of it
    try:
        places = libraries.everyone()
    except DatabaseError:
        return 0  # the database does not answer: the next tick asks again
    return sum(
        _round(rounds, run, each, now=now)
        for each in places
        for rounds, run in ((reminders.ROUNDS, _remind), (notices.ROUNDS, _notify))
        if rounds.is_due(each, now=now)
    )


def _remind(library: Library, now: datetime) -> int:
    return reminders.run(library, now=now, way=post.way()).sent


def _notify(library: Library, now: datetime) -> int:
    return notices.run(library, now=now, way=post.way()).sent


def _round(
    rounds: Rounds, run: Callable[[Library, datetime], int], library: Library, *, now: datetime
) -> int:
    try:
        return run(library, now)
    except AtIt:
        return 0  # two servers on one installation: the other one does it
    except ReticentError as no:
        trouble = str(no)
    except Exception as no:  # noqa: BLE001  its text could hold an address, and the next library waits
        trouble = f"The round of {rounds.what.lower()} stopped ({type(no).__name__}). Check the disk and the database."
    rounds.note(library, troubles=(trouble,), now=now)
    return 0
