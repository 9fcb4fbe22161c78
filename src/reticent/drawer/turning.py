"""The turn of the key: what is still needed moves to a new generation, the rest stays behind and dies with its key.

A copying collector. Its cost grows with what is kept, not with what is forgotten. Every step is a transaction of
its own and can be repeated: a crash at any point leaves a database that the next turn finishes.
"""

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F

from reticent.drawer import container_row, slips, stores
from reticent.drawer.slips import ChangedMeanwhile, Drawer, Inside, Row, batch, unpacked
from reticent.drawer.stores import StillRead, durably, settle_on_disk
from reticent.drawer.tables import Generation
from reticent.errors import Broken

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Turned:
    """What a turn did: slips kept, tombstones left behind, and until when copies of them can be read."""

    generation: int
    kept: int
    dropped: int
    readable_until: datetime


def turn(
    drawer: Drawer,
    *,
    now: datetime,
    recovery_days: int,
    chunk: int = 500,
    progress: Progress | None = None,
) -> list[Turned]:
    """Begin a turn (or take up one that was cut short), move what stands, and leave the old keys waiting."""
    drawer.wake()
    done = []
    with durably():
        if not Generation.objects.filter(library=drawer.library, state=Generation.TURNING).exists():
            _begin(drawer, now=now)
        # Before anything else: a backup in which the old generation is left must open without its key.
        container_row.reseal(drawer)
        for generation, number, state in drawer.live():
            if state == Generation.TURNING:
                rows = _move(drawer, generation=generation, number=number, chunk=chunk, progress=progress)
                done.append(
                    _leave(drawer, generation=generation, rows=rows, now=now, recovery_days=recovery_days)
                )
    sweep_left(drawer, chunk=chunk)
    return done


def _begin(drawer: Drawer, *, now: datetime) -> None:
    newest = max(
        Generation.objects.filter(library=drawer.library)
        .order_by("-number")
        .values_list("number", flat=True)[:1],
        default=0,
    )
    number = max([newest, *drawer.keyfile.generations()]) + 1
    # The key is durable before any row can need it; one drawn by a try that crashed here stays unused and dies
    # with the generations it lies between.
    if unused := [n for n in drawer.keyfile.generations() if n > newest]:
        number = min(unused)
    drawer.keyfile.add(number)
    with transaction.atomic():
        stores.lock(drawer.library, alone=True)
        Generation.objects.filter(library=drawer.library, state=Generation.OPEN).update(
            state=Generation.TURNING
        )
        stores.make_room(
            Generation.objects.create(library=drawer.library, number=number, opened_at=now).pk,
            library=drawer.library,
        )


@dataclass(frozen=True, repr=False)
class _Load:
    """Some rows to be moved, their insides, and the same slips sealed anew under their next numbers, in no order."""

    rows: list[Row]
    insides: list[Inside]
    ready: list[tuple[bytes, bytes, bytes]]


def _move(
    drawer: Drawer, *, generation: int, number: int, chunk: int, progress: Progress | None
) -> int | None:
    """Move what stands; how many rows the generation has, where that was counted on the way.

    While the database writes some, the next are sealed: they are read before the lock is held. What somebody changed
    meanwhile is found out when its row is emptied, and moved as it is then.
    """
    stores.close_room(generation)
    tags, rows = slips.holding(generation)
    parts = [tags[begin : begin + chunk] for begin in range(0, len(tags), chunk)]
    mover = _Mover(drawer, generation, number)
    with ThreadPoolExecutor(1) as beside:
        coming = [beside.submit(mover.load, slips.at(generation, part)) for part in parts[:1]]
        for at, part in enumerate(parts):
            load = coming.pop().result()
            coming = [
                beside.submit(mover.load, slips.at(generation, part)) for part in parts[at + 1 : at + 2]
            ]
            try:
                mover.move(load)
            except ChangedMeanwhile:
                late = [each.result() for each in coming]
                mover.move_anew(part, load, *late)
                coming = [beside.submit(mover.load, each.rows) for each in late]
            if progress:
                progress(len(load.rows))
    return rows


class _Mover:
    """Moves slips out of one generation. Numbers are guessed from what this turn itself has moved."""

    def __init__(self, drawer: Drawer, generation: int, number: int) -> None:
        self.drawer = drawer
        self.generation = generation
        self._old = drawer.sealer(number)
        self._new = drawer.sealer(drawer.live()[-1][1])
        self._counts: dict[str, int] = {}

    def load(self, rows: list[Row]) -> _Load:
        """Rows as they are read, made ready to be written. Asks no database: done beside one that writes."""
        insides, ready = [], []
        for row in rows:
            plain = self._old.open(row.sealed, tag=row.tag, thing_tag=row.thing_tag)
            insides.append(inside := unpacked(plain))
            ready.append(slips.placed_under(inside, self._new, self._counts, plain=plain))
        secrets.SystemRandom().shuffle(ready)
        return _Load(rows, insides, ready)

    def move(self, load: _Load) -> None:
        """Write what was made ready, in one transaction; `ChangedMeanwhile` where anything is not as it was."""
        if not load.rows:
            return
        with self.drawer.settling() as writer:
            # Left as tombstones, not removed: the numbers of the old generation stay dense for readers.
            writer.move_ready(load.rows, load.ready)
            self._add_kept(load.insides)

    def move_anew(self, tags: list[bytes], *loads: _Load) -> None:
        """Move what stands under these tags as it is now, and count anew under the names of loads that went wrong."""
        with self.drawer.settling() as writer:
            for load in loads:
                for name in {name for inside in load.insides for name in slips.names_of(inside)}:
                    self._counts.pop(name, None)
            writer.remember(self._counts)
            rows = slips.at(self.generation, tags)
            insides = [self.drawer.opened(self._old, row) for row in rows]
            writer.count([*insides, *(inside for load in loads for inside in load.insides)])
            writer.move(rows, insides)
            self._add_kept(insides)

    def _add_kept(self, insides: list[Inside]) -> None:
        kept = sum(1 for inside in insides if inside.kind)
        Generation.objects.filter(pk=self.generation).update(kept=F("kept") + kept)


