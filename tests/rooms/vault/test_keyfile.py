"""Does the key file keep every key that is needed, lose every key that is overwritten, and survive any crash?"""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import settings as drawing
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from reticent.errors import Broken
from reticent.vault import keyfile, root
from reticent.vault.keyfile import PAGE, SLOTS, KeyFile, KeyGone, NoFreeSlot, WrongKeys
from reticent.vault.root import KeysMissing, Root

SIDES = {"first": (1, 3), "second": (2, 4)}  # salt page and bank of each side


@pytest.fixture
def secret(tmp_path: Path) -> Root:
    return root.draw(tmp_path / "keys")


@pytest.fixture
def keys(tmp_path: Path, secret: Root) -> KeyFile:
    made = KeyFile.create(tmp_path / "keys" / "mansfield.keys", root=secret, library="mansfield")
    made.add(1)
    made.add(2)
    return made


class Crash(BaseException):
    """The power went."""


@contextmanager
def dying(at: int, *, torn: int | None = None) -> Iterator[list[int]]:
    """Die at the n-th write or sync of the key file; `torn` writes so many bytes of the page first."""
    seen = [0]
    write, sync = os.pwrite, os.fsync

    def writing(fd: int, data: bytes, offset: int) -> int:
        seen[0] += 1
        if seen[0] == at:
            if torn:
                write(fd, data[:torn], offset)
            raise Crash
        return write(fd, data, offset)

    def syncing(fd: int) -> None:
        seen[0] += 1
        if seen[0] == at:
            raise Crash
        sync(fd)

    os.pwrite, os.fsync = writing, syncing
    try:
        yield seen
    finally:
        os.pwrite, os.fsync = write, sync


def again(keys: KeyFile, secret: Root) -> KeyFile:
    return KeyFile.open(keys.path, root=secret, library="mansfield")


# -- what it answers


def test_a_key_is_the_same_after_opening_anew(keys: KeyFile, secret: Root) -> None:
    assert again(keys, secret).key(1) == keys.key(1)
    assert keys.key(1) != keys.key(2)
    assert set(keys.generations()) == {1, 2}


def test_a_generation_that_was_never_here_has_no_key(keys: KeyFile) -> None:
    with pytest.raises(KeyGone, match="nobody can open"):
        keys.key(3)


def test_the_file_is_readable_by_its_owner_only_and_never_grows(keys: KeyFile) -> None:
    size = keys.path.stat().st_size
    for number in range(3, 9):
        keys.add(number)
        keys.overwrite(number - 2)

    assert keys.path.stat().st_mode & 0o777 == 0o600
    assert keys.path.stat().st_size == size


def test_the_file_is_never_renamed_or_replaced(keys: KeyFile) -> None:
    before = keys.path.stat().st_ino

    keys.add(3)
    keys.overwrite(1)
    keys.set_epoch(bytes(32))

    assert keys.path.stat().st_ino == before
    assert {p.name for p in keys.path.parent.iterdir()} == {"mansfield.keys", "root.secret"}


def test_the_repr_of_whatever_holds_keys_shows_none(keys: KeyFile, secret: Root) -> None:
    slot = keys._read().slots[0]
    said = f"{keys!r} {secret!r} {slot!r} {keys._read()!r}"

    assert keys.key(1).hex() not in said
    assert secret.secret.hex() not in said
    assert repr(keys.key(1)) not in said
    assert repr(secret.secret) not in said


# -- overwriting


def test_an_overwritten_key_and_the_salts_that_wrapped_it_are_nowhere_in_the_file(keys: KeyFile) -> None:
    key, before = keys.key(1), keys.path.read_bytes()
    salts = {before[page * PAGE + 24 : page * PAGE + 56] for page in (1, 2)}
    marker = keys.generations()[1]
    wrapped = [before[at + 28 : at + 92] for at in range(len(before)) if before.startswith(marker, at)]
    assert len(wrapped) == 2

    keys.overwrite(1)

    after = keys.path.read_bytes()
    assert key not in after
    assert marker not in after
    assert not any(salt in after for salt in salts)
    assert not any(old in after for old in wrapped)
    with pytest.raises(KeyGone):
        keys.key(1)


def test_no_way_of_wrapping_it_again_finds_an_overwritten_key(keys: KeyFile, secret: Root) -> None:
    """Whoever holds root secret and file unwraps every slot of both sides: the key is in none."""
    key = keys.key(1)
    assert any(s.key == key for s in _every_slot(keys))

    keys.overwrite(1)

    assert not any(s.key == key for s in _every_slot(keys))


def _every_slot(keys: KeyFile) -> list[keyfile._Slot]:
    with open(keys.path, "rb") as file:
        sides = [keys._read_side(file.fileno(), side) for side in (0, 1)]
    return [slot for side in sides if side for slot in side[0].slots]


def test_overwriting_twice_or_what_was_never_here_harms_nothing(keys: KeyFile) -> None:
    kept = keys.key(2)

    keys.overwrite(1)
    keys.overwrite(1)
    keys.overwrite(99)

    assert keys.key(2) == kept


