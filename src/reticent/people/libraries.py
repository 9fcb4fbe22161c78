"""Libraries: which policy each has in force, and the few settings that are about no person."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import models, transaction

from reticent.errors import Malformed, Refused
from reticent.ledger import log
from reticent.people import adoptions, finding, policy_files
from reticent.policy import (
    Period,
    Policy,
    kept_on_the_list,
    kept_with_the_record,
    nothing_decided,
    permission_kept,
)
from reticent.policy.adopting import Act


class UnknownLibrary(Malformed):
    """No library of that name lives in this installation."""


class InForceAlready(Refused):
    """A body adopted what is in force here; nobody else puts another text in its place."""


class Library(models.Model):
    """One library of the installation. Public facts only."""

    slug = models.SlugField(primary_key=True, max_length=40)
    name = models.CharField(max_length=120)
    town = models.CharField(max_length=80)
    # Of the policy in force, as worked out last: `follow` moves it on when the day of another one has come.
    policy_id = models.CharField(max_length=60)
    policy_sha256 = models.CharField(max_length=64, default="")
    policy_since = models.DateField(null=True)
    policy_until = models.DateField(null=True)
    time_zone = models.CharField(max_length=60, default="America/New_York")
    language = models.CharField(max_length=8, default="en")
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
    def has_policy(self) -> bool:
        """Whether a policy is in force that somebody adopted."""
        return bool(self.policy_sha256)

    @property
    def policy(self) -> Policy:
        """The policy in force, as frozen values; always of the bytes that were adopted. Where nothing was adopted yet,
        one that decides nothing: whoever asks is referred."""
        if not self.has_policy:
            return nothing_decided(self.slug, self.name, self.loan_days)
        return adoptions.text_of(self.slug, self.policy_sha256)

    @property
    def periods(self) -> dict[str, Period]:
        """How long each kind is kept. What the policy in force no longer speaks of was noted under one before it, and
        goes as that one promised."""
        periods: dict[str, Period] = {}
        for text in adoptions.earlier_than(self.slug, self.policy_sha256):
            periods.update(text.keep)
        listed = kept_on_the_list(self.policy)
        said = {
            "statement": kept_with_the_record(self.policy),
            "permission": permission_kept(self.policy),
        }
        return {**periods, **self.policy.keep, **said, **({"disclosure": listed} if listed else {})}

    def period_of(self, kind: str) -> Period | None:
        """How long one kind is kept. Earlier texts are looked for only where the policy in force does not speak of it:
        every return asks this."""
        return self.policy.keep.get(kind) or self.periods.get(kind)

    def is_outdated(self, *, today: date) -> bool:
        """Whether another policy is in force today than the one worked out last."""
        began = self.policy_since is None or self.policy_since <= today
        return not began or (self.policy_until is not None and self.policy_until <= today)

    def day_of(self, moment: datetime) -> date:
        """The library's own day at this moment (an aware time)."""
        return self.there(moment).date()

    def there(self, moment: datetime) -> datetime:
        """The same moment by the library's own clock and calendar: what papers and rows of its ledger are dated by."""
        return moment.astimezone(ZoneInfo(self.time_zone))


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


def one_or_all(slug: str | None) -> list[Library]:
    """The library of this name, or every one where none is named."""
    return [named(slug)] if slug else everyone()


def with_older_finders() -> list[Library]:
    """The libraries whose finders an older version made."""
    return list(Library.objects.exclude(finders_layout=finding.LAYOUT))


def finders_are_made(library: Library) -> None:
    """Note that the library's finders are of this version."""
    Library.objects.filter(pk=library.pk).update(finders_layout=finding.LAYOUT)


def add(
    *,
    slug: str,
    name: str,
    town: str,
    policy_id: str | None,
    loan_days: int,
    daily_fine_cents: int,
    today: date,
) -> Library:
    """Set up a library, or bring its public facts up to date, with a policy that it had adopted before Reticent came;
    or with none: then nothing is decided until a body adopts one, and what is in force already stays.

    Its vault is made by whoever first stores in it. Once a body has adopted a policy here, only a body does so again.
    """
    facts = {"name": name, "town": town, "loan_days": loan_days, "daily_fine_cents": daily_fine_cents}
    with transaction.atomic():
        library, _ = Library.objects.update_or_create(
            slug=slug,
            defaults=facts,
            create_defaults={
                **facts,
                "policy_id": policy_id or "",
                "set_up_on": today,
                "finders_layout": finding.LAYOUT,
            },
        )
        if policy_id is None:
            pass
        elif any(not row.came_before_us for row in adoptions.adopted(slug)):
            if library.policy_id != policy_id:
                raise InForceAlready(
                    f"{library.policy_id} was adopted here and is in force. Another policy takes its place once the "
                    "body that the text names has adopted it: `reticent policy draft`, `review`, `adopt`."
                )
        else:
            adoptions.forget_wrong_beginning(slug, but=policy_id)
            adoptions.take_over(slug, policy_id, today=today)
            _point(library, today=today)
    write_down(library)
    return library


def write_in(library: Library, language: str) -> None:
    """In which language the library is written to from now on; what was adopted is quoted in its own."""
    Library.objects.filter(pk=library.pk).update(language=language)


def adopt(library: Library, policy_id: str, *, act: Act, today: date) -> adoptions.PolicyAdoption:
    """Record what the body did; a text whose day has come decides from this moment."""
    with transaction.atomic():
        row = adoptions.adopt(library.slug, policy_id, act=act, today=today)
        _point(library, today=today)
    policy_files.remove_draft(library.slug, policy_id)
    write_down(library)
    return row


def follow(library: Library, *, today: date) -> bool:
    """Follow the policy that is in force today; whether it is another than before."""
    if not library.is_outdated(today=today):
        return False
    before = library.policy_sha256
    work_out(library, today=today)
    return library.policy_sha256 != before


def work_out(library: Library, *, today: date) -> None:
    """Work out from the rows which policy is in force today, whatever was worked out before, and write it down."""
    with transaction.atomic():
        _point(library, today=today)
    write_down(library)


def write_down(library: Library) -> None:
    """What was adopted, and what is in force, stand in the ledger: each once, whatever crash came between."""
    adoptions.write_down(library.slug)
    if not library.has_policy:
        return  # nothing is in force that could stand there
    since = library.policy_since or library.set_up_on
    digest = library.policy_sha256
    log.append(
        library.slug,
        log.Entry(
            day=max(since, library.set_up_on),
            action="policy-in-force",
            role="administrator",
            basis=("S-2",),
            policy=digest,
        ),
        once=f"policy {library.slug} {digest} {since}",
    )


def _point(library: Library, *, today: date) -> None:
    """Work out which policy is in force today, and until when."""
    there = adoptions.adopted(library.slug)
    # What was adopted before Reticent came decides from the first day; a first text adopted here waits for its own.
    first = there[0] if there and there[0].came_before_us else None
    row = adoptions.in_force_of(there, on=today) or first
    coming = [
        r.in_force_from
        for r in there
        if r.in_force_from and r.in_force_from > today and (row is None or r.pk != row.pk)
    ]
    library.policy_id, library.policy_sha256 = (row.policy_id, row.sha256) if row else ("", "")
    begun = row.in_force_from if row else None
    library.policy_since = begun if begun and begun <= today else None
    library.policy_until = min(coming) if coming else None
    library.save(update_fields=["policy_id", "policy_sha256", "policy_since", "policy_until"])
