"""What a ledger in an SQLite file can suffer: values of any kind in any column, torn pages, a full disk, a held file."""

import sqlite3
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connections

from reticent.ledger import audit, checkpoints, log
from reticent.ledger.checkpoints import Signer
from tests.rooms.ledger.entries import an_entry, entries
from tests.rooms.ledger.test_audit import behind_its_back, problems

pytestmark = pytest.mark.django_db(databases=["default", "ledger"], transaction=True)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE reticent_ledgerleaf SET row = 'x' WHERE row = 3",
        "UPDATE reticent_ledgerhead SET size = 'x'",
        "UPDATE reticent_ledgerhead SET peaks = 'x'",
        "UPDATE reticent_ledgernode SET level = 'x' WHERE level = 8 AND position = 0",
        "UPDATE reticent_ledgernode SET position = 'x' WHERE position = 0",
        "UPDATE reticent_ledgercheckpoint SET size = 'x' WHERE size = 5",
        "UPDATE reticent_ledgercheckpoint SET signed_on = 'x'",
    ],
)
def test_values_of_the_wrong_kind_are_findings_and_no_trace(written: str, signer: Signer, sql: str) -> None:
    behind_its_back(sql)

    assert not audit.verify(written, signer).sound


def test_a_file_that_is_no_database_is_a_finding_and_no_trace(
    written: str, signer: Signer, tmp_path: Path
) -> None:
    connection = connections["ledger"]
    usual = connection.settings_dict["NAME"]
    broken = tmp_path / "ledger.sqlite3"
    broken.write_bytes(b"this is no database, it only looks big enough" * 100)
    connection.close()
    connection.settings_dict["NAME"] = str(broken)
    try:
        found = problems(signer)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual

    assert found == ["mansfield, whole ledger: the file, or a table in it, cannot be read."]


def test_a_torn_page_is_a_finding_and_no_trace(written: str, signer: Signer, tmp_path: Path) -> None:
    connection = connections["ledger"]
    usual = connection.settings_dict["NAME"]
    torn = tmp_path / "ledger.sqlite3"
    connection.ensure_connection()
    with sqlite3.connect(torn) as copy:
        connection.connection.backup(copy)
    copy.close()
    raw = bytearray(torn.read_bytes())
    page = int.from_bytes(raw[16:18], "big")
    for at in range(8, len(raw) // page):
        raw[at * page : at * page + 64] = b"\xa5" * 64
    torn.write_bytes(raw)
    connection.close()
    connection.settings_dict["NAME"] = str(torn)
    try:
        found = audit.verify(written, signer)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual

    assert not found.sound


def test_a_checkpoint_of_the_wrong_kind_is_named(written: str, signer: Signer) -> None:
    behind_its_back("UPDATE reticent_ledgercheckpoint SET note = x'00ff' WHERE size = 300")

    assert any("checkpoint of 300 rows: it does not have the form" in each for each in problems(signer))


@pytest.mark.parametrize("change", ["note = x'00ff'", "signed_on = 'never'"])
def test_a_checkpoint_of_the_wrong_kind_is_never_passed_over(
    written: str, signer: Signer, now: datetime, change: str
) -> None:
    behind_its_back(f"UPDATE reticent_ledgercheckpoint SET {change}")

    with pytest.raises(log.LedgerDamaged, match="cannot be read"):
        checkpoints.sign(written, signer, now)


def test_a_ledger_held_by_another_process_is_said_so() -> None:
    log.append("mansfield", an_entry())
    connection = connections["ledger"]
    other = connection.copy()
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout=50")
        other.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        other.cursor().execute("UPDATE reticent_ledgerhead SET size = size")

        with pytest.raises(log.LedgerBusy, match="held by another process; nothing was written"):
            log.append("mansfield", an_entry())
    finally:
        other.close()
        connection.close()
    assert log.append("mansfield", an_entry()) == 1


def test_a_full_disk_is_said_so_and_leaves_no_half_row(signer: Signer) -> None:
    log.append_many("mansfield", entries(100))
    connection = connections["ledger"]
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # pages that other tests left free would be room enough
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
    try:
        with pytest.raises(log.LedgerOutOfReach, match=r"disk is full.*Make room"):
            log.append_many("mansfield", entries(1000))
    finally:
        connection.close()

    assert audit.verify("mansfield", signer).problems == ()
    size = log.size("mansfield")
    assert log.append("mansfield", an_entry()) == size


def test_a_file_that_may_not_be_written_is_said_so() -> None:
    with connections["ledger"].cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
    try:
        with pytest.raises(log.LedgerOutOfReach, match="let this account write"):
            log.append("mansfield", an_entry())
    finally:
        connections["ledger"].close()
