"""What readers of a made-up library asked of other libraries: to be asked for, on its way, here, in vain."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from reticent.access import interlibrary as room
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.records.interlibrary import Typed

# Title, author, edition; how many days ago it was asked for; how far it has come.
_WANTED = (
    ("Tide Tables of the Sound, 1911", "", "any year near it", 5, "asked"),
    ("The Ferryman's Daughter", "Ada Sound", "", 2, "asked"),
    ("Lighthouses and Their Keepers", "E. Marsh", "volume 2", 9, "sent"),
    ("A Grammar of Mohegan", "J. Fielding", "", 12, "here"),
    ("The Silk Mills of Mansfield", "H. Reed", "", 14, "refused"),
)
_LENDER = "Windham Free Library"


def borrow(library: Library, staff: StaffAccount, persons: Sequence[str], *, now: datetime) -> None:
    """Ask for them, one for each of these persons in turn; what is there stays."""
    if room.waiting(library).to_ask:
        return
    for number_of, (title, author, note, days, state) in enumerate(_WANTED):
        then, person = now - timedelta(days=days), persons[number_of % len(persons)]
        number = room.ask(library, staff, Typed(title, author, note), person=person, pickup="Main", now=then)
        if state in ("sent", "here"):
            asked_on = then + timedelta(days=1)
            room.send(library, staff, number, lender=_LENDER, in_state=True, now=asked_on)
        if state == "here":
            back_by = library.day_of(now) + timedelta(days=18)
            room.arrive(library, staff, number, due_back=back_by, now=now)
        if state == "refused":
            words = "Its only copy may not leave Hartford. You may read it there."
            room.refuse(library, staff, number, words=words, now=now - timedelta(days=1))
