"""Do the benchmarks run? At a hundredth of their size, without a word about times; and do they say so if they cannot?"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import BENCHES

HERE = Path(__file__).parents[2]


def benchmarks(
    *names: str, scale: str = "0.01", before: Path | None = None
) -> subprocess.CompletedProcess[str]:
    paths = [str(before)] if before else []
    return subprocess.run(
        [sys.executable, "-m", "benchmarks", *names],
        env={
            **os.environ,
            "SCALE": scale,
            "PYTHONPATH": os.pathsep.join([*paths, str(HERE / "src"), str(HERE)]),
        },
        cwd=HERE,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def without_cedar(tmp_path: Path) -> Path:
    """A folder that hides the program that one bench compares with."""
    (tmp_path / "cedarpy.py").write_text("raise ImportError('not installed here')\n")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "baseline"),
    [
        ("lending", "the same columns in clear"),
        ("listing", "the query alone"),
        ("forgetting", "one bare UPDATE"),
        ("ledger", "bare COPY"),
        ("deciding", "cedarpy"),
        ("desk", "a bare page"),
    ],
)
def test_a_bench_runs_and_names_its_baseline(name: str, baseline: str) -> None:
    done = benchmarks(name, scale="0.001" if name == "desk" else "0.01")  # that one takes 100,000 people in

    assert done.returncode == 0, done.stderr
    assert baseline in done.stdout
    assert "cores" in done.stdout.splitlines()[0]
    for store in BENCHES[name]:
        assert {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[store] in done.stdout


def test_a_bench_that_cannot_run_says_so_and_fails(without_cedar: Path) -> None:
    done = benchmarks("deciding", before=without_cedar)

    assert done.returncode == 1
    assert "COULD NOT RUN: deciding on sqlite" in done.stdout


def test_a_full_run_says_first_how_long_it_takes_and_how_much_room(without_cedar: Path) -> None:
    done = benchmarks("deciding", scale="full", before=without_cedar)

    first = done.stdout.split("COULD NOT RUN")[0].splitlines()[1:3]
    assert "minutes" in " ".join(first)
    assert "GB of room" in " ".join(first)


def test_an_unknown_bench_is_refused_with_those_there_are() -> None:
    done = benchmarks("speed")

    assert done.returncode == 2
    assert "lending, listing, forgetting" in done.stderr
