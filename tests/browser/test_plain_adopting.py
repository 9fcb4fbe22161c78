"""The director's page of the policy, before any browser draws it: the steps, what stands against them, what changed."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from reticent.doors.web import mending
from reticent.ledger import log
from reticent.people import adoptions, libraries, policy_files
from reticent.policy import findings_on, shipped
from tests.conftest import Town
from tests.rooms.people.texts import BOARD, NEW, new_text

PAGE = "/mansfield/today/policy"


class Office:
    """The director at her page of the policy, today."""

    def __init__(self, town: Town) -> None:
        self.client = Client()
        self.client.force_login(town.staff("director", "director", title="director"))
        self.today = libraries.named("mansfield").day_of(datetime.now(UTC))
        self.status = 0
        self.page = ""

    def _took(self, answer: Any) -> str:
        self.status, self.page = answer.status_code, answer.content.decode()
        return self.said()

    def look(self, page: str = PAGE) -> str:
        return self._took(self.client.get(page))

    def said(self) -> str:
        main = self.page.split("<main")[1].split("</main>")[0]
        return " ".join(re.sub(r"<[^>]+>", " ", main).split())

    def send(self, text: str, name: str = "new policy.toml") -> str:
        file = SimpleUploadedFile(name, text.encode())
        return self._took(self.client.post(PAGE, {"do": "draft", "file": file}, follow=True))

    def press(self, do: str, **fields: object) -> str:
        token = re.findall(r'name="token" value="([^"]+)"', self.page)[0]
        given = {f"{name}-{NEW}": str(value) for name, value in fields.items()}
        return self._took(self.client.post(PAGE, {"do": do, "token": token, **given}, follow=True))

    def reviewed(self, *changes: tuple[str, str]) -> None:
        self.send(new_text(*changes))
        self.press("review", office="counsel", reviewed_on=self.today)


@pytest.fixture
def office(mansfield: Town) -> Office:
    return Office(mansfield)


def test_the_page_says_what_is_in_force_since_when_and_by_whom(office: Office) -> None:
    said = office.look()

    assert "In force since 8 August 2019" in said
    assert "Adopted by Library Director" in said
    assert "adopted before Reticent was set up" in said
    assert "mansfield-older superseded by mansfield-2019" in said


def test_a_text_goes_from_a_file_to_being_in_force_in_three_forms(office: Office) -> None:
    drafted = office.send(new_text())
    assert "mansfield-2026 draft" in drafted
    assert "Next: have it looked over" in drafted

    reviewed = office.press("review", office="town-attorney", reviewed_on=office.today)
    assert "Town Attorney," in reviewed
    assert f"Next: the {BOARD} adopts it" in reviewed

    said = office.press("adopt", body=BOARD, adopted_on=office.today, reference="minutes, item 7")

    assert (office.status, libraries.named("mansfield").policy.id) == (200, NEW)
    assert f"Adopted by {BOARD}" in said
    assert "mansfield-2019 superseded by mansfield-2026" in said
    drafted_by = [w.entry.role for w in log.entries("mansfield") if w.entry.action == "policy-drafted"]
    assert drafted_by == ["director"]


def test_what_stands_against_an_adoption_is_said_and_the_form_stays_filled(office: Office) -> None:
    office.reviewed()

    said = office.press(
        "adopt", body="Library Director", adopted_on=office.today, reference="minutes, item 7"
    )

    assert office.status == 400
    assert f"The text says that the {BOARD} adopts it" in said
    assert 'value="minutes, item 7"' in office.page
    assert libraries.named("mansfield").policy.id == "mansfield-2019"


def test_every_error_of_a_file_is_said_at_once_and_nothing_is_taken_in(office: Office) -> None:
    no_title = ('[custodian]\ntitle = "Library Director"', "[custodian]")

    said = office.send(new_text(("loan_days = 21", "loan_dayz = 21"), no_title))

    assert office.status == 400
    assert "did you mean “loan_days”" in said
    assert "custodian" in said
    assert [row.policy_id for row in adoptions.history("mansfield")] == ["mansfield-older", "mansfield-2019"]


@pytest.mark.parametrize(
    ("day", "words"), [("", "Give the day as year"), ("20.11.2026", "Give the day as year")]
)
def test_a_day_that_is_none_is_asked_for_again(office: Office, day: str, words: str) -> None:
    office.send(new_text())

    assert words in office.press("review", office="counsel", reviewed_on=day)
    assert adoptions.named("mansfield", NEW).state == "draft"


def test_what_would_change_is_worked_out_when_asked_for(office: Office) -> None:
    office.reviewed(
        ('[guardian]\nallowed = "yes"', '[guardian]\nallowed = "no"'),
        ('need = "paid"\ndays_after = 30', 'need = "paid"\ndays_after = 3'),
    )

    said = office.press("foresee")

    assert "What would change" in said
    assert re.search("satisfied that she is the parent allowed;.*? refused", said)
    assert "Charges 0 held Kept for a shorter time" in said
    assert libraries.named("mansfield").policy.id == "mansfield-2019"


def test_a_draft_stands_beside_what_a_board_should_mend_in_it_and_the_packet(office: Office) -> None:
    said = office.send(new_text())
    found = findings_on(adoptions.draft_text("mansfield", NEW), on=office.today)
    errors = [each for each in found if each.severity == "error"]
    href, _ = re.findall(rf'href="([^"]*{NEW}/packet\.pdf)"', office.page)
    (there,) = re.findall(r'href="#(mend-[^"]+)"', office.page)
    paper = office.client.get(href)

    assert len(errors) == 3
    assert "3 errors, " in said
    assert f'id="{there}"' in office.page
    assert all(f"{each.code} {each.title}" in unescape(said) for each in found)
    assert paper.content.startswith(b"%PDF")
    assert f'filename="packet-{NEW}.pdf"' in paper["Content-Disposition"]
    assert paper["Cache-Control"] == "no-store"


def test_findings_are_counted_by_how_grave_they_are() -> None:
    found = findings_on(shipped("new-canaan-2018"), on=date(2026, 11, 22))

    assert mending.counted(found) == "3 warnings, 3 pieces of advice"
    assert mending.counted(found[:1]) == "1 warning"


def test_the_packet_of_the_text_in_force_can_be_had_and_of_none_that_is_not_there(office: Office) -> None:
    office.look()

    assert f"{PAGE}/mansfield-2019/packet.pdf" in office.page
    assert office.client.get(f"{PAGE}/mansfield-2019/packet.pdf").content.startswith(b"%PDF")
    assert office.client.get(f"{PAGE}/weston-2017/packet.pdf").status_code == 404


def test_a_changed_file_stands_on_both_pages_and_is_put_back_with_one_button(office: Office) -> None:
    path = policy_files.adopted_file("mansfield", "mansfield-2019")
    whole = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(whole + b"# and more\n")

    assert "mansfield-2019.toml is changed since it was adopted" in office.look("/mansfield/today")
    assert "Decisions go on with what was adopted. Put back what was adopted." in office.look()
    said = office._took(office.client.post(PAGE, {"do": "put_back"}, follow=True))

    assert "changed since" not in said
    assert path.read_bytes() == whole
    assert [w.entry.role for w in log.entries("mansfield") if w.entry.action == "policy-put-back"] == [
        "director"
    ]


def test_the_next_review_is_reminded_and_then_overdue_on_the_director_s_pages(office: Office) -> None:
    due = office.today + timedelta(days=30)
    office.reviewed(("statute_pack", f"review_due = {due}\nstatute_pack"))
    office.press("adopt", body=BOARD, adopted_on=office.today, reference="minutes, item 7")

    assert f"to be looked at again by {due:%-d %B %Y}." in office.look("/mansfield/today")

    adoptions.PolicyAdoption.objects.filter(policy_id=NEW).update(review_due=office.today - timedelta(days=1))
    assert "The review is overdue." in office.look("/mansfield/today")
    assert ", overdue" in office.look()


def test_a_file_that_is_downloaded_is_what_was_adopted_whatever_lies_there(office: Office) -> None:
    path = policy_files.adopted_file("mansfield", "mansfield-2019")
    whole = path.read_bytes()
    path.chmod(0o600)
    path.write_text("format = 1")

    answer = office.client.get(f"{PAGE}/mansfield-2019.toml")

    assert answer.content == whole
    assert 'filename="mansfield-2019.toml"' in answer["Content-Disposition"]
    assert office.client.get(f"{PAGE}/nothing.toml").status_code == 404


@pytest.mark.parametrize(
    "address", [PAGE, f"{PAGE}/mansfield-2019.toml", f"{PAGE}/mansfield-2019/packet.pdf"]
)
def test_only_the_director_sees_the_page_and_records_anything(mansfield: Town, address: str) -> None:
    client = Client()
    assert client.get(address).status_code == 302

    client.force_login(mansfield.staff("clara"))

    assert client.get(address).status_code == 403
    assert client.post(address, {"do": "put_back"}).status_code in (403, 405)


def test_a_policy_adopted_for_later_decides_at_the_first_request_of_its_day(
    office: Office,
) -> None:
    begins = office.today + timedelta(days=1)
    office.reviewed()
    office.press("adopt", body=BOARD, adopted_on=office.today, begins=begins, reference="minutes, item 7")
    assert f"From {begins:%-d %B %Y} on mansfield-2026 is in force" in office.look()
    assert libraries.named("mansfield").policy.id == "mansfield-2019"

    with time_machine.travel(datetime.now(UTC) + timedelta(days=1)):
        Client().get("/mansfield/")

    assert libraries.named("mansfield").policy.id == NEW


def test_what_only_people_keep_is_asked_for_until_the_director_notes_the_day(office: Office) -> None:
    assert "2 promises of the policy that only people can keep want seeing to" in office.look(
        "/mansfield/today"
    )
    assert "The library tries to have its contracts reflect this policy. M19-16" in office.look()

    row = office.page.split("M19-16</span>")[1]
    token = re.findall(r'name="token" value="([^"]+)"', row)[0]
    day = {"seen_to_on-M19-16": str(office.today)}
    office._took(office.client.post(PAGE, {"do": "see_to", "token": token, **day}, follow=True))

    assert office.status == 200
    assert "One promise of the policy that only people can keep wants seeing to" in office.said()
    assert [w.entry.basis for w in log.entries("mansfield") if w.entry.action == "policy-seen-to"] == [
        ("M19-16",)
    ]


def test_a_day_that_has_not_come_is_not_noted(office: Office) -> None:
    office.look()
    token = re.findall(r'name="token" value="([^"]+)"', office.page.split('id="kept"')[1])[0]

    day = {"seen_to_on-M19-14": str(office.today + timedelta(days=2))}
    office._took(office.client.post(PAGE, {"do": "see_to", "token": token, **day}, follow=True))

    assert office.status == 400
    assert "has not come yet" in office.said()
