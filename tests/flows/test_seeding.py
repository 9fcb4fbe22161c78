"""Is the demonstration whole however often it was interrupted, and never among real libraries?"""

import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from tests.flows.conftest import Installation


def test_the_demonstration_that_is_interrupted_and_run_again_is_the_same_as_one_that_was_not(
    tmp_path: Path,
) -> None:
    whole, cut = Installation(tmp_path / "whole"), Installation(tmp_path / "cut")
    for there in (whole, cut):
        there.folder.mkdir()
    running = cut.start("demo", "--part", "0.002")
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and running.poll() is None:
        try:
            with closing(sqlite3.connect(f"file:{cut.home}/reticent.sqlite3?mode=ro", uri=True)) as seen:
                if seen.execute("SELECT count(*) FROM reticent_importrun").fetchone()[0] >= 6:
                    break
        except sqlite3.Error:
            pass
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
