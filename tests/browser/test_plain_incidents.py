"""The director's pages of incidents, before any browser draws them."""

from datetime import UTC, datetime, timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reticent.people import libraries
from tests.browser.test_plain_vendors import Desk
from tests.conftest import Town

LOST = {
    "what": "sent_wrong",
    "words": "A list of readers went to the wrong office.",
    "kinds": ["registration"],
    "information": ["login", "unknown"],  # as it stays ticked where nobody takes it away
    "readable": "yes",
    "about": "1,200",
}


def test_an_incident_goes_from_finding_to_closing_with_the_days_left_on_today(mansfield: Town) -> None:
    desk = Desk(mansfield)
    today = libraries.named("mansfield").day_of(datetime.now(UTC))
    found = (today - timedelta(days=50)).isoformat()
    assert "Nothing is open." in desk.go("today/incidents")
    desk.go("today/incidents/new")

    said = desk.press("note", found_on=found, **LOST)
    at = desk.at
    assert "10 days left to tell those concerned and the Attorney General" in said
    assert "1,200" in said
    assert "10 days left" in desk.go("today")
    for name in ("residents.pdf", "residents-es.pdf", "attorney-general.pdf"):
        assert desk.client.get(f"{at}/{name}").content[:5] == b"%PDF-"
    assert "went to the wrong office" in desk.client.get(f"{at}/residents.txt").content.decode()

    desk.go(at.removeprefix("/mansfield/"))
    assert "Not yet" in desk.press("close", learnt="Look twice.", **{"on-close": today.isoformat()})
    assert desk.status == 400
    assert "Look twice." in desk.page
    desk.press("residents", **{"on-residents": today.isoformat()})
    assert "today is the last day" in desk.go("today")
    desk.go(at.removeprefix("/mansfield/"))
    desk.press("attorney_general", **{"on-attorney_general": today.isoformat()})
    said = desk.press("close", learnt="Look twice.", **{"on-close": today.isoformat()})
    assert "Closed on" in said
    assert "An incident found" not in desk.go("today")
    desk.go(at.removeprefix("/mansfield/"))
    assert "What is to be done" in desk.press("open_again")


def test_a_late_one_is_called_late_and_stays_first_on_today(mansfield: Town) -> None:
    desk = Desk(mansfield)
    today = libraries.named("mansfield").day_of(datetime.now(UTC))
    desk.go("today/incidents/new")
    desk.press("note", found_on=(today - timedelta(days=70)).isoformat(), **LOST)

    assert "10 days LATE to tell those concerned" in desk.go("today")


def test_on_a_calm_day_every_line_says_how_it_stands_and_no_record_is_asked_for_twice(
    mansfield: Town,
) -> None:
    desk = Desk(mansfield)

    with CaptureQueriesContext(connection) as seen:
        said = desk.go("today")

    for line in ("Cases none open", "Incidents none open", "Complaints none to answer", "Whom to call 0 of"):
        assert line in said
    whose = ("reticent_slip", '"reticent_incident"', '"reticent_callline"')
    asked = [query["sql"] for query in seen if query["sql"].startswith("SELECT")]
    of_records = [sql for sql in asked if any(f"FROM {name}" in sql for name in whose)]
    assert len(of_records) == len(set(of_records)) > 3


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(mansfield: Town) -> None:
    desk = Desk(mansfield)
    desk.go("today/incidents/new")

    said = desk.press("note", found_on="soon", **{**LOST, "about": "many", "words": ""})
    assert desk.status == 400
    assert "Write a number of people" in said
    desk.press("note", found_on="2026-01-01", **{**LOST, "about": "many"})
    assert 'value="many"' in desk.page
    assert 'value="2026-01-01"' in desk.page
    desk.press("note", found_on="2026-01-01", **{**LOST, "words": ""})
    assert 'id="words-error"' in desk.page
    assert 'value="login" checked' in desk.page


def test_nobody_but_the_director_opens_it_and_what_is_not_there_is_not_found(mansfield: Town) -> None:
    client = Client()
    client.force_login(mansfield.staff("clara2", "circulation"))

    assert client.get("/mansfield/today/incidents").status_code == 403
    assert Desk(mansfield).client.get("/mansfield/today/incidents/nobody").status_code == 404
