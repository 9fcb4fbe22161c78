"""Does the purge end what is due and nothing else, forget only when a backup allows it, and say so truly?"""

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as _settings
from django.db import connection

from reticent.access import doorway
from reticent.drawer import slips, turning, waking
from reticent.drawer.tables import Generation
from reticent.errors import Broken
from reticent.ledger import log
from reticent.records import facts
from reticent.records.looks import LookTally
from reticent.retention import backups, clock, purge, stores
from reticent.retention.certificates import Certificate
from reticent.vault.keyfile import KeyGone
from tests import postgresql
from tests.conftest import NOW, TODAY, Town

DAY = timedelta(days=1)


def states(town: Town) -> dict[int, str]:
    return dict(Generation.objects.filter(library=town.library.slug).values_list("number", "state"))


def acts(town: Town, what: str) -> list[int]:
    return [w.entry.count for w in log.entries(town.library.slug) if w.entry.action == what]


# -- what is due


@pytest.mark.clause("M19-05")
def test_what_is_due_ends_on_its_day_and_not_before(mansfield: Town) -> None:
    ann = mansfield.register("1", "Ann Lee")
    mansfield.lend(ann, mansfield.item("30001"), on=TODAY - 40 * DAY)
    mansfield.take_back(mansfield.item("30001"), fine=10)
    mansfield.pay(ann, days_after=30)

    assert mansfield.purge(now=NOW + 29 * DAY).ended == {}
    assert mansfield.purge(now=NOW + 30 * DAY).ended == {"charge": 1}
    assert acts(mansfield, "purge") == [1]


@pytest.mark.parametrize(
    ("slug", "policy_id"),
    [
        pytest.param("wolcott", "wolcott-2016", marks=pytest.mark.clause("WO-15")),
        pytest.param("weston", "weston-2017", marks=pytest.mark.clause("WE-08")),
    ],
)
def test_what_a_text_has_destroyed_goes_by_the_nights_schedule_and_a_certificate_says_so(
    town, slug: str, policy_id: str
) -> None:  # type: ignore[no-untyped-def]
    place = town(slug, policy_id=policy_id)
    ann = place.register("1", "Ann Lee")
    place.lend(ann, place.item("30001"), on=TODAY - 40 * DAY)
    place.take_back(place.item("30001"), fine=10)
    place.pay(ann, days_after=30)

    ended = place.purge(now=NOW + 30 * DAY, turn_now=True).ended
    (certificate,) = Certificate.objects.filter(library=slug)

    assert ended == {"charge": 1}
    assert acts(place, "purge") == [1]
    assert certificate.kept >= 1
    assert certificate.forgotten_at is None


def test_looks_are_kept_for_the_year_that_she_may_ask(mansfield: Town) -> None:
    ann, clara = mansfield.register("1", "Ann Lee"), mansfield.staff()
    doorway.look(mansfield.library, clara, purpose="lend", now=NOW, handle="1")

    assert mansfield.purge(now=NOW + 364 * DAY).ended == {}
    assert mansfield.purge(now=NOW + 365 * DAY).ended == {"look": 1}
    assert ann


def test_what_is_needed_is_never_due(mansfield: Town) -> None:
    ann = mansfield.register("1", "Ann Lee")
    mansfield.lend(ann, mansfield.item("30001"), on=TODAY - 3000 * DAY)

    assert mansfield.purge(now=NOW + 3000 * DAY).ended == {}
    assert mansfield.out_to(ann) == {"30001"}


