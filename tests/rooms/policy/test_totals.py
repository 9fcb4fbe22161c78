"""What is a researcher given: figures in which nobody can be found, and never a list?"""

import pytest

from reticent import policy
from reticent.policy import Request
from reticent.policy.vocabulary import ASKERS, FIELDS
from tests.rooms.policy.altered import loaded, text_of

THE_FIVE = policy.shipped_ids()


def totals(asker: str = "researcher", **more: object) -> Request:
    return Request(capacity="third_party", purpose="case", asker=asker, matter="totals", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("asker", ASKERS)
@pytest.mark.parametrize("name", THE_FIVE)
def test_whoever_asks_may_have_totals_that_name_nobody(name: str, asker: str) -> None:
    said = policy.decide(totals(asker), policy.shipped(name))

    assert (said.outcome, said.rule, said.fields) == ("allowed", "totals.name_nobody", ())
    assert said.clauses == ("S-7",)
    assert "give_totals" in [step.code for step in said.next_steps]


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("name", THE_FIVE)
def test_a_list_of_single_people_is_no_total(name: str, field: str) -> None:
    said = policy.decide(totals(fields=(field,)), policy.shipped(name))

    assert (said.outcome, said.fields) == ("refused", ())
    assert "S-2" in said.clauses


def test_where_the_law_is_silent_on_figures_whoever_answers_requests_decides(tmp_path) -> None:  # type: ignore[no-untyped-def]
    text = text_of("mansfield-2019").replace('statute_pack = "ct-2007"', 'statute_pack = "ct-1981"')

    said = policy.decide(totals(), loaded(tmp_path, text))

    assert (said.outcome, said.rule) == ("referred", "not_decided")
