"""The sealed container of a library: one body of one size, with room for what may not be mentioned.

Two seals. The outer one is of a generation's key, so that it dies with the key as slips do. Under it lie a header and
four places of one size, each either random or sealed once more under a key made from words that only people know.
Nothing outside the outer seal tells a container with a case from one without; inside it the header says which places
are taken and until when (whoever holds the keys can read that much), and nothing but the words opens a place.

What is written between two ticks waits in a draft: as many places, each untouched, kept or ended.
"""

import hmac
import secrets
import struct
import unicodedata
import zlib
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from hashlib import blake2b

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from reticent.errors import Refused
from reticent.vault.seals import DoesNotOpen

SIZE = 256 * 1024
PLACES = 4
DAYS = 400  # of so many days the container knows what its heartbeats were about
_PLACE = 51 * 1024
_NONCE, _TAG, _HASH = 12, 16, 32
_PLAIN = SIZE - _NONCE - _TAG
_MAGIC, _DRAFT_MAGIC = b"RETICENT CASES 1", b"RETICENT DRAFT 1"
_TAKEN = struct.Struct(f">I{_HASH}s")
_DAY = struct.Struct(">I" + f"{_HASH}s" * PLACES)
_INSIDE = struct.Struct(f">{_HASH}sI")
_CHANGE = struct.Struct(f">BI{_HASH}s{_PLACE}s")
ROOM = _PLACE - _NONCE - _TAG - _INSIDE.size  # bytes that one place takes, once compressed


class TooLong(Refused):
    """More than a place takes."""


@dataclass(frozen=True, repr=False)
class Place:
    """One place: until which day it is kept (None: free), what its mark is made of, and the sealed or random bytes."""

    until: date | None
    base: bytes
    sealed: bytes


@dataclass(frozen=True, repr=False)
class Beat:
    """What one day's heartbeat is about: a mark of each place, the free ones' too."""

    day: date
    marks: tuple[bytes, ...]


@dataclass(frozen=True, repr=False)
class Container:
    """What lies under the outer seal."""

    secret: bytes
    places: tuple[Place, ...]
    beats: tuple[Beat, ...] = ()


class Done(IntEnum):
    """What was done to a place since the last tick."""

    NOTHING = 0
    KEPT = 1
    ENDED = 2


@dataclass(frozen=True, repr=False)
class Change:
    """What waits for one place."""

    done: Done
    place: Place


@dataclass(frozen=True, repr=False)
class Draft:
    """What waits for the next tick of one container, known by `whose`."""

    whose: bytes
    changes: tuple[Change, ...]


@dataclass(frozen=True, repr=False)
class Inside:
    """What the words open: the bytes, and the blind that hides their log's head in the marks."""

    blind: bytes
    held: bytes


# -- made anew


def fresh() -> Container:
    """A container in which nothing is kept."""
    return Container(secrets.token_bytes(_HASH), tuple(_free() for _ in range(PLACES)))


def nothing_waits(container: Container) -> Draft:
    """A draft of this container in which nothing waits."""
    return Draft(_whose(container), tuple(Change(Done.NOTHING, _free()) for _ in range(PLACES)))


def _free() -> Place:
    return Place(None, secrets.token_bytes(_HASH), secrets.token_bytes(_PLACE))


def _whose(container: Container) -> bytes:
    return blake2b(container.secret, digest_size=_HASH, person=b"reticent whose").digest()


# -- the outer seal


