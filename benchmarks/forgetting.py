"""What does forgetting cost? A turn of the key against one bare UPDATE that unlinks the same loans.

The slips that are kept come in through the product. The rows of ended slips are made in bulk, with random tags and
nothing in them, as the nightly work leaves them: ten million through the product would take hours. A turn moves what is
kept to a new key and overwrites the old one; giving the room back then takes the old rows off the table.
"""

import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from benchmarks import ground, plain, sizes, town
from benchmarks.table import Line, compared, timed

TITLE = "Forgetting (rows of ended slips made in bulk)"
_A_LOT = 10_000_000


def run() -> Iterator[Line]:
    """Turn with more and more that has ended; what is kept stays the same."""
    ended, kept = _how_many()
    here = town.set_up()
    each = min(40, kept)
    for number in range(kept // each):
        town.lend_many(here, person=f"reader-{number}", first=number * each, how_many=each)
    took: list[tuple[int, float, float]] = []
    for many in ended:
        yield from _forget(here, many, kept // each * each, took)
    if len(took) > 1:
        (few, our_few, their_few), (most, our_most, their_most) = took[0], took[-1]
        yield Line(
            "  how many times as long",
            f"{_short(few)} → {_short(most)} ended",
            f"{our_most / our_few:.1f} ×",
            f"one bare UPDATE {their_most / their_few:.1f} ×",
        )


def _how_many() -> tuple[list[int], int]:
    if not ground.on_postgresql():
        return [sizes.of(1_000_000)], sizes.of(20_000, least=40)
    ended = [sizes.of(100_000), sizes.of(1_000_000)]
    return [*ended, _A_LOT] if sizes.FULL else ended, sizes.of(100_000, least=40)


def _forget(here: town.Town, ended: int, kept: int, took: list[tuple[int, float, float]]) -> Iterator[Line]:
    bare = plain.PlainLoans()
    bare.fill(ended=ended, kept=kept)
    update = timed(bare.unlink)
    vacuum = timed(bare.reclaim)
    bare.drop()
    _bury(here, ended)
    turn, sweep = _turn(here, kept)
    took.append((ended, turn, update))
    size = f"{_short(ended)} ended, {_short(kept)} kept"
    large = ended >= _A_LOT
    named = "one bare UPDATE"
    yield compared("forget", size, ours=turn, baseline=update, named=named, at_least=10 if large else None)
    yield compared(
        "forget, and give the room back",
        size,
        ours=turn + sweep,
        baseline=update,
        named=named,
        at_least=3 if large else None,
    )
    yield compared(
        "  beside the room given back there too",
        size,
        ours=turn + sweep,
        baseline=update + vacuum,
        named="UPDATE, then VACUUM",
    )


def _bury(here: town.Town, how_many: int) -> None:
    """Rows as ended slips leave them: two random tags, the generation, nothing sealed."""
    from django.db import connection, transaction

    generation = here.drawer.live()[-1][0]
    with transaction.atomic(), connection.cursor() as cursor:
        if ground.on_postgresql():
            cursor.execute(
                "INSERT INTO reticent_slip (tag, thing_tag, generation_id, sealed)"
                " SELECT uuid_send(gen_random_uuid()), uuid_send(gen_random_uuid()), %s, ''"
                " FROM generate_series(1, %s)",
                [generation, how_many],
            )
        else:
            tags = sorted(os.urandom(16) for _ in range(how_many))
            cursor.executemany(
                "INSERT INTO reticent_slip (tag, thing_tag, generation_id, sealed) VALUES (%s, %s, %s, %s)",
                ((tag, os.urandom(16), generation, b"") for tag in tags),
            )
    if ground.on_postgresql():
        with connection.cursor() as cursor:
            # As the plain table is, and as the server's own housekeeping would leave it.
            cursor.execute("VACUUM ANALYZE reticent_slip")


def _turn(here: town.Town, kept: int) -> tuple[float, float]:
    """Seconds to move what is kept and overwrite the old key; and to take the old rows off the table."""
    from reticent.drawer import turning

    sweep: Any = turning.sweep_left
    # The turn takes the old rows away at its end: here that is done, and timed, by itself.
    turning.sweep_left = lambda *_, **__: None  # type: ignore[assignment]
    try:
        turned: list[turning.Turned] = []
        took = timed(lambda: turned.extend(turning.turn(here.drawer, now=here.now, recovery_days=0)))
        swept = timed(lambda: sweep(here.drawer))
        forgotten: list[Any] = []
        later = here.now + timedelta(days=1)
        took += timed(
            lambda: forgotten.extend(
                turning.forget_waiting(here.drawer, now=later, backup_without=lambda _: True)[0]
            )
        )
    finally:
        turning.sweep_left = sweep
    if [each.kept for each in turned] != [kept] or len(forgotten) != 1:
        raise AssertionError("the turn did not keep and forget what it should")
    return took, swept


def _short(number: int) -> str:
    return f"{number / 1e6:g} M" if number >= 1_000_000 else f"{number:,}"
