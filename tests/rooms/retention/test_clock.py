"""Does one wrong reading of the clock destroy nothing, and never stop the forgetting without a word?"""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from reticent.doors.jobs import nightly
from reticent.drawer.tables import Generation
from reticent.retention import backups, canary, clock, exposure, nights, purge
from tests.conftest import NOW, Town

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def nights_until(last: int, *, after: int = 0) -> datetime:
    """A tick a day; the moment of the last."""
    for day in range(after, last + 1):
        assert nightly.tick(NOW + day * DAY)
    return NOW + last * DAY


def what_there_is(town: Town) -> object:
    return (
        sorted(town.drawer.keyfile.generations()),
        list(
            Generation.objects.order_by("number").values_list(
                "number", "state", "opened_at", "readable_until"
            )
        ),
        town.drawer.forget_list.marks(),
        sorted(path.name for path in backups.folder().iterdir()),
    )


def test_a_first_run_has_nothing_to_compare_with(mansfield: Town) -> None:
    assert clock.doubt(now=NOW + 4000 * DAY) == ""

    mansfield.purge()

    assert clock.doubt(now=NOW + 31 * DAY) == clock.doubt(now=NOW - 26 * HOUR) == ""
    assert "the-clock-is-right" in clock.doubt(now=NOW + 31 * DAY + HOUR)
    assert "the-clock-is-right" in clock.doubt(now=NOW - 27 * HOUR)


def test_a_tick_400_days_ahead_changes_nothing_and_says_so(mansfield: Town) -> None:
    ann = mansfield.register("1", "Ann Lee")
    mansfield.lend(ann, mansfield.item("30001"))
    mansfield.take_back(mansfield.item("30001"))
    last = nights_until(30)
    before = what_there_is(mansfield)
    wrong = last + 400 * DAY

    assert not nightly.tick(wrong)
    for work in (
        lambda: purge.run(mansfield.library, now=wrong),
        lambda: purge.fold_day(mansfield.library, now=wrong),
        lambda: nightly.run(now=wrong),
        lambda: canary.verify(now=wrong),
    ):
        with pytest.raises(clock.ClockInDoubt, match="Nothing was changed"):
            work()

    assert what_there_is(mansfield) == before
    assert "The clock says" in nights.read().trouble
    assert any("--the-clock-is-right" in words for words in exposure.of(mansfield.library, now=wrong).alarms)
    # Set right again, it goes on as if nothing had been.
    assert nightly.tick(last + DAY)
    assert exposure.of(mansfield.library, now=last + DAY).alarms == ()


def test_a_backup_by_a_wrong_clock_drops_no_other_and_keeps_none_from_being_made(mansfield: Town) -> None:
    last = nights_until(20)
    here = backups.Backup.objects.count()

    backups.make(now=last + 400 * DAY)

    assert backups.Backup.objects.count() == here + 1
    (said,) = exposure.of(mansfield.library, now=last + HOUR).alarms
    assert "The clock was wrong: a backup dated after" in said
    assert nightly.tick(last + DAY)
    assert backups.Backup.objects.count() == here + 2
    newest = backups.newest()
    assert newest
    assert newest.made_at <= last + DAY
    assert exposure.of(mansfield.library, now=last + DAY).alarms == ()


def test_after_a_clock_that_was_ahead_for_a_while_nothing_is_forgotten_until_somebody_says_it_is_right(
    mansfield: Town,
) -> None:
    last = nights_until(10)
    for ahead in (20, 25, 50, 75):  # each within what is believed
        assert nightly.tick(last + ahead * DAY)

    assert not nightly.tick(last + DAY)

    seen = exposure.of(mansfield.library, now=last + DAY)
    assert any("the clock is wrong now, or was wrong then" in words for words in seen.alarms)
    assert "--the-clock-is-right" in seen.night_trouble
    with pytest.raises(clock.ClockInDoubt):
        mansfield.purge(now=last + DAY)
    clock.is_right(now=last + DAY)
    (turned,) = mansfield.purge(now=last + DAY).turned
    assert turned.readable_until == last + 15 * DAY
    for day in range(1, 25):
        assert nightly.tick(last + day * DAY + HOUR), day
    seen = exposure.of(mansfield.library, now=last + 24 * DAY + 2 * HOUR)
    assert (seen.alarms, seen.night_trouble, seen.late, seen.backup_is_old) == ((), "", (), False)
    keyed = mansfield.drawer.keyfile.generations()
    assert len(keyed) <= 4
    assert turned.generation not in keyed
    assert all(c.readable_until < last + 40 * DAY for c in seen.certificates if c.is_pending)


def test_what_was_dated_ahead_counts_as_old_and_takes_no_mark_away(mansfield: Town) -> None:
    ann = mansfield.register("1", "Ann Lee")
    mansfield.lend(ann, mansfield.item("30001"))
    mansfield.take_back(mansfield.item("30001"))
    Generation.objects.update(opened_at=NOW + 300 * DAY)

    assert "a key in use dated after" in exposure.alarms(now=NOW)[0]
    mansfield.purge()

    assert exposure.alarms(now=NOW) == ()
    assert len(mansfield.drawer.forget_list.marks()) == 1


def test_a_night_that_never_came_is_told(mansfield: Town) -> None:
    assert exposure.alarms(now=NOW + 9 * DAY) == ()  # none was done before: somebody runs it by hand
    last = nights_until(3)

    assert exposure.alarms(now=last + 25 * HOUR) == ()
    (said,) = exposure.alarms(now=last + 27 * HOUR)
    assert "Is the server running?" in said


def test_a_mark_that_cannot_be_read_is_said_and_the_administrator_sets_it_anew(mansfield: Town) -> None:
    mansfield.purge()
    mark = Path(settings.RETICENT_HOME / "clock.json")
    for text in ("", "[]", '{"worked_at": 3}', '{"worked_at": "2026-11-21T02:00:00"}'):
        mark.write_text(text)
        with pytest.raises(clock.ClockInDoubt, match=r"clock\.json"):
            mansfield.purge()

    clock.is_right(now=NOW)
    mansfield.purge()
    assert not list(settings.RETICENT_HOME.glob("*.part"))
