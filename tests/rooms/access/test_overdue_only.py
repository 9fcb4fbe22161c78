"""Where a policy shows a parent only what is overdue, is what is not overdue neither shown nor counted?"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from reticent import policy
from reticent.access import records
from reticent.drawer.slips import Opened
from reticent.people.libraries import Library
from tests.conftest import TODAY

PARENT = policy.Request(
    "guardian", "account", asker="parent", subject_is_minor=True, proof="satisfied_parent", kinds=("loan",)
)


def loan(due: date | None) -> Opened:
    """A loan as opened: only the day it is due."""
    nothing: Any = None
    return Opened("loan", "", "", {"due": due.isoformat() if due else None}, nothing, nothing)


@pytest.mark.parametrize(("only_overdue", "dues", "count"), [(False, 3, 3), (True, 1, 1)])
def test_only_what_is_overdue_is_shown_and_counted(only_overdue: bool, dues: int, count: int) -> None:
    decision = policy.decide(PARENT, policy.shipped("mansfield-2019"))
    decision = replace(decision, fields=("loan.due", "loan.count"), only_overdue=only_overdue)
    slips = [loan(TODAY - timedelta(days=1)), loan(TODAY), loan(TODAY + timedelta(days=1))]

    shown = records.shown(Library(slug="mansfield"), decision, slips, purpose="account", today=TODAY)

    assert (len(shown.loans), shown.loan_count) == (dues, count)


def test_what_cannot_be_told_to_be_overdue_is_not_shown() -> None:
    decision = policy.decide(PARENT, policy.shipped("mansfield-2019"))
    decision = replace(decision, fields=("loan.count",), only_overdue=True)

    shown = records.shown(Library(slug="mansfield"), decision, [loan(None)], purpose="account", today=TODAY)

    assert shown.loan_count == 0
