"""Does the desk renew one thing or all that is out, and say of what it does not why?"""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from reticent.people import libraries
from reticent.records import holds
from tests.browser.test_plain_family import M19, WREN, Counter, today
from tests.rooms.policy.altered import loaded, text_of


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


def test_where_the_policy_says_so_the_slip_names_titles_on_paper_only_if_asked(
    counter: Counter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slip() -> str:
        account(counter)
        counter.press("renew_loan", renewed="30001")
        counter.town.take_back(counter.town.item("30001"))
        counter.town.lend(counter.wren, counter.town.item("30001"), on=today() - timedelta(days=5))
        return counter.page.partition('<section class="slip')[2].partition("</section>")[0]

    assert "They ask for the titles on paper" not in slip()  # that text does not speak of receipts
    for table, quiet in (("hold_slip = 'alias'", True), ("receipt_titles = true", False)):
        text = loaded(tmp_path, f"{text_of(M19)}\n[display]\n{table}\n")
        monkeypatch.setattr(libraries.Library, "policy", property(lambda self, text=text: text))
        found = slip()
        assert found.startswith(" quiet") is quiet
        assert ("They ask for the titles on paper" in found) is quiet
