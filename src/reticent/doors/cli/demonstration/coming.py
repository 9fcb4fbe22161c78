"""What is on at a made-up library: three programs, one of them full, with first names that nobody has."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from reticent.access import programs as room
from reticent.people.libraries import Library
from reticent.records import programs
from reticent.records.programs import NewProgram
from reticent.records.signups import NewSignUp

_TOLD = "to tell you if a session is called off, or a place comes free"
# Title, what it is, for whom, the hour, in how many days, where, places, how many weeks.
_ON = (
    (
        "Story time",
        "Songs and two picture books, then blocks.",
        "children",
        10,
        3,
        "Children's room",
        "8",
        "4",
    ),
    (
        "Chess for beginners",
        "Boards are here. Come alone or in twos.",
        "everybody",
        16,
        5,
        "Reading room",
        "",
        "2",
    ),
    (
        "Your privacy on a phone",
        "Bring your phone. Nobody will look at it.",
        "adults",
        18,
        9,
        "Upstairs",
        "12",
        "1",
    ),
)
_COME = ("Ann", "Bo", "Cy", "Dot", "Ed", "Flo", "Gus", "Hal", "Ida", "Jo")


def announce(library: Library, *, run_by: str, now: datetime) -> None:
    """Announce them, and fill the first one."""
    there = now.astimezone(ZoneInfo(library.time_zone)).replace(minute=0, second=0, microsecond=0)
    for title, about, whom, hour, days, place, places, weeks in _ON:
        starts = there.replace(hour=hour) + timedelta(days=days)
        new = NewProgram(title, about, whom, _TOLD, starts, place, places, weeks)
        programs.add(library, new, run_by=run_by, now=now)
    first = programs.coming(library, now=now)[0]
    for name in _COME:
        contact = f"{name.lower()}@example.org" if len(name) < 3 else ""
        room.sign_up(library, first, NewSignUp(name, contact, by_guardian=True), now=now)
