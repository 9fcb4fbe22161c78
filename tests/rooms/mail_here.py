"""The mail server that an installation is told of."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.rooms import mail_server
from tests.rooms.mail_server import MailServer


@pytest.fixture
def mail(settings: Any) -> Iterator[MailServer]:
    """A mail server, named as an administrator names it."""
    with mail_server.running() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.DEFAULT_FROM_EMAIL = "reticent@library.example.org"
        yield server
