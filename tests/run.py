"""Runs every suite, and holds it to its word: fewer tests than `suites.toml` says, a skip or an xfail is a failure.

`python -m tests.run [postgresql] [pytest arguments]`. Everything is run on SQLite, and what that is declared for on a
real PostgreSQL as well: in parts, two at a time, what one part said when it has ended. With arguments, only what they
name is run, and nothing is counted.
Everything runs on state of its own in a temporary folder; nothing of an installation is touched.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
import xml.etree.ElementTree as ET
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

from tests import postgresql

HERE = Path(__file__).parent
# In memory where there is room: on a disk most of the time went into waiting until it had written what is thrown away.
_MEMORY, _ROOM = Path("/dev/shm"), 6 * 2**30
_AS_FOUND = dict(os.environ)
# What is run by itself, what takes longest first; whatever is named nowhere here is a part of its own.
PARTS = (
    ("tests/flows",),
    ("tests/browser",),
    ("tests/flows/test_crashes.py", "tests/flows/test_full_disk.py"),
    ("tests/promises", "tests/rooms/retention"),
    ("tests/rooms/policy", "tests/rooms/papers"),
)
AT_ONCE = 2


@dataclass
class Part:
    """Some of the tests on one of the stores, in a process of its own."""

    number: int
    arguments: list[str]
    on_postgresql: bool
    servers: ExitStack = field(default_factory=ExitStack)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def store(self) -> str:
        return "PostgreSQL" if self.on_postgresql else "SQLite"

    def begin(self, everywhere: Path, *, aside: bool) -> None:
        """Begin pytest on a store of its own; what one says that runs beside another is kept until it has ended."""
        scratch = everywhere / str(self.number)
        scratch.mkdir()
        kept = {k: v for k, v in _AS_FOUND.items() if not k.endswith("_DATABASE")}
        env = {
            **kept,
            **(self.servers.enter_context(postgresql.started()) if self.on_postgresql else {}),
            "TMPDIR": str(scratch),
            "RETICENT_HOME": str(scratch / "home"),
            "RETICENT_KEYS": str(scratch / "keys"),
            "PYTHONPATH": os.pathsep.join([str(HERE.parent / "src"), str(HERE.parent)]),
        }
        report = everywhere / f"{self.number}.xml"
        command = [sys.executable, "-m", "pytest", f"--junitxml={report}", "--durations=8", *self.arguments]
        if not aside:
            self.process = subprocess.Popen(command, env=env, cwd=HERE.parent)
            return
        with open(everywhere / f"{self.number}.said", "wb") as said:
            self.process = subprocess.Popen(command, env=env, cwd=HERE.parent, stdout=said, stderr=said)

    def ended(self, everywhere: Path) -> bool:
        """Whether it has; then its server is stopped, its files are gone, and what it said is told."""
        if self.process is None or self.process.poll() is None:
            return False
        self.servers.close()
        shutil.rmtree(everywhere / str(self.number), ignore_errors=True)
        said = everywhere / f"{self.number}.said"
        print(said.read_text(errors="replace") if said.exists() else "", flush=True)
        return True

    def stop(self) -> None:
        """End it before its time."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait()
        self.servers.close()


