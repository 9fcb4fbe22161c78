"""What a sealed case may have opened: by a card number or a barcode, exactly the kinds and days that are named.

This is the only place where a person's records are read and no look is written in the open: no leaf, no count, nothing
in her own record. The law under which such a paper comes forbids that it be mentioned, and a look would mention it. It
is written down in the sealed case instead, before anybody sees what was found; and each night's heartbeat in the ledger
commits to that, so that whoever has the words can show later that it stood there.

Hence who may: the custodian, or whoever acts as one today, and only while the words that were just given open a sealed
case. `enter` tries them anew each time; nothing else makes what a permit here is minted for.
"""

from collections.abc import Iterable
from dataclasses import InitVar, dataclass
from datetime import date

from reticent.access.searching import (
    PURPOSE,
    SEARCHED,
    Named,
    day_of,
    fields_said,
    kept_for,
    said_of,
    titles_of,
    to_tell,
)
from reticent.drawer import containers, drawers, kinds
from reticent.drawer.containers import Found, Key
from reticent.drawer.minting import mint
from reticent.drawer.permits import NotPermitted
from reticent.drawer.slips import Drawer, Opened
from reticent.errors import Refused
from reticent.people import delegations, patrons
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.records import holds, items

# On which day a record ended that is kept some days more; a registration stands.
_ENDED = {"loan": "returned_on", "charge": "paid_on", "hold": "ended_on"}
_OF_AN_ITEM = frozenset({"loan", "hold"})
_BEGUN = object()


class NotTheCustodian(Refused):
    """Only the custodian, or whoever acts as one, comes to the sealed room."""


@dataclass(frozen=True, repr=False)
class Entered:
    """Somebody who may, with words that open a sealed case at this moment: only `enter` makes one."""

    library: Library
    account: StaffAccount
    found: Found
    begun: InitVar[object]

    def __post_init__(self, begun: object) -> None:
        if begun is not _BEGUN:
            raise NotPermitted("A sealed case was entered without its words.")


@dataclass(frozen=True, repr=False)
class Copied:
    """One record as it stood when it was copied."""

    kind: str
    on: date | None
    ended_on: date | None
    values: dict[str, str]


def check_may_come(library: Library, account: StaffAccount, *, on: date) -> None:
    """Stop unless this account is the custodian, or acts as one on this day."""
    if not delegations.answers_as_custodian(library, account, on):
        raise NotTheCustodian("Your duties do not include this page.")


def enter(library: Library, account: StaffAccount, key: Key, *, on: date) -> Entered | None:
    """The sealed case that these words open, for an account that may; none where they open nothing."""
    check_may_come(library, account, on=on)
    found = containers.open_with(library.slug, key)
    return Entered(library, account, found, begun=_BEGUN) if found is not None else None


def of_card(
    entered: Entered, card: str, *, of: Iterable[str], first: date | None, last: date | None, today: date
) -> tuple[tuple[Copied, ...], ...]:
    """What stands here of whoever has this card, as it is named."""
    named = Named(fields_said(of), first, last)
    drawer, handle = drawers.of(entered.library.slug), patrons.card_handle(card)
    finders = mint(library=entered.library.slug, purpose=PURPOSE, kinds=["finder"], thing=handle)
    persons = patrons.by_handle(drawer, finders, handle=handle)
    if len(persons) != 1:
        return ()
    permit = mint(
        library=entered.library.slug,
        purpose=PURPOSE,
        kinds=named.kinds,
        subject=persons[0],
        fields=kept_for(named),
        also_kept=True,
    )
    return _copied(entered, drawer.find(permit, subject=persons[0]), named, today=today)


def of_item(
    entered: Entered,
    barcode: str,
    *,
    of: Iterable[str],
    first: date | None,
    last: date | None,
    today: date,
) -> tuple[tuple[Copied, ...], ...]:
    """Who has this item or waits for it, person by person; with their registrations, where those are named."""
    named = Named(fields_said(of), first, last)
    library, drawer = entered.library.slug, drawers.of(entered.library.slug)
    thing = holds.thing(items.with_barcode(library, barcode))
    # Where only who they are is named, of what they did no more is read than when it was.
    through = named.kinds & _OF_AN_ITEM or _OF_AN_ITEM
    permit = mint(
        library=library,
        purpose=PURPOSE,
        kinds=through,
        thing=thing,
        fields=kept_for(named) | to_tell(through),
        also_kept=True,
    )
    by_person: dict[str, list[Opened]] = {}
    for slip in drawer.find_thing(permit, thing=thing):
        if slip.kind in through and named.covers(day_of(slip)):
            by_person.setdefault(slip.subject, []).append(slip)
    if "registration" in named.kinds:
        for person, slips in by_person.items():
            slips += _registration(drawer, named, person)
    return tuple(
        copied for slips in by_person.values() for copied in _copied(entered, slips, named, today=today)
    )


def _registration(drawer: Drawer, named: Named, person: str) -> list[Opened]:
    permit = mint(
        library=drawer.library,
        purpose=PURPOSE,
        kinds=["registration"],
        subject=person,
        fields=kept_for(named),
    )
    return drawer.find(permit, subject=person, kind="registration")


def _copied(
    entered: Entered, slips: Iterable[Opened], named: Named, *, today: date
) -> tuple[tuple[Copied, ...], ...]:
    """What is named of one person's records; nothing where nothing is."""
    wanted = [
        slip
        for slip in slips
        if slip.kind in named.kinds and (slip.kind == "registration" or named.covers(day_of(slip)))
    ]
    titles = titles_of(entered.library.slug, wanted, names=named.fields)
    copied = tuple(
        Copied(
            slip.kind,
            day_of(slip),
            kinds.day(slip.payload.get(_ENDED.get(slip.kind, ""))),
            said_of(slip, titles, names=named.fields, today=today),
        )
        for slip in sorted(wanted, key=lambda slip: (SEARCHED.index(slip.kind), str(day_of(slip))))
    )
    return (copied,) if copied else ()
