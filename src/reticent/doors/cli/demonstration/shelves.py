"""What the made-up library owns: copies of classics, so many of each kind as are borrowed of it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from random import Random

from reticent.connectors.csv_file import ItemRow
from reticent.doors.cli.demonstration import titles
from reticent.doors.cli.demonstration.towns import Town

LOANS_PER_ITEM = (
    5  # a year; the four libraries' whole collections turn over 0.8 to 2.6 times, their newer shelves more
)

# Which class of item stands for a material of the state's profile, and how often of a hundred.
CLASSES = {
    "books": (("book", 96), ("magazine", 3), ("other", 1)),
    "dvds": (("dvd", 100),),
    "audio": (("audiobook", 78), ("music", 22)),
}

_WORKS = {
    "adult": titles.listed(titles.ADULT),
    "ya": titles.listed(titles.TEENS),
    "child": titles.listed(titles.CHILDREN),
}
_MUSIC = titles.listed(titles.MUSIC)

Shelf = tuple[str, str]  # audience, item class


@dataclass(frozen=True, slots=True)
class Shelves:
    """Every item, and where each kind stands (indices into `items`)."""

    items: list[ItemRow]
    by_kind: dict[Shelf, list[int]]


def filled(town: Town, *, loans_a_year: int, featured: Collection[str], draw: Random) -> Shelves:
    """Shelves for a library that lends so much in a year; the featured titles are among the first bought."""
    wanted = loans_a_year / LOANS_PER_ITEM
    all_lent = sum(town.lent.values())
    numbers = iter(draw.sample(range(10**8), int(wanted * 1.2) + 100))
    items: list[ItemRow] = []
    by_kind: dict[Shelf, list[int]] = defaultdict(list)
    for (audience, material), lent in town.lent.items():
        for item_class, percent in CLASSES[material]:
            count = round(wanted * lent / all_lent * percent / 100)
            for title, author in _copies(audience, item_class, count, featured, draw):
                by_kind[audience, item_class].append(len(items))
                items.append(
                    ItemRow(f"3{town.number}{next(numbers):09d}", title, author, item_class, audience)
                )
    return Shelves(items=items, by_kind=dict(by_kind))


def _copies(
    audience: str, item_class: str, count: int, featured: Collection[str], draw: Random
) -> list[tuple[str, str]]:
    """`count` copies: of every work one while there is room, then more of what is asked for most."""
    if item_class == "magazine":
        return [(f"{draw.choice(titles.MAGAZINES)}, {draw.randrange(1885, 1925)}", "") for _ in range(count)]
    if item_class == "other":
        return [(draw.choice(titles.THINGS), "") for _ in range(count)]
    works = list(_MUSIC if item_class == "music" else _WORKS[audience])
    draw.shuffle(works)
    works.sort(key=lambda work: work[0] not in featured)
    asked_for = [draw.lognormvariate(0, 0.9) for _ in works]
    return works[:count] + draw.choices(works, asked_for, k=max(0, count - len(works)))
