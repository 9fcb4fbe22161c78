"""What do sealing, one-time tags and turning cost? Against a plain table with the borrower in clear, same run.

The baseline inserts the same columns into an indexed SQLite table with the same settings, by the same number of
transactions, for the same patrons in the same random order.
"""

import random
import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter

Row = tuple[str, str, str]


def run(scale: float = 1.0) -> list[Row]:
    """Lend, list, return, turn; at `scale` times 2,000 patrons with four loans each."""
    from django.conf import settings

    from reticent.drawer import drawers, folding, turning
    from reticent.drawer.minting import mint
    from reticent.records import facts

    patrons, each = max(50, int(2_000 * scale)), 4
    now = datetime.now(UTC)
    drawer = drawers.set_up("bench", now=now)
    drawer.wake()
    draw = random.Random(7)
    order = [p for p in range(patrons) for _ in range(each)]
    draw.shuffle(order)
    plain = _Plain(settings.RETICENT_HOME / "plain.sqlite3")
    cell = ("loan", "2026-11", "Main", "book", "adult", "Mansfield")
    payload = {
        "item": "",
        "lent_on": "2026-11-01",
        "due": "2026-11-22",
        "branch": "Main",
        "returned_on": None,
    }

    def lend_ours() -> None:
        for number, person in enumerate(order):
            drawer.put(
                subject=f"p:{person}",
                kind="loan",
                thing=f"i:{number}",
                payload={**payload, "item": f"{number}"},
                cell=cell,
            )

    def lend_plain() -> None:
        for number, person in enumerate(order):
            plain.lend(person, number)

    n = len(order)
    bare = _timed(lend_plain) / n
    ours = _timed(lend_ours) / n
    rows = [
        (
            f"lend, one transaction each, n={n:,}",
            f"{ours * 1e6:.0f} µs",
            f"{bare / ours:.2f} of a plain insert ({bare * 1e6:.0f} µs)",
        )
    ]
    for person in range(2_000 if scale >= 1 else 200):
        drawer.put(
            subject="p:one",
            kind="charge",
            payload={"amount": person, "reason": "", "since": None, "paid_on": None},
        )
        if person == 31:
            rows.append(_listing(drawer, mint, 32))
    rows.append(_listing(drawer, mint, 2_000 if scale >= 1 else 200))
    returned = order[: n // 2]
    permit = mint(library="bench", purpose="return", kinds=["loan"])

    def return_ours() -> None:
        for number in range(len(returned)):
            with drawer.writing() as writer:
                for slip in drawer.find_thing(permit, thing=f"i:{number}"):
                    writer.end(slip)

    def return_plain() -> None:
        for number in range(len(returned)):
            plain.give_back(number)

    bare = _timed(return_plain) / len(returned)
    ours = _timed(return_ours) / len(returned)
    rows.append(
        (
            f"return, n={len(returned):,}",
            f"{ours * 1e6:.0f} µs",
            f"{bare / ours:.2f} of a plain delete ({bare * 1e6:.0f} µs)",
        )
    )
    took = _timed(lambda: folding.fold(drawer, now=now, sink=lambda cells: facts.add("bench", cells)))
    rows.append((f"fold the day, {n + 2_000:,} slips looked at", f"{took:.2f} s", ""))
    turned = []
    took = _timed(lambda: turned.extend(turning.turn(drawer, now=now, recovery_days=0)))
    kept = turned[0].kept
    rows.append(
        (
            f"turn, {kept:,} kept and {turned[0].dropped:,} forgotten",
            f"{took:.2f} s",
            f"{took / kept * 1e6:.0f} µs a kept slip",
        )
    )
    held = sum(f.stat().st_size for f in Path(settings.RETICENT_HOME).glob("reticent.sqlite3*"))
    rows.append(
        (
            "the database with its write-ahead log",
            f"{held / 1e6:.1f} MB",
            f"{plain.size() / 1e6:.1f} MB the plain table",
        )
    )
    return rows


def _listing(drawer: object, mint: Callable[..., object], count: int) -> Row:
    permit = mint(library="bench", purpose="account", kinds=["charge"], subject="p:one")
    times = 50
    begin = perf_counter()
    for _ in range(times):
        found = drawer.find(permit, subject="p:one")  # type: ignore[attr-defined]
    took = (perf_counter() - begin) / times
    assert len(found) in (count, 32)
    return (
        f"list one patron's {len(found):,} slips",
        f"{took * 1e3:.2f} ms",
        f"{took / len(found) * 1e6:.1f} µs a slip",
    )


class _Plain:
    """The borrower in clear and indexed, as a library system keeps loans."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON"):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.execute(
            "CREATE TABLE loan (id INTEGER PRIMARY KEY, patron INT, item INT, lent_on TEXT, due TEXT, branch TEXT)"
        )
        self._db.execute("CREATE INDEX by_patron ON loan (patron)")
        self._db.execute("CREATE UNIQUE INDEX by_item ON loan (item)")

    def lend(self, patron: int, item: int) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute(
            "INSERT INTO loan (patron, item, lent_on, due, branch) VALUES (?, ?, ?, ?, ?)",
            (patron, item, date(2026, 11, 1).isoformat(), "2026-11-22", "Main"),
        )
        self._db.execute("COMMIT")

    def give_back(self, item: int) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute("DELETE FROM loan WHERE item = ?", (item,))
        self._db.execute("COMMIT")

    def size(self) -> int:
        return sum(f.stat().st_size for f in self._path.parent.glob(self._path.name + "*"))


def _timed(act: Callable[[], object]) -> float:
    begin = perf_counter()
    act()
    return perf_counter() - begin
