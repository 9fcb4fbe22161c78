"""What the desk's forms do, before any browser draws them: tokens, payments, registrations, what is written down."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from reticent.ledger import log
from reticent.records import charges
from tests.conftest import Town

ALICE = "29030001"


class Desk:
    """Somebody of the staff behind the desk of Mansfield, and Alice, who is registered there."""

    def __init__(self, town: Town, *duties: str) -> None:
        self.town = town
        self.alice = town.register(ALICE, "Alice Quillfeather", pin="4711", expires=date(2050, 1, 2))
        self.client = Client()
        self.client.force_login(town.staff("clara", *(duties or ("circulation", "registration", "accounts"))))
        self.page = ""

    def post(self, do: str, **fields: str) -> str:
        """Post a form; the words of the page."""
        self.page = self.client.post("/mansfield/desk", {"do": do, **fields}).content.decode()
        return self.said()

    def press(self, do: str, **fields: str) -> str:
        """Post the form on the card that does this, with the token it carries."""
        return self.post(do, token=self.token(do), **fields)

    def token(self, do: str) -> str:
        return re.findall(
            rf'name="do" value="{do}"><input type="hidden" name="token" value="([^"]+)"', self.page
        )[0]

    def said(self) -> str:
        main = self.page.split("<main")[1].split("</main>")[0]
        return " ".join(re.sub(r"<[^>]+>", " ", main).split())

    def registration(self) -> dict[str, Any]:
        found = self.town.drawer.find(self.town.to_open("registration"), subject=self.alice)
        return dict(found[0].payload)

    def looks(self) -> list[tuple[str, str]]:
        found = self.town.drawer.find(self.town.to_open("look"), subject=self.alice)
        return [(s.payload["purpose"], s.payload["outcome"]) for s in found]

    def leaves(self) -> list[str]:
        written = [w.entry.action for w in log.entries("mansfield")]
        return [action for action in written if action != "policy-in-force"]


@pytest.fixture
def desk(mansfield: Town) -> Desk:
    return Desk(mansfield)


def owe(desk: Desk, cents: int) -> None:
    with desk.town.drawer.writing() as writer:
        charges.owe(writer, person=desk.alice, cents=cents, reason="overdue", today=date(2026, 11, 21))


def test_paid_in_full_is_what_the_card_said_and_no_more(desk: Desk) -> None:
    owe(desk, 200)
    assert "$2.00 is owed." in desk.post("look", key="payment", asked=ALICE)
    owe(desk, 1000)

    said = desk.press("pay")

    assert "That was not done." in said
    assert "What is owed has changed" in said
    assert "$12.00 is owed." in desk.post("look", key="payment", asked=ALICE)
    assert "$12.00 paid. Nothing is owed." in desk.press("pay")
