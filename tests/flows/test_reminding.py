"""In the morning beside the server, and from the command line: do reminders go, and does no trouble lose anything?"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError

from reticent import reminders
from reticent.doors.jobs import mailing, nightly
from reticent.people import contacts, libraries
from reticent.people.contacts import Numbers
from reticent.retention import nights
from tests.conftest import Town
from tests.flows.conftest import TODAY, Installation
from tests.rooms.disclosure import complying
from tests.rooms.disclosure.cases.asked import SUBPOENA, ask

# Six in the morning in Connecticut is eleven in UTC in November.
SIX = datetime(2026, 11, 25, 11, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
HERE = ("--library", "mansfield")


@pytest.fixture
def due(mansfield: Town) -> Town:
    """A library with an address, and a paper that is to be answered on 25 November."""
    contacts.note(mansfield.library, "Library Director", Numbers(mail="director@library.example.org"))
    director = complying.custodian(mansfield)
    complying.take(
        mansfield, director, ask(mansfield, director), "classify", **{**SUBPOENA, "return_by": "2026-11-25"}
    )
    return mansfield


def laid() -> str:
    return "".join(path.read_text() for path in (settings.RETICENT_HOME / "mail").glob("*.log"))


def test_in_the_morning_what_is_due_is_mailed_once(due: Town) -> None:
    assert [mailing.tick(SIX + n * HOUR) for n in (-1, 0, 1, 8)] == [0, 1, 0, 0]

    assert "Due today:" in laid()


def test_what_could_not_be_sent_is_tried_again_every_hour_and_the_night_is_done_all_the_same(
    due: Town, settings: Any
) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.DEFAULT_FROM_EMAIL = "127.0.0.1", 1, "us@example.org"
    settings.EMAIL_USE_TLS = False

    assert nightly.tick(SIX)
    assert mailing.tick(SIX) == 0

    assert nights.read().trouble == ""
    assert "mail server does not answer" in reminders.ROUNDS.kept(due.library).troubles[0]
    settings.EMAIL_HOST = ""
    assert mailing.tick(SIX + 59 * MINUTE) == 0
    assert mailing.tick(SIX + 60 * MINUTE) == 1
    # Of counsel, for whom it waits, no address is known.
    assert "address of the Town Attorney" in " ".join(reminders.ROUNDS.kept(due.library).troubles)


def test_a_night_that_failed_is_told_in_the_morning(due: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    assert nightly.tick(SIX - DAY)
    (settings.RETICENT_KEYS / "mansfield.keys").rename(settings.RETICENT_KEYS / "elsewhere")
    due.drawer.asleep()
    assert not nightly.tick(SIX)

    assert mailing.tick(SIX) == 1

    assert "the night's work, with the backup and the forgetting, was not done" in laid()
    # Its acts cannot be opened without their key. Its day stands in clear.
    assert "the next step, Wednesday, 25 November 2026" in laid()


def test_what_nobody_foresaw_in_one_library_is_said_by_its_kind_and_the_others_are_mailed(
    due: Town, town: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    weston = town("a-weston", policy_id="weston-2017")
    run = reminders.run

    def fails(library: Any, **how: Any) -> Any:
        if library.slug == "a-weston":
            raise RuntimeError("Alice Quackenbush")
        return run(library, **how)

    monkeypatch.setattr(reminders, "run", fails)

    assert mailing.tick(SIX) == 1

    said = json.loads((settings.RETICENT_HOME / "reminders.json").read_text())
    assert "RuntimeError" in str(said["a-weston"])
    assert "Alice" not in str(said)
    assert reminders.ROUNDS.kept(weston.library).troubles


def test_a_database_that_does_not_answer_is_asked_again(due: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent() -> list[Any]:
        raise OperationalError("the connection is closed")

    with monkeypatch.context() as broken:
        broken.setattr(libraries, "everyone", silent)
        assert mailing.tick(SIX) == 0

    assert mailing.tick(SIX + MINUTE) == 1


def test_while_another_process_sends_nothing_is_sent_twice_or_called_a_trouble(due: Town) -> None:

    with reminders.ROUNDS.alone():
        assert mailing.tick(SIX) == 0

    assert reminders.ROUNDS.kept(due.library).troubles == ()
    assert mailing.tick(SIX + MINUTE) == 1


def test_the_sign_in_that_a_mail_names_is_where_staff_sign_in(due: Town) -> None:
    from django.urls import reverse

    (mail, *_) = reminders.planned(due.library, now=SIX)

    assert reverse(settings.LOGIN_URL, args=["mansfield"]) in mail.letter.body


@pytest.fixture
def asked(copy: Installation) -> Installation:
    """An installation with a request for public records of today."""
    copy.ok("staff", "add", "director", *HERE, "--duty", "director", "--password", "reading-room-lamp")
    details = {"asker": "reporter", "papers": "foi_request", "channel": "email", "name": "Pat Reporter"}
    copy.desk("asked", json.dumps(details))
    return copy


def test_from_the_command_line_is_said_what_is_due_and_what_would_go_and_nothing_is_changed(
    asked: Installation,
) -> None:
    (place,) = asked.ok("reminders", "list", *HERE, "--json").json["libraries"]
    (of_case,) = (each for each in place["due"] if each["case"])
    assert of_case["what"] is None
    assert [each["what"] for each in place["due"] if not each["case"]] == [
        "policy_read",
        "drill",
        "paper_walk",
    ]
    assert place["sent"] == []

    day = int((datetime.fromisoformat(of_case["due"]).date() - TODAY).days)
    would = asked.ok("reminders", "send", *HERE, "--dry-run", "--json", days=day).json["would_send"]

    (mail,) = would
    assert (mail["office"], mail["has_address"]) == ("Library Director", False)
    assert {"case": of_case["case"], "what": None, "due": of_case["due"]} in mail["about"]
    assert not (asked.home / "mail").exists()
    said = asked.ok("reminders", "send", *HERE, "--dry-run", days=day).said
    assert "(no address is known)" in said
    assert "public records" not in said


def test_what_is_sent_from_the_command_line_is_listed_and_not_sent_again(asked: Installation) -> None:
    (place,) = asked.ok("reminders", "list", *HERE, "--json").json["libraries"]
    (of_case,) = (each for each in place["due"] if each["case"])
    day = int((datetime.fromisoformat(of_case["due"]).date() - TODAY).days)
    without = asked.run("reminders", "send", *HERE, days=day)
    assert without.code == 1
    assert "No e-mail address of the Library Director is known." in without.said

    asked.ok("contacts", "set", "Library Director", *HERE, "--mail", "director@library.example.org")
    done = asked.ok("reminders", "send", *HERE, "--json", days=day).json
    again = asked.ok("reminders", "send", *HERE, days=day)

    assert (done["by_server"], [each["sent"] for each in done["libraries"]]) == (False, [1])
    assert "0 mails laid into the folder" in again.said
    assert "mailed to the Library Director: case-" in asked.ok("reminders", "list", *HERE, days=day).said
    (mail,) = (asked.home / "mail").glob("*.log")
    assert mail.stat().st_mode & 0o077 == 0
    assert "Pat" not in mail.read_text()


def test_a_library_is_set_up_to_be_written_to_in_spanish(copy: Installation) -> None:
    copy.ok(
        "init", "mansfield", "--name", "Mansfield Public Library", "--town", "Mansfield",
        "--policy", "mansfield-2019", "--language", "es",
    )  # fmt: skip
    copy.ok("contacts", "set", "Library Director", *HERE, "--mail", "director@library.example.org")

    copy.ok("reminders", "send", *HERE, days=30)

    (mail,) = (copy.home / "mail").glob("*.log")
    assert "vence un asunto" in mail.read_text()
    assert copy.query("SELECT language FROM reticent_library") == [("es",)]
