"""Does each reminder go once, whatever the mail server does, and is what could not go said and tried again?"""

import os
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from reticent import reminders
from reticent.disclosure import cases
from reticent.disclosure.cases import CaseFile, OnPaper
from reticent.drawer import containers
from reticent.people import contacts, libraries, mailings, post
from reticent.people.contacts import Numbers
from reticent.people.mailings import Mailing
from reticent.people.staff import StaffAccount
from reticent.reminders import Round
from reticent.retention import backups, clock
from reticent.retention.clock import ClockInDoubt
from reticent.retention.rounds import AtIt
from tests.conftest import NOW, Town
from tests.rooms.disclosure.cases.asked import POLICE, SUBPOENA, ask
from tests.rooms.disclosure.complying import take
from tests.rooms.mail_server import MailServer
from tests.rooms.reminders.conftest import ATTORNEY, DIRECTOR

DAY = timedelta(days=1)
NEAR, ON_ITS_DAY = NOW + 12 * DAY, NOW + 19 * DAY


@pytest.fixture
def case(here: Town, custodian: StaffAccount) -> CaseFile:
    """A case whose paper is to be answered on 10 December, by counsel."""
    return take(here, custodian, ask(here, custodian), "classify", **SUBPOENA)


def go(town: Town, now: Any = NEAR) -> Round:
    return reminders.run(town.library, now=now, way=post.way())


def shown(mail: EmailMessage) -> str:
    return f"{mail['Subject']} {mail.get_content()}"


def test_what_comes_near_is_mailed_once_to_each_office_it_concerns(
    here: Town, case: CaseFile, mail: MailServer
) -> None:
    done = [go(here), go(here), go(here, NEAR + DAY)]

    assert [each.sent for each in done] == [2, 0, 0]
    assert sorted(mail.told) == [ATTORNEY, DIRECTOR]
    assert case.shown in mail.said_to(DIRECTOR)
    assert "Thursday, 10 December 2026" in mail.said_to(DIRECTOR)
    assert "/mansfield/staff" in mail.said_to(DIRECTOR)
    assert "/mansfield/staff" not in mail.said_to(ATTORNEY)


def test_a_mail_names_nobody_and_nothing_of_the_case(
    here: Town, custodian: StaffAccount, mail: MailServer
) -> None:
    told = {
        **POLICE,
        "name": "Officer Eve",
        "agency": "State Police",
        "badge": "Badge 77",
        "contact": "officer.eve@police.example.org",
    }
    paper = {**SUBPOENA, "court": "Superior Court", "docket": "TTD-CV-26-6001"}
    case = take(here, custodian, ask(here, custodian, told), "classify", **paper)

    for n in range(40):
        go(here, NEAR + n * DAY)

    everything = " ".join(str(each) for _, each in mail.taken)
    assert len(mail.taken) > 8
    # Words that no mail's number, drawn in hexadecimal, can hold by chance.
    secret = ("Officer", "Police", "Badge", "police.example", "subpoena", "Superior", "TTD-CV", "reader")
    for word in (*secret, case.handle):
        assert word not in everything


def test_a_mail_is_in_the_language_of_the_library(here: Town, case: CaseFile, mail: MailServer) -> None:
    libraries.write_in(here.library, "es")
    here.library = libraries.named("mansfield")

    go(here)

    said = mail.said_to(DIRECTOR)
    assert "vence un asunto" in said
    assert "jueves 10 de diciembre de 2026" in said
    assert "Overdue" not in said


def test_what_is_due_on_a_day_comes_in_one_mail(
    here: Town, custodian: StaffAccount, case: CaseFile, mail: MailServer
) -> None:
    other = take(here, custodian, ask(here, custodian), "classify", **SUBPOENA)

    assert go(here).sent == 2
    assert case.shown in mail.said_to(DIRECTOR)
    assert other.shown in mail.said_to(DIRECTOR)
    assert "2 things are due" in mail.said_to(DIRECTOR)


def test_an_office_without_an_address_is_named_and_the_others_are_told(
    here: Town, case: CaseFile, mail: MailServer
) -> None:
    contacts.note(here.library, "Town Attorney", Numbers())

    done = go(here)

    assert (done.sent, mail.told) == (1, [DIRECTOR])
    assert done.troubles == (
        "No e-mail address of the Town Attorney is known. Write it down under “Whom to call”; it is tried again.",
    )
    assert reminders.ROUNDS.kept(here.library).troubles == done.troubles
    contacts.note(here.library, "Town Attorney", Numbers(mail=ATTORNEY))
    assert go(here) == Round(1, ())


