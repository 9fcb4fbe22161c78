"""Where do a library's policies lie as files, and are they still what was adopted?

`RETICENT_HOME/policies/LIBRARY/ID.toml` is what was adopted, never edited; `drafts/ID.toml` beside it is what is being
written. The adopted bytes also lie in the database: the program runs on those, and a file that was changed, cut short
or taken away is noticed, and can be put back.
"""

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from reticent.vault.root import sync_folder

# What may have become of a file, and how that is said of it.
STATES: dict[str, str] = {
    "whole": "as adopted",
    "changed": "changed since it was adopted",
    "cut_short": "cut short: a part of it is gone",
    "missing": "not there any more",
    "unreadable": "there, but it cannot be read",
    "unknown": "no adoption knows it",
    "database": "changed in the database",
}


@dataclass(frozen=True)
class FileState:
    """One file of a library's policies, and what became of it."""

    policy_id: str
    path: Path
    state: str

    @property
    def whole(self) -> bool:
        """Whether it is what was adopted."""
        return self.state == "whole"

    @property
    def said(self) -> str:
        """What became of it, in words."""
        return STATES[self.state]


def folder(library: str) -> Path:
    """Where the adopted texts of a library lie."""
    home: Path = settings.RETICENT_HOME
    return home / "policies" / library


def adopted_file(library: str, policy_id: str) -> Path:
    """The file of an adopted text."""
    return folder(library) / f"{policy_id}.toml"


def draft_file(library: str, policy_id: str) -> Path:
    """The file of a text that is not adopted yet."""
    return folder(library) / "drafts" / f"{policy_id}.toml"


def answers_file(library: str) -> Path:
    """The file of what was answered so far at the set-up; no policy, and not called like one."""
    return folder(library) / "drafts" / "set-up.answers"


def signature_file(library: str, pack: str) -> Path:
    """The file in which counsel's signature under a statute pack lies."""
    return folder(library) / "signatures" / f"{pack}.toml"


def lay(path: Path, text: bytes, *, final: bool) -> None:
    """Write a text to its place, whole or not at all; a final one may be read and not written.

    Where the same bytes lie there already nothing is done.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if read(path) == text:
        return
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with open(draft, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(draft, 0o400 if final else 0o600)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)


def remove_draft(library: str, policy_id: str) -> None:
    """Take a draft's file away: what was adopted lies in its own place."""
    with suppress(FileNotFoundError):
        draft_file(library, policy_id).unlink()


def read(path: Path) -> bytes | None:
    """What lies there; None where nothing does, or nothing that can be read."""
    try:
        return path.read_bytes()
    except OSError:
        return None


def looked_over(library: str, adopted: Iterable[tuple[str, str, bytes]]) -> list[FileState]:
    """Every adopted text of the library (id, sha256, the bytes we hold) with what became of its file, and every file
    beside them that no adoption knows."""
    found, known = [], set()
    for policy_id, wanted, text in adopted:
        path = adopted_file(library, policy_id)
        known.add(path.name)
        found.append(FileState(policy_id, path, _state(path, wanted, text)))
    strange = sorted(path for path in folder(library).glob("*.toml") if path.name not in known)
    return [*found, *(FileState(path.stem, path, "unknown") for path in strange)]


def _state(path: Path, wanted: str, text: bytes) -> str:
    there = read(path)
    if there is None:
        return "unreadable" if path.exists() else "missing"
    if sha256(there).hexdigest() == wanted:
        return "whole"
    return "cut_short" if text.startswith(there) else "changed"
