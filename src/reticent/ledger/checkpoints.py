"""What does the library vouch for, and with which key? Checkpoints, fit for the board's minutes.

A checkpoint is three lines and a signature (C2SP tlog-checkpoint in a C2SP signed-note, Ed25519): whose log
it is, how many rows, the root over them. Whoever keeps one can tell at any later time whether a row before it
was changed, moved or lost. The log is named `reticent/<installation>/<library>`; the installation is the
beginning of the sha256 of its public key: a name nobody has to hand out, and nobody else can sign for.
"""

import base64
import binascii
import contextlib
import json
import os
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.db import models, transaction

from reticent.errors import Broken
from reticent.ledger import leaf, log, proofs, tree
from reticent.ledger.router import ALIAS

KEY_FILE = "ledger.key"
_KIND = "reticent-ledger-key"
_ED25519 = b"\x01"  # C2SP signed-note: the signature type of Ed25519
_ORIGIN = re.compile(r"reticent/[0-9a-f]{16}/[a-z0-9-]{1,40}")
_NOTE = re.compile(
    r"([^\n]+)\n(0|[1-9][0-9]*)\n([A-Za-z0-9+/]{43}=)\n\n\u2014 ([^\n ]+) ([A-Za-z0-9+/]+={0,2})\n"
)


class KeyFileUnusable(Broken):
    """The key that signs checkpoints cannot be used."""


class NotSigned(Broken):
    """A checkpoint's signature does not fit, or was made with another key."""


class LedgerCheckpoint(models.Model):
    """A checkpoint as it was signed."""

    library = models.CharField(max_length=40)
    size = models.PositiveBigIntegerField()
    note = models.TextField()
    key = models.BinaryField(max_length=32)
    signed_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint("library", "size", "key", name="one_checkpoint_a_size_and_key")
        ]

    def __str__(self) -> str:
        return f"checkpoint of {self.library} at {self.size} rows"


@dataclass(frozen=True)
class PublicKey:
    """The key that anyone may have, to check what the library signed."""

    raw: bytes

    @property
    def installation(self) -> str:
        """The installation's name: the beginning of the key's sha256."""
        return sha256(self.raw).hexdigest()[:16]

    def origin(self, library: str) -> str:
        """The log's name, which is also the name of its key."""
        return f"reticent/{self.installation}/{library}"

    def key_id(self, library: str) -> bytes:
        """Four bytes that tell keys of one name apart (C2SP signed-note)."""
        return sha256(self.origin(library).encode() + b"\n" + _ED25519 + self.raw).digest()[:4]

    def line(self, library: str) -> str:
        """The key as one line of text, as C2SP signed-note writes it."""
        encoded = base64.b64encode(_ED25519 + self.raw).decode()
        return f"{self.origin(library)}+{self.key_id(library).hex()}+{encoded}"

    def fits(self, message: bytes, signature: bytes) -> bool:
        """Whether this key made this signature."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


class Signer:
    """The key that signs checkpoints. It lies in a file of its own among the keys, never with the data."""

    def __init__(self, path: Path) -> None:
        """Read the key file, or make it if there is none yet. Of two processes that make it, one wins."""
        if not path.exists():
            _make_key_file(path)
        self._key = Ed25519PrivateKey.from_private_bytes(_seed_in(path))

    def __repr__(self) -> str:
        return f"<Signer of {self.public_key.installation}>"

    @property
    def public_key(self) -> PublicKey:
        """The key that others check with."""
        return PublicKey(self._key.public_key().public_bytes_raw())

    def note(self, library: str, size: int, root: bytes) -> str:
        """The signed checkpoint over a tree of this size and root."""
        key = self.public_key
        text = f"{key.origin(library)}\n{size}\n{base64.b64encode(root).decode()}\n"
        signature = base64.b64encode(key.key_id(library) + self._key.sign(text.encode())).decode()
        return f"{text}\n\u2014 {key.origin(library)} {signature}\n"


def _make_key_file(path: Path) -> None:
    if not path.parent.is_dir():
        raise KeyFileUnusable(
            f"The folder for the keys, {path.parent}, is not there. Make it (mkdir -m 700), mount it, or set"
            " RETICENT_KEYS to where it is."
        )
    seed = base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode()
    whole = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(json.dumps({"format": 1, "kind": _KIND, "seed": seed}) + "\n")
            file.flush()
            os.fsync(file.fileno())
        # A link, not a rename: a key that another process made meanwhile is never replaced.
        with contextlib.suppress(FileExistsError):
            os.link(whole, path)
    finally:
        whole.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _seed_in(path: Path) -> bytes:
    try:
        if path.stat().st_mode & 0o077:
            raise KeyFileUnusable(f"Others on this machine may read {path}. Close it: chmod 600 {path}")
        said = json.loads(path.read_text(encoding="ascii"))
        if said["format"] != 1 or said["kind"] != _KIND:
            raise ValueError
        seed = base64.b64decode(said["seed"], validate=True)
        if len(seed) != 32:
            raise ValueError
    except OSError as error:
        raise KeyFileUnusable(
            f"{path} cannot be read: {error.strerror}. Mend that, then try again."
        ) from None
    except (ValueError, KeyError, TypeError, RecursionError):
        # The cause would show what is in the file.
        raise KeyFileUnusable(
            f"{path} is no ledger key, or was damaged. Put the right file back from where your keys are kept."
        ) from None
    return seed


@dataclass(frozen=True)
class Checkpoint:
    """What the library vouched for: so many rows, this root over them."""

    library: str
    size: int
    root: bytes
    note: str
    key: PublicKey
    signed_on: date

    def printable(self) -> str:
        """A page for the board's minutes. The stand-alone verifier reads it as it stands."""
        return (
            f"Ledger checkpoint of {self.library}, {self.signed_on.isoformat()}\n\n"
            f"{self.note}\n"
            f"Key: {self.key.line(self.library)}\n\n"
            "The first three lines of the block say whose ledger this is, how many rows it had that\n"
            "day, and the root over all of them. The last line is the signature. Keep this page with\n"
            "the minutes: with it anyone can show later that the ledger was only added to since. If it\n"
            "was retyped, the first three lines are enough.\n\n"
            "    python3 standalone_verifier.py EXPORT.json --checkpoint THIS-PAGE.txt\n"
        )


