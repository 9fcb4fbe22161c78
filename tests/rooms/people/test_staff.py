"""Staff passwords: five wrong ones, then a pause, in whatever process they are tried."""

import threading
from datetime import timedelta

from django.db import connection

from reticent.people.staff import StaffAccount
from tests.conftest import NOW, Town

MINUTE = timedelta(minutes=1)


def takes(who: str = "clara@mansfield", *, after: timedelta = timedelta()) -> bool:
    return StaffAccount.objects.take_try(who, now=NOW + after)


def test_after_five_tries_an_account_waits_five_minutes_and_then_longer(mansfield: Town) -> None:
    mansfield.staff()

    assert [takes() for _ in range(6)] == [True] * 5 + [False]
    assert not takes(after=4 * MINUTE)
    assert takes(after=5 * MINUTE)
    assert not takes(after=14 * MINUTE)
    assert takes(after=15 * MINUTE)


def test_an_account_that_is_unlocked_may_try_at_once(mansfield: Town) -> None:
    mansfield.staff()
    for _ in range(6):
        takes()

    StaffAccount.objects.unlock("clara@mansfield")

    assert [takes() for _ in range(6)] == [True] * 5 + [False]


def test_a_new_password_begins_the_count_anew(mansfield: Town) -> None:
    mansfield.staff()
    for _ in range(6):
        takes()

    mansfield.staff()

    assert takes()


def test_one_accounts_wait_is_no_other_accounts(mansfield: Town) -> None:
    mansfield.staff()
    mansfield.staff("director")
    for _ in range(6):
        takes()

    assert takes("director@mansfield")


def test_a_wait_that_was_over_yesterday_is_no_longer_held_against_anyone(mansfield: Town) -> None:
    mansfield.staff()
    for _ in range(5):
        takes()

    assert [takes(after=timedelta(days=2)) for _ in range(5)] == [True] * 5


def test_a_burst_gets_no_more_tries_than_one_after_the_other(mansfield: Town) -> None:
    mansfield.staff()
    together = threading.Barrier(12)
    got: list[bool] = []

    def one() -> None:
        together.wait()
        got.append(takes())
        connection.close()

    threads = [threading.Thread(target=one) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(got) == [False] * 7 + [True] * 5
