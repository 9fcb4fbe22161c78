"""To whom does the library write today about what she has out, what waits for her, or her card? Nobody asks: it is the
library's own work, done once a day, and written into the ledger before a slip is opened.

Days and numbers are read of everybody; an address only of whom there is something to tell, and only where the policy, her
wishes and her address leave e-mail open (WE-10, WE-11). Titles are not read unless the policy has notices name them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from reticent import policy
from reticent.drawer import drawers
from reticent.drawer.minting import mint
from reticent.drawer.permits import Permit
from reticent.drawer.slips import Drawer, Opened
from reticent.ledger import log
from reticent.people import families, patrons, silences
from reticent.people.libraries import Library
from reticent.policy import Writing
from reticent.records import holds, items, loans

# What can be told, and on which day: before or after the day that it is about. No text says how many; they are ours.
SOON, LATE, READY, CARD = "due_soon", "overdue", "hold_ready", "card_ends"
SOON_DAYS, LATE_DAYS, CARD_DAYS = 3, (1, 14), 30
_PURPOSE = "notice"
_READ = (
    *("loan.item", "loan.due", "loan.returned_on", "registration.expires", "hold.item", "hold.placed_on"),
    *("hold.turn", "hold.ended_on", "hold.until", "hold.shelf", "hold.told_on"),
)


@dataclass(frozen=True, repr=False)
class Said:
    """One thing to tell: what it is, the day that it is about, how many, and of a hold its name on the shelf.

    `barcodes` are there for a hold, to note that it was told, and where the policy has notices name titles: `titles`.
    """

    sort: str
    day: date | None = None
    count: int = 1
    shelf: str = ""
    barcodes: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class Notice:
    """What one person is told in one mail. `link` is the word with which she stops these mails."""

    person: str
    address: str
    link: str
    says: tuple[Said, ...]


@dataclass(frozen=True, repr=False)
class Due:
    """Whom the library writes to now, and how many it has something to tell and does not write to: the policy, a wish or
    a stopped address says so, or no address is there."""

    notices: tuple[Notice, ...]
    not_written_to: int
    writing: Writing


def due(library: Library, *, after: date, today: date) -> Due:
    """What there is to tell of the days since `after`, as of today. Written into the ledger first, once a day."""
    writing = policy.writing(library.policy, "account", channel="email")
    if not (library.has_policy and writing.allowed):
        return Due((), 0, writing)
    entry = log.Entry(
        day=today,
        action="notices",
        role="system",
        basis=writing.clauses or ("S-3",),
        policy=library.policy_sha256,
    )
    log.append(library.slug, entry, once=f"notices {library.slug} {today}")
    drawer = drawers.of(library.slug)
    to_tell = _to_tell(library, drawer, after=after, today=today)
    addresses = {person: _address(library, drawer, person) for person in to_tell}
    words = silences.open_to(
        library, {each for each in addresses.values() if each}, sort=silences.ACCOUNT, today=today
    )
    notices = tuple(
        Notice(person, addresses[person], words[addresses[person]], tuple(says))
        for person, says in to_tell.items()
        if addresses[person] in words
    )
    return Due(notices, len(to_tell) - len(notices), writing)


def told(library: Library, notice: Notice, *, today: date) -> None:
    """The mail was taken: a hold that is ready is not told again."""
    for said in notice.says:
        if said.sort == READY:
            [barcode] = said.barcodes
            permit = mint(
                library=library.slug,
                purpose=_PURPOSE,
                kinds=["hold"],
                thing=holds.named(barcode),
                fields=["hold.ended_on", "hold.until"],
            )
            holds.told(drawers.of(library.slug), permit, person=notice.person, barcode=barcode, today=today)


def _to_tell(library: Library, drawer: Drawer, *, after: date, today: date) -> dict[str, list[Said]]:
    """What there is to tell, by person; the gravest first."""
    permit = mint(
        library=library.slug, purpose=_PURPOSE, kinds=["loan", "hold", "registration"], fields=_READ
    )
    lent: dict[str, Counter[tuple[str, date]]] = defaultdict(Counter)
    which: dict[tuple[str, str, date], list[str]] = defaultdict(list)
    of_item: dict[str, list[Opened]] = defaultdict(list)
    found: dict[str, list[Said]] = defaultdict(list)
    since = partial(_fell_on, after=after, today=today)
    for slip in drawer.find_every(permit):
        if slip.kind == "registration":
            ends = date.fromisoformat(slip.payload["expires"])
            if ends >= today and since(ends - timedelta(days=CARD_DAYS)):
                found[slip.subject].append(Said(CARD, ends))
            continue
        of_item[slip.payload["item"]].append(slip)
        if slip.kind == "loan" and loans.is_out(slip.payload):
            day = date.fromisoformat(slip.payload["due"])
            if sort := _sort(day, since=since, today=today):
                lent[slip.subject][sort, day] += 1
                which[slip.subject, sort, day].append(slip.payload["item"])
    display = library.policy.display
    named = display is not None and display.notice_titles
    for person, counts in lent.items():
        found[person] += [
            Said(sort, day, count, titles=_titles(library, which[person, sort, day]) if named else ())
            for (sort, day), count in counts.items()
        ]
    for barcode, slips in of_item.items():
        first = holds.ready(slips, today=today)
        if first is not None and not first.payload["told_on"]:
            titles = _titles(library, [barcode]) if named else ()
            shelf = first.payload["shelf"] or ""
            found[first.subject].append(Said(READY, shelf=shelf, barcodes=(barcode,), titles=titles))
    order = (LATE, SOON, READY, CARD)
    return {
        person: sorted(says, key=lambda each: (order.index(each.sort), each.day or today, each.shelf))
        for person, says in found.items()
    }


def _sort(day: date, *, since: "partial[bool]", today: date) -> str:
    if day < today:
        return LATE if any(since(day + timedelta(days=late)) for late in LATE_DAYS) else ""
    return SOON if since(day - timedelta(days=SOON_DAYS)) else ""


def _fell_on(day: date, *, after: date, today: date) -> bool:
    return after < day <= today


def _titles(library: Library, barcodes: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(each.title for each in items.titles(library.slug, barcodes).values()))


def _address(library: Library, drawer: Drawer, person: str) -> str:
    """Her address, where her wishes leave e-mail open; nothing where there is none."""
    if not policy.reaches_by_mail(_wishes(library, drawer, person)):
        return ""
    permit = _permit(library, person, "registration", "registration.email")
    try:
        email: str = patrons.registration_of(drawer, permit, person=person).payload["email"]
    except patrons.NobodyFound:
        return ""
    return email


def _wishes(library: Library, drawer: Drawer, person: str) -> list[str]:
    beside = patrons.beside(person)
    permit = _permit(library, beside, "contact_wish", "contact_wish.wish", "contact_wish.withdrawn_on")
    found = drawer.find(permit, subject=beside, kind="contact_wish")
    return [slip.payload["wish"] for slip in found if families.stands(slip.payload)]


def _permit(library: Library, subject: str, kind: str, *fields: str) -> Permit:
    return mint(library=library.slug, purpose=_PURPOSE, kinds=[kind], subject=subject, fields=fields)
