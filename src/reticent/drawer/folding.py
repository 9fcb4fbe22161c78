"""Nightly: fold fact cells into counters and settle tombstones. Never in the transaction that lends.

Slips are taken in the order of their tags, which is no order, in batches; each batch is one transaction in which
the counters rise, the folded cells leave their slips, and the tombstones whose marks are already on the
forget-list become empty.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from reticent.drawer.slips import Cell, Drawer, Writer, batch

Sink = Callable[[Counter[Cell]], None]


def fold(drawer: Drawer, *, now: datetime, sink: Sink, chunk: int = 500) -> Counter[Cell]:
    """Fold everything that waits; `sink` adds a batch's cells to the counters inside the batch's transaction."""
    drawer.wake()
    total: Counter[Cell] = Counter()
    # Marks first, and durable: a restored backup must know of every ending that left no trace here.
    listed = frozenset(inside.serial for _, inside in drawer.everything() if inside.kind is None)
    drawer.forget_list.add(sorted(listed), now=now)
    for generation, number, _ in drawer.live():
        behind: bytes | None = b""
        while behind is not None:
            with drawer.settling() as writer:
                behind, cells = _fold_batch(
                    writer, generation, number, after=behind, listed=listed, chunk=chunk
                )
                if cells:
                    sink(cells)
            total += cells
    return total


def _fold_batch(
    writer: Writer, generation: int, number: int, *, after: bytes, listed: frozenset[bytes], chunk: int
) -> tuple[bytes | None, Counter[Cell]]:
    drawer = writer.drawer
    cells: Counter[Cell] = Counter()
    sealer = drawer.sealer(number)
    rows = batch(generation, after=after, size=chunk)
    for row in rows:
        inside = drawer.opened(sealer, row)
        if inside.kind is None and inside.serial not in listed:
            continue  # ended since the list was written: tomorrow
        if inside.kind is not None and inside.cell is None:
            continue
        if inside.cell is not None:
            cells[inside.cell] += 1
        if inside.kind is None:
            writer.overwrite(row, b"")
        else:
            writer.reseal(row, inside._replace(cell=None))
    return (rows[-1].tag if rows else None), cells
