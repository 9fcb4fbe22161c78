"""What was mailed to which office of a library, on which day? A day and a mark, and nothing of what the mail said.

The mark is keyed: whoever reads the row learns that an office was written to about a case, and not about what. What was
mailed about a case is forgotten when it is closed, and at once when it goes to paper.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import ClassVar

from django.db import models, transaction

from reticent.people.libraries import Library

# Longer than anything comes near: what was mailed is known until its day, and shown for a while.
KEPT_DAYS = 92
# A try of which nobody knows whether it went is made once more, and that is said in the mail.
MOST_TRIES = 2


class Mailing(models.Model):
    """One thing that one office was reminded of on one occasion. `tries`: how often it may have gone."""

    library = models.CharField(max_length=40)
    handle = models.CharField(max_length=40, blank=True)
    mark = models.CharField(max_length=32)
    office = models.CharField(max_length=70)
    mailed_on = models.DateField()
    sent = models.BooleanField(default=False)
    tries = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[models.Manager["Mailing"]] = models.Manager()

    class Meta:
        ordering = ["library", "-mailed_on", "office", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["library", "mark"], name="an_office_is_reminded_once_an_occasion")
        ]

    def __str__(self) -> str:
        return f"mailing {self.pk} of {self.library}"

    @property
    def may_go(self) -> bool:
        """Whether it may be sent, or sent once more: nobody knows that it went, and it was not tried twice."""
        return not self.sent and self.tries < MOST_TRIES


def known(library: Library) -> dict[str, Mailing]:
    """What was mailed, or begun, by its mark."""
    return {row.mark: row for row in Mailing.objects.filter(library=library.slug)}


def sent(library: Library) -> list[Mailing]:
    """What was sent, the last day first."""
    return list(Mailing.objects.filter(library=library.slug, sent=True))


def begin(library: Library, office: str, about: Mapping[str, str], *, on: date) -> None:
    """One mail is about to be sent: `about` has the marks of what it says, each with its case. Committed before it is."""
    with transaction.atomic():
        for mark, handle in about.items():
            row, _ = Mailing.objects.select_for_update().get_or_create(
                library=library.slug,
                mark=mark,
                defaults={"handle": handle, "office": office, "mailed_on": on},
            )
            row.mailed_on, row.tries = on, row.tries + 1
            row.save(update_fields=["mailed_on", "tries"])


def went(library: Library, marks: Iterable[str]) -> None:
    """That mail was taken."""
    Mailing.objects.filter(library=library.slug, mark__in=list(marks)).update(sent=True)


def did_not_go(library: Library, marks: Iterable[str]) -> None:
    """That mail was surely not taken: it is as if it had not been tried."""
    with transaction.atomic():
        rows = Mailing.objects.filter(library=library.slug, mark__in=list(marks), sent=False)
        rows.update(tries=models.F("tries") - 1)
        rows.filter(tries=0).delete()


def forget_case(library: Library, handle: str) -> None:
    """Nothing is due in this case any more: what was mailed about it is forgotten with that."""
    Mailing.objects.filter(library=library.slug, handle=handle).delete()


def tidy(library: Library, *, wanted: Iterable[str], open_cases: Iterable[str], today: date) -> None:
    """Take away what is of no use any more: begun and not wanted now, of no open case, or old."""
    rows = Mailing.objects.filter(library=library.slug)
    rows.filter(sent=False).exclude(mark__in=list(wanted)).delete()
    rows.exclude(handle__in=["", *open_cases]).delete()
    rows.filter(mailed_on__lt=today - timedelta(days=KEPT_DAYS)).delete()
