"""Does serving begin only where it can, end when told, and keep a restore away?"""

import contextlib
import os
import signal
import socket
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.flows.conftest import Installation


def test_serving_answers_and_stops_when_told(copy: Installation) -> None:
    running, port, answered = _serving(copy)
    running.send_signal(signal.SIGTERM)
    out, err = running.communicate(timeout=30)

    assert answered, err
    assert running.returncode == 0
    assert f"http://localhost:{port}/" in out
    assert "Traceback" not in err


def test_nothing_is_put_back_while_the_server_runs_also_when_only_its_children_are_left(
    copy: Installation,
) -> None:
    name = copy.ok("backup", "--json").json["name"]
    running, _, answered = _serving(copy)
    assert answered
    _night_is_done(copy)  # it writes too, beside the server
    before = copy.contents()

    refused = copy.run("restore", name, "--yes")
    running.kill()  # what it started serves on, until that is ended too
    running.wait(timeout=20)
    orphaned = copy.run("restore", name, "--yes")
    children = _left_of(copy)
    for pid in children:
        os.kill(pid, signal.SIGTERM)
    running.communicate(timeout=30)  # all that held its output are gone

    assert refused.code == orphaned.code == 1
    assert "Stop the server first" in refused.said
    assert children
    assert copy.contents() == before
    copy.ok("restore", name, "--yes")


def _night_is_done(there: Installation) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and not (there.home / "nightly.json").exists():
        time.sleep(0.05)
    assert (there.home / "nightly.json").exists()


def _left_of(there: Installation) -> list[int]:
    """The processes that still work at this installation."""
    mine = f"RETICENT_HOME={there.home}".encode()
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if mine in path.read_bytes().split(b"\0"):
                found.append(int(path.parent.name))
    return found


def _serving(copy: Installation) -> "tuple[subprocess.Popen[str], int, bool]":
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    running = copy.start("serve", "--port", port, "--workers", 1)
    answered = False
    deadline = time.monotonic() + 30
    while not answered and time.monotonic() < deadline and running.poll() is None:
        try:
            with closing(socket.create_connection(("127.0.0.1", port), timeout=1)) as asking:
                asking.sendall(b"GET / HTTP/1.0\r\nHost: localhost\r\n\r\n")
                answered = b" 200 " in asking.recv(64)
        except OSError:
            time.sleep(0.1)
    return running, port, answered


@pytest.mark.parametrize(
    ("host", "env", "said"),
    [
        ("127.0.0.2", {}, True),
        ("127.0.0.2", {"RETICENT_HOSTS": "127.0.0.2"}, False),
        ("127.0.0.1", {}, False),
    ],
)
def test_serving_to_others_says_before_which_names_are_answered(
    copy: Installation, host: str, env: dict[str, str], said: bool
) -> None:
    import fcntl

    with open(copy.home / "serving.lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # as if a backup were put back: it says what it has to say, and ends
        ran = copy.run("serve", "--host", host, "--port", 18471, env=env)

    assert ran.code == 1
    assert "Wait until that is done" in ran.said
    assert ("Only these names are answered: localhost, 127.0.0.1, [::1]." in ran.said) == said
    assert ("RETICENT_HOSTS=localhost,127.0.0.1,[::1],library.example.org" in ran.said) == said
