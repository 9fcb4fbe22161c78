"""A mail server, a library whose offices have addresses, and whoever answers requests from outside there."""

import pytest

from reticent.people import contacts
from reticent.people.contacts import Numbers
from reticent.people.staff import StaffAccount
from tests.conftest import Town
from tests.rooms.disclosure import complying
from tests.rooms.mail_here import mail

__all__ = ["custodian", "here", "mail"]

DIRECTOR, ATTORNEY = "director@library.example.org", "attorney@town.example.org"


@pytest.fixture
def here(mansfield: Town) -> Town:
    """Mansfield, with the addresses of its director and of the town attorney."""
    contacts.note(mansfield.library, "Library Director", Numbers(mail=DIRECTOR))
    contacts.note(mansfield.library, "Town Attorney", Numbers(mail=ATTORNEY))
    return mansfield


@pytest.fixture
def custodian(here: Town) -> StaffAccount:
    return complying.custodian(here)
