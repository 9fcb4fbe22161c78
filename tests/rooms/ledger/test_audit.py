"""Real damage, done behind the ledger's back: the audit names it, and never shows what a row says."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connections

from reticent.errors import Broken
from reticent.ledger import audit, checkpoints, leaf, log, tree
from reticent.ledger.checkpoints import Signer
from tests import postgresql
from tests.rooms.ledger.entries import an_entry, entries

pytestmark = pytest.mark.django_db(databases=["default", "ledger"], transaction=True)


def behind_its_back(sql: str, *values: object) -> None:
    if postgresql.in_use():
        sql = re.sub(r"zeroblob\((.+?\)?)\)", r"decode(repeat('00', \1), 'hex')", sql)
    with connections["ledger"].cursor() as cursor:
        cursor.execute(sql, values or None)


def problems(signer: Signer, library: str = "mansfield") -> list[str]:
    return list(audit.verify(library, signer).problems)


def test_an_untouched_ledger_is_sound(written: str, signer: Signer) -> None:
    found = audit.verify(written, signer)

    assert found.sound
    assert found.advice == ""
    assert (found.size, found.signed_size, found.checkpoints) == (600, 590, 3)
    assert found.root == log.root(written)
    found.raise_if_damaged()


def test_a_library_without_a_ledger_is_sound_and_empty(signer: Signer) -> None:
    found = audit.verify("wolcott", signer)

    assert (found.sound, found.size, found.root) == (True, 0, tree.EMPTY_ROOT)


def test_an_empty_signed_ledger_is_sound(signer: Signer, now: datetime) -> None:
    checkpoints.sign("wolcott", signer, now)

    assert audit.verify("wolcott", signer).sound


@pytest.mark.parametrize("row", [0, 4, 255, 256, 400, 589, 599])
def test_a_row_changed_by_hand_is_named(written: str, signer: Signer, row: int) -> None:
    other = leaf.write(written, row, an_entry(count=4711))
    behind_its_back("UPDATE reticent_ledgerleaf SET said = %s WHERE row = %s", other, row)

    assert problems(signer) == [
        f"mansfield, row {row}: it was changed after it was written: its hash does not fit."
    ]


def test_a_row_overwritten_with_anything_is_named_and_not_shown(written: str, signer: Signer) -> None:
    behind_its_back("UPDATE reticent_ledgerleaf SET said = 'Alice read Walden' WHERE row = 17")

    found = audit.verify(written, signer)

    assert [problem.split(":")[0] for problem in found.problems] == ["mansfield, row 17"] * 2
    assert "Alice" not in str(found)
    with pytest.raises(Broken, match=r"Restore the ledger from a backup; the checkpoint printed"):
        found.raise_if_damaged()


def test_a_row_changed_with_its_hash_is_found_by_the_hashes_over_it_and_the_checkpoint(
    written: str, signer: Signer
) -> None:
    other = leaf.write(written, 100, an_entry(count=4711))
    behind_its_back(
        "UPDATE reticent_ledgerleaf SET said = %s, leaf_hash = %s WHERE row = 100",
        other,
        tree.leaf_hash(other),
    )

    found = audit.verify(written, signer)

    assert found.problems == (
        "mansfield, rows 96 to 111: the hash kept over them does not fit: one of them, or it, was changed.",
        "mansfield, rows 0 to 255: the hash kept over them does not fit: one of them, or it, was changed.",
        "mansfield, end of the ledger: the edge of the tree kept there is not that of its rows.",
        "mansfield, rows 5 to 299: one of them is not what it was when the checkpoint of 300 rows was signed.",
    )
    assert found.signed_size == 5


def test_a_whole_ledger_rewritten_is_found_by_the_checkpoint(written: str, signer: Signer) -> None:
    for model in (log.LedgerLeaf, log.LedgerNode, log.LedgerHead):
        model.objects.all().delete()  # type: ignore[attr-defined]
    log.append_many(written, [*entries(299), an_entry(count=4711), *entries(600)[300:]])

    assert problems(signer) == [
        "mansfield, rows 5 to 299: one of them is not what it was when the checkpoint of 300 rows was signed."
    ]


@pytest.mark.parametrize("row", [0, 256, 599])
def test_a_deleted_row_is_named(written: str, signer: Signer, row: int) -> None:
    behind_its_back("DELETE FROM reticent_ledgerleaf WHERE row = %s", row)

    assert problems(signer)[0] == f"mansfield, row {row}: it is missing."


def test_deleted_rows_are_named_together(written: str, signer: Signer) -> None:
    behind_its_back("DELETE FROM reticent_ledgerleaf WHERE row BETWEEN 20 AND 29")

    assert problems(signer) == [
        "mansfield, rows 20 to 29: they are missing.",
        "mansfield, from row 20 on: 2 checkpoints cover rows that are not there and could not be compared.",
    ]


def test_rows_cut_off_with_all_their_traces_are_found_by_the_checkpoint(written: str, signer: Signer) -> None:
    for model in (log.LedgerLeaf, log.LedgerNode, log.LedgerHead):
        model.objects.all().delete()  # type: ignore[attr-defined]
    log.append_many(written, entries(400))

    assert problems(signer) == [
        "mansfield, whole ledger: 1 checkpoints cover rows that are not there and could not be compared."
    ]


def test_two_rows_swapped_are_both_named(written: str, signer: Signer) -> None:
    behind_its_back("UPDATE reticent_ledgerleaf SET row = 9999 WHERE row = 7")
    behind_its_back("UPDATE reticent_ledgerleaf SET row = 7 WHERE row = 8")
    behind_its_back("UPDATE reticent_ledgerleaf SET row = 8 WHERE row = 9999")

    found = problems(signer)

    assert found[:2] == [
        "mansfield, row 7: it was written as row 8: rows were moved.",
        "mansfield, row 8: it was written as row 7: rows were moved.",
    ]
    assert "rows 5 to 299" in found[-1]


def test_a_row_moved_to_another_library_is_named(written: str, signer: Signer) -> None:
    log.append_many("weston", entries(3))
    behind_its_back("UPDATE reticent_ledgerleaf SET library = 'weston', row = 3 WHERE row = 599")

    assert "weston, row 3: it was written for another library." in problems(signer, "weston")
    assert "mansfield, row 599: it is missing." in problems(signer)


def test_rows_behind_the_end_are_named(written: str, signer: Signer) -> None:
    behind_its_back("UPDATE reticent_ledgerhead SET size = 599")

    assert "mansfield, rows 599 to 599: they stand behind the end of the ledger, which is at 599 rows." in (
        problems(signer)
    )


def test_a_lost_head_is_named(written: str, signer: Signer) -> None:
    behind_its_back("DELETE FROM reticent_ledgerhead")

    assert problems(signer) == [
        "mansfield, rows 0 to 599: they stand behind the end of the ledger, which is at 0 rows."
    ]


def test_a_bent_head_is_named(written: str, signer: Signer) -> None:
    behind_its_back("UPDATE reticent_ledgerhead SET peaks = zeroblob(length(peaks))")

    assert problems(signer) == [
        "mansfield, end of the ledger: the edge of the tree kept there is not that of its rows."
    ]


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        ("UPDATE reticent_ledgerleaf SET leaf_hash = zeroblob(32) WHERE row = 3", "row 3: it was changed"),
        ("UPDATE reticent_ledgerleaf SET leaf_hash = 'x' WHERE row = 3", "row 3: its hash is gone"),
        (
            "UPDATE reticent_ledgernode SET node_hash = zeroblob(32) WHERE position = 1",
            "rows 256 to 511: the hash",
        ),
        (
            "DELETE FROM reticent_ledgernode WHERE position = 0",
            "rows 0 to 255: the hash kept over them is missing",
        ),
        ("UPDATE reticent_ledgernode SET level = 1 WHERE level = 8 AND position = 1", "hash kept at level 1"),
    ],
)
def test_damaged_hashes_are_named(written: str, signer: Signer, sql: str, named: str) -> None:
    behind_its_back(sql)

    assert any(named in problem for problem in problems(signer))


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        (
            "UPDATE reticent_ledgercheckpoint SET note = replace(note, '\n300\n', '\n301\n')",
            "checkpoint of 300 rows: its signature does not fit what it says",
        ),
        (
            "UPDATE reticent_ledgercheckpoint SET size = 301 WHERE size = 300",
            "checkpoint of 301 rows: it was filed under another number of rows",
        ),
        (
            "UPDATE reticent_ledgercheckpoint SET note = 'nothing' WHERE size = 300",
            "checkpoint of 300 rows: it does not have the form",
        ),
    ],
)
def test_a_changed_checkpoint_is_named(written: str, signer: Signer, sql: str, named: str) -> None:
    behind_its_back(sql)

    assert [problem for problem in problems(signer) if named in problem]


def test_checkpoints_of_another_key_are_named(written: str, tmp_path: Path) -> None:
    found = problems(Signer(tmp_path / "another.key"))

    assert len(found) == 3
    assert all("signed with another key" in problem for problem in found)


def test_a_former_key_still_vouches(written: str, signer: Signer, tmp_path: Path, now: datetime) -> None:
    successor = Signer(tmp_path / "successor.key")
    checkpoints.sign(written, successor, now, former=[signer])

    found = audit.verify(written, successor.public_key, former=[signer.public_key.raw])

    assert (found.sound, found.checkpoints, found.signed_size) == (True, 4, 600)


def test_more_damage_than_one_can_read_is_counted(written: str, signer: Signer) -> None:
    behind_its_back("UPDATE reticent_ledgerleaf SET leaf_hash = zeroblob(32)")

    found = problems(signer)

    assert len(found) == audit.MOST_NAMED + 1
    assert found[-1].startswith("mansfield: and 59")
