"""Runs every suite, and holds it to its word: fewer tests than `suites.toml` says, a skip or an xfail is a failure.

`python -m tests.run [postgresql] [pytest arguments]`. Everything is run on SQLite, and then once more on a real
PostgreSQL what that is declared for. With arguments, only what they name is run, and nothing is counted.
Everything runs on state of its own in a temporary folder; nothing of an installation is touched.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
import xml.etree.ElementTree as ET
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests import postgresql

HERE = Path(__file__).parent
# In memory where there is room: on a disk most of the time went into waiting until it had written what is thrown away.
_MEMORY, _ROOM = Path("/dev/shm"), 6 * 2**30
# What one half has of the other's, so that both take as long.
OF_THE_FLOWS, OF_THE_ROOMS = "tests/flows/test_full_disk.py", "tests/rooms/retention"


def main(arguments: list[str]) -> int:
    """Run pytest over everything, on both stores; 0 only if all passed and every suite has its number."""
    if arguments[:1] == ["postgresql"]:
        return _run(arguments[1:] or _on_postgresql(), on_postgresql=True, counted=not arguments[1:])
    if arguments:
        return _run(arguments, on_postgresql=False, counted=False)
    codes = [
        _run(_on_sqlite(), on_postgresql=False, counted=True),
        _run(_on_postgresql(), on_postgresql=True, counted=True),
    ]
    return max(codes)


def _run(arguments: list[str], *, on_postgresql: bool, counted: bool) -> int:
    print(f"== on {'PostgreSQL' if on_postgresql else 'SQLite'}", flush=True)
    # Two at once, each on a store of its own: most of the time one waits for the other's answer.
    parts = _two_parts(arguments, on_postgresql=on_postgresql) if counted else [arguments]
    with (
        tempfile.TemporaryDirectory(prefix="reticent-tests-", dir=_where()) as scratch,
        ExitStack() as servers,
    ):
        running = [
            _begun(part, Path(scratch) / str(number), servers if on_postgresql else None, aside=number > 0)
            for number, part in enumerate(parts)
        ]
        codes = [process.wait() for process in running]
        for said in sorted(Path(scratch).glob("*/said")):
            print(said.read_text(), flush=True)
        reports = sorted(Path(scratch).glob("*/report.xml"))
        if not counted or len(reports) < len(parts):
            return max(codes)
        return max(codes) or _held_to_their_word(
            reports, "at_least_on_postgresql" if on_postgresql else "at_least"
        )


def _where() -> str | None:
    """Where the tests' files lie: a disk's own folder for such things, or memory."""
    roomy = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free >= _ROOM
    return str(_MEMORY) if roomy and "TMPDIR" not in os.environ else None


def _begun(
    arguments: list[str], scratch: Path, servers: ExitStack | None, *, aside: bool
) -> "subprocess.Popen[bytes]":
    """Begin pytest on a store of its own; what one says that runs beside another is kept until the end."""
    scratch.mkdir()
    env = {
        **{k: v for k, v in os.environ.items() if not k.endswith("_DATABASE")},
        **(servers.enter_context(postgresql.started()) if servers else {}),
        "TMPDIR": str(scratch),
        "RETICENT_HOME": str(scratch / "home"),
        "RETICENT_KEYS": str(scratch / "keys"),
        "PYTHONPATH": os.pathsep.join([str(HERE.parent / "src"), str(HERE.parent)]),
    }
    command = [
        sys.executable, "-m", "pytest", f"--junitxml={scratch / 'report.xml'}", "--durations=8", *arguments,
    ]  # fmt: skip
    if not aside:
        return subprocess.Popen(command, env=env, cwd=HERE.parent)
    with open(scratch / "said", "wb") as said:
        return subprocess.Popen(command, env=env, cwd=HERE.parent, stdout=said, stderr=said)


def _two_parts(folders: list[str], *, on_postgresql: bool) -> list[list[str]]:
    """The flows and the promises take as long as all the rest; where less of the rest is run, most of the flows alone."""
    slow = ("tests/flows",) if on_postgresql else ("tests/flows", "tests/promises")
    first = [folder for folder in folders if folder in slow]
    rest = [folder for folder in folders if folder not in slow]
    if on_postgresql:
        return [[*first, f"--ignore={OF_THE_FLOWS}"], [*rest, OF_THE_FLOWS]]
    return [[*first, OF_THE_ROOMS], [*rest, f"--ignore={OF_THE_ROOMS}"]]


def _on_sqlite() -> list[str]:
    """Every folder there is, whether a suite names it or not; but for those of the other store's own ways."""
    others = {s["folder"] for s in _suites().values() if "at_least" not in s}
    folders = {f"tests/{each.name}" for each in HERE.iterdir() if any(each.rglob("test_*.py"))}
    return sorted(folders - others)


def _on_postgresql() -> list[str]:
    return [s["folder"] for s in _suites().values() if "at_least_on_postgresql" in s]


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
