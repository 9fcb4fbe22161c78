"""What does putting a backup back undo, what does it leave, and does a damaged database keep it from being done?"""

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from reticent.people.staff import StaffAccount
from reticent.retention import backups, copies_sqlite
from tests.conftest import NOW, Town

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def yes(name: str) -> bool:
    return True


def test_a_restore_leaves_staff_accounts_as_they_are_and_nobody_signed_in(mansfield: Town) -> None:
    clara, dora = mansfield.staff("clara"), mansfield.staff("dora")
    made = backups.make(now=NOW)
    clara.set_password("another-lamp-entirely")
    clara.duties = ["circulation"]
    clara.save()
    StaffAccount.objects.filter(pk=dora.pk).update(is_active=False)
    emil = mansfield.staff("emil", "accounts")
    SessionStore().create()

    done = backups.restore(made.name, now=NOW + HOUR, confirm=yes)

    assert done.staff_kept == 3
    there = {account.username.partition("@")[0]: account for account in StaffAccount.objects.all()}
    assert there["clara"].check_password("another-lamp-entirely")
    assert there["clara"].duties == ["circulation"]
    assert not there["dora"].is_active
    assert (there["emil"].pk, there["emil"].duties) == (emil.pk, ["accounts"])
    assert not Session.objects.exists()
    assert done.made_at == NOW


def test_a_damaged_database_is_not_woken_and_one_that_reads_is_kept_as_a_backup(
    mansfield: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    mansfield.register("1", "Ann Lee")
    made = backups.make(now=NOW)
    mansfield.register("2", "Ben Lee")
    woken = []
    usual = copies_sqlite._write_over

    def write_over(path: Path, **how: object) -> str:
        assert not woken
        return usual(path, **how)  # type: ignore[arg-type]

    wake = backups.waking.wake
    monkeypatch.setattr(copies_sqlite, "_write_over", write_over)
    monkeypatch.setattr(backups.waking, "wake", lambda d, **how: (woken.append(d), wake(d, **how))[1])

    done = backups.restore(made.name, now=NOW + HOUR, confirm=yes)

    assert woken
    assert done.kept_as
    woken.clear()
    back = backups.restore(done.kept_as, now=NOW + 2 * HOUR, confirm=yes)
    assert back.recoveries  # it is known as a copy, though nobody woke it when it was made
    assert len([i for _, i in mansfield.drawer.everything() if i.kind and i.kind.name == "registration"]) == 2
