"""Do the acts of a sealed case come back as they were, and does any change of what stands there change their head?"""

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import settings as drawing
from hypothesis import strategies as st

from reticent.access.sealed import Copied
from reticent.disclosure.sealed.acts import Act, heads, packed, unpacked

DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))
VALUES = st.dictionaries(st.text(max_size=12), st.text(max_size=30), max_size=3)
COPIES = st.lists(
    st.lists(
        st.builds(Copied, st.sampled_from(["loan", "charge"]), st.none() | DAYS, st.none() | DAYS, VALUES),
        min_size=1,
        max_size=3,
    ).map(tuple),
    max_size=2,
).map(tuple)
ACTS = st.lists(
    st.builds(
        Act,
        at=st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)).map(lambda at: at.replace(tzinfo=UTC)),  # noqa: DTZ001
        by=st.text(max_size=12),
        step=st.sampled_from(["came", "add_note", "sealed_hold"]),
        details=st.dictionaries(
            st.text(max_size=12), st.text(max_size=40) | st.lists(st.text(max_size=5)), max_size=4
        ),
        basis=st.lists(st.text(max_size=8), max_size=2).map(tuple),
        copies=COPIES,
    ),
    min_size=1,
    max_size=5,
).map(tuple)


@drawing(max_examples=60)
@given(acts=ACTS)
def test_what_was_written_comes_back_as_it_was(acts: tuple[Act, ...]) -> None:
    again = unpacked(packed(acts))

    assert again == acts
    assert heads(again) == heads(acts)


@drawing(max_examples=60)
@given(acts=ACTS, data=st.data())
def test_no_act_is_changed_left_out_or_put_elsewhere_without_another_head(
    acts: tuple[Act, ...], data: st.DataObject
) -> None:
    n = data.draw(st.integers(0, len(acts) - 1))
    other = replace(acts[n], details={**acts[n].details, "note": "added"})
    changed = [
        (*acts[:n], other, *acts[n + 1 :]) if other != acts[n] else (),
        (*acts[:n], *acts[n + 1 :]),
        tuple(reversed(acts)) if tuple(reversed(acts)) != acts else (),
    ]

    for each in changed:
        assert not each or heads(each)[-1] != heads(acts)[-1]


@drawing(max_examples=30)
@given(acts=ACTS, more=ACTS)
def test_what_is_added_leaves_the_heads_before_it_as_they_were(
    acts: tuple[Act, ...], more: tuple[Act, ...]
) -> None:
    assert heads((*acts, *more))[: len(acts)] == heads(acts)
