"""Which vendors and agents work for a library, what is sent to each, what its contract says, and may it be told?

A row is about a company, its contract and an office to write to; never about a patron. Whether it may be told anything
the policy in force says, every time it is asked (policy/contracting.py): a contract that runs out, or a policy that asks
for more, stops a vendor that was told before.
"""

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import models, transaction

from reticent.errors import Refused, ToMend
from reticent.ledger import log
from reticent.people import spelling
from reticent.people.libraries import Library
from reticent.policy import Policy, contracting
from reticent.policy.adopting import months_after
from reticent.policy.contracting import AGENT, PURPOSES, SERVICE, Contract, Standing
from reticent.policy.vocabulary import CONTRACT_TERMS, FIELDS

MOST = {"name": 80, "does": 160, "office": 70, "mail": 100, "telephone": 40, "site": 200, "term": 80}
MOST_VENDORS = 200
# No law that is known here, and none of the five texts, says how often a contract is looked at: a year is this program's
# default (ALA, Library Privacy Guidelines for Vendors, asks for regular audits); so is the month until what a vendor
# held is destroyed.
AUDIT_MONTHS, DESTROYED_WITHIN = 12, timedelta(days=30)
# What an agent may never be sent, whatever it is for: titles (policy/vocabulary.py has them under loans and holds).
SENDABLE = tuple(name for name in FIELDS if name.partition(".")[0] in ("registration", "charge"))
ACTIVE, STOPPED, WAITING, ENDED = "active", "stopped", "waiting", "ended"
RENEWAL, AUDIT, DESTRUCTION = "vendor_renewal", "vendor_audit", "vendor_destruction"


class NotAVendor(ToMend):
    """Something about this vendor must be mended; `wrong` says what, by field."""


class NoVendor(Refused):
    """The register has no such vendor, or this is not the moment for that."""


class MayNotBeTold(Refused):
    """The policy, the law or the contract stands against it; `stands` says which, and what to do next."""

    def __init__(self, standing: Standing) -> None:
        self.stands = standing
        super().__init__(
            f"{standing.say} ({', '.join(standing.clauses)})" if standing.clauses else standing.say
        )


class Vendor(models.Model):
    """One vendor: what it does, what is sent to it, where its contract says what. `active_on`: since when it is told."""

    library = models.CharField(max_length=40)
    handle = models.CharField(max_length=16)
    name = models.CharField(max_length=MOST["name"])
    does = models.CharField(max_length=MOST["does"])
    sort = models.CharField(max_length=8)
    purpose = models.CharField(max_length=16)
    told = models.JSONField(default=list)
    terms = models.JSONField(default=dict)
    asked = models.JSONField(default=dict)
    runs_from = models.DateField(null=True)
    runs_until = models.DateField(null=True)
    audited_on = models.DateField(null=True)
    office = models.CharField(max_length=MOST["office"], blank=True)
    mail = models.CharField(max_length=MOST["mail"], blank=True)
    telephone = models.CharField(max_length=MOST["telephone"], blank=True)
    site = models.CharField(max_length=MOST["site"], blank=True)
    active_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    destroyed_on = models.DateField(null=True)

    class Meta:
        ordering = ["library", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["library", "handle"], name="a_vendor_has_one_handle"),
        ]

    def __str__(self) -> str:
        return f"vendor {self.handle} of {self.library}"

    @property
    def fields(self) -> tuple[str, ...]:
        """What is sent, in the order of the list; nothing for whoever learns yes or no."""
        return tuple(name for name in SENDABLE if name in self.told)

    @property
    def audit_due(self) -> date | None:
        """By when its contract is to be looked at again."""
        since = self.audited_on or self.active_on
        return months_after(since, AUDIT_MONTHS) if since and self.ended_on is None else None

    @property
    def destruction_due(self) -> date | None:
        """By when it is to have said that what it held is destroyed."""
        if self.ended_on is None or self.active_on is None or self.destroyed_on is not None:
            return None
        return self.ended_on + DESTROYED_WITHIN


