"""A folder that is only memory: for what may lie on no disk before the night.

Several processes of one installation share it: whoever serves the pages, and the night's work. It is gone when the
machine stops. That the system swaps nothing out is not checked; an encrypted swap, or none, is the administrator's.
"""

import fcntl
import os
import re
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reticent.errors import Refused

# No $XDG_RUNTIME_DIR: it goes when its user signs out, and a job that is started by the clock does not know of it.
_USUAL = (Path("/run/reticent"), Path("/dev/shm"))
_OF_MEMORY = {"tmpfs", "ramfs"}
_MOUNTS = Path("/proc/self/mountinfo")


class NoMemoryFolder(Refused):
    """There is no folder here that is only memory."""


class Shelf:
    """One file in the folder, read and written whole, while nobody else is at it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> bytes:
        """What lies there; nothing where nothing was written since the machine began."""
        try:
            return self._path.read_bytes()
        except FileNotFoundError:
            return b""

    def write(self, data: bytes) -> None:
        """Write it, whole or not at all."""
        draft = self._path.with_name(f".{self._path.name}.{secrets.token_hex(8)}")
        try:
            with open(draft, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
                file.write(data)
            os.replace(draft, self._path)
        except OSError as no:
            draft.unlink(missing_ok=True)
            raise NoMemoryFolder(
                f"Nothing was kept: the memory folder took no more ({no.strerror}). Keep it on paper, with counsel."
            ) from None


@contextmanager
def shelf(name: str, *, wanted: Path | None) -> Iterator[Shelf]:
    """The file of this name, and nobody else at it; `NoMemoryFolder` where there is no such folder."""
    path = folder(wanted) / name
    fd = os.open(path.with_name(f"{name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        yield Shelf(path)
    finally:
        os.close(fd)


def folder(wanted: Path | None) -> Path:
    """Our own folder in the one that is set, or in the first usual one that is only memory."""
    for base in (wanted,) if wanted else _USUAL:
        ours = base / f"reticent-{os.geteuid()}"
        if is_memory(base) and _is_ours(ours):
            return ours
    where = str(wanted) if wanted else " or ".join(map(str, _USUAL))
    raise NoMemoryFolder(
        "Nothing can be kept here between two nights without lying on a disk: there is no folder that is only memory "
        f"({where}). Keep it on paper, with counsel. Whoever runs Reticent can set RETICENT_MEMORY to a folder on a "
        "tmpfs that it may write to."
    )


def _is_ours(path: Path) -> bool:
    try:
        path.mkdir(mode=0o700, exist_ok=True)
        seen = os.lstat(path)
    except OSError:
        return False
    return stat.S_ISDIR(seen.st_mode) and seen.st_uid == os.geteuid() and not seen.st_mode & 0o077


def is_memory(path: Path) -> bool:
    """Whether what is written in this folder lies in memory, as the system's list of mounts says."""
    try:
        real, lines = path.resolve(strict=True), _MOUNTS.read_text().splitlines()
    except OSError:
        return False
    kind, longest = "", -1
    for line in lines:
        mount, _, rest = line.partition(" - ")
        at = Path(re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), mount.split()[4]))
        if real.is_relative_to(at) and len(at.parts) >= longest:  # of two on one place the later one shows
            kind, longest = rest.split()[0], len(at.parts)
    return kind in _OF_MEMORY
