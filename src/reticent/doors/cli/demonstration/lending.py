"""Two years at the desk of a made-up library: who borrowed what, and when it came back.

The year's total is the town's. It is spread over days by month and weekday (the desk is closed on Sundays and
holidays), over visits of one item or a bag, over readers by appetite. Nothing is lent while it is out, nor
to anybody before registration or after the card ran out. The history ends yesterday: today is the desk's.
"""

from bisect import bisect
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate, pairwise
from random import Random

from reticent.connectors.csv_file import LoanRow
from reticent.doors.cli.demonstration.people import Reader
from reticent.doors.cli.demonstration.shelves import Shelf, Shelves
from reticent.doors.cli.demonstration.towns import Town

YEARS = 2
_DAY = timedelta(days=1)

# How busy: January first (summer reading, a quiet December), Monday first.
MONTHS = (0.98, 0.94, 1.03, 1.00, 0.93, 1.10, 1.30, 1.18, 0.94, 0.98, 0.88, 0.78)
WEEKDAYS = (1.15, 1.10, 1.08, 0.92, 0.80, 1.20, 0.95)
HOLIDAYS = {(1, 1), (7, 4), (11, 11), (12, 25)}
VISIT_SIZES = (1, 2, 3, 4, 6, 9, 14)
VISIT_WEIGHTS = (34, 26, 15, 10, 8, 5, 2)

# What young readers take home; adults take what is left of the town's totals.
TAKEN_BY = {
    "ya": {"adult": 0.35, "ya": 0.30, "child": 0.35},
    "child": {"adult": 0.04, "ya": 0.04, "child": 0.92},
}

# The household's open loans: whose, days ago, audience, class, title. One is overdue.
OPEN_LOANS = (
    (0, 31, "adult", "book", "The Count of Monte Cristo"),
    (0, 17, "adult", "book", "Middlemarch"),
    (0, 10, "adult", "book", "Frankenstein"),
    (0, 10, "adult", "audiobook", "Jane Eyre"),
    (0, 3, "child", "book", "The Secret Garden"),
    (1, 12, "adult", "book", "Three Men in a Boat"),
    (1, 12, "adult", "book", "The Moonstone"),
    (2, 12, "child", "book", "The Wind in the Willows"),
    (2, 12, "child", "book", "Ozma of Oz"),
    (2, 3, "child", "book", "Winnie-the-Pooh"),
)
FEATURED = frozenset(title for *_, title in OPEN_LOANS)
QUIET_DAYS = 70  # before today, in which the household borrows nothing else


def days_open(town: Town, *, first: date, last: date) -> list[date]:
    """The days on which the desk lends."""
    days = (first + _DAY * n for n in range((last - first).days + 1))
    return [day for day in days if day.weekday() not in town.closed_weekdays and not _is_holiday(day)]


def _is_holiday(day: date) -> bool:
    thanksgiving = day.month == 11 and day.weekday() == 3 and 22 <= day.day <= 28
    return thanksgiving or (day.month, day.day) in HOLIDAYS


def two_years(
    town: Town, *, readers: list[Reader], shelves: Shelves, loans_a_year: int, today: date, draw: Random
) -> list[LoanRow]:
    """Every loan of the two years that end yesterday, in the order they were made."""
    household, set_aside = _open_loans(town, readers, shelves, today)
    desk = _Desk(town, readers, shelves, today=today, draw=draw, set_aside=set_aside)
    loans = list(household)
    for year in range(YEARS, 0, -1):
        first, last = today - _DAY * 365 * year, today - _DAY * (365 * (year - 1) + 1)
        to_others = loans_a_year - sum(first <= loan.lent_on <= last for loan in household)
        for day, count in _spread(to_others, days_open(town, first=first, last=last), draw):
            loans.extend(desk.lends(day, count))
    return sorted(loans, key=lambda loan: loan.lent_on)


def _spread(total: int, days: list[date], draw: Random) -> Iterator[tuple[date, int]]:
    busy = [MONTHS[day.month - 1] * WEEKDAYS[day.weekday()] * draw.uniform(0.85, 1.15) for day in days]
    whole = sum(busy)
    reached = [round(total * so_far / whole) for so_far in accumulate(busy)]
    return zip(days, (after - before for before, after in pairwise([0, *reached])), strict=True)


def _open_loans(
    town: Town, readers: list[Reader], shelves: Shelves, today: date
) -> tuple[list[LoanRow], set[int]]:
    """The household's open loans, always the same titles, and the copies they take from the shelves."""
    loans: list[LoanRow] = []
    taken: set[int] = set()
    for whose, days_ago, audience, item_class, title in OPEN_LOANS:
        kind = [n for n in shelves.by_kind.get((audience, item_class), []) if n not in taken]
        named = [n for n in kind if shelves.items[n].title == title]
        if not kind:
            continue
        item = (named or kind)[0]
        taken.add(item)
        lent_on = days_open(town, first=today - _DAY * (days_ago + 5), last=today - _DAY * days_ago)[-1]
        loans.append(
            LoanRow(
                patron_barcode=readers[whose].card.barcode,
                item_barcode=shelves.items[item].barcode,
                lent_on=lent_on,
                due_on=lent_on + _DAY * town.loan_days,
                returned_on=None,
                branch=town.branches[0],
            )
        )
    return loans, taken


