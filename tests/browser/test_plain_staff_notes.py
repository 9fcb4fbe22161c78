"""Do the desk's cards and the patron's own page say what the desk noted, and is nothing typed lost?"""

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.browser.test_plain_family import M19, WREN, Counter, today


@pytest.fixture
def counter(town: Any) -> Counter:
    return Counter(town, M19)


def test_a_note_is_made_shown_at_the_next_scan_read_by_its_owner_and_taken_off(counter: Counter) -> None:
    counter.open()
    assert "The policy does not speak of notes" in counter.said()
    last = today() + timedelta(days=90)
    made = counter.press("note", note="card_lost")
    assert f"Noted, until {last:%-d %B %Y}." in made
    assert "note made" in made

    mind = "To mind Card reported lost: ask for photo identification"
    assert mind in counter.post("look", key="lend", asked=WREN)
    assert mind in counter.post("look", key="payment", asked=WREN)
    assert mind in counter.post("look", key="account", account_told="card", asked=WREN)
    client = counter.own(WREN, "4711")
    page = counter.own_page(client)
    assert "your card is reported lost: the desk asks who you are, until" in page
    assert "ask at the desk: it takes a note off" in page
    assert "a note was made beside your card" in page
    assert (
        "su tarjeta consta como perdida"
        in client.get("/mansfield/my-record?language=es", follow=True).content.decode()
    )
    (note,) = json.loads(client.get("/mansfield/my-record/download").content)["desk_notes"]
    assert (note["note"], note["by"], note["until"]) == ("card_lost", "desk", last.isoformat())

    counter.open()
    assert "Card reported lost: ask for photo identification" in counter.said()
    assert "Taken off." in counter.press("take_off")
    assert "To mind" not in counter.post("look", key="lend", asked=WREN)


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(counter: Counter) -> None:
    counter.open()

    said = counter.press("note", note="not_reached", note_until="2020-01-02")

    assert "That day is past. Choose today or a later one." in said
    assert 'value="not_reached" checked' in counter.page
    assert 'value="2020-01-02"' in counter.page
    assert "Say which." in counter.press("note", note_until="2020-01-02")
