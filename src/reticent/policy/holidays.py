"""On which days does the law of a place rest? Its legal holidays, worked out from the pack, year by year."""

from datetime import date, timedelta
from functools import lru_cache

from reticent.policy.statutes import Holiday, Holidays
from reticent.policy.vocabulary import WEEKDAYS

_ONE = timedelta(days=1)
_SATURDAY, _SUNDAY = 5, 6


def holiday(holidays: Holidays, on: date) -> Holiday | None:
    """The holiday that is kept on this day, if any."""
    return _kept_in(holidays, on.year).get(on)


@lru_cache(maxsize=64)
def _kept_in(holidays: Holidays, year: int) -> dict[date, Holiday]:
    """The days kept in a year. New Year's Day of the next may be kept on the last day of this one."""
    # A holiday's own weekend day stays one where it is kept on another, too; on a weekend that changes nothing.
    kept: dict[date, Holiday] = {}
    for each in holidays.days:
        for around in (year - 1, year, year + 1):
            if each.since is None or around >= each.since:
                fell = _fell(each, around)
                kept |= {fell: each, _moved(fell, holidays): each}
    return {on: each for on, each in kept.items() if on.year == year}


def _moved(on: date, holidays: Holidays) -> date:
    if on.weekday() == _SATURDAY and holidays.on_saturday == "friday":
        return on - _ONE
    if on.weekday() == _SUNDAY and holidays.on_sunday == "monday":
        return on + _ONE
    return on


def _fell(each: Holiday, year: int) -> date:
    """The day itself, wherever it falls in the week."""
    if each.easter is not None:
        return easter(year) + timedelta(days=each.easter)
    assert each.month is not None
    if each.day is not None:
        return date(year, each.month, each.day)
    assert each.weekday is not None
    assert each.which is not None
    wanted = WEEKDAYS.index(each.weekday)
    if each.which < 0:
        last = date(year + each.month // 12, each.month % 12 + 1, 1) - _ONE
        return last - timedelta(days=(last.weekday() - wanted) % 7 + 7 * (-each.which - 1))
    first = date(year, each.month, 1)
    return first + timedelta(days=(wanted - first.weekday()) % 7 + 7 * (each.which - 1))


def easter(year: int) -> date:
    """Easter Sunday by the Gregorian rule, as Meeus, Jones and Butcher have it."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leaps, odd = divmod(century, 4)
    moon = (19 * golden + century - leaps - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    quarter, years = divmod(rest, 4)
    days = (32 + 2 * odd + 2 * quarter - moon - years) % 7
    late = (golden + 11 * moon + 22 * days) // 451
    month, day = divmod(moon + days - 7 * late + 114, 31)
    return date(year, month, day + 1)
