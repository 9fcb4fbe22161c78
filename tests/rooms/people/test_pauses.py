"""Five tries, then a pause that doubles, up to four hours."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reticent.people import pauses
from tests.conftest import NOW

QUARTER = timedelta(minutes=15)


@pytest.mark.parametrize(
    ("tries", "minutes"),
    [(1, 0), (4, 0), (5, 15), (6, 30), (7, 60), (8, 120), (9, 240), (10, 240), (5000, 240)],
)
def test_the_fifth_try_is_followed_by_a_pause_and_each_later_one_by_a_longer(
    tries: int, minutes: int
) -> None:
    until = pauses.until(tries, now=NOW, first=QUARTER)

    assert (until - NOW if until else timedelta()) == timedelta(minutes=minutes)


@given(tries=st.integers(1, 10**6), first=st.timedeltas(timedelta(seconds=1), timedelta(hours=1)))
def test_no_pause_is_shorter_than_the_one_before_nor_longer_than_the_longest(
    tries: int, first: timedelta
) -> None:
    one, next_one = (pauses.until(n, now=NOW, first=first) or NOW for n in (tries, tries + 1))

    assert NOW <= one <= next_one <= NOW + pauses.LONGEST
