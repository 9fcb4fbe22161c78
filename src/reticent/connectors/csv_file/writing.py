"""Writes the three files so that reading them gives the same values back."""

import csv
from collections.abc import Iterable
from operator import attrgetter
from pathlib import Path
from typing import Any

from reticent.connectors.csv_file.rows import (
    ITEMS,
    LOANS,
    REGISTRATIONS,
    ItemRow,
    LoanRow,
    RegistrationRow,
    Shape,
)


def write_registrations(path: Path, rows: Iterable[RegistrationRow]) -> int:
    """Write registrations.csv; the number of rows written."""
    return _write(path, REGISTRATIONS, rows)


def write_items(path: Path, rows: Iterable[ItemRow]) -> int:
    """Write items.csv; the number of rows written."""
    return _write(path, ITEMS, rows)


def write_loans(path: Path, rows: Iterable[LoanRow]) -> int:
    """Write loans.csv; the number of rows written."""
    return _write(path, LOANS, rows)


def _write(path: Path, shape: Shape, rows: Iterable[Any]) -> int:
    # `csv` writes a date as YYYY-MM-DD and None as nothing, which is what the format asks for.
    cells = attrgetter(*shape.names)
    written = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(shape.names)
        for row in rows:
            out.writerow(cells(row))
            written += 1
    return written
