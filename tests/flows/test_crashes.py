"""Wherever the machine stops, does the next start make it good? Every commit, every write of a key file, half of it.

What must be there afterwards is a plain model (crashing.py): who has what and owes what, that a needed slip opens,
that nothing doubles, nothing ended comes back, facts count once, a condemned key is gone, each leaf stands once.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import postgresql

ROOT = Path(__file__).parents[2]
# Scenario, and at least how many deaths it must have seen: fewer, and the steps are no longer where they were.
SCENARIOS = {
    "set up": 20,
    "import": 30,
    "later import": 30,
    "desk": 30,
    "purge": 40,
    "forget": 40,
    "restore": 30,
    "adopt": 16,
    "cases": 40,
    "legal holds": 40,
    "container": 40,
    "reminders": 16,
    "verify": 25,
}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_sudden_end_anywhere_is_made_good(scenario: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.flows.crashing", scenario],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["wrong"] == [], "\n".join(seen["wrong"][:5])
    assert seen["deaths"] >= SCENARIOS[scenario] // (4 if postgresql.in_use() else 1)
