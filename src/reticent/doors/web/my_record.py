"""The patron's page: what is held about me, why, until when, from where, and who looked."""

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from reticent.access import doorway, registrations
from reticent.access.doorway import OwnRecord
from reticent.access.records import HeldKind, ShownLook
from reticent.doors.web import cards, desk, floods, guards
from reticent.doors.web.shown import Fact, Kept, Line, Looked, MyRecord, Problem, Sign
from reticent.drawer import kinds
from reticent.drawer.tables import RECOVERY_DAYS, TURN_EVERY_DAYS
from reticent.people.libraries import Library

PATRON_GATE = floods.Gate(of_an_address=20, of_a_library=30)
# The same words for a wrong PIN, a card that nobody has, one without a PIN, and one that has to wait.
NOT_OPENED = (
    "This card number and PIN do not open a record now. After five wrong tries a card number has to wait, a quarter of"
    " an hour at first and longer each time. At the desk, your card is enough."
)

TITLES = {
    "registration": "Your registration",
    "loan": "What you have out",
    "charge": "What you owe, and paid lately",
}
CAME_FROM = {
    "registration": "you, when you registered",
    "loan": "the desk, when you borrowed",
    "charge": "the desk",
}
# What a look came to, where it is more to tell than “allowed” or “refused”.
CAME_TO = {
    doorway.NAMED: ": several have your name; your town and year were shown",
    registrations.RENEWED: ": your card was renewed",
    registrations.NEW_PIN: ": a new PIN was set",
    registrations.CORRECTED: ": your address, town, phone or e-mail was changed",
}
ELSEWHERE = (
    "This page shows what {library} holds in Reticent. {more}What another system holds about you, and who looked"
    " there, is unknown here."
)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@guards.at_library
def sign_in(request: HttpRequest, library: Library) -> HttpResponse:
    """Card and PIN."""
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        came = time.monotonic()
        card, pin = request.POST.get("who", "")[:60], request.POST.get("secret", "")[:60]
        person = None
        if PATRON_GATE.take(request, library.slug):
            person = doorway.sign_in(library, card=card, pin=pin, now=datetime.now(UTC))
        if person is not None:
            PATRON_GATE.give_back(request, library.slug)
            return guards.sign_patron_in(redirect("my-record", library.slug), library.slug, person)
        floods.leave_in_step(came)
        problems = (Problem(NOT_OPENED, "who"),)
    sign = Sign(
        title="My record",
        heading="See what we hold about you",
        action=reverse("sign-in", args=[library.slug]),
        who_label="Card number",
        secret_label="PIN",
        button="Open my record",
        who_hint="The digits under the barcode, with or without spaces.",
        problems=problems,
        digits_only=True,
        remark="No PIN, or it does not open? Ask at the desk with your card. Nobody here can see your PIN.",
    )
    return render(request, "sign_in.html", {"sign": sign}, status=403 if problems else 200)


@require_safe
@guards.patron_only
def my_record(request: HttpRequest, library: Library, person: str) -> HttpResponse:
    """Everything, on one page."""
    now = datetime.now(UTC)
    record = _shown(library, doorway.own_record(library, person=person, now=now), now=now)
    download = reverse("my-record-download", args=[library.slug])
    return render(request, "my_record.html", {"record": record, "download": download})


@require_safe
@guards.patron_only
def download(request: HttpRequest, library: Library, person: str) -> HttpResponse:
    """The same as a file, to take home."""
    now = datetime.now(UTC)
    own = doorway.own_record(library, person=person, now=now)
    response = JsonResponse(
        _as_file(library, own, now=now), json_dumps_params={"indent": 2, "ensure_ascii": False}
    )
    response.headers["Content-Disposition"] = 'attachment; filename="my-record.json"'
    return response


