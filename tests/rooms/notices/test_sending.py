"""Is each patron told once of what is due, of a hold and of her card, whatever the mail server and the machine do?"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from reticent import notices
from reticent.ledger import log
from reticent.notices import Round
from reticent.people import families, libraries, post, silences
from reticent.records import holds
from reticent.retention import clock
from reticent.retention.clock import ClockInDoubt
from reticent.retention.rounds import AtIt
from tests.conftest import NOW, TODAY, Town
from tests.rooms.mail_server import MailServer
from tests.rooms.policy.altered import loaded, text_of

DAY = timedelta(days=1)
CARD, MAIL = "21540000000011", "21540000000011@example.org"
DUE = TODAY + 3 * DAY


def go(town: Town, now: datetime = NOW) -> Round:
    return notices.run(town.library, now=now, way=post.way())


def reader(town: Town, card: str = CARD, **given: Any) -> str:
    return town.register(card, "Alice Quillfeather", **given)


def lend(town: Town, person: str, barcode: str = "30001", *, due: date = DUE, title: str = "Emma") -> Any:
    item = town.item(barcode, title)
    town.lend(person, item, on=due - 21 * DAY)
    return item


def ask_for(town: Town, person: str, item: Any) -> holds.Placed:
    return holds.place(town.drawer, town.permit, person=person, item=item, pickup="Main", today=TODAY)


def test_what_is_soon_due_is_told_once(here: Town, mail: MailServer) -> None:
    lend(here, reader(here))

    done = [go(here), go(here), go(here, NOW + DAY)]

    assert [each.sent for each in done] == [1, 0, 0]
    assert mail.told == [MAIL]
    assert "One thing that you borrowed is due back on Tuesday, 24 November 2026." in mail.said_to(MAIL)


def test_a_notice_names_neither_who_nor_what_and_not_above_either(here: Town, mail: MailServer) -> None:
    alice = reader(here)
    lend(here, alice)
    lend(here, reader(here, "21540000000022", email="bob@example.org"), "30002", title="Persuasion")

    go(here)

    [(_, letter), _other] = mail.taken
    del letter["Message-ID"]  # drawn, so that any few digits may stand in it
    whole = str(letter) + mail.said_to(MAIL)
    assert not [
        each for each in ("Alice", "Quillfeather", "Emma", "Persuasion", CARD + "\n", alice) if each in whole
    ]
    assert letter["Subject"] == "A notice from Mansfield Public Library"
    assert "30001" not in whole


def test_titles_are_named_where_a_policy_has_notices_name_them_and_nowhere_else(
    here: Town, mail: MailServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lend(here, reader(here))
    text = loaded(tmp_path, f"{text_of('mansfield-2019')}\n[display]\nnotice_titles = true\n")
    monkeypatch.setattr(libraries.Library, "policy", property(lambda self: text))

    go(here)

    assert "    Emma" in mail.said_to(MAIL).splitlines()


def test_several_things_of_one_day_are_counted_and_the_gravest_comes_first(
    here: Town, mail: MailServer
) -> None:
    alice = reader(here)
    lend(here, alice, "30001")
    lend(here, alice, "30002")
    lend(here, alice, "30003", due=TODAY - DAY)

    assert go(here).sent == 1

    said = mail.said_to(MAIL)
    assert "2 things that you borrowed are due back on Tuesday, 24 November 2026." in said
    assert said.index("was due back on Friday, 20 November 2026") < said.index("2 things")


@pytest.mark.parametrize(
    ("away", "times"),
    [((), 3), ((2,), 3), ((3, 4), 3), ((1, 2, 3, 4, 5), 2)],
    ids=["never", "a day", "two", "five, and then it is overdue"],
)
def test_each_is_told_on_its_days_and_on_no_other_whenever_the_machine_stands_still(
    here: Town, mail: MailServer, away: tuple[int, ...], times: int
) -> None:
    lend(here, reader(here), due=TODAY + 5 * DAY)

    for n in range(28):
        if n not in away:
            go(here, NOW + n * DAY)

    assert len(mail.taken) == times


def test_nothing_is_told_of_what_came_back(here: Town, mail: MailServer) -> None:
    here.take_back(lend(here, reader(here)))

    assert go(here) == Round(0)
    assert mail.taken == []


def test_a_hold_that_is_ready_is_told_once_under_its_name_on_the_shelf(here: Town, mail: MailServer) -> None:
    alice, bob = reader(here), reader(here, "21540000000022", email="bob@example.org")
    item = lend(here, bob, due=TODAY + 9 * DAY)
    placed = ask_for(here, alice, item)
    assert go(here).sent == 0
    here.take_back(item)

    assert [go(here).sent, go(here, NOW + DAY).sent] == [1, 0]
    assert f"On the hold shelf it stands under {placed.shelf}." in mail.said_to(MAIL)


def test_who_waits_second_is_told_nothing_until_it_is_her_turn(here: Town, mail: MailServer) -> None:
    alice, bob = reader(here), reader(here, "21540000000022", email="bob@example.org")
    item = here.item("30001")
    ask_for(here, bob, item)
    ask_for(here, alice, item)

    go(here)

    assert mail.told == ["bob@example.org"]


def test_a_card_that_ends_is_told_a_month_before(here: Town, mail: MailServer) -> None:
    reader(here, expires=TODAY + 30 * DAY)

    assert [go(here).sent, go(here, NOW + DAY).sent] == [1, 0]
    assert "Your card ends on Monday, 21 December 2026." in mail.said_to(MAIL)


def test_it_is_said_in_both_languages_the_library_s_own_first(here: Town, mail: MailServer) -> None:
    lend(here, reader(here))
    here.library.language = "es"

    go(here)

    said = mail.said_to(MAIL)
    assert said.index("martes 24 de noviembre de 2026") < said.index("Tuesday, 24 November 2026")


# ---- who is not written to


@pytest.mark.parametrize("wish", ["no_email", "unnamed"])
@pytest.mark.clause("WE-11", "NC-16")
def test_who_wishes_no_e_mail_or_not_to_have_the_library_named_gets_none(
    here: Town, mail: MailServer, wish: str
) -> None:
    alice = reader(here)
    lend(here, alice)
    families.wish(here.drawer, here.to_open("contact_wish"), person=alice, wish=wish, today=TODAY)

    assert go(here) == Round(0, not_written_to=1)
    assert mail.taken == []


@pytest.mark.clause("WE-11")
def test_who_stopped_these_mails_by_their_link_gets_none_and_one_who_stopped_newsletters_does(
    here: Town, mail: MailServer
) -> None:
    lend(here, reader(here))
    lend(here, reader(here, "21540000000022", email="bob@example.org"), "30002")
    for address, sort in ((MAIL, silences.ACCOUNT), ("bob@example.org", silences.NEWS)):
        mark = silences.mark_in(here.library, silences.of(here.library, address))
        assert mark
        silences.stop(here.library, mark, sort, on=TODAY)

    assert go(here) == Round(1, not_written_to=1)
    assert mail.told == ["bob@example.org"]


def test_who_gave_no_address_is_counted_and_no_more(here: Town, mail: MailServer) -> None:
    lend(here, reader(here, email=""))

    assert go(here) == Round(0, not_written_to=1)


@pytest.mark.clause("WE-09", "WE-10")
def test_at_weston_each_says_what_the_policy_warns_of_and_elsewhere_nothing_is_warned_of(
    town: Any, mail: MailServer, settings: Any
) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://desk.example.org"]
    for slug, text in (("weston", "weston-2017"), ("mansfield", "mansfield-2019")):
        there = town(slug, policy_id=text)
        lend(there, reader(there, email=f"alice@{slug}.example.org"))
        go(there)

    warned = "E-mail can be read on its way, and the law may oblige us to disclose it."
    assert warned in mail.said_to("alice@weston.example.org")
    assert warned not in mail.said_to("alice@mansfield.example.org")


def test_a_library_that_adopted_nothing_writes_to_nobody(here: Town, mail: MailServer) -> None:
    lend(here, reader(here))
    here.library.policy_sha256 = ""

    assert go(here) == Round(0)


def test_each_has_a_link_that_stops_it_and_a_mail_program_is_told_of_it(here: Town, mail: MailServer) -> None:
    lend(here, reader(here))

    go(here)

    [(_, letter)] = mail.taken
    word = silences.of(here.library, MAIL)
    link = f"https://desk.example.org/mansfield/stop-mail?of={word}&about=account"
    assert link in mail.said_to(MAIL)
    assert letter["List-Unsubscribe"].replace("\n", "").strip() == f"<{link}>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


# ---- what can go wrong


def test_where_no_server_is_named_nobody_is_written_to_and_nothing_is_laid_down(here: Town) -> None:
    lend(here, reader(here))

    assert go(here) == Round(0)
    assert list(post.folder().glob("*.log")) == []


def test_where_readers_cannot_be_told_an_address_nothing_goes_and_it_is_said(
    here: Town, mail: MailServer, settings: Any
) -> None:
    settings.CSRF_TRUSTED_ORIGINS, settings.ALLOWED_HOSTS = [], ["localhost"]
    lend(here, reader(here))

    [trouble] = go(here).troubles
    settings.CSRF_TRUSTED_ORIGINS = ["https://desk.example.org"]

    assert "RETICENT_HOSTS" in trouble
    assert go(here).sent == 1


@pytest.mark.parametrize("does", ["sender", "gone"])
def test_what_the_server_does_not_take_is_tried_again_though_its_day_is_over(
    here: Town, mail: MailServer, settings: Any, does: str
) -> None:
    lend(here, reader(here))
    if does == "gone":
        settings.EMAIL_PORT, port = 9, mail.port
    else:
        mail.does, port = does, mail.port

    [trouble] = go(here).troubles
    mail.does, settings.EMAIL_PORT = "", port

    assert "does not answer" in trouble
    opened = [each for each in log.entries("mansfield") if each.entry.action == "notices"]
    assert len(opened) == (0 if does == "gone" else 1)
    assert notices.ROUNDS.is_due(here.library, now=NOW + timedelta(hours=1))
    assert go(here, NOW + DAY).sent == 1
    assert "may have come already" not in mail.said_to(MAIL)


@pytest.mark.parametrize("does", ["before", "after"])
def test_what_nobody_knows_to_have_gone_goes_once_more_says_so_and_no_third_time(
    here: Town, mail: MailServer, does: str
) -> None:
    lend(here, reader(here))
    mail.does = does
    first = go(here)
    again = go(here, NOW + timedelta(hours=1))
    mail.does = ""

    assert first.troubles == again.troubles != ()
    assert go(here, NOW + timedelta(hours=2)) == Round(0)
    if does == "after":
        assert len(mail.taken) == 2
        assert "may have come already" in mail.said_to(MAIL)


class Dies(BaseException):
    """The machine stops."""


@pytest.mark.parametrize("when", ["before it is handed over", "after it was taken"])
def test_a_sudden_end_between_two_mails_sends_none_twice_and_loses_none(
    here: Town, mail: MailServer, when: str
) -> None:
    everyone = {
        f"{n}@example.org": reader(here, f"2154000000003{n}", email=f"{n}@example.org") for n in range(4)
    }
    for n, person in enumerate(everyone.values()):
        lend(here, person, f"3000{n}")
    way: Any = post.way()
    hand_over, count = way.send_messages, 0

    def dying(letters: Any) -> Any:
        nonlocal count
        count += 1
        if count == 3 and when.startswith("before"):
            raise Dies
        taken = hand_over(letters)
        if count == 3:
            raise Dies
        return taken

    way.send_messages = dying
    with pytest.raises(Dies):
        notices.run(here.library, now=NOW, way=way)
    done = go(here, NOW + timedelta(minutes=1))

    assert done.troubles == ()
    assert set(mail.told) == set(everyone)
    twice = [each for each in everyone if mail.told.count(each) > 1]
    assert len(twice) == (0 if when.startswith("before") else 1)
    assert all("may have come already" in mail.said_to(each) for each in twice)


def test_when_a_round_is_over_nothing_tells_to_whom_it_wrote(here: Town, mail: MailServer) -> None:
    lend(here, reader(here))

    go(here)

    left = [path for path in django_settings.RETICENT_HOME.iterdir() if path.name.startswith("notices")]
    said = "".join(path.read_text() for path in left)
    assert sorted(path.name for path in left) == ["notices.json", "notices.lock", "notices.mansfield.round"]
    assert "example.org" not in said
    assert (django_settings.RETICENT_HOME / "notices.mansfield.round").read_text() == "after 2026-11-21\n"


def test_a_journal_of_which_the_last_line_was_cut_off_is_read_as_far_as_it_goes(
    here: Town, mail: MailServer
) -> None:
    lend(here, reader(here))
    (django_settings.RETICENT_HOME / "notices.mansfield.round").write_text(
        "after 2026-11-20\nwent 0123\nbegun 01"
    )

    assert go(here).sent == 1


def test_an_address_that_the_server_does_not_know_is_not_tried_again_until_it_is_put_right(
    here: Town, mail: MailServer
) -> None:
    alice = reader(here)
    lend(here, alice, due=TODAY - DAY)
    mail.knows_not = {MAIL}

    assert go(here) == Round(0, unknown_addresses=1)
    assert silences.about(here.library, MAIL, today=TODAY) == {silences.BACK: TODAY}
    assert go(here, NOW + 13 * DAY) == Round(0, not_written_to=1)


def test_two_rounds_at_once_are_one(here: Town, mail: MailServer) -> None:
    with notices.ROUNDS.alone(), pytest.raises(AtIt):
        go(here)


def test_nothing_is_sent_by_a_clock_that_is_in_doubt(here: Town, mail: MailServer) -> None:
    lend(here, reader(here))
    clock.is_right(now=NOW)

    with pytest.raises(ClockInDoubt):
        go(here, NOW + 90 * DAY)


def test_that_slips_were_opened_for_it_stands_in_the_ledger_once_a_day_whoever_only_plans(
    here: Town, mail: MailServer
) -> None:
    lend(here, reader(here))

    notices.planned(here.library, now=NOW)
    go(here)

    rows = [each.entry for each in log.entries("mansfield") if each.entry.action == "notices"]
    assert [(row.day, row.role, row.basis) for row in rows] == [(TODAY, "system", ("S-3",))]


def test_a_round_comes_from_eight_by_the_library_s_own_clock(here: Town) -> None:
    eight = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)

    assert not notices.ROUNDS.is_due(here.library, now=eight - timedelta(minutes=1))
    assert notices.ROUNDS.is_due(here.library, now=eight)
