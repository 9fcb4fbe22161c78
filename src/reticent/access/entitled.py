"""May this card be used at a service that the library subscribes to? Answered to the service: yes or no, and no more.

Whether the service may be told anything the policy in force says, each time. Then, as at a sign-in: the try is counted,
the PIN checked, and what is asked written down before anything is opened. A card that nobody has, a wrong PIN, a card
that must wait and one that has expired are one answer. The look that the patron sees names no service: of what she uses
elsewhere nothing is kept.
"""

from datetime import date, datetime

from reticent.access import doorway
from reticent.drawer import drawers
from reticent.drawer.minting import mint
from reticent.drawer.slips import Drawer
from reticent.people import clients, patrons
from reticent.people.clients import ENTITLEMENT, Client
from reticent.people.libraries import Library
from reticent.records import looks

# Who looked, and what it came to: whichever the answer was, the same is written down.
A_SERVICE, ASKED = "a service", "entitlement_asked"
PURPOSE, DUTY = "lend", "entitlement"


def asked(library: Library, client: Client, *, card: str, pin: str, now: datetime) -> bool:
    """Whether the card and its PIN are those of somebody whose card is good today."""
    today, drawer = library.day_of(now), drawers.of(library.slug)
    clients.may(client, ENTITLEMENT)
    stands = clients.stands(library, client, today=today)
    clients.came(library, client, ENTITLEMENT, today=today)
    person = doorway.sign_in(library, card=card, pin=pin, now=now)
    looks.write_down(
        drawer,
        person=person or f"client:{client.handle}",
        on=today,
        by_role=A_SERVICE,
        purpose=PURPOSE,
        outcome=ASKED if person else doorway.NOBODY,
        asker="vendor",
        basis=stands.clauses,
        duty=DUTY,
    )
    return _is_good(drawer, person or "p:nobody", today=today)


def _is_good(drawer: Drawer, person: str, *, today: date) -> bool:
    permit = mint(
        library=drawer.library,
        purpose=PURPOSE,
        kinds=["registration"],
        fields=["registration.expires"],
        subject=person,
    )
    try:
        until: str = patrons.registration_of(drawer, permit, person=person).payload["expires"]
    except patrons.NobodyFound:
        return False
    return today <= date.fromisoformat(until)