def _leave(drawer: Drawer, *, generation: int, rows: int | None, now: datetime, recovery_days: int) -> Turned:
    until = now + timedelta(days=recovery_days)
    with transaction.atomic():
        stores.lock(drawer.library, alone=True)
        if rows is None:
            rows, left = slips.counted(generation)
            if left:
                raise Broken("A turn left slips behind. Run `reticent purge` again: nothing was lost.")
        row = Generation.objects.get(pk=generation)
        row.state, row.turned_at, row.readable_until = Generation.WAITING, now, until
        row.dropped = max(0, rows - row.kept)
        row.save(update_fields=["state", "turned_at", "readable_until", "dropped"])
    return Turned(row.number, row.kept, row.dropped, until)


def sweep_left(drawer: Drawer, *, chunk: int = 2000) -> None:
    """Take the empty rows of turned generations off the table."""
    for generation in Generation.objects.filter(
        library=drawer.library, state__in=[Generation.WAITING, Generation.CONDEMNED, Generation.FORGOTTEN]
    ).values_list("pk", flat=True):
        if stores.is_postgresql():
            stores.drop_room(generation)
            continue
        after: bytes | None = b""
        while after is not None:
            with transaction.atomic(), connection.cursor() as cursor:
                # As far as so many rows of any generation reach: walked in the order in which they lie.
                cursor.execute(
                    "SELECT tag FROM reticent_slip WHERE tag > %s ORDER BY tag LIMIT 1 OFFSET %s",
                    [after, chunk],
                )
                until = cursor.fetchone()
                cursor.execute(
                    "DELETE FROM reticent_slip WHERE tag > %s AND generation_id = %s"
                    + (" AND tag <= %s" if until else ""),
                    [after, generation, *(until or ())],
                )
                after = bytes(until[0]) if until else None


def forget_waiting(
    drawer: Drawer,
    *,
    now: datetime,
    backup_without: Callable[[Generation], bool],
    early: timedelta = timedelta(0),
) -> tuple[list[Generation], list[Generation]]:
    """Overwrite the keys that no backup needs any more; (forgotten now, due but still waiting for a tested backup).

    A key that is due within `early` counts as due: whoever comes once a night would be a day late with it.
    `backup_without` says whether a tested backup opens without this generation's key.
    """
    forgotten, pending = [], []
    for row in Generation.objects.filter(
        library=drawer.library, state__in=[Generation.WAITING, Generation.CONDEMNED]
    ).order_by("number"):
        if row.state == Generation.WAITING:
            assert row.readable_until is not None
            if row.readable_until > now + early:
                continue
            if not backup_without(row):
                pending.append(row)
                continue
            container_row.reseal(drawer)
            _condemn(drawer, row)
        # From here a crash is recovered by doing it again: the row says condemned until the key is gone.
        settle_on_disk()
        drawer.keyfile.overwrite(row.number)
        with transaction.atomic():
            Generation.objects.filter(pk=row.pk).update(state=Generation.FORGOTTEN, forgotten_at=now)
        row.state, row.forgotten_at = Generation.FORGOTTEN, now
        forgotten.append(row)
    return forgotten, pending


def _condemn(drawer: Drawer, row: Generation) -> None:
    with transaction.atomic():
        if batch(row.pk, after=b"", size=1):
            raise Broken(
                "A turned generation still holds slips: its key is kept. Run `reticent ledger verify` and restore "
                "the last backup before you purge again."
            )
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM reticent_slip WHERE generation_id = %s", [row.pk])
        Generation.objects.filter(pk=row.pk).update(state=Generation.CONDEMNED)


def trim_forget_list(drawer: Drawer) -> int:
    """Drop the marks that no copy can need any more: those older than every generation whose key is still here.

    Where forgetting waits for a backup, keys live longer, and so do the marks: a backup restored then still opens.
    """
    keyed = Generation.objects.filter(library=drawer.library, number__in=drawer.keyfile.generations())
    oldest = min(keyed.values_list("opened_at", flat=True), default=None)
    return drawer.forget_list.trim(before=(oldest - timedelta(days=1)).date()) if oldest else 0


__all__ = [
    "Progress",
    "StillRead",
    "Turned",
    "durably",
    "forget_waiting",
    "settle_on_disk",
    "sweep_left",
    "trim_forget_list",
    "turn",
]
