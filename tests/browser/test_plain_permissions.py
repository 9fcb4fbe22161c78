"""Does a patron let somebody be told, at the desk or on her own page, see it, and take it back where she sees it?"""

import json
from typing import Any

import pytest

from reticent.people.libraries import Library
from reticent.policy import shipped
from tests.browser.test_plain_contesting import WREN, Patron, at
from tests.browser.test_plain_family import today
from tests.browser.visiting import Visitor
from tests.conftest import Town

QUIMBY = "Quimby Underhill"


def desk(place: Town) -> Visitor:
    clara = Visitor(place, "clara", "circulation", "registration", "accounts").look("desk")
    return clara.post("/mansfield/desk", {"do": "look", "key": "registration", "asked": WREN})


@pytest.mark.clause("S-5", "M19-19")
def test_she_gives_one_on_her_own_page_reads_it_everywhere_and_takes_it_back(town: Any) -> None:
    wren = Patron(at(town))
    wren.follow("my-record/permission")
    assert "What you do not tick stays shut" in wren.said

    wren.send("permit", recipient=QUIMBY, **{"scope-loan": "yes"}, agreed="yes")

    assert "What this library holds" in wren.said
    assert f"{QUIMBY} may be told until" in wren.said
    assert "this page, on" in wren.said
    file = json.loads(wren.client.get("/mansfield/my-record/download").content)
    (mine,) = file["permissions"]
    assert (mine["recipient"], mine["records"], mine["paper"]) == (QUIMBY, ["loan"], "online")
    assert wren.client.get("/mansfield/my-record/my-record.pdf").content.startswith(b"%PDF")

    wren.press(f"Take back what {QUIMBY} may be told")

    assert f"{QUIMBY} may be told until" not in wren.said
    assert "a permission that you gave was taken back" in wren.said


def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(town: Any) -> None:
    wren = Patron(at(town)).look("my-record/permission")

    wren.send("permit", recipient=QUIMBY, until="2020-01-01")

    assert wren.status == 400
    for said in ("Say which of the records.", "That day is past.", "Say that you have read what it opens."):
        assert said in wren.said
    assert wren.form("permit").values["recipient"] == [QUIMBY]


@pytest.mark.clause("S-5", "M19-19", "M19-06")
def test_the_desk_notes_a_signed_paper_and_she_reads_which_and_what_showed_who_signed(town: Any) -> None:
    place = at(town)
    clara = desk(place)

    clara.send(
        "permit", recipient=QUIMBY, signed="form card", paper_on=today().isoformat(), **{"scope-charge": "yes"}
    )  # fmt: skip

    assert "Noted, until" in clara.said
    clara.post("/mansfield/desk", {"do": "look", "key": "registration", "asked": WREN})
    assert QUIMBY in clara.said
    wren = Patron(place)
    assert "our form, dated" in wren.said
    assert "your card" in wren.said


def test_a_form_of_the_desk_that_cannot_be_kept_stays_open_with_what_was_typed(town: Any) -> None:
    clara = desk(at(town))

    clara.send("permit", recipient=QUIMBY, paper_on="1999-01-01")

    for said in (
        "Not saved.",
        "The paper is older than 90 days",
        "Say which of the records.",
        "Say which paper.",
    ):
        assert said in clara.said
    assert clara.form("permit").values["recipient"] == [QUIMBY]


@pytest.mark.clause("MC-05")
def test_where_the_policy_leaves_it_to_the_custodian_nothing_is_given_online(town: Any) -> None:
    wren = Patron(at(town, policy_id="mansfield-older"))

    wren.look("my-record/permission")

    assert wren.status == 200
    assert "takes no permission by itself" in wren.said
    assert "Give this permission" not in wren.said
    assert "MC-05" in wren.said


def test_where_the_policy_asks_that_she_is_told_first_the_paper_has_her_say_so(
    town: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    wren = Patron(at(town))
    said = "I was told what this opens before I signed."
    assert said not in wren.look("permission").said
    text = shipped("mansfield-2019")
    told = text.model_copy(update={"permission": text.permission.model_copy(update={"informed": True})})
    monkeypatch.setattr(Library, "policy", property(lambda self: told))

    assert said in wren.look("permission").said


def test_the_paper_form_names_the_records_and_until_when_in_both_languages(town: Any) -> None:
    wren = Patron(at(town))
    english = wren.look("permission").said
    assert "what I have out, with titles and days" in english
    assert "after 90 days where no day is written" in english
    spanish = Patron(wren.town, language="es").look("permission").said
    assert "lo que tengo en préstamo, con títulos y fechas" in spanish
