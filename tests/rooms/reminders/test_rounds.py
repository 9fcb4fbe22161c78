"""Is a library's round made once in its own morning, and an hour after a trouble again?"""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from reticent import reminders
from tests.conftest import Town

# Six in the morning in Connecticut is eleven in UTC in November.
BEFORE, AFTER = datetime(2026, 11, 23, 10, 59, tzinfo=UTC), datetime(2026, 11, 23, 11, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_round_is_made_from_six_by_the_library_s_own_clock_and_once_a_day(mansfield: Town) -> None:
    here = mansfield.library
    assert not reminders.ROUNDS.is_due(here, now=BEFORE)
    assert reminders.ROUNDS.is_due(here, now=AFTER)

    reminders.ROUNDS.note(here, troubles=(), now=AFTER)

    later = [AFTER + n * HOUR for n in range(25)]
    assert [now for now in later if reminders.ROUNDS.is_due(here, now=now)] == [later[24]]


def test_at_another_place_the_morning_comes_at_another_hour(mansfield: Town) -> None:
    mansfield.library.time_zone = "Pacific/Honolulu"

    due = [n for n in range(24) if reminders.ROUNDS.is_due(mansfield.library, now=AFTER + n * HOUR)]

    assert due[0] == 5


def test_after_a_trouble_it_is_made_again_in_an_hour(mansfield: Town) -> None:
    reminders.ROUNDS.note(mansfield.library, troubles=("The mail server does not answer.",), now=AFTER)

    assert not reminders.ROUNDS.is_due(mansfield.library, now=AFTER + HOUR / 2)
    assert reminders.ROUNDS.is_due(mansfield.library, now=AFTER + HOUR)


def test_a_trouble_noted_by_a_clock_that_ran_ahead_keeps_nothing_back(mansfield: Town) -> None:
    reminders.ROUNDS.note(
        mansfield.library, troubles=("The mail server does not answer.",), now=AFTER + 3 * HOUR
    )

    assert reminders.ROUNDS.is_due(mansfield.library, now=AFTER)


@pytest.mark.parametrize("text", ["", "[]", '{"mansfield": {"on": "never"}}', '{"mansfield": []}'])
def test_a_file_that_cannot_be_read_means_that_the_round_is_due(mansfield: Town, text: str) -> None:
    (settings.RETICENT_HOME / "reminders.json").write_text(text)

    assert reminders.ROUNDS.is_due(mansfield.library, now=AFTER)
    reminders.ROUNDS.note(mansfield.library, troubles=(), now=AFTER)
    assert not reminders.ROUNDS.is_due(mansfield.library, now=AFTER)


def test_each_library_has_its_own_round(mansfield: Town, town) -> None:
    weston = town("weston", policy_id="weston-2017")

    reminders.ROUNDS.note(mansfield.library, troubles=("No address is known.",), now=AFTER)
    reminders.ROUNDS.note(weston.library, troubles=(), now=AFTER)

    assert reminders.ROUNDS.kept(mansfield.library).troubles == ("No address is known.",)
    assert reminders.ROUNDS.kept(weston.library).troubles == ()
