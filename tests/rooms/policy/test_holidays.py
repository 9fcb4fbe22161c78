"""Which days is Connecticut's law kept as holidays? Held against a calendar that somebody else worked out."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reticent.errors import Malformed
from reticent.policy import statutes
from reticent.policy.holidays import easter, holiday
from reticent.policy.statutes import Holiday, Holidays, pack

CONNECTICUT = pack("ct-2007").holidays
assert CONNECTICUT is not None
# Weekdays 2023 to 2050 as the package `holidays` 0.109 (MIT) has them for Connecticut; written once, read here.
OTHERS = Path(__file__).parents[2] / "data" / "connecticut_holidays.csv"


def name(on: date) -> str:
    kept = holiday(CONNECTICUT, on)
    return kept.name if kept else ""


def test_every_weekday_of_twenty_eight_years_is_kept_or_not_as_in_another_calendar():
    with OTHERS.open(encoding="utf-8") as rows:
        others = {date.fromisoformat(row["day"]) for row in csv.DictReader(rows)}
    every = (date(2023, 1, 1) + timedelta(days=n) for n in range((date(2051, 1, 1) - date(2023, 1, 1)).days))

    ours = {on for on in every if on.weekday() < 5 and name(on)}

    assert ours == others
    assert len(others) == 364


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2026, 11, 26), "Thanksgiving Day"),
        (date(2026, 11, 27), ""),  # the Friday after is a working day
        (date(2026, 7, 3), "Independence Day"),  # the fourth is a Saturday: kept the day before
        (date(2027, 7, 5), "Independence Day"),  # a Sunday: the day after
        (date(2027, 12, 31), "New Year's Day"),  # of 2028, in the year before
        (date(2023, 1, 2), "New Year's Day"),
        (date(2026, 2, 12), "Lincoln Day"),
        (date(2026, 4, 3), "Good Friday"),
        (date(2026, 4, 5), ""),
        (date(2026, 5, 25), "Memorial Day"),
        (date(2022, 6, 20), ""),  # Juneteenth is a legal holiday here from 2023 on
        (date(2023, 6, 19), "Juneteenth Independence Day"),
        (date(2026, 12, 24), ""),
        (date(2027, 12, 24), "Christmas"),  # the twenty-fifth is a Saturday
    ],
)
def test_a_day_is_kept_under_its_name(on, said):
    assert name(on) == said


@pytest.mark.parametrize(
    ("year", "on"),
    [(1900, (4, 15)), (2000, (4, 23)), (2024, (3, 31)), (2025, (4, 20)), (2038, (4, 25)), (2285, (3, 22))],
)
def test_easter_falls_where_the_tables_of_easter_have_it(year, on):
    assert easter(year) == date(year, *on)


@given(st.integers(1600, 4000))
def test_easter_is_a_sunday_between_its_first_and_last_day(year):
    found = easter(year)

    assert found.weekday() == 6
    assert date(year, 3, 22) <= found <= date(year, 4, 25)


@given(st.dates(date(2023, 1, 1), date(2100, 12, 31)))
def test_what_the_weekend_moves_is_kept_once_and_next_to_its_own_day(on):
    kept = holiday(CONNECTICUT, on)
    if kept is None or on.weekday() >= 5:
        return

    around = [on + timedelta(days=n) for n in (-1, 1) if (on + timedelta(days=n)).weekday() >= 5]

    assert sum(holiday(CONNECTICUT, each) is kept for each in around) <= 1


def test_the_last_weekday_of_december_and_the_one_before_it_are_found():
    days = tuple(Holiday(name=str(which), month=12, weekday="monday", which=which) for which in (-1, -2))
    rests = Holidays(days=days, clauses=())

    assert [holiday(rests, date(2026, 12, on)).name for on in (28, 21)] == ["-1", "-2"]


def test_a_place_that_moves_nothing_keeps_the_weekend_day_itself():
    rests = Holidays(days=(Holiday(name="Fourth", month=7, day=4),), clauses=())

    assert holiday(rests, date(2026, 7, 3)) is None
    assert holiday(rests, date(2026, 7, 4)) is not None


@pytest.mark.parametrize(
    "said",
    [
        "month = 1, day = 1, easter = -2",
        'month = 1, weekday = "monday"',
        "month = 1, which = 2, day = 3",
        "easter = -2, month = 3",
        "day = 4",
    ],
)
def test_a_pack_that_says_a_holiday_in_two_ways_or_half_is_refused(said, tmp_path, monkeypatch):
    for file in statutes.PACKS.glob("*.toml"):
        text = file.read_text("utf-8").replace("month = 1, day = 1 }", said + " }")
        (tmp_path / file.name).write_text(text, "utf-8")
    monkeypatch.setattr(statutes, "PACKS", tmp_path)

    with pytest.raises(Malformed) as found:
        statutes.pack.__wrapped__("ct-2007")

    assert "say a day of a month, which weekday of it, or days from Easter" in str(found.value.problems)
