"""Is the building walked through, and is nothing on paper called destroyed without a day, a witness and leave?"""

import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from reticent import reminders
from reticent.doors.web import paper as pages
from reticent.ledger import log
from reticent.people.libraries import Library
from reticent.records import paper
from reticent.records.paper import PLACES, Found, Gone, PaperDestroyed
from tests.conftest import NOW, TODAY, Town

DAY = timedelta(days=1)
WALK = "/mansfield/today/paper"
FORM = {
    "there": "yes",
    "place": "box under the counter",
    "purpose": "to key it",
    "days": "30",
    "owner": "Desk",
}
GONE = {
    "what": "one box",
    "through": "2026-10-20",
    "on": "2026-11-20",
    "how": "shredded",
    "witness": "Head of Circulation",
    "authority": "RC-075 no. 12 of 2 November 2026",
    "free": "yes",
}


@pytest.fixture
def library(mansfield: Town, monkeypatch: pytest.MonkeyPatch) -> Library:
    """Mansfield, on the day of the tests."""
    monkeypatch.setattr(
        Library, "day_of", lambda self, moment: self.there(moment).date() if moment <= NOW else TODAY
    )
    return mansfield.library  # type: ignore[no-any-return]


@pytest.fixture
def director(mansfield: Town, library: Library) -> Client:
    client = Client()
    client.force_login(mansfield.staff("pia", "director", title="director"))
    return client


