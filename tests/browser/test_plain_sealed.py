"""On the pages: is paper offered first, and does the room open to its words alone?"""

import io
import json
import re
import zipfile
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from reticent.disclosure.cases import Case
from reticent.doors.web import sealed
from reticent.drawer import containers
from reticent.ledger import log
from reticent.people import delegations
from tests.browser.visiting import Visitor
from tests.conftest import Town

WORDS = "seven otters under the mill"
CARD = "29030001"
CAME = {"asker": "federal_agent", "sealed_paper": "national_security_letter", "return_by": "2026-12-10"}


@pytest.fixture(autouse=True)
def nobody_tried() -> None:
    sealed.GATE, sealed.PAUSES = sealed.floods.Gate(), sealed.floods.Pauses(first=sealed.FIRST_PAUSE)


def give(at: Visitor, words: str = WORDS) -> Visitor:
    return at.look("sealed").send("open", words=words)


def begin(at: Visitor, words: str = WORDS, again: str = WORDS) -> Visitor:
    return at.look("sealed").send("new", words=words, again=again)


def begun(town: Town) -> Visitor:
    return begin(Visitor.director(town)).send("begin", **CAME)


def test_paper_comes_first_and_words_begin_a_case_that_no_other_page_knows(mansfield: Town) -> None:
    director = Visitor.director(mansfield)
    leaves = [each.entry for each in log.entries("mansfield")]

    said = director.look("sealed").said
    assert said.index("Keep it on paper, with counsel") < said.index("The words that you and counsel know")
    assert "Nothing lies under these words yet" in begin(director).said
    director.send("begin", **CAME)

    assert director.status == 200, director.said
    assert "In the sealed room." in director.said
    assert "Thursday 10 December 2026" in director.said
    assert "waits in memory for the coming night" in director.said
    assert not Case.objects.exists()
    assert [each.entry for each in log.entries("mansfield")] == leaves
    assert "Nothing is open." in director.look("cases").said


def test_what_is_named_is_copied_in_and_nothing_outside_says_so(mansfield: Town) -> None:
    alice = mansfield.register(CARD, "Alice Oak", pin="4711")
    mansfield.lend(alice, mansfield.item("30001", "The Mysteries of Udolpho"))
    before = sorted(inside.packed() for _, inside in mansfield.drawer.everything())
    director = begun(mansfield)

    director.send(
        "sealed_hold",
        copy_card=CARD,
        kinds_kept=["loan", "registration"],
        counsel="Roe & Doe",
        reason="The paper names her card.",
    )

    assert director.status == 200, director.said
    assert "1 registration and 1 loan, of one person" in director.said
    assert "The Mysteries of Udolpho" in director.said
    assert "Alice Oak" in director.said
    assert sorted(inside.packed() for _, inside in mansfield.drawer.everything()) == before
    mansfield.take_back(mansfield.item("30001"))
    assert "The Mysteries of Udolpho" in give(director).said


def test_who_has_an_item_is_copied_with_what_was_ticked_and_no_more(mansfield: Town) -> None:
    alice = mansfield.register(CARD, "Alice Oak", pin="4711")
    mansfield.lend(alice, mansfield.item("30001", "Emma"))
    mansfield.lend(alice, mansfield.item("30002", "Persuasion"))
    director = begun(mansfield)

    director.send("sealed_hold", copy_barcode="30001", kinds_kept=["loan"], counsel="Roe", reason="Named.")

    assert "1 loan, of one person" in director.said
    assert "Emma" in director.said
    assert "Persuasion" not in director.said
    assert "Alice" not in director.said
    director.send(
        "sealed_hold",
        copy_barcode="30001",
        kinds_kept=["loan", "registration"],
        counsel="Roe",
        reason="Whose.",
    )
    assert "Alice Oak" in director.said


def test_that_nobody_was_found_is_written_down_in_the_room(mansfield: Town) -> None:
    director = begun(mansfield)

    director.send("sealed_hold", copy_card="29039999", kinds_kept=["loan"], counsel="Roe", reason="Named.")

    assert "nothing: of what is named, nothing stands here today" in director.said
    director.send("sealed_hold", kinds_kept=["loan"], counsel="Roe", reason="Neither.")
    assert "give one of the two" in director.said
    assert director.status == 400