class Outer:
    """The outer seal of one generation of one library."""

    __slots__ = ("_aead", "_bound", "_library")

    def __init__(self, key: bytes, *, library: str, generation: int) -> None:
        self._library = library
        self._bound = f"{library}\0{generation}\0".encode()
        self._aead = AESGCM(HKDFExpand(SHA256(), 32, b"reticent container 1 " + self._bound).derive(key))

    def __repr__(self) -> str:
        return "<outer seal of a container>"

    def seal(self, container: Container) -> bytes:
        """The body: SIZE bytes, whatever is inside."""
        parts = [_MAGIC, container.secret]
        parts += [_TAKEN.pack(_number(place.until), place.base) for place in container.places]
        beats = [_DAY.pack(_number(beat.day), *beat.marks) for beat in container.beats[-DAYS:]]
        parts += [b"".join(beats).ljust(DAYS * _DAY.size, b"\0")]
        parts += [place.sealed for place in container.places]
        return self._sealed(b"".join(parts))

    def open(self, body: bytes) -> Container:
        """What was sealed; `DoesNotOpen` if anything about it was changed."""
        plain = self._opened(body)
        at = len(_MAGIC) + _HASH
        heads = [_TAKEN.unpack_from(plain, at + n * _TAKEN.size) for n in range(PLACES)]
        at += PLACES * _TAKEN.size
        days = [_DAY.unpack_from(plain, at + n * _DAY.size) for n in range(DAYS)]
        at += DAYS * _DAY.size
        places = [plain[at + n * _PLACE : at + (n + 1) * _PLACE] for n in range(PLACES)]
        return Container(
            plain[len(_MAGIC) : len(_MAGIC) + _HASH],
            tuple(
                Place(_day(until), base, sealed) for (until, base), sealed in zip(heads, places, strict=True)
            ),
            tuple(Beat(date.fromordinal(day), tuple(marks)) for day, *marks in days if day),
        )

    def seal_draft(self, draft: Draft) -> bytes:
        """The draft: SIZE bytes as well."""
        changes = [
            _CHANGE.pack(change.done, _number(change.place.until), change.place.base, change.place.sealed)
            for change in draft.changes
        ]
        return self._sealed(b"".join([_DRAFT_MAGIC, draft.whose, *changes]))

    def open_draft(self, sealed: bytes) -> Draft:
        """What waits; `DoesNotOpen` if anything about it was changed."""
        plain = self._opened(sealed, _DRAFT_MAGIC)
        at = len(_DRAFT_MAGIC) + _HASH
        changes = [_CHANGE.unpack_from(plain, at + n * _CHANGE.size) for n in range(PLACES)]
        return Draft(
            plain[len(_DRAFT_MAGIC) : at],
            tuple(
                Change(Done(done), Place(_day(until), base, sealed)) for done, until, base, sealed in changes
            ),
        )

    def _sealed(self, plain: bytes) -> bytes:
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._aead.encrypt(nonce, plain.ljust(_PLAIN, b"\0"), self._bound)

    def _opened(self, body: bytes, magic: bytes = _MAGIC) -> bytes:
        try:
            plain = self._aead.decrypt(body[:_NONCE], body[_NONCE:], self._bound)
            if len(plain) == _PLAIN and plain.startswith(magic):
                return plain
        except (InvalidTag, ValueError):
            pass
        raise DoesNotOpen(
            f"The sealed container of {self._library} does not open: the database was altered or damaged. Keep the "
            "files as they are, and restore the last backup (`reticent restore`)."
        ) from None


def _number(day: date | None) -> int:
    return day.toordinal() if day else 0


def _day(number: int) -> date | None:
    return date.fromordinal(number) if number else None


# -- the words


def key_from(words: str, container: Container) -> bytes:
    """The key that these words make for this container: about a fifth of a second and 64 MiB, for whoever guesses, too.

    Capital letters, and how many blanks stand between two words, make no difference.
    """
    said = " ".join(unicodedata.normalize("NFKC", words).casefold().split())
    salt = blake2b(container.secret, digest_size=16, person=b"reticent words").digest()
    return Argon2id(salt=salt, length=32, iterations=3, lanes=1, memory_cost=64 * 1024).derive(said.encode())


def seal_inside(held: bytes, *, key: bytes, at: int, blind: bytes) -> bytes:
    """Seal what the words keep for place `at`; always as long as a place."""
    packed = zlib.compress(held, 9)
    if len(packed) > ROOM:
        raise TooLong(
            f"This is more than there is room for: {len(packed):,} bytes once compressed, and {ROOM:,} fit. Nothing "
            "was kept. Keep what does not fit on paper, with counsel."
        )
    nonce = secrets.token_bytes(_NONCE)
    plain = (_INSIDE.pack(blind, len(packed)) + packed).ljust(_INSIDE.size + ROOM, b"\0")
    return nonce + AESGCM(key).encrypt(nonce, plain, _bound_to(at))


