"""Who is let in with card and PIN, how often that may be tried, and what a try leaves behind."""

import os
import subprocess
import sys
import threading
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, connections

from reticent.access import doorway, registrations
from reticent.people import patrons, tries
from reticent.vault import pins
from tests.conftest import NOW, Town, make_town

CARD, PIN, WRONG, NOBODYS = "29030001", "4711", "0000", "29039999"


@pytest.fixture
def town(mansfield: Town) -> Town:
    """Alice is registered with a PIN, Bob without."""
    mansfield.register(CARD, "Alice Quillfeather", pin=PIN)
    mansfield.register("29030002", "Bob Quillfeather")
    return mansfield


def sign_in(town: Town, card: str = CARD, pin: str = WRONG, *, after: timedelta = timedelta()) -> bool:
    return doorway.sign_in(town.library, card=card, pin=pin, now=town.now + after) is not None


def counted(town: Town, card: str = CARD) -> list[dict[str, object]]:
    """What is kept of the tries at a card."""
    permit = town.to_open("tries", subject=tries.handle(card))
    return [dict(slip.payload) for slip in town.drawer.find(permit, subject=tries.handle(card))]


def checks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The PINs that are compared with one that is kept, as they are compared."""
    compared: list[str] = []
    usual = pins.fits

    def fits(pin: str, kept: str | None) -> bool:
        if kept is not None:
            compared.append(pin)
        return usual(pin, kept)

    monkeypatch.setattr(patrons.pins, "fits", fits)
    return compared


def test_the_right_pin_opens_and_leaves_nothing_counted(town: Town) -> None:
    assert not sign_in(town)
    assert [kept["count"] for kept in counted(town)] == [1]

    assert sign_in(town, pin=PIN)

    assert counted(town) == []


def test_after_five_wrong_tries_the_right_pin_is_refused_until_the_pause_is_over(town: Town) -> None:
    for _ in range(5):
        assert not sign_in(town)

    assert not sign_in(town, pin=PIN, after=timedelta(minutes=14, seconds=59))
    assert sign_in(town, pin=PIN, after=timedelta(minutes=15))


def test_while_it_waits_no_pin_is_compared(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = checks(monkeypatch)
    for _ in range(9):
        sign_in(town)

    sign_in(town, pin=PIN)

    assert len(compared) == 5


def test_the_pause_grows_with_every_wrong_try_after_it(town: Town) -> None:
    for _ in range(5):
        sign_in(town)
    quarter = timedelta(minutes=15)

    assert not sign_in(town, after=quarter)
    assert not sign_in(town, pin=PIN, after=quarter * 3 - timedelta(seconds=1))
    assert sign_in(town, pin=PIN, after=quarter * 3)


def test_a_right_pin_after_four_wrong_ones_begins_the_count_anew(town: Town) -> None:
    for _ in range(3):
        for _ in range(4):
            assert not sign_in(town)
        assert sign_in(town, pin=PIN)


@pytest.mark.parametrize("begun", range(0, 24, 3))
def test_a_whole_day_of_guessing_gets_fourteen_checks_whenever_it_begins(town: Town, begun: int) -> None:
    """Five, then one after each pause (15 and 30 minutes, 1, 2, 4 hours and so on): midnight gives no more."""
    assert checks_had(town, from_=timedelta(hours=begun), days=1) == 14


@pytest.mark.parametrize("rests_after", [None, 4, 5, 6, 7, 8, 9, 10, 12])
def test_who_guesses_for_weeks_gets_little_more_than_seven_checks_a_day(
    town: Town, rests_after: int | None
) -> None:
    """Whether he goes on and on, or lets the count be forgotten after so many; 200 at most (SECURITY.md)."""
    assert checks_had(town, days=28, rests_after=rests_after) <= 200


def test_who_rests_in_the_evening_and_begins_anew_at_midnight_gets_no_more(town: Town) -> None:
    assert checks_had(town, days=28, stops_at=20) <= 200


def checks_had(
    town: Town,
    *,
    days: int,
    from_: timedelta = timedelta(),
    rests_after: int | None = None,
    stops_at: int = 24,
) -> int:
    """How many PINs are checked for somebody who tries at each first moment that lets him, with a purge each night."""
    now, over = town.now + from_, town.now + from_ + timedelta(days=days)
    permit = town.to_open("tries", subject=tries.handle(NOBODYS))
    had, since, purged = 0, 0, town.library.day_of(now)
    while now < over:
        there = town.library.there(now)
        if there.hour >= stops_at:
            now = there.replace(hour=0, minute=0, second=0) + timedelta(days=1)
            continue
        if town.library.day_of(now) != purged:
            purged = town.library.day_of(now)
            town.purge(now=now)
        if not tries.take(town.drawer, permit, card=NOBODYS, now=now, day_of=town.library.day_of):
            (kept,) = counted(town, NOBODYS)
            now = datetime.fromisoformat(str(kept["until"]))
            continue
        had, since = had + 1, since + 1
        if since == rests_after:
            (kept,) = counted(town, NOBODYS)
            now, since = datetime.fromisoformat(str(kept["last"])) + timedelta(days=1), 0
    return had


def test_what_was_tried_a_whole_day_ago_no_longer_counts(town: Town) -> None:
    for _ in range(4):
        sign_in(town)

    assert not sign_in(town, after=timedelta(days=1))
    assert [kept["count"] for kept in counted(town)] == [1]


@pytest.mark.parametrize("card", [NOBODYS, CARD, "29030002"], ids=["nobody's", "wrong PIN", "no PIN"])
def test_a_card_of_nobody_is_counted_and_has_to_wait_like_any_other(town: Town, card: str) -> None:
    for _ in range(7):
        assert not sign_in(town, card)

    kept = counted(town, card)
    assert [each["count"] for each in kept] == [5]
    assert kept[0]["until"] == (NOW + timedelta(minutes=15)).isoformat()


def test_a_card_is_one_card_however_it_is_written(town: Town) -> None:
    for card in (CARD, " 29030001", "2903 0001", "2903 0001 ", "29030001\t"):
        sign_in(town, card)

    assert not sign_in(town, pin=PIN)


def test_the_second_night_after_nothing_is_left_of_a_try(town: Town) -> None:
    sign_in(town)
    sign_in(town, NOBODYS)

    town.purge(now=NOW + timedelta(days=1))
    assert counted(town)
    done = town.purge(now=NOW + timedelta(days=2))

    assert done.ended["tries"] == 2
    assert not counted(town) + counted(town, NOBODYS)


def test_a_pause_into_tomorrow_is_forgotten_only_the_day_after_it(town: Town) -> None:
    late = timedelta(hours=13, minutes=50)  # ten to midnight at Mansfield
    for _ in range(5):
        sign_in(town, after=late)

    town.purge(now=NOW + timedelta(hours=14, minutes=1))

    assert counted(town)
    assert not sign_in(town, pin=PIN, after=late + timedelta(minutes=14))


def test_a_try_stands_nowhere_in_clear_and_looks_like_any_slip(town: Town) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tag, thing_tag, sealed FROM reticent_slip")
        before = {bytes(tag) for tag, *_ in cursor.fetchall()}
        sign_in(town, NOBODYS)
        cursor.execute("SELECT tag, thing_tag, sealed FROM reticent_slip")
        (row,) = [r for r in cursor.fetchall() if bytes(r[0]) not in before]

    assert NOBODYS.encode() not in b"".join(bytes(part) for part in row)
    town.lend(town.register("29030003", "Carol Doe"), town.item("30001"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT length(sealed) FROM reticent_slip")
        lengths = [length for (length,) in cursor.fetchall()]
    assert lengths.count(len(bytes(row[2]))) > 1


def test_somebody_registered_later_under_a_card_that_was_tried_is_found_by_it(town: Town) -> None:
    sign_in(town, NOBODYS)

    town.register(NOBODYS, "Dora Quillfeather", pin=PIN)

    assert sign_in(town, NOBODYS, pin=PIN)


def test_a_card_that_ran_out_still_shows_its_owner_what_is_held(town: Town) -> None:
    town.register("29030004", "Eve Quillfeather", pin=PIN, expires=date(2026, 11, 1))

    assert sign_in(town, "29030004", pin=PIN)


def test_tries_at_one_library_keep_nobody_out_of_another(town: Town) -> None:
    wolcott = make_town("wolcott", policy_id="wolcott-2016")
    wolcott.register(CARD, "Alice Quillfeather", pin=PIN)
    for _ in range(6):
        sign_in(town)

    assert sign_in(wolcott, pin=PIN)


def test_a_new_pin_from_the_desk_ends_the_wait(town: Town) -> None:
    for _ in range(6):
        sign_in(town)
    clara = town.staff("clara", "circulation", "registration")
    person = patrons.by_handle(town.drawer, town.permit, handle=patrons.card_handle(CARD))[0]

    registrations.set_pin(town.library, clara, person=person, pin="8642", again="8642", shown="card", now=NOW)

    assert sign_in(town, pin="8642")


def test_a_burst_from_many_threads_gets_no_more_checks_than_one_after_the_other(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = checks(monkeypatch)
    together = threading.Barrier(16)
    broke: list[Exception] = []

    def one() -> None:
        try:
            together.wait()
            sign_in(town)
        except Exception as no:  # noqa: BLE001 - told below: a thread's own is lost
            broke.append(no)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert broke == []
    assert len(compared) == 5
    assert [kept["count"] for kept in counted(town)] == [5]


def test_a_burst_from_several_processes_gets_no_more_checks_either(town: Town, place: Path) -> None:
    environment = {
        **os.environ,
        "RETICENT_HOME": str(place / "home"),
        "RETICENT_KEYS": str(place / "keys"),
        "RETICENT_TEST_NAMES": "\n".join(
            str(connections[alias].settings_dict["NAME"]) for alias in ("default", "ledger")
        ),
    }
    burst = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.rooms.access.guessing", CARD, WRONG, "4"],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(4)
    ]  # fmt: skip
    for process in burst:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"

    for process in burst:
        assert process.stdin is not None
        process.stdin.write(f"{NOW.isoformat()}\n")
        process.stdin.flush()
    compared = [int(process.communicate(timeout=60)[0]) for process in burst]

    assert sum(compared) == 5, compared
    assert not sign_in(town, pin=PIN)
