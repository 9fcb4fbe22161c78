"""The turn of the key: what is still needed moves to a new generation, the rest stays behind and dies with its key.

A copying collector. Its cost grows with what is kept, not with what is forgotten. Every step is a transaction of
its own and can be repeated: a crash at any point leaves a database that the next turn finishes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F

from reticent.drawer import slips, stores
from reticent.drawer.slips import Drawer, batch
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
        for generation, number, state in drawer.live():
            if state == Generation.TURNING:
                _move(drawer, generation=generation, number=number, chunk=chunk, progress=progress)
                done.append(_leave(drawer, generation=generation, now=now, recovery_days=recovery_days))
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


def _move(drawer: Drawer, *, generation: int, number: int, chunk: int, progress: Progress | None) -> None:
    counts: dict[str, int] = {}
    tags = slips.holding(generation)
    for begin in range(0, len(tags), chunk):
        with drawer.settling() as writer:
            # Read anew: what ended or changed since the tags were listed is taken as it is now.
            rows = slips.at(generation, tags[begin : begin + chunk])
            writer.remember(counts)
            insides = [drawer.opened(drawer.sealer(number), row) for row in rows]
            # Left as tombstones, not removed: the numbers of the old generation stay dense for readers.
            writer.move(rows, insides)
            Generation.objects.filter(pk=generation).update(
                kept=F("kept") + sum(1 for i in insides if i.kind)
            )
        if progress:
            progress(len(rows))


def _leave(drawer: Drawer, *, generation: int, now: datetime, recovery_days: int) -> Turned:
    until = now + timedelta(days=recovery_days)
    with transaction.atomic():
        stores.lock(drawer.library, alone=True)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*), coalesce(sum(CASE WHEN length(sealed) > 0 THEN 1 ELSE 0 END), 0)"
                " FROM reticent_slip WHERE generation_id = %s",
                [generation],
            )
            rows, left = cursor.fetchone()
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
