"""Which offices of a library are told of something, and at which address?"""

from dataclasses import dataclass
from datetime import date

from reticent.people import contacts, delegations
from reticent.people.libraries import Library
from reticent.policy import COUNSEL_OFFICES
from reticent.reminders.things import Thing

# Where the policy names nobody who stands in (policy/desk_card.py).
_DEPUTY = "Deputy"


@dataclass(frozen=True, slots=True, repr=False)
class Office:
    """An office that is written to. Without an address nothing can be sent."""

    title: str
    mail: str
    is_counsel: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Offices:
    """Whom a library writes to on a day: the custodian, whoever acts for her in cases, counsel."""

    custodian: Office
    acting: tuple[Office, ...]
    counsel: tuple[Office, ...]

    def told_of(self, thing: Thing) -> tuple[Office, ...]:
        """Whom this is told: delegations hold in cases only, and counsel is told where counsel acts next."""
        if not thing.handle:
            return (self.custodian,)
        found = [self.custodian, *self.acting, *(self.counsel if thing.for_counsel else ())]
        # Two offices under one address are one reader.
        first: dict[str, Office] = {}
        for office in found:
            first.setdefault(office.mail.casefold() or office.title, office)
        return tuple(first.values())


def of(library: Library, *, on: date) -> Offices:
    """The offices of a day, by the policy in force and the library's own list."""
    title = library.policy.custodian.title
    acting = dict.fromkeys(_stands_in(library, each.title) for each in delegations.acting(library, on))
    counsel = [each for each in contacts.chain(library) if each.office in COUNSEL_OFFICES][:1]
    return Offices(
        Office(title, contacts.mail_of(library, title)),
        tuple(Office(each, contacts.mail_of(library, each)) for each in acting),
        tuple(Office(each.office, each.numbers.mail, is_counsel=True) for each in counsel),
    )


def _stands_in(library: Library, title: str) -> str:
    """The office of whoever acts: that of the account's own title, where the list has its address; else the deputy's."""
    if contacts.mail_of(library, title):
        return title
    deputies = library.policy.custodian.deputies
    return deputies[0] if deputies else _DEPUTY
