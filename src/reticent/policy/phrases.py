"""How a list, a day, a count and a sum of money stand in a sentence."""

from collections.abc import Iterable
from datetime import date


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
    """`$12.50`."""
    return f"${cents // 100}.{cents % 100:02}"
