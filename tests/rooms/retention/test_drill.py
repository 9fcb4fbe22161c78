"""Is a drill sound on what is sound, red on what is not, and does it leave what lives alone?"""

import dataclasses
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections

from reticent.drawer import drawers, waking
from reticent.ledger import checkpoints, log
from reticent.retention import backups, canary, drill, locks, stores
from reticent.retention.drill import Drilled
from reticent.retention.evidence import Evidence
from tests import postgresql
from tests.conftest import NOW, Town
from tests.rooms.drawer.copies import let_go
from tests.rooms.retention.altering import altered

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def scratch_places() -> list[str]:
    """Folders on SQLite, databases on PostgreSQL."""
    if not postgresql.in_use():
        return [path.name for path in settings.RETICENT_HOME.glob("scratch-*")]
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE '%_scratch_%'")
        return [name for (name,) in cursor.fetchall()]


def failed(drilled: Drilled) -> set[str]:
    return {check.name for check in drilled.checks if not check.sound}


def everything_live() -> object:
    """Tables but the drill's own, and the bytes of the key folder."""
    found: dict[str, object] = {p.name: p.read_bytes() for p in settings.RETICENT_KEYS.iterdir()}
    for alias in ("default", "ledger"):
        with connections[alias].cursor() as cursor:
            for name in connections[alias].introspection.table_names(cursor):
                if name.startswith("reticent_") and name not in (
                    "reticent_drill",
                    "reticent_ledgerleaf",
                    "reticent_ledgerhead",
                ):
                    cursor.execute(f"SELECT * FROM {name}")
                    found[f"{alias}.{name}"] = sorted(map(repr, cursor.fetchall()))
    return found


@pytest.fixture
def busy(mansfield: Town) -> Town:
    """Ann has one book, brought one back, and brings another back after the backup."""
    ann = mansfield.register("1", "Ann Lee")
    for barcode in ("30001", "30002", "30003"):
        mansfield.lend(ann, mansfield.item(barcode))
    mansfield.take_back(mansfield.item("30001"))
    mansfield.purge()
    checkpoints.sign(
        "mansfield", checkpoints.Signer(settings.RETICENT_KEYS / checkpoints.KEY_FILE), mansfield.now
    )
    backups.make(now=NOW + HOUR)
    mansfield.take_back(mansfield.item("30002"))
    return mansfield


def test_on_a_healthy_installation_a_drill_is_sound_and_says_so_in_the_ledger(busy: Town) -> None:
    drilled = drill.run(now=NOW + 2 * HOUR)

    found = drilled.all_tried
    assert drilled.sound, failed(drilled)
    assert (found.opened, found.closed, found.ended, found.unknown) == (8, 0, 1, 0)
    written = log.entries("mansfield")[0].entry
    assert (written.action, written.count) == ("drill", 8)
    last = drill.latest()
    assert last
    assert (last.sound, last.opened, last.at) == (True, 8, NOW + 2 * HOUR)
    assert not scratch_places()


def test_a_drill_touches_nothing_that_lives(busy: Town) -> None:
    before = everything_live()

    assert drill.run(now=NOW + 2 * HOUR).sound

    assert everything_live() == before


