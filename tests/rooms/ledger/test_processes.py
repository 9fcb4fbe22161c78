"""Many processes at once, and processes that end in the middle: the ledger stays dense, whole and sound."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path

import pytest
from django.db import connections

import reticent
from reticent.ledger import audit, checkpoints, log
from reticent.ledger.checkpoints import Signer
from tests import postgresql
from tests.rooms.ledger.entries import entries

ROOT = Path(__file__).resolve().parents[3]
SOURCE = Path(reticent.__file__).parents[1]

pytestmark = pytest.mark.django_db(databases=["default", "ledger"], transaction=True)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """An installation of its own, which this process looks into as well."""
    folder = tmp_path / "home"
    folder.mkdir()
    name = postgresql.new() if postgresql.in_use() else ""
    _OTHERS.update(postgresql.addresses(name) if name else {})
    assert start(folder, "make").wait(60) == 0
    connection = connections["ledger"]
    usual = connection.settings_dict["NAME"]
    _look_into(f"{name}_ledger" if name else str(folder / "ledger.sqlite3"))
    yield folder
    _look_into(usual)
    _OTHERS.clear()
    if name:
        postgresql.dropped(name)


# What the environment of the other processes says of their databases; empty where they lie in the home.
_OTHERS: dict[str, str] = {}


def _look_into(database: str) -> None:
    connection = connections["ledger"]
    connection.close()
    if postgresql.in_use():
        connection.close_pool()  # type: ignore[attr-defined]
    connection.settings_dict["NAME"] = database


def start(home: Path, *arguments: object) -> subprocess.Popen[str]:
    path = os.pathsep.join(filter(None, [str(SOURCE), str(ROOT), os.environ.get("PYTHONPATH")]))
    return subprocess.Popen(
        [sys.executable, "-m", "tests.rooms.ledger.process", *map(str, arguments)],
        cwd=ROOT,
        env={
            **os.environ,
            "RETICENT_HOME": str(home),
            "RETICENT_KEYS": str(home / "keys"),
            "PYTHONPATH": path,
            **_OTHERS,
        },
        stdout=subprocess.PIPE,
        text=True,
    )


def test_processes_that_write_at_once_leave_no_gap_and_no_double(
    home: Path, signer: Signer, now: datetime
) -> None:
    running = [start(home, "write", mark, 60) for mark in ("first", "second", "third", "fourth")]

    rows = [[int(line) for line in each.communicate(timeout=120)[0].split()] for each in running]

    assert [each.returncode for each in running] == [0] * 4
    assert sorted(chain(*rows)) == list(range(240))
    assert all(each == sorted(each) for each in rows)
    checkpoints.sign("mansfield", signer, now)
    found = audit.verify("mansfield", signer)
    assert (found.problems, found.size) == ((), 240)


def test_processes_that_write_the_same_acts_write_each_once(home: Path, signer: Signer) -> None:
    running = [start(home, "write", "the same", 40) for _ in range(3)]

    said = [each.communicate(timeout=120)[0] for each in running]

    assert len(set(said)) == 1
    assert audit.verify("mansfield", signer).problems == ()
    assert log.size("mansfield") == 40


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("nth", [1, 2, 4, 6])
def test_killed_at_a_commit_it_is_whole_after_a_second_run(
    home: Path, signer: Signer, now: datetime, nth: int, when: str
) -> None:
    assert start(home, "many", 550, nth, when).wait(60) == 9

    stood = min(100 * (nth if when == "after" else nth - 1), 550)
    assert log.size("mansfield") == stood
    assert audit.verify("mansfield", signer).problems == ()
    checkpoints.sign("mansfield", signer, now)

    assert start(home, "many", 550, 0, "never").wait(60) == 0
    checkpoints.sign("mansfield", signer, now)
    found = audit.verify("mansfield", signer)
    assert (found.problems, found.size, found.signed_size) == ((), 550, 550)
    assert [each.entry for each in log.entries("mansfield", newest=550)] == entries(550)[::-1]
