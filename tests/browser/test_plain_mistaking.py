"""Does the button for the wrong person close the record at once, and do its owner and the director read of it?"""

import re

import pytest
from django.test import Client

from tests.browser.test_plain_joining import CARD, M19, Desk


def opened(town: object, key: str) -> Desk:
    """Rosa's record lies open at this key."""
    desk = Desk(town, M19)
    desk.register()
    desk.own()
    given = {"do": "look", "key": key, f"{key}_told": "card", "asked": CARD}
    assert "Rosa" in desk.took(desk.client.post("/mansfield/desk", given))
    return desk


@pytest.mark.clause("4-193(f)")
@pytest.mark.parametrize("key", ["lend", "account", "payment", "registration"])
def test_the_record_closes_and_everybody_whom_it_concerns_reads_that_it_was_a_mistake(
    town: object, key: str
) -> None:
    desk = opened(town, key)

    said = desk.press("wrong")

    assert "Closed. It is noted as a mistake." in said
    assert "Rosa" not in desk.page
    assert "opened by mistake, and closed at once" in desk.took(desk.patron.get("/mansfield/my-record"))
    director = Client()
    director.force_login(desk.town.staff("dora", "director", title="director"))
    desk.took(director.get("/mansfield/today"))
    table = desk.page.partition("By mistake")[2].partition("</table>")[0]
    assert re.search(r'<td class="n">1</td><td><meter', table)


def test_pressed_again_it_says_that_it_is_noted(town: object) -> None:
    desk = opened(town, "lend")
    before = desk.page
    desk.press("wrong")
    desk.page = before

    assert "It is noted as a mistake already" in desk.press("wrong")


def test_what_a_parent_was_told_no_button_takes_back(town: object) -> None:
    desk = opened(town, "lend")

    given = {
        "do": "look",
        "key": "guardian",
        "guardian_told": "satisfied_parent",
        "guardian_named": "Bob",
        "asked": CARD,
    }
    desk.took(desk.client.post("/mansfield/desk", given))

    assert 'value="wrong"' not in desk.page