def main(arguments: list[str]) -> int:
    """Run pytest over everything, on both stores; 0 only if all passed and every suite has its number."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # and no server of its own is left behind
    on_postgresql = arguments[:1] == ["postgresql"]
    asked = arguments[1:] if on_postgresql else arguments
    if asked:
        return _run([Part(0, asked, on_postgresql)], counted=False)
    there = _in_parts(_on_postgresql(), without_a_store(), on_postgresql=True)
    if not on_postgresql:
        # By turns, so that the long ones of both stores come before the short ones of either.
        turns = zip_longest(there, _in_parts(_on_sqlite(), set(), on_postgresql=False))
        there = [part for both in turns for part in both if part]
    for number, part in enumerate(there):
        part.number = number
    return _run(there, counted=True)


def _run(parts: list[Part], *, counted: bool) -> int:
    with tempfile.TemporaryDirectory(prefix="reticent-tests-", dir=_where()) as scratch:
        waiting, running, codes = list(parts), [], []
        try:
            while waiting or running:
                while waiting and len(running) < AT_ONCE:
                    part = waiting.pop(0)
                    print(f"== on {part.store}: {' '.join(part.arguments)}", flush=True)
                    running.append(part)
                    part.begin(Path(scratch), aside=counted)
                for part in [each for each in running if each.ended(Path(scratch))]:
                    running.remove(part)
                    codes.append(part.process.returncode if part.process else 1)
                time.sleep(0.2)
        finally:
            for part in running:
                part.stop()
        if counted:
            for store, least in (("SQLite", "at_least"), ("PostgreSQL", "at_least_on_postgresql")):
                reports = [Path(scratch) / f"{part.number}.xml" for part in parts if part.store == store]
                if reports:
                    print(f"== on {store}", flush=True)
                    codes.append(_held_to_their_word([path for path in reports if path.exists()], least))
        return max(codes)


def _where() -> str | None:
    """Where the tests' files lie: a disk's own folder for such things, or memory."""
    roomy = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free >= _ROOM
    return str(_MEMORY) if roomy and "TMPDIR" not in os.environ else None


def _in_parts(folders: list[str], without: set[str], *, on_postgresql: bool) -> list[Part]:
    """These folders in the parts that are named above, and what is named there nowhere in one more."""
    named = [path for paths in PARTS for path in paths]
    here = [path for path in named if any(f"{path}/".startswith(f"{folder}/") for folder in folders)]
    rest = [folder for folder in folders if folder not in here]
    parts = [[path for path in paths if path in here] for paths in PARTS] + [rest]
    return [
        Part(
            0,
            [*paths, *(f"--ignore={out}" for out in sorted({*here, *without}) if _beneath(out, paths))],
            on_postgresql,
        )
        for paths in parts
        if paths
    ]


def _beneath(path: str, folders: list[str]) -> bool:
    return any(path.startswith(f"{folder}/") for folder in folders)


def _on_sqlite() -> list[str]:
    """Every folder there is, whether a suite names it or not; but for those of the other store's own ways."""
    others = {s["folder"] for s in _suites().values() if "at_least" not in s}
    folders = {f"tests/{each.name}" for each in HERE.iterdir() if any(each.rglob("test_*.py"))}
    return sorted(folders - others)


def _on_postgresql() -> list[str]:
    return [s["folder"] for s in _suites().values() if "at_least_on_postgresql" in s]


def without_a_store() -> set[str]:
    """The files that open no store: they are run once, on SQLite."""
    return {f"{s['folder']}/{name}" for s in _suites().values() for name in s.get("without_a_store", ())}


def _suites() -> dict[str, dict[str, Any]]:
    return tomllib.loads((HERE / "suites.toml").read_text())


def _held_to_their_word(reports: list[Path], least: str) -> int:
    ran: Counter[str] = Counter()
    quiet: list[str] = []
    for case in (case for report in reports for case in ET.parse(report).iter("testcase")):
        ran[case.get("classname", "")] += 1
        if case.find("skipped") is not None:
            quiet.append(f"{case.get('classname')}::{case.get('name')}")
    wrong = [f"was skipped or expected to fail: {name}" for name in quiet]
    for name, suite in _suites().items():
        if least not in suite:
            continue
        module = suite["folder"].replace("/", ".")
        found = sum(n for where, n in ran.items() if where == module or where.startswith(module + "."))
        print(f"suite {name}: {found} tests, at least {suite[least]}")
        if found < suite[least]:
            wrong.append(f"suite {name} ran {found} tests, fewer than its {suite[least]}")
    for line in wrong:
        print(f"FAILED: {line}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
