"""Does a seal hold against every change, and say nothing by its length? And tags, PINs, sessions, the root secret."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reticent.errors import Broken
from reticent.vault import pins, root, seals, sessions
from reticent.vault.root import KeysMissing
from reticent.vault.seals import DoesNotOpen, Sealer, TooLong

KEY, TAG, THING = b"k" * 32, b"t" * 16, b"i" * 16


@pytest.fixture
def sealer() -> Sealer:
    return Sealer(KEY, library="mansfield", generation=3)


@given(plain=st.binary(max_size=3000))
def test_what_is_sealed_comes_out_as_it_went_in(plain: bytes) -> None:
    sealer = Sealer(KEY, library="mansfield", generation=3)

    assert sealer.open(sealer.seal(plain, tag=TAG, thing_tag=THING), tag=TAG, thing_tag=THING) == plain


def test_any_changed_byte_is_noticed(sealer: Sealer) -> None:
    sealed = sealer.seal(b"a loan", tag=TAG, thing_tag=THING)
    for at in range(len(sealed)):
        altered = bytearray(sealed)
        altered[at] ^= 1
        with pytest.raises(DoesNotOpen):
            sealer.open(bytes(altered), tag=TAG, thing_tag=THING)


@pytest.mark.parametrize("length", [0, 1, 11, 12, 20, 28, 200])
def test_a_seal_cut_short_is_noticed(sealer: Sealer, length: int) -> None:
    sealed = sealer.seal(b"a loan", tag=TAG, thing_tag=THING)

    with pytest.raises(DoesNotOpen):
        sealer.open(sealed[:length], tag=TAG, thing_tag=THING)


@pytest.mark.parametrize(
    ("tag", "thing"), [(b"x" * 16, THING), (TAG, b"x" * 16), (THING, TAG)], ids=["tag", "thing", "swapped"]
)
def test_a_slip_under_another_tag_does_not_open(sealer: Sealer, tag: bytes, thing: bytes) -> None:
    sealed = sealer.seal(b"a loan", tag=TAG, thing_tag=THING)

    with pytest.raises(DoesNotOpen):
        sealer.open(sealed, tag=tag, thing_tag=thing)


@pytest.mark.parametrize(
    ("library", "generation", "key"),
    [("weston", 3, KEY), ("mansfield", 4, KEY), ("mansfield", 3, b"x" * 32), ("mansfield\x003", 3, KEY)],
)
def test_a_slip_of_another_library_generation_or_key_does_not_open(
    sealer: Sealer, library: str, generation: int, key: bytes
) -> None:
    sealed = sealer.seal(b"a loan", tag=TAG, thing_tag=THING)

    with pytest.raises(DoesNotOpen) as said:
        Sealer(key, library=library, generation=generation).open(sealed, tag=TAG, thing_tag=THING)
    assert "restore" in str(said.value)
    assert "a loan" not in str(said.value)


def test_equal_contents_never_look_equal(sealer: Sealer) -> None:
    assert len({sealer.seal(b"a loan", tag=TAG, thing_tag=THING) for _ in range(200)}) == 200


def test_lengths_come_in_few_steps(sealer: Sealer) -> None:
    lengths = {
        len(sealer.seal(b"x" * n, tag=TAG, thing_tag=THING)) for n in [*range(1100), 4000, 5000, 16382]
    }

    assert len(lengths) == len(seals._STEPS)


def test_what_is_too_long_is_refused_and_not_cut(sealer: Sealer) -> None:
    with pytest.raises(TooLong):
        sealer.seal(b"x" * 16383, tag=TAG, thing_tag=THING)


def test_tags_differ_by_name_counter_generation_library_and_key(sealer: Sealer) -> None:
    tags = {sealer.tag(name, n) for name in ("s:p:1", "s:p:2", "t:p:1") for n in range(50)}
    tags |= {Sealer(KEY, library="mansfield", generation=4).tag("s:p:1", 0)}
    tags |= {Sealer(KEY, library="weston", generation=3).tag("s:p:1", 0)}
    tags |= {Sealer(b"x" * 32, library="mansfield", generation=3).tag("s:p:1", 0)}

    assert len(tags) == 153
    assert sealer.tag("s:p:1", 7) == Sealer(KEY, library="mansfield", generation=3).tag("s:p:1", 7)


def test_working_keys_are_not_shown(sealer: Sealer) -> None:
    assert repr(sealer) == "<working keys of one generation>"
    assert not hasattr(sealer, "__dict__")


# -- sessions


NOW = 1_800_000_000


def token(key: bytes = KEY, bound_to: str = "my record", until: int = NOW + 60) -> str:
    return sessions.seal({"person": "p:abc"}, key=key, bound_to=bound_to, until=until)


def test_a_token_opens_for_what_it_was_made_for_until_its_hour() -> None:
    assert sessions.open_(token(), key=KEY, bound_to="my record", now=NOW) == {"person": "p:abc"}
    assert sessions.open_(token(), key=KEY, bound_to="my record", now=NOW + 59) is not None
    assert sessions.open_(token(), key=KEY, bound_to="my record", now=NOW + 60) is None
    assert sessions.open_(token(), key=KEY, bound_to="pay", now=NOW) is None
    assert sessions.open_(token(), key=b"x" * 32, bound_to="my record", now=NOW) is None


def test_an_altered_token_never_opens() -> None:
    good = token()
    for at in range(len(good.rstrip("="))):
        altered = good[:at] + ("A" if good[at] != "A" else "B") + good[at + 1 :]
        assert sessions.open_(altered, key=KEY, bound_to="my record", now=NOW) is None


@given(junk=st.text(max_size=60))
def test_junk_in_place_of_a_token_is_nothing(junk: str) -> None:
    assert sessions.open_(junk, key=KEY, bound_to="my record", now=NOW) is None


def test_a_token_does_not_show_what_it_holds_or_how_long_it_is() -> None:
    short = sessions.seal({"person": "p:1"}, key=KEY, bound_to="x", until=NOW)
    long = sessions.seal({"person": "p:" + "1" * 40}, key=KEY, bound_to="x", until=NOW)

    assert len(short) == len(long)
    assert "person" not in short


def test_the_session_secret_is_drawn_once_and_kept_from_others(tmp_path: Path) -> None:
    (tmp_path / f".session.secret.{os.getpid()}").write_bytes(b"left by a crash")

    first = sessions.secret(tmp_path)

    assert len(first) == 32
    assert sessions.secret(tmp_path) == first
    assert (tmp_path / "session.secret").stat().st_mode & 0o777 == 0o600


def test_without_a_key_folder_no_session_secret_is_drawn(tmp_path: Path) -> None:
    with pytest.raises(KeysMissing, match="RETICENT_KEYS"):
        sessions.secret(tmp_path / "gone")


def test_a_session_secret_cut_short_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "session.secret").write_bytes(b"short")

    with pytest.raises(Broken, match=r"session\.secret"):
        sessions.secret(tmp_path)


# -- PINs


@pytest.mark.clause("WO-16")
def test_a_pin_fits_its_own_hash_only() -> None:
    kept = pins.hash_of("4711")

    assert kept.startswith("$argon2id$")
    assert "4711" not in kept
    assert pins.fits("4711", kept)
    assert not pins.fits("4712", kept)
    assert not pins.fits("", kept)
    assert pins.hash_of("4711") != kept


def test_nobodys_pin_fits_nobody() -> None:
    assert not pins.fits("nobody's PIN", None)
    assert not pins.fits("", None)
    assert not pins.fits("4711", "")
    assert not pins.fits("4711", "not a hash")


# -- the root secret


def test_a_root_secret_is_drawn_once_and_never_replaced(tmp_path: Path) -> None:
    drawn = root.draw(tmp_path / "keys")

    with pytest.raises(FileExistsError):
        root.draw(tmp_path / "keys")
    assert root.read(tmp_path / "keys") == drawn
    assert (tmp_path / "keys" / "root.secret").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
    assert [p.name for p in (tmp_path / "keys").iterdir()] == ["root.secret"]


def test_missing_keys_say_where_they_were_looked_for(tmp_path: Path) -> None:
    with pytest.raises(KeysMissing, match="RETICENT_KEYS"):
        root.read(tmp_path / "gone")
    (tmp_path / "empty").mkdir()
    with pytest.raises(KeysMissing, match="root secret"):
        root.read(tmp_path / "empty")


@pytest.mark.parametrize(
    "text", ["", "format = 2\n", "format = 1\ninstallation = zz\nsecret = 00\n", "nonsense", "a = b = c"]
)
def test_a_damaged_root_secret_says_so(tmp_path: Path, text: str) -> None:
    (tmp_path / "root.secret").touch(mode=0o600)
    (tmp_path / "root.secret").write_text(text)

    with pytest.raises(Broken, match="Put back the copy"):
        root.read(tmp_path)


def test_a_mark_needs_the_secret(tmp_path: Path) -> None:
    one, other = root.draw(tmp_path / "one"), root.draw(tmp_path / "other")

    assert one.mark(b"file") == one.mark(b"file") != other.mark(b"file")
