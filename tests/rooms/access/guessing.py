"""A process of its own that guesses at a PIN: `python -m tests.rooms.access.guessing CARD PIN HOW_OFTEN`.

It uses the databases named in RETICENT_TEST_NAMES, waits for a line on its standard input, and says how often a PIN
was compared with one that is kept.
"""

import os
import sys
from datetime import datetime

import django


def guess(card: str, pin: str, how_often: int, now: datetime) -> int:
    """How many of so many tries were checked."""
    from reticent.access import doorway
    from reticent.people import libraries, patrons

    compared = 0
    usual = patrons.pins.fits

    def fits(pin: str, kept: str | None) -> bool:
        nonlocal compared
        compared += kept is not None
        return usual(pin, kept)

    patrons.pins.fits = fits  # type: ignore[assignment]
    library = libraries.named("mansfield")
    for _ in range(how_often):
        doorway.sign_in(library, card=card, pin=pin, now=now)
    return compared


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "reticent.settings"
    django.setup()
    from django.db import connections

    for alias, name in zip(("default", "ledger"), os.environ["RETICENT_TEST_NAMES"].split("\n"), strict=True):
        connections[alias].settings_dict["NAME"] = name
    print("ready", flush=True)
    when = sys.stdin.readline().strip()
    print(guess(sys.argv[1], sys.argv[2], int(sys.argv[3]), datetime.fromisoformat(when)), flush=True)