def open_inside(sealed: bytes, *, key: bytes, at: int) -> Inside | None:
    """What the words open at place `at`, or None: other words, nothing there, and altered bytes are all the same."""
    try:
        plain = AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], _bound_to(at))
    except (InvalidTag, ValueError):
        return None
    blind, length = _INSIDE.unpack_from(plain)
    return Inside(blind, zlib.decompress(plain[_INSIDE.size : _INSIDE.size + length]))


def _bound_to(at: int) -> bytes:
    return b"reticent place 1 %d" % at


# -- what waits


def as_it_stands(container: Container, draft: Draft) -> tuple[Place, ...]:
    """The places as the next tick will find them: what waits wins over what lies there."""
    if not belongs(draft, container):
        return container.places
    return tuple(
        there if change.done is Done.NOTHING else change.place
        for there, change in zip(container.places, draft.changes, strict=True)
    )


def belongs(draft: Draft, container: Container) -> bool:
    """Whether the draft is of this container: of one that was lost it is of no use."""
    return hmac.compare_digest(draft.whose, _whose(container))


def put(draft: Draft, at: int, place: Place) -> Draft:
    """The draft with this waiting for place `at`."""
    return _changed(draft, at, Change(Done.KEPT, place))


def ended(draft: Draft, at: int) -> Draft:
    """The draft with the end of what is kept at place `at` waiting."""
    return _changed(draft, at, Change(Done.ENDED, _free()))


def _changed(draft: Draft, at: int, change: Change) -> Draft:
    return replace(draft, changes=(*draft.changes[:at], change, *draft.changes[at + 1 :]))


def ticked(container: Container, draft: Draft, *, today: date) -> Container:
    """The container after the tick of this day: what waits is in, what was kept long enough is random, so is whatever
    is free, and the day's marks are noted."""
    places = tuple(
        _free() if place.until is None or place.until < today else place
        for place in as_it_stands(container, draft)
    )
    marks = tuple(
        mark_of(place.base, blind_of(container, day=today, at=at)) for at, place in enumerate(places)
    )
    earlier = tuple(beat for beat in container.beats if beat.day != today)
    return replace(container, places=places, beats=(*earlier, Beat(today, marks))[-DAYS:])


# -- marks


def base_of(head: bytes, *, blind: bytes) -> bytes:
    """What the mark of a place is made of: the head of its own log, hidden by a blind that lies under the words."""
    return blake2b(head, key=blind, digest_size=_HASH, person=b"reticent base").digest()


def blind_of(container: Container, *, day: date, at: int) -> bytes:
    """The blind of one day and place: with it, marks of a place where nothing changed differ from day to day."""
    said = b"%d %d" % (day.toordinal(), at)
    return blake2b(said, key=container.secret, digest_size=_HASH, person=b"reticent blind").digest()


def mark_of(base: bytes, blind: bytes) -> bytes:
    """The mark of a place on the day of this blind."""
    return blake2b(base, key=blind, digest_size=_HASH, person=b"reticent place").digest()


def commitment_key(container: Container, *, day: date) -> bytes:
    """The key of the commitment that the heartbeat of this day holds: worked out, so that a crash makes no other."""
    said = b"%d" % day.toordinal()
    return blake2b(said, key=container.secret, digest_size=_HASH, person=b"reticent beat").digest()


def opening(library: str, beat: Beat) -> bytes:
    """What the heartbeat of a day is a commitment to: bytes that anybody can write down again."""
    lines = ["reticent heartbeat 1", library, beat.day.isoformat(), *(mark.hex() for mark in beat.marks)]
    return "".join(f"{line}\n" for line in lines).encode("ascii")


def beat_of(container: Container, *, day: date) -> Beat | None:
    """What the container knows of the heartbeat of a day."""
    return next((beat for beat in container.beats if beat.day == day), None)
