"""Programs for the staff: what is on, how many come; and for whoever runs one, the list, the sheet and its end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from reticent.access import programs as room
from reticent.access.doorway import NoDuty
from reticent.doors.web import cards, forms, guards
from reticent.doors.web import programs as public
from reticent.doors.web.shown.blanks import Blank, Mark
from reticent.doors.web.shown.cards import Card, Clause
from reticent.doors.web.shown.frame import Problem
from reticent.doors.web.shown.programs import ListRow, ProgramDesk, SessionDesk, SessionLine, Sheet
from reticent.doors.web.shown.today import Wanted
from reticent.errors import Refused
from reticent.people import staff as staff_room
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.records import programs
from reticent.records.programs import (
    MOST_ABOUT,
    MOST_PLACE,
    MOST_TITLE,
    MOST_WHY,
    CannotBeHeld,
    NewProgram,
    ProgramSession,
)
from reticent.records.signups import Count

TOKEN_SECONDS = 10 * 60
WHOM = (
    ("children", "Children under 12"),
    ("teens", "Teenagers"),
    ("adults", "Adults"),
    ("everybody", "Everybody"),
)
_LINES = ("title", "about", "age_group", "contact_why", "starts", "place", "capacity", "sessions")


# -- all of them


@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff_only()
def listed(request: HttpRequest, library: Library, staff: StaffAccount) -> HttpResponse:
    """What is to come, with how many are expected; what is over and wants something; and a form for a new program."""
    now = datetime.now(UTC)
    may_add = room.has_duty(library, staff)
    wrong: Mapping[str, str] = {}
    done = ""
    if request.method == "POST" and may_add:
        try:
            made = programs.add(library, _typed(request, library), run_by=staff.username, now=now)
            done = f"“{made.title}” is announced. Whoever opens the page of programs sees it now."
        except CannotBeHeld as cannot:
            wrong = cannot.fields
    blanks = _blanks(request if wrong else None, wrong) if may_add else ()
    targets = {blank.name: blank.target for blank in blanks}
    page = ProgramDesk(
        here=request.path,
        coming=tuple(_line(library, each, now=now) for each in programs.coming(library, now=now)),
        over=tuple(_line(library, each, now=now) for each in programs.of_late(library, now=now)),
        blanks=blanks,
        problems=tuple(Problem(why, targets.get(name, "")) for name, why in wrong.items()),
        done=done,
        may_add=may_add,
    )
    return render(request, "program_desk.html", {"programs": page}, status=400 if wrong else 200)


def _typed(request: HttpRequest, library: Library) -> NewProgram:
    said = {name: forms.typed(request, name, most=1000) for name in _LINES}
    try:
        starts = datetime.fromisoformat(said["starts"])
    except ValueError:
        starts = None
    if starts and starts.tzinfo is None:
        starts = starts.replace(tzinfo=ZoneInfo(library.time_zone))
    return NewProgram(**{**said, "starts": starts})  # type: ignore[arg-type]


def _blanks(request: HttpRequest | None, wrong: Mapping[str, str]) -> tuple[Blank, ...]:
    """The form for a new program; with what was typed, where something in it must be mended."""

    def back(name: str) -> str:
        return forms.typed(request, name, most=1000) if request else ""

    drawn = (
        Blank("new-title", "title", "Title", "line", back("title"), required=True, most=MOST_TITLE),
        Blank("new-about", "about", "What it is", "text", back("about"), most=MOST_ABOUT),
        Blank(
            "new-age", "age_group", "For whom", "one", required=True,
            marks=tuple(Mark(value, label, back("age_group") == value) for value, label in WHOM),
        ),
        Blank("new-starts", "starts", "First session", "moment", back("starts"), required=True),
        Blank("new-sessions", "sessions", "How many sessions, a week apart", "line", back("sessions"), most=2,
              hint="Left empty: one. Each has a list of its own."),
        Blank("new-place", "place", "Where", "line", back("place"), required=True, most=MOST_PLACE),
        Blank("new-capacity", "capacity", "Places", "line", back("capacity"), most=3,
              hint="Left empty: as many as come. With a number, those after it wait."),
        Blank("new-why", "contact_why", "What a contact is asked for", "line", back("contact_why"), most=MOST_WHY,
              hint="“to tell you if it is called off”. Left empty, only a first name is asked: no purpose, no field."),
    )  # fmt: skip
    first = next(iter(wrong), "")
    return tuple(
        replace(each, error=wrong.get(each.name, ""), first_wrong=each.name == first) for each in drawn
    )


def _line(library: Library, session: ProgramSession, *, now: datetime) -> SessionLine:
    over = session.is_over(now)
    wants = []
    if session.has_a_sheet and over:
        wants.append("destroy the sheet")
    if over and not session.called_off and session.came is None:
        wants.append("count the heads")
    if over:
        said = "called off" if session.called_off else "" if session.came is None else f"{session.came} came"
    else:
        count = room.expected(library, session)
        said = _said(count, session.capacity)
        wants += [f"tell {count.to_tell} who moved up"] if count.to_tell else []
    return SessionLine(
        public.when(library, session),
        session.place,
        reverse("program-list", args=[library.slug, session.handle]),
        session.program.title,
        said,
        tuple(wants),
    )


def _said(count: Count, capacity: int | None) -> str:
    of = f" of {capacity}" if capacity is not None else ""
    return f"{count.coming}{of}" + (f", {count.waiting} wait" if count.waiting else "")


def wanted(library: Library, *, now: datetime) -> tuple[Wanted, ...]:
    """Sheets with names that lie about: on the director's page of the day, too."""
    return tuple(
        Wanted(
            f"The paper sheet of “{row.program.title}” is of no use any more. Destroy it, and say so.",
            False,
            reverse("program-list", args=[library.slug, row.handle]),
            "The session",
        )
        for row in programs.sheets_left(library, now=now)
    )


