"""Sealed tokens: what a browser carries for us and cannot read, so that no table holds it.

A patron's session and the desk's "this person, this purpose, until then" are such tokens: sealed under a secret
that lies with the keys, bound to what they are for, and worthless after their hour.
"""

import base64
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from reticent.errors import Broken
from reticent.vault.root import KeysMissing

_NAME = "session.secret"


def secret(folder: Path) -> bytes:
    """The 32 bytes that seal sessions, drawn on first use. Losing them signs everybody out and harms nothing else."""
    path = folder / _NAME
    try:
        return _whole(path)
    except FileNotFoundError:
        if not folder.is_dir():
            raise KeysMissing(
                f"The key folder {folder} is not there. Set RETICENT_KEYS to where the keys are. Nothing was changed."
            ) from None
    draft = folder / f".{_NAME}.{secrets.token_hex(8)}"
    fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(fd, secrets.token_bytes(32))
        os.fsync(fd)
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        os.close(fd)
        os.unlink(draft)
    return _whole(path)


def _whole(path: Path) -> bytes:
    found = path.read_bytes()
    if len(found) != 32:
        raise Broken(
            f"The file {path.name} in the key folder is damaged. Delete it: a new one is drawn, and everybody signs "
            "in again. Nothing else depends on it."
        )
    return found


def seal(values: Mapping[str, str], *, key: bytes, bound_to: str, until: int) -> str:
    """Seal a few short values until a moment (seconds since 1970), for one use only (`bound_to`)."""
    nonce = secrets.token_bytes(12)
    plain = json.dumps({"until": until, "values": dict(values)}).encode()
    plain += b" " * (-len(plain) % 128)
    return base64.urlsafe_b64encode(nonce + AESGCM(key).encrypt(nonce, plain, bound_to.encode())).decode()


def open_(token: str, *, key: bytes, bound_to: str, now: int) -> dict[str, str] | None:
    """What was sealed, or None where it is not ours, altered, for another use, or over."""
    try:
        raw = base64.urlsafe_b64decode(token.encode())
        inside = json.loads(AESGCM(key).decrypt(raw[:12], raw[12:], bound_to.encode()))
    except (InvalidTag, ValueError):
        return None
    if now >= inside["until"]:
        return None
    values = inside["values"]
    return {str(k): str(v) for k, v in values.items()}