@dataclass(frozen=True, slots=True)
class Particulars:
    """What is written down of a vendor: `terms` says of each where in the contract it stands."""

    name: str = ""
    does: str = ""
    sort: str = SERVICE
    purpose: str = ""
    fields: tuple[str, ...] = ()
    terms: Mapping[str, str] = field(default_factory=dict)
    runs_from: date | None = None
    runs_until: date | None = None
    office: str = ""
    mail: str = ""
    telephone: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """One vendor as it stands on a day."""

    row: Vendor
    state: str
    stands: Standing


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is due of a vendor: of which kind, and its day."""

    code: str
    by: date
    row: Vendor


def of(library: Library, *, today: date) -> tuple[Seen, ...]:
    """Every vendor: those that may be told or were, by name; then those that ended, the last one first."""
    seen = [_seen(library.policy, row, today) for row in Vendor.objects.filter(library=library.slug)]
    ended = sorted(
        (each for each in seen if each.state == ENDED),
        key=lambda each: each.row.ended_on or today,
        reverse=True,
    )
    return (*(each for each in seen if each.state != ENDED), *ended)


def found(library: Library, handle: str, *, today: date) -> Seen:
    """The vendor of this handle."""
    return _seen(library.policy, _row(library, handle), today)


def called(library: Library, name: str) -> str:
    """The handle of the vendor of this name, as it stands in the register; one that ended only where no other is."""
    rows = [row for row in _rows(library) if row.name.casefold() == " ".join(name.split()).casefold()]
    if not rows:
        there = ", ".join(row.name for row in _rows(library) if row.ended_on is None) or "none yet"
        raise NoVendor(f"The register has no vendor “{name}”. There are: {there}.")
    return min(rows, key=lambda row: (row.ended_on is not None, row.name)).handle


def name_of(library: Library, handle: str) -> str:
    """What the vendor of this handle is called; empty where there is none."""
    row = Vendor.objects.filter(library=library.slug, handle=handle).first() if handle else None
    return row.name if row else ""


def who_learn(library: Library) -> tuple[Vendor, ...]:
    """Whom the library began to tell something and has not ended: for the public page and the patron's own."""
    return tuple(Vendor.objects.filter(library=library.slug, active_on__isnull=False, ended_on=None))


def particulars_of(row: Vendor) -> Particulars:
    """What stands in the register of a vendor, as a form shows it."""
    return Particulars(
        name=row.name,
        does=row.does,
        sort=row.sort,
        purpose=row.purpose,
        fields=row.fields,
        terms=dict(row.terms),
        runs_from=row.runs_from,
        runs_until=row.runs_until,
        office=row.office,
        mail=row.mail,
        telephone=row.telephone,
        site=row.site,
    )


def contract_of(row: Vendor, *, today: date) -> Contract:
    """What the policy is asked about: the vendor as it stands on a day."""
    begun = row.runs_from is not None and row.runs_from <= today
    over = row.ended_on is not None or (row.runs_until is not None and row.runs_until < today)
    return Contract(
        name=row.name,
        sort=row.sort,
        purpose=row.purpose,
        fields=row.fields,
        terms=frozenset(row.terms),
        asked_for=frozenset(row.asked),
        runs=begun and not over,
    )


def note(library: Library, typed: Particulars, *, handle: str = "") -> str:
    """Write a vendor down, or write it anew: its handle. It is told nothing by that."""
    clean = _clean(typed)
    with transaction.atomic():
        there = list(_alone(library))
        others = [row for row in there if row.handle != handle and row.ended_on is None]
        if any(row.name.casefold() == clean.name.casefold() for row in others):
            raise NotAVendor({"name": "A vendor of this name stands in the register already. Open it there."})
        if not handle and len(there) >= MOST_VENDORS:
            raise NotAVendor({"name": f"The register holds {MOST_VENDORS} vendors already."})
        row = _row(library, handle) if handle else Vendor(library=library.slug, handle=secrets.token_hex(8))
        for name in (
            "name",
            "does",
            "sort",
            "purpose",
            "runs_from",
            "runs_until",
            "office",
            "mail",
            "telephone",
            "site",
        ):
            setattr(row, name, getattr(clean, name))
        row.told, row.terms = list(clean.fields), dict(clean.terms)
        # What stands in the contract need not be asked for any more.
        row.asked = {term: on for term, on in row.asked.items() if term not in row.terms}
        row.save()
    return row.handle


