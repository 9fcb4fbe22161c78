"""The night's work: a tested backup, the purge of every library, a signed checkpoint. Once a night, after two."""

import json
import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

from reticent.drawer import slips
from reticent.errors import ReticentError
from reticent.ledger import checkpoints
from reticent.people import libraries
from reticent.retention import backups, purge

HOUR = 2


def tick(now: datetime | None = None) -> bool:
    """Do the night's work if it is due; whether it was done. A failure is kept for the director's page to show."""
    now = now or datetime.now(UTC)
    night = _night(now)
    if _last() >= night:
        return False
    try:
        run(now=now)
        _write({"night": night.isoformat(), "ended_at": datetime.now(UTC).isoformat(), "trouble": ""})
    except ReticentError as no:
        _write({"night": _last().isoformat(), "ended_at": datetime.now(UTC).isoformat(), "trouble": str(no)})
        return False
    return True


def run(*, now: datetime) -> None:
    """Back up and test, purge each library, sign each ledger. Every part can be repeated."""
    for slug in slips.set_up_libraries():
        slips.of(slug).wake()
    backups.make(now=now)
    signer = checkpoints.Signer(settings.RETICENT_KEYS / checkpoints.KEY_FILE)
    for library in libraries.everyone():
        purge.run(library, now=now)
        checkpoints.sign(library.slug, signer, now)


def _night(now: datetime) -> date:
    """The night that is due: today's once it is past two in the morning."""
    return (now.astimezone(ZoneInfo(settings.TIME_ZONE)) - timedelta(hours=HOUR)).date()


def _file() -> Path:
    home: Path = settings.RETICENT_HOME
    return home / "nightly.json"


def _last() -> date:
    try:
        return date.fromisoformat(json.loads(_file().read_text())["night"])
    except (OSError, ValueError, KeyError):
        return date.min


def _write(values: dict[str, str]) -> None:
    draft = _file().with_suffix(".part")
    draft.write_text(json.dumps(values))
    os.replace(draft, _file())
