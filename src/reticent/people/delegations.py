"""Who besides the custodian may act as custodian in cases, from which day until which, and by which paper?

Only as the policy in force lets its custodian appoint somebody: never, yes, or in writing. A delegation ends by itself;
it can be ended sooner. It is about who works here and holds nobody else.
"""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models, transaction

from reticent.errors import Refused
from reticent.ledger import log
from reticent.people import staff
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.policy import Policy

CUSTODIAN = "director"
MOST_DAYS = 366
MOST_LETTERS = 120


class NotDelegated(Refused):
    """Something stands against it: the policy, the days, the paper, or the account."""


class NoDelegation(Refused):
    """There is no such delegation, or none that could still be ended."""


class Delegation(models.Model):
    """One account that acts as custodian in cases, both days included; `ended_on` is the day on which it was ended, and
    on that day it holds no more."""

    library = models.CharField(max_length=40)
    handle = models.CharField(max_length=16)
    username = models.CharField(max_length=60)
    begins = models.DateField()
    until = models.DateField()
    paper = models.CharField(max_length=MOST_LETTERS, blank=True)
    paper_on = models.DateField(null=True)
    given_on = models.DateField()
    given_by = models.CharField(max_length=24)
    ended_on = models.DateField(null=True)
    ended_by = models.CharField(max_length=24, blank=True)

    class Meta:
        ordering = ["library", "begins", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["library", "handle"], name="a_delegation_has_one_handle"),
        ]

    def __str__(self) -> str:
        return f"delegation {self.handle} of {self.library}"

    def holds_on(self, day: date) -> bool:
        """Whether it has begun and not ended by this day."""
        return self.begins <= day <= self.until and (self.ended_on is None or day < self.ended_on)

    def is_over(self, day: date) -> bool:
        """Whether it will not hold on this day or any later one."""
        return day > self.until or self.ended_on is not None

    def stands_under(self, adopted: Policy) -> bool:
        """Whether this policy lets the custodian appoint somebody in this way."""
        return not _policy_says_no(adopted, has_paper=bool(self.paper and self.paper_on))


@dataclass(frozen=True, slots=True)
class Paper:
    """By which paper somebody was appointed: what it is called, and its date."""

    name: str = ""
    on: date | None = None


def answers_as_custodian(library: Library, account: StaffAccount, on: date) -> bool:
    """Whether this account works here and is the custodian, or acts as one on a day."""
    works_here = account.is_active and account.library_id == library.slug
    return works_here and (account.has_duty(CUSTODIAN) or may_act(library, account, on) is not None)


def may_act(library: Library, account: StaffAccount, on: date) -> Delegation | None:
    """The delegation by which this account acts as custodian on a day, if there is one that the policy in force allows.

    Whoever is the custodian needs none: the duty is asked of the account.
    """
    if not account.is_active or account.library_id != library.slug:
        return None
    rows = Delegation.objects.filter(
        library=library.slug, username=account.username, begins__lte=on, until__gte=on
    )
    return next((row for row in rows if row.holds_on(on) and row.stands_under(library.policy)), None)


def acting(library: Library, on: date) -> tuple[StaffAccount, ...]:
    """The accounts that act for the custodian on a day."""
    there = staff.at(library)
    return tuple(each for each in there if not each.has_duty(CUSTODIAN) and may_act(library, each, on))


def of(library: Library, *, today: date) -> tuple[Delegation, ...]:
    """Every delegation: those that hold or are to come, in their order, then those that are over, the last one first."""
    rows = list(Delegation.objects.filter(library=library.slug))
    over = [row for row in rows if row.is_over(today)]
    over.sort(key=lambda row: (row.ended_on or row.until, row.pk), reverse=True)
    return (*(row for row in rows if not row.is_over(today)), *over)


def how_far(library: Library, row: Delegation, *, today: date) -> str:
    """How far it has come by today: to come, holds, over, ended, or not allowed by the policy in force."""
    if row.ended_on is not None:
        return "ended"
    if row.is_over(today):
        return "over"
    if not row.stands_under(library.policy):
        return "not allowed now"
    return "holds" if row.begins <= today else "to come"


def why_nobody(adopted: Policy) -> str:
    """Why this policy lets nobody be appointed; nothing where it does."""
    return _policy_says_no(adopted, has_paper=True)


