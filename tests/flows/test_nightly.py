"""Is the night's work done once a night, tried again when it failed, and safe when two do it at once?"""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session

from reticent.access import doorway
from reticent.doors.jobs import nightly
from reticent.drawer import drawers
from reticent.errors import Broken
from reticent.ledger import checkpoints, log
from reticent.people import delegations
from reticent.people.delegations import Paper
from reticent.records import facts
from reticent.retention import backups, purge
from tests.flows.conftest import Installation

# Two in the morning in Mansfield is seven in UTC in November.
BEFORE, AFTER = datetime(2026, 11, 22, 6, 59, tzinfo=UTC), datetime(2026, 11, 22, 7, 1, tzinfo=UTC)


def kept() -> Any:
    return json.loads((settings.RETICENT_HOME / "nightly.json").read_text())


def test_the_night_begins_at_two_in_the_library_and_is_done_once(mansfield: Any) -> None:
    assert nightly.tick(BEFORE)  # the night before was never done: it is caught up

    assert not nightly.tick(BEFORE + timedelta(seconds=30))
    assert nightly.tick(AFTER)
    assert not nightly.tick(AFTER + timedelta(hours=20))
    assert nightly.tick(AFTER + timedelta(days=1))
    assert backups.Backup.objects.count() == 3
    assert kept()["trouble"] == ""


def test_a_night_that_fails_is_written_down_and_tried_again_every_hour(
    mansfield: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def fails(*_: object, **__: object) -> None:
        tried.append(1)
        raise Broken("The key file of mansfield is cut short.")

    with monkeypatch.context() as broken:
        broken.setattr(purge, "run", fails)
        assert not nightly.tick(AFTER)
        assert not nightly.tick(AFTER + timedelta(minutes=30))
        assert len(tried) == 1
        assert not nightly.tick(AFTER + timedelta(minutes=61))
        assert len(tried) == 2
        assert "mansfield: The key file of mansfield is cut short." in kept()["trouble"]

    assert nightly.tick(AFTER + timedelta(hours=3))
    assert kept()["trouble"] == ""
    assert backups.Backup.objects.count() == 1  # one a night, however often it was tried


def test_one_library_that_fails_does_not_keep_the_others_from_their_night(
    mansfield: Any, town: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    town("weston", policy_id="weston-2017")
    (settings.RETICENT_KEYS / "mansfield.keys").rename(settings.RETICENT_KEYS / "elsewhere")
    drawers.of("mansfield").asleep()
    done = []
    monkeypatch.setattr(purge, "run", lambda library, **_: done.append(library.slug))

    assert not nightly.tick(AFTER)

    assert "weston" in done
    assert "key file of mansfield" in kept()["trouble"]


def test_what_a_night_s_backup_brings_back_is_not_counted_again(mansfield: Any) -> None:
    ann, clara = mansfield.register("1", "Ann Lee"), mansfield.staff()
    mansfield.lend(ann, mansfield.item("30001"))
    for _ in range(3):
        doorway.look(mansfield.library, clara, purpose="lend", now=BEFORE, handle="1")
    assert nightly.tick(AFTER)
    made = backups.newest()
    assert made

    backups.restore(made.name, now=AFTER + timedelta(hours=8), confirm=lambda name: True)
    assert nightly.tick(AFTER + timedelta(days=1))

    looked = [row.entry.count for row in log.entries("mansfield") if row.entry.action == "look"]
    assert looked == [3]
    assert facts.total("mansfield") == 1


def test_the_night_takes_away_the_sessions_that_are_over(mansfield: Any) -> None:
    for name, ends in (("over", AFTER - timedelta(minutes=1)), ("goes-on", AFTER + timedelta(hours=9))):
        Session.objects.create(session_key=name, session_data="", expire_date=ends)

    assert nightly.tick(AFTER)

    assert list(Session.objects.values_list("session_key", flat=True)) == ["goes-on"]


def test_the_night_writes_down_the_end_of_a_delegation_that_a_crash_kept_out_of_the_ledger(
    town: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    wolcott = town("wolcott", policy_id="wolcott-2016")
    day, until = BEFORE.date(), BEFORE.date() + timedelta(days=3)
    row = delegations.give(
        wolcott.library,
        wolcott.staff("clara"),
        begins=day,
        until=until,
        paper=Paper(),
        today=day,
        role="director",
    )
    with monkeypatch.context() as broken:
        broken.setattr(delegations, "write_down", lambda library: None)
        delegations.end(wolcott.library, row.handle, today=day, role="director")

    assert nightly.tick(AFTER)

    assert "delegation-ended" in [row.entry.action for row in log.entries("wolcott")]


def test_a_checkpoint_signed_before_midnight_at_the_library_is_of_its_own_day(
    mansfield: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    mansfield.library.time_zone = "Pacific/Honolulu"
    mansfield.library.save()

    assert nightly.tick(AFTER)  # two in the morning of the 22nd in Connecticut is nine in the evening there

    last = checkpoints.latest("mansfield")
    assert last
    assert last.signed_on.isoformat() == "2026-11-21"
    assert {row.entry.day.isoformat() for row in log.entries("mansfield")} == {"2026-11-21"}


def test_what_nobody_foresaw_is_written_down_by_its_kind_alone(
    mansfield: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise OSError("Alice Quackenbush")

    monkeypatch.setattr(backups, "make", fails)

    assert not nightly.tick(AFTER)

    assert "OSError" in kept()["trouble"]
    assert "Alice" not in kept()["trouble"]


def test_a_purge_that_runs_already_is_no_trouble_and_the_next_tick_does_the_work(mansfield: Any) -> None:
    with mansfield.drawer.alone():
        assert not nightly.tick(AFTER)

    assert not (settings.RETICENT_HOME / "nightly.json").exists()
    assert nightly.tick(AFTER + timedelta(minutes=1))


def test_a_file_of_the_night_that_cannot_be_read_means_that_the_work_is_due(mansfield: Any) -> None:
    for text in ("", "[]", '{"night": 3}', '{"night": "2026-13-01"}'):
        (settings.RETICENT_HOME / "nightly.json").write_text(text)
        assert nightly._is_due(nightly._night(AFTER), now=AFTER)


def test_two_servers_on_one_installation_do_the_night_once(installation: Installation) -> None:
    with ThreadPoolExecutor(2) as two:
        done = list(two.map(lambda _: installation.apart("night"), range(2)))

    assert sorted(answer["done"] for answer in done) == [False, True]
    assert len(installation.backups()) == 1
    assert not installation.desk("night")["done"]
    assert installation.ok("ledger", "verify").code == 0
