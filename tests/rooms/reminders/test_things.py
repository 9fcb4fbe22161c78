"""Is all told that is due, by its own day at the library, and nothing else?"""

from datetime import date, timedelta
from typing import Any

from reticent import reminders
from reticent.people import adoptions
from reticent.people.staff import StaffAccount
from reticent.retention import backups, drill, nights
from reticent.retention.drill import Drill
from reticent.retention.nights import Nights
from tests.conftest import NOW, TODAY, Town
from tests.rooms.disclosure.cases.asked import POLICE, SUBPOENA, ask
from tests.rooms.disclosure.complying import take

DAY = timedelta(days=1)


def due(town: Any, now: Any = NOW) -> dict[str, date]:
    return {each.code: each.by for each in reminders.of(town.library, now=now)}


def test_of_a_case_each_clock_is_told_by_its_own_day(here: Town, custodian: StaffAccount) -> None:
    take(here, custodian, ask(here, custodian), "classify", **SUBPOENA)
    ask(here, custodian, {**POLICE, "papers": "foi_request"})

    found = due(here)

    assert found["return_date"] == date(2026, 12, 10)
    assert found["foi_answer"] == date(2026, 11, 27)


def test_the_day_is_that_of_the_library_and_not_of_the_machine(here: Town, custodian: StaffAccount) -> None:
    here.library.time_zone = "Pacific/Honolulu"
    here.library.save()
    take(here, custodian, ask(here, custodian), "classify", **{**SUBPOENA, "return_time": "22:00"})

    assert due(here)["return_date"] == date(2026, 12, 10)  # in Connecticut it is the eleventh


def test_after_a_denial_until_when_it_may_be_appealed_is_nothing_to_be_reminded_of(
    here: Town, custodian: StaffAccount
) -> None:
    case = ask(here, custodian, {"asker": "reporter", "papers": "foi_request", "channel": "email"})
    case = take(here, custodian, case, "decide", answer="deny_foi")
    take(here, custodian, case, "send", letter="foi_denial", when="2026-11-24T10:00-05:00")

    assert due(here).keys() == {"drill", "paper_walk", "policy_read"}


def test_the_review_of_the_policy_is_due_when_the_text_says(here: Town) -> None:
    adoptions.PolicyAdoption.objects.update(review_due=TODAY + 30 * DAY)

    assert due(here)["policy_review"] == TODAY + 30 * DAY


def test_a_drill_is_due_a_month_after_the_last_and_at_once_where_that_was_not_sound(mansfield: Town) -> None:
    assert due(mansfield)["drill"] == TODAY + 31 * DAY
    backups.make(now=NOW)
    drill.run(now=NOW + 3 * DAY)
    assert due(mansfield)["drill"] == TODAY + 34 * DAY

    Drill.objects.update(sound=False)

    assert due(mansfield)["drill"] == TODAY + 3 * DAY


def test_a_night_that_was_not_done_is_due_on_its_own_day(mansfield: Town) -> None:
    done = NOW - timedelta(hours=8)
    nights.write(Nights(TODAY, done, "", done))
    assert "night" not in due(mansfield, NOW + timedelta(hours=12))

    nights.write(Nights(TODAY, NOW + DAY, "The disk is full.", done))

    assert due(mansfield, NOW + DAY)["night"] == TODAY + DAY
    assert due(mansfield, NOW + 5 * DAY)["night"] == TODAY + DAY


def test_where_it_is_still_the_day_before_a_night_that_failed_is_due_that_day(mansfield: Town) -> None:
    mansfield.library.time_zone = "Pacific/Honolulu"
    night = NOW.replace(hour=7) + DAY  # two in the morning in Connecticut
    nights.write(Nights(TODAY, night, "The disk is full.", NOW))

    assert due(mansfield, night)["night"] == TODAY


def test_nights_that_nobody_did_since_the_server_stopped_are_due_from_the_first(mansfield: Town) -> None:
    done = NOW - timedelta(hours=8)
    nights.write(Nights(TODAY, done, "", done))

    assert due(mansfield, NOW + 5 * DAY)["night"] == TODAY + DAY


def test_a_first_night_that_failed_is_due_on_the_day_it_was_tried(mansfield: Town) -> None:
    nights.write(Nights(date.min, NOW, "The key file is cut short.", None))

    assert due(mansfield, NOW + 2 * DAY)["night"] == TODAY
