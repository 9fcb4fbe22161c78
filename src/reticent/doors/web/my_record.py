"""The patron's page: what is held about me, why, until when, from where, and who looked."""

import time
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reticent import papers
from reticent.access import complaints, doorway, entitled, friends, joining, own_token, registrations
from reticent.access import programs as program_room
from reticent.access.doorway import OwnRecord
from reticent.access.records import HeldKind, ShownField, ShownHold, ShownLook
from reticent.access.signed_up import ShownSignUp
from reticent.doors import floods
from reticent.doors.web import (
    borrowing,
    cards,
    contesting,
    family,
    forms,
    guards,
    learners,
    permitting,
    printed_record,
    sheets,
    tongues,
)
from reticent.doors.web.shown.cards import Fact, Line
from reticent.doors.web.shown.frame import Problem, Sign
from reticent.doors.web.shown.my_record import Kept, Looked, MyRecord, TakeBack
from reticent.drawer import kinds
from reticent.drawer.tables import RECOVERY_DAYS, TURN_EVERY_DAYS
from reticent.errors import Refused
from reticent.people import silences
from reticent.people.joining import GUARDIAN, consent_in
from reticent.people.libraries import Library
from reticent.policy.tongues import Tongue
from reticent.policy.vocabulary import BESIDE
from reticent.records import disclosures, looks, programs
from reticent.records.complaints import Complaint
from reticent.records.disclosures import Told
from reticent.records.signups import NotOnTheList

PATRON_GATE = floods.Gate()
TOKEN_SECONDS = 10 * 60
# The same words for a wrong PIN, a card that nobody has, one without a PIN, and one that has to wait.
NOT_OPENED = _(
    "This card number and PIN do not open a record now. After five wrong tries a card number has to wait, a quarter of"
    " an hour at first and longer each time. At the desk, your card is enough."
)