def test_empty_slots_look_like_full_ones(keys: KeyFile, secret: Root) -> None:
    """All slots are always full: how many generations have keys cannot be seen without the root secret."""
    data = keys.path.read_bytes()
    bank = data[3 * PAGE + 24 : 3 * PAGE + 24 + SLOTS * 92]
    slots = [bank[at : at + 92] for at in range(0, len(bank), 92)]

    assert len({slot[:16] for slot in slots}) == SLOTS
    assert all(len(set(slot)) > 40 for slot in slots)


def test_every_slot_full_says_what_to_do_and_keeps_what_is_there(keys: KeyFile) -> None:
    for number in range(3, SLOTS + 1):
        keys.add(number)
    kept = {number: keys.key(number) for number in keys.generations()}

    with pytest.raises(NoFreeSlot, match="reticent backup"):
        keys.add(SLOTS + 1)

    assert {number: keys.key(number) for number in keys.generations()} == kept
    keys.overwrite(1)
    keys.add(SLOTS + 1)
    assert len(keys.key(SLOTS + 1)) == 32


# -- damage and crashes


@pytest.mark.parametrize("torn", [None, 1, 20, 60, 500, 4095])
def test_a_crash_at_any_write_leaves_the_old_state_or_the_new(
    keys: KeyFile, secret: Root, tmp_path: Path, torn: int | None
) -> None:
    before = keys.path.read_bytes()
    one, two = keys.key(1), keys.key(2)
    steps = 0
    for at in range(1, 20):
        keys.path.write_bytes(before)
        try:
            with dying(at, torn=torn):
                keys.overwrite(1)
        except Crash:
            steps += 1
        else:
            break
        opened = again(keys, secret)
        assert opened.key(2) == two
        assert set(opened.generations()) in ({1, 2}, {2})
        if 1 in opened.generations():
            assert opened.key(1) == one
        else:
            # Mended: the side that was not yet written no longer has it either.
            assert not any(slot.key == one for slot in _every_slot(opened))
        with open(opened.path, "rb") as file:
            sides = [opened._read_side(file.fileno(), side) for side in (0, 1)]
        assert sides[0] is not None
        assert sides[1] is not None
        assert sides[0][0].number == sides[1][0].number
        opened.overwrite(1)
        assert set(opened.generations()) == {2}
    assert steps == 6  # two pages and a sync on each side


@pytest.mark.parametrize("at", range(1, 4))
def test_a_crash_while_mending_is_mended_the_next_time(keys: KeyFile, secret: Root, at: int) -> None:
    two = keys.key(2)
    with pytest.raises(Crash), dying(5, torn=700):
        keys.overwrite(1)

    with pytest.raises(Crash), dying(at, torn=300):
        again(keys, secret)

    opened = again(keys, secret)
    assert set(opened.generations()) == {2}
    assert opened.key(2) == two


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("page", [0, 1])
@pytest.mark.parametrize("at", [0, 17, 40, 60, 700, 3000])
def test_a_damaged_side_is_mended_from_the_other(
    keys: KeyFile, secret: Root, side: str, page: int, at: int
) -> None:
    one = keys.key(1)
    where = SIDES[side][page] * PAGE + at
    data = bytearray(keys.path.read_bytes())
    data[where] ^= 0xFF
    keys.path.write_bytes(bytes(data))

    opened = again(keys, secret)

    assert opened.key(1) == one
    with open(opened.path, "rb") as file:
        assert all(opened._read_side(file.fileno(), n) for n in (0, 1))


@pytest.mark.parametrize("page", [1, 3])
def test_both_sides_damaged_stops_with_advice(keys: KeyFile, secret: Root, page: int) -> None:
    data = bytearray(keys.path.read_bytes())
    data[page * PAGE + 30] ^= 1
    data[(page + 1) * PAGE + 30] ^= 1
    keys.path.write_bytes(bytes(data))

    with pytest.raises(Broken, match="Put back the copy"):
        again(keys, secret)
    assert keys.path.read_bytes() == bytes(data)


@pytest.mark.parametrize("size", [0, 1, PAGE, 4 * PAGE, 5 * PAGE - 1])
def test_a_file_cut_short_stops_with_advice(keys: KeyFile, secret: Root, size: int) -> None:
    keys.path.write_bytes(keys.path.read_bytes()[:size])

    with pytest.raises(Broken, match=r"cut short.*Put back"):
        again(keys, secret)
    assert keys.path.stat().st_size == size


def test_another_installations_file_is_known_and_left_alone(keys: KeyFile, tmp_path: Path) -> None:
    other = root.draw(tmp_path / "others")
    before = keys.path.read_bytes()

    with pytest.raises(WrongKeys, match="another installation"):
        KeyFile.open(keys.path, root=other, library="mansfield")
    assert keys.path.read_bytes() == before


def test_another_librarys_file_is_known_and_left_alone(keys: KeyFile, secret: Root) -> None:
    with pytest.raises(WrongKeys, match="not the key file of weston"):
        KeyFile.open(keys.path, root=secret, library="weston")


