"""The visit before any browser draws it: the words, what is kept of what was typed, one case a form, and no patron."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from io import BytesIO

import pytest
import time_machine
from django.db import connections
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from reticent import policy
from reticent.access import doorway
from reticent.disclosure import cases
from reticent.disclosure.cases import Case
from reticent.ledger import log
from tests.browser.visiting import Visitor
from tests.conftest import Town

EVE = {
    "asker": "police",
    "papers": "none",
    "channel": "in_person",
    "name": "Eve Świątek-Núñez",
    "words": "Has the reader of this book been in?",
}
WARRANT = {"asker": "police", "papers_shown": "search_warrant", "signed_by_seen": "judge"}


@pytest.fixture
def desk(mansfield: Town) -> Visitor:
    return Visitor(mansfield)


@pytest.fixture
def director(mansfield: Town) -> Visitor:
    return Visitor.director(mansfield)


def asked(at: Visitor, **more: str) -> Visitor:
    """A case that was just taken in."""
    return at.look("visit/asking").send(**{**EVE, **more})


# -- the words


@pytest.mark.parametrize("policy_id", policy.shipped_ids())
def test_the_words_stand_on_the_first_page_before_anything_is_chosen(town, policy_id: str) -> None:  # type: ignore[no-untyped-def]
    at = Visitor(town("ourtown", policy_id=policy_id))
    library = at.town.library

    said = at.look("visit").said

    assert doorway.words_for(library, asker="police").say in said
    assert "They are asking" in said
    assert "They are taking" in said


def test_beside_each_asker_and_each_paper_stand_the_words_of_the_policy(desk: Visitor) -> None:
    desk.look("visit/asking")

    library = desk.town.library
    for asker in desk.form().options["f-asker"]:
        assert doorway.words_for(library, asker=asker).say in desk.said
        number = re.search(rf'value="{asker}" class="says-(\d+)"', desk.page)
        assert number
        card = desk.page.split(f'aria-labelledby="says-{number[1]}"')[1].split("</article>")[0]
        assert doorway.words_for(library, asker=asker).say in unescape(card)


@pytest.mark.parametrize("where", ["visit", "visit/asking", "visit/taking", "cases"])
def test_no_page_of_a_visit_asks_for_a_patron_or_looks_one_up(desk: Visitor, where: str) -> None:
    alice = desk.town.register("21540000044127", "Alice Quillfeather")

    desk.look(where)

    names = {name for form in desk.forms for name in (*form.values, *form.options)}
    assert not names & {"asked", "item", "card", "patron", "f-patron", "f-card"}
    assert alice not in desk.page
    assert not [each for each in log.entries("mansfield") if each.entry.action.startswith("look")]


# -- nobody may be told


def test_how_a_demand_is_kept_on_paper_stands_on_the_page_that_every_visit_begins_with(desk: Visitor) -> None:
    said = desk.look("visit").said

    assert "Keep it on paper, with counsel" in said
    assert "I'll hand this to the Library Director now. I can't say anything about it." in said
    assert 'href="/mansfield/visit#on-paper"' in desk.look("visit/asking").page
    assert 'href="/mansfield/visit#on-paper"' in desk.look("visit/taking").page


@pytest.mark.parametrize("where", ["visit", "visit/asking", "visit/taking", "cases"])
def test_reading_these_pages_writes_nothing(desk: Visitor, where: str) -> None:
    desk.look(where)
    before = log.size("mansfield")

    with (
        CaptureQueriesContext(connections["default"]) as here,
        CaptureQueriesContext(connections["ledger"]) as ledger,
    ):
        desk.look(where)

    written = [q["sql"] for q in (*here.captured_queries, *ledger.captured_queries)]
    assert not [sql for sql in written if re.match(r"\s*(INSERT|UPDATE|DELETE)", sql, re.IGNORECASE)]
    assert log.size("mansfield") == before


def test_a_case_that_turns_out_to_be_one_is_gone_and_the_page_says_what_stays(desk: Visitor) -> None:
    asked(desk)
    handle = Case.objects.get().handle

    said = desk.send("to_paper").said

    assert not Case.objects.exists()
    assert not [1 for _, inside in desk.town.drawer.everything() if inside.kind is cases.CASE_ACT]
    assert "the ledger says that a case of this handle was opened here" in said
    assert cases.shown_as(handle) in said
    assert "Świątek" not in said


# -- what was typed


def test_nothing_that_was_typed_is_lost_when_something_is_missing(desk: Visitor) -> None:
    desk.look("visit/asking").send(**{name: value for name, value in EVE.items() if name != "papers"})

    form = desk.form()
    assert desk.status == 400
    assert form.values["f-name"] == [EVE["name"]]
    assert form.values["f-words"] == [EVE["words"]]
    assert form.values["f-asker"] == ["police"]
    assert "Do they have a paper? Please answer this." in desk.said
    assert 'href="#asking-papers-unknown"' in desk.page
    assert not Case.objects.exists()


def test_nothing_that_was_typed_is_lost_when_the_sign_in_has_ended(desk: Visitor) -> None:
    form = desk.look("visit/asking").form()
    values = {**form.values, **{f"f-{name}": [value] for name, value in EVE.items()}}
    desk.client.logout()

    desk.post("/mansfield/visit/asking", values)
    assert "What you typed is not lost" in desk.said
    assert "Świątek" not in desk.page
    kept = desk.form()
    desk.post(kept.action, {**kept.values, "who": ["clara@mansfield"], "secret": ["wrong"]})
    assert not Case.objects.exists()
    kept = desk.form()
    desk.post(kept.action, {**kept.values, "who": ["clara@mansfield"], "secret": ["reading-room-lamp"]})

    assert desk.status == 200
    assert "Eve Świątek-Núñez" in desk.said
    assert Case.objects.count() == 1


def test_whoever_signs_in_on_the_way_to_a_visit_comes_there(desk: Visitor) -> None:
    desk.client.logout()

    desk.look("visit")
    assert desk.url == "/mansfield/staff?to=visit"
    form = desk.form()
    desk.post(form.action, {**form.values, "who": ["clara@mansfield"], "secret": ["reading-room-lamp"]})

    assert desk.url == "/mansfield/visit"


@pytest.mark.parametrize("to", ["https://example.org", "today", "../x", "visit\n"])
def test_a_sign_in_leads_nowhere_but_to_pages_it_knows(desk: Visitor, to: str) -> None:
    desk.client.logout()

    answer = desk.client.post(
        "/mansfield/staff", {"who": "clara@mansfield", "secret": "reading-room-lamp"}, query_params={"to": to}
    )

    assert answer.headers["Location"] == "/mansfield/desk"


def test_a_text_as_long_as_the_form_allows_is_kept_to_the_last_letter(desk: Visitor) -> None:
    words = "“Ł”\n" * 999 + "end."

    asked(desk, words=words)

    assert desk.status == 200
    assert "“Ł”\n" * 999 + "end." in unescape(desk.page)


# -- one form, one case; no address names it


def test_the_same_form_sent_twice_opens_one_case(desk: Visitor) -> None:
    form = desk.look("visit/asking").form()
    values = {**form.values, **{f"f-{name}": [value] for name, value in EVE.items()}}

    desk.post("/mansfield/visit/asking", values)
    desk.post("/mansfield/visit/asking", values)

    assert Case.objects.count() == 1
    assert desk.status == 200


def test_no_address_and_no_list_names_a_case_or_anybody_in_it(desk: Visitor) -> None:
    asked(desk)
    handle = Case.objects.get().handle

    links = re.findall(r'(?:href|action)="([^"]+)"', desk.look("cases").page)
    assert any("case?of=" in link for link in links)
    for link in (*links, desk.url):
        assert handle not in link
        assert handle.removeprefix("case-") not in link
        assert "wi%C4%85tek" not in link


def test_the_address_of_a_case_is_worth_nothing_to_another_account_or_library(
    desk: Visitor, director: Visitor
) -> None:
    address = asked(desk).url

    director._took(director.client.get(address))

    assert director.status == 410
    assert "Choose the case here" in director.said
    assert "Świątek" not in director.page


def test_the_address_of_a_case_goes_stale_within_a_day(desk: Visitor) -> None:
    address = asked(desk).url

    with time_machine.travel(datetime.now(UTC) + timedelta(hours=25), tick=True):
        desk.client.force_login(desk.account)
        answer = desk.client.get(address)

    assert answer.status_code == 410


# -- going on


def test_each_call_is_noted_beside_its_office_with_its_time(desk: Visitor) -> None:
    asked(desk)
    call = next(form for form in desk.forms if form.values.get("f-office") == ["Town Manager"])

    desk.post(call.action, {**call.values, "f-reached": ["no"]})

    row = desk.page.split('<th scope="row">Town Manager')[1].split("</tr>")[0]
    assert re.search(r"\d\d:\d\d not reached", row)


def test_what_the_desk_hands_on_it_reads_no_more_and_no_refusal_is_written_down(
    desk: Visitor, director: Visitor
) -> None:
    address = asked(desk).url

    said = desk.send("refer").said

    assert "Handed on. The Library Director answers from here." in said
    assert "Świątek" not in said
    assert [e.entry.action for e in log.entries("mansfield") if "refused" in e.entry.action] == []
    assert "Nothing is open." in desk.look("cases").said
    assert "It is not with you." in desk._took(desk.client.get(address)).said
    assert "Police or a sheriff" in director.look("cases").said


def test_a_step_that_cannot_be_read_keeps_what_was_typed_and_says_why_beside_it(
    desk: Visitor, director: Visitor
) -> None:
    asked(desk)
    director.look("cases")
    director._took(director.client.get(_first_case(director)))

    director.send("classify", secret="no", kind="attorney_subpoena", docket="FST-CV-26", return_by="soon")

    form = director.form("classify")
    assert director.status == 400
    assert form.values["f-docket"] == ["FST-CV-26"]
    assert form.values["f-kind"] == ["attorney_subpoena"]
    assert "write the day as" in director.said
    assert '<details class="act" id="step-classify" open>' in director.page


def test_of_two_who_go_on_with_a_case_the_second_is_told_and_keeps_what_she_typed(
    desk: Visitor, director: Visitor
) -> None:
    asked(desk)
    director._took(director.client.get(_first_case(director.look("cases"))))
    desk.send("add_note", note="They left.")

    director.send("add_note", note="They rang again.")

    assert director.status == 400
    assert "Somebody else has gone on with this case meanwhile" in director.said
    assert director.form("add_note").values["f-note"] == ["They rang again."]
    director.send("add_note", note="They rang again.")
    assert director.status == 200


def test_what_may_not_be_done_yet_says_why_and_by_which_clause(desk: Visitor, director: Visitor) -> None:
    asked(desk, asker="court", papers="court_order")
    director._took(director.client.get(_first_case(director.look("cases"))))

    later = director.said.split("Not yet, and why")[1]

    assert "First write down what the paper is and who signed it." in later
    assert "S-4" in later
    assert "decide" not in director.offered


def test_officers_who_take_are_written_down_with_three_answers(desk: Visitor) -> None:
    desk.look("visit/taking")
    assert "I don't consent and I don't obstruct." in desk.said

    desk.send(**WARRANT)

    assert desk.status == 200
    assert {"supervise", "inventory", "copy_of_warrant", "page"} <= set(desk.offered)


def test_the_clock_of_a_public_records_request_runs_from_the_first_page_on(desk: Visitor) -> None:
    asked(desk, papers="foi_request", asker="anyone", channel="mail")

    assert "4 business days after it came" in desk.said


def test_times_are_the_librarys_own(desk: Visitor) -> None:
    with time_machine.travel(datetime(2026, 11, 21, 3, 5, tzinfo=UTC), tick=True):
        desk.client.force_login(desk.account)
        asked(desk, received="2026-11-20T21:40")

        assert "Fri 20 Nov 2026, 22:05" in desk.said
        assert "20 November 2026, 21:40" in desk.said
        assert "America/New_York" in desk.said


def _first_case(at: Visitor) -> str:
    return unescape(re.findall(r'href="([^"]+case\?of=[^"]+)"', at.page)[0])


# -- from and to the other pages


def test_the_desk_and_its_card_lead_to_the_visit(desk: Visitor) -> None:
    assert 'href="/mansfield/visit" data-press="!"' in desk.look("desk").page
    assert 'href="/mansfield/visit"' in desk.look("desk-card").page

    desk.post("/mansfield/desk", {"do": "look", "key": "police", "police_told": "nothing"})

    assert "Write the visit down" in desk.said


def test_the_directors_day_says_what_is_due_and_what_has_no_day_yet(desk: Visitor, director: Visitor) -> None:
    asked(desk, papers="foi_request", asker="anyone")
    asked(desk)

    director.look("today")

    assert re.search(r"case-\w{4}-\w{4}: something is due on \w+ \d+ \w+\. The case", director.said)
    assert "One open case has no day yet. Cases" in director.said
    assert "until the case is closed, and five years after" in director.said
    assert "Świątek" not in director.said
    assert director._took(director.client.get(_first_case(director))).status == 200


# -- letters


def refused(desk: Visitor, director: Visitor) -> Visitor:
    """A case in which it is decided to refuse, before the director."""
    asked(desk, agency="State Police, Troop C")
    director._took(director.client.get(_first_case(director.look("cases"))))
    return director.send("decide", answer="refuse")


def letters_at(at: Visitor) -> dict[str, str]:
    found = re.findall(r'href="([^"]+/case/letter\.(?:pdf|txt)\?of=[^"]+)"[^>]*>([^<]+)', at.page)
    return {unescape(href): label for href, label in found}


def test_a_letter_comes_as_a_tagged_pdf_and_as_text_that_say_the_same(
    desk: Visitor, director: Visitor
) -> None:
    at = letters_at(refused(desk, director))
    pdf = next(href for href in at if ".pdf" in href)
    text = next(href for href in at if ".txt" in href)

    sheet, words = director.client.get(pdf), director.client.get(text)

    assert "Refusal (PDF)" in at.values()
    assert sheet.headers["Content-Type"] == "application/pdf"
    assert 'filename="refusal-en.pdf"' in sheet.headers["Content-Disposition"]
    reader = PdfReader(BytesIO(sheet.content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    said = " ".join(words.content.decode().split())
    assert "State Police, Troop C" in said
    assert "11-25" in said
    assert "State Police, Troop C" in " ".join(reader.pages[0].extract_text().split())


def test_no_letter_is_there_before_its_step_nor_for_the_desk(desk: Visitor, director: Visitor) -> None:
    asked(desk)
    director._took(director.client.get(_first_case(director.look("cases"))))

    assert letters_at(desk) == {}
    assert letters_at(director) == {}


def test_the_address_of_a_letter_is_worth_nothing_to_another_account(
    desk: Visitor, director: Visitor
) -> None:
    address = next(iter(letters_at(refused(desk, director))))

    assert desk.client.get(address).status_code == 410
    assert desk.client.get("/mansfield/case/letter.pdf?of=made-up").status_code == 410


def test_a_library_without_a_policy_has_a_visit_too_and_refers_whoever_asks(town) -> None:  # type: ignore[no-untyped-def]
    at = Visitor(town("ourtown", policy_id=None))

    said = at.look("visit").said
    asked(at)

    assert "No policy is adopted at Ourtown Public Library yet." in said
    assert at.status == 200
    assert "refer" in at.offered


@pytest.mark.parametrize("came", ["9999-12-31T23:59", "0001-01-01T00:00", "0026-11-20T10:00"])
def test_a_year_that_was_typed_wrongly_is_asked_again_and_opens_no_case(desk: Visitor, came: str) -> None:
    desk.look("visit/asking").send(asker="anyone", papers="foi_request", channel="mail", received=came)

    assert desk.status == 400
    assert "When it came: look at the year again." in desk.said
    assert not Case.objects.exists()


def test_the_hour_by_which_a_paper_wants_its_answer_stands_with_its_day(director: Visitor) -> None:
    asked(director, papers="attorney_subpoena")

    director.send(
        "classify", secret="no", kind="attorney_subpoena", signed_by="attorney",
        return_by="2027-01-15", return_time="09:30",
    )  # fmt: skip

    assert "Friday 15 January 2027, 09:30." in director.said
    assert "15 Jan 2027, 09:30" in director.look("cases").said
