"""Are machines that watch the server told that it can serve, and when its work was done, and nothing of anybody?"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connections
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from reticent.retention import backups, clock, nights
from reticent.retention.nights import Nights
from tests.conftest import Town

KEY = "a-key-of-more-than-twenty-characters"


def asked(address: str, **headers: str) -> Any:
    return Client().get(address, headers=headers)


def figures(page: str) -> dict[str, float]:
    return {
        name: float(value)
        for name, value in (line.rsplit(" ", 1) for line in page.splitlines() if not line.startswith("#"))
    }


def test_a_server_that_can_serve_says_so(mansfield: Town) -> None:
    assert asked("/healthz").content == b"up\n"
    ready = asked("/readyz")

    assert (ready.status_code, ready.content) == (200, b"ready\n")
    assert ready.headers["Cache-Control"] == "no-store"


def test_without_a_key_file_it_is_not_ready_and_says_no_more_than_that(
    mansfield: Town, settings: Any
) -> None:
    kept: Path = settings.RETICENT_KEYS / "mansfield.keys"
    kept.rename(kept.with_suffix(".away"))

    ready = asked("/readyz")

    assert (ready.status_code, ready.content) == (503, b"not ready: keys\n")
    assert asked("/healthz").status_code == 200


@pytest.mark.parametrize("alias", ["default", "ledger"])
def test_a_store_with_older_tables_is_not_ready(mansfield: Town, alias: str) -> None:
    applied = MigrationRecorder(connections[alias])
    last = max(name for app, name in applied.applied_migrations() if app == "reticent")
    applied.record_unapplied("reticent", last)
    try:
        ready = asked("/readyz")
    finally:
        applied.record_applied("reticent", last)

    assert (ready.status_code, ready.content) == (503, b"not ready: migrations\n")


def test_where_the_ledger_does_not_answer_it_is_not_ready_and_nothing_of_why_is_said(
    mansfield: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_away() -> None:
        raise OperationalError("the address of the store")

    with monkeypatch.context() as without:
        without.setattr(connections["ledger"], "cursor", is_away)
        ready = asked("/readyz")

    assert (ready.status_code, ready.content) == (503, b"not ready: database\n")


def test_a_clock_in_doubt_is_not_ready(mansfield: Town) -> None:
    clock.note(now=datetime.now(UTC) + timedelta(days=40))

    assert asked("/readyz").content == b"not ready: clock\n"


@pytest.mark.parametrize("given", [{}, {"Authorization": "Bearer no"}, {"Authorization": KEY}])
def test_to_whoever_has_no_key_there_are_no_figures(
    mansfield: Town, settings: Any, given: dict[str, str]
) -> None:
    settings.RETICENT_METRICS_KEY = KEY

    assert asked("/metrics", **given).status_code == 404


def test_where_no_key_is_set_no_key_opens_the_figures(mansfield: Town) -> None:
    assert asked("/metrics", Authorization="Bearer ").status_code == 404


def test_the_figures_say_when_work_was_done_and_change_with_nothing_that_a_patron_does(
    mansfield: Town, settings: Any
) -> None:
    settings.RETICENT_METRICS_KEY = KEY
    now = datetime.now(UTC)
    backups.make(now=now)
    nights.write(Nights(done=now.date(), tried_at=now, done_at=now))
    before = asked("/metrics", Authorization=f"Bearer {KEY}")

    alice = mansfield.register("290300001", "Alice Quillfeather")
    mansfield.lend(alice, mansfield.item("30001"))
    mansfield.take_back(mansfield.item("30001"))
    after = asked("/metrics", Authorization=f"Bearer {KEY}")

    assert before.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    said = figures(before.content.decode())
    assert said["reticent_night_done_seconds"] == pytest.approx(now.timestamp(), abs=1)
    assert said["reticent_backup_opened_seconds"] == pytest.approx(now.timestamp(), abs=1)
    assert said['reticent_key_opened_seconds{library="mansfield"}'] > 0
    assert said['reticent_mail_round_seconds{library="mansfield",round="notices"}'] == 0
    assert after.content == before.content
