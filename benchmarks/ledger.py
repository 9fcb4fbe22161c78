"""What does the ledger cost? Its rows against a bare insert of the same rows, and a proof at the size built.

Times are of this machine and this minute; the ratios are what to compare. Every row of the table is measured in
the same run, on the same disk, in an installation of its own that is thrown away.
"""

import os
import random
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

ROWS = 50_000
SINGLE = 300
PROOFS = 200

Row = tuple[str, str, str]


def run(scale: float = 1.0) -> list[Row]:
    """Measure at `scale` times fifty thousand rows; answer rows of (what, how long, against what)."""
    with tempfile.TemporaryDirectory(prefix="ledger-bench-") as home:
        return _measure(Path(home), max(600, int(ROWS * scale)))


def _measure(home: Path, rows: int) -> list[Row]:
    from django.db import connections

    from reticent.ledger import audit, checkpoints, leaf, log, proofs, standalone_verifier, tree
    from reticent.ledger.export import write

    ledger = connections["ledger"]
    usual = ledger.settings_dict["NAME"]
    ledger.close()
    ledger.settings_dict["NAME"] = str(home / "ledger.sqlite3")
    try:
        with ledger.schema_editor() as editor:
            for model in (log.LedgerHead, log.LedgerLeaf, log.LedgerNode, checkpoints.LedgerCheckpoint):
                editor.create_model(model)
        entries = [_entry(log, number) for number in range(rows)]
        said = [leaf.write("mansfield", row, entry) for row, entry in enumerate(entries)]
        bare = _Bare(home / "bare.sqlite3")

        bare_many = _timed(lambda: bare.insert_many(said, log.ROWS_PER_COMMIT))
        our_many = _timed(lambda: log.append_many("mansfield", entries))
        hashing = _timed(lambda: tree.root_of(map(tree.leaf_hash, said)))

        singles = min(SINGLE, rows)
        bare_one = _timed(lambda: [bare.insert_one(each) for each in said[:singles]]) / singles
        our_one = _timed(lambda: [log.append("mansfield", each) for each in entries[:singles]]) / singles

        signer = checkpoints.Signer(home / "ledger.key")
        size = log.size("mansfield")
        signing = _timed(lambda: checkpoints.sign("mansfield", signer, datetime(2026, 11, 21, tzinfo=UTC)))
        draw = random.Random(7)
        chosen = [draw.randrange(size) for _ in range(PROOFS)]
        inclusion = _timed(lambda: [proofs.inclusion("mansfield", row) for row in chosen]) / PROOFS
        consistency = _timed(lambda: [proofs.consistency("mansfield", row) for row in chosen]) / PROOFS
        auditing = _timed(lambda: audit.verify("mansfield", signer).raise_if_damaged())
        exporting = _timed(lambda: write("mansfield", home / "export.json"))
        exported = standalone_verifier.load(str(home / "export.json"))
        verifying = _timed(lambda: list(standalone_verifier.verify(exported, [], [])))
        bare.close()
        ledger.close()
        our_bytes, bare_bytes = ((home / f"{name}.sqlite3").stat().st_size for name in ("ledger", "bare"))
    finally:
        ledger.close()
        ledger.settings_dict["NAME"] = usual
    per = 1e6 / rows
    return [
        (
            f"append_many, {rows} rows",
            f"{our_many * per:.0f} µs a row",
            f"{our_many / bare_many:.1f} × executemany",
        ),
        ("  of which hashing alone", f"{hashing * per:.1f} µs a row", f"{hashing / our_many:.2f} of it"),
        (
            "append, one row, synced",
            f"{our_one * 1e3:.2f} ms",
            f"{our_one / bare_one:.1f} × insert and commit",
        ),
        (
            "on the disk",
            f"{our_bytes / size:.0f} bytes a row",
            f"{our_bytes / bare_bytes * rows / size:.2f} × bare",
        ),
        (
            f"inclusion proof at {size} rows",
            f"{inclusion * 1e3:.2f} ms",
            f"{inclusion / our_one:.1f} × append",
        ),
        (
            f"consistency proof at {size} rows",
            f"{consistency * 1e3:.2f} ms",
            f"{consistency / our_one:.1f} × append",
        ),
        ("sign a checkpoint", f"{signing * 1e3:.1f} ms", f"{signing / our_one:.1f} × append"),
        ("audit", f"{auditing * per:.0f} µs a row", f"{auditing / our_many:.1f} × append_many"),
        ("export", f"{exporting * per:.0f} µs a row", f"{exporting / our_many:.1f} × append_many"),
        (
            "stand-alone verifier",
            f"{verifying * per:.0f} µs a row",
            f"{verifying / our_many:.1f} × append_many",
        ),
    ]


class _Bare:
    """A plain table with the same bytes, the same pragmas, and no tree: what there is to compare with."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
        )
        self._connection.execute(
            "CREATE TABLE leaf (library TEXT, number INTEGER, said BLOB, PRIMARY KEY (library, number))"
        )
        self._next = 0

    def insert_many(self, said: list[bytes], at_once: int) -> None:
        for begin in range(0, len(said), at_once):
            part = said[begin : begin + at_once]
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany(
                "INSERT INTO leaf VALUES ('mansfield', ?, ?)",
                [(self._next + number, each) for number, each in enumerate(part)],
            )
            self._connection.execute("COMMIT")
            self._next += len(part)

    def insert_one(self, said: bytes) -> None:
        self.insert_many([said], 1)

    def close(self) -> None:
        self._connection.close()


def _entry(log: object, number: int) -> object:
    from datetime import date

    return log.Entry(  # type: ignore[attr-defined]
        day=date(2026, 11, 21),
        action="look",
        role="circulation",
        basis=("WO-29", "S-4"),
        policy="ab" * 32,
        count=number % 90 + 1,
    )


def _timed(act: Callable[[], object]) -> float:
    begin = perf_counter()
    act()
    return perf_counter() - begin


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reticent.settings")
    import django

    django.setup()
    for what, how_long, against in run(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0):
        print(f"{what:<36} {how_long:>18}   {against}")
