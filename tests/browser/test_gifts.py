"""The pages of gifts in a real browser: on a phone and wide; axe, targets, width."""

from collections.abc import Callable
from typing import Any

from tests.browser.test_pages import faults
from tests.conftest import Town

WIDE, PHONE = {"width": 1200, "height": 900}, {"width": 390, "height": 844}


def test_a_gift_is_written_down_and_opened_on_a_phone_and_every_page_of_it_is_without_fault(
    town: Callable[..., Town], in_chromium: Callable[..., Any]
) -> None:
    there = town("new-canaan", policy_id="new-canaan-2018")
    officer = in_chromium(there, "delia", "fundraising", title="development officer")
    officer.tab.set_viewport_size(PHONE)
    officer.look("gifts")
    assert faults(officer.tab) == []

    officer.send("new", name="Henrietta Marchbanks", amount="a lot", purpose="any", marks=["agreed", "named"])
    assert faults(officer.tab) == []
    officer.send("new", amount="250")
    assert "$250.00" in officer.said
    for size in (PHONE, WIDE):
        officer.tab.set_viewport_size(size)
        officer.tab.eval_on_selector_all("details", "all => all.forEach(each => each.open = true)")
        assert faults(officer.tab) == []

    officer.look("gifts/totals")
    assert faults(officer.tab) == []
