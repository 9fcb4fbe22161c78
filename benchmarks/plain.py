"""The baseline of lending and forgetting: loans with the borrower in clear and indexed, as library systems have them."""

import random
import secrets
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from benchmarks import ground

# What the seal of a loan holds, in clear: what it is, its mark, whose it is, the item, the fact cell, the five fields.
_TABLE = """
CREATE TABLE loan (
    id {serial}, kind smallint NOT NULL, mark {bytes} NOT NULL, patron varchar(40), item varchar(40) NOT NULL,
    month varchar(7), item_class varchar(20), audience varchar(20), home_town varchar(60),
    lent_on date NOT NULL, due date NOT NULL, branch varchar(20) NOT NULL, returned_on date
)
"""
_COLUMNS = "kind, mark, patron, item, month, item_class, audience, home_town, lent_on, due, branch"
_PATRONS = (
    "CREATE TABLE patron (name varchar(40) PRIMARY KEY, expires date NOT NULL, town varchar(60) NOT NULL)"
)
_LOAN = 3


class PlainLoans:
    """Loans in one table, by the driver alone: no framework, no seal."""

    def __init__(self) -> None:
        self.database: Any = ground.plain_database()
        on_postgresql = ground.on_postgresql()
        serial = "bigserial PRIMARY KEY" if on_postgresql else "INTEGER PRIMARY KEY"
        self.database.execute(_TABLE.format(serial=serial, bytes="bytea" if on_postgresql else "BLOB"))
        self.database.execute("CREATE INDEX by_patron ON loan (patron)")
        self.database.execute("CREATE INDEX by_item ON loan (item)")
        self.database.execute(_PATRONS)
        self._begin = "BEGIN" if on_postgresql else "BEGIN IMMEDIATE"
        mark = ground.mark()
        self._insert = f"INSERT INTO loan ({_COLUMNS}) VALUES ({', '.join([mark] * 11)})"
        self._delete = f"DELETE FROM loan WHERE item = {mark}"
        self._card = f"SELECT expires, town FROM patron WHERE name = {mark}"
        self._out = f"SELECT patron FROM loan WHERE item = {mark} AND returned_on IS NULL"

    def register(self, people: Sequence[str], until: date) -> None:
        """So many patrons whose cards are good."""
        self.database.execute(self._begin)
        marks = ", ".join([ground.mark()] * 3)
        cursor = self.database.cursor()
        cursor.executemany(
            f"INSERT INTO patron VALUES ({marks})",
            [(name, until.isoformat(), "Mansfield") for name in people],
        )
        self.database.execute("COMMIT")

    def lend(self, patron: str, item: str, today: date) -> None:
        """One loan, one transaction: is the card good, is the item free?"""
        self.database.execute(self._begin)
        expires, town = self.database.execute(self._card, (patron,)).fetchone()
        if str(expires) < today.isoformat() or self.database.execute(self._out, (item,)).fetchone():
            raise AssertionError("the card is not good, or the item is out")
        self.database.execute(self._insert, _row(patron, item, today, town))
        self.database.execute("COMMIT")

    def put(self, patron: str, item: str, today: date) -> None:
        """One loan, one transaction, nothing asked."""
        self.database.execute(self._begin)
        self.database.execute(self._insert, _row(patron, item, today, "Mansfield"))
        self.database.execute("COMMIT")

    def put_all(self, pairs: Sequence[tuple[str, str]], today: date) -> None:
        """Many loans, one transaction."""
        rows = [_row(patron, item, today, "Mansfield") for patron, item in pairs]
        self.database.execute(self._begin)
        if ground.on_postgresql():
            with self.database.cursor() as cursor:
                cursor.executemany(self._insert, rows)
        else:
            self.database.executemany(self._insert, rows)
        self.database.execute("COMMIT")

    def give_back(self, item: str) -> None:
        """One loan gone, one transaction."""
        self.database.execute(self._begin)
        self.database.execute(self._delete, (item,))
        self.database.execute("COMMIT")

    def fill(self, *, ended: int, kept: int) -> None:
        """So many loans that are back and still name their borrower, and so many that are out."""
        if ground.on_postgresql():
            self.database.execute(
                f"INSERT INTO loan ({_COLUMNS}, returned_on)"
                f" SELECT {_LOAN}, uuid_send(gen_random_uuid()), 'p:' || md5((random() * 20000)::int::text), g::text,"
                " '2026-01', 'book', 'adult', 'Mansfield', DATE '2026-01-01', DATE '2026-01-22', 'Main',"
                f" CASE WHEN g <= {ended:d} THEN DATE '2026-01-20' END"
                f" FROM generate_series(1, {ended + kept:d}) g"
            )
            self.database.execute("VACUUM ANALYZE loan")
            return
        self.database.execute(self._begin)
        self.database.executemany(
            f"INSERT INTO loan ({_COLUMNS}, returned_on) VALUES ({', '.join('?' * 12)})",
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
        self.database.execute("DROP TABLE patron")
        self.database.close()


class BareSlips:
    """Rows as the drawer's, their random tags and sealed bytes ready in memory: what lying at random places costs by
    itself, whoever writes it."""

    def __init__(self) -> None:
        self.database: Any = ground.plain_database()
        self._begin = "BEGIN" if ground.on_postgresql() else "BEGIN IMMEDIATE"
        kind, after = ("bytea", "") if ground.on_postgresql() else ("BLOB", " WITHOUT ROWID")
        self.database.execute(
            f"CREATE TABLE slip (tag {kind} PRIMARY KEY, thing_tag {kind} NOT NULL UNIQUE, sealed {kind} NOT NULL,"
            f" generation_id bigint NOT NULL){after}"
        )
        self._insert = f"INSERT INTO slip VALUES ({', '.join([ground.mark()] * 4)})"

    def put_all(self, rows: Sequence[tuple[bytes, bytes, bytes, int]]) -> None:
        """These rows, one transaction."""
        self.database.execute(self._begin)
        if len(rows) == 1:
            self.database.execute(self._insert, rows[0])
        else:
            self.database.cursor().executemany(self._insert, rows)
        self.database.execute("COMMIT")

    def drop(self) -> None:
        """Away with it."""
        self.database.execute("DROP TABLE slip")
        self.database.close()


def bare_slips(how_many: int) -> list[tuple[bytes, bytes, bytes, int]]:
    """So many rows of random bytes, each as long as a loan's."""
    return [
        (secrets.token_bytes(16), secrets.token_bytes(16), secrets.token_bytes(540), 1)
        for _ in range(how_many)
    ]


def _row(patron: str, item: str, today: date, town: str) -> tuple[Any, ...]:
    lent, due = today.isoformat(), (today + timedelta(days=21)).isoformat()
    mark = secrets.token_bytes(16)
    return _LOAN, mark, patron, item, f"{today:%Y-%m}", "book", "adult", town, lent, due, "Main"


def _loans(ended: int, kept: int) -> Iterator[tuple[Any, ...]]:
    draw = random.Random(7)
    first = date(2026, 1, 1)
    patrons = [f"p:{draw.getrandbits(128):032x}" for _ in range(20_000)]
    for number in range(ended + kept):
        back = "2026-01-20" if number < ended else None
        yield (*_row(draw.choice(patrons), str(number), first, "Mansfield"), back)
