"""The pages on which a case is searched for and handed over, before any browser draws them."""

import io
import json
import re
import zipfile
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

import pytest

from reticent.disclosure import cases
from tests.browser.visiting import Visitor
from tests.conftest import Town
from tests.rooms.disclosure.complying import complied

FIELDS = ("registration.name", "loan.title", "loan.lent_on")
CHAIR = {"second_person": "Pat Elm, chair", "second_as": "chair", "second_how": "telephone"}
HANDED = {"handed_to": "The clerk of the court", "sent_how": "in_person"}


@pytest.fixture
def director(mansfield: Town) -> Visitor:
    return Visitor.director(mansfield)


@pytest.fixture
def alice(mansfield: Town) -> str:
    person = mansfield.register("29030001", "Alice Quillfeather", phone="860 555 0199")
    mansfield.lend(person, mansfield.item("30001", "The Mysteries of Udolpho"))
    return person


def at_search(at: Visitor, **how: Any) -> Visitor:
    """The search page of a case that is to be complied with, by the link on the case's own page."""
    complied(at.town, at.account, *FIELDS, **how)
    return at.look("cases").follow("case?of=").follow("case/search?of=")


def planned(at: Visitor, who: str = "Alice Quillfeather") -> Visitor:
    return at_search(at).send("plan", who=who, fields=list(FIELDS))


def test_a_search_is_asked_for_said_in_words_looked_on_and_shown(director: Visitor, alice: str) -> None:
    at = at_search(director)
    assert at.status == 200
    assert "What does the paper name?" in at.said

    at.send("plan", who="Alice Quillfeather", fields=list(FIELDS))
    assert "whole name, is “Alice Quillfeather”" in at.said
    assert "Nothing has been opened yet" in at.said
    assert "The Mysteries of Udolpho" not in at.said

    at.send("run", **CHAIR)
    assert at.status == 200
    assert "What was found" in at.said
    assert "The Mysteries of Udolpho" in at.said
    assert "1 person: 1 registration and 1 loan; 0 more counted and left shut" in at.said
    assert "removed and is not searched" in at.said
    assert "860 555 0199" not in at.page


def test_the_package_comes_as_a_file_once(director: Visitor, alice: str) -> None:
    at = planned(director).send("run", **CHAIR)
    form = at.form("release")
    values = {**form.values, **{f"f-{name}": [said] for name, said in {**CHAIR, **HANDED}.items()}}

    first = at.client.post(form.action, values)
    again = at.client.post(form.action, values)

    assert first["Content-Type"] == "application/zip"
    assert re.fullmatch(
        r'attachment; filename="case-[0-9a-f]{4}-[0-9a-f]{4}\.zip"', first["Content-Disposition"]
    )
    assert "no-store" in first["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(first.content)) as packed:
        assert json.loads(packed.read("manifest.json"))["counts"]["people"] == 1
    assert again.status_code == 400
    assert "gone on with this case" in again.content.decode()
    assert "Alice" not in again.content.decode()


def test_no_address_holds_what_is_searched_for_and_no_table_does(director: Visitor, alice: str) -> None:
    at = planned(director)

    form = at.form("run")

    assert form.action == "/mansfield/case/search"
    assert "Alice" not in unquote(form.values["token"][0])
    at.send("run", **CHAIR)
    (case,) = cases.listed(at.town.library, at.account, now=datetime.now(UTC))
    kept = cases.read(at.town.library, at.account, case.handle, now=datetime.now(UTC))
    assert "Alice" not in str([act.details for act in kept.acts])


def test_what_is_missing_is_said_beside_its_field_and_nothing_is_lost(director: Visitor, alice: str) -> None:
    at = at_search(director).send("plan", who="", fields=list(FIELDS))
    assert at.status == 400
    assert "Card number, or the whole name: please fill this in." in at.said

    at.send("plan", who="Alice Quillfeather", fields=list(FIELDS)).send("run", second_person="Pat Elm")
    assert at.status == 400
    assert "As what they look on" in at.said
    assert "whole name, is “Alice Quillfeather”" in at.said
    assert at.form("run").values["f-second_person"] == ["Pat Elm"]


def test_the_hand_over_says_what_is_missing_and_goes_on(director: Visitor, alice: str) -> None:
    at = planned(director).send("run", **CHAIR).send("release", **CHAIR)
    assert at.status == 400
    assert "Handed to: please fill this in." in at.said
    assert "Everything that was found goes into one package" in at.said
    assert "What does the paper name?" not in at.said

    form = at.form("release")
    values = {**form.values, **{f"f-{name}": [said] for name, said in {**CHAIR, **HANDED}.items()}}
    assert at.client.post(form.action, values)["Content-Type"] == "application/zip"


def test_what_was_decided_otherwise_meanwhile_stops_it(director: Visitor, alice: str) -> None:
    at = planned(director)
    now = datetime.now(UTC)
    (case,) = cases.listed(at.town.library, at.account, now=now)
    cases.take(
        at.town.library, at.account, case.handle, step="add_note", details={"note": "Call."}, now=now, seen=_version(at)
    )  # fmt: skip

    at.send("run", **CHAIR)

    assert at.status == 400
    assert "gone on with this case meanwhile" in at.said
    assert "The Mysteries of Udolpho" not in at.said


def _version(at: Visitor) -> int:
    now = datetime.now(UTC)
    (case,) = cases.listed(at.town.library, at.account, now=now)
    return cases.read(at.town.library, at.account, case.handle, now=now).version


def test_signed_out_meanwhile_what_was_typed_is_kept_and_goes_on(director: Visitor, alice: str) -> None:
    at = at_search(director)
    form = at.form("plan")
    values = {**form.values, "f-who": ["Alice Quillfeather"], "f-fields": list(FIELDS)}
    at.client.logout()

    at.post(form.action, values)
    assert "Alice" not in at.page
    at.post(
        form.action, {**at.forms[0].values, "who": ["director@mansfield"], "secret": ["reading-room-lamp"]}
    )

    assert "whole name, is “Alice Quillfeather”" in at.said


def test_the_desk_is_not_let_in(mansfield: Town, director: Visitor, alice: str) -> None:
    at = at_search(director)
    clara = Visitor(mansfield, "clara")

    answer = clara.client.post(
        "/mansfield/case/search", {"do": "plan", "token": at.form("plan").values["token"][0]}
    )

    assert answer.status_code == 403
    assert "lain open too long" in answer.content.decode()


def test_an_old_token_opens_nothing(director: Visitor, alice: str) -> None:
    at = director

    answer = at.client.post("/mansfield/case/search", {"do": "run", "token": "not-ours"})

    assert answer.status_code == 403


def test_the_case_itself_offers_no_form_for_what_the_program_does(director: Visitor, alice: str) -> None:
    complied(director.town, director.account, *FIELDS)

    director.look("cases").follow("case?of=")

    assert "search" not in director.offered
    assert "produce" not in director.offered
    assert "Search for what the paper names" in director.said
