"""What may not be mentioned: is it found by its words alone, and does nothing on a disk change before the tick?"""

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reticent.drawer import containers, drawers
from reticent.drawer.containers import ChangedMeanwhile, Key, NoMemoryFolder, NoRoom, TooLong
from reticent.drawer.tables import SealedContainer
from reticent.vault.container import PLACES, SIZE
from tests.conftest import NOW, TODAY, Town

WORDS = "brass lantern under the seventh stair"
UNTIL = TODAY + timedelta(days=60)
HEAD = b"h" * 32


@pytest.fixture
def key(mansfield: Town) -> Key:
    return containers.key_of("mansfield", WORDS)


def keep(key: Key, inside: bytes = b"a case", *, until: date = UNTIL) -> None:
    there = containers.open_with("mansfield", key)
    containers.keep("mansfield", key, inside, head=HEAD, until=until, expect=there)


def row() -> tuple[object, ...]:
    return SealedContainer.objects.values_list("library", "generation", "ticked_on", "body").get()


def in_memory(settings: object) -> list[Path]:
    folder: Path = settings.RETICENT_MEMORY  # type: ignore[attr-defined]
    return [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock"]


def test_every_library_has_one_from_its_first_day(mansfield: Town, town) -> None:  # type: ignore[no-untyped-def]
    town("weston", policy_id="weston-2017")

    there = SealedContainer.objects.all()

    assert {(each.library, each.generation, each.ticked_on, len(bytes(each.body))) for each in there} == {
        ("mansfield", 1, None, SIZE),
        ("weston", 1, None, SIZE),
    }


def test_a_library_of_an_earlier_version_has_one_from_the_next_waking(mansfield: Town) -> None:
    SealedContainer.objects.all().delete()
    mansfield.drawer.asleep()

    mansfield.drawer.wake()

    assert len(bytes(SealedContainer.objects.get().body)) == SIZE


def test_what_is_kept_is_found_by_its_words(key: Key) -> None:
    keep(key)

    found = containers.open_with("mansfield", containers.key_of("mansfield", f"  {WORDS.upper()}"))

    assert found is not None
    assert (found.held, found.until, found.waits) == (b"a case", UNTIL, True)


def test_wrong_words_find_nothing_and_neither_do_right_ones_where_nothing_is_kept(key: Key) -> None:
    assert containers.open_with("mansfield", key) is None
    keep(key)

    assert containers.open_with("mansfield", containers.key_of("mansfield", "other words than those")) is None


def test_words_of_one_library_open_nothing_in_another(key: Key, town) -> None:  # type: ignore[no-untyped-def]
    town("weston", policy_id="weston-2017")
    keep(key)

    assert containers.open_with("weston", key) is None
    assert containers.open_with("weston", containers.key_of("weston", WORDS)) is None


def test_another_process_finds_it_too(key: Key) -> None:
    keep(key)
    drawers._DRAWERS.clear()

    found = containers.open_with("mansfield", Key.unpack(key.pack()))

    assert found is not None
    assert found.held == b"a case"


def test_nothing_in_the_database_changes_before_the_tick(key: Key, place: Path) -> None:
    mansfield = row()
    files = {path: path.read_bytes() for path in (place / "keys").rglob("*") if path.is_file()}

    keep(key)
    keep(key, b"a longer case")
    containers.end("mansfield", key)

    assert row() == mansfield
    assert {path: path.read_bytes() for path in (place / "keys").rglob("*") if path.is_file()} == files


def test_what_waits_lies_in_memory_sealed_and_always_as_long(key: Key, settings) -> None:  # type: ignore[no-untyped-def]
    containers.open_with("mansfield", containers.key_of("mansfield", "words that keep nothing"))
    (before,) = in_memory(settings)
    length, empty = before.stat().st_size, before.read_bytes()

    keep(key, b"plain words that stand nowhere" * 300)
    (after,) = in_memory(settings)

    assert after.stat().st_size == length == SIZE + 8
    assert after.read_bytes() != empty
    assert b"plain words" not in after.read_bytes()


def test_whoever_asks_has_it_written_anew_so_that_its_time_says_nothing(key: Key, settings) -> None:  # type: ignore[no-untyped-def]
    keep(key)
    (file,) = in_memory(settings)
    seen = file.read_bytes()

    containers.open_with("mansfield", containers.key_of("mansfield", "words that keep nothing"))

    assert file.read_bytes() != seen
    assert containers.open_with("mansfield", key) is not None


def test_a_machine_that_stopped_has_lost_what_waited_and_nothing_else(key: Key, settings) -> None:  # type: ignore[no-untyped-def]
    keep(key)
    for file in in_memory(settings):
        file.unlink()

    assert containers.open_with("mansfield", key) is None


def test_whoever_writes_over_what_another_wrote_meanwhile_is_refused(key: Key) -> None:
    keep(key)
    seen = containers.open_with("mansfield", key)
    keep(key, b"meanwhile")

    with pytest.raises(ChangedMeanwhile, match="open it again"):
        containers.keep("mansfield", key, b"late", head=HEAD, until=UNTIL, expect=seen)
    with pytest.raises(ChangedMeanwhile):
        containers.keep("mansfield", key, b"as if it were the first", head=HEAD, until=UNTIL, expect=None)

    found = containers.open_with("mansfield", key)
    assert found is not None
    assert found.held == b"meanwhile"


def test_what_was_ended_meanwhile_is_not_begun_again_by_who_saw_it(key: Key) -> None:
    keep(key)
    seen = containers.open_with("mansfield", key)
    containers.end("mansfield", key)

    with pytest.raises(ChangedMeanwhile):
        containers.keep("mansfield", key, b"late", head=HEAD, until=UNTIL, expect=seen)


def test_what_is_ended_is_gone_at_once_for_whoever_reads(key: Key) -> None:
    keep(key)

    containers.end("mansfield", key)
    containers.end("mansfield", key)

    assert containers.open_with("mansfield", key) is None


def test_several_are_kept_beside_each_other_until_there_is_no_room(mansfield: Town) -> None:
    keys = [containers.key_of("mansfield", f"the words of number {n}") for n in range(PLACES + 1)]
    for n in range(PLACES):
        keep(keys[n], b"case %d" % n)

    with pytest.raises(NoRoom, match="on paper"):
        keep(keys[PLACES])
    found = [containers.open_with("mansfield", key) for key in keys]
    assert [each and each.held for each in found] == [b"case 0", b"case 1", b"case 2", b"case 3", None]

    containers.end("mansfield", keys[2])
    keep(keys[PLACES], b"in the room of another")
    assert containers.open_with("mansfield", keys[2]) is None
    assert containers.open_with("mansfield", keys[3]) is not None


def test_what_is_too_long_is_refused_and_what_was_there_stays(key: Key) -> None:
    keep(key)

    with pytest.raises(TooLong):
        keep(key, os.urandom(containers.ROOM + 100))
    found = containers.open_with("mansfield", key)
    assert found is not None
    assert found.held == b"a case"


def test_without_a_folder_in_memory_nothing_is_kept_and_nothing_found(
    key: Key, settings, tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    keep(key)
    settings.RETICENT_MEMORY = tmp_path / "not there"

    assert not containers.has_memory()
    with pytest.raises(NoMemoryFolder, match="on paper"):
        containers.keep("mansfield", key, b"a case", head=HEAD, until=UNTIL, expect=None)
    assert containers.open_with("mansfield", key) is None


def test_neither_a_key_nor_what_it_opens_shows_in_a_repr(key: Key) -> None:
    keep(key)

    assert key.pack()[:6] not in repr(key)
    assert "a case" not in repr(containers.open_with("mansfield", key))


def test_a_turn_seals_the_container_anew_before_the_old_key_can_go(mansfield: Town, key: Key) -> None:
    before = row()

    mansfield.purge(turn_now=True)

    after = row()
    assert after[1] == 2
    assert after[3] != before[3]
    assert len(bytes(after[3])) == SIZE
    mansfield.purge(now=NOW + timedelta(days=15))
    assert containers.key_of("mansfield", WORDS).pack() == key.pack()


def test_what_waits_survives_a_turn(mansfield: Town, key: Key) -> None:
    keep(key)

    mansfield.purge(turn_now=True)

    found = containers.open_with("mansfield", key)
    assert found is not None
    assert found.held == b"a case"


def test_asking_says_the_same_to_the_database_whatever_is_found(key: Key) -> None:
    wrong = containers.key_of("mansfield", "words that keep nothing")

    def asked(with_key: Key) -> list[str]:
        with CaptureQueriesContext(connection) as seen:
            containers.open_with("mansfield", with_key)
        return [query["sql"] for query in seen.captured_queries]

    before = asked(key)
    keep(key)

    assert asked(key) == asked(wrong) == before
    assert before
