"""Who rehearsed the visit, on which day, under which policy: and nothing of how it went."""

from dataclasses import fields as fields_of
from datetime import date

import pytest
from django.db import IntegrityError

from reticent import policy
from reticent.ledger import log
from reticent.people import training
from reticent.people.training import Acknowledgement
from tests.conftest import TODAY, Town


def leaves(slug: str) -> list[log.Entry]:
    return [row.entry for row in log.entries(slug) if row.entry.action == "training-acknowledged"]


def test_it_is_written_down_once_a_day_with_the_policy_and_nobodys_name_in_the_ledger(
    mansfield: Town,
) -> None:
    clara = mansfield.staff()

    training.acknowledge(mansfield.library, clara, on=TODAY)
    training.acknowledge(mansfield.library, clara, on=TODAY)

    (row,) = Acknowledgement.objects.all()
    assert (row.library, row.username, row.rehearsed_on) == ("mansfield", "clara@mansfield", TODAY)
    assert row.policy == policy.shipped("mansfield-2019").sha256
    (leaf,) = leaves("mansfield")
    assert (leaf.day, leaf.role, leaf.basis, leaf.policy) == (TODAY, "staff", ("4-193(a)",), row.policy)
    assert "clara" not in repr(leaf)


def test_a_directors_own_is_written_down_as_the_directors(mansfield: Town) -> None:
    training.acknowledge(mansfield.library, mansfield.staff("dora", "director"), on=TODAY)

    assert [leaf.role for leaf in leaves("mansfield")] == ["director"]


def test_where_the_personal_data_act_does_not_bind_it_rests_on_what_shuts_the_records(town) -> None:  # type: ignore[no-untyped-def]
    canaan = town("canaan", policy_id="new-canaan-2018")

    training.acknowledge(canaan.library, canaan.staff(), on=TODAY)

    assert [leaf.basis for leaf in leaves("canaan")] == [("S-4",)]


def test_whoever_did_not_this_year_is_told_by_title(mansfield: Town) -> None:
    clara, page = mansfield.staff(), mansfield.staff("pat", title="page")
    mansfield.staff("dora", "director", title="director")
    training.acknowledge(mansfield.library, clara, on=TODAY)
    training.acknowledge(mansfield.library, page, on=date(2025, 12, 31))

    now = training.this_year(mansfield.library, on=TODAY)

    assert (now.year, now.accounts, now.done) == (2026, 3, 1)
    assert sorted(now.not_yet) == ["director", "page"]
    assert training.this_year(mansfield.library, on=date(2027, 1, 1)).done == 0


def test_a_policy_that_changed_since_is_told(mansfield: Town) -> None:
    clara = mansfield.staff()
    training.acknowledge(mansfield.library, clara, on=TODAY)
    Acknowledgement.objects.update(policy="0" * 64)

    now = training.this_year(mansfield.library, on=TODAY)

    assert (now.done, now.before_this_policy) == (1, 1)
    assert training.of_account(mansfield.library, clara).under != mansfield.library.policy.sha256
    training.acknowledge(mansfield.library, clara, on=TODAY)
    assert training.this_year(mansfield.library, on=TODAY).before_this_policy == 0


def test_another_librarys_rehearsals_are_not_counted_here(mansfield: Town, town) -> None:  # type: ignore[no-untyped-def]
    wolcott = town("wolcott", policy_id="wolcott-2016")
    training.acknowledge(wolcott.library, wolcott.staff(), on=TODAY)
    mansfield.staff()

    assert training.this_year(mansfield.library, on=TODAY).done == 0


def test_nothing_is_kept_of_how_it_went(mansfield: Town) -> None:
    kept = {column.name for column in Acknowledgement._meta.concrete_fields}

    assert kept == {"id", "library", "username", "what", "rehearsed_on", "policy"}
    assert {field.name for field in fields_of(training.Trained)} == {"username", "title", "last", "under"}


def test_one_account_has_one_row_a_day_and_policy_whoever_writes_it(mansfield: Town) -> None:
    training.acknowledge(mansfield.library, mansfield.staff(), on=TODAY)
    (row,) = Acknowledgement.objects.values("library", "username", "rehearsed_on", "policy")

    with pytest.raises(IntegrityError):
        Acknowledgement.objects.create(**row)


# -- reading the policy


def test_who_read_the_policy_is_done_for_a_year_and_until_another_comes_into_force(mansfield: Town) -> None:
    clara, library = mansfield.staff(), mansfield.library
    assert training.is_to_read(library, clara, on=TODAY)
    assert training.reading(library, on=TODAY).by == TODAY + training.WITHIN

    training.acknowledge(library, clara, on=TODAY, what=training.POLICY)

    assert not training.is_to_read(library, clara, on=date(2027, 11, 20))
    assert training.is_to_read(library, clara, on=date(2027, 11, 21))
    assert training.reading(library, on=TODAY).by == date(2027, 11, 21)
    Acknowledgement.objects.update(policy="f" * 64)
    assert training.is_to_read(library, clara, on=TODAY)


def test_reading_the_policy_is_no_rehearsal_and_neither_counts_for_the_other(mansfield: Town) -> None:
    clara = mansfield.staff()

    training.acknowledge(mansfield.library, clara, on=TODAY, what=training.POLICY)
    training.acknowledge(mansfield.library, clara, on=TODAY, what=training.POLICY)
    assert training.this_year(mansfield.library, on=TODAY).done == 0
    training.acknowledge(mansfield.library, clara, on=TODAY)

    assert training.this_year(mansfield.library, on=TODAY).done == 1
    assert training.reading(mansfield.library, on=TODAY).not_yet == ()
    assert len(leaves("mansfield")) == 2


def test_whoever_has_not_read_it_is_told_by_title_and_where_nothing_is_adopted_nobody_is_asked(
    mansfield: Town,
    town,  # type: ignore[no-untyped-def]
) -> None:
    mansfield.staff("pat", title="page")
    undecided = town("storrs", policy_id=None)
    clara = undecided.staff()

    now = training.reading(mansfield.library, on=TODAY)

    assert (now.accounts, now.done, now.not_yet) == (1, 0, ("page",))
    assert not training.is_to_read(undecided.library, clara, on=TODAY)
    assert training.reading(undecided.library, on=TODAY).not_yet == ()