# -- one session


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff_only()
def session(request: HttpRequest, library: Library, staff: StaffAccount, session: str) -> HttpResponse:
    """How many come, for all who work here; the names, the sheet and the rest for whoever runs it."""
    at = _At(request, library, staff, public.session_of(library, session), datetime.now(UTC))
    act = _ACTS.get(request.POST.get("do", "")) if request.method == "POST" else None
    try:
        if request.POST.get("do") == "sheet":
            return _sheet(at)
        page = act(at) if act else at.page()
    except NoDuty as no:
        page = at.page(refused=cards.card_of(no.decision, library.policy, tab="The list"))
    except CannotBeHeld as cannot:
        page = at.page(wrong=cannot.fields)
    except Refused as no:
        page = at.page(problems=(Problem(str(no)),))
    status = 403 if page.refused else 400 if page.problems else 200
    return render(request, "program_list.html", {"program": page}, status=status)


@dataclass(frozen=True)
class _At:
    """One request for the staff's page of a session."""

    request: HttpRequest
    library: Library
    staff: StaffAccount
    session: ProgramSession
    now: datetime

    @property
    def bound(self) -> str:
        return f"list of {self.session.handle} at {self.library.slug} by {self.staff.pk}"

    def typed(self, name: str) -> str:
        return forms.typed(self.request, name, most=60)

    def fresh(self) -> "_At":
        """The same, with the session as it is now."""
        return replace(self, session=programs.named(self.library, self.session.handle))

    def mark(self) -> str:
        """The sign-up that a row's button is about."""
        values = guards.unseal(self.request.POST.get("token", ""), bound_to=self.bound)
        if values is None or not values.get("mark"):
            raise Refused("This list lay open for more than ten minutes. Open it again; nothing was done.")
        return values["mark"]

    def is_open(self) -> bool:
        """Whether the list lies open already: going on with it is the same look."""
        values = guards.unseal(self.request.POST.get("opened", ""), bound_to=self.bound)
        return values is not None and values.get("opened") == "yes"

    def page(
        self,
        *,
        rows: tuple[ListRow, ...] | None = None,
        because: tuple[Clause, ...] = (),
        refused: Card | None = None,
        wrong: Mapping[str, str] | None = None,
        problems: tuple[Problem, ...] = (),
        done: str = "",
        confirm: str = "",
    ) -> SessionDesk:
        wrong = wrong or {}
        there, count = self.session, room.expected(self.library, self.session)
        over, runs = there.is_over(self.now), room.runs(self.library, self.staff, there)
        places, heads = self._places(wrong), self._heads(wrong)
        to_whom = self._to_whom() if runs else None
        targets = {blank.name: blank.target for blank in (places, heads, to_whom) if blank}
        return SessionDesk(
            title=there.program.title,
            for_whom=public.for_whom(self.library, there),
            when=public.when(self.library, there),
            place=there.place,
            here=self.request.path,
            back=reverse("program-desk", args=[self.library.slug]),
            public=reverse("program", args=[self.library.slug, there.handle]),
            coming=count.coming,
            waiting=count.waiting,
            to_tell=count.to_tell,
            capacity="no limit" if there.capacity is None else str(there.capacity),
            runs=runs,
            run_by=self._run_by(),
            over=over,
            called_off=there.called_off,
            came=there.came,
            opened=self._opened() if rows is not None else "",
            rows=rows,
            because=because,
            refused=refused,
            sheet=self._sheet_said(),
            sheet_left=there.has_a_sheet,
            places=places if runs and not over else None,
            heads=heads if over and not there.called_off and there.came is None else None,
            to_whom=to_whom,
            confirm=confirm,
            done=done,
            problems=problems or tuple(Problem(why, targets.get(name, "")) for name, why in wrong.items()),
        )

    def _opened(self) -> str:
        return guards.seal({"opened": "yes"}, bound_to=self.bound, seconds=TOKEN_SECONDS)

    def _run_by(self) -> str:
        run_by = self.session.program.run_by
        works_here = any(each.username == run_by for each in staff_room.at(self.library))
        return run_by if works_here else "nobody who still works here"

    def _sheet_said(self) -> str:
        there = self.session
        if there.sheet_printed_on is None:
            return ""
        printed = f"Printed on {there.sheet_printed_on:%-d %B %Y}"
        if there.sheet_destroyed_on is None:
            return f"{printed}, and not yet said to be destroyed."
        return f"{printed}, destroyed by {there.sheet_destroyed_on:%-d %B %Y}."

    def _places(self, wrong: Mapping[str, str]) -> Blank:
        there = self.session.capacity
        value = self.typed("capacity") if "capacity" in wrong else "" if there is None else str(there)
        return Blank("places", "capacity", "Places", "line", value, most=3, hint="Left empty: no limit.",
                     error=wrong.get("capacity", ""), first_wrong="capacity" in wrong)  # fmt: skip

    def _heads(self, wrong: Mapping[str, str]) -> Blank:
        value = self.typed("came") if "came" in wrong else ""
        return Blank("heads", "came", "How many came", "line", value, most=5, error=wrong.get("came", ""),
                     first_wrong="came" in wrong, hint="Heads, no names.")  # fmt: skip

    def _to_whom(self) -> Blank | None:
        marks = tuple(
            Mark(each.username, f"{each.username}, {each.title}", False)
            for each in room.who_can_run(self.library)
            if each.username != self.session.program.run_by
        )
        return Blank("to", "to", "Hand it over to", "list", marks=marks) if marks else None


