"""When the disk is full in the middle of anything, is it said in words, and does the same command finish afterwards?

A real small disk under the home, or under the keys, with more and more room (filling.py), and databases that may not
grow. What must be there afterwards is the plain model of the crashes: nothing half-done, nothing forgotten that was
needed, nothing kept that was forgotten.
"""

import json
import os
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from tests import postgresql

ROOT = Path(__file__).parents[2]
# Scenario, where, and at how many sizes the disk must have been too small: fewer, and it was never full.
CASES = {
    ("set up", "home"): 5,
    ("set up", "keys"): 3,
    ("import", "home"): 10,
    ("import", "pages"): 3,
    ("later import", "home"): 9,
    ("desk", "home"): 5,
    ("purge", "home"): 10,
    ("purge", "keys"): 1,
    ("forget", "home"): 9,
    ("forget", "keys"): 1,
    ("restore", "home"): 9,
    ("verify", "home"): 9,
    ("backup", "home"): 10,
    ("drill", "home"): 10,
    ("adopt", "home"): 9,
    ("night", "home"): 9,
    ("night", "keys"): 1,
}
# The same where databases lie in PostgreSQL: a server of its own on a small disk, whose tables find no room, or whose
# log does: then it breaks off, and is started again. The home holds backups, still.
ON_POSTGRESQL = {
    ("import", "server"): 5,
    ("purge", "server"): 5,
    ("purge", "log"): 5,
    ("restore", "server"): 5,
    ("backup", "home"): 5,
    ("night", "keys"): 1,
}
# What changes a key in place takes no room among the keys, so there it must simply be done.
IN_PLACE = [("import", "keys"), ("desk", "keys"), ("restore", "keys"), ("backup", "keys")]


def filled(scenario: str, where: str) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.flows.filling", scenario, where],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    if "NO DISK COULD BE MOUNTED" in done.stderr:
        warnings.warn(done.stderr, stacklevel=1)
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(("scenario", "where"), ON_POSTGRESQL if postgresql.in_use() else CASES)
def test_a_full_disk_is_said_and_with_room_again_the_same_command_finishes(scenario: str, where: str) -> None:
    seen = filled(scenario, where)

    least = ON_POSTGRESQL if postgresql.in_use() else CASES
    assert seen["wrong"] == [], "\n".join(seen["wrong"][:3])  # type: ignore[index]
    assert seen["how"] == "a limit" or seen["full"] >= least[scenario, where]  # type: ignore[operator]


@pytest.mark.parametrize(("scenario", "where"), IN_PLACE)
def test_a_full_disk_under_the_keys_stops_nothing_that_writes_in_place(scenario: str, where: str) -> None:
    seen = filled(scenario, where)

    assert seen["wrong"] == [], "\n".join(seen["wrong"][:3])  # type: ignore[index]
    assert seen["how"] == "a limit" or seen["full"] == 0
