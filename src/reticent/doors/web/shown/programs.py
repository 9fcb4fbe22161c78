"""What the pages of programs show: what is on, a session with its form, and the staff's own lists."""

from dataclasses import dataclass

from reticent.doors.web.shown.blanks import Blank
from reticent.doors.web.shown.cards import Card, Clause
from reticent.doors.web.shown.frame import Problem


@dataclass(frozen=True, repr=False)
class SessionLine:
    """One session in a list. `said`: how many come, on the staff's page; `wants`: what is to be done there."""

    when: str
    place: str
    href: str
    title: str = ""
    said: str = ""
    wants: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class ProgramShown:
    """One program with its sessions that are to come."""

    title: str
    about: str
    for_whom: str
    sessions: tuple[SessionLine, ...]


@dataclass(frozen=True, repr=False)
class Programs:
    """/<library>/programs"""

    programs: tuple[ProgramShown, ...]


@dataclass(frozen=True, repr=False)
class Done:
    """What was just done, once: the number to cancel with is not shown again."""

    said: str
    then: str
    number: str = ""


@dataclass(frozen=True, repr=False)
class SessionShown:
    """/<library>/programs/<session>"""

    title: str
    about: str
    for_whom: str
    when: str
    place: str
    places: str
    here: str
    back: str
    over: str = ""
    token: str = ""
    blanks: tuple[Blank, ...] = ()
    cancelling: Blank | None = None
    why: tuple[tuple[str, str], ...] = ()
    until: str = ""
    because: tuple[Clause, ...] = ()
    problems: tuple[Problem, ...] = ()
    done: Done | None = None


@dataclass(frozen=True, repr=False)
class ProgramDesk:
    """/<library>/desk/programs"""

    here: str
    coming: tuple[SessionLine, ...]
    over: tuple[SessionLine, ...]
    blanks: tuple[Blank, ...]
    problems: tuple[Problem, ...] = ()
    done: str = ""
    may_add: bool = True


@dataclass(frozen=True, repr=False)
class ListRow:
    """One sign-up on a list that was opened."""

    name: str
    contact: str
    note: str
    token: str
    tell: bool


@dataclass(frozen=True, repr=False)
class SessionDesk:
    """/<library>/desk/programs/<session>"""

    title: str
    for_whom: str
    when: str
    place: str
    here: str
    back: str
    public: str
    coming: int
    waiting: int
    to_tell: int
    capacity: str
    runs: bool
    run_by: str
    over: bool
    called_off: bool
    came: int | None
    opened: str = ""
    rows: tuple[ListRow, ...] | None = None
    because: tuple[Clause, ...] = ()
    refused: Card | None = None
    sheet: str = ""
    sheet_left: bool = False
    places: Blank | None = None
    heads: Blank | None = None
    to_whom: Blank | None = None
    confirm: str = ""
    done: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, repr=False)
class Sheet:
    """The paper for the room: first names, and room for a count."""

    title: str
    when: str
    place: str
    names: tuple[str, ...]
    back: str
    library: str
    destroy_by: str