def test_a_dry_run_counts_and_changes_nothing(mansfield: Town) -> None:
    mansfield.register("1", "Ann Lee", expires=TODAY - 366 * DAY)
    ben = mansfield.register("2", "Ben Lee", expires=TODAY - 366 * DAY)
    mansfield.lend(ben, mansfield.item("30001"), on=TODAY - 400 * DAY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM reticent_slip ORDER BY tag")
        before = cursor.fetchall()

    done = mansfield.purge(dry_run=True, turn_now=True)

    assert done.stock is not None
    held = done.stock.of("registration")
    assert (held.held, held.due, held.kept_by_others) == (2, 1, 1)
    assert done.stock.of("loan").oldest == TODAY - 400 * DAY
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM reticent_slip ORDER BY tag")
        assert cursor.fetchall() == before
    assert states(mansfield) == {1: "open"}
    assert acts(mansfield, "purge") == []


def test_a_purge_twice_ends_nothing_twice(mansfield: Town) -> None:
    mansfield.register("1", "Ann Lee", expires=TODAY - 366 * DAY)

    assert sum(mansfield.purge().ended.values()) == 6
    assert sum(mansfield.purge().ended.values()) == 0


def test_what_ended_is_on_the_list_before_its_last_trace_here_is_gone(mansfield: Town) -> None:
    ann = mansfield.register("1", "Ann Lee")
    mansfield.lend(ann, mansfield.item("30001"))
    serials = {i.serial for _, i in mansfield.drawer.everything() if i.kind and i.kind.name == "loan"}
    mansfield.take_back(mansfield.item("30001"))
    assert mansfield.drawer.forget_list.marks() == frozenset()

    mansfield.purge()

    assert mansfield.drawer.forget_list.marks() == serials
    assert not [i for _, i in mansfield.drawer.everything() if i.kind is None]


# -- turning


def test_the_key_turns_every_week_and_never_in_between(mansfield: Town) -> None:
    turned = [day for day in range(30) if mansfield.purge(now=NOW + day * DAY).turned]

    assert turned == [7, 14, 21, 28]


def test_a_turn_keeps_what_stands_and_drops_what_ended(mansfield: Town) -> None:
    ann = mansfield.register("1", "Ann Lee")
    for n in range(5):
        mansfield.lend(ann, mansfield.item(f"3000{n}"))
    for n in range(3):
        mansfield.take_back(mansfield.item(f"3000{n}"))

    (turned,) = mansfield.purge(turn_now=True).turned

    assert (turned.kept, turned.dropped) == (8, 3)
    assert turned.readable_until == NOW + 14 * DAY
    assert mansfield.out_to(ann) == {"30003", "30004"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM reticent_slip")
        assert cursor.fetchone()[0] == 8


def test_a_turn_with_nothing_in_the_drawer(mansfield: Town) -> None:
    (turned,) = mansfield.purge(turn_now=True).turned

    assert (turned.kept, turned.dropped) == (0, 0)
    mansfield.register("1", "Ann Lee")


# -- forgetting


def test_a_key_is_overwritten_after_the_window_and_a_backup_made_since_and_not_before(
    mansfield: Town,
) -> None:
    mansfield.purge(turn_now=True)
    key = mansfield.drawer.keyfile.key(1)

    assert mansfield.purge(now=NOW + 20 * DAY).waiting_for_backup == 1  # the window is over, but no backup
    assert mansfield.drawer.keyfile.key(1) == key
    backups.make(now=NOW + 20 * DAY)
    done = mansfield.purge(now=NOW + 20 * DAY + timedelta(hours=1))

    assert done.forgotten >= 1
    with pytest.raises(KeyGone):
        mansfield.drawer.keyfile.key(1)
    assert states(mansfield)[1] == "forgotten"


def test_before_the_window_is_over_no_backup_hastens_it(mansfield: Town) -> None:
    mansfield.purge(turn_now=True)
    backups.make(now=NOW + DAY)

    assert mansfield.purge(now=NOW + 14 * DAY - purge.SLACK - timedelta(seconds=1)).forgotten == 0
    assert mansfield.purge(now=NOW + 14 * DAY - purge.SLACK).forgotten == 1


def nights_of_ten_weeks(first: date, *, seed: int) -> list[datetime]:
    """Two in the morning at Mansfield and up to an hour and a half later, as the job comes to it."""
    drawn = random.Random(seed)
    two = [datetime.combine(first + day * DAY, time(2), ZoneInfo("America/New_York")) for day in range(70)]
    return [night.astimezone(UTC) + timedelta(seconds=drawn.randrange(5400)) for night in two]


# Over the autumn's change, and the spring's. Calendars know no store, and on PostgreSQL it is seventy dumps each.
@pytest.mark.parametrize(
    "first", [date(2026, 9, 20)] if postgresql.in_use() else [date(2026, 9, 20), date(2027, 2, 1)]
)
@pytest.mark.parametrize("seed", [1] if postgresql.in_use() else [1, 2, 3])
def test_what_ended_is_forgotten_in_the_21st_night_whenever_in_the_night_the_work_is_done(
    mansfield: Town, first: date, seed: int
) -> None:
    nights = nights_of_ten_weeks(first, seed=seed)
    Generation.objects.update(opened_at=nights[0])
    for now in nights[1:]:
        purge.fold_day(mansfield.library, now=now)
        backups.make(now=now)
        mansfield.purge(now=now)

    rows = list(Generation.objects.order_by("number"))
    gone = [row for row in rows if row.forgotten_at]
    assert len(gone) == 7
    for row in gone:
        assert row.turned_at is not None
        assert row.forgotten_at is not None
        # Nights counted by the library's calendar: what ended just after one turn waits for the next, and for the key.
        opened, turned, forgotten = (
            mansfield.library.day_of(moment) for moment in (row.opened_at, row.turned_at, row.forgotten_at)
        )
        assert ((turned - opened).days, (forgotten - turned).days) == (7, 14)
        assert row.forgotten_at - row.opened_at < 21 * DAY + timedelta(hours=3)
        assert row.forgotten_at - row.turned_at > 14 * DAY - timedelta(
            hours=3
        )  # and no backup opens much shorter


def test_a_backup_made_just_before_the_turn_of_the_same_night_does_not_count(mansfield: Town) -> None:
    """As the night's work does: backup first, then the purge, with one and the same moment."""
    ann = mansfield.register("1", "Ann Lee")
    backups.make(now=NOW)
    mansfield.purge(now=NOW, turn_now=True)

    done = mansfield.purge(now=NOW + 15 * DAY)

    assert (done.forgotten, done.waiting_for_backup) == (0, 1)
    assert mansfield.drawer.keyfile.key(1)
    assert mansfield.drawer.find(mansfield.permit, subject=ann)


def test_a_backup_that_was_taken_away_or_did_not_open_does_not_count(mansfield: Town) -> None:
    mansfield.purge(turn_now=True)
    made = backups.make(now=NOW + DAY)
    (path,) = (p for p in backups.folder().iterdir() if p.stem == made.name)
    whole = path.read_bytes()

    path.unlink()
    assert mansfield.purge(now=NOW + 15 * DAY).forgotten == 0
    path.write_bytes(b"not a database at all" * 100)
    assert mansfield.purge(now=NOW + 15 * DAY).forgotten == 0
    path.write_bytes(whole)
    assert mansfield.purge(now=NOW + 15 * DAY).forgotten == 1


def test_the_promise_of_21_days(mansfield: Town) -> None:
    """With the nightly backup and purge, what ended is out of every copy 21 days later, at the latest."""
    ann = mansfield.register("1", "Ann Lee")
    mansfield.lend(ann, mansfield.item("30001"))
    for day in range(1, 60):
        now = NOW + day * DAY
        backups.make(now=now)
        mansfield.purge(now=now)
        if day == 23:
            generation = max(states(mansfield))
            mansfield.take_back(mansfield.item("30001"), on=TODAY + day * DAY)
        if day == 23 + 21 + 1:
            assert states(mansfield)[generation] == "forgotten"
            assert generation not in mansfield.drawer.keyfile.generations()
        elif day > 23 and generation in mansfield.drawer.keyfile.generations():
            assert mansfield.drawer.forget_list.marks()
    assert not mansfield.drawer.forget_list.marks() or mansfield.drawer.forget_list.path.stat().st_size < 100
    assert len(mansfield.drawer.keyfile.generations()) <= 4


def test_a_generation_that_still_holds_slips_is_never_condemned(mansfield: Town) -> None:
    mansfield.register("1", "Ann Lee")
    Generation.objects.filter(number=1).update(state="turning")
    mansfield.drawer.keyfile.add(2)
    Generation.objects.create(library="mansfield", number=2, opened_at=NOW)
    Generation.objects.filter(number=1).update(state="waiting", turned_at=NOW, readable_until=NOW)

    with pytest.raises(Broken, match="still holds slips"):
        turning.forget_waiting(mansfield.drawer, now=NOW + DAY, backup_without=lambda row: True)
    assert mansfield.drawer.keyfile.key(1)


@pytest.mark.sqlite
def test_no_key_is_overwritten_while_the_log_cannot_be_emptied(mansfield: Town) -> None:
    import sqlite3

    mansfield.purge(turn_now=True)
    backups.make(now=NOW + DAY)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")
    reader = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM reticent_slip").fetchone()
    mansfield.register("1", "Ann Lee")

    with pytest.raises(turning.StillRead, match="Run `reticent purge` again"):
        mansfield.purge(now=NOW + 15 * DAY)

    assert mansfield.drawer.keyfile.key(1)
    reader.execute("COMMIT")
    reader.close()
    assert mansfield.purge(now=NOW + 15 * DAY).forgotten == 1


# -- certificates and the ledger


def test_a_certificate_is_pending_until_the_key_is_gone_and_names_what_it_waits_for(mansfield: Town) -> None:
    ann = mansfield.register("1", "Ann Lee")
    mansfield.lend(ann, mansfield.item("30001"))
    mansfield.take_back(mansfield.item("30001"))
    (paper,) = mansfield.purge(turn_now=True).certificates
    assert paper.is_pending
    assert "recovery window" in paper.waits_for
    (paper,) = mansfield.purge(now=NOW + 15 * DAY).certificates[-1:]
    assert "test-opened" in Certificate.objects.get(number=1).waits_for
    backups.make(now=NOW + 15 * DAY)
    mansfield.purge(now=NOW + 15 * DAY)

    paper = Certificate.objects.get(number=1)
    assert not paper.is_pending
    assert (paper.ended, paper.waits_for, paper.custody) == (1, "", "live database only")
    assert acts(mansfield, "forget") == [1]
    assert not any(t in repr(vars(paper)) for t in ("Ann", "30001"))


def test_leaves_of_turns_and_forgettings_stand_once_however_often_it_is_run(mansfield: Town) -> None:
    mansfield.purge(turn_now=True)
    backups.make(now=NOW + DAY)
    for _ in range(3):
        mansfield.purge(now=NOW + 14 * DAY)

    turned = Generation.objects.exclude(turned_at=None).count()
    assert (len(acts(mansfield, "turn")), len(acts(mansfield, "forget"))) == (turned, 1)


def test_a_leaf_of_a_turn_or_a_forgetting_stands_for_one_key_however_many_records_there_were(
    mansfield: Town,
) -> None:
    ann = mansfield.register("1", "Ann Lee")
    for n in range(5):
        mansfield.lend(ann, mansfield.item(f"3000{n}"))
        mansfield.take_back(mansfield.item(f"3000{n}"))
    mansfield.purge(turn_now=True)  # three slips kept, five left behind
    mansfield.purge(now=NOW + DAY, turn_now=True)  # three kept, none left behind
    backups.make(now=NOW + 2 * DAY)

    assert mansfield.purge(now=NOW + 16 * DAY).forgotten == 2
    assert acts(mansfield, "turn") == [1, 1, 1]
    assert acts(mansfield, "forget") == [1, 1]
    assert [c.ended for c in Certificate.objects.filter(forgotten_at__isnull=False).order_by("number")] == [
        5,
        0,
    ]


def test_facts_and_looks_are_folded_once(mansfield: Town) -> None:
    ann, clara = mansfield.register("1", "Ann Lee"), mansfield.staff()
    for n in range(3):
        mansfield.lend(ann, mansfield.item(f"3000{n}"))
        doorway.look(mansfield.library, clara, purpose="lend", now=NOW, handle="1")
    mansfield.take_back(mansfield.item("30000"))

    assert purge.fold_day(mansfield.library, now=NOW) == 6
    assert purge.fold_day(mansfield.library, now=NOW) == 0
    assert facts.total("mansfield") == 3
    assert acts(mansfield, "look") == [3]
    assert not LookTally.objects.exists()
    mansfield.take_back(mansfield.item("30001"))
    mansfield.purge(turn_now=True)
    assert facts.total("mansfield") == 3


# -- backups


def test_a_backup_holds_no_key_and_opens(mansfield: Town) -> None:
    mansfield.register("1", "Ann Lee")
    made = backups.make(now=NOW)

    assert made.slips_opened == 6
    key = mansfield.drawer.keyfile.key(1)
    for path in backups.folder().iterdir():
        body = path.read_bytes()
        assert key not in body
        assert b"RETICENT KEYS" not in body
        assert path.stat().st_mode & 0o777 == 0o600
    assert {p.suffix for p in backups.folder().iterdir()} == {
        ".pgdump" if postgresql.in_use() else ".sqlite3"
    }


def test_two_backups_of_one_second_are_two(mansfield: Town) -> None:
    assert backups.make(now=NOW).name != backups.make(now=NOW).name


def test_what_a_cut_short_backup_left_is_cleared_away(mansfield: Town) -> None:
    backups.folder().mkdir(parents=True)
    (backups.folder() / "reticent-20261101-000000.default.part").write_bytes(b"half")
    backups.Backup.objects.create(name=f"reticent-{NOW:%Y%m%d-%H%M%S}", made_at=NOW)

    backups.make(now=NOW)

    assert not list(backups.folder().glob("*.part"))


def test_backups_that_nobody_can_open_are_dropped(mansfield: Town) -> None:
    for day in range(0, 60, 5):
        backups.make(now=NOW + day * DAY)

    left = backups.Backup.objects.count()
    assert 4 <= left <= 6
    assert len(list(backups.folder().iterdir())) == 2 * left


def yes(name: str) -> bool:
    return True


def test_a_restore_brings_back_what_stood_and_ends_what_ended(mansfield: Town) -> None:
    ann = mansfield.register("1", "Ann Lee")
    mansfield.lend(ann, mansfield.item("30001"))
    mansfield.lend(ann, mansfield.item("30002"))
    made = backups.make(now=NOW)
    mansfield.take_back(mansfield.item("30001"))
    mansfield.purge(now=NOW + DAY)
    mansfield.lend(ann, mansfield.item("30003"))

    done = backups.restore(made.name, now=NOW + 2 * DAY, confirm=yes)

    (found,) = done.recoveries
    assert (found.ended_again, found.unknown_since) == (1, NOW + DAY)
    assert mansfield.out_to(ann) == {"30002"}
    # What was there before can be put back in turn.
    backups.restore(stores.here().names()[-1], now=NOW + 3 * DAY, confirm=yes)
    assert mansfield.out_to(ann) == {"30002", "30003"}


def test_a_restore_waits_for_a_purge_that_runs(mansfield: Town) -> None:
    made = backups.make(now=NOW)

    with (
        slips.Drawer("mansfield", keys=mansfield.drawer.keys_folder, waker=waking.wake).alone(),
        pytest.raises(slips.AlreadyRunning),
    ):
        backups.restore(made.name, now=NOW, confirm=yes)
    assert states(mansfield) == {1: "open"}


def test_a_restore_not_confirmed_or_unknown_changes_nothing(mansfield: Town) -> None:
    made = backups.make(now=NOW)

    assert backups.restore(made.name, now=NOW, confirm=lambda name: False).recoveries == ()
    with pytest.raises(backups.NoSuchBackup, match=made.name):
        backups.restore("reticent-1999", now=NOW, confirm=yes)
    assert states(mansfield) == {1: "open"}


def test_a_backup_whose_key_is_gone_is_refused_before_anything_is_changed(mansfield: Town) -> None:
    made = backups.make(now=NOW)
    mansfield.purge(now=NOW, turn_now=True)
    backups.make(now=NOW + DAY)
    assert mansfield.purge(now=NOW + 14 * DAY).forgotten == 1
    before = states(mansfield)

    with pytest.raises(Broken, match="older than the recovery window"):
        backups.restore(made.name, now=NOW + 15 * DAY, confirm=yes)
    assert states(mansfield) == before


def test_a_database_that_does_not_open_can_still_be_replaced(mansfield: Town) -> None:
    ann = mansfield.register("1", "Ann Lee")
    made = backups.make(now=NOW)
    with connection.cursor() as cursor:
        zeros = (
            "decode(repeat('00', length(sealed)), 'hex')"
            if postgresql.in_use()
            else "zeroblob(length(sealed))"
        )
        cursor.execute(f"UPDATE reticent_slip SET sealed = {zeros}")
    with pytest.raises(backups.BackupDoesNotOpen, match="counts for nothing"):
        backups.make(now=NOW + DAY)

    backups.restore(made.name, now=NOW + DAY, confirm=yes)

    assert mansfield.drawer.find(mansfield.permit, subject=ann)


def test_keys_never_lie_in_the_home(mansfield: Town) -> None:
    home, keys = _settings.RETICENT_HOME, _settings.RETICENT_KEYS

    assert not keys.is_relative_to(home)
    assert not [p for p in home.rglob("*") if p.suffix in (".keys", ".secret", ".ended")]


def test_what_ended_stays_ended_in_a_restored_backup_however_long_forgetting_waited(mansfield: Town) -> None:
    """No backup was made for weeks, so keys live on: the marks must live as long."""
    ann = mansfield.register("1", "Ann Lee")
    mansfield.lend(ann, mansfield.item("30001"))
    old = backups.make(now=NOW)
    mansfield.take_back(mansfield.item("30001"))
    for day in range(1, 42):
        mansfield.purge(now=NOW + day * DAY)
    assert "waiting" in states(mansfield).values()

    done = backups.restore(old.name, now=NOW + 42 * DAY, confirm=lambda name: True)

    assert mansfield.out_to(ann) == set()
    assert sum(found.ended_again for found in done.recoveries) == 1


def test_who_looked_is_kept_its_own_time_though_the_registration_ended(mansfield: Town) -> None:
    from reticent.records import looks

    ann = mansfield.register("1", "Ann Lee", expires=date(2025, 1, 1))
    looks.write_down(
        mansfield.drawer, person=ann, on=TODAY, by_role="desk", purpose="account", outcome="allowed"
    )

    done = mansfield.purge()

    assert done.ended == {"registration": 1, "finder": 5}
    assert [slip.kind for slip in mansfield.drawer.find(mansfield.permit, subject=ann)] == ["look"]
    clock.is_right(now=NOW + 366 * DAY)
    assert mansfield.purge(now=NOW + 366 * DAY).ended == {"look": 1}
