"""Who of the staff rehearsed the visit, and who read the policy that is in force? (CGS 4-193(a): employees are informed.)

A row says that somebody did, and nothing of how it went: no result, no score. The ledger says it without a name. No text
and no law that is known here says how often: once a year, and anew with every policy, is this program's default.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models

from reticent.ledger import log
from reticent.people import staff
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.policy import Policy
from reticent.policy.adopting import months_after
from reticent.policy.gates import binds

DIRECTOR = "director"
INFORMED = "4-193(a)"
VISIT, POLICY = "visit", "policy"
EVERY_MONTHS = 12
# A policy that came into force is read within a month.
WITHIN = timedelta(days=30)


class Acknowledgement(models.Model):
    """One account that rehearsed the visit, or read the policy, on a day, under the policy that was in force then."""

    library = models.CharField(max_length=40)
    username = models.CharField(max_length=60)
    what = models.CharField(max_length=8, default=VISIT)
    rehearsed_on = models.DateField()
    policy = models.CharField(max_length=64)

    class Meta:
        ordering = ["library", "-rehearsed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["library", "username", "what", "rehearsed_on", "policy"],
                name="a_training_is_acknowledged_once_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"acknowledgement {self.pk} of {self.library}"


@dataclass(frozen=True, slots=True, repr=False)
class Trained:
    """One account, and when it did so last. `under`: the policy of that day, by its sha256."""

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


@dataclass(frozen=True, slots=True)
class Reading:
    """Who has read the policy in force this year: how many, by title who has not, and by when the first of them is to."""

    accounts: int
    done: int
    not_yet: tuple[str, ...]
    by: date | None


def acknowledge(library: Library, account: StaffAccount, *, on: date, what: str = VISIT) -> None:
    """Write down that this account rehearsed the visit, or read the policy, that is in force. Twice on a day is once."""
    sha256 = library.policy.sha256
    role = DIRECTOR if account.has_duty(DIRECTOR) else "staff"
    entry = log.Entry(
        day=on, action="training-acknowledged", role=role, basis=_basis(library.policy), policy=sha256
    )
    # Logged first: a crash may leave a leaf whose row is acknowledged again, never a row that nobody wrote down.
    of_it = "" if what == VISIT else f"{what} "
    log.append(library.slug, entry, once=f"training {of_it}{library.slug} account {account.pk} {on} {sha256}")
    Acknowledgement.objects.get_or_create(
        library=library.slug, username=account.username, what=what, rehearsed_on=on, policy=sha256
    )


def _basis(adopted: Policy) -> tuple[str, ...]:
    """The section that wants employees informed, where it binds this library; else what shuts the records."""
    if INFORMED in adopted.statute.clauses and binds(adopted.statute, INFORMED, adopted.flags):
        return (INFORMED,)
    return adopted.statute.gate.court_order


def of(library: Library, *, what: str = VISIT) -> tuple[Trained, ...]:
    """Every account that may sign in, with the last day on which it did so."""
    last: dict[str, Acknowledgement] = {}
    for row in Acknowledgement.objects.filter(library=library.slug, what=what).order_by("rehearsed_on", "pk"):
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


def of_account(library: Library, account: StaffAccount, *, what: str = VISIT) -> Trained:
    """The same of one account."""
    row = Acknowledgement.objects.filter(
        library=library.slug, username=account.username, what=what
    ).first()  # the newest
    return _trained(account, row)


def is_to_read(library: Library, account: StaffAccount, *, on: date) -> bool:
    """Whether this account has still to read the policy in force, or to read it again after a year."""
    return library.has_policy and not holds(library, of_account(library, account, what=POLICY), on=on)


def reading(library: Library, *, on: date) -> Reading:
    """Who has read the policy in force; nobody is asked to read one where there is none."""
    them = of(library, what=POLICY) if library.has_policy else ()
    missing = [each for each in them if not holds(library, each, on=on)]
    return Reading(
        accounts=len(them),
        done=len(them) - len(missing),
        not_yet=tuple(each.title for each in missing),
        by=min((_read_by(library, each) for each in them), default=None),
    )


def holds(library: Library, each: Trained, *, on: date) -> bool:
    """Whether what an account read last was this policy, and not a year ago."""
    if each.last is None or each.under != library.policy.sha256:
        return False
    return on < months_after(each.last, EVERY_MONTHS)


def _read_by(library: Library, each: Trained) -> date:
    """By when an account is to have read the policy in force: a month after it came, a year after the last time."""
    if each.last is not None and each.under == library.policy.sha256:
        return months_after(each.last, EVERY_MONTHS)
    return max(library.set_up_on, library.policy_since or library.set_up_on) + WITHIN
