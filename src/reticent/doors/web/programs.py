"""Programs for readers: what is on, a place at one without a card, and a number with which it is given back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateformat import format as written
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from reticent.access import programs as room
from reticent.doors import floods
from reticent.doors.web import cards, forms, guards
from reticent.doors.web.shown.blanks import Blank, Mark
from reticent.doors.web.shown.frame import Problem
from reticent.doors.web.shown.programs import Done, Programs, ProgramShown, SessionLine, SessionShown
from reticent.errors import Refused
from reticent.people.libraries import Library
from reticent.records import programs, signups
from reticent.records.programs import BY_EITHER, BY_GUARDIAN, ProgramSession, UnknownSession
from reticent.records.signups import (
    MOST_CONTACT,
    MOST_NAME,
    PROGRAM_SIGNUP,
    CannotSignUp,
    NewSignUp,
    SignedUp,
)

GATE = floods.Gate()
TOKEN_SECONDS = 60 * 60
FOR_WHOM = {
    "children": _("for children under 12, signed up by a parent or guardian"),
    "teens": _("for teenagers, 12 to {last}"),
    "adults": _("for adults"),
    "everybody": _("for everybody"),
}


@require_safe
@guards.at_library
def listed(request: HttpRequest, library: Library) -> HttpResponse:
    """All programs with their sessions that are to come. About nobody."""
    found: dict[int, list[ProgramSession]] = {}
    for session in programs.coming(library, now=datetime.now(UTC)):
        found.setdefault(session.program.pk, []).append(session)
    shown = tuple(
        ProgramShown(
            sessions[0].program.title,
            sessions[0].program.about,
            for_whom(library, sessions[0]),
            tuple(
                SessionLine(
                    when(library, each), each.place, reverse("program", args=[library.slug, each.handle])
                )
                for each in sessions
            ),
        )
        for sessions in found.values()
    )
    return render(request, "programs.html", {"programs": Programs(shown)})


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@guards.at_library
def program(request: HttpRequest, library: Library, session: str) -> HttpResponse:
    """One session: sign up, or give the place back."""
    there = session_of(library, session)
    at = _At(request, library, there, datetime.now(UTC))
    act = _ACTS.get(request.POST.get("do", "")) if request.method == "POST" else None
    if act and not GATE.take(request, library.slug):
        said = gettext(
            "So many signed up from here within a minute that this one has to wait. Try again soon."
        )
        page = at.page(problems=(Problem(said),))
    else:
        page = act(at) if act else at.page()
    return render(request, "program.html", {"program": page}, status=400 if page.problems else 200)


def session_of(library: Library, handle: str) -> ProgramSession:
    """The session of an address; where there is none, a page not found."""
    try:
        return programs.named(library, handle)
    except UnknownSession:
        raise Http404 from None


def when(library: Library, session: ProgramSession) -> str:
    """A session's day and hour, by the library's own clock."""
    # Translators: a day and an hour, in the letters of Django's date filter.
    return written(session.starts.astimezone(ZoneInfo(library.time_zone)), gettext("l, j F Y, g:i A"))


def for_whom(library: Library, session: ProgramSession) -> str:
    """Whom a program is for."""
    words = gettext(FOR_WHOM[session.program.age_group])
    return words.format(last=library.policy.minor_age - 1) if session.program.age_group == "teens" else words


@dataclass(frozen=True)
class _At:
    """One request for a session's page."""

    request: HttpRequest
    library: Library
    session: ProgramSession
    now: datetime

    def typed(self, name: str) -> str:
        return forms.typed(self.request, name, most=200)

    @property
    def bound(self) -> str:
        return f"sign up for {self.session.handle} at {self.library.slug}"

    def page(
        self,
        *,
        wrong: Mapping[str, str] | None = None,
        problems: tuple[Problem, ...] = (),
        done: Done | None = None,
    ) -> SessionShown:
        wrong = wrong or {}
        drawn = () if self.session.is_over(self.now) else tuple(self._blanks(wrong))
        cancelling = None if self.session.is_over(self.now) else self._cancelling(wrong)
        targets = {blank.name: blank.target for blank in (*drawn, *((cancelling,) if cancelling else ()))}
        program, period = self.session.program, self.library.period_of(PROGRAM_SIGNUP.name)
        return SessionShown(
            title=program.title,
            about=program.about,
            for_whom=for_whom(self.library, self.session),
            when=when(self.library, self.session),
            place=self.session.place,
            places=self._places(),
            here=self.request.path,
            back=reverse("programs", args=[self.library.slug]),
            over=self._over(),
            token=guards.seal({"number": signups.new_number()}, bound_to=self.bound, seconds=TOKEN_SECONDS),
            blanks=drawn,
            cancelling=cancelling,
            why=tuple(self._why()),
            until=_until(period.days_after if period else 0),
            because=cards.clauses(self.library.policy, period.clauses if period else ()),
            problems=problems or tuple(Problem(text, targets.get(name, "")) for name, text in wrong.items()),
            done=done,
        )

    def _over(self) -> str:
        if self.session.called_off:
            return gettext("This session is called off.")
        return gettext("This session has begun, or is over.") if self.session.is_over(self.now) else ""

    def _places(self) -> str:
        if self.session.is_over(self.now):
            return ""
        if self.session.capacity is None:
            return gettext("There is room for all who come.")
        count = room.expected(self.library, self.session)
        free = self.session.capacity - count.coming
        if free:
            words = ngettext("{free} place of {all} is free.", "{free} places of {all} are free.", free)
            return words.format(free=free, all=self.session.capacity)
        waits = ngettext("{n} person waits.", "{n} people wait.", count.waiting).format(n=count.waiting)
        full = gettext("All places are taken.")
        moves = gettext("You may wait: where somebody cancels, the next has the place.")
        return " ".join((full, waits, moves) if count.waiting else (full, moves))

    def _blanks(self, wrong: Mapping[str, str]) -> list[Blank]:
        program = self.session.program
        first = next(iter(wrong), "")
        child = program.age_group in BY_GUARDIAN
        name = gettext("The child's first name") if child else gettext("First name")
        drawn = [
            Blank("sign-name", "name", name, "line", self._back("name"), required=True, most=MOST_NAME,
                  hint=gettext("It is called at the door. It need not be the one on your papers."))
        ]  # fmt: skip
        if program.contact_why:
            label = gettext("E-mail or phone, if you wish")
            drawn.append(
                Blank("sign-contact", "contact", label, "line", self._back("contact"), most=MOST_CONTACT,
                      hint=" ".join((gettext("Asked only for this: {why}").format(why=program.contact_why),
                                     forms.of_mail(self.library.policy))).strip())
            )  # fmt: skip
        if child or program.age_group in BY_EITHER:
            label = gettext("Who signs up?") if child else gettext("For a child of yours?")
            says = gettext("I am the child's parent or guardian")
            drawn.append(self._tick("by_guardian", label, says, required=child))
        if guards.patron_at(self.request, self.library.slug):
            label, says = gettext("Your card"), gettext("Show it on my record, where I can cancel it, too")
            drawn.append(self._tick("mine", label, says))
        return [
            replace(each, error=wrong.get(each.name, ""), first_wrong=each.name == first) for each in drawn
        ]

    def _tick(self, name: str, label: str, says: str, *, required: bool = False) -> Blank:
        marks = (Mark("yes", says, self._back(name) == "yes"),)
        return Blank(f"sign-{name}", name, label, "choices", marks=marks, required=required)

    def _cancelling(self, wrong: Mapping[str, str]) -> Blank:
        return Blank(
            "cancel-number", "number", gettext("Your number"), "line", self._back("number"), most=20,
            hint=gettext("Like KRTB-4792; you got it when you signed up."),
            error=wrong.get("number", ""), first_wrong="number" in wrong,
        )  # fmt: skip

    def _back(self, name: str) -> str:
        """What was typed stands again only where something in it must be mended."""
        return self.typed(name) if self.request.method == "POST" else ""

    def _why(self) -> list[tuple[str, str]]:
        asked = {"name": gettext("First name"), "contact": gettext("E-mail or phone")}
        purposes = {field.name: gettext(field.purpose) for field in PROGRAM_SIGNUP.fields}
        return [
            (label, purposes[name])
            for name, label in asked.items()
            if name == "name" or self.session.program.contact_why
        ]


