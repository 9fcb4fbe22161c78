"""Which other programs may ask the library, or tell it something: the director makes, renews and revokes them.

A secret is shown once, on the page that answers its making, and is nowhere after that. A program has a page of its own
address: it is nobody who reads.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from reticent.doors.web import cards, forms, guards, registering
from reticent.doors.web.shown.blanks import Blank, Mark
from reticent.doors.web.shown.cards import Clause, Entry, Fact, Form
from reticent.doors.web.shown.clients import ClientRow, Clients, ClientShown
from reticent.doors.web.shown.today import Wanted
from reticent.errors import Malformed, Refused
from reticent.people import clients as room
from reticent.people import vendors
from reticent.people.clients import (
    ENTITLEMENT,
    MOST_NAME,
    OVER,
    REVOKED,
    SCOPES,
    WORKS,
    Client,
    Made,
    NotAClient,
)
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount

STATES = {WORKS: ("May ask", "pencil"), OVER: ("Its secret is over", "pending"), REVOKED: ("Revoked", "")}
NEAR = timedelta(days=30)


@require_safe
@guards.staff_only("director")
def clients(request: HttpRequest, library: Library, director: StaffAccount) -> HttpResponse:
    """Every client: for whom, for what, until when, and how often it came."""
    today = library.day_of(datetime.now(UTC))
    came = room.counts(library, today=today)
    rows = [(row, _row(library, row, today, came.get(row.handle, {}))) for row in room.of(library)]
    shown = Clients(
        rows=tuple(shown for row, shown in rows if row.revoked_on is None),
        revoked=tuple(shown for row, shown in rows if row.revoked_on is not None),
        add=reverse("client-new", args=[library.slug]),
        described=reverse("api-openapi.json", args=[library.slug]),
        vendors=reverse("vendors", args=[library.slug]),
    )
    return render(request, "clients.html", {"clients": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff_only("director")
def client(request: HttpRequest, library: Library, director: StaffAccount, handle: str = "") -> HttpResponse:
    """One client, or a new one. What makes a secret is answered with it; what makes none leads back to the page."""
    page = Page(request, library, handle)
    do = request.POST.get("do", "") if request.method == "POST" else ""
    if do in _ACTS:
        try:
            page.unsealed()
            made = _ACTS[do](page)
        except (Refused, Malformed) as no:
            page.wrong(do, no)
        else:
            if made is None:
                return redirect(request.path)
            page = Page(request, library, made.row.handle, secret=made.secret)
    status = 400 if page.problems else 200
    return render(request, "client.html", {"client": page.drawn()}, status=status)


def wanted(library: Library, *, today: date) -> Iterable[Wanted]:
    """Secrets that are over soon, or were lately: whoever uses one stands before a shut door then."""
    for row in room.of(library):
        if row.revoked_on is None and row.expires_on <= today + NEAR:
            over = row.expires_on < today
            said = f"{row.name}: its secret {'was' if over else 'is'} good until {forms.day(row.expires_on)}."
            yield Wanted(said, False, _address(library, row), "The client")


class Page(registering.Page):
    """One showing of one client, with what went wrong with the form that was sent, or with the secret just made."""

    CALLED, NOT, NEEDED = "client", NotAClient, ("name", "scopes", "expires_on")
    TARGETS: ClassVar = {"scopes": f"scopes-{ENTITLEMENT}"}

    def __init__(self, request: HttpRequest, library: Library, handle: str, *, secret: str = "") -> None:
        super().__init__(request, library, handle)
        self.secret = secret
        try:
            self.row = room.found(library, handle) if handle else None
        except room.NoClient:
            raise Http404 from None

    # -- acting

    def make(self) -> Made:
        """Make a client."""
        return room.make(
            self.library,
            name=forms.typed(self.request, "name", most=400),
            scopes=self._ticked(),
            vendor=forms.typed(self.request, "vendor", most=40),
            expires_on=self._until(),
            today=self.today,
            role=registering.ROLE,
        )

    def rotate(self) -> Made:
        """Give it a new secret."""
        until = self._until()
        return room.rotate(
            self.library, self.handle, expires_on=until, today=self.today, role=registering.ROLE
        )

    def revoke(self) -> None:
        """Take its secret away."""
        room.revoke(self.library, self.handle, today=self.today, role=registering.ROLE)

    def _ticked(self) -> tuple[str, ...]:
        return tuple(scope for scope in SCOPES if scope in self.request.POST.getlist("scopes"))

    def _until(self) -> date:
        day = self.typed_day("expires_on")
        if day is None:
            raise NotAClient({"expires_on": "Give the last day as year, month, day: 2027-11-20."})
        return day

    # -- showing

    def drawn(self) -> ClientShown:
        """Everything that the page shows."""
        every = reverse("clients", args=[self.library.slug])
        if self.row is None:
            return ClientShown("", self._blanks(), self.sealed(), every, problems=self.problems)
        state, tone = STATES[self.row.state(today=self.today)]
        say, because = self._stands(self.row)
        return ClientShown(
            name=self.row.name,
            blanks=(),
            token=self.sealed(),
            all=every,
            state=state,
            tone=tone,
            say=say,
            because=because,
            facts=tuple(self._facts(self.row)),
            forms=self._forms(self.row),
            secret=self.secret,
            address=f"/{self.library.slug}/api/v1/",
            problems=self.problems,
        )

    def _stands(self, row: Client) -> tuple[str, tuple[Clause, ...]]:
        """Whether it is answered today; of a vendor, what the policy says of that."""
        if row.revoked_on is not None or ENTITLEMENT not in row.scopes:
            return "", ()
        try:
            stands = room.stands(self.library, row, today=self.today)
        except vendors.MayNotBeTold as no:
            return f"Asked for entitlement it is refused: {no.stands.say}", cards.clauses(
                self.library.policy, no.stands.clauses
            )
        said = "Asked for entitlement it is answered yes or no, and nothing else."
        return said, cards.clauses(self.library.policy, stands.clauses)

    def _blanks(self) -> tuple[Blank, ...]:
        failed = self.failed == "make"
        chosen = self._ticked() if failed else ()
        vendor = forms.typed(self.request, "vendor", most=40) if failed else ""
        until = self.typed_day("expires_on") if failed else self.today + room.GOOD_FOR
        marks = tuple(
            Mark(seen.row.handle, seen.row.name, seen.row.handle == vendor)
            for seen in vendors.of(self.library, today=self.today)
            if seen.state != vendors.ENDED
        )
        return (
            self.blank(
                "name",
                "Which program is it?",
                "line",
                forms.typed(self.request, "name", most=400) if failed else "",
                hint="In words that you will know again, such as “Lantern E-books, sign-in”.",
                most=MOST_NAME,
            ),
            self.blank(
                "scopes",
                "What may it do?",
                "choices",
                marks=tuple(
                    Mark(scope, f"{said[:1].upper()}{said[1:]}", scope in chosen)
                    for scope, said in SCOPES.items()
                ),
                hint="Nothing else is answered. Only a vendor of the register may ask for entitlement.",
            ),
            self.blank(
                "vendor",
                "Which vendor is it?",
                "list",
                marks=marks,
                hint="Left open where the program is the library's own.",
            ),
            self.blank(
                "expires_on",
                "Its secret is good until",
                "day",
                forms.iso(until),
                hint="A year at most. A month before, Today says so.",
            ),
        )

    def _facts(self, row: Client) -> list[Fact]:
        came = room.counts(self.library, today=self.today).get(row.handle, {})
        facts = [
            Fact("Vendor", vendors.name_of(self.library, row.vendor) or "the library's own"),
            *(Fact("May", said) for scope, said in SCOPES.items() if scope in row.scopes),
            Fact("Made", forms.day(row.made_on)),
            Fact("Good until", forms.day(row.expires_on)),
            Fact("Revoked", forms.day(row.revoked_on)),
            Fact("Came last", forms.day(row.came_on) or "never"),
            Fact("In thirty days", _times(came)),
        ]
        return [fact for fact in facts if fact.value]

    def _forms(self, row: Client) -> tuple[Form, ...]:
        if row.revoked_on is not None or self.secret:
            return ()
        failed = self.failed == "rotate"
        value = self.typed_day("expires_on") if failed else self.today + room.GOOD_FOR
        entry = Entry("expires_on", "Good until", forms.iso(value), kind="date")
        return (
            Form(
                "rotate",
                "Give it a new secret",
                self.sealed(),
                "Make the new secret",
                "The old one opens nothing from that moment on. To change without a gap, make a second client first.",
                entries=forms.with_errors((entry,), self.errors),
                open=failed,
            ),
            Form(
                "revoke",
                "Revoke it",
                self.sealed(),
                "Revoke it for good",
                "From that moment on it is answered nothing. This cannot be taken back: another client is made instead.",
                open=self.failed == "revoke",
            ),
        )


_ACTS: Mapping[str, Callable[[Page], Made | None]] = {
    "make": Page.make,
    "rotate": Page.rotate,
    "revoke": Page.revoke,
}


def _row(library: Library, row: Client, today: date, came: Mapping[str, int]) -> ClientRow:
    state, tone = STATES[row.state(today=today)]
    return ClientRow(
        name=row.name,
        href=_address(library, row),
        vendor=vendors.name_of(library, row.vendor),
        may=tuple(said for scope, said in SCOPES.items() if scope in row.scopes),
        state=state,
        tone=tone,
        until=forms.day(row.revoked_on or row.expires_on),
        came=_times(came),
    )


def _times(came: Mapping[str, int]) -> str:
    many = sum(came.values())
    return "never" if not many else "once" if many == 1 else f"{many:,} times"


def _address(library: Library, row: Client) -> str:
    return reverse("client", args=[library.slug, row.handle])
