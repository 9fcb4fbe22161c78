"""Does the forget-list lose no ending, whatever is cut short and whoever else writes?"""

import os
import secrets
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from reticent.errors import Broken
from reticent.vault.forgetlist import ForgetList

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


def marks(n: int) -> list[bytes]:
    return [secrets.token_bytes(16) for _ in range(n)]


@pytest.fixture
def ended(tmp_path: Path) -> ForgetList:
    return ForgetList(tmp_path / "mansfield.ended")


def test_a_list_that_never_ran_knows_nothing_and_says_so(ended: ForgetList) -> None:
    assert ended.marks() == frozenset()
    assert ended.complete_until() is None
    assert ended.trim(before=date(2026, 1, 1)) == 0
    assert not ended.path.exists()


def test_what_was_added_is_there_and_until_when(ended: ForgetList) -> None:
    first, second = marks(3), marks(2)
    ended.add(first, now=NOW)
    ended.add(second + first[:1], now=NOW + timedelta(days=1))
    ended.add([], now=NOW + timedelta(days=2))

    assert ended.marks() == {*first, *second}
    assert ended.complete_until() == int((NOW + timedelta(days=2)).timestamp())
    assert ended.path.stat().st_mode & 0o777 == 0o600


def test_what_may_not_wait_for_the_night_is_on_the_list_and_says_nothing_of_the_rest(
    ended: ForgetList,
) -> None:
    at_night, at_once = marks(2), marks(3)
    ended.add(at_night, now=NOW)

    ended.add_at_once(at_once, now=NOW + timedelta(hours=9))

    assert ended.marks() == {*at_night, *at_once}
    assert ended.complete_until() == int(NOW.timestamp())
    assert ended.trim(before=(NOW + timedelta(days=1)).date()) == 5


def test_cut_anywhere_it_keeps_every_whole_record_and_goes_on(ended: ForgetList) -> None:
    first, later = marks(3), marks(2)
    ended.add(first, now=NOW)
    whole = ended.path.read_bytes()
    for size in range(len(whole) + 1):
        ended.path.write_bytes(whole[:size])
        known = ended.marks()
        assert known == {m for i, m in enumerate(first) if 16 + 20 * (i + 1) <= size}

        ended.add(later, now=NOW)

        assert ended.marks() == known | set(later)
        assert ended.complete_until() is not None


def test_a_foreign_file_is_not_taken_for_an_empty_list(ended: ForgetList) -> None:
    ended.path.write_bytes(b"something else altogether, and long enough")

    with pytest.raises(Broken, match="move the file aside"):
        ended.marks()
    with pytest.raises(Broken):
        ended.add(marks(1), now=NOW)


def test_trimming_drops_the_old_and_keeps_the_rest_and_the_moment(ended: ForgetList) -> None:
    old, young = marks(4), marks(3)
    ended.add(old, now=NOW - timedelta(days=40))
    ended.add(young, now=NOW)

    assert ended.trim(before=NOW.date() - timedelta(days=28)) == 4
    assert ended.marks() == set(young)
    assert ended.complete_until() == int(NOW.timestamp())
    assert ended.trim(before=NOW.date() - timedelta(days=28)) == 0


def test_it_does_not_grow_by_its_moments(ended: ForgetList) -> None:
    for n in range(50):
        ended.add([], now=NOW + timedelta(days=n))
        ended.trim(before=NOW.date())

    assert ended.path.stat().st_size == 16 + 20


def test_a_write_that_takes_a_part_is_gone_on_with(
    ended: ForgetList, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, many = os.pwrite, marks(20)
    monkeypatch.setattr(os, "pwrite", lambda fd, data, at: real(fd, data[:33], at))

    ended.add(many, now=NOW)

    assert ended.marks() == set(many)


def test_many_processes_and_a_trim_lose_no_mark(ended: ForgetList) -> None:
    every = [marks(60) for _ in range(4)]
    children = []
    for mine in every:
        child = os.fork()
        if not child:
            try:
                for mark in mine:
                    ended.add([mark], now=NOW)
                os._exit(0)
            finally:
                os._exit(1)
        children.append(child)
    for _ in range(40):
        ended.trim(before=NOW.date() - timedelta(days=1))

    assert all(os.waitpid(child, 0)[1] == 0 for child in children)
    assert ended.marks() == {mark for mine in every for mark in mine}
