"""Does the desk renew one thing or all that is out, and say of what it does not why?"""

from datetime import timedelta
from typing import Any

import pytest

from reticent.records import holds
from tests.browser.test_plain_family import M19, WREN, Counter, today


@pytest.fixture
def counter(town: Any) -> Counter:
    """Wren has two items out; Bob waits for the second."""
    counter = Counter(town, M19)
    place = counter.town
    place.lend(counter.wren, place.item("30002", "Sanditon"), on=today() - timedelta(days=5))
    holds.place(
        place.drawer, place.permit, person=counter.bob, item=place.item("30002"), pickup="Main", today=today()
    )
    place.take_back(place.item("30001"))
    place.lend(counter.wren, place.item("30001"), on=today() - timedelta(days=5))
    return counter


def account(counter: Counter) -> str:
    return counter.post("look", key="account", account_told="card", asked=WREN)


def test_all_of_it_is_renewed_but_what_somebody_waits_for_with_the_reason_and_no_name(
    counter: Counter,
) -> None:
    account(counter)

    said = counter.press("renew_loan", renewed="all")

    due = today() + timedelta(days=21)
    assert f"Renewed. Due {due:%-d %B}." in said
    assert "Somebody waits for it. It stays due on" in said
    assert "DATE DUE" in said
    assert "Bob" not in said


def test_one_thing_is_renewed_and_none_without_saying_which(counter: Counter) -> None:
    account(counter)
    assert "Renewed." in counter.press("renew_loan", renewed="30001")
    account(counter)
    assert "Not renewed." in counter.press("renew_loan", renewed="30002")
    account(counter)
    assert "Say which." in counter.press("renew_loan", renewed="30009")


def test_who_only_pays_or_mends_is_offered_no_renewal(counter: Counter) -> None:
    assert "Renew what is out" in account(counter)
    assert "Renew what is out" not in counter.post("look", key="payment", asked=WREN)
    assert "Renew what is out" not in counter.open()
