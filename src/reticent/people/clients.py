"""Which other programs may speak to a library's machine door, what may each do there, and until when?

A row is about a program and never about a person. Its secret is shown once, when it is made; kept is a keyed mark of it,
which says nothing without the key folder. How often a program came is counted by day, and nothing of whom it asked.
"""

import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Sum

from reticent.errors import Refused, ToMend
from reticent.ledger import log
from reticent.people import vendors
from reticent.people.libraries import Library
from reticent.people.vendors import ENDED, WAITING, MayNotBeTold
from reticent.policy.contracting import SERVICE, Standing
from reticent.vault import root

ENTITLEMENT, WIPED, RETURNED, INCIDENT = "entitlement", "computers-wiped", "mail-returned", "incident"
SCOPES: Mapping[str, str] = {
    ENTITLEMENT: "ask whether a card and its PIN are entitled, yes or no",
    WIPED: "say that public computers were wiped",
    RETURNED: "hand in mail that came back",
    INCIDENT: "tell of an incident",
}
MOST_NAME, MOST_CLIENTS = 80, 100
# Nobody's text says how long a secret is good: a year is this program's default, and the longest.
GOOD_FOR, LONGEST = timedelta(days=365), timedelta(days=366)
# For how long it is counted how often a program came: a year and a month, to compare a month with the one before;
# what is shown is the last thirty days.
COUNTED, LATELY = timedelta(days=400), timedelta(days=30)
_PREFIX, _HEX = "reticent", 32
WORKS, OVER, REVOKED = "works", "over", "revoked"


class NotAClient(ToMend):
    """Something about this client must be mended; `wrong` says what, by field."""

    outcome = "Nothing was made."


class NoClient(Refused):
    """There is no such client, or this is not the moment for that."""


class NotKnown(Refused):
    """The secret is nobody's, or good no more."""


class NotInItsScope(Refused):
    """The client was not made for this."""


class Client(models.Model):
    """One program that may speak to us: for whom, for what, until when. `mark`: a keyed mark of its secret."""

    library = models.CharField(max_length=40)
    handle = models.CharField(max_length=16)
    name = models.CharField(max_length=MOST_NAME)
    vendor = models.CharField(max_length=16, blank=True)
    scopes = models.JSONField(default=list)
    mark = models.CharField(max_length=_HEX)
    made_on = models.DateField()
    expires_on = models.DateField()
    revoked_on = models.DateField(null=True)
    came_on = models.DateField(null=True)

    objects: ClassVar[models.Manager["Client"]] = models.Manager()

    class Meta:
        ordering = ["library", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["library", "handle"], name="a_client_has_one_handle"),
        ]

    def __str__(self) -> str:
        return f"client {self.handle} of {self.library}"

    def state(self, *, today: date) -> str:
        """Whether its secret opens anything today."""
        if self.revoked_on is not None:
            return REVOKED
        return WORKS if today <= self.expires_on else OVER


