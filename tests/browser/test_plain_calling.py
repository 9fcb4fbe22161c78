"""The director's page of whom to call and who may act, before any browser draws it."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from reticent.ledger import log
from reticent.people import contacts, delegations, libraries
from reticent.people.contacts import Numbers
from reticent.people.delegations import Delegation
from tests.conftest import Town

DAY = timedelta(days=1)


class Office:
    """The director of a library at her page."""

    def __init__(self, town: Town) -> None:
        self.town, self.slug = town, town.library.slug
        self.at = f"/{self.slug}/today/contacts"
        self.client = Client()
        self.client.force_login(town.staff("director", "director", title="director"))
        self.today = libraries.named(self.slug).day_of(datetime.now(UTC))
        self.status, self.page = 0, ""
        self.look()

    def _took(self, answer: Any) -> str:
        self.status, self.page = answer.status_code, answer.content.decode()
        return self.said()

    def look(self) -> str:
        return self._took(self.client.get(self.at))

    def said(self) -> str:
        main = self.page.split("<main")[1].split("</main>")[0]
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())

    def press(self, do: str, near: str, **fields: object) -> str:
        """Press the button of this name that comes first after some words of the page."""
        after = self.page[self.page.index(near) :]
        form = next(f for f in after.split("<form")[1:] if f'value="{do}"' in f.split("</form>")[0])
        token = re.findall(r'name="token" value="([^"]+)"', form)[0]
        given = {name.replace("__", "-"): str(value) for name, value in fields.items()}
        return self._took(self.client.post(self.at, {"do": do, "token": token, **given}, follow=True))

    def offices(self) -> list[str]:
        return [each.office for each in contacts.chain(self.town.library)]

    def appoint(self, **fields: object) -> str:
        days = {"begins__appoint": self.today, "until__appoint": self.today + 30 * DAY}
        return self.press("appoint", "Write down that somebody", **{**days, **fields})


@pytest.fixture
def office(mansfield: Town) -> Office:
    return Office(mansfield)


@pytest.fixture
def wolcott(town) -> Office:  # type: ignore[no-untyped-def]
    there = town("wolcott", policy_id="wolcott-2016")
    there.staff("clara")
    return Office(there)


def test_before_anything_is_written_the_page_says_whom_the_policy_names_and_why(office: Office) -> None:
    said = office.look()

    assert "1 Library Director" in said
    assert "must be consulted on papers M19-21" in said
    assert said.count("Number not known yet.") == 4
    assert 'href="/mansfield/#M19-21"' in office.page


def test_a_number_is_written_down_and_stands_on_the_card_as_it_was_ticked(office: Office) -> None:
    said = office.press(
        "note", 'id="call-4"',
        at_work__4="860 555 0120", at_work_on_card__4="yes", off_hours__4="860 555 0121", note__4="ask for duty",
    )  # fmt: skip

    assert office.status == 200
    assert "860 555 0120, on the card" in said
    assert "860 555 0121, not on the card" in said
    assert "ask for duty" in said
    numbers = contacts.listed(office.town.library, "Town Attorney").numbers
    assert numbers == Numbers("860 555 0120", "", "860 555 0121", "ask for duty")


def test_what_must_be_mended_is_said_at_its_field_and_the_form_stays_filled(office: Office) -> None:
    office.press("note", 'id="call-2"', at_work__2="call Dora", mail__2="nobody", off_hours__2="860 555 0121")

    assert office.status == 400
    assert 'href="#at_work-2"' in office.page
    assert 'id="mail-2-error"' in office.page
    assert 'value="860 555 0121"' in office.page
    assert office.page.count('<details class="act" open') == 1
    assert not contacts.listed(office.town.library, "Deputy").is_known


def test_an_office_is_added_called_earlier_taken_off_and_put_back(office: Office) -> None:
    office.press("note", "Add an office", office__new="Head of Circulation", at_work__new="860 555 0103")
    assert office.offices()[-1] == "Head of Circulation"
    office.press("earlier", 'id="call-5"')
    assert office.offices()[3:] == ["Head of Circulation", "Town Attorney"]
    before = contacts.chain(office.town.library)

    said = office.press("remove", 'id="call-4"')

    assert "Head of Circulation is off the list. Put it back" in said
    assert "Head of Circulation" not in office.offices()
    office.press("put_back", "data-verdict")
    assert contacts.chain(office.town.library) == before
    assert "is off the list" not in office.said()


def test_of_an_office_that_the_policy_names_only_the_numbers_are_taken_off(office: Office) -> None:
    office.press("note", 'id="call-3"', off_hours__3="860 555 0121", off_hours_on_card__3="yes")

    said = office.press("remove", 'id="call-3"')

    assert "The numbers of the Town Manager are gone. Put it back" in said
    assert "Town Manager" in office.offices()
    office.press("put_back", "data-verdict")
    assert contacts.listed(office.town.library, "Town Manager").numbers.off_hours_on_card


def test_a_library_whose_policy_lets_nobody_be_appointed_is_told_so_and_has_no_form(office: Office) -> None:
    said = office.look()

    assert "has the Library Director answer (M19-21) and lets nobody be appointed" in said
    assert 'value="appoint"' not in office.page


def test_somebody_is_appointed_and_the_log_says_that_and_not_who(wolcott: Office) -> None:
    said = wolcott.appoint(
        account__appoint="clara@wolcott",
        paper__appoint="letter of appointment",
        paper_on__appoint=wolcott.today,
    )

    assert wolcott.status == 200
    assert "by letter of appointment" in said
    assert "May act now." in said
    (row,) = Delegation.objects.all()
    assert (row.username, row.given_by) == ("clara@wolcott", "director")
    (act,) = [w.entry for w in log.entries("wolcott") if w.entry.action == "delegation"]
    assert (act.role, act.basis) == ("director", ("WO-27", "WO-28"))
    said = wolcott.press("end", "<h3>clara@wolcott")
    assert "Ended on" in said
    assert delegations.may_act(wolcott.town.library, wolcott.town.staff("clara"), wolcott.today) is None


def test_what_stands_against_it_is_said_and_the_form_stays_filled(wolcott: Office) -> None:
    said = wolcott.appoint(account__appoint="clara@wolcott", until__appoint=wolcott.today + 400 * DAY)
    assert (wolcott.status, "A year at most" in said) == (400, True)
    assert re.search(r'value="clara@wolcott" checked', wolcott.page)

    assert "Say who is appointed" in wolcott.appoint()
    assert "Give the day as year" in wolcott.appoint(account__appoint="clara@wolcott", until__appoint="soon")
    assert "no account" in wolcott.appoint(account__appoint="clara@mansfield")
    assert not Delegation.objects.exists()


def test_where_a_paper_is_demanded_the_form_says_so_and_takes_none_without(town) -> None:  # type: ignore[no-untyped-def]
    there = town("new-canaan", policy_id="new-canaan-2018")
    there.staff("clara")
    office = Office(there)
    assert "The policy asks for one." in office.said()

    said = office.appoint(account__appoint="clara@new-canaan")

    assert "in writing only (NC-19)" in said
    assert not Delegation.objects.exists()


def test_the_day_says_how_many_are_known_and_which_delegation_ends_soon(wolcott: Office) -> None:
    wolcott.appoint(account__appoint="clara@wolcott", until__appoint=wolcott.today + 3 * DAY)
    contacts.note(wolcott.town.library, "Town Attorney", Numbers(at_work="860 555 0120"))

    page = unescape(wolcott.client.get("/wolcott/today").content.decode())

    assert "Of 4 to call, one is known by a number or address." in page
    assert "clara@wolcott may act for the Library Director until" in page
    assert 'href="/wolcott/today/contacts#acting"' in page


def test_only_the_director_reads_or_writes_the_page(wolcott: Office) -> None:
    clerk = Client()
    clerk.force_login(wolcott.town.staff("dora"))

    assert clerk.get(wolcott.at).status_code == 403
    assert clerk.post(wolcott.at, {"do": "remove"}).status_code == 403
    assert Client().get(wolcott.at).headers["Location"] == "/wolcott/staff"


def test_a_form_of_another_library_or_an_old_one_changes_nothing(wolcott: Office, office: Office) -> None:
    token = re.findall(r'name="token" value="([^"]+)"', office.page)[1]

    answer = wolcott.client.post(wolcott.at, {"do": "later", "token": token})

    assert answer.status_code == 400
    assert "gone stale" in answer.content.decode()
    assert wolcott.offices()[0] == "Library Director"
