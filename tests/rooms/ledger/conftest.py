"""A key, and a ledger with a few rows in it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from reticent.ledger import checkpoints, log
from tests import postgresql
from tests.rooms.ledger.entries import entries

# What only the one database can suffer is asked of that one.
collect_ignore = ["test_sqlite_file.py"] if postgresql.in_use() else ["test_on_postgresql.py"]

NOW = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def signer(tmp_path: Path) -> checkpoints.Signer:
    return checkpoints.Signer(tmp_path / "ledger.key")


@pytest.fixture
def written(transactional_db: None, signer: checkpoints.Signer) -> str:
    """A library whose ledger has 600 rows and three checkpoints: of 5, 300 and 590 rows."""
    many = entries(600)
    for begin, end in [(0, 5), (5, 300), (300, 590), (590, 600)]:
        log.append_many("mansfield", many[begin:end])
        if end < 600:
            checkpoints.sign("mansfield", signer, NOW)
    return "mansfield"