def give(
    library: Library,
    account: StaffAccount,
    *,
    begins: date,
    until: date,
    paper: Paper,
    today: date,
    role: str,
) -> Delegation:
    """Let an account act as custodian in cases from a day until a day. `role`: who writes it down, an office."""
    adopted = library.policy
    name = " ".join(paper.name.split())[:MOST_LETTERS]
    if no := _policy_says_no(adopted, has_paper=bool(name and paper.on)):
        raise NotDelegated(no)
    with transaction.atomic():
        # One at a time: of two that were given in one breath, ending one would leave the other.
        Library.objects.select_for_update().get(pk=library.pk)
        _check(library, account, begins=begins, until=until, paper=Paper(name, paper.on), today=today)
        row = Delegation(
            library=library.slug,
            handle=secrets.token_hex(8),
            username=account.username,
            begins=begins,
            until=until,
            paper=name,
            paper_on=paper.on,
            given_on=today,
            given_by=role,
        )
        # Logged first: nobody acts by a delegation that was never written down.
        log.append(
            library.slug,
            log.Entry(
                day=today,
                action="delegation",
                role=role,
                basis=adopted.custodian.clauses,
                policy=adopted.sha256,
            ),
            once=f"delegation {library.slug} {row.handle}",
        )
        row.save()
    return row


def end(library: Library, handle: str, *, today: date, role: str) -> Delegation:
    """End a delegation, or one to come, at once."""
    row = Delegation.objects.filter(library=library.slug, handle=handle).first()
    if row is None:
        raise NoDelegation("This library has no such delegation. Nothing was changed.")
    if row.ended_on is None and row.is_over(today):
        raise NoDelegation(f"It ended by itself on {row.until:%-d %B %Y}. Nothing was changed.")
    # Ended first, then logged: what was taken away is gone, whatever crash comes between.
    Delegation.objects.filter(pk=row.pk, ended_on=None).update(ended_on=today, ended_by=role)
    write_down(library)
    row.refresh_from_db()
    return row


def end_all_of(library: Library, account: StaffAccount, *, today: date, role: str) -> int:
    """End every delegation of an account that goes; how many there were."""
    rows = Delegation.objects.filter(library=library.slug, username=account.username, ended_on=None)
    ended = rows.filter(until__gte=today).update(ended_on=today, ended_by=role)
    write_down(library)
    return ended


def _policy_says_no(adopted: Policy, *, has_paper: bool) -> str:
    custodian = adopted.custodian
    cited = f" ({', '.join(custodian.clauses)})" if custodian.clauses else ""
    return {
        "yes": "",
        "in_writing": ""
        if has_paper
        else f"The policy lets somebody be appointed in writing only{cited}. Say by which paper, and its date.",
        "no": f"The policy in force has the {custodian.title} answer{cited} and lets nobody be appointed instead. "
        "If somebody is to stand in, the policy must say so first.",
    }[custodian.delegate]


def _check(
    library: Library, account: StaffAccount, *, begins: date, until: date, paper: Paper, today: date
) -> None:
    title = library.policy.custodian.title
    if not account.is_active or account.library_id != library.slug:
        raise NotDelegated("This account does not work here. Choose one of those that do.")
    if account.has_duty(CUSTODIAN):
        raise NotDelegated(f"This account acts as the {title} already, by its duty. It needs no delegation.")
    if begins < today:
        raise NotDelegated(
            f"It begins today, {today:%-d %B %Y}, at the earliest: what was done before it was written down stays as it "
            "was."
        )
    if until < begins:
        raise NotDelegated("It ends before it begins. Give a last day that is not before the first.")
    if until - begins >= timedelta(days=MOST_DAYS):
        raise NotDelegated("A year at most, so that somebody looks at it again. Give an earlier last day.")
    if bool(paper.name) != bool(paper.on):
        raise NotDelegated("Give both of the paper, what it is called and its date, or neither.")
    if paper.on is not None and paper.on > today:
        raise NotDelegated("The paper's date has not come yet. Write it down once the paper is there.")
    there = Delegation.objects.filter(
        library=library.slug, username=account.username, ended_on=None, begins__lte=until, until__gte=begins
    ).first()
    if there is not None:
        raise NotDelegated(
            f"This account has one from {there.begins:%-d %B %Y} to {there.until:%-d %B %Y} already. End that first, or "
            "begin after it."
        )


def write_down(library: Library) -> None:
    """What was ended stands in the ledger, each once: a crash may have come between the deed and its leaf."""
    rows = Delegation.objects.filter(library=library.slug).exclude(ended_on=None)
    adopted = library.policy
    entries = [
        log.Entry(
            day=row.ended_on,
            action="delegation-ended",
            role=row.ended_by,
            basis=adopted.custodian.clauses,
            policy=adopted.sha256,
        )
        for row in rows
        if row.ended_on
    ]
    log.append_many(
        library.slug, entries, once=[f"delegation-ended {library.slug} {row.handle}" for row in rows]
    )
