"""What does a purge do where there are cases? What was done in them is written down before, what is over goes after."""

from datetime import datetime

from reticent.disclosure import cases
from reticent.people.libraries import Library
from reticent.retention import purge
from reticent.retention.purge import Progress, Purged


def run(
    library: Library,
    *,
    now: datetime,
    dry_run: bool = False,
    turn_now: bool = False,
    progress: Progress | None = None,
) -> Purged:
    """Purge one library, its cases too. Unless nothing is to be changed, the ledger has a hold's placing before the purge
    writes that it has run out."""
    if dry_run:
        return purge.run(library, now=now, dry_run=True, turn_now=turn_now, progress=progress)
    cases.write_down(library)
    done = purge.run(library, now=now, turn_now=turn_now, progress=progress)
    cases.tidy(library, now=now)
    return done