def test_an_address_that_the_server_does_not_know_is_said_and_tried_again(
    here: Town, case: CaseFile, mail: MailServer
) -> None:
    mail.knows_not = {ATTORNEY}

    troubles = [go(here).troubles for _ in range(4)]

    assert all("does not take the address of the Town Attorney" in said for (said,) in troubles)
    assert ATTORNEY not in str(troubles)
    assert mail.told == [DIRECTOR]
    mail.knows_not = set()
    assert go(here) == Round(1, ())
    assert "reached you already" not in mail.said_to(ATTORNEY)


@pytest.mark.parametrize("trouble", ["silent", "sender"])
def test_a_server_that_does_not_answer_or_refuses_us_loses_nothing(
    here: Town, case: CaseFile, mail: MailServer, settings: Any, trouble: str
) -> None:
    if trouble == "silent":
        settings.EMAIL_PORT = 1
    mail.does = trouble

    failed = [go(here) for _ in range(3)]

    assert [each.sent for each in failed] == [0, 0, 0]
    assert "The mail server does not answer, or does not take our mail." in failed[0].troubles[0]
    assert not Mailing.objects.exists()
    settings.EMAIL_PORT, mail.does = mail.port, ""
    assert go(here) == Round(2, ())
    assert "reached you already" not in mail.said_to(DIRECTOR)


@pytest.mark.parametrize(("does", "came"), [("after", 2), ("before", 0)])
def test_what_a_server_broke_off_is_sent_once_more_says_so_and_no_third_time(
    here: Town, case: CaseFile, mail: MailServer, does: str, came: int
) -> None:
    contacts.note(here.library, "Town Attorney", Numbers())
    mail.does = does

    troubles = [" ".join(go(here).troubles) for _ in range(4)]

    assert len(mail.taken) == came
    assert all("Whether a reminder reached the Library Director is not known" in said for said in troubles)
    if came:
        first, second = mail.taken
        assert "reached you already" not in shown(first[1])
        assert "reached you already" in shown(second[1])
        assert first[1]["Message-ID"] == second[1]["Message-ID"]


def test_what_was_broken_off_and_then_goes_is_told_of_as_sent(
    here: Town, case: CaseFile, mail: MailServer
) -> None:
    mail.does = "before"
    go(here)
    assert reminders.sent(here.library, now=NEAR) == ()
    mail.does = ""

    assert go(here) == Round(2, ())

    assert "reached you already" in mail.said_to(DIRECTOR)
    assert [(each.office, each.handles) for each in reminders.sent(here.library, now=NEAR)] == [
        ("Library Director", (case.handle,)),
        ("Town Attorney", (case.handle,)),
    ]


def test_a_trouble_of_the_day_before_is_over_with_its_occasion(
    here: Town, case: CaseFile, mail: MailServer
) -> None:
    mail.does = "before"
    go(here), go(here)

    mail.does = ""
    assert go(here, ON_ITS_DAY) == Round(2, ())

    assert "reached you already" not in mail.said_to(DIRECTOR)
    assert not Mailing.objects.filter(sent=False).exists()


def test_a_case_that_is_closed_is_told_no_more_and_what_was_mailed_is_forgotten(
    here: Town, custodian: StaffAccount, case: CaseFile, mail: MailServer
) -> None:
    go(here)
    assert Mailing.objects.count() == 2

    take(here, custodian, case, "withdrawn", withdrawn_by="The court", took_back_how="letter")

    assert not Mailing.objects.exists()
    assert reminders.sent(here.library, now=NEAR) == ()
    assert [go(here, ON_ITS_DAY + n * DAY).sent for n in range(3)] == [0, 0, 0]


def test_a_case_that_goes_to_paper_takes_its_reminders_with_it_and_changes_no_mail(
    here: Town, custodian: StaffAccount, case: CaseFile, mail: MailServer
) -> None:
    """What goes out afterwards is what goes out where there never was such a case."""
    later = take(here, custodian, ask(here, custodian), "classify", **{**SUBPOENA, "return_by": "2026-12-24"})
    go(here)

    gone = cases.take(
        here.library,
        custodian,
        case.handle,
        step="to_paper",
        details={},
        now=NEAR,
        seen=case.version,
    )

    assert isinstance(gone, OnPaper)
    assert not Mailing.objects.filter(handle=case.handle).exists()
    mail.taken.clear()
    go(here, ON_ITS_DAY)
    go(here, ON_ITS_DAY + 7 * DAY)
    assert sorted(mail.told) == [ATTORNEY, DIRECTOR]
    assert later.shown in mail.said_to(DIRECTOR)
    with_it = [shown(each) for _, each in mail.taken]
    Mailing.objects.all().delete()
    mail.taken.clear()
    go(here, ON_ITS_DAY + 7 * DAY)
    assert [shown(each) for _, each in mail.taken] == with_it
    assert case.shown not in " ".join(with_it)