# What is kept of an e-mail address, beside the address.
MAIL = {
    silences.NEWS: _("Newsletters to it stopped"),
    silences.ACCOUNT: _("Notices to it stopped"),
    silences.BACK: _("Mail to it came back"),
}
TITLES = {
    "registration": _("Your registration"),
    "loan": _("What you have out"),
    "hold": _("What waits for you, or will"),
    "interlibrary_request": _("What you asked of other libraries"),
    "charge": _("What you owe, and paid lately"),
    "guardian_link": _("Guardians"),
    "designation": _("Whom you send, and who sends you"),
    "contact_wish": _("How not to reach you"),
    "friends_choice": _("The Friends' list"),
    "statement": _("What you say of it"),
    "permission": _("Whom you let be told"),
    "staff_note": _("What the desk noted"),
    "program_signup": _("Programs you signed up for"),
    "disclosure": _("To whom we gave something about you"),
    "complaint": _("What you complained of"),
}
CAME_FROM = {
    "registration": _("you, when you registered"),
    "loan": _("the desk, when you borrowed"),
    "charge": _("the desk"),
    "hold": _("you, when you asked for it"),
    "interlibrary_request": _("you, when you asked for it"),
    "program_signup": _("you, when you signed up"),
    "disclosure": _("the case in which it was asked for"),
    "friends_choice": _("you, when you registered"),
    "statement": _("you"),
    "permission": _("you, on paper or signed in"),
    "complaint": _("you"),
}
HEADS = {
    "loan": (_("Title"), _("Due")),
    "hold": (_("Title"), _("Collect")),
    "interlibrary_request": (_("Title"), _("How far it has come, and its number")),
    "charge": (_("For"), _("Amount")),
    "program_signup": (_("Program, and under which name"), _("Day, and your number")),
    "disclosure": (_("To whom, and how much"), _("Day")),
}
EMPTY = {
    "loan": _("You have nothing out. What you borrow will stand here until you bring it back."),
    "charge": _("You owe nothing. A charge would stand here with its reason, never with a title."),
    "disclosure": _(
        "Nobody outside the library was given anything about you, as far as the law lets us say."
    ),
}
# What a look came to, where it is more to tell than “allowed” or “refused”.
CAME_TO = {
    doorway.NAMED: _(
        "you were one of those it might be: your name was shown, and at most what tells you apart"
    ),
    looks.KEPT: _("what was here was kept for a legal request; nothing was shown"),
    registrations.RENEWED: _("your card was renewed"),
    registrations.NEW_PIN: _("a new PIN was set"),
    registrations.CORRECTED: _("your address, town, phone or e-mail was changed"),
    looks.MISTAKEN: _("opened by mistake, and closed at once"),
    complaints.READ: _("your complaint was read"),
    complaints.ANSWERED: _("your complaint was answered"),
    joining.REGISTERED: _("you were registered"),
    joining.CLOSED: _("your account was closed"),
    joining.NOT_CLOSED: _("your account was to be closed; something was out or owed"),
    joining.COMPARED: _(
        "somebody of your name registered, and it was asked whether it is you; nothing was shown"
    ),
    joining.CARD_TRIED: _("your card number was typed for somebody else, and was refused; nothing was shown"),
    entitled.ASKED: _("it learned whether you may use it, yes or no, and nothing else"),
    **family.CAME_TO,
    **permitting.CAME_TO,
}
# What stands in a record in English words of our own, and is read in the reader's.
KEPT_WORDS = (
    _("good"),
    _("expired"),
    _("returned late"),
    _("lost item"),
    _("damaged item"),
    _("replacement card"),
    _("interlibrary loan"),
    _("copies and prints"),
    _("desk"),
    _("director"),
    _("volunteer"),
    _("administrator"),
    _("no duty"),
    _("none"),
    _("you"),
    _("a service"),
)
ASKED_BY = {
    "parent": _("a parent"),
    "guardian": _("a guardian"),
    "spouse": _("a spouse"),
    "relative": _("a relative"),
    "designated": _("somebody who said that you send them"),
    "friend": _("a friend"),
    "neighbour": _("a neighbour"),
    "police": _("the police"),
    "federal_agent": _("a federal agent"),
    "prosecutor": _("a prosecutor"),
    "court": _("a court"),
    "attorney": _("an attorney"),
    "agency": _("an agency"),
    "reporter": _("a reporter"),
    "employer": _("an employer"),
    "school": _("a school"),
    "trustee": _("a trustee"),
    "town_hall": _("Town Hall"),
    "friends_group": _("the Friends of the Library"),
    "development_officer": _("whoever raises funds for the library"),
    "collection_agency": _("a collection agency"),
    "vendor": _("a service that the library subscribes to"),
    "company": _("a company"),
    "researcher": _("a researcher"),
    "anyone": _("somebody"),
}
# On which paper something was handed over.
PAPERS = {
    "court_order": _("a court order"),
    "judge_subpoena": _("a judge's subpoena"),
    "search_warrant": _("a search warrant"),
    "grand_jury_subpoena": _("a grand jury's subpoena"),
    "written_permission": _("your written permission"),
    "contract": _("a contract that binds it to confidence"),
    friends.AUTHORITY: _("your own choice of their list"),
}
ANY_PAPER = _("a paper that counsel found to be an order")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@guards.at_library
def sign_in(request: HttpRequest, library: Library) -> HttpResponse:
    """Card and PIN."""
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        came = time.monotonic()
        card, pin = forms.typed(request, "who", most=60), request.POST.get("secret", "")[:60]
        person = None
        if PATRON_GATE.take(request, library.slug):
            person = doorway.sign_in(library, card=card, pin=pin, now=datetime.now(UTC))
        if person is not None:
            PATRON_GATE.give_back(request, library.slug)
            return guards.sign_patron_in(redirect("my-record", library.slug), library.slug, person)
        floods.leave_in_step(came)
        problems = (Problem(gettext(NOT_OPENED), "who"),)
    sign = Sign(
        title=gettext("My record"),
        heading=gettext("See what we hold about you"),
        action=reverse("sign-in", args=[library.slug]),
        who_label=gettext("Card number"),
        secret_label=gettext("PIN"),
        button=gettext("Open my record"),
        who_hint=gettext("The digits under the barcode, with or without spaces."),
        problems=problems,
        digits_only=True,
        remark=gettext(
            "No PIN, or it does not open? Ask at the desk with your card. Nobody here can see your PIN."
        ),
    )
    return render(request, "sign_in.html", {"sign": sign}, status=403 if problems else 200)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@guards.patron_only
