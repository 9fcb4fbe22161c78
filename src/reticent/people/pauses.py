"""How long whoever guesses a PIN or a password must wait: five tries, then a pause that doubles."""

from datetime import datetime, timedelta

MOST = 5
LONGEST = timedelta(hours=4)
# A count that nobody added to for a day begins anew: nobody is held to last week's mistakes.
REMEMBERED = timedelta(days=1)


def until(tries: int, *, now: datetime, first: timedelta) -> datetime | None:
    """When the next try may be made after so many; None while it may be made at once."""
    if tries < MOST:
        return None
    # 12 doublings are beyond the longest pause, whatever the first was.
    doubled: int = 2 ** min(tries - MOST, 12)
    return now + min(first * doubled, LONGEST)
