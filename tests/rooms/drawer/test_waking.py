"""Is a copy of the database known as one, before anything is written; and does what ended stay ended?"""

import contextlib
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, connections

from reticent.drawer import drawers, slips, waking
from reticent.drawer.tables import Epoch, Generation
from reticent.errors import Broken
from reticent.records import loans
from reticent.retention import backups
from reticent.vault import root
from reticent.vault.keyfile import KeyFile
from reticent.vault.root import KeysMissing
from tests.conftest import NOW, TODAY, Town
from tests.rooms.drawer.copies import put_back, taken

LATER = NOW + timedelta(days=1)


def states(town: Town) -> list[tuple[int, str]]:
    return list(Generation.objects.filter(library=town.library.slug).values_list("number", "state"))


def new_process(town: Town) -> None:
    town.drawer.asleep()


@pytest.fixture
def lent(mansfield: Town) -> Town:
    """Alice has one item out."""
    mansfield.alice = mansfield.register("1", "Alice Q")  # type: ignore[attr-defined]
    mansfield.lend(mansfield.alice, mansfield.item("30001"))  # type: ignore[attr-defined]
    return mansfield


# -- no copy


def test_a_new_process_is_no_copy(lent: Town) -> None:
    for _ in range(5):
        new_process(lent)
        assert waking.wake(lent.drawer) is None
    assert states(lent) == [(1, "open")]


def test_every_waking_draws_a_new_epoch(lent: Town) -> None:
    seen = set()
    for _ in range(4):
        new_process(lent)
        lent.drawer.wake()
        epoch = Epoch.objects.get()
        assert bytes(epoch.current) == lent.drawer.keyfile.epoch()
        seen.add(lent.drawer.keyfile.epoch())
    assert len(seen) == 4


