"""Which store is this installation's, and so how it is copied?"""

from django.db import connection

from reticent.retention.copies import Copies
from reticent.retention.copies_postgresql import PostgresqlCopies
from reticent.retention.copies_sqlite import SqliteCopies


def here() -> Copies:
    """The copies of this installation's store."""
    return PostgresqlCopies() if connection.vendor == "postgresql" else SqliteCopies()
