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
    """Reads the marks of everything that pytest finds, and writes them down there."""

    def __init__(self, there: Path) -> None:
        self.there = there

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        self.there.write_text(drawn(marked(items)), "utf-8")


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


def draw(there: Path) -> int:
    """Collect in a process of its own, on state of its own; its exit code."""
    with tempfile.TemporaryDirectory(prefix="reticent-marks-") as scratch:
        # On SQLite, whose tests are all there are but those of PostgreSQL's own ways.
        env = {k: v for k, v in os.environ.items() if not k.endswith("_DATABASE")}
        env |= {"RETICENT_HOME": f"{scratch}/home", "RETICENT_KEYS": f"{scratch}/keys"}
        command = [sys.executable, __file__, str(there)]
        return subprocess.run(command, env=env, cwd=ROOT, stdout=subprocess.DEVNULL, check=False).returncode


def main(arguments: list[str]) -> int:
    """Draw the file anew; with a path, in this process and to there."""
    if arguments:
        return pytest.main(["--collect-only", "-q", "tests"], plugins=[Collector(Path(arguments[0]))])
    return draw(PROOFS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
