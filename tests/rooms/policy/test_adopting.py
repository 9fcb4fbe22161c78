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

    assert not adopting.is_body(text, "Garden Club")
    assert adopting.is_body(text, "Town Council") == (not adopting.bodies_of(text))
    assert all(adopting.is_body(text, f" the {body.upper()} ") for body in adopting.bodies_of(text))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("8 August 2019", (2019, 8, 8)),
        ("August 8, 2019", (2019, 8, 8)),
        ("2019-08-08", (2019, 8, 8)),
        ("3 June 2003, amended 5 December 2017", (2017, 12, 5)),
        ("May 2018", (2018, 5, None)),
        ("undated", None),
        ("the day of its adoption", None),
    ],
)
def test_the_day_that_a_text_says_of_itself_is_read_from_its_words(
    words: str, said: tuple[int, int, int | None] | None
) -> None:
    text = policy.shipped("mansfield-2019").model_copy(update={"effective_as_written": words})

    assert adopting.day_said(text) == said


def test_every_body_of_the_list_is_a_body_and_its_role_one_that_the_ledger_takes() -> None:
    text = policy.shipped("new-canaan-2018")

    assert all(adopting.is_body(text, body) for body in adopting.BODIES)
    assert [adopting.body_of(text, f"the {body.lower()}") for body in adopting.BODIES] == list(
        adopting.BODIES
    )
