"""What other programs tell the library: taken in once, said back clearly when it cannot be."""

from datetime import UTC, datetime, timedelta

import pytest

from reticent.access import computers
from reticent.disclosure import incidents
from reticent.notices import bounces
from reticent.people import client_events, clients, silences, vendors
from reticent.people.client_events import ClientEvent
from reticent.people.clients import ClientCount
from reticent.records import stations
from tests.conftest import Town
from tests.machines.conftest import Machine, this_day

KEY = "wiped-2026-11-22"
BACK = (
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n"
    "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; here.example\r\n\r\n"
    "Final-Recipient: rfc822; nobody-there@elsewhere.example\r\nAction: failed\r\n\r\n--b--\r\n"
)


@pytest.mark.clause("M19-10")
def test_the_wiping_program_says_which_it_wiped_and_twice_is_once(films: Machine, mansfield: Town) -> None:
    today = mansfield.library.day_of(datetime.now().astimezone())
    stations.add(mansfield.library, name="PC 1", place="", today=today)
    stations.add(mansfield.library, name="PC 2", place="", today=today)

    first = films.post("events/computers-wiped", {"computers": ["PC 1", "PC 2"]}, idempotency_key=KEY)
    again = films.post("events/computers-wiped", {"computers": ["PC 1", "PC 2"]}, idempotency_key=KEY)
    other = films.post("events/computers-wiped", {"computers": ["PC 1"]}, idempotency_key=KEY)

    assert (first.status_code, first.json()) == (200, {"noted": 2})
    assert again.json() == first.json()
    assert (other.status_code, other.json()["code"]) == (409, "another-event")
    assert {each.by for each in stations.states(mansfield.library, today=today)} == {stations.BY_ITSELF}
    assert [row.count for row in ClientCount.objects.all()] == [1]
    assert KEY not in str(ClientEvent.objects.values_list())


def test_a_computer_that_is_not_known_is_said_by_those_that_are_and_its_key_stays_free(
    films: Machine, mansfield: Town
) -> None:
    stations.add(mansfield.library, name="PC 1", place="", today=this_day())

    no = films.post("events/computers-wiped", {"computers": ["Wolfgang's"]}, idempotency_key=KEY)
    yes = films.post("events/computers-wiped", {"computers": ["PC 1"]}, idempotency_key=KEY)

    assert (no.status_code, no.json()["code"]) == (422, "to-be-mended")
    assert "PC 1" in no.json()["errors"][0]["detail"]
    assert "Wolfgang" not in no.content.decode()
    assert yes.status_code == 200


@pytest.mark.clause("WE-11")
def test_mail_that_came_back_leaves_a_keyed_mark_and_nothing_else(films: Machine, mansfield: Town) -> None:
    answer = films.post("events/mail-returned", {"messages": [BACK, "no report at all"]})

    assert answer.json() == {"addresses": 1, "without": 1}
    today = mansfield.library.day_of(datetime.now().astimezone())
    about = silences.about(mansfield.library, "nobody-there@elsewhere.example", today=today)
    assert about == {silences.BACK: today}
    assert "elsewhere" not in str(
        [*ClientEvent.objects.values_list(), *silences.Silence.objects.values_list()]
    )
    assert bounces.take_in(mansfield.library, [BACK.encode()], on=today).addresses == 1


def test_a_vendor_tells_of_a_loss_even_once_it_ended_and_the_clock_runs(
    films: Machine, mansfield: Town
) -> None:
    today = mansfield.library.day_of(datetime.now().astimezone())
    vendors.end(mansfield.library, films.vendor, on=today, today=today, role="director")

    told = films.post(
        "events/incident",
        {"words": "A server was open to the web.", "found_on": today.isoformat(), "kinds": ["registration"],
         "information": ["login"], "readable": True, "about": 40},
    )  # fmt: skip

    assert (told.status_code, told.json()) == (200, {"noted": True})
    (seen,) = incidents.of(mansfield.library)
    assert (seen.row.vendor, seen.row.what, seen.row.about) == ("Millrace Films", "vendor", 40)
    assert seen.by is not None


def test_who_names_somebody_is_told_to_mend_it_and_nothing_is_kept(films: Machine, mansfield: Town) -> None:
    no = films.post(
        "events/incident", {"words": "Card 21540000099121 was seen.", "found_on": this_day().isoformat()}
    )

    assert (no.status_code, no.json()["errors"][0]["field"]) == (422, "words")
    assert "21540000099121" not in no.content.decode()
    assert incidents.of(mansfield.library) == ()
    assert not ClientEvent.objects.exists()


def test_an_event_without_a_key_is_not_taken(films: Machine, mansfield: Town) -> None:
    no = films.post("events/computers-wiped", {"computers": ["PC 1"]}, idempotency_key="")

    assert no.status_code == 422
    assert no.json()["errors"][0]["field"] == "Idempotency-Key"


def test_a_month_later_keys_are_forgotten_and_a_year_later_counts(films: Machine, mansfield: Town) -> None:
    today = this_day()
    films.post("events/mail-returned", {"messages": [BACK]})

    client_events.tidy(mansfield.library, today=today + timedelta(days=20))
    clients.tidy(mansfield.library, today=today + timedelta(days=390))
    assert (ClientEvent.objects.count(), ClientCount.objects.count()) == (1, 1)

    client_events.tidy(mansfield.library, today=today + timedelta(days=40))
    clients.tidy(mansfield.library, today=today + timedelta(days=410))
    assert (ClientEvent.objects.count(), ClientCount.objects.count()) == (0, 0)


def test_a_computer_that_was_wiped_ends_the_session_there(films: Machine, mansfield: Town) -> None:
    stations.add(mansfield.library, name="PC 9", place="", today=this_day())
    clara = mansfield.staff("cleo")
    now = datetime.now(UTC)
    computers.give(mansfield.library, clara, now=now)

    films.post("events/computers-wiped", {"computers": ["PC 9"]}, idempotency_key="wiped-anew")

    assert computers.sign(mansfield.library, now=now).seats[0].sits is None
