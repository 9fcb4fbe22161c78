"""Can whatever a policy or a law may be cited by be written into the ledger? An act that could not would fail."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reticent import policy
from reticent.errors import Malformed
from reticent.ledger.leaf import Entry, NotAnEntry
from reticent.policy.statutes import pack, pack_ids
from reticent.policy.vocabulary import is_clause_id
from tests.rooms.policy.altered import read, text_of


def in_the_ledger(clause: str) -> bool:
    """Whether the ledger takes an act that cites this."""
    try:
        Entry(day=date(2026, 11, 22), action="look", role="desk", basis=(clause,), policy="")
    except NotAnEntry:
        return False
    return True


@pytest.mark.parametrize("id", pack_ids())
def test_every_section_of_every_law_can_be_written_down(id: str) -> None:
    assert [clause for clause in pack(id).clauses if not in_the_ledger(clause)] == []


@pytest.mark.parametrize("id", policy.shipped_ids())
def test_every_clause_of_every_text_can_be_written_down(id: str) -> None:
    assert [clause for clause in policy.shipped(id).clauses if not in_the_ledger(clause)] == []


PARTS = st.sampled_from(["WO", "M19", "-", ".", "(b)", "29", "11", "5551234", "2026", "04", "é", " ", "_"])


@given(st.one_of(st.text(max_size=24), st.lists(PARTS, max_size=7).map("".join)))
@example("Section9")
@example("555-1234")
@example("2026-11-22")
@example("11-25(b)(2)(A)")
def test_a_policy_takes_as_a_clause_what_the_ledger_takes(word: str) -> None:
    assert is_clause_id(word) == in_the_ledger(word)


def test_a_text_whose_clause_the_ledger_could_not_name_is_refused_with_its_line() -> None:
    text = text_of("wolcott-2016").replace("WO-28", "Section9")

    with pytest.raises(Malformed) as refusal:
        read(text)

    (problem,) = refusal.value.problems
    assert "Section9" in problem
    assert "WO-29" in problem
