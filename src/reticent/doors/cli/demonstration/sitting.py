"""The public computers of a made-up library: a few in use today under made-up names, and the counts of some months."""

from collections import Counter
from datetime import datetime, timedelta

from reticent.access import computers as room
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.records import facts, stations
from reticent.records.computer_sessions import BANDS, MIDNIGHT, MINUTES, PAGES, SESSIONS

_THERE = (
    ("pc-1", "Main room", ""),
    ("pc-2", "Main room", ""),
    ("pc-3", "Main room", ""),
    ("express", "By the door", "15"),
    ("story-1", "Children's room", "30"),
)
# Sessions of a day that is counted, by its parts; how long they are, and how many pages are printed at each.
_A_DAY, _LONG, _PRINTED = (6, 14, 4), 34, 2


def seat(library: Library, *, staff: StaffAccount, now: datetime) -> None:
    """Write the computers down, count the months that are over, and give some of them out."""
    for name, place, minutes in _THERE:
        stations.add(library, name=name, place=place, minutes=minutes, today=library.day_of(now))
    facts.add(library.slug, _counted(library, now=now))
    there = library.there(now)
    # In the first minutes of a day and in its last ones nobody sits at a computer.
    if not 60 <= there.hour * 60 + there.minute <= MIDNIGHT - 120:
        return
    began = now - timedelta(minutes=50)
    first = room.give(library, staff, station="express", now=began)
    room.give(library, staff, station="pc-1", now=began + timedelta(minutes=20))
    room.give(library, staff, station="pc-2", now=began + timedelta(minutes=30))
    room.end(library, staff, alias=first.alias, now=began + timedelta(minutes=15))
    room.book(library, staff, time=f"{there + timedelta(hours=1):%H:%M}", now=now)
    room.print_waits(library, staff, pages="4", alias="", now=now)


def _counted(library: Library, *, now: datetime) -> "Counter[tuple[str, ...]]":
    found: Counter[tuple[str, ...]] = Counter()
    today = library.day_of(now)
    for back in range(1, 120):
        day = today - timedelta(days=back)
        if day.weekday() == 6:
            continue
        month = f"{day:%Y-%m}"
        for (band, _), many in zip(BANDS, _A_DAY, strict=True):
            given = many + day.day % 3
            found[SESSIONS, month, "", band, "", ""] += given
            found[MINUTES, month, "", band, "", ""] += given * _LONG
            found[PAGES, month, "", "", "", ""] += given * _PRINTED
    return found
