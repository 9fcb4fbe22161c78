"""Asking other libraries for something: at the desk on a patron's card, and on her own page."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from reticent.access import interlibrary as room
from reticent.access.doorway import OwnRecord
from reticent.access.records import Record, ShownRequest
from reticent.doors.web import contesting, forms, guards, tongues
from reticent.doors.web.contesting import Tried
from reticent.doors.web.holding import BRANCH
from reticent.doors.web.shown.cards import Card, Entry, Fact, Form, Line, Lines
from reticent.doors.web.shown.my_record import TakeBack
from reticent.errors import Refused
from reticent.people.libraries import Library
from reticent.people.patrons import CardExpired
from reticent.records import interlibrary as kept
from reticent.records.interlibrary import Typed
from reticent.records.numbered import TOO_LONG, CannotBeAsked, NoSuchNumber

if TYPE_CHECKING:
    from reticent.doors.web.desk import At
    from reticent.doors.web.shown.desk import Desk

ASK, WITHDRAW = "borrow", "unborrow"
NO_DAY = _("Write the day as 2026-12-24, or leave it empty.")
EXPIRED = _("Your card has expired. Have it renewed at the desk first. Nothing was written down.")
# What may be wrong with what was typed, in the words of the room that reads it.
WRONG = (*kept.SAID, TOO_LONG)
_LABELS = {
    "title": _("Title"),
    "author": _("Author"),
    "note": _("Edition or volume, if it matters"),
    "needed_by": _("Of no use after, if there is such a day"),
}
_HOW_FAR = {
    kept.ASKED: _("we look for a library that lends it"),
    kept.SENT: _("another library is asked"),
    kept.HERE: _("it is here, or with you"),
    kept.REFUSED: _("no library lends it"),
}


# -- at the desk


def tables(record: Record) -> tuple[Lines, ...]:
    """What is asked of other libraries, where the decision shows it."""
    if not record.requests:
        return ()
    lines = tuple(Line(each.title, amount=each.number, note=_stands(each)) for each in record.requests)
    return (Lines("Asked of other libraries", "Title", "Number", lines),)


def _stands(each: ShownRequest) -> str:
    return _HOW_FAR.get(each.state or "", "over")


def desk_forms(at: "At", record: Record, person: str, facts: tuple[Fact, ...]) -> tuple[Form, ...]:
    """Ask other libraries for something; and withdraw that, where it is not here yet."""
    if record.requests is None or not room.taken(at.library):
        return ()
    values = {"person": person, "facts": forms.packed(facts)}
    offered: tuple[Form, ...] = (_desk_form(at, values, {}, {}),)
    open_ = tuple((each.number, each.title) for each in record.requests if each.can_be_withdrawn)
    if open_:
        withdrawing = Form(
            WITHDRAW,
            "Withdraw what is asked of other libraries",
            at.seal(WITHDRAW, values),
            "Withdraw it",
            question="Which one?",
            choice_name="asked_for",
            choices=forms.choices(open_),
            told=open_[0][0] if len(open_) == 1 else "",
        )
        offered = (*offered, withdrawing)
    return offered


def _desk_form(at: "At", values: dict[str, str], typed: Mapping[str, str], wrong: Mapping[str, str]) -> Form:
    return Form(
        ASK,
        "Ask other libraries for something",
        at.seal(ASK, values),
        "Ask for it",
        "The library that lends it learns a number and the title, and nothing about them.",
        entries=_entries(_LABELS, typed, wrong),
        open=bool(wrong),
    )


def ask_at_desk(at: "At") -> "Desk":
    """Take it down for whoever stands there."""
    values = at.unseal(ASK)
    typed = _typed(at.request)
    try:
        number = room.ask(
            at.library, at.staff, _read(typed), person=values["person"], pickup=at.branch, now=at.now
        )
    except CannotBeAsked as cannot:
        form = _desk_form(at, values, typed, cannot.fields)
        return at.page(forms.not_saved(form, values))
    facts = (*forms.name_in(values), Fact("Title", " ".join(typed["title"].split())), Fact("Number", number))
    return at.page(
        Card(
            "done",
            "Other libraries",
            "Taken down. It is asked for under this number.",
            say=f"The number is {number}. Your own page says how far it has come.",
            facts=facts,
        )
    )


def withdraw_at_desk(at: "At") -> "Desk":
    """They want it no longer."""
    values = at.unseal(WITHDRAW)
    number = at.asked("asked_for")
    if not number:
        raise Refused("Say which one. Begin again; nothing was withdrawn.")
    room.withdraw(at.library, at.staff, person=values["person"], number=number, now=at.now)
    facts = (*forms.name_in(values), Fact("Number", number))
    note = "Where a library was asked already, what it sends goes back."
    return at.page(Card("done", "Other libraries", "Withdrawn.", facts=facts, note=note))


ACTS = {ASK: ask_at_desk, WITHDRAW: withdraw_at_desk}


# -- on her own page


def offered(library: Library, own: OwnRecord, *, tried: Tried | None = None) -> tuple[Form, ...]:
    """The form of her page; of what was tried and could not be kept, what was typed stands in it still."""
    if own.record.requests is None or not room.taken(library):
        return ()
    mine = tried if tried and tried.do == ASK else None
    return (
        Form(
            ASK,
            gettext("Ask for something that we do not have"),
            _token(library, own.person),
            gettext("Ask for it"),
            gettext(
                "We ask other libraries for it. The one that lends it learns a number and the title, and nothing of"
                " you."
            ),
            entries=_entries(
                {name: gettext(label) for name, label in _LABELS.items()},
                mine.typed if mine else {},
                mine.wrong if mine else {},
            ),
            open=mine is not None,
        ),
    )


def sent(request: HttpRequest, library: Library, person: str, *, now: datetime) -> HttpResponse | Tried:
    """Take it down, then the page anew; or what cannot be kept of it."""
    typed = _typed(request)
    if guards.unseal(request.POST.get("token", ""), bound_to=_bound(library, person)) is None:
        return Tried(ASK, typed, {"title": gettext(contesting.LAY_OPEN)})
    try:
        room.ask_myself(library, _read(typed), person=person, pickup=BRANCH, now=now)
    except CannotBeAsked as cannot:
        return Tried(ASK, typed, forms.said(cannot.fields))
    except CardExpired:
        return Tried(ASK, typed, {"title": gettext(EXPIRED)})
    return redirect("my-record", library.slug)


def own_line(each: ShownRequest) -> Line:
    """One request on her own page: how far it has come, and its number."""
    what = f"{each.title}, {each.author}" if each.author else each.title
    how_far = gettext(_HOW_FAR.get(each.state or "", ""))
    if each.state == kept.SENT and each.sent_on:
        how_far = gettext("{how_far}, since {day}").format(
            how_far=how_far, day=tongues.day(each.sent_on, year=False)
        )
    if each.words:
        how_far = f"{how_far}: {each.words}"
    return Line(what, amount=f"{how_far} · {each.number}")


def take_backs(library: Library, own: OwnRecord) -> tuple[TakeBack, ...]:
    """The buttons with which she withdraws a request, or says that she has read how it ended."""
    return tuple(
        TakeBack(
            gettext("Withdraw: {title}").format(title=each.title)
            if each.can_be_withdrawn
            else gettext("I have read this, let it go: {title}").format(title=each.title),
            guards.seal(
                {"number": each.number},
                bound_to=_bound(library, own.person),
                seconds=guards.PATRON_SECONDS,
            ),
            reverse("withdraw-request", args=[library.slug]),
        )
        for each in own.record.requests or ()
        if each.can_be_withdrawn or each.state == kept.REFUSED
    )


@sensitive_post_parameters()
@require_POST
@guards.patron_only
def withdraw(request: HttpRequest, library: Library, person: str) -> HttpResponse:
    """Let go of one; then the page again."""
    values = guards.unseal(request.POST.get("token", ""), bound_to=_bound(library, person))
    if values is None:
        raise Refused(gettext(contesting.LAY_OPEN))
    with suppress(NoSuchNumber):  # let go of already: it is what was wanted
        room.withdraw_myself(library, person=person, number=values["number"], now=datetime.now(UTC))
    return redirect("my-record", library.slug)


# -- what both have in common


def _entries(
    labels: Mapping[str, str], typed: Mapping[str, str], wrong: Mapping[str, str]
) -> tuple[Entry, ...]:
    entries = tuple(
        Entry(name, label, typed.get(name, ""), "date" if name == "needed_by" else "text")
        for name, label in labels.items()
    )
    return forms.with_errors(entries, wrong)


def _typed(request: HttpRequest) -> dict[str, str]:
    # More than may be kept: what is too long is told, and not cut off.
    return {name: forms.typed(request, name, most=4 * kept.LONGEST_TITLE) for name in _LABELS}


def _read(typed: Mapping[str, str]) -> Typed:
    try:
        day = date.fromisoformat(typed["needed_by"]) if typed["needed_by"] else None
    except ValueError:
        raise CannotBeAsked({"needed_by": NO_DAY}) from None
    return Typed(typed["title"], typed["author"], typed["note"], day)


def _token(library: Library, person: str) -> str:
    return guards.seal({}, bound_to=_bound(library, person), seconds=guards.PATRON_SECONDS)


def _bound(library: Library, person: str) -> str:
    return f"{ASK} at {library.slug} by {person}"
