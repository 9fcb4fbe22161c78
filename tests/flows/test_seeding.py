"""Is the demonstration whole however often it was interrupted, and never among real libraries?"""

import signal
import sqlite3
import time
from pathlib import Path

import psycopg

from tests.flows.conftest import Installation, nothing_yet


def files_taken_in(there: Installation) -> int:
    """How many so far; none before there are tables."""
    if not there.databases and not (there.home / "reticent.sqlite3").exists():
        return 0  # to ask would be to make it
    try:
        return int(there.query("SELECT count(*) FROM reticent_importrun")[0][0])
    except (sqlite3.Error, psycopg.Error):
        return 0


def test_the_demonstration_that_is_interrupted_and_run_again_is_the_same_as_one_that_was_not(
    tmp_path: Path,
) -> None:
    whole, cut = nothing_yet(tmp_path / "whole"), nothing_yet(tmp_path / "cut")
    running = cut.start("demo", "--part", "0.002")
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and running.poll() is None and files_taken_in(cut) < 6:
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=60)
    assert running.returncode == 130

    ended = cut.ok("demo", "--part", "0.002")
    whole.ok("demo", "--part", "0.002")

    assert "The demonstration is ready" in ended.said
    for library in ("mansfield", "wolcott"):
        assert cut.held(library) == whole.held(library)
    assert cut.facts() == whole.facts() > 0
    assert "here already" in cut.ok("demo").said
    assert cut.ok("ledger", "verify").code == 0
    for there in (whole, cut):
        there.gone()
