"""Writes down which tests carry the mark of which clause, so that an installation without tests can say it too."""

import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

from reticent.policy.covering import PROOFS

ROOT = Path(__file__).parents[1]
BEGINS = """# Which tests carry the mark of which clause. Drawn by `make policy-pages`; edit the marks, not this file.
format = 1

[tests]
"""


class Collector:
    """Reads the marks of everything that pytest finds."""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        PROOFS.write_text(drawn(marked(items)), "utf-8")


def marked(items: Iterable[pytest.Item]) -> dict[str, set[str]]:
    """Which of these tests carry the mark of which clause."""
    found: dict[str, set[str]] = defaultdict(set)
    for item in items:
        for mark in item.iter_markers("clause"):
            for clause in mark.args:
                found[clause].add(item.nodeid.partition("[")[0])
    return found


def drawn(found: dict[str, set[str]]) -> str:
    """The file, its clauses and tests in order."""
    lines = []
    for clause in sorted(found):
        tests = "".join(f'  "{name}",\n' for name in sorted(found[clause]))
        lines.append(f'"{clause}" = [\n{tests}]\n')
    return BEGINS + "".join(lines)


def main() -> int:
    """Collect in a process of its own, on state of its own."""
    if sys.argv[1:] == ["here"]:
        return pytest.main(["--collect-only", "-q", "tests"], plugins=[Collector()])
    with tempfile.TemporaryDirectory(prefix="reticent-marks-") as scratch:
        env = {**os.environ, "RETICENT_HOME": f"{scratch}/home", "RETICENT_KEYS": f"{scratch}/keys"}
        command = [sys.executable, __file__, "here"]
        return subprocess.run(command, env=env, cwd=ROOT, stdout=subprocess.DEVNULL, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