def activate(library: Library, handle: str, *, today: date, role: str) -> None:
    """Let a vendor be told what is written down, from today on; `MayNotBeTold` says what stands against it."""
    with transaction.atomic():
        _alone(library)
        seen = _seen(library.policy, _row(library, handle), today)
        if seen.state not in (WAITING, STOPPED):
            raise NoVendor(f"{seen.row.name} is {seen.state} already. Nothing was changed.")
        if not seen.stands.allowed:
            raise MayNotBeTold(seen.stands)
        _log(library, "vendor-activated", seen.stands.clauses, today=today, role=role)
        seen.row.active_on = seen.row.active_on or today
        seen.row.save()


def letter_sent(library: Library, handle: str, *, on: date, today: date) -> None:
    """Note that the vendor was asked in writing for everything that its contract does not say."""
    if on > today:
        raise NotAVendor({"on": "That day has not come yet. Note it once the letter went."})
    row = _row(library, handle)
    row.asked = {term: on.isoformat() for term in CONTRACT_TERMS if term not in row.terms}
    row.save()


def looked_at(library: Library, handle: str, *, on: date, today: date) -> None:
    """Note that somebody looked whether the vendor keeps to its contract; a year later it is asked again."""
    if on > today:
        raise NotAVendor({"on": "That day has not come yet. Note it once it was done."})
    row = _row(library, handle)
    row.audited_on = on
    row.save()


def end(library: Library, handle: str, *, on: date, today: date, role: str) -> None:
    """The contract ended: nothing is sent any more, and the vendor is to destroy what it holds."""
    if on > today:
        raise NotAVendor(
            {"on": "That day has not come yet. Until then write it down as the last day of the contract."}
        )
    row = _row(library, handle)
    if row.ended_on is not None:
        raise NoVendor(f"{row.name} ended already. Nothing was changed.")
    with transaction.atomic():
        _log(library, "vendor-ended", _contracts(library.policy), today=today, role=role)
        row.ended_on = on
        row.save()


def goes_on(library: Library, handle: str) -> None:
    """Take an ending back: it was noted by mistake, or the contract goes on after all."""
    row = _row(library, handle)
    if row.ended_on is None or row.destroyed_on is not None:
        raise NoVendor("Nothing is to be taken back here. A vendor that comes again is written down anew.")
    row.ended_on = None
    row.save()


def destroyed(library: Library, handle: str, *, on: date, today: date) -> None:
    """Note that the vendor said in writing that what it held is destroyed."""
    row = _row(library, handle)
    if row.ended_on is None:
        raise NoVendor(f"{row.name} has not ended: it still needs what it holds.")
    if on > today:
        raise NotAVendor({"on": "That day has not come yet. Note it once the vendor has said so."})
    row.destroyed_on = on
    row.save()


def due(library: Library) -> tuple[Due, ...]:
    """All that is due of vendors, the nearest first, however far away."""
    return due_of(Vendor.objects.filter(library=library.slug))


def due_of(rows: Iterable[Vendor]) -> tuple[Due, ...]:
    """The same, of these: nothing is due of one that was never told anything."""
    found = []
    for row in rows:
        if row.active_on is None:
            continue
        if row.ended_on is None and row.runs_until is not None:
            found.append(Due(RENEWAL, row.runs_until, row))
        if row.audit_due is not None:
            found.append(Due(AUDIT, row.audit_due, row))
        if row.destruction_due is not None:
            found.append(Due(DESTRUCTION, row.destruction_due, row))
    return tuple(sorted(found, key=lambda each: (each.by, each.code, each.row.name)))


