"""Does a database file that is damaged keep a backup from being put back, and a full disk from changing anything?"""

import errno
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from reticent.people.staff import StaffAccount
from reticent.retention import backups, copies_sqlite
from tests.conftest import NOW, Town

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def yes(name: str) -> bool:
    return True


def _with_no_header(path: Path) -> None:
    with open(path, "r+b") as file:
        file.write(b"This is a shopping list. " * 4)


def _with_pages_gone(path: Path) -> None:
    size = path.stat().st_size
    with open(path, "r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 8192))


def _cut_short(path: Path) -> None:
    with open(path, "r+b") as file:
        file.truncate(5000)


def _gone(path: Path) -> None:
    path.unlink()


def _epochs_gone(path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM reticent_epoch")
    connection.close()


@pytest.mark.parametrize("damage", [_with_no_header, _with_pages_gone, _cut_short, _gone, _epochs_gone])
def test_a_database_damaged_in_any_way_is_replaced_by_the_backup(
    mansfield: Town, damage: Callable[[Path], None]
) -> None:
    ann = mansfield.register("1", "Ann Lee")
    mansfield.staff("clara")
    mansfield.lend(ann, mansfield.item("30001"))
    made = backups.make(now=NOW)
    mansfield.take_back(mansfield.item("30001"))
    mansfield.purge(now=NOW + HOUR)
    path = Path(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    damage(path)

    done = backups.restore(made.name, now=NOW + 2 * HOUR, confirm=yes)

    assert sum(found.ended_again for found in done.recoveries) == 1
    assert mansfield.out_to(ann) == set()
    assert StaffAccount.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        assert cursor.fetchone()[0] == "ok"
    backups.make(now=NOW + 3 * HOUR)
    mansfield.purge(now=NOW + 3 * HOUR, turn_now=True)
    for left in path.parent.glob(f"{path.name}.damaged-*"):
        left.unlink()


def test_a_restore_goes_on_where_no_copy_of_what_was_there_can_be_made(
    mansfield: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = backups.make(now=NOW)
    before = sorted(p.name for p in backups.folder().iterdir())

    def unread(*_: object) -> None:
        raise OSError(errno.EIO, "a page does not read")

    monkeypatch.setattr(copies_sqlite, "_copy_out", unread)

    done = backups.restore(made.name, now=NOW + DAY, confirm=yes)

    assert (done.kept_as, done.put_aside) == ("", "")
    assert sorted(p.name for p in backups.folder().iterdir()) == before


def test_a_restore_without_room_to_keep_what_is_there_changes_nothing(
    mansfield: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = mansfield.register("1", "Ann Lee")
    made = backups.make(now=NOW)
    mansfield.lend(ann, mansfield.item("30001"))
    before = sorted(p.name for p in backups.folder().iterdir())

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(copies_sqlite, "_copy_out", full)

    with pytest.raises(backups.NoRoom, match=r"Make room .* then restore again. Nothing was changed"):
        backups.restore(made.name, now=NOW + DAY, confirm=yes)

    assert sorted(p.name for p in backups.folder().iterdir()) == before
    assert mansfield.out_to(ann) == {"30001"}


def test_a_copy_that_holds_nothing_of_a_database_that_does_counts_for_nothing(
    mansfield: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    backups.make(now=NOW)  # there is nothing yet, so nothing is missing
    mansfield.register("1", "Ann Lee")
    usual = copies_sqlite._copy_out

    def emptied(alias: str, path: Path) -> None:
        usual(alias, path)
        if alias == "default":
            with sqlite3.connect(path) as copy:
                copy.execute("DELETE FROM reticent_slip")

    monkeypatch.setattr(copies_sqlite, "_copy_out", emptied)

    with pytest.raises(backups.BackupDoesNotOpen, match="holds no record, and the database does"):
        backups.make(now=NOW + HOUR)

    newest = backups.newest()
    assert newest
    assert newest.opened_at is None
