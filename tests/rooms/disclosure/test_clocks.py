"""By when must a request from outside be answered? Held against tables made by hand, and walked day by day."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reticent import policy
from reticent.disclosure import clocks
from reticent.disclosure.clocks import Calendar, business_day_before, business_days_after
from reticent.disclosure.known import Known
from reticent.policy import Instrument
from reticent.policy.statutes import pack
from tests.rooms.policy.altered import read, text_of

HERE = ZoneInfo("America/New_York")
CONNECTICUT = clocks.calendar_of(policy.shipped("mansfield-2019"))
DAYS = st.dates(date(2023, 1, 1), date(2060, 12, 31))
PUBLIC_RECORDS = Known("asking", "referred", instrument=Instrument("foi_request", "requester"))
SUBPOENA = Known("asking", "classified", instrument=Instrument("attorney_subpoena", "attorney"))


def due(known, adopted, received, return_by=None, denied=None):
    found = clocks.due(known, adopted, received=received, return_by=return_by, zone=HERE, denied=denied)
    return {each.code: each for each in found}


# Four business days after: worked out by hand on a calendar, holidays as CGS 1-4 has them.
@pytest.mark.parametrize(
    ("received", "by", "left_out"),
    [
        (date(2026, 9, 14), date(2026, 9, 18), ()),  # Monday to Friday
        (date(2026, 9, 15), date(2026, 9, 21), ()),  # over a weekend
        (date(2026, 9, 18), date(2026, 9, 24), ()),  # a Friday
        (date(2026, 9, 19), date(2026, 9, 24), ()),  # a Saturday: Monday is the first
        (date(2026, 9, 20), date(2026, 9, 24), ()),  # a Sunday
        (date(2026, 11, 23), date(2026, 11, 30), ("Thanksgiving Day",)),
        (date(2026, 11, 25), date(2026, 12, 2), ("Thanksgiving Day",)),
        (date(2026, 12, 21), date(2026, 12, 28), ("Christmas",)),
        (date(2026, 12, 28), date(2027, 1, 4), ("New Year's Day",)),  # over the end of the year
        (date(2026, 12, 31), date(2027, 1, 7), ("New Year's Day",)),
        (date(2027, 12, 21), date(2027, 12, 28), ("Christmas",)),  # the 25th is a Saturday: kept on the 24th
        (date(2027, 12, 29), date(2028, 1, 5), ("New Year's Day",)),  # kept on 31 December, the year before
        (date(2026, 2, 10), date(2026, 2, 18), ("Lincoln Day", "Washington's Birthday")),
        (date(2026, 4, 1), date(2026, 4, 8), ("Good Friday",)),
        (date(2026, 7, 1), date(2026, 7, 8), ("Independence Day",)),  # the fourth is a Saturday
        (date(2027, 7, 1), date(2027, 7, 8), ("Independence Day",)),  # a Sunday: kept on Monday
        (date(2026, 6, 18), date(2026, 6, 25), ("Juneteenth Independence Day",)),
        (date(2026, 10, 9), date(2026, 10, 16), ("Columbus Day",)),
        (date(2028, 2, 28), date(2028, 3, 3), ()),  # a leap day counts like any other
    ],
)  # fmt: skip
def test_a_request_for_public_records_is_due_four_business_days_after_it_came(received, by, left_out):
    found = due(PUBLIC_RECORDS, policy.shipped("mansfield-2019"), received)["foi_answer"]

    assert found.by == by
    assert all(name in found.note for name in left_out)
    assert bool(found.note) == bool(left_out)


def test_a_library_open_on_a_holiday_is_told_the_sooner_day():
    found = due(PUBLIC_RECORDS, policy.shipped("wolcott-2016"), date(2026, 2, 10))["foi_answer"]

    assert found.note == (
        "Lincoln Day (12 February 2026) and Washington's Birthday (16 February 2026) are legal holidays and are not"
        " counted. If your library is open those days, answer by 16 February 2026."
    )


@pytest.mark.parametrize(
    ("received", "by"),
    [
        (datetime(2026, 9, 15, 3, 59, tzinfo=UTC), date(2026, 9, 18)),  # still Monday evening in Connecticut
        (datetime(2026, 9, 15, 4, 0, tzinfo=UTC), date(2026, 9, 21)),
        (datetime(2026, 12, 1, 4, 59, tzinfo=UTC), date(2026, 12, 4)),  # winter: five hours
        (datetime(2026, 12, 1, 5, 0, tzinfo=UTC), date(2026, 12, 7)),
    ],
)
def test_a_moment_counts_as_its_day_where_the_library_stands(received, by):
    assert due(PUBLIC_RECORDS, policy.shipped("mansfield-2019"), received)["foi_answer"].by == by


def test_a_policy_may_answer_sooner_and_never_later_than_the_law():
    text = text_of("mansfield-2019")
    sooner, later = (
        read(text.replace("[costs]", f"[clocks]\nfoi_business_days = {n}\n\n[costs]", 1)) for n in (2, 9)
    )

    assert due(PUBLIC_RECORDS, sooner, date(2026, 9, 14))["foi_answer"].by == date(2026, 9, 16)
    assert due(PUBLIC_RECORDS, later, date(2026, 9, 14))["foi_answer"].by == date(2026, 9, 18)


def test_an_association_answers_in_the_same_time_without_conceding_and_cites_no_law_that_does_not_bind_it():
    found = due(PUBLIC_RECORDS, policy.shipped("new-canaan-2018"), date(2026, 9, 14))["foi_answer"]

    assert found.by == date(2026, 9, 18)
    assert "without conceding" in found.what
    assert found.clauses == ("NC-06", "NC-20")


@pytest.mark.parametrize("policy_id", policy.shipped_ids())
def test_every_due_day_cites_clauses_that_the_policy_or_its_law_has(policy_id):
    adopted = policy.shipped(policy_id)
    knowns = (PUBLIC_RECORDS, SUBPOENA)

    for known in knowns:
        for each in due(known, adopted, date(2026, 9, 14), date(2026, 10, 1)).values():
            assert adopted.cite(*each.clauses)


def test_a_denial_may_be_appealed_for_thirty_days_whatever_they_are_and_is_due_no_more():
    found = due(PUBLIC_RECORDS, policy.shipped("mansfield-2019"), date(2026, 11, 2), denied=date(2026, 11, 5))

    assert list(found) == ["foi_appeal"]
    assert found["foi_appeal"].by == date(2026, 12, 5)  # a Saturday: days are days here
    assert found["foi_appeal"].clauses == ("1-206(b)",)
    assert (
        due(PUBLIC_RECORDS, policy.shipped("new-canaan-2018"), date(2026, 11, 2), denied=date(2026, 11, 5))
        == {}
    )


def test_a_return_date_stands_as_it_is_and_an_answer_is_ready_on_a_business_day_before_it():
    text = text_of("weston-2017").replace(
        "[costs]", '[clocks]\npapers_days_ahead = 2\nclauses = ["WE-24"]\n\n[costs]'
    )
    at = datetime(2026, 11, 28, 10, 0, tzinfo=HERE)  # a Saturday, two days after Thanksgiving

    found = due(SUBPOENA, read(text), date(2026, 11, 20), at)

    assert list(found) == ["answer_ready", "return_date"]
    assert found["return_date"].by == at
    assert found["return_date"].clauses == ("51-85", "52-143")
    assert found["answer_ready"].by == date(2026, 11, 25)
    assert found["answer_ready"].clauses == ("WE-24",)
    assert "answer_ready" not in due(SUBPOENA, policy.shipped("weston-2017"), date(2026, 11, 20), at)


@pytest.mark.parametrize(
    ("policy_id", "clauses"), [("wolcott-2016", ("WO-24", "WO-25", "WO-26")), ("weston-2017", ())]
)
def test_a_complaint_is_answered_in_the_days_of_the_policy_or_in_ours_which_says_so(policy_id, clauses):
    complaint = Known("asking", "intake", asker="patron", instrument=Instrument("letter"), matter="complaint")

    found = due(complaint, policy.shipped(policy_id), date(2026, 11, 20))["complaint_reply"]

    assert (found.by, found.clauses) == (date(2026, 11, 30), clauses)
    assert ("default" in found.note) is not bool(clauses)


def test_no_clock_runs_where_nothing_must_be_answered():
    asked = Known("asking", "referred", asker="police", instrument=Instrument("verbal"))

    assert due(asked, policy.shipped("mansfield-2019"), date(2026, 9, 14)) == {}


def test_a_law_without_holidays_counts_monday_to_friday_and_says_so():
    bare = pack("ct-2007").model_copy(update={"holidays": None, "jurisdiction": "Elsewhere"})
    adopted = policy.shipped("mansfield-2019").model_copy(update={"statute": bare})

    found = due(PUBLIC_RECORDS, adopted, date(2026, 12, 24))["foi_answer"]

    assert found.by == date(2026, 12, 30)
    assert found.note == (
        "Counted Monday to Friday: no holidays of Elsewhere are known here. Ask counsel which days count."
    )


# ---- Business days, walked one by one.


@given(DAYS, st.integers(0, 40))
def test_so_many_business_days_lie_between_and_the_last_is_one(on, count):
    last = business_days_after(on, count, CONNECTICUT)

    between = [on + timedelta(days=n) for n in range(1, (last - on).days + 1)]
    assert sum(CONNECTICUT.is_business(each) for each in between) == count
    assert count == 0 or CONNECTICUT.is_business(last)
    assert count > 0 or last == on


@given(DAYS, st.integers(0, 20), st.integers(0, 20))
def test_counting_on_is_counting_at_once(on, first, second):
    at_once = business_days_after(on, first + second, CONNECTICUT)

    assert business_days_after(business_days_after(on, first, CONNECTICUT), second, CONNECTICUT) == at_once


@given(DAYS, DAYS, st.integers(1, 10))
def test_what_came_later_is_never_due_sooner(one, other, count):
    first, second = sorted((one, other))

    assert business_days_after(first, count, CONNECTICUT) <= business_days_after(second, count, CONNECTICUT)


@given(DAYS, st.integers(1, 10))
def test_holidays_only_ever_give_more_time(on, count):
    without = business_days_after(on, count, Calendar("Elsewhere"))

    assert without <= business_days_after(on, count, CONNECTICUT) <= without + timedelta(days=7)


@given(DAYS, st.integers(0, 30))
def test_a_business_day_before_is_one_and_none_lies_between(on, days):
    found = business_day_before(on, days, CONNECTICUT)

    between = [found + timedelta(days=n) for n in range(1, (on - timedelta(days=days) - found).days + 1)]
    assert CONNECTICUT.is_business(found)
    assert not any(CONNECTICUT.is_business(each) for each in between)
