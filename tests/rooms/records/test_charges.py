"""Is what is owed said in cents, paid once, and never more cleared than was paid?"""

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reticent.errors import Refused
from reticent.records import charges, loans
from tests.conftest import TODAY, Town


def owe(town: Town, person: str, cents: int) -> None:
    with town.drawer.writing() as writer:
        charges.owe(writer, person=person, cents=cents, reason="overdue", today=TODAY)


def owed(town: Town, person: str) -> list[int]:
    found = town.drawer.find(town.to_open("charge"), subject=person)
    return sorted(slip.payload["amount"] for slip in charges.unpaid(found))


def pay(
    town: Town, person: str, *, expected_cents: int, cents: int | None = None, days_after: int = 0
) -> int:
    return charges.pay(
        town.drawer,
        town.permit,
        person=person,
        cents=expected_cents if cents is None else cents,
        today=TODAY,
        days_after=days_after,
        expected_cents=expected_cents,
    )


def paid(town: Town, person: str) -> list[int]:
    found = town.drawer.find(town.to_open("charge"), subject=person)
    return sorted(slip.payload["amount"] for slip in found if slip.payload["paid_on"] is not None)


@pytest.mark.parametrize("days_after", [0, 30])
def test_what_was_paid_is_no_longer_owed(mansfield: Town, days_after: int) -> None:
    ann = mansfield.register("1", "Ann Lee")
    owe(mansfield, ann, 150)
    owe(mansfield, ann, 50)

    assert pay(mansfield, ann, expected_cents=200, days_after=days_after) == 0

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


@given(
    amounts=st.lists(st.integers(1, 3000), min_size=1, max_size=5),
    paid_share=st.floats(0, 1),
    waived_share=st.floats(0, 1),
    days_after=st.sampled_from([0, 30]),
)
@settings(max_examples=15)
def test_what_is_paid_waived_and_still_owed_is_all_that_was_charged(
    mansfield: Town, amounts: list[int], paid_share: float, waived_share: float, days_after: int
) -> None:
    person = f"p:{uuid4()}"
    for cents in amounts:
        owe(mansfield, person, cents)
    all_of_it = sum(amounts)
    part = max(1, int(all_of_it * paid_share))

    left = pay(mansfield, person, cents=part, expected_cents=all_of_it, days_after=days_after)
    waived = min(left, max(1, int(left * waived_share)))
    if waived:
        after = charges.waive(
            mansfield.drawer, mansfield.permit, person=person, cents=waived, expected_cents=left
        )
    else:
        after = left

    assert after == all_of_it - part - waived == sum(owed(mansfield, person))
    assert sum(paid(mansfield, person)) == (part if days_after else 0)


def test_a_part_is_paid_of_what_is_oldest(mansfield: Town) -> None:
    ann = mansfield.register("1", "Ann Lee")
    for cents, since in ((500, TODAY), (300, TODAY - timedelta(days=9))):
        with mansfield.drawer.writing() as writer:
            charges.owe(writer, person=ann, cents=cents, reason="returned late", today=since)

    assert pay(mansfield, ann, cents=350, expected_cents=800, days_after=30) == 450

    assert (owed(mansfield, ann), paid(mansfield, ann)) == ([450], [50, 300])


def test_what_is_waived_is_not_kept_as_paid_under_any_policy(mansfield: Town) -> None:
    ann = mansfield.register("1", "Ann Lee")
    owe(mansfield, ann, 500)

    charges.waive(mansfield.drawer, mansfield.permit, person=ann, cents=500, expected_cents=500)

    assert (owed(mansfield, ann), paid(mansfield, ann)) == ([], [])


@pytest.mark.parametrize("cents", [0, -5, 501])
def test_neither_nothing_nor_more_than_is_owed_is_paid_or_waived(mansfield: Town, cents: int) -> None:
    ann = mansfield.register("1", "Ann Lee")
    owe(mansfield, ann, 500)

    with pytest.raises(Refused, match="Nothing was written"):
        pay(mansfield, ann, cents=cents, expected_cents=500)
    with pytest.raises(Refused, match="Nothing was written"):
        charges.waive(mansfield.drawer, mansfield.permit, person=ann, cents=cents, expected_cents=500)

    assert owed(mansfield, ann) == [500]


def test_a_charge_by_hand_is_for_a_reason_of_the_list_so_that_no_title_is_kept(mansfield: Town) -> None:
    ann = mansfield.register("1", "Ann Lee")

    with pytest.raises(charges.UnknownReason):
        charges.charge(
            mansfield.drawer, mansfield.permit, person=ann, cents=500, reason="Persuasion, torn", today=TODAY
        )
    charges.charge(
        mansfield.drawer, mansfield.permit, person=ann, cents=500, reason="damaged item", today=TODAY
    )

    assert owed(mansfield, ann) == [500]


def test_what_is_lost_leaves_its_price_and_no_title(mansfield: Town) -> None:
    ann = mansfield.register("1", "Ann Lee")
    item = mansfield.item("30001", title="Persuasion")
    mansfield.lend(ann, item)

    loans.record_lost(
        mansfield.drawer, mansfield.permit, person=ann, item=item, cents=2495, today=TODAY, days_after=0
    )

    assert mansfield.out_to(ann) == set()
    assert owed(mansfield, ann) == [2495]
    found = mansfield.drawer.find(mansfield.permit, subject=ann)
    assert "Persuasion" not in repr([slip.payload for slip in found])
    with pytest.raises(loans.NotOut):
        loans.record_lost(
            mansfield.drawer, mansfield.permit, person=ann, item=item, cents=2495, today=TODAY, days_after=0
        )
    assert owed(mansfield, ann) == [2495]
