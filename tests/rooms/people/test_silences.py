"""Does mail stop at once for the one whose link was pressed, and does nothing that is kept tell whose that is?"""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as drawing
from hypothesis import strategies as st

from reticent.errors import Malformed
from reticent.people import silences
from reticent.people.silences import ACCOUNT, NEWS, NoAddress, Silence
from reticent.vault import root
from tests.conftest import TODAY, Town

ADA, BEA = "ada@example.org", "béa.o’neil@example.org"


def marked(town: Town, address: str) -> str:
    mark = silences.mark_in(town.library, silences.of(town.library, address))
    assert mark is not None
    return mark


def test_whoever_pressed_the_link_is_left_out_of_the_next_list_and_nobody_else_is(mansfield: Town) -> None:
    silences.stop(mansfield.library, marked(mansfield, ADA), NEWS, on=TODAY)

    found = silences.sifted(mansfield.library, [BEA, "", " ADA@Example.ORG "])

    assert [address for address, _ in found.to] == [BEA]
    assert (found.left_out, found.twice) == (1, 0)
    assert len(silences.sifted(mansfield.library, [ADA], sort=ACCOUNT).to) == 1


def test_pressed_again_it_stands_since_the_first_day_and_taken_back_mail_may_come(mansfield: Town) -> None:
    mark = marked(mansfield, ADA)
    for days in (0, 3):
        silences.stop(mansfield.library, mark, NEWS, on=TODAY + timedelta(days=days))
    assert silences.stopped(mansfield.library, mark) == {NEWS: TODAY}

    silences.take_back(mansfield.library, mark, NEWS)

    assert silences.stopped(mansfield.library, mark) == {}
    assert len(silences.sifted(mansfield.library, [ADA]).to) == 1


def test_a_library_hears_nothing_of_what_was_asked_of_another(town) -> None:  # type: ignore[no-untyped-def]
    mansfield, weston = town("mansfield", policy_id="mansfield-2019"), town("weston", policy_id="weston-2017")
    silences.stop(mansfield.library, marked(mansfield, ADA), NEWS, on=TODAY)

    assert silences.mark_in(weston.library, silences.of(mansfield.library, ADA)) is None
    assert len(silences.sifted(weston.library, [ADA]).to) == 1
    assert marked(mansfield, ADA) != marked(weston, ADA)


def test_neither_link_nor_row_has_the_address_and_without_the_keys_nobody_makes_the_mark(
    mansfield: Town, settings: Any
) -> None:
    word, mark = silences.of(mansfield.library, ADA), marked(mansfield, ADA)
    silences.stop(mansfield.library, mark, NEWS, on=TODAY)

    row = Silence.objects.get()
    assert not [each for each in ("@", "example") if each in f"{word} {row} {row.__dict__}"]
    settings.RETICENT_KEYS = settings.RETICENT_KEYS.parent / "other keys"
    root.draw(settings.RETICENT_KEYS)
    assert silences.mark_in(mansfield.library, word) is None
    assert silences.of(mansfield.library, ADA) != word


@given(st.text(max_size=80))
@drawing(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_word_that_nobody_made_stops_nothing(mansfield: Town, word: str) -> None:
    assert silences.mark_in(mansfield.library, word) is None


@pytest.mark.parametrize("at", [0, 10, 31, 32, 50, 63])
def test_a_word_of_which_one_letter_was_changed_stops_nothing(mansfield: Town, at: int) -> None:
    word = silences.of(mansfield.library, ADA)
    other = "0" if word[at] != "0" else "1"

    assert silences.mark_in(mansfield.library, word[:at] + other + word[at + 1 :]) is None


@pytest.mark.parametrize(
    "line", ["ada", "@example.org", "ada@", "ada@example", "a b@example.org", "a" * 255 + "@x.org"]
)
def test_a_line_that_is_no_address_is_named_by_its_number_and_not_repeated(
    mansfield: Town, line: str
) -> None:
    with pytest.raises(NoAddress, match="Line 2") as no:
        silences.sifted(mansfield.library, [BEA, line])

    assert line not in str(no.value)


def test_there_are_two_sorts_of_mail_and_no_other(mansfield: Town) -> None:
    with pytest.raises(Malformed):
        silences.stop(mansfield.library, marked(mansfield, ADA), "gifts", on=TODAY)

    assert not Silence.objects.exists()