def test_counsel_answers_before_it_closes_and_then_it_has_a_last_day(mansfield: Town) -> None:
    director = begun(mansfield)

    assert "sealed_close" not in director.offered
    assert "It is not written down that counsel answered" in director.said
    director.send("counsel_says", counsel="Roe & Doe", counsels_words="Say nothing.", return_by="2026-12-03")
    assert "Thursday 3 December 2026" in director.said
    director.send("sealed_answer", counsel="Roe & Doe", answered_what="Moved to set it aside.")
    assert "Counsel answers by then" not in director.said
    director.send("sealed_close", room_until="2099-01-01")
    assert "at most five years from today" in director.said
    director.send("sealed_close", room_until="2027-01-31")

    assert "Until Sunday 31 January 2027" in give(director).said
    assert {"add_note", "sealed_package", "sealed_destroy"} == set(director.offered)


def test_what_is_destroyed_opens_to_no_words(mansfield: Town) -> None:
    director = begun(mansfield)

    director.send("sealed_destroy", counsel_has_it="no")
    assert "Nothing was destroyed" in director.said
    director.send("sealed_destroy", counsel_has_it="yes")

    assert "The words open nothing here any more" in director.said
    assert give(director).status == 403


def test_a_form_of_what_has_ended_meanwhile_says_so(mansfield: Town) -> None:
    director = begun(mansfield)
    form = director.form("add_note")
    director.send("sealed_destroy", counsel_has_it="yes")

    director.post(form.action, {**form.values, "f-note": ["Too late."]})

    assert director.status == 403
    assert "has ended meanwhile. Nothing was written down." in director.said


