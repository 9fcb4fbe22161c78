"""Does a permission noted with a record stand behind this case, and cover what is searched for and handed over?

The custodian says whose card it is and who stands there; whom the permission names, which records it opens and until when
is read from what the patron noted, and never ticked by hand. It is asked again at every search and at the hand-over: what
she took back, or what ended meanwhile, opens nothing any more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from reticent.access import permissions, searching
from reticent.access.searching import Search
from reticent.disclosure.known import Known, authority
from reticent.drawer.slips import Drawer, Writer
from reticent.errors import Refused
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.policy.phrases import listed

NAME = "permitted"
AUTHORITY = "written_permission"
_OF = {"registration": "the registration", "loan": "loans", "hold": "holds", "charge": "what is owed"}


class NotPermittedByHer(Refused):
    """No permission that stands today covers this."""


@dataclass(frozen=True, repr=False)
class Relied:
    """The permission that a case rests on: whose, which, what it opens and until when."""

    person: str
    which: str
    scope: tuple[str, ...]
    until: date


def rests_on_one(known: Known) -> bool:
    """Whether what is handed over in this case would be handed over under a permission."""
    return authority(known) == AUTHORITY


def relied(
    library: Library,
    account: StaffAccount,
    details: Mapping[str, object],
    *,
    basis: tuple[str, ...],
    now: datetime,
) -> Relied:
    """What was typed, held against what is noted: a person by her card, and a permission that names whoever asks."""
    person, found = permissions.to_rely_on(
        library,
        account,
        card=str(details["card_permitting"]),
        recipient=str(details["permitted_to"]),
        basis=basis,
        now=now,
    )
    if person is None:
        raise NotPermittedByHer(
            "Nobody is registered here under this card number. Nothing was written into the case; check the number."
        )
    if found is None:
        raise NotPermittedByHer(
            "No permission that stands today names this person with this record: there is none, it has ended, or it was"
            " taken back. Nothing was written into the case. A signed paper is noted first: at the desk, key 6, “Note a"
            " written permission”."
        )
    return Relied(person, found.which, found.scope, found.until)


def rely(drawer: Drawer, writer: Writer, library: Library, whom: Relied, *, case: str) -> dict[str, str]:
    """Note with the permission that this case rests on it, in the writer's transaction; what the case writes down."""
    permissions.rely(drawer, writer, library, person=whom.person, which=whom.which, case=case)
    return {
        "permits": listed(_OF.get(kind, kind) for kind in whom.scope),
        "permits_until": whom.until.isoformat(),
    }


def still_covers(search: Search, known: Known, *, case: str, typed: str) -> None:
    """Stop where the case rests on a permission, and none that stands today covers what is searched for.

    Asked before anything is opened, of the one person whom the search is about.
    """
    if not rests_on_one(known):
        return
    if search.request.centre != "person":
        raise NotPermittedByHer(
            "A permission opens the records of whoever gave it, and of nobody else. Write down that the paper starts from"
            " a person, and search by the card number. Nothing was opened."
        )
    persons = searching.persons_of(search, typed=typed)
    if len(persons) != 1:
        return  # nobody's record is opened
    found = permissions.relied_on(search.library, person=persons[0], case=case, today=search.today)
    if found is None:
        raise NotPermittedByHer(
            "No permission that this case was held against stands for this person today: it has ended, was taken back, or"
            " is another person's. Nothing was opened. Hold the case against the permission again, or decide anew."
        )
    if beyond := search.named.kinds - set(found.scope):
        said = listed(_OF.get(kind, kind) for kind in sorted(beyond))
        raise NotPermittedByHer(
            f"The permission does not open {said}. Search for what it names, and nothing else. Nothing was opened."
        )
