"""The rehearsal, page by page: every paper under every policy to the end, and nothing of it is anywhere afterwards."""

import logging
import re
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.db import connections
from pypdf import PdfReader

from reticent import policy
from reticent.disclosure import rehearsing
from reticent.ledger import log
from reticent.people.training import Acknowledgement
from tests.browser.visiting import Visitor
from tests.conftest import NOW, Town

five = pytest.mark.parametrize("policy_id", policy.shipped_ids())


@pytest.fixture
def desk(mansfield: Town) -> Visitor:
    return Visitor(mansfield)


def begun(at: Visitor) -> Visitor:
    at.look("rehearsal")
    return at.send("begin")


def press(at: Visitor, button: str) -> Visitor:
    form = at.form("press")
    return at.post(form.action, {**form.values, "button": button})


def play(at: Visitor, name: str, **otherwise: Any) -> Visitor:
    """One paper as it goes here, but for what is said otherwise; the page is then its card."""
    adopted = at.town.library.policy  # type: ignore[attr-defined]
    paper = rehearsing.text().papers[name]
    press(at, otherwise.get("button", rehearsing.button(name, adopted)))
    if "look" in at.offered:
        fills(
            at,
            "look",
            asker=paper.asker,
            papers=otherwise.get("papers", paper.taken_as),
            signed_by=otherwise.get("signed_by", paper.signed_by),
            enough=otherwise.get("enough", rehearsing.enough(name, adopted)),
        )
    act = {
        "words": otherwise.get("words", "said"),
        "act": otherwise.get("act", rehearsing.act(name, adopted)),
    }
    there = at.form("act").options
    if "f-first" in there:
        act |= {
            "first": "0",
            "notes": otherwise.get("notes", ["name", "agency"] if "f-notes" in there else []),
        }
    if "f-next" in there:
        act |= {"next": "1"}
    if "f-notes" in there and "notes" not in otherwise:
        act["notes"] = [value for value in there["f-notes"] if "." not in value][:2]
    return fills(at, "act", **act)


def fills(at: Visitor, do: str, **typed: Any) -> Visitor:
    form = at.form(do)
    values = {**form.values, **{f"f-{name}": value for name, value in typed.items()}}
    for name, value in typed.items():
        said = value if isinstance(value, list) else [value]
        assert set(said) <= set(form.options[f"f-{name}"]), f"{do} does not offer {name}={said}"
    return at.post(form.action, values)


