"""The key file of one library: the only place where the keys of its generations are.

Layout, in pages of 4,096 bytes: a header, two salt pages, two banks. Salt page and bank of one side belong
together by their number. A bank has forty slots, all always full: an empty slot holds a key that opens
nothing. The slots are wrapped under a key derived from the root secret and the side's salt.

A change writes the idle side under a new salt, makes it durable, reads it back, and only then overwrites the
other side with the same contents. A crash between leaves one good side; the next opening finishes the work. So
a key that was taken out is overwritten on both sides, and so is the salt that its old wrapping needs. The file
is never renamed or replaced: that would leave keys in blocks that nobody overwrites.
"""

import fcntl
import os
import secrets
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from reticent.errors import Broken
from reticent.vault.root import KeysMissing, Root, not_for_others, sync_folder

PAGE = 4096
SLOTS = 40  # three are in use in an ordinary week; every restore takes one until the recovery window is over
MAGIC = b"RETICENT KEYS 1\n"
_SALT_MAGIC = b"RETICENT SALT 1\n"
_BANK_MAGIC = b"RETICENT BANK 1\n"
_HEADER, _SALTS, _BANKS = 0, (PAGE, 2 * PAGE), (3 * PAGE, 4 * PAGE)
_SIZE = 5 * PAGE
_SLOT = struct.Struct(
    ">16s12s64s"
)  # marker, nonce, wrapped (48 bytes: full?, generation, key, spare; and the seal)
_INSIDE = struct.Struct(">?Q32s7x")


class KeyGone(Broken):
    """The key of this generation is not in the key file (any more)."""


class WrongKeys(Broken):
    """The key file belongs to another installation or library, or does not open with this root secret."""


class NoFreeSlot(Broken):
    """Every slot has a key: none may be added until one is overwritten."""


@dataclass(frozen=True, repr=False)
class _Slot:
    marker: bytes
    generation: int | None
    key: bytes

    @classmethod
    def empty(cls) -> "_Slot":
        return cls(marker=secrets.token_bytes(16), generation=None, key=secrets.token_bytes(32))


@dataclass(frozen=True, repr=False)
class _State:
    number: int
    slots: tuple[_Slot, ...]
    epoch: bytes  # 32 bytes: 16 drawn at the last waking, 16 that tell one database file from its copies


def _sum(*parts: bytes) -> bytes:
    return blake2b(b"".join(parts), digest_size=32).digest()