def my_record(request: HttpRequest, library: Library, person: str) -> HttpResponse:
    """Everything, on one page; and what of it she puts right herself."""
    now, tried = datetime.now(UTC), None
    if request.method == "POST":
        asks = request.POST.get("do") == borrowing.ASK
        came = (borrowing if asks else contesting).sent(request, library, person, now=now)
        if isinstance(came, HttpResponse):
            return came
        tried = came
    own = doorway.own_record(library, person=person, now=now)
    page = {
        "record": _shown(library, own, now=now),
        "forms": (
            *borrowing.offered(library, own, tried=tried),
            *contesting.offered(library, own, tried=tried),
        ),
        "learners": learners.of(library),
        "paper": reverse("my-record-pdf", args=[library.slug]),
        "download": reverse("my-record-download", args=[library.slug]),
    }
    return render(request, "my_record.html", page, status=400 if tried else 200)


@require_safe
@guards.patron_only
def pdf(request: HttpRequest, library: Library, person: str) -> HttpResponse:
    """The same as a paper to take home, in the reader's language."""
    now = datetime.now(UTC)
    record = _shown(library, doorway.own_record(library, person=person, now=now), now=now)
    paper = papers.pdf(
        "letter",
        printed_record.values_of(record, library=library.name),
        title=printed_record.title(),
        language=tongues.spoken(),
    )
    return sheets.answered(paper, "my-record.pdf")


