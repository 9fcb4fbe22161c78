"""Runs every suite, and holds it to its word: fewer tests than `suites.toml` says, a skip or an xfail is a failure.

`python -m tests.run [pytest arguments]`. With arguments, only what they name is run and nothing is counted.
Everything runs on state of its own in a temporary folder; nothing of an installation is touched.
"""

import os
import subprocess
import sys
import tempfile
import tomllib
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent


def main(arguments: list[str]) -> int:
    """Run pytest once over everything; 0 only if all passed and every suite has its number."""
    with tempfile.TemporaryDirectory(prefix="reticent-tests-") as scratch:
        report = Path(scratch) / "report.xml"
        env = {
            **os.environ,
            "RETICENT_HOME": str(Path(scratch) / "home"),
            "RETICENT_KEYS": str(Path(scratch) / "keys"),
            "PYTHONPATH": os.pathsep.join([str(HERE.parent / "src"), str(HERE.parent)]),
        }
        command = [sys.executable, "-m", "pytest", f"--junitxml={report}", "--durations=8", *arguments]
        code = subprocess.run(command, env=env, cwd=HERE.parent, check=False).returncode
        if arguments or not report.exists():
            return code
        return code or _held_to_their_word(report)


def _held_to_their_word(report: Path) -> int:
    ran: Counter[str] = Counter()
    quiet: list[str] = []
    for case in ET.parse(report).iter("testcase"):
        ran[case.get("classname", "")] += 1
        if case.find("skipped") is not None:
            quiet.append(f"{case.get('classname')}::{case.get('name')}")
    wrong = [f"was skipped or expected to fail: {name}" for name in quiet]
    for name, suite in tomllib.loads((HERE / "suites.toml").read_text()).items():
        module = suite["folder"].replace("/", ".")
        found = sum(n for where, n in ran.items() if where == module or where.startswith(module + "."))
        print(f"suite {name}: {found} tests, at least {suite['at_least']}")
        if found < suite["at_least"]:
            wrong.append(f"suite {name} ran {found} tests, fewer than its {suite['at_least']}")
    for line in wrong:
        print(f"FAILED: {line}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
