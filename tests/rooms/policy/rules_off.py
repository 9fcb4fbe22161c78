"""A plugin for pytest: runs the tests that carry a clause's mark with that clause's rule switched off.

`python -m pytest -p tests.rooms.policy.rules_off --rules-off REPORT PATHS`. First every marked test with every rule on,
then, for each switch, the tests marked with its clause. REPORT says for each which tests were green and which went red.
"""

import json
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from tests.rooms.policy.switches import SWITCHES, Switch, the_rule_off


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where the report goes."""
    parser.addoption("--rules-off", metavar="REPORT", type=Path)


def pytest_runtestloop(session: pytest.Session) -> Any:
    """Instead of running every test once."""
    marked: dict[str, list[pytest.Item]] = {}
    for item in session.items:
        for mark in item.iter_markers("clause"):
            for clause in dict.fromkeys(mark.args):
                marked.setdefault(clause, []).append(item)
    wanted = {item.nodeid: item for switch in SWITCHES for item in marked.get(switch.clause, ())}
    on = _run(None, wanted.values())
    off = {each.clause: _run(each, marked.get(each.clause, ())) for each in SWITCHES}
    report = {"on": on, "off": off}
    session.config.getoption("--rules-off").write_text(json.dumps(report), "utf-8")
    return True


def _run(switch: Switch | None, items: Iterable[pytest.Item]) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {"green": [], "red": [], "broken": []}
    with tempfile.TemporaryDirectory() as folder, the_rule_off(switch, Path(folder)):
        for item in items:
            reports = runtestprotocol(item, log=False, nextitem=None)
            failed = [each for each in reports if each.failed]
            # Red is an expectation that does not hold; whatever else stops a test proves nothing.
            kind = "green" if not failed else "red" if _is_expectation(failed[0]) else "broken"
            said[kind].append(item.nodeid)
    return said


def _is_expectation(report: pytest.TestReport) -> bool:
    crash = getattr(report.longrepr, "reprcrash", None)
    return (
        report.when == "call" and crash is not None and crash.message.startswith(("assert", "AssertionError"))
    )
