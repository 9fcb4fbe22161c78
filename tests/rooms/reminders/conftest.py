"""A mail server, a library whose offices have addresses, and whoever answers requests from outside there."""

from collections.abc import Iterator

import pytest

from reticent.people import contacts
from reticent.people.contacts import Numbers
from reticent.people.staff import StaffAccount
from tests.conftest import Town
from tests.rooms.disclosure import complying
from tests.rooms.reminders import mail_server
from tests.rooms.reminders.mail_server import MailServer

DIRECTOR, ATTORNEY = "director@library.example.org", "attorney@town.example.org"


@pytest.fixture
def mail(settings) -> Iterator[MailServer]:
    """The mail server that this installation is told of."""
    with mail_server.running() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.DEFAULT_FROM_EMAIL = "reticent@library.example.org"
        yield server


@pytest.fixture
def here(mansfield: Town) -> Town:
    """Mansfield, with the addresses of its director and of the town attorney."""
    contacts.note(mansfield.library, "Library Director", Numbers(mail=DIRECTOR))
    contacts.note(mansfield.library, "Town Attorney", Numbers(mail=ATTORNEY))
    return mansfield


@pytest.fixture
def custodian(here: Town) -> StaffAccount:
    return complying.custodian(here)