def test_what_lies_in_the_sealed_container_is_in_no_mail_and_changes_none(
    here: Town, case: CaseFile, mail: MailServer
) -> None:
    before = [each.letter for each in reminders.planned(here.library, now=NEAR)]
    key = containers.key_of("mansfield", "four words of our own")

    containers.keep("mansfield", key, b"0", head=b"0", until=NEAR.date(), expect=None)
    containers.tick("mansfield", today=NOW.date())

    assert [each.letter for each in reminders.planned(here.library, now=NEAR)] == before
    assert go(here).sent == 2
    assert set(Mailing.objects.values_list("handle", flat=True)) == {case.handle}


def test_what_is_kept_of_a_mail_is_a_day_an_office_and_a_mark(
    here: Town, case: CaseFile, mail: MailServer
) -> None:
    go(here)

    rows = list(Mailing.objects.values("handle", "office", "sent", "tries", "mark", "mailed_on"))

    assert {row["office"] for row in rows} == {"Library Director", "Town Attorney"}
    assert {(row["handle"], row["sent"], row["tries"]) for row in rows} == {(case.handle, True, 1)}
    assert len({row["mark"] for row in rows}) == 2
    assert "return" not in str(rows)


def test_what_was_mailed_of_the_library_s_own_is_known_until_its_day_and_gone_after_three_months(
    here: Town, mail: MailServer
) -> None:
    go(here, NOW + 29 * DAY)  # a drill comes near
    assert Mailing.objects.count() == 1

    mailings.tidy(
        here.library,
        wanted=[],
        open_cases=[],
        today=(NOW + (29 + mailings.KEPT_DAYS + 1) * DAY).date(),
    )

    assert not Mailing.objects.exists()


def test_a_backup_that_is_put_back_lets_nobody_be_mailed_the_same_again(
    here: Town, case: CaseFile, mail: MailServer
) -> None:
    made = backups.make(now=NOW)
    go(here)

    backups.restore(made.name, now=NEAR, confirm=lambda name: True)

    assert go(here, NEAR + DAY).sent == 0
    assert len(mail.taken) == 2


def test_of_a_case_that_a_restore_took_away_nothing_is_shown_as_mailed_and_the_next_round_forgets_it(
    here: Town, custodian: StaffAccount, mail: MailServer
) -> None:
    made = backups.make(now=NOW)
    take(here, custodian, ask(here, custodian), "classify", **SUBPOENA)
    go(here)
    assert len(reminders.sent(here.library, now=NEAR)) == 2

    backups.restore(made.name, now=NEAR, confirm=lambda name: True)

    assert Mailing.objects.count() == 2
    assert reminders.sent(here.library, now=NEAR) == ()
    go(here)
    assert not Mailing.objects.exists()


def test_a_mail_says_to_sign_in_at_the_first_address_that_is_not_of_the_machine_itself(
    here: Town, case: CaseFile, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "desk.example.org"]

    body = reminders.planned(here.library, now=NEAR)[0].letter.body

    assert "type desk.example.org/mansfield/staff into your browser" in body


def test_by_a_clock_in_doubt_nobody_is_mailed(here: Town, case: CaseFile, mail: MailServer) -> None:
    clock.is_right(now=NOW)

    with pytest.raises(ClockInDoubt):
        go(here, NOW + 90 * DAY)

    assert mail.taken == []


def test_without_a_server_the_mail_is_laid_into_a_folder_for_two_weeks(here: Town, case: CaseFile) -> None:
    assert not post.is_named()

    assert go(here) == Round(2, ())

    folder: Path = django_settings.RETICENT_HOME / "mail"
    (laid,) = folder.glob("*.log")
    assert laid.read_text().count("To: ") == 2
    assert folder.stat().st_mode & 0o777 == 0o700
    # Whoever sends within the same second may write to a file of the same name.
    laid = laid.rename(folder / "first.log")
    # The clock of the files is not that of this test.
    os.utime(laid, (NEAR.timestamp(), NEAR.timestamp()))
    go(here, NEAR + 13 * DAY)
    assert laid.exists()
    go(here, NEAR + 15 * DAY)
    assert not laid.exists()


def test_two_rounds_at_once_are_one(here: Town, case: CaseFile, mail: MailServer) -> None:
    with reminders.ROUNDS.alone(), pytest.raises(AtIt):
        go(here)

    assert mail.taken == []


def test_a_case_that_cannot_be_read_is_told_by_its_day_alone(
    here: Town, case: CaseFile, mail: MailServer
) -> None:
    cases.Case.objects.update(version=9)

    go(here, ON_ITS_DAY)

    assert f"{case.shown}: the next step, Thursday, 10 December 2026" in mail.said_to(DIRECTOR)
    assert mail.told == [DIRECTOR]
