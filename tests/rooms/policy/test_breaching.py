"""Who is told of a loss, by which day, and when does no clock run? (CGS 36a-701b, and what a policy promises beyond.)"""

from datetime import date, timedelta

import pytest

from reticent import policy
from reticent.policy.breaching import NO, NOT_BY_LAW, OWED, UNSURE, Loss, owed
from reticent.policy.vocabulary import PERSONAL_INFORMATION
from tests.rooms.policy.altered import read, text_of

FOUND = date(2026, 11, 1)
M19 = "mansfield-2019"
SIXTY = FOUND + timedelta(days=60)


@pytest.mark.parametrize("policy_id", policy.shipped_ids())
@pytest.mark.parametrize(
    ("loss", "standing", "runs"),
    [
        (Loss(FOUND), UNSURE, True),
        (Loss(FOUND, ("login",)), UNSURE, True),
        (Loss(FOUND, ("login",), readable=True), OWED, True),
        (Loss(FOUND, ("login",), readable=False), NOT_BY_LAW, False),
        (Loss(FOUND, (), readable=True), NOT_BY_LAW, False),
        (Loss(FOUND, (), readable=True, counsel="yes"), OWED, True),
        (Loss(FOUND, ("login",), readable=True, counsel="no"), NO, False),
    ],
)
def test_sixty_days_run_from_the_finding_unless_counsel_or_the_list_says_no(
    policy_id: str, loss: Loss, standing: str, *, runs: bool
) -> None:
    follows = owed(loss, policy.shipped(policy_id))

    assert (follows.stands, follows.runs) == (standing, runs)
    assert follows.by == follows.office_by == (SIXTY if runs else None)
    assert "36a-701b(b)" in follows.clauses


def test_help_against_identity_theft_is_owed_for_two_years_where_a_tax_number_was_among_it() -> None:
    months = {
        each: owed(Loss(FOUND, (each,), readable=True), policy.shipped(M19)).services_months
        for each in PERSONAL_INFORMATION
    }

    assert {each for each, count in months.items() if count} == {"social_security", "taxpayer_id"}
    assert months["social_security"] == 24


def test_a_policy_may_promise_to_be_sooner_and_to_tell_others_and_never_to_be_later() -> None:
    def with_days(days: int) -> policy.Policy:
        table = f'[breach]\ndays = {days}\ntell = ["Town Manager"]\nservices_months = 36\n\n[clauses]\n'
        return read(text_of(M19).replace("[clauses]\n", table, 1))

    sooner, later = owed(Loss(FOUND), with_days(30)), owed(Loss(FOUND), with_days(90))

    assert (sooner.by, later.by) == (FOUND + timedelta(days=30), SIXTY)
    assert "Town Manager" in sooner.tell
    assert sooner.services_months == 36
