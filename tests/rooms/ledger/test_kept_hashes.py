"""Does a ledger that was kept another way go on as if it never had been? And are rows put in the same by any way?"""

import importlib
from datetime import datetime

import pytest
from django.apps import apps
from django.db import connections
from hypothesis import given
from hypothesis import strategies as st

from reticent.ledger import audit, checkpoints, leaf, log, proofs, tree
from reticent.ledger.checkpoints import Signer
from tests.rooms.ledger.entries import an_entry, entries

MIGRATION = importlib.import_module("reticent.migrations.0004_ledger_keeps_every_fourth_level")


def kept() -> set[tuple[str, int, int, bytes]]:
    found = log.LedgerNode.objects.values_list("library", "level", "position", "node_hash")
    return {(library, level, position, bytes(full)) for library, level, position, full in found}


def as_it_was_before() -> None:
    """Of the hashes only every eighth level, as the first version kept them."""
    with connections["ledger"].schema_editor() as editor:
        MIGRATION.keep_fewer(apps, editor)


def bring_up_to_date() -> None:
    with connections["ledger"].schema_editor() as editor:
        MIGRATION.keep_more(apps, editor)


@pytest.mark.django_db(databases=["default", "ledger"], transaction=True)
def test_a_ledger_of_the_first_version_goes_on_and_verifies_unchanged(signer: Signer, now: datetime) -> None:
    log.append_many("mansfield", entries(4_500))
    log.append_many("weston", entries(20))
    checkpoints.sign("mansfield", signer, now)
    before, root = kept(), log.root("mansfield")
    as_it_was_before()
    assert {level for _, level, _, _ in kept()} == {8}

    bring_up_to_date()

    assert kept() == before
    assert log.root("mansfield") == root
    log.append("mansfield", an_entry())
    assert proofs.inclusion("mansfield", 4_100).holds()
    checkpoints.sign("mansfield", signer, now)
    assert audit.verify("mansfield", signer).problems == ()
    assert audit.verify("weston", signer).problems == ()


@pytest.mark.django_db(databases=["default", "ledger"], transaction=True)
@pytest.mark.parametrize(
    ("sql", "named"),
    [
        ("DELETE FROM reticent_ledgerleaf WHERE row = 40", "row 40: it is missing"),
        ("UPDATE reticent_ledgerleaf SET leaf_hash = said WHERE row = 40", "row 40: its hash is gone"),
    ],
)
def test_a_ledger_that_was_damaged_before_is_no_sounder_afterwards(
    written: str, signer: Signer, sql: str, named: str
) -> None:
    as_it_was_before()
    with connections["ledger"].cursor() as cursor:
        cursor.execute(sql)

    bring_up_to_date()

    problems = audit.verify(written, signer).problems
    assert any(named in problem for problem in problems)


@given(st.lists(st.integers(0, 70), max_size=6))
def test_a_tree_that_grows_by_many_is_the_tree_that_grew_by_one(steps: list[int]) -> None:
    leaves = [tree.leaf_hash(bytes([number % 256])) for number in range(sum(steps))]
    by_one, by_many = tree.Frontier(), tree.Frontier()
    one: set[tuple[int, int, bytes]] = set()
    many: set[tuple[int, int, bytes]] = set()

    for each in leaves:
        one |= set(by_one.push(each))
    for step in steps:
        made = by_many.extend(leaves[by_many.size : by_many.size + step])
        for level, (first, hashes) in enumerate(made):
            many |= {(level, position, full) for position, full in enumerate(hashes, start=first)}

    assert many == one
    assert (by_many.size, by_many.peaks, by_many.root()) == (by_one.size, by_one.peaks, by_one.root())


@pytest.mark.django_db(databases=["default", "ledger"], transaction=True)
def test_rows_written_one_by_one_and_many_at_once_stand_there_alike() -> None:
    for entry in entries(40):
        log.append("mansfield", entry)
    log.append_many("weston", entries(40))

    for library in ("mansfield", "weston"):
        stored = log.LedgerLeaf.objects.filter(library=library).order_by("row")
        assert [bytes(each.said) for each in stored] == [
            leaf.write(library, row, entry) for row, entry in enumerate(entries(40))
        ]
        assert [bytes(each.leaf_hash) for each in stored] == [
            tree.leaf_hash(bytes(each.said)) for each in stored
        ]
        assert {each.once for each in stored} == {None}
    assert log.LedgerNode.objects.filter(library="mansfield").count() == 2
