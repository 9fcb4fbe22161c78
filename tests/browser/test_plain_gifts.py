"""Can whoever raises funds write a gift down, thank for it and put it right, and does nobody else see whose it is?"""

import re
from collections.abc import Callable
from typing import Any

import pytest

from reticent.records import gift_totals
from tests.browser.visiting import Visitor
from tests.conftest import TODAY, Town

NAME = "Henrietta Marchbanks"
NEW = {
    "name": NAME,
    "address": "12 Orchard Row",
    "amount": "250",
    "purpose": "any",
    "marks": ["agreed", "named"],
}


@pytest.fixture
def canaan(town: Callable[..., Town]) -> Town:
    return town("new-canaan", policy_id="new-canaan-2018")


def delia(town: Town) -> Visitor:
    return Visitor(town, "delia", "fundraising", title="development officer").look("gifts")


def test_a_gift_is_written_down_thanked_for_put_right_and_taken_out(canaan: Town) -> None:
    officer = delia(canaan)
    assert "Nobody has given anything yet" in officer.said

    officer.send("new", **NEW)
    assert "Written down" in officer.said
    assert "$250.00" in officer.said
    assert officer.send_for_file("letter").startswith(b"%PDF")
    assert officer.send_for_file("record").startswith(b"%PDF")

    assert "to be thanked" not in officer.look("gifts").said
    officer.send("open")
    assert "written" in officer.said
    officer.send("give", amount="1,000", purpose="building", marks=["anonymous"])
    assert "named nowhere for it" in officer.said
    officer.send("mend", statement="For my aunt.", marks=[])
    assert "Put right." in officer.said
    assert "For my aunt." in officer.said
    officer.send("take_out")
    officer.send("take_out")
    assert "with it what was kept of its donor" in officer.said
    assert "Nobody has given anything yet" in officer.said


def test_no_address_names_a_donor_and_the_list_shows_no_amount(canaan: Town) -> None:
    officer = delia(canaan).send("new", **NEW).look("gifts")

    assert f"{NAME} to be thanked, may be named" in officer.said
    assert "250" not in officer.main.replace("250 or 1,250", "")
    assert not re.search(r'(?:href|action)="[^"]*(?:Marchbanks|d:)', officer.page)


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(canaan: Town) -> None:
    officer = delia(canaan).send("new", **{**NEW, "amount": "plenty", "marks": ["named"]})

    assert officer.status == 400
    assert 'id="new-amount-error"' in officer.page
    assert 'id="new-marks-error"' in officer.page
    assert NAME in officer.page
    assert 'value="plenty"' in officer.page
    assert officer.send("new", amount="250", marks=["agreed", "named"]).status == 200

    officer.send("give", amount="a lot", purpose="any")
    assert 'id="give-amount-error"' in officer.page
    assert 'value="a lot"' in officer.page
    officer.send("mend", name="")
    assert 'id="mend-name-error"' in officer.page


@pytest.mark.clause("NC-13")
def test_whoever_else_works_here_reads_why_not_and_finds_the_sums(canaan: Town) -> None:
    delia(canaan).send("new", **NEW)
    director = Visitor.director(canaan).look("gifts")

    assert "raising funds only" in director.said
    assert NAME not in director.page
    assert not director.forms
    assert "NC-13" in director.page
    director.look("today")
    assert "Donors" in director.said
    assert NAME not in director.page
    canaan.purge()
    director.look("gifts/totals")
    assert "only whoever raises funds sees" in director.said
    assert "$" not in director.main
    assert "$250.00" in delia(canaan).look("gifts/totals").said


@pytest.mark.parametrize("policy_id", ["mansfield-2019", "weston-2017"])
def test_where_the_policy_names_no_donors_the_page_says_so_to_everybody(town: Any, policy_id: str) -> None:
    officer = delia(town("somewhere", policy_id=policy_id))

    assert "names no records of donors" in officer.said
    assert not officer.forms
    assert "No gift has been counted yet" in officer.look("gifts/totals").said


@pytest.mark.clause("NC-13")
def test_who_may_be_named_is_printed_by_the_year_and_nothing_else_goes_out(canaan: Town) -> None:
    officer = delia(canaan).send("new", **NEW)
    officer.send("new", **{**NEW, "name": "Orrin Vance", "marks": ["agreed"]})

    officer.look("gifts").press(str(TODAY.year))

    assert NAME in officer.said
    assert "Orrin Vance" not in officer.page
    assert "$" not in officer.main


def test_a_year_with_few_gifts_is_not_split(canaan: Town) -> None:
    gift_totals.add("new-canaan", {gift_totals.cell(year=2025, purpose="building", cents=90000): 9})  # type: ignore[arg-type]
    gift_totals.add("new-canaan", {gift_totals.cell(year=2024, purpose="any", cents=100): 12})  # type: ignore[arg-type]

    said = delia(canaan).look("gifts/totals").said

    assert "Not split by what it was for" in said
    assert "Wherever it helps most" in said
    assert "The building" not in said
