"""Certificates: what was forgotten, by which rule, when, and what the certificate does not cover. No names."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Max

from reticent.drawer.tables import Generation
from reticent.errors import Malformed

CUSTODY = "live database only"  # until the director attests where the key medium is kept (DESIGN 5)


class NoSuchCertificate(Malformed):
    """No certificate has this number."""


class Certificate(models.Model):
    """One turned generation of one library: pending until its key is gone, then proof that it is."""

    library = models.SlugField(max_length=40)
    number = models.PositiveIntegerField()
    generation = models.PositiveIntegerField()
    kept = models.PositiveIntegerField()
    ended = models.PositiveIntegerField()
    turned_at = models.DateTimeField()
    readable_until = models.DateTimeField()
    forgotten_at = models.DateTimeField(null=True)
    waits_for = models.CharField(max_length=200, blank=True)
    policy = models.CharField(max_length=64)
    custody = models.CharField(max_length=60, default=CUSTODY)

    class Meta:
        ordering = ["library", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["library", "number"], name="certificate_number_once"),
            models.UniqueConstraint(fields=["library", "generation"], name="certificate_generation_once"),
        ]

    def __str__(self) -> str:
        return f"certificate {self.number} of {self.library}"

    @property
    def is_pending(self) -> bool:
        """Whether copies of what it covers can still be read."""
        return self.forgotten_at is None


def bring_up_to_date(library: str, *, policy: str, waiting_for_backup: frozenset[int]) -> list[Certificate]:
    """Make the certificates agree with the generations; safe to repeat. Returns those that changed."""
    changed = []
    for row in Generation.objects.filter(library=library).exclude(
        state__in=[Generation.OPEN, Generation.TURNING]
    ):
        if row.turned_at is None or row.readable_until is None:
            continue
        found = Certificate.objects.filter(library=library, generation=row.number).first()
        reason = "" if row.state == Generation.FORGOTTEN else _waits_for(row, waiting_for_backup)
        if found is None:
            last = Certificate.objects.filter(library=library).aggregate(n=Max("number"))["n"] or 0
            found = Certificate(
                library=library,
                number=last + 1,
                generation=row.number,
                kept=row.kept,
                ended=row.dropped,
                turned_at=row.turned_at,
                readable_until=row.readable_until,
                policy=policy,
            )
        elif (found.forgotten_at, found.waits_for) == (row.forgotten_at, reason):
            continue
        found.forgotten_at, found.waits_for = row.forgotten_at, reason
        found.save()
        changed.append(found)
    return changed


def date_anew(row: Generation) -> None:
    """The generation was dated by a wrong clock and is dated anew: so is its certificate."""
    Certificate.objects.filter(library=row.library, generation=row.number).update(
        turned_at=row.turned_at, readable_until=row.readable_until
    )


def _waits_for(row: Generation, waiting_for_backup: frozenset[int]) -> str:
    if row.number in waiting_for_backup:
        return "a backup made after the turn and test-opened (run: reticent backup)"
    return "the end of the recovery window"


def numbered(library: str, number: int | None) -> Certificate:
    """The certificate of this number; without one the newest that says *forgotten*, else the newest."""
    mine = Certificate.objects.filter(library=library)
    found = (
        mine.filter(number=number).first()
        if number is not None
        else mine.filter(forgotten_at__isnull=False).first() or mine.first()
    )
    if found is None:
        there = (
            ", ".join(str(n) for n in mine.values_list("number", flat=True))
            or "none yet: the key turns weekly"
        )
        raise NoSuchCertificate(f"There is no such certificate. There are: {there}.")
    return found


def printable(paper: Certificate, *, library_name: str, policy_title: str, zone: ZoneInfo) -> str:
    """The certificate as a page for the file or the board's minutes. It names no person and no title."""

    def day(moment: datetime) -> str:
        return f"{moment.astimezone(zone):%-d %B %Y}"

    fate = (
        f"Key overwritten      {day(paper.forgotten_at)}: nobody can read any copy of these records."
        if paper.forgotten_at
        else f"PENDING              copies can still be read until {day(paper.readable_until)}; waits for"
        f" {paper.waits_for}."
    )
    return "\n".join(
        [
            f"CERTIFICATE {paper.number} OF FORGETTING",
            f"{library_name}",
            "",
            f"Records ended        {paper.ended:,}, of every kind, under key {paper.generation}",
            f"Records still needed {paper.kept:,}, moved to the next key",
            f"By the policy        {policy_title} (sha256 {paper.policy})",
            f"Key turned           {day(paper.turned_at)}",
            fate,
            f"Covers               {paper.custody}: our databases and our backups. It does not cover copies of the",
            "                     whole disk, snapshots, or old blocks of the medium on which the keys lay.",
            "",
        ]
    )


def of(library: str, *, newest: int = 20) -> list[Certificate]:
    """The newest certificates, newest first."""
    return list(Certificate.objects.filter(library=library)[:newest])
