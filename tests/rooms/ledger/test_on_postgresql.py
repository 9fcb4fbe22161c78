"""What a ledger in PostgreSQL can suffer: another session that holds it, a database that takes no writing."""

import pytest
from django.db import connections

from reticent.ledger import audit, log
from reticent.ledger.checkpoints import Signer
from tests.rooms.ledger.entries import an_entry, entries

pytestmark = pytest.mark.django_db(databases=["default", "ledger"], transaction=True)


def test_a_ledger_held_by_another_session_is_said_so() -> None:
    log.append("mansfield", an_entry())
    other = connections["ledger"].copy()
    try:
        with connections["ledger"].cursor() as cursor:
            cursor.execute("SET lock_timeout = '50ms'")
        other.set_autocommit(False)
        other.cursor().execute("UPDATE reticent_ledgerhead SET size = size")

        with pytest.raises(log.LedgerBusy, match="held by another process; nothing was written"):
            log.append("mansfield", an_entry())
    finally:
        other.rollback()
        other.close()
        with connections["ledger"].cursor() as cursor:
            cursor.execute("RESET lock_timeout")
    assert log.append("mansfield", an_entry()) == 1


@pytest.mark.parametrize("how_many", [1, 100])
def test_a_database_that_takes_no_writing_is_said_so(how_many: int) -> None:
    with connections["ledger"].cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = on")
    try:
        with pytest.raises(log.LedgerOutOfReach, match="takes no writing"):
            log.append_many("mansfield", entries(how_many))
    finally:
        with connections["ledger"].cursor() as cursor:
            cursor.execute("RESET default_transaction_read_only")


def test_rows_that_went_in_by_copy_are_sound(signer: Signer) -> None:
    names = [f"import {number}" for number in range(700)]

    assert log.append_many("mansfield", entries(700), once=names) == list(range(700))
    assert log.append_many("mansfield", entries(700), once=names) == list(range(700))

    assert audit.verify("mansfield", signer).problems == ()


def test_a_row_where_the_ledger_should_end_stops_a_copy_too() -> None:
    log.append_many("mansfield", entries(30))
    log.LedgerHead.objects.filter(library="mansfield").delete()

    with pytest.raises(log.LedgerDamaged, match="Restore the ledger"):
        log.append_many("mansfield", entries(30))

    assert log.LedgerLeaf.objects.filter(library="mansfield").count() == 30