def words(page: bytes) -> str:
    main = page.decode().split("<main")[1].split("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def posted(client: Client, kind: str, do: str, **typed: str) -> Any:
    """Fill in a form of one place's page and send it, as a browser does."""
    at = f"{WALK}/{kind}"
    token = re.search(r'name="token" value="([^"]+)"', client.get(at).content.decode())
    assert token
    return client.post(at, {"do": do, "token": token[1], **typed}, follow=True)


def all_walked(library: Library, on: date) -> None:
    for kind in PLACES:
        paper.note(library, kind, Found(False), today=on)


def boxed(library: Library, *, on: date, days: int = 30) -> None:
    paper.note(library, "forms", Found(True, "box", "to key it", days, "Desk"), today=on)


def gone(**changed: Any) -> Gone:
    typed = Gone(
        "one box",
        TODAY - 31 * DAY,
        TODAY - DAY,
        "shredded",
        "Head of Circulation",
        "RC-075 no. 12",
        free=True,
    )
    return replace(typed, **changed)


@pytest.mark.clause("M19-03")
def test_a_walk_that_was_not_made_is_wanted_two_months_after_the_library_began_and_each_year(
    library: Library,
) -> None:
    began = library.set_up_on

    assert paper.walk_due(library) == began + 60 * DAY
    assert pages.wanted(library, today=began + 59 * DAY) == ()
    assert "Walk through the building" in pages.wanted(library, today=began + 60 * DAY)[0].text
    all_walked(library, TODAY)
    assert paper.walk_due(library) == TODAY + 365 * DAY
    assert "paper_walk" in {thing.code for thing in reminders.of(library, now=NOW)}


@pytest.mark.clause("M19-03")
def test_what_lies_longer_than_its_days_is_wanted_and_reminded_of_until_it_is_destroyed(
    library: Library,
) -> None:
    all_walked(library, TODAY - 40 * DAY)
    boxed(library, on=TODAY - 31 * DAY)

    [want] = pages.wanted(library, today=TODAY)
    assert want.text == "To be destroyed, and noted with a witness: Registration forms."
    assert "paper" in {thing.code for thing in reminders.of(library, now=NOW)}

    paper.destroyed(library, "forms", gone(), today=TODAY, role="director")

    assert pages.wanted(library, today=TODAY) == ()
    assert "paper" not in {thing.code for thing in reminders.of(library, now=NOW)}
    assert [each.due for each in paper.states(library) if each.due] == [TODAY - DAY + 30 * DAY]


def test_each_place_is_looked_at_with_a_form_and_stands_in_the_list(
    director: Client, library: Library
) -> None:
    assert "Not walked yet." in words(director.get(WALK).content)

    said = words(posted(director, "forms", "note", **FORM).content)

    assert "box under the counter; Desk; 30 days" in said
    assert "11 places left to look at" in said
    said = words(posted(director, "cameras", "note", there="no").content)
    assert f"none there on {TODAY:%-d %B %Y}" in said


def test_what_is_missing_of_a_place_is_said_beside_it_and_nothing_typed_is_lost(
    director: Client, library: Library
) -> None:
    answer = posted(director, "forms", "note", **{**FORM, "days": "soon", "purpose": ""})

    assert answer.status_code == 400
    said = words(answer.content)
    assert "Write a number of days, from 1 to 3650." in said
    assert "What is needed for nothing goes today." in said
    assert 'value="soon"' in answer.content.decode()
    assert "box under the counter" in answer.content.decode()
    assert all(each.row is None for each in paper.states(library))


def test_a_certificate_says_what_how_when_and_who_saw_it_and_stands_in_the_ledger(
    director: Client, library: Library
) -> None:
    boxed(library, on=TODAY - 40 * DAY)

    said = words(posted(director, "forms", "destroyed", **GONE).content)

    [row] = PaperDestroyed.objects.all()
    for part in ("one box", "shredded here", "20 November 2026", "Head of Circulation", "RC-075 no. 12"):
        assert part in said
    assert f"entry {row.leaf}" in said
    written = [each for each in log.entries("mansfield") if each.entry.action == "paper-destroyed"]
    assert [(each.entry.role, each.entry.basis) for each in written] == [
        ("director", ("7-109", "11-8", "11-8a", "11-8b", "PRP-05"))
    ]
    assert "one box" in words(director.get(WALK).content)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"authority": ""}, "authority"),
        ({"free": False}, "free"),
        ({"witness": ""}, "witness"),
        ({"what": " " * 0}, "what"),
        ({"how": "lost"}, "how"),
        ({"on": TODAY + DAY}, "on"),
        ({"on": None}, "on"),
        ({"through": TODAY}, "through"),
        ({"what": "x" * 201}, "what"),
    ],
)
@pytest.mark.clause("PRP-05", "11-8a")
def test_nothing_is_called_destroyed_without_approval_witness_and_days(
    library: Library, changed: dict[str, Any], field: str
) -> None:
    boxed(library, on=TODAY - 40 * DAY)

    with pytest.raises(paper.NotPaper) as no:
        paper.destroyed(library, "forms", gone(**changed), today=TODAY, role="director")

    assert field in no.value.wrong
    assert not PaperDestroyed.objects.exists()
    assert "paper-destroyed" not in {each.entry.action for each in log.entries("mansfield")}


@pytest.mark.clause("PRP-05", "11-8a")
def test_a_library_whose_records_are_not_the_publics_needs_no_approval_of_the_state(town: Any) -> None:
    here = town("new-canaan", policy_id="new-canaan-2018")
    boxed(here.library, on=TODAY - 40 * DAY)

    row = paper.destroyed(here.library, "forms", gone(authority="", free=False), today=TODAY, role="director")

    assert row.authority == ""


def test_nobody_but_the_director_walks_here(mansfield: Town, library: Library) -> None:
    client = Client()
    client.force_login(mansfield.staff("clara", "circulation"))

    assert client.get(WALK).status_code == 403
    assert client.get(f"{WALK}/forms").status_code == 403
    assert client.get(f"{WALK}/certificate/{'a' * 16}").status_code == 403


def test_a_place_or_a_certificate_that_is_not_there_is_no_page(director: Client) -> None:
    assert director.get(f"{WALK}/cellar").status_code == 404
    assert director.get(f"{WALK}/certificate/{'a' * 16}").status_code == 404
