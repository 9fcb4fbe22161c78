"""The baseline of lending and forgetting: loans with the borrower in clear and indexed, as library systems have them."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from benchmarks import ground

_TABLE = """
CREATE TABLE loan (
    id {serial}, patron bigint, item bigint NOT NULL, lent_on date NOT NULL, due date NOT NULL,
    branch varchar(20) NOT NULL, returned_on date
)
"""


class PlainLoans:
    """Loans in one table, by the driver alone: no framework, no seal, no question asked before the insert."""

    def __init__(self) -> None:
        self.database: Any = ground.plain_database()
        serial = "bigserial PRIMARY KEY" if ground.on_postgresql() else "INTEGER PRIMARY KEY"
        self.database.execute(_TABLE.format(serial=serial))
        self.database.execute("CREATE INDEX by_patron ON loan (patron)")
        self.database.execute("CREATE INDEX by_item ON loan (item)")
        self._begin = "BEGIN" if ground.on_postgresql() else "BEGIN IMMEDIATE"
        marks = ", ".join([ground.mark()] * 5)
        self._insert = f"INSERT INTO loan (patron, item, lent_on, due, branch) VALUES ({marks})"
        self._delete = f"DELETE FROM loan WHERE item = {ground.mark()}"

    def lend(self, patron: int, item: int, today: date) -> None:
        """One loan, one transaction."""
        lent, due = today.isoformat(), (today + timedelta(days=21)).isoformat()
        self.database.execute(self._begin)
        self.database.execute(self._insert, (patron, item, lent, due, "Main"))
        self.database.execute("COMMIT")

    def lend_all(self, pairs: Sequence[tuple[int, int]], today: date) -> None:
        """Many loans, one transaction."""
        lent, due = today.isoformat(), (today + timedelta(days=21)).isoformat()
        rows = [(patron, item, lent, due, "Main") for patron, item in pairs]
        self.database.execute(self._begin)
        if ground.on_postgresql():
            with self.database.cursor() as cursor:
                cursor.executemany(self._insert, rows)
        else:
            self.database.executemany(self._insert, rows)
        self.database.execute("COMMIT")

    def give_back(self, item: int) -> None:
        """One loan gone, one transaction."""
        self.database.execute(self._begin)
        self.database.execute(self._delete, (item,))
        self.database.execute("COMMIT")

    def fill(self, *, ended: int, kept: int) -> None:
        """So many loans that are back and still name their borrower, and so many that are out."""
        if ground.on_postgresql():
            self.database.execute(
                "INSERT INTO loan (patron, item, lent_on, due, branch, returned_on)"
                " SELECT random() * 20000, g, DATE '2026-01-01', DATE '2026-01-22', 'Main',"
                f" CASE WHEN g <= {ended:d} THEN DATE '2026-01-20' END"
                f" FROM generate_series(1, {ended + kept:d}) g"
            )
            self.database.execute("VACUUM ANALYZE loan")
            return
        self.database.execute(self._begin)
        self.database.executemany(
            "INSERT INTO loan (patron, item, lent_on, due, branch, returned_on) VALUES (?, ?, ?, ?, ?, ?)",
            _loans(ended, kept),
        )
        self.database.execute("COMMIT")

    def unlink(self) -> None:
        """What library systems do to forget: one bare UPDATE over what is back."""
        if not ground.on_postgresql():
            self.database.execute("PRAGMA synchronous=FULL")
        self.database.execute("UPDATE loan SET patron = NULL WHERE returned_on IS NOT NULL")

    def reclaim(self) -> None:
        """Give the room of the old row versions back to the disk."""
        self.database.execute("VACUUM FULL loan" if ground.on_postgresql() else "VACUUM")

    def drop(self) -> None:
        """Away with it."""
        self.database.execute("DROP TABLE loan")
        self.database.close()


def _loans(ended: int, kept: int) -> Iterator[tuple[int, int, str, str, str, str | None]]:
    import random

    draw = random.Random(7)
    for number in range(ended + kept):
        back = "2026-01-20" if number < ended else None
        yield draw.randrange(20_000), number, "2026-01-01", "2026-01-22", "Main", back
