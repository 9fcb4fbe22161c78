"""Do the benchmarks run? At a small size, without a word about times."""

import os
import subprocess
import sys
from pathlib import Path


def test_every_benchmark_runs_and_names_its_baseline() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks"],
        env={**os.environ, "SCALE": "0.02"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    for room in ("Drawer and vault", "Policy", "Ledger"):
        assert room in done.stdout
    assert "of a plain insert" in done.stdout
    assert "cores" in done.stdout.splitlines()[0]