@pytest.mark.parametrize("when", ["before the key file", "after the key file"])
def test_a_waking_cut_short_is_not_taken_for_a_copy(
    lent: Town, when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = KeyFile.set_epoch

    def dying(self: KeyFile, epoch: bytes) -> None:
        if when == "after the key file":
            usual(self, epoch)
        raise KeyboardInterrupt

    new_process(lent)
    monkeypatch.setattr(KeyFile, "set_epoch", dying)
    with pytest.raises(KeyboardInterrupt):
        lent.drawer.wake()
    monkeypatch.setattr(KeyFile, "set_epoch", usual)

    assert not waking.is_copy(lent.drawer)
    assert waking.wake(lent.drawer) is None
    assert states(lent) == [(1, "open")]


# -- copies


@pytest.mark.parametrize("in_place_of", [False, True])
def test_a_copy_put_back_gets_a_fresh_generation_before_it_is_written(
    lent: Town, tmp_path: Path, in_place_of: bool
) -> None:
    copy = taken(tmp_path / "copy")
    new_process(lent)
    lent.take_back(lent.item("30001"))
    put_back(copy, lent, in_place_of=in_place_of)

    assert waking.is_copy(lent.drawer)
    lent.lend(lent.alice, lent.item("30002"))  # type: ignore[attr-defined]

    assert states(lent) == [(1, "turning"), (2, "open")]
    assert lent.out_to(lent.alice) == {"30001", "30002"}  # type: ignore[attr-defined]


def test_no_tag_is_used_twice_after_a_copy_was_put_back(lent: Town, tmp_path: Path) -> None:
    """The copy's numbers may have been used since: the same person's next tag would show them alike."""
    copy = taken(tmp_path / "copy")
    new_process(lent)
    lent.lend(lent.alice, lent.item("30002"))  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute("SELECT tag FROM reticent_slip UNION SELECT thing_tag FROM reticent_slip")
        before = {bytes(t) for (t,) in cursor.fetchall()}
        cursor.execute("SELECT tag, thing_tag FROM reticent_slip")
        there = {bytes(t) for row in cursor.fetchall() for t in row}
    put_back(copy, lent)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tag, thing_tag FROM reticent_slip")
        copied = {bytes(t) for row in cursor.fetchall() for t in row}

    lent.lend(lent.alice, lent.item("30003"))  # type: ignore[attr-defined]

    with connection.cursor() as cursor:
        cursor.execute("SELECT tag, thing_tag FROM reticent_slip")
        after = {bytes(t) for row in cursor.fetchall() for t in row}
    assert not (after - copied) & (before | there)


def test_what_ended_is_ended_again_and_nothing_else(lent: Town, tmp_path: Path) -> None:
    lent.lend(lent.alice, lent.item("30002"))  # type: ignore[attr-defined]
    copy = taken(tmp_path / "copy")
    new_process(lent)
    lent.take_back(lent.item("30001"))
    lent.purge(now=LATER)
    put_back(copy, lent)

    found = waking.wake(lent.drawer, now=LATER)

    assert found is not None
    assert (found.ended_again, found.already_forgotten) == (1, 0)
    assert found.unknown_since == LATER
    assert lent.out_to(lent.alice) == {"30002"}  # type: ignore[attr-defined]
    assert waking.wake(lent.drawer) is None


@pytest.mark.parametrize("lasts", [0, 9])
def test_what_an_ending_left_behind_is_left_again_in_a_copy_of_before(
    lent: Town, tmp_path: Path, lasts: int
) -> None:
    """A note of a guardian ended by age: that the patron is grown is in no copy made before."""
    from reticent.people import families, patrons

    alice = lent.alice  # type: ignore[attr-defined]
    subject = patrons.beside(alice)
    of_age = (LATER + timedelta(days=lasts)).date()
    families.note_guardian(
        lent.drawer, lent.to_open("guardian_link", subject=subject), person=alice, child="Alice Oak",
        new=families.NewLink("Bob Ash", "", "photo_id", of_age), today=NOW.date(), registered_name=lambda _: "",
    )  # fmt: skip
    copy = taken(tmp_path / "copy")
    new_process(lent)
    (slip,) = lent.drawer.find(lent.to_open("guardian_link"), subject=subject)
    if lasts:
        with lent.drawer.writing() as writer:
            writer.end(slip)
    lent.purge(now=LATER)
    put_back(copy, lent)

    waking.wake(lent.drawer, now=LATER)

    assert lent.drawer.find(lent.to_open("guardian_link"), subject=subject) == []
    registration = patrons.registration_of(lent.drawer, lent.permit, person=alice).payload
    assert registration["grown"] == (None if lasts else True)


def test_what_ended_is_not_even_read_again(lent: Town, tmp_path: Path) -> None:
    """Her own page writes nothing; a copy is found out all the same before it shows her what is over."""
    copy = taken(tmp_path / "copy")
    new_process(lent)
    lent.take_back(lent.item("30001"))
    lent.purge(now=LATER)
    put_back(copy, lent)

    assert lent.out_to(lent.alice) == set()  # type: ignore[attr-defined]


def test_an_ending_newer_than_the_list_is_unknown_and_said_to_be(lent: Town, tmp_path: Path) -> None:
    lent.purge(now=NOW)
    copy = taken(tmp_path / "copy")
    new_process(lent)
    lent.take_back(lent.item("30001"))
    put_back(copy, lent)

    found = waking.wake(lent.drawer)

    assert found is not None
    assert found.ended_again == 0
    assert found.unknown_since == NOW
    assert lent.out_to(lent.alice) == {"30001"}  # type: ignore[attr-defined]


def test_without_any_list_since_when_is_not_said(lent: Town, tmp_path: Path) -> None:
    copy = taken(tmp_path / "copy")
    new_process(lent)
    lent.drawer.wake()
    put_back(copy, lent)

    found = waking.wake(lent.drawer)

    assert found is not None
    assert found.unknown_since is None


def test_a_loan_ended_again_still_counts_once(lent: Town, tmp_path: Path) -> None:
    from reticent.records import facts

    copy = taken(tmp_path / "copy")
    new_process(lent)
    lent.take_back(lent.item("30001"))
    lent.purge(now=LATER)
    assert facts.total("mansfield") == 1
    put_back(copy, lent)

    lent.purge(now=LATER)

    assert facts.total("mansfield") == 1


@pytest.mark.parametrize("step", range(1, 7))
def test_a_recovery_cut_short_is_done_again(
    lent: Town, tmp_path: Path, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever it stops, the next waking finds a copy and ends what ended; slips and keys stay whole."""
    lent.lend(lent.alice, lent.item("30002"))  # type: ignore[attr-defined]
    copy = taken(tmp_path / "copy")
    new_process(lent)
    lent.take_back(lent.item("30001"))
    lent.purge(now=LATER)
    put_back(copy, lent)
    done = 0

    DatabaseWrapper = type(connections["default"])
    usual = DatabaseWrapper._commit

    def dying(self: DatabaseWrapper) -> None:
        nonlocal done
        done += 1
        if done == step:
            raise KeyboardInterrupt
        usual(self)

    monkeypatch.setattr(DatabaseWrapper, "_commit", dying)
    with contextlib.suppress(KeyboardInterrupt, ProgrammingError):
        waking.wake(lent.drawer)
    monkeypatch.setattr(DatabaseWrapper, "_commit", usual)
    connections.close_all()
    new_process(lent)

    assert lent.out_to(lent.alice) == {"30002"}  # type: ignore[attr-defined]
    lent.purge(now=LATER)
    assert [s for _, s in states(lent)].count("open") == 1
    assert lent.out_to(lent.alice) == {"30002"}  # type: ignore[attr-defined]
    lent.take_back(lent.item("30002"))


def test_generations_of_other_copies_keep_their_keys_for_the_window(lent: Town, tmp_path: Path) -> None:
    copy = taken(tmp_path / "copy")
    new_process(lent)
    lent.purge(now=NOW, turn_now=True)  # generation 2, which the copy does not know
    put_back(copy, lent)

    waking.wake(lent.drawer, now=LATER)

    stranger = Generation.objects.get(number=2)
    assert (stranger.state, stranger.readable_until) == ("waiting", LATER + timedelta(days=14))
    assert set(lent.drawer.keyfile.generations()) == {1, 2, 3}


def test_a_copy_older_than_the_window_is_said_to_be_so(lent: Town, tmp_path: Path) -> None:
    copy = taken(tmp_path / "copy")
    new_process(lent)
    lent.purge(now=NOW, turn_now=True)
    backups.make(now=NOW + timedelta(minutes=1))
    assert lent.purge(now=NOW + timedelta(days=15)).forgotten == 1
    put_back(copy, lent)

    with pytest.raises(waking.TooOld, match="Restore a younger backup"):
        lent.lend(lent.alice, lent.item("30002"))  # type: ignore[attr-defined]


def test_restoring_many_times_in_a_fortnight_finds_a_slot_each_time(lent: Town, tmp_path: Path) -> None:
    copy = taken(tmp_path / "copy")
    for _ in range(20):
        put_back(copy, lent)
        lent.lend(lent.alice, lent.item("30002"))  # type: ignore[attr-defined]
        lent.take_back(lent.item("30002"))


# -- keys that do not belong


def test_an_older_key_file_put_back_gives_nothing_back(lent: Town) -> None:
    keys = settings.RETICENT_KEYS / "mansfield.keys"
    lent.purge(now=NOW, turn_now=True)
    older = keys.read_bytes()  # still has the key of generation 1
    backups.make(now=NOW + timedelta(minutes=1))
    lent.purge(now=NOW + timedelta(days=15))
    forgotten = [n for n, s in states(lent) if s == "forgotten"]
    assert forgotten == [1]
    keys.write_bytes(older)
    new_process(lent)

    with pytest.raises(waking.KeysTooOld, match="older than this database"):
        lent.drawer.wake()

    assert (
        1 not in KeyFile.open(keys, root=root.read(settings.RETICENT_KEYS), library="mansfield").generations()
    )
    assert dict(states(lent))[1] == "forgotten"


def test_an_older_key_file_that_has_the_open_key_is_used_and_cleaned(lent: Town) -> None:
    keys = settings.RETICENT_KEYS / "mansfield.keys"
    lent.purge(now=NOW, turn_now=True)
    backups.make(now=NOW + timedelta(minutes=1))
    older = keys.read_bytes()
    from reticent.drawer import turning

    turning.forget_waiting(lent.drawer, now=NOW + timedelta(days=15), backup_without=backups.without)
    assert set(lent.drawer.keyfile.generations()) == {2}
    keys.write_bytes(older)
    new_process(lent)

    lent.drawer.wake()

    assert 1 not in lent.drawer.keyfile.generations()
    assert dict(states(lent))[1] == "forgotten"
    assert lent.out_to(lent.alice) == {"30001"}  # type: ignore[attr-defined]


def test_a_key_file_older_than_the_database_is_not_called_an_old_database(lent: Town) -> None:
    keys = settings.RETICENT_KEYS / "mansfield.keys"
    older = keys.read_bytes()
    lent.purge(now=NOW, turn_now=True)
    keys.write_bytes(older)
    new_process(lent)

    with pytest.raises(waking.KeysTooOld, match="Put back the newest copy of the key folder"):
        lent.drawer.wake()
    assert keys.read_bytes() == older


def test_another_installations_keys_are_known_and_nothing_is_changed(
    lent: Town, tmp_path: Path, settings
) -> None:  # type: ignore[no-untyped-def]
    other = tmp_path / "others"
    secret = root.draw(other)
    KeyFile.create(other / "mansfield.keys", root=secret, library="mansfield").add(1)
    settings.RETICENT_KEYS = other

    with pytest.raises(waking.ForeignKeys, match="RETICENT_KEYS"):
        lent.lend(lent.alice, lent.item("30002"))  # type: ignore[attr-defined]


@pytest.mark.parametrize("what", ["folder", "root secret", "key file"])
def test_missing_keys_say_what_to_do_and_name_no_patron(lent: Town, what: str) -> None:
    keys: Path = settings.RETICENT_KEYS
    if what == "folder":
        shutil.rmtree(keys)
    elif what == "root secret":
        (keys / "root.secret").unlink()
    else:
        (keys / "mansfield.keys").unlink()
    drawers._DRAWERS.clear()

    with pytest.raises(KeysMissing, match="RETICENT_KEYS") as said:
        lent.lend(lent.alice, lent.item("30002"))  # type: ignore[attr-defined]

    assert "Nothing was changed" in str(said.value)
    assert not any(t in str(said.value) for t in ("Alice", lent.alice, "30002"))  # type: ignore[attr-defined]
    assert not (keys / "mansfield.keys").exists() or what != "key file"


def test_setting_up_again_never_draws_new_keys_for_what_is_stored(lent: Town) -> None:
    (settings.RETICENT_KEYS / "mansfield.keys").unlink()
    drawers._DRAWERS.clear()

    drawers.set_up("mansfield", now=NOW)

    assert not (settings.RETICENT_KEYS / "mansfield.keys").exists()


def test_a_library_that_was_never_set_up_says_so(place: Path) -> None:
    with pytest.raises((slips.NotSetUp, Broken), match="reticent init"):
        drawers.of("weston").live()


def test_a_database_and_keys_moved_together_go_on(lent: Town, tmp_path: Path) -> None:
    """Another disk: the file is another, so a fresh generation is opened, and nothing is lost."""
    lent.take_back(lent.item("30001"))
    lent.purge(now=LATER)
    put_back(taken(tmp_path / "moved"), lent, in_place_of=True)

    lent.lend(lent.alice, lent.item("30002"))  # type: ignore[attr-defined]

    assert lent.out_to(lent.alice) == {"30002"}  # type: ignore[attr-defined]
    with pytest.raises(loans.NotOut):
        lent.take_back(lent.item("30001"), on=TODAY)
