"""An honest look at the wrong person: who looked says so at once, the person reads it so, the director sees how many.

The look stays: it is called a mistake and nothing else of it changes. Only what the desk opened for itself or for the
patron can be one; what was told to somebody else is a disclosure, and no button takes that back.
"""

from datetime import datetime

from reticent.drawer import drawers
from reticent.drawer.minting import mint
from reticent.errors import Refused
from reticent.ledger import log
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.records import looks

ACTION = "look-mistaken"


class NoSuchLook(Refused):
    """There is no look of today that could be called a mistake."""


def mistaken(library: Library, staff: StaffAccount, *, person: str, purpose: str, now: datetime) -> None:
    """Note that the record which lies open was opened by mistake."""
    today, drawer = library.day_of(now), drawers.of(library.slug)
    permit = mint(library=library.slug, purpose=purpose, kinds=["look"], subject=person)
    found = looks.like(drawer, permit, person=person, on=today, by_role=staff.title, purpose=purpose)
    if found is None:
        raise NoSuchLook(
            "It is noted as a mistake already, or it was opened on another day. Nothing was changed."
        )
    # Logged first, as every act: a crash may leave a mistake that her page still calls a look.
    log.append(
        library.slug,
        log.Entry(day=today, action=ACTION, role=purpose, basis=("S-3",), policy=library.policy_sha256),
    )
    looks.mistaken(drawer, permit, person=person, mark=found.mark)
