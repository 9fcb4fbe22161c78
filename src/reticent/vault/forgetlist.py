"""The forget-list: marks of slips that ended, kept beside the key file until no backup can hold them open.

A restored backup still has what ended after it was made; replaying this list ends it again. A mark is 16 random
bytes that lie inside the slip's seal and nowhere else, so the list says nothing to whoever cannot open slips.
Records are (day, mark), appended and made durable before the slip is settled; the same mark twice is no harm.
"""

import fcntl
import os
import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from reticent.errors import Broken
from reticent.vault.root import sync_folder

_MAGIC = b"RETICENT ENDED 1"
_RECORD = struct.Struct(">I16s")
_MIRRORED = b"\0" * 16


class ForgetList:
    """The marks of one library."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, marks: Iterable[bytes], *, now: datetime) -> None:
        """Append the marks, and that the list is complete up to `now` (an aware time)."""
        self._append(_on(now, marks) + _RECORD.pack(int(now.timestamp()), _MIRRORED))

    def add_at_once(self, marks: Iterable[bytes], *, now: datetime) -> None:
        """Append marks that may not wait for the night. What else ended since the last one is not listed yet."""
        self._append(_on(now, marks))

    def _append(self, body: bytes) -> None:
        fresh = not self.path.exists()
        with self._alone() as fd:
            whole = self._whole(os.pread(fd, os.fstat(fd).st_size, 0))
            os.ftruncate(fd, whole)  # a crash cut the last record short: it is written again now
            if not whole:
                body = _MAGIC + body
            at = whole
            while body:  # a full disk writes a part and says so only by the number
                done = os.pwrite(fd, body, at)
                at, body = at + done, body[done:]
            os.fsync(fd)
        if fresh:
            sync_folder(self.path.parent)

    @contextmanager
    def _alone(self) -> Iterator[int]:
        """The open list, and nobody else at it; opened again where it was renewed while we waited."""
        while True:
            fd = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(fd, fcntl.LOCK_EX)
                try:
                    same = os.stat(self.path).st_ino == os.fstat(fd).st_ino
                except FileNotFoundError:
                    same = False
                if same:
                    yield fd
                    return
            finally:
                os.close(fd)

    def check(self) -> None:
        """Stop where the list is none, before anything that would need it is begun."""
        self._records()

    def _whole(self, data: bytes) -> int:
        """How many bytes are whole records; a beginning cut short by a crash held none."""
        if len(data) < len(_MAGIC) and _MAGIC.startswith(data):
            return 0
        if not data.startswith(_MAGIC):
            raise Broken(
                f"The forget-list {self.path.name} is damaged. Put back the copy of the key folder that you keep: "
                "without it, what ended since a backup would come back with it. If there is none, move the file "
                "aside: a restore then says that nothing is known. Nothing was changed."
            )
        return len(data) - (len(data) - len(_MAGIC)) % _RECORD.size

    def _records(self) -> list[tuple[int, bytes]]:
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return []
        whole = self._whole(data)
        return list(_RECORD.iter_unpack(data[len(_MAGIC) : whole]))

    def marks(self) -> frozenset[bytes]:
        """Every mark on the list."""
        return frozenset(mark for _, mark in self._records() if mark != _MIRRORED)

    def complete_until(self) -> int | None:
        """Up to which moment (seconds since 1970, UTC) the list knows of every ending; None when it never ran."""
        return max((when for when, mark in self._records() if mark == _MIRRORED), default=None)

    def trim(self, *, before: date) -> int:
        """Drop marks older than this day; how many. They are no keys, so writing anew and renaming is enough."""
        if not self.path.exists():
            return 0
        with self._alone():
            records = self._records()
            last = self.complete_until()
            kept = [r for r in records if r[1] != _MIRRORED and r[0] >= before.toordinal()]
            dropped = sum(1 for r in records if r[1] != _MIRRORED) - len(kept)
            if dropped or sum(1 for r in records if r[1] == _MIRRORED) > 1:
                body = _MAGIC + b"".join(_RECORD.pack(*r) for r in kept)
                if last is not None:
                    body += _RECORD.pack(last, _MIRRORED)
                draft = self.path.with_suffix(".draft")
                with open(draft, "wb", opener=lambda p, f: os.open(p, f, 0o600)) as file:
                    file.write(body)
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(draft, self.path)
                sync_folder(self.path.parent)
            return dropped


def _on(now: datetime, marks: Iterable[bytes]) -> bytes:
    day = now.date().toordinal()
    return b"".join(_RECORD.pack(day, mark) for mark in marks)