def to_the_end(at: Visitor, **otherwise: Any) -> Visitor:
    begun(at)
    for name in rehearsing.names():
        play(at, name, **otherwise)
        assert at.status == 200, at.said
        at.send("next")
    return at


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, in both databases; of sessions only how many there are."""
    found = {}
    for alias in ("default", "ledger"):
        with connections[alias].cursor() as cursor:
            for table in sorted(connections[alias].introspection.table_names()):
                if table == "django_session":
                    continue
                cursor.execute(f"SELECT * FROM {table}")
                found[f"{alias}.{table}"] = sorted(map(repr, cursor.fetchall()))
    return found


# -- to the end


@five
def test_every_paper_is_played_to_the_end_and_nothing_is_to_be_read_again(town, policy_id: str) -> None:  # type: ignore[no-untyped-def]
    at = to_the_end(Visitor(town("ourtown", policy_id=policy_id)))

    assert "That was the rehearsal" in at.said
    assert "every paper went as it goes here" in at.said
    assert f"{len(rehearsing.names())} of {len(rehearsing.names())}" in at.said


@five
def test_played_wrong_every_paper_says_what_would_have_happened_and_why(town, policy_id: str) -> None:  # type: ignore[no-untyped-def]
    at = Visitor(town("ourtown", policy_id=policy_id))
    adopted = at.town.library.policy  # type: ignore[attr-defined]
    begun(at)

    for name in rehearsing.names():
        play(at, name, act="hand_over", words="told")
        assert "What would have happened." in at.said
        assert f"The {adopted.custodian.title} takes this step" in at.said
        assert adopted.statute.gate.court_order[0] in at.said
        at.send("next")

    assert "What to read again" in at.said
    assert at.said.count("Read this again") == 2 * len(rehearsing.names())


def test_the_words_stand_beside_what_was_taken_down_right_or_wrong(desk: Visitor) -> None:
    begun(desk)
    play(desk, "emergency").send("next")
    play(desk, "badge_letter").send("next")
    press(desk, "asking")

    fills(desk, "look", asker="attorney", papers="court_order", signed_by="judge", enough="later")

    assert "The Library Director will first see whether this is in proper form" in desk.said


def test_an_answer_that_is_missing_is_asked_for_again_and_the_rest_stays(desk: Visitor) -> None:
    begun(desk)
    press(desk, "asking")

    desk.post(desk.form("look").action, {**desk.form("look").values, "f-asker": "police"})

    assert desk.status == 400
    assert "One more answer, then on" in desk.said
    assert re.search(r'<option value="police" selected', desk.page)


def test_of_what_nobody_may_be_told_neither_paper_nor_notes_are_asked_for(desk: Visitor) -> None:
    begun(desk)
    for name in rehearsing.names()[:-1]:
        play(desk, name).send("next")

    press(desk, "on_paper")

    assert set(desk.form("act").options) >= {"f-words", "f-act"}
    assert not {"f-notes", "f-first", "f-papers"} & set(desk.form("act").options)


def test_how_long_it_takes_is_shown_and_nothing_ends_by_itself(desk: Visitor) -> None:
    with time_machine.travel(NOW, tick=False):
        begun(desk)
    with time_machine.travel(NOW.replace(hour=18), tick=False):
        play(desk, "emergency")

    assert "minute 180 of 15 planned" in desk.said
    assert desk.status == 200


def test_a_game_of_another_account_or_none_is_not_gone_on_with(desk: Visitor) -> None:
    token = begun(desk).form("press").values["token"]
    other = Visitor(desk.town, "pat")

    other.look("rehearsal")
    other.post("/mansfield/rehearsal", {"do": "press", "button": "asking", "token": token})

    assert other.status == 410
    assert "Nothing of it is kept" in other.said


@pytest.mark.parametrize("where", ["rehearsal", "rehearsal/officer", "rehearsal/officer.pdf"])
def test_it_is_for_staff(desk: Visitor, where: str) -> None:
    desk.client.logout()

    desk.look(where)

    assert "/mansfield/staff" in desk.url


# -- nothing of it is anywhere


def test_a_whole_game_leaves_every_table_as_it_was(desk: Visitor, caplog) -> None:  # type: ignore[no-untyped-def]
    caplog.set_level(logging.DEBUG)  # the program itself logs nothing below a catastrophe
    begun(desk)
    desk.look("rehearsal")
    before, leaves = everything(), log.size("mansfield")

    to_the_end(desk, act="hand_over", words="told", notes=["loan.title"])

    assert everything() == before
    assert log.size("mansfield") == leaves
    assert caplog.text == ""


def test_only_the_acknowledgement_is_written_down_without_a_name_and_without_how_it_went(
    desk: Visitor,
) -> None:
    begun(desk)
    before, leaves = everything(), log.size("mansfield")

    to_the_end(desk, act="hand_over").send("done")

    after = everything()
    changed = {table for table in after if after[table] != before[table]}
    assert changed - {table for table in changed if table.startswith("ledger.")} <= {
        "default.reticent_acknowledgement"
    }
    assert log.size("mansfield") == leaves + 1
    (row,) = Acknowledgement.objects.all()
    assert (row.username, row.policy) == ("clara@mansfield", policy.shipped("mansfield-2019").sha256)
    assert "clara" not in repr(log.entries("mansfield", newest=1)[-1].entry)
    assert "It is written down that you rehearsed" in desk.said
    assert "done" not in desk.offered


def test_before_the_end_nothing_can_be_acknowledged(desk: Visitor) -> None:
    token = begun(desk).form("press").values["token"]

    desk.post("/mansfield/rehearsal", {"do": "done", "token": token})

    assert not Acknowledgement.objects.exists()
    assert "Somebody comes to the desk" in desk.said


# -- the start, and the officer's card


def test_the_start_says_when_one_rehearsed_last_and_that_the_policy_changed_since(desk: Visitor) -> None:
    assert "You have not rehearsed here yet" in desk.look("rehearsal").said

    to_the_end(desk).send("done")

    assert "You rehearsed last on" in desk.look("rehearsal").said
    assert "The policy has changed since" not in desk.said
    Acknowledgement.objects.update(policy="0" * 64)
    assert "The policy has changed since" in desk.look("rehearsal").said


def test_the_officers_card_has_every_paper_marked_as_made_up(desk: Visitor) -> None:
    said = desk.look("rehearsal/officer").said

    papers = rehearsing.text().papers.values()
    assert all(paper.called in said for paper in papers)
    assert said.count("REHEARSAL, made up") == 1 + 2 * sum(paper.sheet is not None for paper in papers)


def test_every_sheet_to_be_printed_is_marked_twice_in_its_own_text_and_tagged(desk: Visitor) -> None:
    answer = desk.client.get("/mansfield/rehearsal/officer.pdf")

    pdf = PdfReader(BytesIO(answer.content))
    pages = [page.extract_text() for page in pdf.pages]
    sheets = [paper.sheet for paper in rehearsing.text().papers.values() if paper.sheet]
    assert answer["Content-Type"] == "application/pdf"
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    for sheet in sheets:
        (page,) = [each for each in pages if sheet.number in each]
        # Above and below in the text; at the foot of the page as decoration besides.
        assert page.count("REHEARSAL, made up") == 3
    assert "REHEARSAL, made up" in pages[0]
    assert all("REHEARSAL, made up" in page for page in pages)


def test_the_visits_first_page_leads_to_the_rehearsal(desk: Visitor) -> None:
    assert "/mansfield/rehearsal" in desk.look("visit").page


# -- the director's page


def test_the_director_reads_who_has_not_rehearsed_this_year_and_for_whom_the_policy_changed(
    desk: Visitor,
) -> None:
    desk.town.staff("pat", title="page")
    director = Visitor.director(desk.town)

    assert "3 of 3 accounts have not rehearsed the visit" in director.look("today").said
    to_the_end(desk).send("done")

    assert "2 of 3 accounts have not rehearsed the visit" in director.look("today").said
    assert ": director and page." in director.said
    assert "clara" not in director.said
    Acknowledgement.objects.update(policy="0" * 64)
    assert "The policy changed since 1 of 1 rehearsed" in director.look("today").said
