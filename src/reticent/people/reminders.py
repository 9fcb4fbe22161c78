"""When did a library last see to what only its people can keep? A row is about a clause and a day, about nobody."""

from datetime import date

from django.db import models, transaction

from reticent.errors import Malformed, Refused
from reticent.ledger import log
from reticent.policy import Policy, Reminder, reminders


class NoReminder(Malformed):
    """The policy in force calls no such clause reminded."""


class NotSeenTo(Refused):
    """This day cannot be noted."""


class SeenTo(models.Model):
    """The last day on which a library saw to one clause; every day before stands in its ledger."""

    library = models.CharField(max_length=40)
    clause = models.CharField(max_length=60)
    seen_to_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["library", "clause"], name="a_clause_was_last_seen_to_once")
        ]

    def __str__(self) -> str:
        return f"{self.clause} of {self.library}"


def of(library: str, adopted: Policy) -> tuple[Reminder, ...]:
    """What only people can keep of the policy in force, with the last day of each."""
    rows = SeenTo.objects.filter(library=library).values_list("clause", "seen_to_on")
    return reminders(adopted, seen_to=dict(rows))


def see_to(library: str, adopted: Policy, clause: str, *, on: date, today: date, role: str) -> None:
    """Note that a clause was seen to on a day; a year later it comes again."""
    there = {each.clause: each for each in of(library, adopted)}
    if clause not in there:
        raise NoReminder(
            f"The policy in force asks nobody about {clause}. It asks about: {', '.join(there) or 'nothing'}."
        )
    if on > today:
        raise NotSeenTo(f"{on:%-d %B %Y} has not come yet. Note it once it was seen to.")
    last = there[clause].seen_to_on
    if last is not None and on < last:
        raise NotSeenTo(f"{clause} was seen to on {last:%-d %B %Y} already. Give that day or a later one.")
    entry = log.Entry(day=on, action="policy-seen-to", role=role, basis=(clause,), policy=adopted.sha256)
    # Logged first: a crash may leave a leaf whose row is noted again, never a row that nobody wrote down.
    log.append(library, entry, once=f"policy-seen-to {library} {clause} {on}")
    with transaction.atomic():
        SeenTo.objects.update_or_create(library=library, clause=clause, defaults={"seen_to_on": on})