def test_what_is_looked_up_by_many_numbers_of_slips_is_counted_once(busy: Town, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(drill, "_BATCH", 2)
    told: list[tuple[int, int]] = []

    drilled = drill.run(now=NOW + 2 * HOUR, progress=lambda done, total: told.append((done, total)))

    assert drilled.all_tried.opened == 8
    assert told[-1] == (8, 8)


def test_without_a_backup_it_says_what_to_run(mansfield: Town) -> None:
    with pytest.raises(drill.NothingToDrill, match="reticent backup"):
        drill.run(now=NOW)

    assert drill.latest() is None


def test_one_that_is_not_there_is_named_with_those_that_are(busy: Town) -> None:
    with pytest.raises(backups.NoSuchBackup, match="There are: reticent-"):
        drill.run(now=NOW, name="reticent-1999")


def _files() -> list[Path]:
    return sorted(path for path in backups.folder().iterdir())


def _with_noise_in_it() -> None:
    (path,) = (p for p in _files() if ".ledger." not in p.name)
    with open(path, "r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 4096)


def _cut_short() -> None:
    (path,) = (p for p in _files() if ".ledger." not in p.name)
    with open(path, "r+b") as file:
        file.truncate(path.stat().st_size // 2)


def _without_its_ledger() -> None:
    (path,) = (p for p in _files() if ".ledger." in p.name)
    path.unlink()


@pytest.mark.parametrize("damage", [_with_noise_in_it, _cut_short, _without_its_ledger])
def test_a_damaged_backup_is_not_sound(busy: Town, damage: Callable[[], None]) -> None:
    damage()

    drilled = drill.run(now=NOW + 2 * HOUR)

    assert "the backup is whole" in failed(drilled)
    assert log.entries("mansfield")[0].entry.action == "drill-failed"
    assert not scratch_places()


def the_copy() -> str:
    (name,) = stores.here().names()
    return name


def test_one_flipped_bit_in_one_slip_is_found(busy: Town) -> None:
    """The file is whole; only what is sealed is not what was sealed."""
    with altered(the_copy()) as ask:
        tag, sealed = map(bytes, ask("SELECT tag, sealed FROM reticent_slip WHERE length(sealed) > 0")[0])
        flipped = sealed[:40] + bytes([sealed[40] ^ 1]) + sealed[41:]
        ask("UPDATE reticent_slip SET sealed = %s WHERE tag = %s", flipped, tag)

    drilled = drill.run(now=NOW + 2 * HOUR)

    assert failed(drilled) == {"what must open opens"}
    assert drilled.all_tried.closed == 1


def test_a_record_that_nobody_knows_to_have_ended_is_found(busy: Town) -> None:
    busy.purge(now=NOW + 2 * HOUR)  # now it stands on the list
    assert drill.run(now=NOW + 3 * HOUR).sound

    busy.drawer.forget_list.path.unlink()

    assert failed(drill.run(now=NOW + 4 * HOUR)) == {"what ended stays ended"}


def test_what_a_restore_undid_is_not_held_against_a_backup_of_before(busy: Town) -> None:
    early = backups.newest()
    assert early
    busy.register("2", "Ben Lee")
    late = backups.make(now=NOW + 2 * HOUR)
    backups.restore(early.name, now=NOW + 3 * HOUR, confirm=lambda name: True)

    drilled = drill.run(now=NOW + 4 * HOUR, name=late.name)

    assert drilled.sound, drilled.checks
    assert drilled.all_tried.unknown == 6


def forget_first(town: Town) -> bytes:
    """Turn, and forget generation 1; the key that is gone."""
    dead = town.drawer.keyfile.key(1)
    town.purge(now=NOW + 2 * HOUR, turn_now=True)
    backups.make(now=NOW + 3 * HOUR)
    later = NOW + 15 * DAY
    assert town.purge(now=later).forgotten == 1
    backups.make(now=later + HOUR)
    return dead


def put_key_back(town: Town, number: int, key: bytes) -> None:
    """As whoever kept a copy of it would."""
    with town.drawer.keyfile._changing() as change:
        slots = list(change.state.slots)
        at = next(i for i, slot in enumerate(slots) if slot.generation is None)
        slots[at] = dataclasses.replace(slots[at], generation=number, key=key)
        change.state = dataclasses.replace(change.state, slots=tuple(slots))


def test_what_is_forgotten_stays_shut_and_the_trial_can_tell(busy: Town) -> None:
    forget_first(busy)

    drilled = drill.run(now=NOW + 16 * DAY)

    assert drilled.sound, drilled.checks
    (said,) = (check.said for check in drilled.checks if check.name == "what is forgotten stays shut")
    assert said.startswith("9 sealed records")  # eight of the oldest backup, and the evidence
    assert Evidence.objects.filter(library="mansfield", number=1).count() == 1


@pytest.mark.parametrize("number", [1, 99])
def test_a_key_that_came_back_from_the_dead_is_found_whatever_it_is_called(busy: Town, number: int) -> None:
    put_key_back(busy, number, forget_first(busy))

    drilled = drill.run(now=NOW + 16 * DAY)

    assert failed(drilled) == {"what is forgotten stays shut"}
    (said,) = (check.said for check in drilled.checks if check.name == "what is forgotten stays shut")
    assert "9 records that are certified as forgotten open" in said


def test_an_older_copy_of_the_key_file_is_found_and_said(busy: Town) -> None:
    older = busy.drawer.keyfile.path.read_bytes()
    busy.purge(now=NOW + 2 * HOUR, turn_now=True)
    busy.drawer.keyfile.path.write_bytes(older)
    busy.drawer.asleep()

    drilled = drill.run(now=NOW + 3 * HOUR)

    assert "what lives opens" in failed(drilled)
    assert "Put back the newest copy of the key folder" in str([check.said for check in drilled.checks])


def test_a_backup_older_than_the_window_opens_no_more_and_as_the_newest_that_is_not_sound(busy: Town) -> None:
    forget_first(busy)
    oldest = backups.Backup.objects.order_by("made_at")[0].name

    old = drill.run(now=NOW + 16 * DAY, name=oldest)
    assert old.sound
    assert (old.all_tried.opened, old.all_tried.dead) == (0, 8)

    for name in set(stores.here().names()) - {oldest}:
        stores.here().remove(name)
    assert failed(drill.run(now=NOW + 17 * DAY)) == {"it can be put back"}


def test_a_ledger_that_was_written_anew_is_found(busy: Town) -> None:
    """Forked: the same number of rows and more, but one of the first says something else."""
    rows = log.LedgerLeaf.objects.filter(library="mansfield").order_by("row")
    entries = [written.entry for written in reversed(log.entries("mansfield", newest=500))]
    rows.delete()
    log.LedgerHead.objects.all().delete()
    log.LedgerNode.objects.all().delete()
    checkpoints.LedgerCheckpoint.objects.all().delete()
    log.append_many("mansfield", [dataclasses.replace(entries[0], count=7), *entries[1:]])

    drilled = drill.run(now=NOW + 2 * HOUR)

    assert failed(drilled) == {"the ledger only grew"}
    (said,) = (check.said for check in drilled.checks if check.name == "the ledger only grew")
    assert "mansfield: the ledger here does not begin with the" in said


def test_a_ledger_that_lost_its_last_rows_is_found(busy: Town) -> None:
    log.LedgerLeaf.objects.all().delete()
    log.LedgerHead.objects.all().delete()
    log.LedgerNode.objects.all().delete()

    assert failed(drill.run(now=NOW + 2 * HOUR)) == {"the ledger only grew"}


def test_a_row_of_the_copied_ledger_that_was_changed_is_found(busy: Town) -> None:
    with altered(the_copy(), "ledger") as ask:
        said = bytes(ask("SELECT said FROM reticent_ledgerleaf WHERE row = 0")[0][0])
        changed = said.replace(b'"count":1', b'"count":2')
        ask("UPDATE reticent_ledgerleaf SET said = %s WHERE row = 0", changed)

    assert failed(drill.run(now=NOW + 2 * HOUR)) == {"the ledger only grew"}


def test_a_checkpoint_by_another_key_is_found(busy: Town) -> None:
    (settings.RETICENT_KEYS / checkpoints.KEY_FILE).unlink()

    assert failed(drill.run(now=NOW + 2 * HOUR)) == {"the ledger only grew"}
    assert not (settings.RETICENT_KEYS / checkpoints.KEY_FILE).exists()  # it makes no key


def test_a_copy_that_would_pass_for_the_original_is_found(busy: Town) -> None:
    drawer = busy.drawer
    current = drawer.keyfile.epoch()
    with altered(the_copy()) as ask:
        ask("UPDATE reticent_epoch SET current = %s", current)

    assert failed(drill.run(now=NOW + 2 * HOUR)) == {"it is known as a copy"}


def test_a_drill_that_breaks_leaves_no_scratch_place(busy: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(drill, "_open_everything", breaks)

    with pytest.raises(KeyboardInterrupt):
        drill.run(now=NOW + 2 * HOUR)

    assert not scratch_places()
    assert "scratch" not in connections.databases


def test_what_a_drill_that_was_killed_left_is_cleared_away(busy: Town) -> None:
    let_go()
    child = os.fork()
    if not child:
        try:
            drill.run(now=NOW + 2 * HOUR, progress=lambda done, total: os._exit(9))
        finally:
            os._exit(70)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert scratch_places()

    assert drill.run(now=NOW + 3 * HOUR).sound

    assert not scratch_places()


def test_a_drill_waits_for_no_purge_and_no_purge_for_a_drill(busy: Town) -> None:
    with drawers.of("mansfield").alone(), pytest.raises(locks.AlreadyRunning, match="Wait until it is done"):
        drill.run(now=NOW + 2 * HOUR)

    assert drill.latest() is None
    assert not scratch_places()


def test_a_drill_goes_on_beside_the_canary_and_through_turns(busy: Town) -> None:
    assert canary.verify(now=NOW + 2 * HOUR).sound
    busy.purge(now=NOW + 3 * HOUR, turn_now=True)

    drilled = drill.run(now=NOW + 4 * HOUR)

    assert drilled.sound, drilled.checks
    assert set(drilled.tried) == {"mansfield"}
    assert waking.is_copy(busy.drawer) is False
