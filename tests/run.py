"""Runs every suite, and holds it to its word: fewer tests than `suites.toml` says, a skip or an xfail is a failure.

`python -m tests.run [postgresql] [pytest arguments]`. Everything is run on SQLite, and then once more on a real
PostgreSQL what that is declared for. With arguments, only what they name is run, and nothing is counted.
Everything runs on state of its own in a temporary folder; nothing of an installation is touched.
"""

import os
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


def main(arguments: list[str]) -> int:
    """Run pytest over everything, on both stores; 0 only if all passed and every suite has its number."""
    if arguments[:1] == ["postgresql"]:
        return _run(arguments[1:] or _on_postgresql(), on_postgresql=True, counted=not arguments[1:])
    if arguments:
        return _run(arguments, on_postgresql=False, counted=False)
    codes = [
        _run([], on_postgresql=False, counted=True),
        _run(_on_postgresql(), on_postgresql=True, counted=True),
    ]
    return max(codes)


def _run(arguments: list[str], *, on_postgresql: bool, counted: bool) -> int:
    print(f"== on {'PostgreSQL' if on_postgresql else 'SQLite'}", flush=True)
    with tempfile.TemporaryDirectory(prefix="reticent-tests-") as scratch, ExitStack() as server:
        report = Path(scratch) / "report.xml"
        env = {
            **{k: v for k, v in os.environ.items() if not k.endswith("_DATABASE")},
            **(server.enter_context(postgresql.started()) if on_postgresql else {}),
            "RETICENT_HOME": str(Path(scratch) / "home"),
            "RETICENT_KEYS": str(Path(scratch) / "keys"),
            "PYTHONPATH": os.pathsep.join([str(HERE.parent / "src"), str(HERE.parent)]),
        }
        command = [sys.executable, "-m", "pytest", f"--junitxml={report}", "--durations=8", *arguments]
        code = subprocess.run(command, env=env, cwd=HERE.parent, check=False).returncode
        if not counted or not report.exists():
            return code
        return code or _held_to_their_word(report, "at_least_on_postgresql" if on_postgresql else "at_least")


def _on_postgresql() -> list[str]:
    return [s["folder"] for s in _suites().values() if "at_least_on_postgresql" in s]


def _suites() -> dict[str, dict[str, Any]]:
    return tomllib.loads((HERE / "suites.toml").read_text())


def _held_to_their_word(report: Path, least: str) -> int:
    ran: Counter[str] = Counter()
    quiet: list[str] = []
    for case in ET.parse(report).iter("testcase"):
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
