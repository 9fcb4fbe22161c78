"""Does a turn that moves whole chunks keep every slip, also where somebody is lent something in the middle of it?"""

import random

import pytest

from reticent.drawer import slips, stores, turning
from reticent.records.items import Item
from tests.conftest import NOW, Town


def turn_with(town: Town, meanwhile: dict[int, tuple[str, ...]], *, chunk: int = 3) -> None:
    """Turn in chunks; after the so-manieth one, lend each of these persons something."""
    chunks = 0

    def progress(_: int) -> None:
        nonlocal chunks
        chunks += 1
        for person in meanwhile.get(chunks, ()):
            town.lend(person, town.item(f"m{chunks}-{person}"[:18]))

    turning.turn(town.drawer, now=NOW, recovery_days=14, chunk=chunk, progress=progress)


@pytest.fixture
def readers(mansfield: Town) -> dict[str, set[str]]:
    """Three persons with four loans each: who has what."""
    out: dict[str, set[str]] = {}
    for number in range(3):
        person = mansfield.register(f"2903000{number}", f"Reader Number{number}")
        for item in range(4):
            mansfield.lend(person, mansfield.item(f"{number}-{item}"))
        out[person] = {f"{number}-{item}" for item in range(4)}
    return out


def test_whoever_is_lent_something_during_a_turn_keeps_that_and_all_else(
    mansfield: Town, readers: dict[str, set[str]]
) -> None:
    everybody = tuple(readers)

    turn_with(mansfield, {1: everybody, 2: everybody[:1], 4: everybody})

    for person, had in readers.items():
        lent = {
            f"m{n}-{person}"[:18]
            for n, who in ((1, everybody), (2, everybody[:1]), (4, everybody))
            if person in who
        }
        assert mansfield.out_to(person) == had | lent
        assert len(mansfield.drawer.find(mansfield.to_open("registration"), subject=person)) == 1
        mansfield.lend(person, mansfield.item(f"a-{person}"[:18]))
        assert mansfield.out_to(person) == had | lent | {f"a-{person}"[:18]}


def test_numbers_stay_dense_after_a_turn_that_was_interrupted(
    mansfield: Town, readers: dict[str, set[str]]
) -> None:
    first = next(iter(readers))

    turn_with(mansfield, {1: (first,)})
    turn_with(mansfield, {2: (first,)})

    for person in readers:
        assert is_dense(mansfield, f"s:{person}")


def is_dense(town: Town, name: str) -> bool:
    """Whether under this name every number up to the last that is taken is taken, in every generation."""
    for generation, number, _ in town.drawer.live():
        tags = town.drawer.sealer(number).tags(name, range(60))
        column = "tag" if name[0] == "s" else "thing_tag"
        condition, values = stores.among(generation, column, tags)
        there = stores.ask(f"SELECT {column} FROM {stores.room_of(generation)} WHERE {condition}", values)
        taken = {bytes(tag) for (tag,) in there.fetchall()}
        if taken != set(tags[: len(taken)]):
            return False
    return True


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_lent_and_returned_between_the_chunks_is_as_it_was_left(
    mansfield: Town, readers: dict[str, set[str]], seed: int
) -> None:
    """Each chunk is sealed while the one before is written: by then some of it has ended, some numbers are taken."""
    draw = random.Random(seed)
    out = {person: set(had) for person, had in readers.items()}
    done = 0

    def progress(_: int) -> None:
        nonlocal done
        for _ in range(draw.randrange(3)):
            person = draw.choice(list(out))
            if out[person] and draw.random() < 0.6:
                back = draw.choice(sorted(out[person]))
                mansfield.take_back(Item.objects.get(barcode=back))
                out[person].remove(back)
            else:
                done += 1
                mansfield.lend(person, mansfield.item(f"m{done}"))
                out[person].add(f"m{done}")

    for _ in range(2):
        turning.turn(
            mansfield.drawer, now=NOW, recovery_days=14, chunk=draw.choice((2, 3, 5)), progress=progress
        )

    assert {person: mansfield.out_to(person) for person in out} == out
    for person in out:
        assert is_dense(mansfield, f"s:{person}")
        assert len(mansfield.drawer.find(mansfield.to_open("registration"), subject=person)) == 1


def test_a_slip_that_ended_since_it_was_found_stops_the_chunk(
    mansfield: Town, readers: dict[str, set[str]]
) -> None:
    generation, number, _ = mansfield.drawer.live()[-1]
    rows = slips.batch(generation, after=b"", size=5)
    insides = [mansfield.drawer.opened(mansfield.drawer.sealer(number), row) for row in rows]
    with mansfield.drawer.writing() as writer:
        writer.overwrite(rows[2], b"")

    with pytest.raises(slips.ChangedMeanwhile), mansfield.drawer.settling() as writer:
        writer.move(rows, insides)

    assert len(slips.batch(generation, after=b"", size=5)) == 5
