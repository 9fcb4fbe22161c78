"""`reticent init` without a policy: from a file of answers, and asked at a terminal, where Ctrl-C loses nothing."""

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.flows.conftest import Installation

BEGIN = ("init", "ourtown", "--name", "Ourtown Library", "--town", "Ourtown")


def test_a_file_of_answers_makes_a_draft_and_nothing_is_in_force(empty: Installation) -> None:
    file = empty.folder / "answers.toml"
    blank = empty.ok("init", "--questions").out
    file.write_text(blank.replace("officers = []", 'officers = "refer"'))

    shown = empty.ok(*BEGIN, "--answers", file, "--dry-run")
    assert 'id = "ourtown-' in shown.out
    assert not empty.home.exists()

    made = empty.ok(*BEGIN, "--answers", file)
    assert "with no policy in force: whoever asks is referred" in made.out
    assert "It decides nothing yet" in made.out
    assert "reticent policy review ourtown" in made.out
    assert "No policy is in force" in empty.run("policy", "status", "ourtown").out
    (row,) = empty.ok("policy", "history", "ourtown", "--json").json["texts"]
    assert row["state"] == "draft"
    drafts = list((empty.home / "policies" / "ourtown" / "drafts").glob("*.toml"))
    assert empty.ok("policy", "check", drafts[0])


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--answers", "nowhere.toml"), "--questions > answers.toml"),
        (("--policy", "weston-2017", "--dry-run"), "go without --policy"),
    ],
)
def test_what_cannot_be_begun_begins_nothing(empty: Installation, more: tuple[str, ...], said: str) -> None:
    ran = empty.run(*BEGIN, *more)

    assert (ran.code, said in ran.said) == (2, True)
    assert not empty.home.exists()


def test_a_wrong_answer_in_the_file_is_said_before_anything_is_begun(empty: Installation) -> None:
    file = empty.folder / "answers.toml"
    file.write_text('format = 1\n[answers]\nofficers = "shrug"\n')

    ran = empty.run(*BEGIN, "--answers", file)

    assert ran.code == 2
    assert "“shrug” is no answer" in ran.said
    assert not empty.home.exists()


def test_where_nobody_can_be_asked_the_library_stands_with_no_policy_and_the_next_step_is_said(
    empty: Installation,
) -> None:
    ran = empty.ok(*BEGIN)

    assert "/ourtown/today/set-up" in ran.out


class Terminal:
    """`reticent init` at a terminal, as a person sits before it."""

    def __init__(self, place: Installation) -> None:
        self.ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "reticent", *BEGIN],
            env=place.env(),
            cwd=place.folder,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )
        os.close(theirs)
        self.seen = ""

    def until(self, words: str) -> None:
        deadline = time.monotonic() + 60
        start = len(self.seen)
        while words not in self.seen[start:]:
            assert time.monotonic() < deadline, self.seen[-500:]
            try:
                self.seen += os.read(self.ours, 4096).decode(errors="replace")
            except OSError:
                break
        assert words in self.seen[start:], self.seen[-500:]

    def type(self, text: str) -> None:
        os.write(self.ours, f"{text}\n".encode())

    def interrupt(self) -> None:
        """Press the interruption while it waits for a line: between its question and its waiting one is lost."""
        deadline = time.monotonic() + 60
        while Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "S":
            assert time.monotonic() < deadline
            time.sleep(0.02)
        self.process.send_signal(signal.SIGINT)


def test_asked_at_a_terminal_an_interruption_loses_nothing(empty: Installation) -> None:
    first = Terminal(empty)
    first.until("[0]> ")
    first.type("9")
    first.until("is no answer")
    first.type("2")
    first.until("[-]> ")
    first.interrupt()
    assert first.process.wait(timeout=30) == 130

    kept = (empty.home / "policies" / "ourtown" / "drafts" / "set-up.answers").read_text()
    assert 'custodian = ["executive"]' in kept

    again = Terminal(empty)
    again.until("2 of 21")
    again.until("> ")
    while again.process.poll() is None and "decides nothing yet" not in again.seen:
        again.type("")
        try:
            again.seen += os.read(again.ours, 65536).decode(errors="replace")
        except OSError:
            break
        time.sleep(0.02)
    assert again.process.wait(timeout=30) == 0
    assert "21 of 21" in again.seen
    (row,) = empty.ok("policy", "history", "ourtown", "--json").json["texts"]
    assert row["state"] == "draft"
