"""Is each thing told to whom it concerns, and to nobody else?"""

from datetime import date, timedelta
from typing import Any

import pytest

from reticent import reminders
from reticent.people import contacts, delegations
from reticent.people.contacts import Numbers
from reticent.people.delegations import Paper
from reticent.people.staff import StaffAccount
from reticent.reminders import offices
from reticent.reminders.things import Thing
from tests.conftest import NOW, TODAY, Town
from tests.rooms.disclosure.cases.asked import POLICE, SUBPOENA, ask
from tests.rooms.disclosure.complying import take

DAY = timedelta(days=1)
CASE = Thing("return_date", date(2026, 12, 10), "case-0123456789abcdef")
OWN = Thing("policy_review", date(2026, 12, 10))


def titles(town: Any, thing: Thing, on: date = TODAY) -> list[str]:
    return [each.title for each in offices.of(town.library, on=on).told_of(thing)]


def waits_for_counsel(town: Town) -> list[bool]:
    return [each.for_counsel for each in reminders.of(town.library, now=NOW) if each.handle]


def test_the_custodian_is_told_and_nobody_else_without_need(here: Town) -> None:
    assert titles(here, CASE) == ["Library Director"]
    assert titles(here, OWN) == ["Library Director"]


def test_whoever_acts_by_delegation_is_told_of_cases_on_exactly_those_days(town: Any) -> None:
    wolcott = town("wolcott", policy_id="wolcott-2016")
    delegations.give(
        wolcott.library, wolcott.staff("dora"), begins=TODAY + DAY, until=TODAY + 2 * DAY, paper=Paper(),
        today=TODAY, role="director",
    )  # fmt: skip
    contacts.note(wolcott.library, "Deputy", Numbers(mail="deputy@library.example.org"))
    custodian = wolcott.library.policy.custodian.title

    told = [titles(wolcott, CASE, TODAY + n * DAY) for n in range(4)]

    assert told == [[custodian], [custodian, "Deputy"], [custodian, "Deputy"], [custodian]]
    assert titles(wolcott, OWN, TODAY + DAY) == [custodian]


def test_whoever_acts_is_reached_under_the_office_of_her_title_where_the_list_has_it(town: Any) -> None:
    wolcott = town("wolcott", policy_id="wolcott-2016")
    account = wolcott.staff("dora", title="Head of Circulation")
    delegations.give(
        wolcott.library, account, begins=TODAY, until=TODAY, paper=Paper(), today=TODAY, role="director"
    )
    contacts.note(wolcott.library, "Head of Circulation", Numbers(mail="circulation@library.example.org"))

    told = offices.of(wolcott.library, on=TODAY).told_of(CASE)

    assert [each.mail for each in told] == ["", "circulation@library.example.org"]


def test_counsel_is_told_only_while_the_case_waits_for_counsel(here: Town, custodian: StaffAccount) -> None:
    case = take(here, custodian, ask(here, custodian), "classify", **SUBPOENA)
    assert waits_for_counsel(here) == [True]

    for evidence in ("consulted:town_manager", "consulted:town_attorney"):
        case = take(here, custodian, case, f"record:{evidence}", consulted_who="Them")
    assert waits_for_counsel(here) == [False]

    case = take(here, custodian, case, "decide", answer="move_to_quash")
    assert waits_for_counsel(here) == [True]
    asked = offices.of(here.library, on=TODAY).told_of(reminders.of(here.library, now=NOW)[0])
    assert [each.title for each in asked] == ["Library Director", "Town Attorney"]


def test_a_request_for_public_records_waits_for_nobody_but_the_library(
    here: Town, custodian: StaffAccount
) -> None:
    ask(here, custodian, {**POLICE, "asker": "reporter", "papers": "foi_request"})

    assert waits_for_counsel(here) == [False]


def test_two_offices_under_one_address_are_written_to_once(here: Town) -> None:
    contacts.note(here.library, "Town Attorney", Numbers(mail="DIRECTOR@library.example.org"))

    assert titles(here, Thing("return_date", TODAY, "case-0123456789abcdef", for_counsel=True)) == [
        "Library Director"
    ]


@pytest.mark.parametrize("policy_id", ["weston-2017", "wolcott-2016", "new-canaan-2018"])
def test_every_policy_has_a_custodian_on_its_list_and_counsel_to_be_called(town: Any, policy_id: str) -> None:
    there = town("a-town", policy_id=policy_id)

    found = offices.of(there.library, on=TODAY)

    called = [each.office for each in contacts.chain(there.library)]
    assert found.custodian.title in called
    assert [each.title for each in found.counsel if each.title in called]
