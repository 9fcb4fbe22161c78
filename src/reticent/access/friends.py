"""The Friends ask for addresses: those of who chose their list when registering, and of nobody else (WE-14, WE-15, S20).

The policy is asked first, then the hand-over is written into the ledger, refused ones too; only then is an address
opened. Each is noted for its owner as a disclosure, to be read on her own page at once. The Friends get what changed
since they were last told: who came to the list, and who left it; the whole list anew where they say they lost it.
"""

from dataclasses import dataclass
from datetime import date, datetime

from reticent.access.doorway import NoDuty
from reticent.drawer import drawers
from reticent.drawer.minting import mint
from reticent.drawer.slips import Drawer, Opened, tried_again
from reticent.ledger import log
from reticent.people import friends, patrons
from reticent.people.friends import Address
from reticent.people.libraries import Library
from reticent.policy import Decision, Request, decide
from reticent.records import disclosures
from reticent.records.disclosures import PRODUCED, Entry

PURPOSE = "friends-list"
# How a disclosure calls what it was made by: no paper, but the patron's own choice.
AUTHORITY = "friends_choice"


@dataclass(frozen=True)
class Waiting:
    """How many came to the list and how many left it since the Friends were last told, and how many are on it."""

    new: int
    left: int
    all: int


@dataclass(frozen=True, repr=False)
class Drawn:
    """What is handed to the Friends now: addresses, each by itself."""

    joined: tuple[str, ...]
    left: tuple[str, ...]
    decision: Decision


def asked(library: Library) -> Decision:
    """What the policy says where the Friends ask for addresses. Nobody is looked up."""
    return decide(
        Request(capacity="third_party", purpose="account", asker="friends_group", matter="friends_list"),
        library.policy,
    )


def waiting(library: Library) -> Waiting:
    """How many there are to tell of. Opens no address."""
    permit = mint(
        library=library.slug,
        purpose=PURPOSE,
        kinds=["friends_choice"],
        thing=friends.LIST,
        fields=["friends_choice.given", "friends_choice.left_on"],
    )
    found = [slip.payload for slip in friends.every(drawers.of(library.slug), permit)]
    on = [payload for payload in found if friends.is_on(payload)]
    return Waiting(sum(not payload["given"] for payload in on), len(found) - len(on), len(on))


def draw(library: Library, *, whole: bool = False, now: datetime) -> Drawn:
    """Hand over what changed since the Friends were last told, or the whole list; written down first."""
    decision, today = asked(library), library.day_of(now)
    handle = log.case_handle()
    there = waiting(library)
    entry = log.Entry(
        day=today,
        action="disclosure" if decision.allowed else "disclosure-refused",
        role=PURPOSE,
        basis=decision.clauses or ("S-3",),
        policy=library.policy_sha256,
        case=handle,
        count=(there.all if whole else there.new) + there.left if decision.allowed else 0,
    )
    # Logged first: a crash may leave a hand-over of nothing, never an address that nobody wrote down.
    log.append(library.slug, entry)
    if not decision.allowed:
        raise NoDuty(decision)
    said = Entry(today, PRODUCED, "friends_group", "", AUTHORITY, decision.clauses, handle)
    joined, left = _given(library, drawers.of(library.slug), said, whole=whole, today=today)
    return Drawn(joined, left, decision)


@tried_again
def _given(
    library: Library, drawer: Drawer, said: Entry, *, whole: bool, today: date
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    permit = mint(library=library.slug, purpose=PURPOSE, kinds=["friends_choice"], thing=friends.LIST)
    with drawer.writing() as writer:
        found = [
            Address(slip, _now(library, drawer, slip), slip.payload["given"])
            for slip in friends.every(drawer, permit)
        ]
        told = [each for each in found if each.now and (whole or each.now != each.before)]
        gone = [each.before for each in found if each.before and each.now != each.before]
        friends.given(writer, found)
        owners = {each.slip.payload["person"]: {"friends_choice": 1} for each in told}
        disclosures.note(writer, said, owners, told_on=today)
    return tuple(sorted(each.now for each in told)), tuple(sorted(gone))


def _now(library: Library, drawer: Drawer, slip: Opened) -> str:
    """The address of who is on the list, as her registration has it; nothing of who left it, or has none."""
    if not friends.is_on(slip.payload):
        return ""
    person = slip.payload["person"]
    permit = mint(
        library=library.slug,
        purpose=PURPOSE,
        kinds=["registration"],
        subject=person,
        fields=["registration.email"],
    )
    try:
        email: str = patrons.registration_of(drawer, permit, person=person).payload["email"]
    except patrons.NobodyFound:
        return ""
    return email