@require_safe
@guards.patron_only
def download(request: HttpRequest, library: Library, person: str) -> HttpResponse:
    """The same as a file, to take home."""
    own = own_file(library, person=person, now=datetime.now(UTC))
    response = JsonResponse(own, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response.headers["Content-Disposition"] = 'attachment; filename="my-record.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@guards.patron_only
def token(request: HttpRequest, library: Library, person: str) -> HttpResponse:
    """A key for a program of hers, which opens her record for some minutes."""
    page = {
        "token": own_token.made(library, person=person) if request.method == "POST" else "",
        "minutes": own_token.MINUTES,
        "address": request.build_absolute_uri(reverse("api-own/record", args=[library.slug])),
    }
    return render(request, "own_token.html", page)


def _shown(library: Library, own: OwnRecord, *, now: datetime) -> MyRecord:
    adopted = library.policy
    name = own.record.value("registration.name")
    look = adopted.keep.get("look")
    today = library.day_of(now)
    return MyRecord(
        name=str(name).split()[0] if name else gettext("You"),
        as_of=now.astimezone(ZoneInfo(library.time_zone)),
        kept=tuple(_kept(library, own, kind) for kind in _complete(library, own) if kind.kind != "look"),
        looked=tuple(
            Looked(
                seen.on,
                gettext(seen.by_role),
                _purpose(library, seen),
                seen.outcome in ("refused", "referred"),
            )
            for seen in own.record.looks
        ),
        looked_since=max(library.set_up_on, today - timedelta(days=look.days_after)) if look else None,
        elsewhere=_elsewhere(library),
        ended_readable_until=today + timedelta(days=TURN_EVERY_DAYS + RECOVERY_DAYS),
        because=cards.clauses(adopted, own.decision.clauses),
    )


def _elsewhere(library: Library) -> str:
    """What this page cannot show: what another system holds is unknown, and is called so."""
    consortium = library.policy.consortium
    here = gettext("This page shows what {library} holds in Reticent.").format(library=library.name)
    shared = (
        gettext("It shares a system with {consortium}.").format(consortium=consortium.name)
        if consortium
        else ""
    )
    there = gettext("What another system holds about you, and who looked there, is unknown here.")
    return " ".join(part for part in (here, shared, there) if part)


def _complete(library: Library, own: OwnRecord) -> tuple[HeldKind, ...]:
    """What is held, and the kinds of which nothing is held: "nothing" is an answer too."""
    held = {kind.kind: kind for kind in own.held}
    empty = tuple(
        HeldKind(kind, TITLES[kind], 0, kinds.named(kind).why, (), "", period.why, tuple(period.clauses))
        for kind, period in library.policy.keep.items()
        if kind in ("loan", "charge") and kind not in held
    )
    given, period = kinds.named("disclosure"), library.period_of("disclosure")
    if given.name not in held:
        empty = (
            *empty,
            HeldKind(given.name, given.title, 0, given.why, (), "", "", period.clauses if period else ()),
        )
    order = list(TITLES)
    return tuple(
        sorted(
            (*own.held, *empty), key=lambda kind: order.index(kind.kind) if kind.kind in order else len(order)
        )
    )


def _kept(library: Library, own: OwnRecord, kind: HeldKind) -> Kept:
    facts: tuple[Fact, ...] = ()
    lines: tuple[Line, ...] = ()
    if kind.kind == "registration":
        facts = tuple(
            fact for f in own.record.fields for fact in (Fact(gettext(f.label), value_of(f)), *_mail(f))
        )
    elif kind.kind == "loan":
        lines = tuple(
            Line(out.title or gettext("an item"), out.due, late=out.overdue) for out in own.record.loans
        )
    elif kind.kind == "charge":
        lines = tuple(
            Line(_reason(c.reason, paid_on=c.paid_on), amount=forms.money(c.cents))
            for c in own.record.charges
        )
    elif kind.kind == "hold":
        lines = tuple(
            Line(hold.title or gettext("an item"), amount=_collect(hold)) for hold in own.record.holds or ()
        )
    elif kind.kind == "interlibrary_request":
        lines = tuple(borrowing.own_line(each) for each in own.record.requests or ())
    elif kind.kind == "disclosure":
        lines = tuple(Line(_given(each), each.on) for each in own.disclosed)
    elif kind.kind == "program_signup":
        lines = tuple(_signed_up(library, each) for each in own.signed_up)
    elif kind.kind == "complaint":
        facts = tuple(fact for each in own.complaints for fact in _complained(each))
    elif kind.kind in (*BESIDE, "statement"):
        facts = family.own_facts(kind.kind, own.record.noted, minor=own.is_minor)
    elif kind.kind == "permission":
        facts = permitting.own_facts(own.record.noted.permissions, minor=own.is_minor)
    return Kept(
        kind=gettext(TITLES.get(kind.kind, kind.title)),
        facts=facts,
        lines=lines,
        why=gettext(kind.why),
        until=until(kind),
        came_from=gettext(CAME_FROM.get(kind.kind, "the desk")) if kind.count else "",
        because=cards.clauses(library.policy, kind.clauses),
        empty=_empty(kind),
        take_backs=_take_backs(library, own, kind),
        heads=tuple(gettext(head) for head in HEADS[kind.kind]) if lines else ("", ""),  # type: ignore[arg-type]
    )


def _take_backs(library: Library, own: OwnRecord, kind: HeldKind) -> tuple[TakeBack, ...]:
    """The buttons with which something of this kind is taken back."""
    if kind.kind == "program_signup":
        return _cancels(library, own)
    if kind.kind == "interlibrary_request":
        return borrowing.take_backs(library, own)
    return () if own.is_minor else family.take_backs(library, own.person, kind.kind, own.record.noted)


def _signed_up(library: Library, each: ShownSignUp) -> Line:
    """One sign-up: of which program, under which name, when, and the number to cancel with."""
    what = gettext("{title}, as {name}").format(title=each.title, name=each.name)
    if each.called_off:
        what = gettext("{what}: called off").format(what=what)
    elif each.waits:
        what = gettext("{what}: on the waiting list").format(what=what)
    return Line(what, amount=f"{tongues.day(library.day_of(each.starts))} · {each.number}")


def _cancels(library: Library, own: OwnRecord) -> tuple[TakeBack, ...]:
    """The buttons with which a place is given back."""
    return tuple(
        TakeBack(
            gettext("Cancel: {title}, {day}").format(
                title=each.title, day=tongues.day(library.day_of(each.starts), year=False)
            ),
            guards.seal(
                {"session": each.session, "number": each.number},
                bound_to=_cancel_bound(library.slug, own.person),
                seconds=TOKEN_SECONDS,
            ),
            reverse("cancel-sign-up", args=[library.slug]),
        )
        for each in own.signed_up
        if not each.called_off
    )


def _cancel_bound(slug: str, person: str) -> str:
    return f"cancel a sign-up at {slug} by {person}"


@sensitive_post_parameters()
@require_POST
@guards.patron_only
def cancel_sign_up(request: HttpRequest, library: Library, person: str) -> HttpResponse:
    """Give a place at a program back; then the page again."""
    values = guards.unseal(request.POST.get("token", ""), bound_to=_cancel_bound(library.slug, person))
    if values is None:
        raise Refused(
            gettext("That page lay open for more than ten minutes. Open it again; nothing was changed.")
        )
    session = programs.named(library, values["session"])
    with suppress(NotOnTheList):  # cancelled already: it is what was wanted
        program_room.cancel(library, session, number=values["number"])
    return redirect("my-record", library.slug)


def _complained(each: Complaint) -> tuple[Fact, ...]:
    """What she wrote, and where it stands."""
    wrote = Fact(gettext("You wrote on {day}").format(day=tongues.day(each.came_on)), each.words)
    if each.answered_on is None:
        return (wrote, Fact(gettext("You have an answer by"), tongues.day(each.answer_by)))
    return (
        wrote,
        Fact(gettext("Answered on"), tongues.day(each.answered_on)),
        Fact(gettext("What we found"), each.found),
        Fact(gettext("What we have done, and will do"), each.answer),
    )


def _collect(hold: ShownHold) -> str:
    if not hold.ready:
        return gettext("not yet")
    if not hold.pickup:
        return gettext("now")
    if not hold.shelf:
        return gettext("now, at {branch}").format(branch=hold.pickup)
    return gettext("now, at {branch}, on the shelf as {name}").format(branch=hold.pickup, name=hold.shelf)


def _empty(kind: HeldKind) -> str:
    if kind.kind == "friends_choice":
        return gettext("You left the list. This goes once the Friends are told to take your address off.")
    if kind.kind in (*BESIDE, "permission"):
        return gettext("It has ended, and goes tonight.")
    return gettext(EMPTY[kind.kind]) if kind.kind in EMPTY and not kind.count else ""


def value_of(field: ShownField) -> str:
    """A field of the registration, as its owner reads it."""
    if isinstance(field.value, date):
        return tongues.day(field.value)
    if field.field == "registration.consent":
        return _consented(field.value)
    return gettext(field.value) if field.field == "registration.standing" else field.value


def _mail(field: ShownField) -> list[Fact]:
    """What is kept of an e-mail address: which mail to it is stopped, and that mail came back."""
    return [Fact(gettext(MAIL[sort]), tongues.day(since)) for sort, since in field.mail.items()]


def _consented(kept: str) -> str:
    """A consent as its owner reads it: to what, when, by whom."""
    consent = consent_in(kept)
    by = gettext("by a parent or guardian") if consent.by == GUARDIAN else gettext("by you")
    values = {"day": tongues.day(consent.on), "by": by, "version": consent.version}
    return gettext("{day}, {by}, to what the registration form asks (version {version})").format(**values)


def _reason(reason: str | None, *, paid_on: date | None) -> str:
    words = gettext(reason) if reason else gettext("a charge")
    words = words[:1].upper() + words[1:]
    if paid_on is None:
        return words
    return gettext("{charge}, paid {day}").format(charge=words, day=tongues.day(paid_on, year=False))


def until(kind: HeldKind) -> str:
    """Until when, as it follows the word “until”."""
    if not kind.count:
        return ""
    if kind.days_after is None:
        return gettext("not decided")
    if kind.last_day is not None:
        return tongues.day(kind.last_day)
    need = gettext(kind.need).removeprefix("until ").removeprefix("hasta ")
    if kind.days_after == 0:
        return need
    days = ngettext("{need}, and {days} day after", "{need}, and {days} days after", kind.days_after)
    return days.format(need=need, days=kind.days_after)


def _given(told: Told) -> str:
    """To whom something was given, on which paper, and how much of what; never a title."""
    who = gettext(ASKED_BY.get(told.recipient, told.recipient))
    values = {
        "who": f"{who} ({told.agency})" if told.agency else who,
        "paper": gettext(PAPERS.get(told.authority, ANY_PAPER)),
        "counts": ", ".join(_counted(kind, many) for kind, many in told.counts.items()) or gettext("nothing"),
    }
    if told.act == disclosures.SEARCHED:
        return gettext("searched for {who}, on {paper}, and not handed over by this: {counts}").format(
            **values
        )
    if told.act == disclosures.TAKEN:
        return gettext("taken by {who}, on {paper}: {counts}").format(**values)
    return gettext("{who}, on {paper}: {counts}").format(**values)


def _counted(kind: str, many: int) -> str:
    words = {
        "registration": ngettext("{many} registration", "{many} registrations", many),
        "loan": ngettext("{many} loan", "{many} loans", many),
        "charge": ngettext("{many} charge", "{many} charges", many),
        "hold": ngettext("{many} hold", "{many} holds", many),
        "friends_choice": ngettext("{many} e-mail address", "{many} e-mail addresses", many),
        "statement": ngettext("{many} statement of yours", "{many} statements of yours", many),
    }
    return words[kind].format(many=many)


def _purpose(library: Library, seen: ShownLook) -> str:
    found = library.policy.purposes.get(seen.purpose)
    label = Tongue(tongues.spoken()).say(found.label) if found else gettext(seen.purpose)
    words = label[:1].lower() + label[1:]
    if seen.asker and seen.asker != "patron":
        who = gettext(ASKED_BY.get(seen.asker, seen.asker))
        words = gettext("{purpose}, asked by {who}").format(purpose=words, who=who)
    came_to = CAME_TO.get(seen.outcome)
    return f"{words}: {gettext(came_to)}" if came_to else words


def own_file(library: Library, *, person: str, now: datetime) -> dict[str, object]:
    """Everything that is held about her, as a file."""
    return _as_file(library, doorway.own_record(library, person=person, now=now), now=now)


def _as_file(library: Library, own: OwnRecord, *, now: datetime) -> dict[str, object]:
    record = own.record
    tongue = Tongue(tongues.spoken())
    return {
        "format": 1,
        "language": tongue.language,
        "library": library.name,
        "as_of": now.astimezone(ZoneInfo(library.time_zone)).isoformat(timespec="minutes"),
        "policy": {"id": library.policy.id, "sha256": library.policy.sha256},
        "registration": {f.field.partition(".")[2]: f.value for f in record.fields},
        "mail": {sort: since for f in record.fields for sort, since in f.mail.items()},
        "loans": [
            {"title": o.title, "author": o.author, "lent_on": o.lent_on, "due": o.due} for o in record.loans
        ],
        "charges": [
            {"cents": c.cents, "reason": c.reason, "since": c.since, "paid_on": c.paid_on}
            for c in record.charges
        ],
        "holds": [
            {"title": h.title, "pickup": h.pickup, "ready": h.ready, "shelf": h.shelf or None}
            for h in record.holds or ()
        ],
        "requests": [
            {
                "number": r.number,
                "title": r.title,
                "author": r.author,
                "asked_on": r.asked_on,
                "needed_by": r.needed_by,
                "state": r.state,
                "sent_on": r.sent_on,
                "words": r.words,
            }
            for r in record.requests or ()
        ],
        "sign_ups": [
            {
                "title": each.title,
                "starts": each.starts.astimezone(ZoneInfo(library.time_zone)).isoformat(timespec="minutes"),
                "place": each.place,
                "name": each.name,
                "number": each.number,
                "waits": each.waits,
            }
            for each in own.signed_up
        ],
        **family.as_file(record.noted),
        "permissions": permitting.as_file(record.noted.permissions),
        "disclosures": [
            {
                "on": told.on,
                "act": told.act,
                "to": told.recipient,
                "agency": told.agency,
                "authority": told.authority,
                "counts": dict(told.counts),
                "clauses": list(told.basis),
                "case": told.case,
            }
            for told in own.disclosed
        ],
        "complaints": [
            {
                "came_on": each.came_on,
                "answer_by": each.answer_by,
                "answered_on": each.answered_on,
                "words": each.words,
                "found": each.found,
                "answer": each.answer,
            }
            for each in own.complaints
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
                "until": until(kind),
                "why": gettext(kind.why),
                "rule": tongue.say(kind.rule) if kind.days_after is not None else gettext(kind.rule),
                "clauses": list(kind.clauses),
                "fields": {name: gettext(purpose) for name, purpose in kind.fields},
            }
            for kind in own.held
        ],
    }
