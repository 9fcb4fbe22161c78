"""Which libraries have had their round of mails today, and what troubled it? Kept in a small file beside the databases,
as the night is: a restore does not undo it."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from reticent.errors import Refused
from reticent.people.libraries import Library
from reticent.retention import locks

AGAIN_AFTER = timedelta(hours=1)


class AtIt(Refused):
    """Another process makes the same round at this moment."""


@dataclass(frozen=True)
class Kept:
    """The last round of one library: its day there, when it was, and what could not be sent, in sentences."""

    on: date = date.min
    at: datetime | None = None
    troubles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rounds:
    """The rounds of one sort of mail. `what`: how a sentence begins with it; `hour`: from when on, by each library's
    own clock, it is made once a day."""

    name: str
    what: str
    hour: int

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the rounds: of two that read at once what was sent, both would send."""
        other = AtIt(
            f"{self.what} are being sent at this moment. Wait a minute, then look whether anything is left."
        )
        with locks.held(f"{self.name}.lock", other):
            yield

    def kept(self, library: Library) -> Kept:
        """What is written down of the last round; nothing where the file cannot be read: the round is then due."""
        try:
            row = self._all()[library.slug]
            return Kept(
                date.fromisoformat(row["on"]),
                datetime.fromisoformat(row["at"]),
                tuple(str(each) for each in row["troubles"]),
            )
        except (ValueError, KeyError, TypeError):
            return Kept()

    def is_due(self, library: Library, *, now: datetime) -> bool:
        """Whether the round of the library's own day is to be made, or made again an hour after a trouble."""
        there, last = library.there(now), self.kept(library)
        if last.at is not None and last.at <= now and last.on == there.date():
            return bool(last.troubles) and now - last.at >= AGAIN_AFTER
        return there.hour >= self.hour

    def note(self, library: Library, *, troubles: tuple[str, ...], now: datetime) -> None:
        """Write a round down, whole or not at all."""
        row = {"on": library.day_of(now).isoformat(), "at": now.isoformat(), "troubles": list(troubles)}
        draft = self._file.with_suffix(".part")
        draft.write_text(json.dumps({"format": 1, **self._all(), library.slug: row}))
        os.replace(draft, self._file)

    def _all(self) -> dict[str, dict[str, Any]]:
        try:
            said = json.loads(self._file.read_text())
            return {slug: row for slug, row in said.items() if isinstance(row, dict)}
        except (OSError, ValueError, AttributeError):
            return {}

    @property
    def _file(self) -> Path:
        home: Path = settings.RETICENT_HOME
        return home / f"{self.name}.json"
