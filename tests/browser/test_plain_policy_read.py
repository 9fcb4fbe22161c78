"""The policy that staff read once it comes into force: on their own page, and on the director's."""

import re

from django.test import Client

from reticent.ledger import log
from tests.browser.test_plain_vendors import Desk
from tests.conftest import Town


def test_staff_are_told_on_the_desk_read_it_and_are_asked_no_more(mansfield: Town) -> None:
    client, director = Client(), Desk(mansfield)
    client.force_login(mansfield.staff("pat", "circulation", title="page"))
    desk = client.get("/mansfield/desk").content.decode()
    assert 'href="/mansfield/policy-read"' in desk
    assert "2 of 2 accounts have not read the policy in force: director and page" in director.go("today")

    page = client.get("/mansfield/policy-read").content.decode()
    assert "M19-17" in page
    token = re.findall(r'name="token" value="([^"]+)"', page)[0]
    done = client.post("/mansfield/policy-read", {"token": token}, follow=True).content.decode()

    assert "You have read it" in done
    assert "policy-read" not in client.get("/mansfield/desk").content.decode()
    assert "1 of 2 accounts have not read the policy in force: director" in director.go("today")
    director.go("policy-read")
    director.client.post(
        director.at, {"token": re.findall(r'name="token" value="([^"]+)"', director.page)[0]}
    )
    assert "Staff and policy all have read it" in director.go("today")
    assert [
        row.entry.role for row in log.entries("mansfield") if row.entry.action == "training-acknowledged"
    ] == ["director", "staff"]


def test_a_form_that_is_not_of_this_text_notes_nothing(mansfield: Town) -> None:
    client = Client()
    client.force_login(mansfield.staff())

    assert client.post("/mansfield/policy-read", {"token": "made up"}).status_code == 410
    assert not [row for row in log.entries("mansfield") if row.entry.action == "training-acknowledged"]
