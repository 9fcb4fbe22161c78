"""What of a copy of this drawer opens, and what does not? Counts come out, never contents, and nothing is written."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from reticent.drawer.slips import Drawer, Row, unpacked
from reticent.drawer.tables import Generation
from reticent.vault.seals import DoesNotOpen, Sealer


@dataclass
class Tried:
    """How many slips of a copy were tried, and what became of them.

    `opened` opened with the key of their generation; `closed` did not, though the key is here. `dead` are those whose
    key is gone and which no key here opens, `risen` those that open all the same. Of the opened, `ended` have ended
    here since, and a restore ends them again; `unknown` neither stand here nor are known to have ended.
    """

    opened: int = 0
    closed: int = 0
    dead: int = 0
    risen: int = 0
    ended: int = 0
    unknown: int = 0
    _marks: set[bytes] = field(default_factory=set, repr=False)

    def __add__(self, other: "Tried") -> "Tried":
        return Tried(
            opened=self.opened + other.opened,
            closed=self.closed + other.closed,
            dead=self.dead + other.dead,
            risen=self.risen + other.risen,
            ended=self.ended + other.ended,
            unknown=self.unknown + other.unknown,
        )


def must_open(drawer: Drawer, number: int) -> bool:
    """Whether what this generation sealed must open here: its key is not called forgotten, nor about to be."""
    gone = Generation.objects.filter(
        library=drawer.library,
        number=number,
        state__in=[Generation.CONDEMNED, Generation.FORGOTTEN],
    )
    return not gone.exists()


def try_rows(drawer: Drawer, number: int, rows: Iterable[Row], tried: Tried) -> None:
    """Try rows of a copy that lie under this generation, and count them in."""
    if not must_open(drawer, number):
        every = every_sealer(drawer, number)
        for row in rows:
            risen = any(_inside(sealer, row) is not None for sealer in every)
            tried.risen += risen
            tried.dead += not risen
        return
    sealer = drawer.sealer(number) if number in drawer.keyfile.generations() else None
    for row in rows:
        plain = _inside(sealer, row) if sealer else None
        if plain is None:
            tried.closed += 1
            continue
        tried.opened += 1
        inside = unpacked(plain)
        if inside.kind is not None:
            tried._marks.add(inside.serial)


def compare(drawer: Drawer, tried: Tried) -> None:
    """Say of what opened in the copy whether it stands here still, or has ended."""
    left = tried._marks - {inside.serial for _, inside in drawer.everything() if inside.kind is not None}
    ended = left & drawer.ended_marks()
    # Asked twice: what a fold lists between two readings of the list and the table is in neither the first time.
    ended |= (left - ended) & drawer.ended_marks() if left - ended else frozenset()
    tried.ended, tried.unknown = len(ended), len(left - ended)
    tried._marks.clear()


def every_sealer(drawer: Drawer, number: int) -> list[Sealer]:
    """What every key that is here would make of this generation: a dead one must open with none of them."""
    return [
        Sealer(drawer.keyfile.key(held), library=drawer.library, generation=number)
        for held in drawer.keyfile.generations()
    ]


def _inside(sealer: Sealer, row: Row) -> bytes | None:
    try:
        return sealer.open(row.sealed, tag=row.tag, thing_tag=row.thing_tag)
    except DoesNotOpen:
        return None