class _Desk:
    """Lends day after day and remembers until when each item is out."""

    def __init__(
        self,
        town: Town,
        readers: list[Reader],
        shelves: Shelves,
        *,
        today: date,
        draw: Random,
        set_aside: set[int],
    ) -> None:
        self._town = town
        self._readers = readers
        self._items = shelves.items
        self._today = today
        self._draw = draw
        self._shelves = {
            kind: [n for n in indices if n not in set_aside] for kind, indices in shelves.by_kind.items()
        }
        self._all = [n for indices in self._shelves.values() for n in indices]
        self._back_on = [date.min] * len(shelves.items)
        self._appetites = list(accumulate(reader.appetite for reader in readers))
        self._kinds = [kind for kind, indices in self._shelves.items() if indices]
        self._tastes = _tastes(
            town, readers, self._kinds, {kind: len(self._shelves[kind]) for kind in self._kinds}
        )

    def lends(self, day: date, count: int) -> Iterator[LoanRow]:
        """`count` loans, in visits."""
        while count:
            reader = self._visitor(day)
            size = min(count, self._draw.choices(VISIT_SIZES, VISIT_WEIGHTS)[0])
            branch = self._town.branches[-1 if self._draw.random() < 0.06 else 0]
            for _ in range(size):
                yield self._loan(reader, day, branch)
            count -= size

    def _visitor(self, day: date) -> Reader:
        while True:
            reader = self._readers[bisect(self._appetites, self._draw.random() * self._appetites[-1])]
            quiet = reader.shows and (self._today - day).days <= QUIET_DAYS
            if reader.card.registered <= day <= reader.card.expires and not quiet:
                return reader

    def _loan(self, reader: Reader, day: date, branch: str) -> LoanRow:
        item = self._taken_from_shelf(reader, day)
        returned_on = self._return_day(day, always=reader.shows)
        self._back_on[item] = returned_on or date.max
        return LoanRow(
            patron_barcode=reader.card.barcode,
            item_barcode=self._items[item].barcode,
            lent_on=day,
            due_on=day + _DAY * self._town.loan_days,
            returned_on=returned_on,
            branch=branch,
        )

    def _taken_from_shelf(self, reader: Reader, day: date) -> int:
        taste = self._tastes[reader.group]
        for attempt in range(200):
            kind = self._kinds[bisect(taste, self._draw.random() * taste[-1])]
            shelf = self._shelves[kind] if attempt < 100 else self._all
            item = shelf[int(self._draw.random() * len(shelf))]
            if self._back_on[item] < day:
                return item
        return next(item for item in self._all if self._back_on[item] < day)

    def _return_day(self, day: date, *, always: bool) -> date | None:
        """When it comes back: mostly within the three weeks, sometimes late, once in a thousand never."""
        chance = self._draw.random()
        due = self._town.loan_days
        if always or chance < 0.87:
            out = round(self._draw.triangular(1, due, due * 0.7))
        elif chance < 0.975:
            out = due + round(self._draw.triangular(1, 16, 2))
        elif chance < 0.999:
            out = due + self._draw.randrange(10, 90)
        else:
            return None
        returned_on = day + _DAY * out
        while returned_on.weekday() in self._town.closed_weekdays or _is_holiday(returned_on):
            returned_on += _DAY
        return returned_on if returned_on < self._today else None


def _tastes(
    town: Town, readers: list[Reader], kinds: list[Shelf], stock: dict[Shelf, int]
) -> dict[str, list[float]]:
    """Per age group the running weights over `kinds`; all groups together give the town's audiences."""
    appetite = {
        group: sum(r.appetite for r in readers if r.group == group) for group in ("adult", "ya", "child")
    }
    whole = sum(appetite.values())
    lent = dict.fromkeys(appetite, 0)
    for (audience, _), count in town.lent.items():
        lent[audience] += count
    share = {audience: count / sum(lent.values()) for audience, count in lent.items()}
    left = {
        audience: share[audience]
        - sum(appetite[group] / whole * TAKEN_BY[group][audience] for group in TAKEN_BY)
        for audience in lent
    }
    wishes = {**TAKEN_BY, "adult": {audience: max(part, 0.005) for audience, part in left.items()}}
    on_shelf = {
        audience: sum(count for kind, count in stock.items() if kind[0] == audience) for audience in lent
    }
    return {
        group: list(accumulate(wish[kind[0]] * stock[kind] / on_shelf[kind[0]] for kind in kinds))
        for group, wish in wishes.items()
    }