class ClientCount(models.Model):
    """How often one client came on a day for one thing; nothing of whom it was about."""

    library = models.CharField(max_length=40)
    client = models.CharField(max_length=16)
    scope = models.CharField(max_length=20)
    day = models.DateField()
    count = models.PositiveIntegerField()

    objects: ClassVar[models.Manager["ClientCount"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["library", "client", "scope", "day"], name="a_client_is_counted_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"count {self.pk} of {self.library}"


@dataclass(frozen=True, repr=False)
class Made:
    """A client with its secret, which is nowhere else from now on."""

    row: Client
    secret: str


def of(library: Library) -> tuple[Client, ...]:
    """Every client: those that were not revoked by name, then the others."""
    rows = Client.objects.filter(library=library.slug)
    return tuple(sorted(rows, key=lambda row: (row.revoked_on is not None, row.name.casefold(), row.pk)))


def found(library: Library, handle: str) -> Client:
    """The client of this handle."""
    row = Client.objects.filter(library=library.slug, handle=handle).first()
    if row is None:
        raise NoClient("There is no such client here. Nothing was changed.")
    return row


def make(
    library: Library,
    *,
    name: str,
    scopes: Sequence[str],
    vendor: str = "",
    expires_on: date,
    today: date,
    role: str,
) -> Made:
    """Make a client, and its secret. A vendor that may be told nothing is answered nothing, whatever its client has."""
    name, wanted = " ".join(name.split()), tuple(scope for scope in SCOPES if scope in scopes)
    with transaction.atomic():
        there = Client.objects.filter(library=library.slug)
        wrong = {
            "name": _about_name(name, [row.name for row in there if row.revoked_on is None]),
            "scopes": _about_scopes(scopes),
            "vendor": _about_vendor(library, vendor, wanted, today),
            "expires_on": _about_day(expires_on, today),
        }
        if wrong := {field: why for field, why in wrong.items() if why}:
            raise NotAClient(wrong)
        if len(there) >= MOST_CLIENTS:
            raise NoClient(f"There are {MOST_CLIENTS} clients already, revoked ones included.")
        handle = secrets.token_hex(8)
        secret = _secret(handle)
        _log(library, "client-made", today=today, role=role)
        row = Client.objects.create(
            library=library.slug,
            handle=handle,
            name=name,
            vendor=vendor,
            scopes=list(wanted),
            mark=_mark(library, secret),
            made_on=today,
            expires_on=expires_on,
        )
    return Made(row, secret)


def rotate(library: Library, handle: str, *, expires_on: date, today: date, role: str) -> Made:
    """Give a client a new secret, good until a day. The old one opens nothing from this moment on."""
    row = found(library, handle)
    if row.revoked_on is not None:
        raise NoClient(f"{row.name} was revoked. Make a new client in its place; nothing was changed.")
    if why := _about_day(expires_on, today):
        raise NotAClient({"expires_on": why})
    secret = _secret(handle)
    with transaction.atomic():
        _log(library, "client-renewed", today=today, role=role)
        row.mark, row.expires_on = _mark(library, secret), expires_on
        row.save(update_fields=["mark", "expires_on"])
    return Made(row, secret)


def revoke(library: Library, handle: str, *, today: date, role: str) -> Client:
    """From this moment on its secret opens nothing. It does not come back: another client is made."""
    row = found(library, handle)
    if row.revoked_on is not None:
        raise NoClient(f"{row.name} was revoked already. Nothing was changed.")
    with transaction.atomic():
        _log(library, "client-revoked", today=today, role=role)
        row.revoked_on = today
        row.save(update_fields=["revoked_on"])
    return row


def known(library: Library, secret: str, *, today: date) -> Client:
    """The client whose secret this is; `NotKnown` says why there is none. The same work whether there is one or not."""
    parts = secret.split("_")
    handle = parts[1] if len(parts) == 3 and parts[0] == _PREFIX else ""
    row = Client.objects.filter(library=library.slug, handle=handle[:16]).first()
    if not hmac.compare_digest(_mark(library, secret), row.mark if row else "0" * _HEX) or row is None:
        raise NotKnown(
            "This secret is not known here. Check that all of it was sent, and to the right library; the library's"
            " director can make a new one."
        )
    if row.revoked_on is not None:
        raise NotKnown("This client was revoked by the library. Ask its director.")
    if today > row.expires_on:
        raise NotKnown(
            f"This secret was good until {row.expires_on}. Ask the library's director for a new one."
        )
    return row


def may(row: Client, scope: str) -> None:
    """Go on only where the client was made for this."""
    if scope not in row.scopes:
        raise NotInItsScope(
            f"This client was not made to {SCOPES[scope]}. Ask the library's director for one that is."
        )


def stands(library: Library, row: Client, *, today: date) -> Standing:
    """The standing by which a vendor's client is told anything; `MayNotBeTold` says what is against it, and by which
    clause. What the vendor tells us is never asked this: of a loss we want to hear from whomever it befell."""
    try:
        seen = vendors.found(library, row.vendor, today=today)
    except vendors.NoVendor:
        raise NotInItsScope("This client belongs to no vendor, and is told nothing about anybody.") from None
    if seen.state == WAITING and seen.stands.allowed:
        not_yet = "The library has not said yet that this vendor may be told anything."
        steps = ("Ask the library's director to let it begin",)
        raise MayNotBeTold(Standing("refused", not_yet, seen.stands.clauses, steps=steps))
    if seen.state == ENDED or not seen.stands.allowed:
        raise MayNotBeTold(seen.stands)
    return seen.stands


def came(library: Library, row: Client, scope: str, *, today: date) -> None:
    """Count that a client came."""
    its = {"library": library.slug, "client": row.handle, "scope": scope, "day": today}
    ClientCount.objects.get_or_create(**its, defaults={"count": 0})
    ClientCount.objects.filter(**its).update(count=F("count") + 1)
    if row.came_on != today:
        Client.objects.filter(pk=row.pk).update(came_on=today)


def counts(library: Library, *, today: date) -> dict[str, dict[str, int]]:
    """How often each client came in the last thirty days, by its handle and for what."""
    rows = ClientCount.objects.filter(library=library.slug, day__gte=today - LATELY).order_by(
        "client", "scope"
    )
    found: dict[str, dict[str, int]] = {}
    for handle, scope, count in rows.values_list("client", "scope").annotate(Sum("count")):
        found.setdefault(handle, {})[scope] = count
    return found


def tidy(library: Library, *, today: date) -> None:
    """Take the counts away that are old."""
    ClientCount.objects.filter(library=library.slug, day__lt=today - COUNTED).delete()


def _secret(handle: str) -> str:
    return f"{_PREFIX}_{handle}_{secrets.token_hex(32)}"


def _mark(library: Library, secret: str) -> str:
    said = secret.encode("utf-8", "surrogateescape")
    return root.read(settings.RETICENT_KEYS).mark(f"client\0{library.slug}\0".encode() + said)


def _about_name(name: str, others: list[str]) -> str:
    if not name:
        return "Say which program this is, such as “Kanopy, sign-in”."
    if len(name) > MOST_NAME:
        return f"This is longer than {MOST_NAME} letters: make it shorter."
    if name.casefold() in (other.casefold() for other in others):
        return "A client of this name is there already. Give each its own, or give that one a new secret."
    return ""


def _about_scopes(scopes: Sequence[str]) -> str:
    if strange := [scope for scope in scopes if scope not in SCOPES]:
        return f"There is no scope “{strange[0]}”. There are: {', '.join(SCOPES)}."
    return "" if scopes else "Say what it may do: tick at least one."


def _about_vendor(library: Library, vendor: str, scopes: tuple[str, ...], today: date) -> str:
    if not vendor:
        asks = "Only a vendor of the register asks whether somebody is entitled: say which one this is."
        return asks if ENTITLEMENT in scopes else ""
    try:
        row = vendors.found(library, vendor, today=today).row
    except vendors.NoVendor:
        return "The register has no such vendor. Write it down there first."
    if ENTITLEMENT in scopes and row.sort != SERVICE:
        return "An agent does not ask whether somebody is entitled: only a service that readers use does."
    return ""


def _about_day(expires_on: date, today: date) -> str:
    if expires_on <= today:
        return "That day is over, or today. Give a later one."
    return "A year from today is the longest." if expires_on > today + LONGEST else ""


def _log(library: Library, action: str, *, today: date, role: str) -> None:
    """That a client began or ended; which one, the list says."""
    adopted = library.policy
    basis = adopted.vendor.clauses
    entry = log.Entry(day=today, action=action, role=role, basis=basis, policy=adopted.sha256)
    log.append(library.slug, entry, once=f"{action} {secrets.token_hex(8)}")
