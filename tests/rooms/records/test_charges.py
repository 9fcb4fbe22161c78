"""Is what is owed said in cents, paid once, and never more cleared than was paid?"""

import pytest

from reticent.errors import Refused
from reticent.records import charges
from tests.conftest import TODAY, Town


def owe(town: Town, person: str, cents: int) -> None:
    with town.drawer.writing() as writer:
        charges.owe(writer, person=person, cents=cents, reason="overdue", today=TODAY)


def owed(town: Town, person: str) -> list[int]:
    found = town.drawer.find(town.to_open("charge"), subject=person)
    return sorted(slip.payload["amount"] for slip in charges.unpaid(found))


def pay(town: Town, person: str, *, expected_cents: int, days_after: int = 0) -> int:
    return charges.pay_all(
        town.drawer,
        town.permit,
        person=person,
        today=TODAY,
        days_after=days_after,
        expected_cents=expected_cents,
    )


@pytest.mark.parametrize("days_after", [0, 30])
def test_what_was_paid_is_no_longer_owed(mansfield: Town, days_after: int) -> None:
    ann = mansfield.register("1", "Ann Lee")
    owe(mansfield, ann, 150)
    owe(mansfield, ann, 50)

    assert pay(mansfield, ann, expected_cents=200, days_after=days_after) == 200

    assert owed(mansfield, ann) == []
    with pytest.raises(charges.NothingOwed):
        pay(mansfield, ann, expected_cents=200)


@pytest.mark.parametrize("days_after", [0, 30])
@pytest.mark.parametrize("meanwhile", [1000, -150], ids=["more", "less"])
def test_a_payment_clears_nothing_when_what_is_owed_has_changed_meanwhile(
    mansfield: Town, meanwhile: int, days_after: int
) -> None:
    ann = mansfield.register("1", "Ann Lee")
    owe(mansfield, ann, 50)
    if meanwhile > 0:
        owe(mansfield, ann, 150)
        owe(mansfield, ann, meanwhile)
    there = owed(mansfield, ann)

    with pytest.raises(Refused, match="Nothing was written") as said:
        pay(mansfield, ann, expected_cents=200, days_after=days_after)

    assert isinstance(said.value, charges.OwedChanged)
    assert owed(mansfield, ann) == there


def test_a_fine_grows_with_the_days_up_to_the_most() -> None:
    assert [charges.fine_for(days_late=d, daily_cents=10) for d in (-3, 0, 1, 30, 5000)] == [
        0,
        0,
        10,
        300,
        1000,
    ]
