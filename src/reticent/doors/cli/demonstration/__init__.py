"""The demonstration: made-up people, classics and two years of loans for four towns, as files to be taken in.

The towns and their figures are real (towns.py); the people, cards, addresses and loans are drawn by chance,
always the same for the same seed, and end yesterday. The files are the ones a library would bring, and go in
through the same door.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from reticent.connectors import csv_file
from reticent.doors.cli.demonstration import lending, people, shelves
from reticent.doors.cli.demonstration.asked_for import AskedFor, asked_for
from reticent.doors.cli.demonstration.towns import TOWNS, Demonstrator, Household, Town, named
from reticent.errors import Malformed

__all__ = [
    "TOWNS",
    "AskedFor",
    "Demonstrator",
    "Files",
    "Household",
    "Town",
    "asked_for",
    "generate",
    "named",
]

FEWEST_LOANS, FEWEST_READERS = 100, 30  # with less, nobody is there to borrow on some days


@dataclass(frozen=True, slots=True)
class Files:
    """Where the three files of a town lie, and how many rows each has."""

    registrations: Path
    items: Path
    loans: Path
    registration_count: int
    item_count: int
    loan_count: int


def generate(folder: Path, *, town: Town, today: date, tenth: float = 0.1, seed: int) -> Files:
    """Write registrations.csv, items.csv and loans.csv of a town into `folder`, at that part of its size."""
    loans_a_year = round(town.circulation * tenth)
    if loans_a_year < FEWEST_LOANS:
        raise Malformed(f"At {tenth} of its size {town.name} is too small to show. Ask for a greater part.")
    folder.mkdir(parents=True, exist_ok=True)

    def chance(what: str) -> Random:
        # Drawn apart, so that another town or one more loan moves nobody to another street.
        return Random(f"{seed}:{town.slug}:{what}")

    readers = people.living_in(
        town, count=max(round(town.registered * tenth), FEWEST_READERS), today=today, draw=chance("people")
    )
    stock = shelves.filled(town, loans_a_year=loans_a_year, featured=lending.FEATURED, draw=chance("shelves"))
    loans = lending.two_years(
        town, readers=readers, shelves=stock, loans_a_year=loans_a_year, today=today, draw=chance("loans")
    )
    files = (folder / "registrations.csv", folder / "items.csv", folder / "loans.csv")
    return Files(
        *files,
        registration_count=csv_file.write_registrations(files[0], (reader.card for reader in readers)),
        item_count=csv_file.write_items(files[1], stock.items),
        loan_count=csv_file.write_loans(files[2], loans),
    )
