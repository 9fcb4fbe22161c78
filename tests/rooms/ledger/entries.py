"""Entries for tests: made up, and about nobody."""

from datetime import date

from reticent.ledger.leaf import Entry


def an_entry(count: int = 1, action: str = "look") -> Entry:
    """A look at the desk, on the day of the story."""
    return Entry(
        day=date(2026, 11, 21),
        action=action,
        role="clerk",
        basis=("WO-29", "S-4"),
        policy="ab" * 32,
        count=count,
    )


def entries(how_many: int) -> list[Entry]:
    """So many entries, each another."""
    return [an_entry(count=number + 1) for number in range(how_many)]
