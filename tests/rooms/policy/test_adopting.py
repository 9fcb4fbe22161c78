"""Days and words of an adoption, without any library: months, bodies, roles."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reticent import policy
from reticent.ledger import leaf
from reticent.policy import adopting


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 11, 21), 24, date(2028, 11, 21)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 31), 0, date(2026, 12, 31)),
    ],
)
def test_months_after_a_day_end_on_the_same_day_or_the_last_of_a_shorter_month(
    day: date, months: int, then: date
) -> None:
    assert adopting.months_after(day, months) == then


@given(st.text(max_size=90))
def test_whatever_a_body_is_called_its_role_is_one_that_the_ledger_takes(body: str) -> None:
    role = adopting.as_role(body)

    leaf.Entry(day=date(2026, 11, 21), action="policy-adopted", role=role, basis=("S-2",), policy="")


@pytest.mark.parametrize("office", adopting.REVIEWERS)
def test_every_office_is_found_by_its_name_and_its_title_and_is_a_role(office: str) -> None:
    assert adopting.office_named(adopting.REVIEWERS[office].upper()) == office
    assert adopting.office_named(office) == office
    assert adopting.as_role(office) == office


@pytest.mark.parametrize("policy_id", policy.shipped_ids())
def test_a_body_is_refused_only_where_the_text_names_another(policy_id: str) -> None:
    text = policy.shipped(policy_id)

    assert adopting.is_body(text, "Garden Club") == (not adopting.bodies_of(text))
    assert all(adopting.is_body(text, f" the {body.upper()} ") for body in adopting.bodies_of(text))
