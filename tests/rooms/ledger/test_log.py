"""How an act is written down: dense, once, and whatever becomes of the act."""

from datetime import datetime

import pytest
from django.db import transaction

from reticent.errors import Malformed
from reticent.ledger import audit, checkpoints, leaf, log, proofs, tree
from tests.rooms.ledger.entries import an_entry, entries

pytestmark = pytest.mark.django_db(databases=["default", "ledger"], transaction=True)


def test_rows_of_a_library_are_numbered_without_gaps() -> None:
    assert [log.append("mansfield", an_entry()) for _ in range(3)] == [0, 1, 2]
    assert log.append("weston", an_entry()) == 0
    assert log.append_many("mansfield", entries(2)) == [3, 4]
    assert (log.size("mansfield"), log.size("weston"), log.size("wolcott")) == (5, 1, 0)
    assert log.libraries() == ["mansfield", "weston"]


def test_the_root_is_that_of_the_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "ROWS_PER_COMMIT", 7)
    log.append_many("mansfield", entries(300))

    said = [leaf.write("mansfield", row, entry) for row, entry in enumerate(entries(300))]

    assert log.root("mansfield") == tree.root_of(map(tree.leaf_hash, said))
    assert log.root("wolcott") == tree.EMPTY_ROOT


def test_the_newest_entries_come_first() -> None:
    log.append_many("mansfield", entries(10))

    assert log.entries("mansfield", newest=3) == [
        log.Written(row=9, entry=an_entry(count=10)),
        log.Written(row=8, entry=an_entry(count=9)),
        log.Written(row=7, entry=an_entry(count=8)),
    ]
    assert log.entries("wolcott") == []


def test_an_act_with_a_name_is_written_once() -> None:
    log.append("mansfield", an_entry())
    first = log.append("mansfield", an_entry(), once="purge 2026-11-21")

    assert log.append("mansfield", an_entry(count=2), once="purge 2026-11-21") == first
    assert log.append("mansfield", an_entry(), once="purge 2026-11-22") == first + 1
    assert log.append("weston", an_entry(), once="purge 2026-11-21") == 0
    assert (log.size("mansfield"), log.size("weston")) == (3, 1)


def test_the_name_of_an_act_is_stored_as_a_hash_only() -> None:
    log.append("mansfield", an_entry(), once="purge 2026-11-21")

    stored = log.LedgerLeaf.objects.get(library="mansfield", row=0)

    assert stored.once is not None
    assert len(bytes(stored.once)) == 32
    assert b"purge" not in bytes(stored.once) + bytes(stored.said)


def test_many_acts_with_names_are_written_once_each() -> None:
    names = ["a", "b", "a", "c"]

    assert log.append_many("mansfield", entries(4), once=names) == [0, 1, 0, 2]
    assert log.append_many("mansfield", entries(4), once=["c", "d", "a", "e"]) == [2, 3, 0, 4]
    assert log.size("mansfield") == 5


def test_each_of_many_acts_needs_its_own_name() -> None:
    with pytest.raises(Malformed, match="one name of its own"):
        log.append_many("mansfield", entries(2), once=["a"])


def test_nothing_at_all_can_be_written_down() -> None:
    assert log.append_many("mansfield", []) == []
    assert log.size("mansfield") == 0


def test_progress_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "ROWS_PER_COMMIT", 4)
    told: list[int] = []

    log.append_many("mansfield", entries(10), progress=told.append)

    assert told == [4, 8, 10]


def test_a_refusal_outlives_the_rollback_of_what_was_refused() -> None:
    class Undone(Exception):
        pass

    def refuse() -> None:
        with transaction.atomic(using="default"):
            log.append("mansfield", an_entry(action="look-refused"))
            raise Undone

    with pytest.raises(Undone):
        refuse()

    assert log.entries("mansfield")[0].entry.action == "look-refused"


def test_no_row_is_written_inside_a_transaction_that_could_undo_it() -> None:
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic(using="ledger"):
        log.append("mansfield", an_entry())

    assert log.size("mansfield") == 0


def test_an_unknown_kind_of_library_name_is_refused_before_anything_is_written() -> None:
    with pytest.raises(Malformed):
        log.append("Alice Adams", an_entry())

    assert log.libraries() == []


def test_a_row_where_the_ledger_should_end_stops_everything() -> None:
    log.append_many("mansfield", entries(3))
    log.LedgerHead.objects.filter(library="mansfield").delete()

    with pytest.raises(log.LedgerDamaged, match="Restore the ledger"):
        log.append("mansfield", an_entry())

    assert log.LedgerLeaf.objects.filter(library="mansfield").count() == 3


def test_a_head_that_does_not_fit_stops_everything() -> None:
    log.append_many("mansfield", entries(3))
    log.LedgerHead.objects.filter(library="mansfield").update(size=4)

    with pytest.raises(log.LedgerDamaged, match="where it ends"):
        log.append("mansfield", an_entry())


def test_a_row_that_cannot_be_read_is_named_without_its_content() -> None:
    log.append_many("mansfield", entries(3))
    log.LedgerLeaf.objects.filter(library="mansfield", row=1).update(said=b"Alice read Walden")

    with pytest.raises(log.LedgerDamaged, match="Row 1 of the ledger of mansfield") as damage:
        log.entries("mansfield")

    assert "Alice" not in str(damage.value)


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 520])
def test_every_row_is_proven_from_the_hashes_kept(size: int) -> None:
    log.append_many("mansfield", entries(520))

    for row in {0, 1, size // 2, size - 1}:
        if row < size:
            proof = proofs.inclusion("mansfield", row, size)
            assert proof.holds()
            assert proof.leaf_hash == tree.leaf_hash(leaf.write("mansfield", row, an_entry(count=row + 1)))
    grown = proofs.consistency("mansfield", size)
    assert grown.holds()
    assert grown.new_root == log.root("mansfield")


def test_a_large_tree_is_proven_with_few_queries(django_assert_max_num_queries: object) -> None:
    log.append_many("mansfield", entries(5000))
    assert log.LedgerNode.objects.count() == 5000 // 16 + 5000 // 256 + 5000 // 4096

    with django_assert_max_num_queries(2, using="ledger"):  # type: ignore[operator]
        assert proofs.inclusion("mansfield", 700).holds()


def test_a_proof_over_a_missing_row_is_not_made() -> None:
    log.append_many("mansfield", entries(10))
    log.LedgerLeaf.objects.filter(library="mansfield", row=3).delete()

    with pytest.raises(log.LedgerDamaged, match="rows 2 to 3 not all are there"):
        proofs.inclusion("mansfield", 0)


def test_a_ledger_written_in_many_ways_is_sound(signer: checkpoints.Signer, now: datetime) -> None:
    log.append("mansfield", an_entry())
    log.append_many("mansfield", entries(600))
    log.append("mansfield", an_entry(), once="end")
    checkpoints.sign("mansfield", signer, now)

    found = audit.verify("mansfield", signer)

    assert found.problems == ()
    assert (found.size, found.signed_size, found.checkpoints) == (602, 602, 1)
    assert found.root == log.root("mansfield")
