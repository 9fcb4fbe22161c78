"""A library that readers reach under an address of its own, and a mail server."""

from typing import Any

import pytest

from tests.conftest import Town
from tests.rooms.mail_here import mail

__all__ = ["here", "mail"]


@pytest.fixture
def here(mansfield: Town, settings: Any) -> Town:
    settings.CSRF_TRUSTED_ORIGINS = ["https://desk.example.org"]
    return mansfield