def _open(at: _At, *, done: str = "") -> SessionDesk:
    listed = room.open_list(at.library, at.staff, at.session, go_on=at.is_open(), now=at.now)
    # Where every one is a child, each row would say the same.
    either = at.session.program.age_group in programs.BY_EITHER
    rows = tuple(
        ListRow(
            row.name,
            row.contact,
            ", ".join(
                said
                for said, holds in (
                    ("a child, by a guardian", row.by_guardian and either),
                    ("waits", row.waits),
                )
                if holds
            ),
            guards.seal({"mark": row.mark}, bound_to=at.bound, seconds=TOKEN_SECONDS),
            row.tell,
        )
        for row in listed.rows
    )
    return at.page(rows=rows, because=cards.clauses(at.library.policy, listed.decision.clauses), done=done)


def _tell(at: _At) -> SessionDesk:
    room.tell(at.library, at.staff, at.session, mark=at.mark(), now=at.now)
    return _open(at, done="Noted: they were told.")


def _take_off(at: _At) -> SessionDesk:
    room.take_off(at.library, at.staff, at.session, mark=at.mark(), now=at.now)
    return _open(at, done="Taken off the list. Nothing of it is left; whoever waited longest has the place.")


def _sheet(at: _At) -> HttpResponse:
    names = room.print_sheet(at.library, at.staff, at.session, now=at.now)
    sheet = Sheet(
        title=at.session.program.title,
        when=public.when(at.library, at.session),
        place=at.session.place,
        names=names,
        back=at.request.path,
        library=at.library.name,
        destroy_by=f"{at.library.day_of(at.session.starts):%-d %B %Y}",
    )
    return render(at.request, "program_sheet.html", {"sheet": sheet})


def _destroyed(at: _At) -> SessionDesk:
    room.sheet_is_destroyed(at.library, at.staff, at.session, now=at.now)
    return at.fresh().page(done="Written down: the sheet is destroyed.")


def _set_places(at: _At) -> SessionDesk:
    room.change_places(at.library, at.staff, at.session, at.typed("capacity"), now=at.now)
    return at.fresh().page(done="The places are changed. Whoever moved up is to be told: open the list.")


def _count(at: _At) -> SessionDesk:
    came = room.count_heads(at.library, at.staff, at.session, at.typed("came"), now=at.now)
    return at.fresh().page(done=f"{came} came. That is all that is known once the sign-ups end.")


def _hand_over(at: _At) -> SessionDesk:
    room.hand_over(at.library, at.staff, at.session, to=at.typed("to"), now=at.now)
    return at.fresh().page(done=f"All sessions of this program are {at.typed('to')}'s to run now.")


def _call_off(at: _At) -> SessionDesk:
    """First what it would end; nothing is done yet."""
    count = room.expected(at.library, at.session)
    many = count.coming + count.waiting
    if many == 0:
        return at.page(confirm="Nobody has signed up. It is shown as called off; that cannot be taken back.")
    said = "One sign-up ends" if many == 1 else f"{many} sign-ups end"
    return at.page(
        confirm=f"{said} at once, with the contacts. Open the list and tell them first: afterwards nobody here can."
    )


def _call_off_now(at: _At) -> SessionDesk:
    many = room.call_off(at.library, at.staff, at.session, now=at.now)
    return at.fresh().page(
        done=f"Called off. {many} sign-ups ended." if many != 1 else "Called off. One sign-up ended."
    )


_ACTS: dict[str, Callable[[_At], SessionDesk]] = {
    "open": _open,
    "tell": _tell,
    "take_off": _take_off,
    "destroyed": _destroyed,
    "places": _set_places,
    "count": _count,
    "hand_over": _hand_over,
    "call_off": _call_off,
    "call_off_now": _call_off_now,
}
