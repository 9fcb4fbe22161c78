"""What does a night make of the container: is everything in, is nothing told, and does each day have one heartbeat?"""

from collections.abc import Callable
from datetime import date, timedelta
from hashlib import blake2b

import pytest

from reticent.doors.jobs import nightly
from reticent.drawer import container_row, containers, drawers
from reticent.drawer.containers import Key
from reticent.drawer.tables import SealedContainer
from reticent.ledger import log
from reticent.ledger.log import Entry
from reticent.retention import backups, drill
from reticent.vault.container import SIZE, Container, Draft
from reticent.vault.keyfile import KeyGone
from tests.conftest import NOW, TODAY, Town
from tests.rooms.retention.altering import altered

DAY = timedelta(days=1)
WORDS = "brass lantern under the seventh stair"
UNTIL = TODAY + 60 * DAY
HEAD = b"h" * 32


@pytest.fixture
def key(mansfield: Town) -> Key:
    return containers.key_of("mansfield", WORDS)


def keep(key: Key, inside: bytes = b"a case", *, until: date = UNTIL, head: bytes = HEAD) -> None:
    there = containers.open_with("mansfield", key)
    containers.keep("mansfield", key, inside, head=head, until=until, expect=there)


def tick(today: date = TODAY) -> bool:
    return containers.tick("mansfield", today=today)


def read(key: Key) -> tuple[bytes, bool] | None:
    found = containers.open_with("mansfield", key)
    return (found.held, found.waits) if found else None


def body() -> bytes:
    return bytes(SealedContainer.objects.get(library="mansfield").body)


def heartbeats(library: str = "mansfield") -> list[Entry]:
    return [
        row.entry for row in reversed(log.entries(library, newest=500)) if row.entry.action == "heartbeat"
    ]


# -- what a tick does


def test_a_tick_takes_what_waits_and_it_waits_no_more(key: Key) -> None:
    keep(key)

    assert tick()

    assert read(key) == (b"a case", False)
    assert SealedContainer.objects.get().ticked_on == TODAY


def test_what_was_kept_is_changed_and_ended_over_several_nights(key: Key) -> None:
    keep(key)
    tick()
    keep(key, b"longer")
    assert read(key) == (b"longer", True)
    tick(TODAY + DAY)
    assert read(key) == (b"longer", False)

    containers.end("mansfield", key)
    assert read(key) is None
    tick(TODAY + 2 * DAY)

    assert read(key) is None
    keep(key, b"begun again")
    assert read(key) == (b"begun again", True)


def test_the_row_is_rewritten_every_night_at_its_one_length_also_when_nothing_waits(mansfield: Town) -> None:
    bodies = [body()]
    for night in range(3):
        tick(TODAY + night * DAY)
        bodies.append(body())

    assert len(set(bodies)) == 4
    assert {len(each) for each in bodies} == {SIZE}


def test_a_second_tick_of_one_day_changes_nothing_and_what_waits_waits_on(key: Key) -> None:
    tick()
    keep(key)
    before = body()

    assert not tick()

    assert body() == before
    assert read(key) == (b"a case", True)
    assert tick(TODAY + DAY)
    assert read(key) == (b"a case", False)


def test_what_was_to_be_kept_until_a_day_is_there_on_it_and_random_after_it(key: Key) -> None:
    keep(key, until=TODAY + 2 * DAY)
    tick()
    tick(TODAY + 2 * DAY)
    assert read(key) == (b"a case", False)

    tick(TODAY + 3 * DAY)

    assert read(key) is None


