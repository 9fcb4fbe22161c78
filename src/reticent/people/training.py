"""Who of the staff rehearsed the visit, on which day, under which policy? (CGS 4-193(a): employees are informed.)

A row says that somebody did, and nothing of how it went: no result, no score. The ledger says it without a name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models

from reticent.ledger import log
from reticent.people import staff
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.policy import Policy
from reticent.policy.gates import binds

DIRECTOR = "director"
INFORMED = "4-193(a)"


class Acknowledgement(models.Model):
    """One account that rehearsed the visit on a day, under the policy that was in force then."""

    library = models.CharField(max_length=40)
    username = models.CharField(max_length=60)
    rehearsed_on = models.DateField()
    policy = models.CharField(max_length=64)

    class Meta:
        ordering = ["library", "-rehearsed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["library", "username", "rehearsed_on", "policy"],
                name="a_rehearsal_is_acknowledged_once_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"acknowledgement {self.pk} of {self.library}"


@dataclass(frozen=True, slots=True, repr=False)
class Trained:
    """One account, and when it rehearsed last. `under`: the policy of that day, by its sha256."""

    username: str
    title: str
    last: date | None
    under: str


@dataclass(frozen=True, slots=True)
class ThisYear:
    """How many accounts of a library rehearsed this year, and whether under the policy that is in force."""

    year: int
    accounts: int
    done: int
    before_this_policy: int
    not_yet: tuple[str, ...]


def acknowledge(library: Library, account: StaffAccount, *, on: date) -> None:
    """Write down that this account rehearsed the visit under the policy in force. Twice on a day is once."""
    sha256 = library.policy.sha256
    role = DIRECTOR if account.has_duty(DIRECTOR) else "staff"
    entry = log.Entry(
        day=on, action="training-acknowledged", role=role, basis=_basis(library.policy), policy=sha256
    )
    # Logged first: a crash may leave a leaf whose row is acknowledged again, never a row that nobody wrote down.
    log.append(library.slug, entry, once=f"training {library.slug} account {account.pk} {on} {sha256}")
    Acknowledgement.objects.get_or_create(
        library=library.slug, username=account.username, rehearsed_on=on, policy=sha256
    )


def _basis(adopted: Policy) -> tuple[str, ...]:
    """The section that wants employees informed, where it binds this library; else what shuts the records."""
    if INFORMED in adopted.statute.clauses and binds(adopted.statute, INFORMED, adopted.flags):
        return (INFORMED,)
    return adopted.statute.gate.court_order


def of(library: Library) -> tuple[Trained, ...]:
    """Every account that may sign in, with the last day on which it rehearsed."""
    last: dict[str, Acknowledgement] = {}
    for row in Acknowledgement.objects.filter(library=library.slug).order_by("rehearsed_on", "pk"):
        last[row.username] = row
    return tuple(_trained(account, last.get(account.username)) for account in staff.at(library))


def _trained(account: StaffAccount, row: Acknowledgement | None) -> Trained:
    return Trained(
        account.username, account.title, row.rehearsed_on if row else None, row.policy if row else ""
    )


def this_year(library: Library, *, on: date, them: Sequence[Trained] | None = None) -> ThisYear:
    """How many rehearsed in the year of this day, and the titles of those who did not."""
    them = of(library) if them is None else them
    done = [each for each in them if each.last is not None and each.last.year == on.year]
    return ThisYear(
        year=on.year,
        accounts=len(them),
        done=len(done),
        before_this_policy=sum(each.under != library.policy.sha256 for each in done),
        not_yet=tuple(each.title for each in them if each not in done),
    )


def of_account(library: Library, account: StaffAccount) -> Trained:
    """The same of one account."""
    row = Acknowledgement.objects.filter(
        library=library.slug, username=account.username
    ).first()  # the newest
    return _trained(account, row)
