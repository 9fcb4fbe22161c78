"""The night's work: which night was last done, and what troubled it. Kept in a small file beside the databases."""

import json
import os
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Nights:
    """The last night whose work was done (`date.min`: none), when that was, when it was last tried, and what troubled
    that."""

    done: date = date.min
    tried_at: datetime | None = None
    trouble: str = ""
    done_at: datetime | None = None


def read() -> Nights:
    """What is written down; a file that cannot be read says nothing, so the work is due."""
    try:
        kept = json.loads(_file().read_text())
        tried_at, trouble = datetime.fromisoformat(kept["ended_at"]), str(kept.get("trouble", ""))
        done_at = datetime.fromisoformat(kept["done_at"]) if kept.get("done_at") else None
        return Nights(
            done=date.fromisoformat(kept["night"]),
            tried_at=tried_at,
            trouble=trouble,
            done_at=done_at or (None if trouble else tried_at),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Nights()


def write(nights: Nights) -> None:
    """Write it down, whole or not at all."""
    assert nights.tried_at is not None
    draft = _file().with_suffix(".part")
    draft.write_text(
        json.dumps(
            {
                "format": 1,
                "night": nights.done.isoformat(),
                "ended_at": nights.tried_at.isoformat(),
                "trouble": nights.trouble,
                "done_at": nights.done_at.isoformat() if nights.done_at else None,
            }
        )
    )
    os.replace(draft, _file())


def _file() -> Path:
    home: Path = settings.RETICENT_HOME
    return home / "nightly.json"
