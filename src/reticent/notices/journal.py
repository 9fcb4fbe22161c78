"""Up to which day was told, and which mails of a round that is not over yet have gone? A small file of keyed marks; the
marks go with the end of the round.

It outlasts a crash, and no backup of the database has it. Each line is on the disk before what it is about is done.
"""

import os
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path

from django.conf import settings

from reticent.people.libraries import Library

# A mail of which nobody knows whether it went is sent once more, and that is said in it.
MOST_TRIES = 2
_WORDS = _AFTER, _BEGUN, _WENT, _NOT = "after", "begun", "went", "not"


class Journal:
    """What is written down of one library's round. `after`: it tells of the days after this one; None where none was
    ever made."""

    def __init__(self, library: Library) -> None:
        home: Path = settings.RETICENT_HOME
        self._path = home / f"notices.{library.slug}.round"
        self.after: date | None = None
        self._tries: Counter[str] = Counter()
        self._went: set[str] = set()
        for what, value in self._read():
            self._learn(what, value)

    def may_go(self, mark: str) -> bool:
        """Whether what has this mark may be sent, or sent once more."""
        return mark not in self._went and self._tries[mark] < MOST_TRIES

    def may_have_gone(self, mark: str) -> bool:
        """Whether what has this mark was tried, and nobody knows whether it went."""
        return self._tries[mark] > 0

    def begin_round(self, after: date) -> None:
        """A round begins that tells of the days after this one."""
        if self.after != after:
            self._write(_AFTER, [after.isoformat()])

    def begin(self, marks: Iterable[str]) -> None:
        """A mail that says these is about to go."""
        self._write(_BEGUN, marks)

    def went(self, marks: Iterable[str]) -> None:
        """It was taken, or needs no more trying."""
        self._write(_WENT, marks)

    def did_not_go(self, marks: Iterable[str]) -> None:
        """It was surely not taken: as if it had not been tried."""
        self._write(_NOT, marks)

    def is_over(self, on: date) -> None:
        """The round of this day is over: nothing of it stays but the day."""
        draft = self._path.with_suffix(".draft")
        draft.write_text(f"{_AFTER} {on}\n", "ascii")
        os.replace(draft, self._path)

    def _learn(self, what: str, value: str) -> None:
        if what == _AFTER:
            with suppress(ValueError):
                self.after = date.fromisoformat(value)
        elif what == _WENT:
            self._went.add(value)
        else:
            self._tries[value] += 1 if what == _BEGUN else -1

    def _write(self, what: str, values: Iterable[str]) -> None:
        new = list(values)
        with open(self._path, "a", encoding="ascii", opener=_for_the_owner_alone) as file:
            file.writelines(f"{what} {value}\n" for value in new)
            file.flush()
            os.fsync(file.fileno())
        for value in new:
            self._learn(what, value)

    def _read(self) -> list[tuple[str, str]]:
        try:
            text = self._path.read_text("ascii")
        except (OSError, ValueError):
            return []
        # A line that was not ended was not written.
        whole = text[: text.rfind("\n") + 1]
        parts = (line.partition(" ") for line in whole.splitlines())
        return [(what, value) for what, _, value in parts if what in _WORDS]


def _for_the_owner_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