def _seen(adopted: Policy, row: Vendor, today: date) -> Seen:
    standing = contracting.how_it_stands(contract_of(row, today=today), adopted)
    if row.ended_on is not None:
        state = ENDED
    elif row.active_on is None:
        state = WAITING
    else:
        state = ACTIVE if standing.allowed else STOPPED
    return Seen(row, state, standing)


def _rows(library: Library) -> Iterable[Vendor]:
    return Vendor.objects.filter(library=library.slug)


def _row(library: Library, handle: str) -> Vendor:
    row = Vendor.objects.filter(library=library.slug, handle=handle).first()
    if row is None:
        raise NoVendor("The register has no such vendor. Nothing was changed.")
    return row


def _alone(library: Library) -> Iterable[Vendor]:
    """The register, held for one who changes it at a time."""
    Library.objects.select_for_update().get(pk=library.pk)
    return Vendor.objects.filter(library=library.slug)


def _contracts(adopted: Policy) -> tuple[str, ...]:
    return adopted.contracts.clauses if adopted.contracts else ()


def _log(library: Library, action: str, basis: tuple[str, ...], *, today: date, role: str) -> None:
    """That a vendor began or ended, and by which clauses; which one, the register says."""
    entry = log.Entry(day=today, action=action, role=role, basis=basis, policy=library.policy.sha256)
    log.append(library.slug, entry, once=f"{action} {secrets.token_hex(8)}")


# ---- What was typed.


def _clean(typed: Particulars) -> Particulars:
    """What was typed, its blanks put right; `NotAVendor` says everything that must be mended, at once."""
    lines = ("name", "does", "office", "mail", "telephone", "site")
    plain = {name: " ".join(getattr(typed, name).split()) for name in lines}
    terms = {term: " ".join(typed.terms.get(term, "").split()) for term in CONTRACT_TERMS}
    wrong = {name: _too_long(MOST[name]) for name in lines if len(plain[name]) > MOST[name]}
    wrong |= {term: _too_long(MOST["term"]) for term, where in terms.items() if len(where) > MOST["term"]}
    wrong |= {
        name: words for name, asks in _ASKS.items() if (words := asks(plain, typed)) and name not in wrong
    }
    if wrong:
        raise NotAVendor(wrong)
    purpose = typed.purpose if typed.sort == AGENT else PURPOSES[SERVICE][0]
    return Particulars(
        sort=typed.sort,
        purpose=purpose,
        fields=tuple(name for name in SENDABLE if name in typed.fields),
        terms={term: where for term, where in terms.items() if where},
        runs_from=typed.runs_from,
        runs_until=typed.runs_until,
        **plain,
    )


def _too_long(most: int) -> str:
    return f"This is longer than {most} letters: make it shorter."


_ASKS: Mapping[str, Callable[[Mapping[str, str], Particulars], str]] = {
    "name": lambda plain, typed: "" if plain["name"] else "Say who it is: the company's name.",
    "does": lambda plain, typed: (
        "" if plain["does"] else "Say what it does for the library, in words that a reader understands."
    ),
    "sort": lambda plain, typed: "" if typed.sort in PURPOSES else "Say which of the two it is.",
    "purpose": lambda plain, typed: (
        "Say what an agent works for." if typed.sort == AGENT and typed.purpose not in PURPOSES[AGENT] else ""
    ),
    "fields": lambda plain, typed: (
        "Say what an agent is sent: tick at least one."
        if typed.sort == AGENT and not set(typed.fields) & set(SENDABLE)
        else ""
    ),
    "runs_until": lambda plain, typed: (
        "The contract ends before it begins: look at the two days again."
        if typed.runs_from and typed.runs_until and typed.runs_until < typed.runs_from
        else ""
    ),
    "mail": lambda plain, typed: (
        "Write an e-mail address, such as privacy@vendor.example."
        if plain["mail"] and not spelling.is_mail(plain["mail"])
        else ""
    ),
    "site": lambda plain, typed: (
        "Write the whole address of its privacy policy, beginning with https://."
        if plain["site"] and not plain["site"].startswith("https://")
        else ""
    ),
}
