"""Sealing: one generation's two working keys, the tags they make and the slips they seal.

Both keys are derived from the generation's key, so tags die with it too: whoever keeps a backup can neither
open a forgotten slip nor work out whose tag it carried.
"""

import secrets
from collections.abc import Iterable
from hashlib import blake2b

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from reticent.errors import Broken

TAG_BYTES = 16
_NONCE = 12
# Sealed lengths come in few steps, so that a length says at most "registration" or "not". The first step is wide
# enough for the longest loan, look or finder: a loan must not tell by its length from which branch it is.
_STEPS = (512, 1024, 4096, 16384)


class DoesNotOpen(Broken):
    """A slip does not open under its generation's key: it was altered, or put where it does not belong."""


class TooLong(Broken):
    """A slip holds more than fits. Fields are bounded long before, so this is a fault of ours."""


class Sealer:
    """The working keys of one generation of one library."""

    __slots__ = ("_aead", "_bound", "_tag_key")

    def __init__(self, key: bytes, *, library: str, generation: int) -> None:
        self._bound = f"{library}\0{generation}\0".encode()
        self._aead = AESGCM(HKDFExpand(SHA256(), 32, b"reticent seal 1 " + self._bound).derive(key))
        self._tag_key = HKDFExpand(SHA256(), 32, b"reticent tag 1 " + self._bound).derive(key)

    def __repr__(self) -> str:
        return "<working keys of one generation>"

    def tag(self, name: str, counter: int) -> bytes:
        """The one-time tag of the `counter`-th slip of this person, or of this thing: 16 bytes."""
        return blake2b(
            name.encode(), key=self._tag_key, digest_size=TAG_BYTES, salt=counter.to_bytes(16, "big")
        ).digest()

    def tags(self, name: str, numbers: Iterable[int]) -> list[bytes]:
        """The one-time tags of these numbers under one name."""
        plain, key = name.encode(), self._tag_key
        return [
            blake2b(plain, key=key, digest_size=TAG_BYTES, salt=number.to_bytes(16, "big")).digest()
            for number in numbers
        ]

    def seal(self, plain: bytes, *, tag: bytes, thing_tag: bytes, at_least: int = 0) -> bytes:
        """Seal a slip's inside, padded to a step (of `at_least` so many bytes), bound to library, generation, tags."""
        for step in _STEPS:
            if max(len(plain) + 2, at_least) <= step:
                break
        else:
            raise TooLong("A record is longer than a slip can hold. Shorten its longest field and try again.")
        nonce = secrets.token_bytes(_NONCE)
        padded = len(plain).to_bytes(2, "big") + plain.ljust(step - 2, b"\0")
        return nonce + self._aead.encrypt(nonce, padded, self._bound + tag + thing_tag)

    def open(self, sealed: bytes, *, tag: bytes, thing_tag: bytes) -> bytes:
        """What was sealed; `DoesNotOpen` if anything about it was changed."""
        try:
            padded = self._aead.decrypt(sealed[:_NONCE], sealed[_NONCE:], self._bound + tag + thing_tag)
        except (InvalidTag, ValueError):
            raise DoesNotOpen(
                "A record in the database does not open: the file was altered or damaged. Stop lending, keep the "
                "files as they are, and restore the last backup (`reticent restore`)."
            ) from None
        return padded[2 : 2 + int.from_bytes(padded[:2], "big")]
