"""What was found or copied of a person, laid out in tables; the person is called by a number."""

from collections.abc import Iterable

from reticent.disclosure.searching import Table
from reticent.doors.web.shown.case import FoundPerson, FoundTable


def person(number: int, tables: Iterable[Table]) -> FoundPerson:
    """One person, and a table for each kind of record."""
    return FoundPerson(f"Person {number}", tuple(_table(each) for each in tables))


def _table(of: Table) -> FoundTable:
    lines = tuple(tuple(zip(of.heads, line, strict=True)) for line in of.lines)
    return FoundTable(of.heading, of.heads, lines)