def test_another_root_secret_of_the_same_installation_is_known(keys: KeyFile, secret: Root) -> None:
    with pytest.raises(WrongKeys, match="root secret"):
        KeyFile.open(keys.path, root=Root(secret.installation, bytes(32)), library="mansfield")


def test_a_missing_file_says_where_it_should_be(keys: KeyFile, secret: Root) -> None:
    keys.path.unlink()

    with pytest.raises(KeysMissing, match="RETICENT_KEYS"):
        keys.key(1)


def test_a_write_that_does_not_read_back_stops(keys: KeyFile, monkeypatch: pytest.MonkeyPatch) -> None:
    """A medium that loses writes without a word."""
    two, real = keys.key(2), os.pwrite
    monkeypatch.setattr(os, "pwrite", lambda fd, data, at: len(data))

    with pytest.raises(Broken, match="did not read back"):
        keys.overwrite(1)

    monkeypatch.setattr(os, "pwrite", real)
    assert keys.key(2) == two


def test_making_one_never_replaces_one_that_is_there(keys: KeyFile, secret: Root) -> None:
    one = keys.key(1)

    with pytest.raises(FileExistsError):
        KeyFile.create(keys.path, root=secret, library="mansfield")
    assert keys.key(1) == one


def test_what_a_crash_left_beside_does_not_stand_in_the_way_of_making_one(
    secret: Root, tmp_path: Path
) -> None:
    path = tmp_path / "keys" / "weston.keys"
    for at in range(1, 8):
        with pytest.raises(Crash), dying(at):
            KeyFile.create(path, root=secret, library="weston")
        path.unlink(missing_ok=True)  # the seventh had linked it already
    for left in (f".weston.keys.{os.getpid()}", f".root.secret.{os.getpid()}"):
        (path.parent / left).touch()

    KeyFile.create(path, root=secret, library="weston").add(1)
    assert set(KeyFile.open(path, root=secret, library="weston").generations()) == {1}


def test_readers_see_the_old_keys_or_the_new_while_another_process_writes(
    keys: KeyFile, secret: Root
) -> None:
    kept = keys.key(2)
    child = os.fork()
    if not child:
        try:
            for _ in range(30):
                keys.set_epoch(secrets.token_bytes(32))
        finally:
            os._exit(0)
    seen = 0
    while os.waitpid(child, os.WNOHANG)[0] == 0:
        assert keys.key(2) == kept
        seen += 1
    assert seen > 3


def test_an_older_copy_put_back_is_whole_and_shows_an_older_epoch(keys: KeyFile, secret: Root) -> None:
    """The file alone cannot tell; the database can (see the drawer's waking)."""
    keys.set_epoch(b"a" * 32)
    copy = keys.path.read_bytes()
    keys.set_epoch(b"b" * 32)
    keys.overwrite(1)
    keys.path.write_bytes(copy)

    assert again(keys, secret).epoch() == b"a" * 32
    assert 1 in again(keys, secret).generations()


class AnyHistory(RuleBasedStateMachine):
    """Keys come, go, and the power fails anywhere; a dict says what must be there."""

    numbers = Bundle("numbers")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(os.environ["RETICENT_HOME"]) / f"keys-{secrets.token_hex(6)}"
        self.secret = root.draw(self.folder)
        self.keys = KeyFile.create(self.folder / "weston.keys", root=self.secret, library="weston")
        self.model: dict[int, bytes] = {}
        self.gone: set[bytes] = set()
        self.epoch = self.keys.epoch()

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    @rule(target=numbers, number=st.integers(1, 60))
    def add(self, number: int) -> int:
        if number in self.model:
            self.gone.add(self.model[number])
        elif len(self.model) >= SLOTS:
            with pytest.raises(NoFreeSlot):
                self.keys.add(number)
            return number
        self.keys.add(number)
        self.model[number] = self.keys.key(number)
        return number

    @rule(number=numbers)
    def overwrite(self, number: int) -> None:
        self.keys.overwrite(number)
        if number in self.model:
            self.gone.add(self.model.pop(number))

    @rule(epoch=st.binary(min_size=32, max_size=32))
    def set_epoch(self, epoch: bytes) -> None:
        self.keys.set_epoch(epoch)
        self.epoch = epoch

    @rule(number=numbers, at=st.integers(1, 6), torn=st.sampled_from([None, 30, 800]))
    def the_power_fails_while_overwriting(self, number: int, at: int, torn: int | None) -> None:
        with pytest.raises(Crash), dying(at, torn=torn):
            self.keys.overwrite(number)
        self.opened_anew()
        if number in self.model and number not in self.keys.generations():
            self.gone.add(self.model.pop(number))

    @rule()
    def opened_anew(self) -> None:
        self.keys = KeyFile.open(self.keys.path, root=self.secret, library="weston")

    @invariant()
    def the_file_says_what_the_dict_says(self) -> None:
        assert {n: self.keys.key(n) for n in self.keys.generations()} == self.model
        assert self.keys.epoch() == self.epoch
        assert not self.gone & {slot.key for slot in _every_slot(self.keys)}


TestAnyHistory = AnyHistory.TestCase
TestAnyHistory.settings = drawing(max_examples=20, stateful_step_count=15, deadline=None)
