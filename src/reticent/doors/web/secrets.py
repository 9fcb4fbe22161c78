"""The secret that signs staff sessions and form tokens: worked out from one that lies with the keys."""

import secrets
from hashlib import blake2b
from pathlib import Path

from django.conf import settings

from reticent.vault import sessions
from reticent.vault.root import KeysMissing

UNSET = "unset"


def put_in_place() -> None:
    """Give Django its secret, unless the environment gave one.

    Without keys nothing can be opened, and every page that would says so; a secret drawn for this process alone
    is then enough to say it.
    """
    if not settings.SECRET_KEY.startswith(UNSET):
        return
    try:
        root = sessions.secret(Path(settings.RETICENT_KEYS))
    except KeysMissing:
        root = secrets.token_bytes(32)
    settings.SECRET_KEY = blake2b(b"django", key=root, person=b"reticent web").hexdigest()