def _shown(library: Library, own: OwnRecord, *, now: datetime) -> MyRecord:
    adopted = library.policy
    name = own.record.value("registration.name")
    look = adopted.keep.get("look")
    today = library.day_of(now)
    more = f"It shares a system with {adopted.consortium.name}. " if adopted.consortium else ""
    return MyRecord(
        name=str(name).split()[0] if name else "You",
        as_of=now.astimezone(ZoneInfo(library.time_zone)),
        kept=tuple(_kept(library, own, kind) for kind in _complete(library, own) if kind.kind != "look"),
        looked=tuple(
            Looked(seen.on, seen.by_role, _purpose(library, seen), seen.outcome in ("refused", "referred"))
            for seen in own.record.looks
        ),
        looked_since=max(library.set_up_on, today - timedelta(days=look.days_after)) if look else None,
        elsewhere=ELSEWHERE.format(library=library.name, more=more),
        ended_readable_until=today + timedelta(days=TURN_EVERY_DAYS + RECOVERY_DAYS),
        because=cards.clauses(adopted, own.decision.clauses),
    )


def _complete(library: Library, own: OwnRecord) -> tuple[HeldKind, ...]:
    """What is held, and the kinds of which nothing is held: "nothing" is an answer too."""
    held = {kind.kind: kind for kind in own.held}
    empty = tuple(
        HeldKind(kind, TITLES[kind], 0, kinds.named(kind).why, (), "", period.why, tuple(period.clauses))
        for kind, period in library.policy.keep.items()
        if kind in ("loan", "charge") and kind not in held
    )
    return (*own.held, *empty)


def _kept(library: Library, own: OwnRecord, kind: HeldKind) -> Kept:
    facts: tuple[Fact, ...] = ()
    lines: tuple[Line, ...] = ()
    if kind.kind == "registration":
        facts = tuple(Fact(f.label, desk.said(f.value)) for f in own.record.fields)
    elif kind.kind == "loan":
        lines = tuple(Line(out.title or "an item", out.due, late=out.overdue) for out in own.record.loans)
    elif kind.kind == "charge":
        lines = tuple(
            Line(f"{(c.reason or 'a charge').capitalize()}{_paid(c.paid_on)}", amount=desk.money(c.cents))
            for c in own.record.charges
        )
    return Kept(
        kind=TITLES.get(kind.kind, kind.title),
        facts=facts,
        lines=lines,
        why=kind.why,
        until=kind.until.removeprefix("until "),
        came_from=CAME_FROM.get(kind.kind, "the desk") if kind.count else "",
        because=cards.clauses(library.policy, kind.clauses),
        empty="Nothing." if not kind.count else "",
        money=kind.kind == "charge",
    )


def _paid(on: date | None) -> str:
    return f", paid {on:%-d %B}" if on else ""


def _purpose(library: Library, seen: ShownLook) -> str:
    found = library.policy.purposes.get(seen.purpose)
    words = found.label.lower() if found else seen.purpose
    asked = f", asked by a {seen.asker}" if seen.asker and seen.asker != "patron" else ""
    return words + asked + CAME_TO.get(seen.outcome, "")


def _as_file(library: Library, own: OwnRecord, *, now: datetime) -> dict[str, object]:
    record = own.record
    return {
        "format": 1,
        "library": library.name,
        "as_of": now.astimezone(ZoneInfo(library.time_zone)).isoformat(timespec="minutes"),
        "policy": {"id": library.policy.id, "sha256": library.policy.sha256},
        "registration": {f.field.partition(".")[2]: f.value for f in record.fields},
        "loans": [
            {"title": o.title, "author": o.author, "lent_on": o.lent_on, "due": o.due} for o in record.loans
        ],
        "charges": [
            {"cents": c.cents, "reason": c.reason, "since": c.since, "paid_on": c.paid_on}
            for c in record.charges
        ],
        "looks": [
            {
                "on": seen.on,
                "by": seen.by_role,
                "purpose": seen.purpose,
                "outcome": seen.outcome,
                "asked_by": seen.asker,
                "clauses": list(seen.basis),
            }
            for seen in record.looks
        ],
        "held": [
            {
                "kind": kind.kind,
                "count": kind.count,
                "until": kind.until,
                "why": kind.why,
                "rule": kind.rule,
                "clauses": list(kind.clauses),
                "fields": dict(kind.fields),
            }
            for kind in own.held
        ],
    }
