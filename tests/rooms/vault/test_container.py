"""Does the container say nothing by its length, open for its own words alone, and never when a byte was changed?"""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import settings as drawing
from hypothesis import strategies as st

from reticent.vault import container as layout
from reticent.vault.container import PLACES, ROOM, SIZE, Beat, Container, Done, Draft, Outer, Place, TooLong
from reticent.vault.seals import DoesNotOpen

TODAY = date(2026, 11, 22)
KEY, WORDS_KEY, BLIND = b"k" * 32, b"w" * 32, b"b" * 32
LENGTH = len(layout.fresh().places[0].sealed)

days = st.dates(min_value=date(2026, 1, 1), max_value=date(2031, 12, 31))
hashes = st.binary(min_size=32, max_size=32)


def a_place(*, held: bytes = b"a case", at: int = 0, until: date = TODAY, key: bytes = WORDS_KEY) -> Place:
    base = layout.base_of(b"head", blind=BLIND)
    return Place(until, base, layout.seal_inside(held, key=key, at=at, blind=BLIND))


@pytest.fixture
def outer() -> Outer:
    return Outer(KEY, library="mansfield", generation=3)


@st.composite
def containers(draw: st.DrawFn) -> Container:
    def place(at: int) -> Place:
        held = draw(st.one_of(st.none(), st.binary(max_size=2000)))
        return layout.fresh().places[at] if held is None else a_place(held=held, at=at, until=draw(days))

    beats = draw(
        st.lists(st.builds(Beat, days, st.tuples(*[hashes] * PLACES)), max_size=6, unique_by=lambda b: b.day)
    )
    return Container(draw(hashes), tuple(place(at) for at in range(PLACES)), tuple(beats))


# -- lengths


@given(container=containers())
def test_a_body_is_of_one_length_whatever_is_inside_and_comes_out_as_it_went_in(container: Container) -> None:
    body = Outer(KEY, library="mansfield", generation=3).seal(container)

    assert len(body) == SIZE
    assert Outer(KEY, library="mansfield", generation=3).open(body) == container


@given(container=containers(), done=st.lists(st.sampled_from(Done), min_size=PLACES, max_size=PLACES))
def test_what_waits_is_of_that_length_too(container: Container, done: list[Done]) -> None:
    outer = Outer(KEY, library="mansfield", generation=3)
    draft = Draft(
        layout.nothing_waits(container).whose,
        tuple(layout.Change(d, p) for d, p in zip(done, container.places, strict=True)),
    )

    sealed = outer.seal_draft(draft)

    assert len(sealed) == SIZE
    assert outer.open_draft(sealed) == draft


@given(held=st.binary(max_size=5000))
def test_every_place_is_of_one_length_whatever_it_holds(held: bytes) -> None:
    sealed = layout.seal_inside(held, key=WORDS_KEY, at=2, blind=BLIND)

    assert len(sealed) == LENGTH
    assert layout.open_inside(sealed, key=WORDS_KEY, at=2) == layout.Inside(BLIND, held)


def test_what_is_too_long_is_refused_in_words_and_the_longest_fits() -> None:
    random = Random(1).randbytes
    fits = random(ROOM - 200)
    sealed = layout.seal_inside(fits, key=WORDS_KEY, at=0, blind=BLIND)

    assert layout.open_inside(sealed, key=WORDS_KEY, at=0) == layout.Inside(BLIND, fits)
    with pytest.raises(TooLong, match="on paper"):
        layout.seal_inside(random(ROOM + 200), key=WORDS_KEY, at=0, blind=BLIND)


def test_a_year_and_more_of_heartbeats_is_remembered_and_no_longer() -> None:
    container = layout.fresh()
    for n in range(layout.DAYS + 5):
        container = layout.ticked(container, layout.nothing_waits(container), today=TODAY + timedelta(days=n))
    outer = Outer(KEY, library="mansfield", generation=3)

    there = outer.open(outer.seal(container))

    assert there == container
    assert len(there.beats) == layout.DAYS
    assert layout.beat_of(there, day=TODAY + timedelta(days=4)) is None
    assert layout.beat_of(there, day=TODAY + timedelta(days=5)) is not None


# -- what does not open


@given(at=st.integers(0, SIZE - 1), bit=st.integers(0, 7))
def test_any_altered_byte_is_noticed(at: int, bit: int) -> None:
    outer = Outer(KEY, library="mansfield", generation=3)
    altered = bytearray(outer.seal(layout.fresh()))
    altered[at] ^= 1 << bit

    with pytest.raises(DoesNotOpen, match="restore"):
        outer.open(bytes(altered))


@pytest.mark.parametrize("length", [0, 8, 12, 28, SIZE - 1])
def test_a_body_cut_short_is_noticed(outer: Outer, length: int) -> None:
    with pytest.raises(DoesNotOpen):
        outer.open(outer.seal(layout.fresh())[:length])


