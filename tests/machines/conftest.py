"""A library with a vendor that may be told, its client, and a short way to ask."""

import json
import secrets
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client as Browser

from reticent.doors import floods
from reticent.doors.api import guarding, operations
from reticent.people import clients, vendors
from reticent.people.clients import ENTITLEMENT, SCOPES
from tests.conftest import Town

CARD, PIN = "21540000099121", "5083"


@dataclass
class Machine:
    """A program of others at a library's machine door."""

    town: Town
    secret: str
    vendor: str = ""
    handle: str = ""
    browser: Browser = field(default_factory=Browser)

    @property
    def base(self) -> str:
        return f"/{self.town.library.slug}/api/v1"

    def post(self, path: str, body: Any, **headers: str) -> Any:
        sent = {"authorization": f"Bearer {self.secret}", "idempotency_key": secrets.token_hex(8), **headers}
        raw = body if isinstance(body, str | bytes) else json.dumps(body)
        kind = sent.pop("content_type", "application/json")
        return self.browser.post(
            f"{self.base}/{path}",
            raw,
            content_type=kind,
            headers={name.replace("_", "-"): value for name, value in sent.items() if value},
        )

    def entitled(self, card: str = CARD, pin: str = PIN) -> Any:
        return self.post("entitlement", {"card": card, "pin": pin})


def this_day() -> date:
    """The day at the libraries."""
    return datetime.now(ZoneInfo("America/New_York")).date()


def begin_vendor(town: Town, *, name: str = "Millrace Films", today: date | None = None) -> str:
    """A vendor of the register, asked in writing for what its contract lacks, and let begin."""
    today = today or this_day()
    typed = vendors.Particulars(name=name, does="Films at home.", runs_from=today - timedelta(days=300))
    handle = vendors.note(town.library, typed)
    vendors.letter_sent(town.library, handle, on=today, today=today)
    return handle


def machine(
    town: Town, *scopes: str, vendor: str = "", name: str = "Films, sign-in", days: int = 300
) -> Machine:
    today = this_day()
    made = clients.make(
        town.library, name=name, scopes=scopes or tuple(SCOPES), vendor=vendor,
        expires_on=today + timedelta(days=days), today=today, role="director",
    )  # fmt: skip
    return Machine(town, made.secret, vendor, made.row.handle)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No waiting for a step, and what one test tried counts against no other."""
    monkeypatch.setattr(floods, "STEP", 0.001)
    monkeypatch.setattr(guarding, "OF_A_CLIENT", floods.Bound(most=600, seconds=60))
    monkeypatch.setattr(guarding, "GUESSES", floods.Bound(most=20, seconds=60))
    monkeypatch.setattr(operations, "NOES", floods.Bound(most=60, seconds=60))


@pytest.fixture
def films(mansfield: Town) -> Machine:
    """The client of a vendor that may be told at Mansfield; Alice is registered there."""
    handle = begin_vendor(mansfield)
    vendors.activate(mansfield.library, handle, today=this_day(), role="director")
    return machine(mansfield, vendor=handle)


@pytest.fixture
def alice(mansfield: Town) -> str:
    return mansfield.register(CARD, "Alice Bowditch", pin=PIN, expires=this_day() + timedelta(days=400))


__all__ = ["CARD", "ENTITLEMENT", "PIN", "Machine", "begin_vendor", "machine"]
