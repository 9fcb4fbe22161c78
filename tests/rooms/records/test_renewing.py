"""Is a loan renewed only for whoever has it, and only while nobody else waits for it?"""

from datetime import date, timedelta
from typing import Any

import pytest

from reticent.people.patrons import CardExpired
from reticent.records import charges, holds, loans
from tests.conftest import TODAY, Town

DAY = timedelta(days=1)


def renew(town: Town, person: str, item: Any, *, on: date = TODAY) -> loans.Renewed:
    return loans.renew(
        town.drawer, town.permit, person=person, item=item, today=on, loan_days=21, daily_fine_cents=10
    )


def of(town: Town, person: str, kind: str) -> list[dict[str, Any]]:
    return [dict(s.payload) for s in town.drawer.find(town.permit, subject=person) if s.kind == kind]


def test_a_renewed_loan_is_due_as_long_again_and_nothing_says_that_it_was_renewed(mansfield: Town) -> None:
    alice, emma = mansfield.register("29030001", "Alice Oak"), mansfield.item("30001")
    mansfield.lend(alice, emma, on=TODAY - 10 * DAY)
    (before,) = of(mansfield, alice, "loan")

    done = renew(mansfield, alice, emma)

    assert (done.due, done.charged_cents) == (TODAY + 21 * DAY, 0)
    assert of(mansfield, alice, "loan") == [{**before, "due": done.due.isoformat()}]


def test_what_was_late_until_today_is_charged_and_not_charged_again_at_the_return(mansfield: Town) -> None:
    alice, emma = mansfield.register("29030001", "Alice Oak"), mansfield.item("30001")
    mansfield.lend(alice, emma, on=TODAY - 24 * DAY)

    done = renew(mansfield, alice, emma)
    mansfield.take_back(emma, fine=10)

    assert (done.days_late, done.charged_cents) == (3, 30)
    owed = charges.unpaid(list(mansfield.drawer.find(mansfield.permit, subject=alice)))
    assert [slip.payload["amount"] for slip in owed] == [30]


@pytest.mark.clause("M19-19")
def test_what_somebody_waits_for_is_not_renewed_and_who_waits_is_not_said(mansfield: Town) -> None:
    alice, bob = mansfield.register("29030001", "Alice Oak"), mansfield.register("29030002", "Bob Ash")
    emma = mansfield.item("30001")
    mansfield.lend(alice, emma, on=TODAY - 10 * DAY)
    holds.place(mansfield.drawer, mansfield.permit, person=bob, item=emma, pickup="Main", today=TODAY)

    with pytest.raises(loans.SomebodyWaits) as no:
        renew(mansfield, alice, emma)

    assert "Bob" not in str(no.value)
    assert of(mansfield, alice, "loan")[0]["due"] == (TODAY + 11 * DAY).isoformat()


def test_nobody_renews_what_another_has_what_is_back_or_what_is_due_as_late_already(mansfield: Town) -> None:
    alice, bob = mansfield.register("29030001", "Alice Oak"), mansfield.register("29030002", "Bob Ash")
    emma = mansfield.item("30001")
    with pytest.raises(loans.NotOut):
        renew(mansfield, alice, emma)
    mansfield.lend(alice, emma)

    with pytest.raises(loans.NotOut):
        renew(mansfield, bob, emma)
    with pytest.raises(loans.NotYet):
        renew(mansfield, alice, emma)


def test_an_expired_card_renews_nothing(mansfield: Town) -> None:
    alice = mansfield.register("29030001", "Alice Oak", expires=TODAY)
    emma = mansfield.item("30001")
    mansfield.lend(alice, emma, on=TODAY - DAY)

    with pytest.raises(CardExpired):
        renew(mansfield, alice, emma, on=TODAY + DAY)
