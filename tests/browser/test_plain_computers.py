"""Is it known of every public computer that it was made to forget, and of nobody that they sat there?"""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client

from reticent import reminders
from reticent.doors.web import computers as pages
from reticent.people.libraries import Library
from reticent.records import stations
from reticent.records.stations import Station, StationWipe
from tests.conftest import NOW, TODAY, Town

DAY = timedelta(days=1)
PAGE = "/mansfield/desk/computers"


@pytest.fixture
def library(mansfield: Town, monkeypatch: pytest.MonkeyPatch) -> Library:
    """Mansfield with two computers, in use since ten days ago, on the day of the tests."""
    monkeypatch.setattr(
        Library, "day_of", lambda self, moment: self.there(moment).date() if moment <= NOW else TODAY
    )
    place: Library = mansfield.library  # type: ignore[assignment]
    for name in ("pc-1", "pc-2"):
        stations.add(place, name=name, place="Main room", today=TODAY - 10 * DAY)
    return place


def signed_in(town: Town, name: str, *duties: str) -> Client:
    client = Client()
    client.force_login(town.staff(name, *duties))
    return client


def words(page: bytes) -> str:
    main = page.decode().split("<main")[1].split("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def missing(library: Library, on: date = TODAY) -> list[str]:
    return [each.name for each in stations.missing(library, today=on)]


@pytest.mark.clause("WE-18", "M19-10")
def test_a_missing_wipe_stands_on_the_page_on_today_and_in_the_reminders_until_it_is_made_up_for(
    mansfield: Town, library: Library
) -> None:
    stations.wiped(library, ["pc-1"], by=stations.BY_STAFF, today=TODAY - DAY)
    clerk = signed_in(mansfield, "clara")

    assert missing(library) == ["pc-2"]
    assert "never yet missing since" in words(clerk.get(PAGE).content)
    assert [want.text for want in pages.wanted(library, today=TODAY)] == [
        "Of pc-2 a wipe is missing. Until it is done, traces of visitors may lie on the disk."
    ]
    assert "wipe" in {thing.code for thing in reminders.of(library, now=NOW)}

    said = words(clerk.post(PAGE, {"do": "wiped", "name": "pc-2"}).content)

    assert "Noted: pc-2 was wiped today." in said
    assert missing(library) == []
    assert pages.wanted(library, today=TODAY) == ()
    assert "wipe" not in {thing.code for thing in reminders.of(library, now=NOW)}
    assert missing(library, TODAY + DAY) == ["pc-1"]  # wiped the day before yesterday, as it is then


def test_all_are_noted_with_one_press_and_twice_on_a_day_is_once(mansfield: Town, library: Library) -> None:
    clerk = signed_in(mansfield, "clara")

    assert "Noted: 2 wiped today." in words(clerk.post(PAGE, {"do": "all"}).content)
    assert "That was noted already." in words(clerk.post(PAGE, {"do": "wiped", "name": "pc-1"}).content)

    assert StationWipe.objects.count() == 2


def test_the_page_says_whether_the_staff_or_the_computer_said_so(mansfield: Town, library: Library) -> None:
    stations.wiped(library, ["pc-1"], by=stations.BY_ITSELF, today=TODAY)
    stations.wiped(library, ["pc-1"], by=stations.BY_STAFF, today=TODAY - DAY)
    with pytest.raises(stations.NoSuchStation, match="There are: pc-1, pc-2"):
        stations.wiped(library, ["pc-9"], by=stations.BY_ITSELF, today=TODAY)

    assert "pc-1 Main room, 60 minutes today, by its own command" in words(
        signed_in(mansfield, "clara").get(PAGE).content
    )


def test_the_director_says_which_there_are_and_a_retired_one_asks_for_nothing(
    mansfield: Town, library: Library
) -> None:
    clerk, director = signed_in(mansfield, "clara"), signed_in(mansfield, "dana", "director")
    clerk.post(PAGE, {"do": "add", "name": "pc-3"})
    clerk.post(PAGE, {"do": "retire", "name": "pc-1"})
    assert missing(library) == ["pc-1", "pc-2"]

    again = director.post(PAGE, {"do": "add", "name": "pc-1", "place": "Cellar"})
    assert again.status_code == 400
    assert 'value="Cellar"' in again.content.decode()
    assert "There is one of this name." in words(again.content)
    director.post(PAGE, {"do": "add", "name": "pc-3"})
    director.post(PAGE, {"do": "retire", "name": "pc-1"})

    assert missing(library) == ["pc-2"]
    assert Station.objects.filter(retired_on=None).count() == 2


def test_no_row_says_at_which_hour_or_who(library: Library) -> None:
    assert {field.name for field in StationWipe._meta.get_fields()} == {
        "id",
        "library",
        "station",
        "on",
        "by",
    }
