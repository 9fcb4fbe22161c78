"""Is each thing told when the table says so, and on no other day?"""

import inspect
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reticent import reminders
from reticent.disclosure import clocks
from reticent.disclosure.cases import days
from reticent.doors.cli import reminding

BY = date(2026, 12, 10)
DAY = timedelta(days=1)
PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "be-reminded.md"


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (-8, ""), (-7, "near"), (-1, "near"), (0, "day"), (1, "overdue-1"), (7, "overdue-1"), (8, "overdue-2"),
        (365, "overdue-53"),
    ],
)  # fmt: skip
def test_a_return_date_is_told_a_week_before_on_its_day_and_in_each_week_after_it(
    days: int, told: str
) -> None:
    assert reminders.occasion("return_date", BY, on=BY + days * DAY) == told


@given(st.sampled_from([*reminders.KINDS, "a clock of tomorrow"]), st.integers(0, 400))
def test_whoever_asks_every_day_is_told_once_near_once_on_the_day_and_once_a_week(
    code: str, late: int
) -> None:
    days = [reminders.occasion(code, BY, on=BY + n * DAY) for n in range(-100, late)]

    occasions = list(dict.fromkeys(days))
    weeks = [each for each in occasions if each.startswith("overdue")]
    assert len(weeks) == -(-max(0, late - 1) // 7)
    assert set(occasions) - set(weeks) <= {"", "near", "day"}
    # An occasion that is over does not come again.
    assert [each for n, each in enumerate(days) if n == 0 or days[n - 1] != each] == occasions


def test_every_clock_of_a_case_has_words_of_its_own() -> None:
    codes = set(re.findall(r'yield Due\(\s*"(\w+)"', inspect.getsource(clocks)))

    assert codes > days.NOT_OURS  # or none was found in the text
    assert codes - days.NOT_OURS <= reminders.KINDS.keys()


def test_the_page_says_how_many_days_before_each_comes_near() -> None:
    said = dict(re.findall(r"^\| `(\w+)` \|.*\| (\d+)\D*\|$", PAGE.read_text(), re.MULTILINE))

    assert said == {name: str(kind.near_days) for name, kind in reminders.KINDS.items()}


def test_what_is_no_case_has_words_at_the_command_line_too() -> None:
    of_cases = set(re.findall(r'yield Due\(\s*"(\w+)"', inspect.getsource(clocks))) | {"other"}

    assert reminders.KINDS.keys() - of_cases == reminding._OWN.keys()