def test_a_night_without_a_folder_in_memory_ticks_as_any_other(key: Key, settings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    keep(key)
    tick()
    settings.RETICENT_MEMORY = tmp_path / "not there"

    assert tick(TODAY + DAY)

    assert read(key) == (b"a case", False)
    assert [entry.day for entry in heartbeats()] == [TODAY, TODAY + DAY]


def test_a_night_takes_what_waits_before_it_makes_the_backup(key: Key, mansfield: Town) -> None:
    keep(key)
    nightly.run(now=NOW)

    for lies in containers.settings.RETICENT_MEMORY.rglob("*.mansfield"):
        lies.unlink()
    made = backups.newest()
    assert made
    backups.restore(made.name, now=NOW + timedelta(hours=1), confirm=lambda name: True)

    assert read(key) == (b"a case", False)


# -- heartbeats


def test_each_day_has_one_heartbeat_whatever_is_inside_and_it_tells_nothing(
    key: Key, town: Callable[..., Town]
) -> None:
    town("weston", policy_id="weston-2017")
    keep(key)
    for night in range(3):
        for library in ("mansfield", "weston"):
            containers.tick(library, today=TODAY + night * DAY)
            containers.tick(library, today=TODAY + night * DAY)

    def told(library: str) -> list[tuple[object, ...]]:
        return [(e.day, e.role, e.basis, e.policy, e.case, e.count) for e in heartbeats(library)]

    assert told("mansfield") == told("weston")
    assert [day for day, *_ in told("mansfield")] == [TODAY, TODAY + DAY, TODAY + 2 * DAY]
    assert len({e.commitment for e in (*heartbeats(), *heartbeats("weston"))}) == 6


def test_a_night_that_was_missed_has_no_heartbeat_and_the_next_one_takes_what_waits(key: Key) -> None:
    tick()
    keep(key)

    tick(TODAY + 3 * DAY)

    assert [entry.day for entry in heartbeats()] == [TODAY, TODAY + 3 * DAY]
    assert read(key) == (b"a case", False)


def test_a_heartbeat_opens_to_the_log_as_it_stood_that_day_and_to_no_other(key: Key) -> None:
    keep(key, head=b"1" * 32)
    tick()
    keep(key, b"longer", head=b"2" * 32)
    tick(TODAY + DAY)

    first = containers.proof("mansfield", key, day=TODAY)
    second = containers.proof("mansfield", key, day=TODAY + DAY)

    assert first is not None
    assert second is not None
    assert (first.stood(b"1" * 32), first.stood(b"2" * 32)) == (True, False)
    assert (second.stood(b"1" * 32), second.stood(b"2" * 32)) == (False, True)
    assert [first.commitment, second.commitment] == [entry.commitment for entry in heartbeats()]


def test_a_stranger_works_the_heartbeat_out_from_the_facts_and_the_log_alone(key: Key) -> None:
    """As docs/reference/ledger.md says it, with nothing but a hash function."""
    keep(key)
    tick()
    proof = containers.proof("mansfield", key, day=TODAY)
    assert proof is not None
    facts = proof.facts()
    marks = facts["marks"]
    assert isinstance(marks, list)

    def keyed(said: bytes, name: str, person: bytes) -> bytes:
        return blake2b(said, key=bytes.fromhex(str(facts[name])), digest_size=32, person=person).digest()

    base = keyed(HEAD, "blind", b"reticent base")
    mark = keyed(base, "blind_of_day", b"reticent place")
    opening = "".join(
        f"{line}\n" for line in ("reticent heartbeat 1", facts["library"], facts["day"], *marks)
    )

    assert mark.hex() == marks[int(str(facts["place"]))]
    assert keyed(opening.encode(), "key", b"reticent-ledger").hex() == heartbeats()[0].commitment
    assert log.entries("mansfield", newest=500)[-1 - int(str(facts["row"]))].entry == heartbeats()[0]


def test_there_is_no_proof_for_other_words_nor_of_a_day_without_a_tick(key: Key) -> None:
    keep(key)
    tick()

    assert containers.proof("mansfield", containers.key_of("mansfield", "other words"), day=TODAY) is None
    assert containers.proof("mansfield", key, day=TODAY + DAY) is None


def test_a_proof_of_one_case_says_of_the_others_what_it_says_of_free_places(key: Key) -> None:
    """Marks of a place in which nothing changes differ from night to night, as random ones do."""
    other = containers.key_of("mansfield", "the words of quite another case")
    keep(other, b"another")
    keep(key)
    proofs = []
    for night in range(3):
        tick(TODAY + night * DAY)
        proofs.append(containers.proof("mansfield", key, day=TODAY + night * DAY))

    marks = [mark for proof in proofs if proof for mark in proof.marks]

    assert len(marks) == len(set(marks)) == 12
    assert not any(proof.stood(b"2" * 32) for proof in proofs if proof)


# -- turns, and copies


def test_a_backup_from_before_a_turn_opens_nothing_once_the_key_is_gone(key: Key, mansfield: Town) -> None:
    keep(key)
    tick()
    old = SealedContainer.objects.get()
    mansfield.purge(turn_now=True)
    backups.make(now=NOW + DAY)
    tick(TODAY + DAY)
    assert container_row.is_as_it_must_be(mansfield.drawer, 1, bytes(old.body))

    mansfield.purge(now=NOW + 15 * DAY)

    assert read(key) == (b"a case", False)
    with pytest.raises(KeyGone):
        container_row.opens(mansfield.drawer, 1, bytes(old.body))
    assert container_row.is_as_it_must_be(mansfield.drawer, 1, bytes(old.body))
    assert not container_row.is_as_it_must_be(mansfield.drawer, old.generation + 1, bytes(old.body))


def test_a_container_put_back_is_of_the_day_of_its_backup_and_what_waits_is_kept(key: Key) -> None:
    keep(key)
    tick()
    made = backups.make(now=NOW)
    keep(key, b"of the night after")
    tick(TODAY + DAY)
    other = containers.key_of("mansfield", "the words of quite another case")
    keep(other, b"still waits")

    backups.restore(made.name, now=NOW + DAY, confirm=lambda name: True)

    assert read(key) == (b"a case", False)
    assert read(other) == (b"still waits", True)
    tick(TODAY + 2 * DAY)
    assert (read(key), read(other)) == ((b"a case", False), (b"still waits", False))


def test_words_that_a_restore_makes_keep_two_things_open_the_newer_one_and_end_both(
    key: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(containers.secrets, "choice", min)
    keep(key, b"the first")
    tick()
    made = backups.make(now=NOW)
    containers.end("mansfield", key)
    tick(TODAY + DAY)
    monkeypatch.setattr(containers.secrets, "choice", max)
    keep(key, b"begun again")
    backups.restore(made.name, now=NOW + DAY, confirm=lambda name: True)
    assert sorted(found.held for found in containers._every(*inside(), key)) == [
        b"begun again",
        b"the first",
    ]

    assert read(key) == (b"begun again", True)
    keep(key, b"and longer")
    tick(TODAY + 2 * DAY)

    assert [found.held for found in containers._every(*inside(), key)] == [b"and longer"]
    containers.end("mansfield", key)
    tick(TODAY + 3 * DAY)
    assert containers._every(*inside(), key) == []


def inside() -> tuple[Container, Draft]:
    with containers._waiting(drawers.of("mansfield")) as waiting:
        return waiting.container, waiting.draft


def test_after_a_restore_no_day_has_two_heartbeats_and_none_is_proved_that_does_not_fit(key: Key) -> None:
    keep(key)
    tick()
    made = backups.make(now=NOW)
    tick(TODAY + DAY)
    backups.restore(made.name, now=NOW + DAY, confirm=lambda name: True)

    tick(TODAY + DAY)

    assert [entry.day for entry in heartbeats()] == [TODAY, TODAY + DAY]
    assert containers.proof("mansfield", key, day=TODAY) is not None
    assert containers.proof("mansfield", key, day=TODAY + DAY) is None


def test_a_copy_whose_container_does_not_open_is_no_backup(mansfield: Town) -> None:
    altered = bytearray(body())
    altered[-1] ^= 1
    SealedContainer.objects.update(body=bytes(altered))

    with pytest.raises(backups.BackupDoesNotOpen, match="container"):
        backups.make(now=NOW)


def test_a_backup_of_an_earlier_version_has_no_container_and_opens_all_the_same(mansfield: Town) -> None:
    mansfield.register("100001", "Alice Q")
    made = backups.make(now=NOW)
    with altered(made.name) as ask:
        ask("DROP TABLE reticent_sealedcontainer")

    assert backups.test_open(made.name, with_canary=False) == made.slips_opened > 0


def test_a_drill_finds_a_container_that_does_not_open(mansfield: Town) -> None:
    made = backups.make(now=NOW)
    with altered(made.name) as ask:
        ask("UPDATE reticent_sealedcontainer SET generation = generation + 1")

    drilled = drill.run(now=NOW)

    assert [check.name for check in drilled.checks if not check.sound] == [
        "the containers are as they must be"
    ]


def test_a_container_whose_key_is_gone_with_an_old_copy_is_made_anew(key: Key, mansfield: Town) -> None:
    """Only a copy made by hand in the middle of a turn, and put back when that key is gone, comes to this."""
    keep(key)
    SealedContainer.objects.update(generation=7)
    mansfield.drawer.asleep()

    mansfield.drawer.wake()

    assert read(key) is None
    assert tick()
    assert len(body()) == SIZE