def key_of(key: Signer | PublicKey | bytes) -> PublicKey:
    """The public key, however it was handed over."""
    if isinstance(key, Signer):
        return key.public_key
    return key if isinstance(key, PublicKey) else PublicKey(key)


def read_note(note: str, library: str, keys: Sequence[PublicKey]) -> tuple[int, bytes]:
    """Size and root of a checkpoint that one of the keys signed for this library; `NotSigned` otherwise."""
    found = _NOTE.fullmatch(note)
    if found is None:
        raise NotSigned("it does not have the form of a checkpoint")
    origin, size, root, name, signature = found.groups()
    try:
        signed, raw_root = base64.b64decode(signature, validate=True), base64.b64decode(root, validate=True)
    except binascii.Error:
        raise NotSigned("it does not have the form of a checkpoint") from None
    for key in keys:
        named = origin == name == key.origin(library)
        if named and signed[:4] == key.key_id(library):
            text = note[: note.index("\n\n") + 1]
            if not key.fits(text.encode(), signed[4:]):
                raise NotSigned("its signature does not fit what it says")
            return int(size), raw_root
    raise NotSigned("it was signed with another key, or for another library")


def _as_value(stored: LedgerCheckpoint) -> Checkpoint:
    found = _NOTE.fullmatch(stored.note) if isinstance(stored.note, str) else None
    if found is None or not isinstance(stored.signed_on, date):
        raise log.LedgerDamaged(f"A checkpoint of {stored.library} cannot be read. {log.ADVICE}")
    return Checkpoint(
        library=stored.library,
        size=stored.size,
        root=base64.b64decode(found.group(3)),
        note=stored.note,
        key=PublicKey(bytes(stored.key)),
        signed_on=stored.signed_on,
    )


def signed(library: str) -> list[Checkpoint]:
    """All checkpoints of the library as they are stored, oldest first. Only the audit checks them."""
    return [
        _as_value(stored)
        for stored in LedgerCheckpoint.objects.filter(library=library).order_by("size", "pk")
    ]


def latest(library: str) -> Checkpoint | None:
    """The newest checkpoint of the library, as it is stored."""
    stored = LedgerCheckpoint.objects.filter(library=library).order_by("-size", "-pk").first()
    return _as_value(stored) if stored else None


def sign(
    library: str, signer: Signer, now: datetime, *, former: Sequence[Signer | PublicKey | bytes] = ()
) -> str:
    """Vouch for the library's ledger as it stands; answer the checkpoint's text. Once a size is enough.

    Nothing is signed that does not begin with what was signed before. After a change of keys, `former` are
    the keys that may have signed the checkpoint before.
    """
    leaf.check_library(library)
    key = signer.public_key
    with log.in_plain_words(library), transaction.atomic(using=ALIAS, durable=True):
        head = log.LedgerHead.objects.select_for_update().filter(library=library).first()
        frontier = head.frontier() if head else tree.Frontier()
        size, root = frontier.size, frontier.root()
        if proofs.worked_out(library, lambda subtree: tree.hash_of_range(0, size, subtree)) != root:
            raise log.LedgerDamaged(
                f"The ledger of {library} does not add up; nothing was signed. {log.ADVICE}"
            )
        last = latest(library)
        if last is not None:
            _check_it_only_grew(library, last, [key, *map(key_of, former)], size, root)
            if (last.size, last.key) == (size, key):
                return last.note
        note = signer.note(library, size, root)
        LedgerCheckpoint.objects.create(
            library=library, size=size, note=note, key=key.raw, signed_on=now.date()
        )
    return note


def _check_it_only_grew(
    library: str, last: Checkpoint, keys: Sequence[PublicKey], size: int, root: bytes
) -> None:
    try:
        old_size, old_root = read_note(last.note, library, keys)
    except NotSigned as problem:
        raise NotSigned(
            f"The last checkpoint of {library}, of {last.size} rows, does not verify: {problem}. Nothing was"
            " signed. If the key file is that of another installation, put the right one back; if the key was"
            " replaced on purpose, name the former one. Otherwise: " + log.ADVICE
        ) from None
    if old_size > size:
        raise log.LedgerDamaged(
            f"The ledger of {library} has {size} rows, but {old_size} were signed before: the rows from"
            f" {size} on are lost. Nothing was signed. {log.ADVICE}"
        )
    path = proofs.consistency(library, old_size, size).path
    if not tree.extends(old=old_size, new=size, path=path, old_root=old_root, new_root=root):
        raise log.LedgerDamaged(
            f"The ledger of {library} no longer begins with the {old_size} rows that were signed before:"
            f" one of them was changed. Nothing was signed. {log.ADVICE}"
        )
