"""Is the clock to be believed? One wrong reading would overwrite keys too early, and then keep all others too long.

The latest moment at which work was done here is kept in a small file beside the databases. What depends on time and
cannot be undone asks first: far past that moment, or before it, the clock is in doubt, and a person must say
whether it is right (`reticent purge --the-clock-is-right`).
"""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

from reticent.errors import Refused
from reticent.vault.root import sync_folder

# A machine that was off for a month is rare; a key overwritten a month early cannot be had back.
FORWARD = timedelta(days=31)
# A clock may be set back a little, and a zone mistaken for another; more than a day is neither.
BACK = timedelta(hours=26)


class ClockInDoubt(Refused):
    """The clock says something that cannot be true, or could not be when work was last done."""


def check(*, now: datetime) -> None:
    """Stop, before anything is changed, unless the clock is to be believed. A first run has nothing to compare."""
    if said := doubt(now=now):
        raise ClockInDoubt(f"{said} Nothing was changed.")


def doubt(*, now: datetime) -> str:
    """Why the clock is not to be believed, and what to do; empty when it is."""
    try:
        mark = _read()
    except (OSError, ValueError, KeyError, TypeError):
        return f"When work was last done here cannot be read ({_file().name}). {_what_to_do(now)}"
    if mark is None:
        return ""
    if now - mark > FORWARD:
        return (
            f"The clock says {_shown(now)}, but work was last done here on {_shown(mark)}. Keys would be overwritten "
            f"too early if the clock is wrong. {_what_to_do(now)}"
        )
    if mark - now > BACK:
        return (
            f"The clock says {_shown(now)}, but work was done here on {_shown(mark)}: the clock is wrong now, or was "
            f"wrong then. Until somebody says which, nothing is forgotten. {_what_to_do(now)}"
        )
    return ""


def is_future(moment: datetime, *, now: datetime) -> bool:
    """Whether this was written down while the clock was wrong."""
    return moment - now > BACK


def note(*, now: datetime) -> None:
    """Work was done at this moment: the mark moves on, never back."""
    mark = _read()
    if mark is None or now > mark:
        _write(now)


def is_right(*, now: datetime) -> None:
    """The administrator says that the clock is right: the mark is this moment, whatever it was."""
    _write(now)


def _what_to_do(now: datetime) -> str:
    return f"If the clock is wrong, set it. If it is truly {_shown(now)}, run `reticent purge --the-clock-is-right`."


def _shown(moment: datetime) -> str:
    return f"{moment.astimezone(ZoneInfo(settings.TIME_ZONE)):%-d %b %Y, %H:%M}"


def _read() -> datetime | None:
    try:
        kept = json.loads(_file().read_text())
    except FileNotFoundError:
        return None
    mark = datetime.fromisoformat(kept["worked_at"])
    if mark.tzinfo is None:
        raise ValueError("without its offset")
    return mark


def _write(moment: datetime) -> None:
    draft = _file().with_suffix(f".{os.getpid()}.part")
    try:
        with open(draft, "w", opener=lambda p, f: os.open(p, f, 0o600)) as file:
            file.write(json.dumps({"format": 1, "worked_at": moment.astimezone(UTC).isoformat()}))
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, _file())
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(_file().parent)


def _file() -> Path:
    home: Path = settings.RETICENT_HOME
    return home / "clock.json"
