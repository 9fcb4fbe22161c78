"""Libraries: which policy each has in force, and the few settings that are about no person."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db import models

from reticent import policy
from reticent.errors import Malformed
from reticent.ledger import log
from reticent.people import finding


class UnknownLibrary(Malformed):
    """No library of that name lives in this installation."""


class Library(models.Model):
    """One library of the installation. Public facts only."""

    slug = models.SlugField(primary_key=True, max_length=40)
    name = models.CharField(max_length=120)
    town = models.CharField(max_length=80)
    policy_id = models.CharField(max_length=60)
    time_zone = models.CharField(max_length=60, default="America/New_York")
    loan_days = models.PositiveSmallIntegerField(default=21)
    daily_fine_cents = models.PositiveIntegerField(default=0)
    set_up_on = models.DateField()
    finders_layout = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "libraries"

    def __str__(self) -> str:
        return self.name

    @property
    def policy(self) -> "policy.Policy":
        """The policy in force, as frozen values."""
        return _policy(self.policy_id)

    def day_of(self, moment: datetime) -> date:
        """The library's own day at this moment (an aware time)."""
        return self.there(moment).date()

    def there(self, moment: datetime) -> datetime:
        """The same moment by the library's own clock and calendar: what papers and rows of its ledger are dated by."""
        return moment.astimezone(ZoneInfo(self.time_zone))


@lru_cache(maxsize=32)
def _policy(policy_id: str) -> "policy.Policy":
    return policy.shipped(policy_id)


def named(slug: str) -> Library:
    """The library with this slug; `UnknownLibrary` names those there are."""
    try:
        return Library.objects.get(slug=slug)
    except Library.DoesNotExist:
        there = ", ".join(Library.objects.values_list("slug", flat=True)) or "none yet: run `reticent demo`"
        raise UnknownLibrary(f"There is no library “{slug}” here. There are: {there}.") from None


def everyone() -> list[Library]:
    """All libraries of this installation, by name."""
    return list(Library.objects.all())


def with_older_finders() -> list[Library]:
    """The libraries whose finders an older version made."""
    return list(Library.objects.exclude(finders_layout=finding.LAYOUT))


def finders_are_made(library: Library) -> None:
    """Note that the library's finders are of this version."""
    Library.objects.filter(pk=library.pk).update(finders_layout=finding.LAYOUT)


def add(
    *, slug: str, name: str, town: str, policy_id: str, loan_days: int, daily_fine_cents: int, today: date
) -> Library:
    """Set up a library, or bring its public facts up to date; the policy in force is written into its ledger.

    Its vault is made by whoever first stores in it.
    """
    facts = {
        "name": name,
        "town": town,
        "policy_id": policy_id,
        "loan_days": loan_days,
        "daily_fine_cents": daily_fine_cents,
    }
    library, _ = Library.objects.update_or_create(
        slug=slug,
        defaults=facts,
        create_defaults={**facts, "set_up_on": today, "finders_layout": finding.LAYOUT},
    )
    adopted = library.policy.sha256
    log.append(
        slug,
        log.Entry(day=today, action="policy-in-force", role="administrator", basis=("S-2",), policy=adopted),
        once=f"policy {slug} {adopted} {today}",
    )
    return library