def test_counsel_gets_one_file_and_the_room_keeps_only_its_mark(mansfield: Town) -> None:
    alice = mansfield.register(CARD, "Alice Oak")
    mansfield.lend(alice, mansfield.item("30001", "The Mysteries of Udolpho"))
    director = begun(mansfield)
    director.send("sealed_hold", copy_card=CARD, kinds_kept=["loan"], counsel="Roe", reason="Named.")
    form = director.form("sealed_package")
    asked = {**form.values, "f-counsel": ["Roe & Doe"], "f-sent_how": ["in_person"]}

    answer = director.client.post(form.action, asked)

    assert answer["Content-Type"] == "application/zip"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Disposition"] == 'attachment; filename="for-counsel.zip"'
    files = {name: zipfile.ZipFile(io.BytesIO(answer.content)).read(name) for name in _names(answer.content)}
    listed = json.loads(files.pop("manifest.json"))
    assert {each["name"]: each["sha256"] for each in listed["files"]} == {
        name: sha256(body).hexdigest() for name, body in files.items()
    }
    head, heads = sha256(b"reticent sealed case").digest(), []
    for act in json.loads(files["acts.json"]):
        said = json.dumps(act, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        heads.append((head := sha256(head + said.encode()).digest()).hex())
    assert listed["heads"] == heads
    assert len(heads) == 2
    assert b"The Mysteries of Udolpho" in files["copies.csv"]
    assert b"Copy what is named into this room" in files["acts.txt"]
    assert files["acts.pdf"].startswith(b"%PDF")
    assert sha256(answer.content).hexdigest() in give(director).said
    # The page on which it was asked for is still of use.
    director.page, director.status = "", 0
    note = {**form.values, "do": ["add_note"], "f-note": ["Handed over at noon."]}
    assert "Handed over at noon." in director.post(form.action, note).said


def test_past_its_last_day_the_words_open_nothing(mansfield: Town) -> None:
    director = begun(mansfield)
    director.send("sealed_answer", counsel="Roe", answered_what="Nothing is to be answered.")
    last = datetime.now(UTC).date() + timedelta(days=5)
    director.send("sealed_close", room_until=last.isoformat())

    containers.tick("mansfield", today=last)
    assert give(director).status == 200
    containers.tick("mansfield", today=last + timedelta(days=1))
    assert give(director).status == 403


def _names(package: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(package)).namelist()


def test_words_that_open_nothing_get_one_answer_whether_anything_lies_here_or_not(mansfield: Town) -> None:
    director = give(Visitor.director(mansfield), "the first reading wakes the drawer")
    answers = []
    for there in (False, True):
        if there:
            begin(director).send("begin", **CAME)
        with CaptureQueriesContext(connections["default"]) as asked:
            give(director, "other words for nothing here")
        shapes = [re.sub(r"[0-9a-f]{16,}|'[^']*'|\d+", "?", each["sql"]) for each in asked]
        answers.append((director.status, _plain(director.page), shapes))

    assert answers[0] == answers[1]
    assert answers[0][0] == 403
    assert "These words open nothing here now" in director.said
    assert "other words" not in director.page


def _plain(page: str) -> str:
    return re.sub(r'name="(csrfmiddlewaretoken|token)" value="[^"]+"', "", page)


def test_after_five_tries_the_right_words_wait_too(mansfield: Town) -> None:
    director = begun(mansfield)
    for _ in range(5):
        give(director, "some words that open nothing")
    wrong = _plain(director.page)

    assert _plain(give(director).page) == wrong
    begin(director)
    assert _plain(director.page) == wrong


def test_the_right_words_begin_the_count_anew(mansfield: Town) -> None:
    director = begun(mansfield)
    for _ in range(3):
        for _ in range(4):
            give(director, "some words that open nothing")
        give(director)

        assert director.status == 200


@pytest.mark.parametrize(
    ("words", "again", "said"),
    [
        ("too few words", "too few words", "at least 4 words"),
        ("a b c d e f", "a b c d e f", "at least 4 words"),
        (WORDS, f"{WORDS}s", "The same words again"),
    ],
)
def test_words_that_could_be_guessed_are_not_taken_and_never_repeated(
    mansfield: Town, words: str, again: str, said: str
) -> None:
    director = begin(Visitor.director(mansfield), words, again)

    assert director.status == 400
    assert said in director.said
    assert words not in director.page


def test_new_words_that_open_something_open_it(mansfield: Town) -> None:
    director = begun(mansfield)

    assert "A national security letter" in begin(director).said


def test_two_who_write_at_once_are_told(mansfield: Town) -> None:
    director = begun(mansfield)
    form = director.form("add_note")
    director.send("add_note", note="First.")

    director.post(form.action, {**form.values, "f-note": ["Second."]})

    assert "Somebody else has gone on with this meanwhile" in director.said
    assert "Second." not in give(director).said


def test_only_the_custodian_and_whoever_acts_for_her_come_here(town: Any) -> None:
    here: Town = town("new-canaan", policy_id="new-canaan-2018")
    clara, director = Visitor(here), Visitor.director(here)

    assert clara.look("sealed").status == 403
    assert "/sealed" not in clara.look("visit").page
    assert "/new-canaan/sealed" in director.look("visit").page
    today = datetime.now(UTC).date()
    delegations.give(
        here.library,  # type: ignore[arg-type]
        clara.account,
        begins=today,
        until=today + timedelta(days=1),
        paper=delegations.Paper("letter of appointment", today),
        today=today,
        role="director",
    )
    assert clara.look("sealed").status == 200


def test_words_asked_for_again_bring_back_what_was_typed(mansfield: Town) -> None:
    director = begun(mansfield)
    form = director.form("add_note")
    late = {**form.values, "token": ["over"], "f-note": ["A long telephone call."]}

    director.post(form.action, late)
    assert director.status == 403
    assert "A long telephone call." not in director.page
    again = director.form("open")
    director.post(again.action, {**again.values, "words": WORDS})

    assert director.form("add_note").values["f-note"] == ["A long telephone call."]
    director.send("add_note")
    assert "A long telephone call." in director.said


def test_without_a_folder_in_memory_it_stays_on_paper(mansfield: Town, settings: Any, tmp_path: Any) -> None:
    settings.RETICENT_MEMORY = tmp_path / "not there"  # where the tests themselves lie may be memory

    director = begun(mansfield)

    assert director.status == 400
    assert "on paper" in director.said.partition("Not done")[2].partition("What came")[0]


def test_nothing_of_it_is_kept_by_a_browser_or_stands_in_an_address_or_title(mansfield: Town) -> None:
    director = begun(mansfield)
    answer = director.client.get("/mansfield/sealed")

    assert answer["Cache-Control"] == "no-store"
    assert re.findall("<title>(.*?)</title>", director.page) == re.findall(
        "<title>(.*?)</title>", answer.content.decode()
    )
    assert 'data-cover-after="60" data-fresh="/mansfield/sealed"' in director.page
    assert not re.findall(r'href="[^"]*sealed\?', director.page)
