"""Who may be at it alone: copies of the whole installation are made, put back and searched by one at a time."""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from reticent.drawer.slips import AlreadyRunning
from reticent.errors import Refused

WAIT = 60.0  # seconds: a backup, a proof and a restore take less each, even where thousands are registered
_AGAIN_AFTER = 0.1
_mine = threading.local()


class ServerRuns(Refused):
    """Pages are served while a backup is put back, or the other way round."""


class CopiesInUse(AlreadyRunning):
    """A backup, a restore or a proof is being made at this moment."""


@contextmanager
def copying() -> Iterator[None]:
    """Hold the copies: nobody else makes, puts back, searches or clears them away meanwhile. Waits a minute.

    Whoever holds them may ask again. The system lets go if we die.
    """
    if getattr(_mine, "copies", False):
        yield
        return
    fd = os.open(settings.RETICENT_HOME / "copies.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _wait_for(fd)
        _mine.copies = True
        yield
    finally:
        _mine.copies = False
        os.close(fd)


@contextmanager
def serving() -> Iterator[int]:
    """Held while the pages are served; several servers may. The file to hand on to whoever serves.

    It is held as long as any process has it open, also one that outlives its parent.
    """
    restored = ServerRuns(
        "A backup is being put back at this moment. Wait until that is done, then start the server."
    )
    with held("serving.lock", restored, how=fcntl.LOCK_SH) as fd:
        yield fd


@contextmanager
def nobody_serves() -> Iterator[None]:
    """Held while a backup is put back: pages served meanwhile would write into what is being replaced."""
    served = ServerRuns(
        "The server is running. Stop the server first, then put the backup back. Nothing was changed."
    )
    with held("serving.lock", served):
        yield


@contextmanager
def held(name: str, no: Refused, *, how: int = fcntl.LOCK_EX) -> Iterator[int]:
    """Hold a file of the home, or refuse where another process has it. The system lets go if we die."""
    fd = os.open(settings.RETICENT_HOME / name, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(fd, how | fcntl.LOCK_NB)
        except BlockingIOError:
            raise no from None
        yield fd
    finally:
        os.close(fd)


def _wait_for(fd: int) -> None:
    until = time.monotonic() + WAIT
    while True:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= until:
                raise CopiesInUse(
                    "A backup, a restore or `reticent vault verify` is running already. Wait until it is done, then "
                    "try again; nothing was changed."
                ) from None
        time.sleep(_AGAIN_AFTER)
