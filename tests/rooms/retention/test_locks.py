"""Do backup, restore and proof keep out of each other's way, and does a proof that was killed stand in nobody's?"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.conf import settings

from reticent.doors.jobs import nightly
from reticent.drawer import drawers
from reticent.retention import backups, canary, locks
from tests.conftest import NOW, Town

HOUR = timedelta(hours=1)


@contextmanager
def another_at(name: str) -> Iterator[None]:
    """Another process holds this lock."""
    fd = os.open(settings.RETICENT_HOME / name, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        yield
    finally:
        os.close(fd)


@pytest.mark.parametrize("work", ["backup", "restore", "verify"])
def test_copies_are_made_put_back_and_searched_by_one_at_a_time(
    mansfield: Town, monkeypatch: pytest.MonkeyPatch, work: str
) -> None:
    made = backups.make(now=NOW)
    draft = backups.folder() / "reticent-20261121-150001.default.part"
    draft.write_bytes(b"another process is writing this")
    monkeypatch.setattr(locks, "WAIT", 0.2)
    works: dict[str, Callable[[], object]] = {
        "backup": lambda: backups.make(now=NOW + HOUR),
        "restore": lambda: backups.restore(made.name, now=NOW + HOUR, confirm=lambda name: True),
        "verify": lambda: canary.verify(now=NOW + HOUR),
    }

    with another_at("copies.lock"), pytest.raises(locks.CopiesInUse, match="Wait until it is done"):
        works[work]()

    assert draft.exists()
    assert backups.Backup.objects.count() == 1
    works[work]()


def test_a_night_that_meets_another_s_backup_is_tried_again_at_the_next_tick(
    mansfield: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "WAIT", 0.2)

    with another_at("copies.lock"):
        assert not nightly.tick(NOW)

    assert nightly.tick(NOW + timedelta(minutes=1))


def test_a_canary_whose_key_is_gone_keeps_no_backup_restore_or_night_from_their_work(mansfield: Town) -> None:
    """A proof was killed after the canary's key was overwritten and before its rows were taken away."""
    ann = mansfield.register("1", "Ann Lee")
    drawer = drawers.set_up("canary", now=NOW)
    drawer.put(
        subject="p:00", kind="charge",
        payload={"amount": 1, "reason": "planted", "since": None, "paid_on": None},
    )  # fmt: skip
    for number in drawer.keyfile.generations():
        drawer.keyfile.overwrite(number)
    drawer.asleep()

    made = backups.make(now=NOW)
    assert nightly.tick(NOW + HOUR)
    done = backups.restore(made.name, now=NOW + 2 * HOUR, confirm=lambda name: True)

    assert [found.library for found in done.recoveries] == ["mansfield"]
    assert mansfield.drawer.find(mansfield.permit, subject=ann)
    newest = backups.newest()
    assert newest
    assert newest.name.startswith("reticent-")
    assert canary.verify(now=NOW + 3 * HOUR).sound
