"""The root secret of an installation: the one file without which no key file opens.

It lies in the key folder, is drawn once, and never changes; what changes with every turn is the salt beside it
in each key file, so an old block of a key file is of use only together with the old salt.
"""

import os
import secrets
import stat
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from reticent.errors import Broken

_NAME = "root.secret"


class KeysMissing(Broken):
    """The key folder, or the root secret in it, is not where it should be."""


class OpenToOthers(Broken):
    """A file among the keys may be read by others than its owner."""


@dataclass(frozen=True, repr=False)
class Root:
    """Whose keys these are (16 bytes, public) and the secret that wraps them (32 bytes)."""

    installation: bytes
    secret: bytes

    def __repr__(self) -> str:
        return "<root secret>"

    def mark(self, data: bytes) -> str:
        """A keyed mark of some bytes, to know them again: 32 hex digits that say nothing without the secret."""
        return blake2b(data, key=self.secret, digest_size=16, person=b"reticent mark").hexdigest()


def draw(folder: Path) -> Root:
    """Make the key folder and a new root secret in it. Never replaces one that is there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    root = Root(installation=secrets.token_bytes(16), secret=secrets.token_bytes(32))
    text = f"format = 1\ninstallation = {root.installation.hex()}\nsecret = {root.secret.hex()}\n"
    # Written beside and linked into place: a half-written secret is never seen, a standing one never lost.
    draft = folder / f".{_NAME}.{secrets.token_hex(8)}"
    fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(fd, text.encode())
        os.fsync(fd)
        os.link(draft, folder / _NAME)
    finally:
        os.close(fd)
        os.unlink(draft)
    sync_folder(folder)
    return root


def read(folder: Path) -> Root:
    """The root secret in this folder; `KeysMissing` says what to do when it is not there."""
    if not folder.is_dir():
        raise KeysMissing(
            f"The key folder {folder} is not there. If the keys are on a medium of their own, put it in and try "
            "again; if they were moved, set RETICENT_KEYS to where they are. Nothing was changed."
        )
    try:
        not_for_others(folder / _NAME, os.stat(folder / _NAME))
        lines = (folder / _NAME).read_text().splitlines()
    except PermissionError:
        raise KeysMissing(
            f"The root secret in {folder} may not be read by this account. Run this as the user who runs Reticent. "
            "Nothing was changed."
        ) from None
    except FileNotFoundError:
        raise KeysMissing(
            f"The key folder {folder} holds no root secret. Put back the folder that belongs to this "
            "installation, or set RETICENT_KEYS to it. New keys would not open what is stored. Nothing was changed."
        ) from None
    try:
        values = dict(line.split(" = ", 1) for line in lines)
        root = Root(
            installation=bytes.fromhex(values["installation"]), secret=bytes.fromhex(values["secret"])
        )
        if values["format"] != "1" or len(root.installation) != 16 or len(root.secret) != 32:
            raise ValueError
    except (ValueError, KeyError):
        raise Broken(
            f"The root secret in {folder} is damaged. Put back the copy of the key folder that you keep. "
            "Nothing was changed."
        ) from None
    return root


def not_for_others(path: Path, seen: os.stat_result) -> None:
    """Stop where others on this machine may read or write what keeps everything shut."""
    if seen.st_mode & 0o077 and stat.S_ISREG(seen.st_mode):
        raise OpenToOthers(
            f"Others on this machine may read {path}. Close it: chmod 600 {path} (on a medium without permissions, "
            "mount it with umask=077). Nothing was changed."
        )


def is_drawn(folder: Path) -> bool:
    """Whether this folder holds a root secret."""
    return (folder / _NAME).exists()


def sync_folder(folder: Path) -> None:
    """Make the folder's list of names durable."""
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
