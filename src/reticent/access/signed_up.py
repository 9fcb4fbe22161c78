"""What a patron signed up for, for her own page; and the permits with which a session's list is worked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from reticent.drawer import drawers
from reticent.drawer.minting import mint
from reticent.drawer.permits import Permit
from reticent.drawer.slips import Opened
from reticent.people.libraries import Library
from reticent.records import programs, signups
from reticent.records.programs import ProgramSession
from reticent.records.signups import PROGRAM_SIGNUP

PURPOSE = "programs"


@dataclass(frozen=True, repr=False)
class ShownSignUp:
    """One sign-up on a patron's own page. Title and time are the program's."""

    session: str
    title: str
    starts: datetime
    place: str
    name: str
    number: str
    waits: bool
    called_off: bool


def permit(library: Library, session: ProgramSession, *fields: str) -> Permit:
    """To compare these fields on a session's list, or to open them."""
    return mint(
        library=library.slug,
        purpose=PURPOSE,
        kinds=[PROGRAM_SIGNUP.name],
        thing=signups.thing(session.handle),
        fields=[f"{PROGRAM_SIGNUP.name}.{name}" for name in fields],
    )


def shown(library: Library, found: Sequence[Opened]) -> tuple[ShownSignUp, ...]:
    """A patron's own sign-ups, as her page shows them; whether one waits is asked of its list, and of no name on it."""
    sessions = programs.known(library.slug, [slip.payload["session"] for slip in found])
    lines = []
    for slip in found:
        session = sessions.get(slip.payload["session"])
        if session is None:
            continue
        to_count = permit(library, session, "turn")
        there = signups.in_order(drawers.of(library.slug).find_thing(to_count, thing=slip.thing))
        waits = all(s.mark != slip.mark for s in signups.coming(there, session.capacity))
        lines.append(
            ShownSignUp(
                session.handle,
                session.program.title,
                session.starts,
                session.place,
                slip.payload["name"],
                slip.payload["number"],
                waits,
                session.called_off,
            )
        )
    return tuple(sorted(lines, key=lambda each: each.starts))
