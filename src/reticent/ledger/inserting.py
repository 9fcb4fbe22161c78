"""How do many rows get into a table of the ledger at once? By COPY on PostgreSQL, by one prepared insert on SQLite."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connections, models

from reticent.ledger.router import ALIAS

# psycopg writes a COPY in binary only if it is told the types.
_TYPES = {
    "CharField": "varchar",
    "PositiveBigIntegerField": "int8",
    "PositiveSmallIntegerField": "int2",
    "BinaryField": "bytea",
}
# One row alone is quicker sent as a plain insert: a COPY takes two rounds.
_FEW = 8


def insert(model: type[models.Model], rows: Sequence[Sequence[str | int | bytes | None]]) -> None:
    """Put the rows into the model's table, each row in the order of its columns, in the transaction at hand.

    No signal is sent and no object is made: that is what makes it quick.
    """
    if not rows:
        return
    connection = connections[ALIAS]
    fields = [field for field in model._meta.local_fields if field.column is not None]
    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(rows) > _FEW:
            types = [_TYPES[field.get_internal_type()] for field in fields]
            with connection.wrap_database_errors:
                _copy(cursor, f"COPY {table} ({columns}) FROM STDIN (FORMAT BINARY)", types, rows)
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)


def _copy(cursor: Any, statement: str, types: list[str], rows: Iterable[Sequence[object]]) -> None:
    with cursor.copy(statement) as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)
