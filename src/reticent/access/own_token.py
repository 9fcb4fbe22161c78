"""A patron's own key to her own record, for a program of hers: made on her page, good for minutes, for nothing else.

It is a sealed token, as her session is, and stands in no table. It opens what her page shows, to whoever holds it.
"""

import time
from pathlib import Path

from django.conf import settings

from reticent.people.libraries import Library
from reticent.vault import sessions

MINUTES = 10


def made(library: Library, *, person: str) -> str:
    """A token that opens this person's own record for some minutes."""
    until = int(time.time()) + MINUTES * 60
    return sessions.seal({"person": person}, key=_key(), bound_to=_bound(library), until=until)


def person_of(library: Library, token: str) -> str | None:
    """Whose own record this token opens; None where it is not ours, altered, for another library, or over."""
    if not token.isascii():
        return None
    values = sessions.open_(token, key=_key(), bound_to=_bound(library), now=int(time.time()))
    return values["person"] if values else None


def _bound(library: Library) -> str:
    return f"own record, for a program, at {library.slug}"


def _key() -> bytes:
    return sessions.secret(Path(settings.RETICENT_KEYS))