def _until(days: int) -> str:
    if not days:
        return gettext("until the day after the session; then only how many came is known")
    words = ngettext(
        "until {days} day after the session; then only how many came is known",
        "until {days} days after the session; then only how many came is known",
        days,
    )
    return words.format(days=days)


def _sign_up(at: _At) -> SessionShown:
    values = guards.unseal(at.request.POST.get("token", ""), bound_to=at.bound)
    if values is None:
        said = gettext("This page lay open for more than an hour. Nothing was written down; send it again.")
        return at.page(problems=(Problem(said, "sign-name"),))
    mine = guards.patron_at(at.request, at.library.slug) if at.typed("mine") == "yes" else None
    new = NewSignUp(
        name=at.typed("name"),
        contact=at.typed("contact"),
        by_guardian=at.typed("by_guardian") == "yes",
        number=values["number"],
        person=mine or "",
    )
    try:
        done = room.sign_up(at.library, at.session, new, now=at.now)
    except CannotSignUp as cannot:
        return at.page(wrong={name: gettext(why) for name, why in cannot.fields.items()})
    except Refused as no:
        return at.page(problems=(Problem(gettext(str(no))),))
    return replace(at.page(done=_done(done, mine=bool(mine))), blanks=(), cancelling=None)


def _done(done: SignedUp, *, mine: bool) -> Done:
    keep = gettext(
        "Keep this number: with it you give the place back, here or by phone. It is not shown again."
    )
    if mine:
        keep = gettext("It stands on your record, too.") + " " + keep
    if done.waits is None:
        return Done(gettext("You have a place."), keep, done.number)
    before = ngettext("{n} person waits before you.", "{n} people wait before you.", done.waits)
    told = gettext(
        "If you left a contact, you are told when a place is free; if not, look here or ask the desk."
    )
    first = gettext("You are the first who waits.") if not done.waits else before.format(n=done.waits)
    return Done(gettext("You are on the waiting list."), f"{first} {told} {keep}", done.number)


def _cancel(at: _At) -> SessionShown:
    try:
        room.cancel(at.library, at.session, number=at.typed("number"))
    except Refused as no:
        return at.page(wrong={"number": gettext(str(no))})
    page = at.page(
        done=Done(
            gettext("Cancelled. Nothing of it is left here."),
            gettext("Whoever waited longest has the place now. Thank you for saying so."),
        )
    )
    return replace(page, blanks=(), cancelling=None)


_ACTS = {"sign_up": _sign_up, "cancel": _cancel}
