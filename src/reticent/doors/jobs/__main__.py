"""`python -m reticent.doors.jobs`: ticks until it is stopped, and does the nightly work once a night."""

import contextlib
import os
import signal
import sys
import threading


def main() -> None:
    """Tick every minute; what a tick does is in `nightly` and `mailing`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reticent.settings")
    import django

    django.setup()
    from reticent.doors.jobs import mailing, nightly
    from reticent.vault.memory import no_core_dumps

    no_core_dumps()
    stop = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    parent = os.getppid()
    while not stop.is_set() and os.getppid() == parent:
        for tick in (nightly.tick, mailing.tick):
            # The disk is full or the folder is away: the next tick tries again.
            with contextlib.suppress(OSError):
                tick()
        stop.wait(60)
    sys.exit(0)


if __name__ == "__main__":
    main()