class KeyFile:
    """One library's key file, opened. Holds no key in memory between calls."""

    def __init__(self, path: Path, *, root: Root, library: str) -> None:
        self.path = path
        self._root = root
        self._library = library

    def __repr__(self) -> str:
        return f"<key file of {self._library}>"

    # -- making and opening

    @classmethod
    def create(cls, path: Path, *, root: Root, library: str) -> "KeyFile":
        """A new key file, every slot full of keys that open nothing. Refuses to replace one."""
        keys = cls(path, root=root, library=library)
        # A name of its own: a number of a process comes again, and what a crash left must not stand in the way.
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        fd = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.ftruncate(fd, _SIZE)
            os.pwrite(fd, keys._header(), _HEADER)
            state = _State(1, tuple(_Slot.empty() for _ in range(SLOTS)), secrets.token_bytes(32))
            salt = secrets.token_bytes(32)
            for side in (0, 1):
                keys._write_side(fd, side, state, salt)
            os.link(draft, path)  # no key of any slip was in it yet: the draft's name may go
        finally:
            os.close(fd)
            os.unlink(draft)
        sync_folder(path.parent)
        return keys

    @classmethod
    def open(cls, path: Path, *, root: Root, library: str) -> "KeyFile":
        """The key file at this path, checked, and mended if a change was cut short."""
        keys = cls(path, root=root, library=library)
        with keys._locked(fcntl.LOCK_EX) as fd:
            keys._mend(fd)
        return keys

    # -- what it answers

    def key(self, generation: int) -> bytes:
        """The key of this generation, 32 bytes. `KeyGone` if it was overwritten or never here."""
        for slot in self._read().slots:
            if slot.generation == generation:
                return slot.key
        raise KeyGone(
            f"The key of generation {generation} of {self._library} is gone: nobody can open what it sealed."
        )

    def generations(self) -> dict[int, bytes]:
        """Which generations have a key here, and the clear marker (16 bytes) of each one's slot."""
        return {s.generation: s.marker for s in self._read().slots if s.generation is not None}

    def epoch(self) -> bytes:
        """32 bytes that the database must show too, or it is a copy (DESIGN 5)."""
        return self._read().epoch

    def signature(self) -> tuple[int, int, int]:
        """Changes whenever the file does: what a process remembers of it is good only while this stays."""
        seen = self._stat()
        return (seen.st_ino, seen.st_mtime_ns, seen.st_ctime_ns)

    # -- what changes it

    def add(self, generation: int) -> None:
        """A fresh key for a generation that has sealed nothing yet. A key drawn by a cut-short try is replaced."""
        fresh = _Slot(marker=secrets.token_bytes(16), generation=generation, key=secrets.token_bytes(32))
        with self._changing() as change:
            slots = list(change.state.slots)
            at = [i for i, s in enumerate(slots) if s.generation == generation]
            at = at or [i for i, s in enumerate(slots) if s.generation is None]
            if not at:
                raise NoFreeSlot(
                    f"All {SLOTS} keys of {self._library} are in use: as many generations are waiting to be forgotten. "
                    "Make and test a backup (`reticent backup`), then `reticent purge`: keys are overwritten only "
                    "after that, when their recovery window is over."
                )
            slots[at[0]] = fresh
            change.state = replace(change.state, slots=tuple(slots))

    def overwrite(self, generation: int) -> None:
        """Overwrite this generation's key on both sides, and the salt its old wrapping needed. Can be repeated."""
        with self._changing() as change:
            slots = tuple(_Slot.empty() if s.generation == generation else s for s in change.state.slots)
            change.state = replace(change.state, slots=slots)

    def set_epoch(self, epoch: bytes) -> None:
        """Write down the epoch that the database will show from now on."""
        with self._changing() as change:
            change.state = replace(change.state, epoch=epoch)

    # -- inside

    def _header(self) -> bytes:
        body = MAGIC + self._root.installation + self._library.encode().ljust(64, b"\0")
        return (body + _sum(body)).ljust(PAGE, b"\0")

    def _wrapping(self, salt: bytes) -> AESGCM:
        info = b"reticent key file 1 " + self._root.installation + self._library.encode()
        return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(self._root.secret))

    def _write_side(self, fd: int, side: int, state: _State, salt: bytes) -> None:
        wrapping = self._wrapping(salt)
        number = struct.pack(">Q", state.number)
        page = _SALT_MAGIC + number + salt
        page = (page + _sum(page)).ljust(PAGE, b"\0")
        body = [_BANK_MAGIC, number]
        for slot in state.slots:
            nonce = secrets.token_bytes(12)
            inside = _INSIDE.pack(slot.generation is not None, slot.generation or 0, slot.key)
            body.append(_SLOT.pack(slot.marker, nonce, wrapping.encrypt(nonce, inside, number + slot.marker)))
        nonce = secrets.token_bytes(12)
        body += [nonce, wrapping.encrypt(nonce, state.epoch, number + b"epoch")]
        bank = b"".join(body)
        bank = (bank + _sum(bank)).ljust(PAGE, b"\0")
        for at, wanted in ((_SALTS[side], page), (_BANKS[side], bank)):
            os.pwrite(fd, wanted, at)
        os.fsync(fd)
        os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)  # so that reading back asks the disk
        for at, wanted in ((_SALTS[side], page), (_BANKS[side], bank)):
            if os.pread(fd, PAGE, at) != wanted:
                raise Broken(
                    f"The key file of {self._library} did not read back as written: the medium is failing. "
                    "Copy the key folder to a sound one before anything else. No key was lost."
                )

    def _read_side(self, fd: int, side: int) -> tuple[_State, bytes] | None:
        """The state of one side and its salt, or None where that side was cut short or damaged."""
        page, bank = os.pread(fd, PAGE, _SALTS[side]), os.pread(fd, PAGE, _BANKS[side])
        length = 16 + 8 + 32
        if not page.startswith(_SALT_MAGIC) or page[length : length + 32] != _sum(page[:length]):
            return None
        number, salt = page[16:24], page[24:56]
        length = 16 + 8 + SLOTS * _SLOT.size + 12 + 48
        if not bank.startswith(_BANK_MAGIC + number) or bank[length : length + 32] != _sum(bank[:length]):
            return None
        wrapping = self._wrapping(salt)
        slots = []
        at = 24
        try:
            for _ in range(SLOTS):
                marker, nonce, wrapped = _SLOT.unpack_from(bank, at)
                at += _SLOT.size
                full, generation, key = _INSIDE.unpack(wrapping.decrypt(nonce, wrapped, number + marker))
                slots.append(_Slot(marker, generation if full else None, key))
            epoch = wrapping.decrypt(bank[at : at + 12], bank[at + 12 : at + 60], number + b"epoch")
        except InvalidTag:
            raise WrongKeys(
                f"The key file of {self._library} does not open with this installation's root secret. "
                "Put back the root secret and key files that belong together. Nothing was changed."
            ) from None
        return _State(struct.unpack(">Q", number)[0], tuple(slots), epoch), salt

    def _best(self, fd: int) -> tuple[_State, bytes, bool]:
        """The newest good state, its salt, and whether both sides hold it."""
        if (size := os.fstat(fd).st_size) != _SIZE:
            what = "cut short" if size < _SIZE else "not of the length that it must have"
            raise Broken(
                f"The key file of {self._library} is {what}. Put back the copy of the key folder that you keep. "
                "Nothing was changed."
            )
        head = os.pread(fd, PAGE, _HEADER)
        if head != self._header():
            if head[:16] == MAGIC and head[16:32] != self._root.installation:
                raise WrongKeys(
                    f"The key file of {self._library} belongs to another installation. Set RETICENT_KEYS to the "
                    "folder of this one. Nothing was changed."
                )
            raise WrongKeys(
                f"The file {self.path.name} is not the key file of {self._library} in a format that this version "
                "reads. Put back the right key folder. Nothing was changed."
            )
        sides = [self._read_side(fd, side) for side in (0, 1)]
        good = [side for side in sides if side]
        if not good:
            raise Broken(
                f"Both banks of the key file of {self._library} are damaged. Put back the copy of the key folder "
                "that you keep; without it nothing sealed can be opened by anyone."
            )
        state, salt = max(good, key=lambda side: side[0].number)
        return state, salt, len(good) == 2 and good[0][0].number == good[1][0].number

    def _mend(self, fd: int) -> _State:
        """Bring both sides to the newest good state: finishes a change, and an overwriting, that was cut short."""
        state, salt, even = self._best(fd)
        if not even:
            for side in (0, 1):
                found = self._read_side(fd, side)
                if found is None or found[0].number != state.number:
                    self._write_side(fd, side, state, salt)
        return state

    def _read(self) -> _State:
        with self._locked(fcntl.LOCK_SH) as fd:
            return self._best(fd)[0]

    @contextmanager
    def _changing(self) -> Iterator["_Change"]:
        with self._locked(fcntl.LOCK_EX) as fd:
            change = _Change(self._mend(fd))
            yield change
            state = replace(change.state, number=change.state.number + 1)
            salt = secrets.token_bytes(32)
            for side in (0, 1):
                self._write_side(fd, side, state, salt)

    @contextmanager
    def _locked(self, how: int) -> Iterator[int]:
        not_for_others(self.path, self._stat())
        try:
            fd = os.open(self.path, os.O_RDWR if how == fcntl.LOCK_EX else os.O_RDONLY)
        except (PermissionError, IsADirectoryError) as no:
            raise KeysMissing(
                f"The key file of {self._library} cannot be opened ({no.strerror}). Run this as the user who runs "
                "Reticent; if it is no file, put back the folder that belongs to this installation. Nothing was "
                "changed."
            ) from None
        try:
            fcntl.flock(fd, how)
            yield fd
        finally:
            os.close(fd)

    def _stat(self) -> os.stat_result:
        try:
            return os.stat(self.path)
        except FileNotFoundError:
            raise KeysMissing(
                f"The key file of {self._library} is not in the key folder {self.path.parent}. Put back the folder "
                "that belongs to this installation, or set RETICENT_KEYS to it. Nothing was changed."
            ) from None


@dataclass
class _Change:
    state: _State