@pytest.mark.parametrize(
    ("library", "generation", "key"),
    [("weston", 3, KEY), ("mansfield", 4, KEY), ("mansfield", 3, b"x" * 32), ("mansfield\x003", 3, KEY)],
)
def test_a_body_of_another_library_generation_or_key_does_not_open(
    outer: Outer, library: str, generation: int, key: bytes
) -> None:
    with pytest.raises(DoesNotOpen):
        Outer(key, library=library, generation=generation).open(outer.seal(layout.fresh()))


def test_a_body_is_no_draft_and_a_draft_no_body(outer: Outer) -> None:
    container = layout.fresh()

    with pytest.raises(DoesNotOpen):
        outer.open(outer.seal_draft(layout.nothing_waits(container)))
    with pytest.raises(DoesNotOpen):
        outer.open_draft(outer.seal(container))


@given(at=st.integers(0, LENGTH - 1), bit=st.integers(0, 7))
def test_an_altered_place_opens_nothing(at: int, bit: int) -> None:
    altered = bytearray(a_place().sealed)
    altered[at] ^= 1 << bit

    assert layout.open_inside(bytes(altered), key=WORDS_KEY, at=0) is None


def test_other_words_another_place_and_random_bytes_open_nothing() -> None:
    place = a_place()

    assert layout.open_inside(place.sealed, key=b"x" * 32, at=0) is None
    assert layout.open_inside(place.sealed, key=WORDS_KEY, at=1) is None
    assert layout.open_inside(layout.fresh().places[0].sealed, key=WORDS_KEY, at=0) is None


def test_equal_contents_never_look_equal(outer: Outer) -> None:
    container = layout.fresh()

    assert len({outer.seal(container) for _ in range(20)}) == 20
    assert len({a_place().sealed for _ in range(20)}) == 20


def test_nothing_of_it_shows_in_a_repr() -> None:
    container = layout.fresh()
    shown = [container, container.places[0], layout.nothing_waits(container), layout.Inside(BLIND, b"a case")]

    assert not any("places" in repr(each) or "case'" in repr(each) for each in shown)
    assert not any(container.secret.hex()[:8] in repr(each) for each in shown)


# -- words


def test_words_make_one_key_however_they_are_typed_and_another_in_another_container() -> None:
    here, there = layout.fresh(), layout.fresh()
    words = "brass lantern under the seventh stair"

    key = layout.key_from(words, here)

    assert layout.key_from("  Brass lantern  under\tthe SEVENTH stair ", here) == key
    assert layout.key_from("brass lantern under the seventh stairs", here) != key
    assert layout.key_from(words, there) != key


# -- ticks


@given(container=containers(), data=st.data())
@drawing(max_examples=40)
def test_a_tick_takes_what_waits_ends_what_is_over_and_leaves_the_rest(
    container: Container, data: st.DataObject
) -> None:
    draft = layout.nothing_waits(container)
    for at in range(PLACES):
        done = data.draw(st.sampled_from(Done))
        if done is Done.KEPT:
            draft = layout.put(draft, at, a_place(held=b"new", at=at, until=data.draw(days)))
        elif done is Done.ENDED:
            draft = layout.ended(draft, at)
    before = layout.as_it_stands(container, draft)

    after = layout.ticked(container, draft, today=TODAY)

    for there, then in zip(before, after.places, strict=True):
        if there.until is not None and there.until >= TODAY:
            assert then == there
        else:
            assert then.until is None
            assert then.sealed != there.sealed
            assert len(then.sealed) == LENGTH
    assert after.beats[-1].day == TODAY
    assert layout.ticked(after, draft, today=TODAY).places[0].until == after.places[0].until


def test_what_waits_for_another_container_waits_for_none() -> None:
    lost, here = layout.fresh(), layout.fresh()
    draft = layout.put(layout.nothing_waits(lost), 1, a_place(at=1))

    assert layout.as_it_stands(here, draft) == here.places


def test_marks_of_a_place_in_which_nothing_changes_differ_from_day_to_day() -> None:
    container = layout.fresh()
    container = layout.ticked(
        container, layout.put(layout.nothing_waits(container), 2, a_place(at=2)), today=TODAY
    )
    container = layout.ticked(container, layout.nothing_waits(container), today=TODAY + timedelta(days=-1))

    first, second = container.beats

    assert not set(first.marks) & set(second.marks)
    assert len({*first.marks, *second.marks}) == 2 * PLACES


def test_a_mark_is_that_of_the_head_of_its_log_and_of_no_other() -> None:
    container = layout.fresh()
    container = layout.ticked(
        container, layout.put(layout.nothing_waits(container), 2, a_place(at=2)), today=TODAY
    )
    blind = layout.blind_of(container, day=TODAY, at=2)
    marks = container.beats[-1].marks

    assert layout.mark_of(layout.base_of(b"head", blind=BLIND), blind) == marks[2]
    assert layout.mark_of(layout.base_of(b"another", blind=BLIND), blind) not in marks
