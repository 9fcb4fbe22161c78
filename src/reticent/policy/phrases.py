"""How a list, a day, a count and a sum of money stand in a sentence, and how a sum is read that was typed."""

import re
from collections.abc import Iterable
from datetime import date

# A comma only before three digits: “12,50” is not twelve hundred and fifty.
_DOLLARS = re.compile(
    r"\$?\s*(?=\.?\d)(?P<dollars>\d{1,3}(,\d{3}){1,4}|\d{0,12})(\.(?P<part>\d{0,2}))?", re.ASCII
)


def listed(words: Iterable[str], *, last: str = "and") -> str:
    """`a, b and c`."""
    items = list(words)
    return f" {last} ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def day(on: date) -> str:
    """`8 August 2019`."""
    return f"{on.day} {on:%B %Y}"


def counted(number: int, what: str) -> str:
    """`1 day`, `2 days`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def money(cents: int) -> str:
    """`$1,012.50`."""
    return f"${cents // 100:,}.{cents % 100:02}"


def cents(typed: str, *, most: int) -> int | None:
    """Dollars as they are written in this country, in cents; None where it is no amount, or more than the most."""
    found = _DOLLARS.fullmatch(typed.strip())
    if not found:
        return None
    dollars, part = found["dollars"].replace(",", ""), found["part"] or ""
    amount = int(dollars or 0) * 100 + int(part.ljust(2, "0"))
    return amount if amount <= most else None
