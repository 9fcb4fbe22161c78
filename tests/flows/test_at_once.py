"""Two commands at once, in processes of their own: does each end right, or refuse with what to do?"""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.conftest import MANSFIELD, Installation, Ran, item, loan, person

PEOPLE = 240
COMMANDS: dict[str, tuple[str, ...]] = {
    "purge": ("purge", "--turn-now"),
    "import": ("import", "registrations", "more.csv", *MANSFIELD),
    "loans": ("import", "loans", "lent.csv", *MANSFIELD),
    "backup": ("backup",),
    "drill": ("drill",),
    "fold": ("fold",),
    "restore": ("restore", "NAME", "--yes"),
    "verify": ("vault", "verify"),
}
PAIRS = [
    ("purge", "purge"),
    ("purge", "import"),
    ("purge", "loans"),
    ("purge", "restore"),
    ("purge", "backup"),
    ("purge", "drill"),
    ("import", "restore"),
    ("backup", "backup"),
    ("backup", "restore"),
]
if os.environ.get("RETICENT_TEST_LONG"):
    PAIRS += [
        ("purge", "fold"),
        ("purge", "verify"),
        ("import", "backup"),
        ("import", "drill"),
        ("backup", "drill"),
        ("drill", "restore"),
        ("drill", "drill"),
    ]
# What undoes what the other did: then the other is done again before anything is counted.
UNDONE = {"import", "loans"}


@pytest.fixture(scope="module")
def town(prepared: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Some hundred readers, so that everything takes a while; books out, and a backup."""
    there = prepared.copied_to(tmp_path_factory.mktemp("town") / "own")
    many = there.file("registrations", [person(n) for n in range(100, 100 + PEOPLE)], "many.csv")
    there.ok("import", "registrations", many, *MANSFIELD)
    there.ok(
        "import", "items", there.file("items", [item(n) for n in range(100, 160)], "shelf.csv"), *MANSFIELD
    )
    there.file("registrations", [person(n) for n in range(500, 560)], "more.csv")
    there.file("loans", [loan(n, n) for n in range(100, 160)], "lent.csv")
    there.ok("purge")
    there.ok("backup")
    yield there
    there.gone()


@pytest.fixture
def there(town: Installation, tmp_path: Path) -> Iterator[Installation]:
    """A copy of the town of this test's own."""
    yield (there := town.copied_to(tmp_path / "own"))
    there.gone()


def ended(process) -> Ran:  # type: ignore[no-untyped-def]
    out, err = process.communicate(timeout=180)
    return Ran(process.returncode, out, err)


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=lambda pair: pair)
def test_two_at_once_each_end_right_or_refuse_with_what_to_do(
    there: Installation, one: str, other: str
) -> None:
    name = there.newest()
    there.ok("purge")  # the clone has opened its fresh generation
    before = there.held()

    running = [
        there.start(*(name if word == "NAME" else word for word in COMMANDS[which])) for which in (one, other)
    ]
    done = [ended(process) for process in running]

    for which, ran in zip((one, other), done, strict=True):
        there.shows_nobody(ran)
        if ran.code:
            assert ran.code == 1, (which, ran.said)
            assert "try again" in ran.said or "again" in ran.said, (which, ran.said)
            there.ok(*(name if word == "NAME" else word for word in COMMANDS[which]))
    assert any(ran.code == 0 for ran in done), [ran.said for ran in done]

    for which in UNDONE & {one, other}:
        there.ok(*COMMANDS[which])
    held = there.held()
    wanted = dict(before)
    if "import" in (one, other):
        wanted["registration"] += 60
    if "loans" in (one, other):
        wanted["loan"] = wanted.get("loan", 0) + 60
    for kind in ("registration", "loan", "charge"):
        assert held.get(kind) == wanted.get(kind), (kind, held, wanted)
    there.ok("backup")
    there.ok("purge", "--turn-now")
    assert there.held().get("registration") == wanted["registration"]
    assert there.ok("ledger", "verify").code == 0
    assert there.ok("drill", "--json").json["sound"] is True
    assert there.scratch() == []


def holds(process: int, lock: Path) -> bool:
    """Whether this process has the lock. Asked of the system: to try it would be to take it."""
    wanted = [str(process), str(lock.stat().st_ino)]
    held = (line.split() for line in Path("/proc/locks").read_text().splitlines() if "->" not in line)
    return any([part[4], part[5].rpartition(":")[2]] == wanted for part in held)


@pytest.mark.parametrize(
    ("one", "other"), [("purge", "import"), ("purge", "drill"), ("import", "purge"), ("import", "restore")]
)
def test_in_the_very_middle_of_one_the_other_refuses_and_is_done_afterwards(
    there: Installation, one: str, other: str
) -> None:
    """The first is stopped (SIGSTOP) while it has the library to itself, so that there is no luck in it."""
    there.ok("purge")
    name = there.newest()
    asked = [name if word == "NAME" else word for word in COMMANDS[other]]

    first = there.start(*COMMANDS[one])
    until = time.monotonic() + 30
    while not holds(first.pid, there.home / "mansfield.lock"):
        assert time.monotonic() < until
        assert first.poll() is None
    first.send_signal(signal.SIGSTOP)
    second = there.start(*asked)
    waits = False
    try:
        second.wait(timeout=20)
    except subprocess.TimeoutExpired:
        waits = True  # for what the first holds for a moment only, where it was stopped in that moment
    finally:
        first.send_signal(signal.SIGCONT)
    answered, done = ended(second), ended(first)

    assert done.code == 0, done.said
    if not (waits and answered.code == 0):
        assert answered.code in (1, 3), answered.said
        assert "again" in answered.said
        there.ok(*asked)
    there.ok("backup")
    assert there.ok("drill", "--json").json["sound"] is True
