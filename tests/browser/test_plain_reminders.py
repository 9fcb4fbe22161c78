"""The director's page says which office was mailed, when and about which case, and what could not be sent."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from reticent import reminders
from reticent.disclosure import cases
from reticent.disclosure.cases import CaseFile
from reticent.people import contacts, post
from reticent.people.contacts import Numbers
from tests.browser.visiting import Visitor
from tests.conftest import Town
from tests.rooms.disclosure import complying
from tests.rooms.disclosure.cases.asked import SUBPOENA, ask

DAY = timedelta(days=1)


@dataclass
class Office:
    """The director of a library, and a case whose paper is to be answered tomorrow."""

    town: Any
    director: Visitor
    case: CaseFile

    @property
    def today(self) -> str:
        """What her page of the day says."""
        return self.director.look("today").said

    def reached(self, **addresses: str) -> None:
        """Write down addresses of offices, and make the round of reminders."""
        for office, address in addresses.items():
            contacts.note(self.town.library, office.replace("_", " "), Numbers(mail=address))
        reminders.run(self.town.library, now=datetime.now(UTC), way=post.way())


@pytest.fixture
def office(mansfield: Town) -> Office:
    director = Visitor.director(mansfield)
    tomorrow = mansfield.library.day_of(datetime.now(UTC)) + DAY
    paper = {**SUBPOENA, "return_by": tomorrow.isoformat()}
    case = complying.take(mansfield, director.account, ask(mansfield, director.account), "classify", **paper)
    return Office(mansfield, director, case)


def test_before_anything_was_sent_the_page_says_when_it_is(office: Office) -> None:
    said = office.today

    assert "No office was reminded in the last month. What is due is mailed once when it comes near" in said
    assert "No mail server is named yet" in said


def test_what_was_sent_stands_with_its_day_its_office_and_its_case(office: Office) -> None:
    office.reached(Library_Director="director@library.example.org", Town_Attorney="attorney@town.example.org")

    said = office.today

    day = f"{office.town.library.there(datetime.now(UTC)):%-d %b %Y}"
    assert f"{day} Library Director {office.case.shown}" in said
    assert f"{day} Town Attorney {office.case.shown}" in said
    assert "example.org" not in said


def test_what_could_not_be_sent_stands_among_what_wants_the_director(office: Office) -> None:
    office.reached()

    said = office.today

    assert "No e-mail address of the Library Director is known. Write it down under “Whom to call”" in said


def test_a_case_that_went_to_paper_is_on_the_page_no_more(office: Office) -> None:
    office.reached(Library_Director="director@library.example.org", Town_Attorney="attorney@town.example.org")
    assert office.case.shown in office.today

    cases.take(
        office.town.library,
        office.director.account,
        office.case.handle,
        step="to_paper",
        details={},
        now=datetime.now(UTC),
        seen=office.case.version,
    )

    said = office.today
    assert office.case.shown not in said
    assert "No office was reminded in the last month." in said


def test_a_server_that_is_named_is_not_called_a_folder(office: Office, settings: Any) -> None:
    settings.EMAIL_HOST = "mail.library.example.org"

    assert "No mail server is named yet" not in office.today


def test_nobody_but_the_director_sees_what_was_mailed(mansfield: Town) -> None:
    clerk = Visitor(mansfield)

    assert clerk.look("today").status in (403, 404)
    assert "Reminders by e-mail" not in clerk.page
