"""What does the ledger cost? Appending against a bare COPY of the same rows, and a proof among a million.

On SQLite, which has no COPY, the baseline is one `executemany` of the same rows in one transaction. Either baseline has
the rows ready in memory, bytes and all, and no tree, no hash of a row and no name of an act to check.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from benchmarks import ground, sizes
from benchmarks.table import Line, bounded, compared, timed, typical

TITLE = "Ledger"
_ROUNDS = 10
_MADE = "CREATE TABLE bare (library varchar(40), row bigint, said {bytes}, PRIMARY KEY (library, row))"


def run() -> Iterator[Line]:
    """Append a million rows, and prove some of them."""
    from django.conf import settings

    from reticent.ledger import audit, checkpoints, log, proofs

    rows = sizes.of(1_000_000, least=2_000)
    plain = ground.plain_database()
    yield _against_bare(plain, rows)

    singles = sizes.of(400, least=5)
    one = _entry(log, 0)
    our_one = typical(lambda: log.append("mansfield", one), singles)
    bare_one = typical(_one_by_one(plain), singles)
    yield compared(
        "append one, synced", f"{singles:,} times", ours=our_one, baseline=bare_one, named="insert and commit"
    )

    signer = checkpoints.Signer(settings.RETICENT_KEYS / "ledger.key")
    size = log.size("mansfield")
    draw = random.Random(7)
    times = sizes.of(500, least=10)
    inclusion = typical(lambda: proofs.inclusion("mansfield", draw.randrange(size)), times)
    consistency = typical(lambda: proofs.consistency("mansfield", draw.randrange(size)), times)
    yield bounded("prove that a row is in it", f"in a tree of {size:,}", ours=inclusion, at_most=1e-3)
    yield bounded("prove that it only grew", f"in a tree of {size:,}", ours=consistency, at_most=None)
    signing = timed(lambda: checkpoints.sign("mansfield", signer, datetime.now(UTC)))
    yield bounded("sign a checkpoint", f"of {size:,}", ours=signing, at_most=None)
    if sizes.FULL or sizes.SCALE < 1:
        auditing = timed(lambda: audit.verify("mansfield", signer).raise_if_damaged())
        yield bounded("audit all of it", f"{size:,} rows", ours=auditing, at_most=None)
    plain.close()


def _against_bare(plain: Any, rows: int) -> Line:
    """In rounds, so that a busy minute falls on both and not all rows lie in memory at once."""
    from reticent.ledger import leaf, log

    postgresql = ground.on_postgresql()
    plain.execute(_MADE.format(bytes="bytea" if postgresql else "BLOB"))
    if not postgresql:
        plain.execute("PRAGMA synchronous=FULL")  # as the ledger's own file
    put = _copied if postgresql else _inserted
    each = rows // _ROUNDS
    entries = [_entry(log, number) for number in range(each)]
    ours = bare = 0.0
    for begin in range(0, each * _ROUNDS, each):
        ours += timed(lambda: log.append_many("mansfield", entries))
        said = [
            ("mansfield", row, leaf.write("mansfield", row, entry))
            for row, entry in enumerate(entries, begin)
        ]
        bare += timed(lambda said=said: put(plain, said))  # type: ignore[misc]
    return compared(
        "append, a row",
        f"{each * _ROUNDS:,} rows",
        ours=ours / each / _ROUNDS,
        baseline=bare / each / _ROUNDS,
        named="bare COPY" if postgresql else "bare executemany",
        at_least=0.3 if postgresql else None,
    )


def _copied(plain: Any, rows: Sequence[tuple[str, int, bytes]]) -> None:
    with plain.cursor().copy("COPY bare FROM STDIN (FORMAT BINARY)") as at_once:
        at_once.set_types(["varchar", "int8", "bytea"])
        for row in rows:
            at_once.write_row(row)


def _inserted(plain: Any, rows: Sequence[tuple[str, int, bytes]]) -> None:
    plain.execute("BEGIN IMMEDIATE")
    plain.executemany("INSERT INTO bare VALUES (?, ?, ?)", rows)
    plain.execute("COMMIT")


def _one_by_one(plain: Any) -> Any:
    from reticent.ledger import leaf, log

    row = iter(range(1 << 40, 1 << 41))
    statement = f"INSERT INTO bare VALUES ({', '.join([ground.mark()] * 3)})"
    entry: Any = _entry(log, 0)

    def insert() -> None:
        number = next(row)
        plain.execute("BEGIN")
        plain.execute(statement, ("mansfield", number, leaf.write("mansfield", number, entry)))
        plain.execute("COMMIT")

    return insert


def _entry(log: Any, number: int) -> Any:
    return log.Entry(
        day=date(2026, 11, 21),
        action="look",
        role="circulation",
        basis=("WO-29", "S-4"),
        policy="ab" * 32,
        count=number % 90 + 1,
    )
