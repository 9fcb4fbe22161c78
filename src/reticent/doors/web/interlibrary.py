"""Requests to other libraries, for whose work it is: whom to ask next, what waits for an answer, what goes back."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from reticent import papers
from reticent.access import interlibrary as room
from reticent.access.doorway import NoDuty
from reticent.access.interlibrary import Listed
from reticent.access.records import Record
from reticent.disclosure import lending_letters, letters
from reticent.doors.web import cards, forms, guards, sheets
from reticent.doors.web.desk import under_wish
from reticent.doors.web.holding import BRANCH
from reticent.doors.web.shown.blanks import Blank, Mark
from reticent.doors.web.shown.cards import Fact, ShelfSlip
from reticent.doors.web.shown.frame import Problem
from reticent.doors.web.shown.interlibrary import InterlibraryPage, RequestRow
from reticent.doors.web.shown.today import Wanted
from reticent.errors import Refused
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.records import interlibrary as kept
from reticent.records.numbered import CannotBeAsked

# After so many days a request has lain long that nobody was asked for, or that nobody answered.
LATE, NO_ANSWER = timedelta(days=3), timedelta(days=14)
# So many days before another library wants a thing back, it is looked for.
SOON = timedelta(days=3)
_NEAR, _FAR = "near", "far"
_BECAME = {
    kept.RETURNED: "sent back",
    kept.REFUSED: "none lends it; they read so on their page",
    kept.NOT_WANTED: "not wanted any more",
}
_WHERE = {
    room.OUT: "lent, not back yet",
    room.BACK: "may go back",
}


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff_only()
def interlibrary(request: HttpRequest, library: Library, staff: StaffAccount) -> HttpResponse:
    """The list by how far each has come; and one step of one of them."""
    at = _At(request, library, staff, datetime.now(UTC))
    if request.method != "POST":
        return render(request, "interlibrary.html", {"requests": at.page()})
    do = request.POST.get("do", "")
    try:
        if do in ("letter_pdf", "letter_txt"):
            return at.letter(do.removeprefix("letter_"))
        page = _DOES[do](at) if do in _DOES else at.page()
    except NoDuty as no:
        page = at.page(refused=no)
    except CannotBeAsked as cannot:
        page = at.page(wrong=cannot.fields)
    except Refused as no:
        page = at.page(wrong={"": str(no)})
    return render(request, "interlibrary.html", {"requests": page}, status=400 if page.problems else 200)


class _At:
    """The list as one account has it now, and the number that one step is about."""

    def __init__(self, request: HttpRequest, library: Library, staff: StaffAccount, now: datetime) -> None:
        self.request, self.library, self.staff, self.now = request, library, staff, now
        self.today = library.day_of(now)
        self.number = forms.typed(request, "number", most=40)
        self.do = request.POST.get("do", "")

    # -- one step

    def who(self) -> InterlibraryPage:
        answer = room.who(self.library, self.staff, self.number, now=self.now)
        if answer.record is None:
            return self.page(refused=NoDuty(answer.decision))
        return self.page(who=_facts(answer.record))

    def send(self) -> InterlibraryPage:
        where = {_NEAR: True, _FAR: False}.get(self.request.POST.get("in_state", ""))
        lender = self._typed("lender", kept.LONGEST_LENDER)
        room.send(self.library, self.staff, self.number, lender=lender, in_state=where, now=self.now)
        return self.page(
            done=f"{self.number} is asked of {' '.join(lender.split())}. Nobody's name goes with it."
        )

    def another(self) -> InterlibraryPage:
        room.ask_another(self.library, self.staff, self.number, now=self.now)
        return self.page(done=f"{self.number}: that library does not lend it.")

    def refuse(self) -> InterlibraryPage:
        words = self._typed("words", kept.LONGEST_WORDS)
        room.refuse(self.library, self.staff, self.number, words=words, now=self.now)
        return self.page(done=f"{self.number} ends here. Whoever asked reads so, and why, on their page.")

    def arrive(self) -> InterlibraryPage:
        came = room.arrive(
            self.library, self.staff, self.number, due_back=_day(self._typed("due_back", 20)), now=self.now
        )
        return replace(
            self.page(
                done=f"{self.number} is here, and on hold. Put both strips into it, and it onto the hold shelf."
            ),
            shelf=ShelfSlip(came.shelf, self.library.name, BRANCH, self.today),
            strip=came.barcode,
        )

    def back(self) -> InterlibraryPage:
        room.send_back(self.library, self.staff, self.number, now=self.now)
        days = room.days_after(self.library)
        left = (
            f"What is left of it, {days} days more, is nobody's."
            if days
            else "What is left of it goes tonight, and is nobody's already."
        )
        return self.page(done=f"{self.number} is sent back. {left}")

    def letter(self, form: str) -> HttpResponse:
        """What the other library is sent: never a name."""
        each = room.to_lender(self.library, self.staff, self.number, now=self.now)
        written = lending_letters.asking_to_lend(
            self.library.policy,
            town=self.library.town,
            lender=each.lender,
            number=each.number,
            title=each.title,
            author=each.author,
            note=each.note,
            needed_by=each.needed_by,
            on=self.today,
        )
        if form == "txt":
            return sheets.as_text(letters.as_text(written), f"{written.name}.txt")
        paper = papers.pdf("letter", written.values, title=written.title, made=self.today)
        return sheets.answered(paper, f"{written.name}.pdf")

    # -- the list

    def page(
        self,
        *,
        wrong: Mapping[str, str] | None = None,
        refused: NoDuty | None = None,
        done: str = "",
        who: tuple[Fact, ...] = (),
    ) -> InterlibraryPage:
        library, wrong = self.library, wrong or {}
        because = cards.clauses(library.policy, room.clauses(library))
        decision = refused.decision if refused else room.may(library, self.staff)
        if not decision.allowed:
            card = cards.card_of(decision, library.policy, tab="Requests to other libraries")
            return InterlibraryPage(card=card, goes=self._goes(), because=because)
        work = room.listed(library, self.staff, now=self.now)
        to_ask = tuple(self._row(each, wrong, who, self._to_ask) for each in work.to_ask)
        asked = tuple(self._row(each, wrong, who, self._asked) for each in work.asked)
        here = tuple(self._row(each, wrong, who, self._here) for each in work.here)
        mine = next((row for row in (*to_ask, *asked, *here) if row.number == self.number), None)
        there = (*mine.blanks, *((mine.words,) if mine.words else ())) if mine else ()
        targets = {blank.name: blank.target for blank in there}
        return InterlibraryPage(
            to_ask=to_ask,
            asked=asked,
            here=here,
            over=tuple(self._row(each, {}, (), self._over) for each in work.over),
            near=work.near,
            far=work.far,
            goes=self._goes(),
            done=done,
            because=because,
            problems=tuple(Problem(why, targets.get(name, "")) for name, why in wrong.items()),
        )

    def _goes(self) -> str:
        days = room.days_after(self.library)
        kept_on = (
            f"it lies on {days} days under its number alone" if days else "the rest of it goes the same night"
        )
        return (
            "Once it is sent back, who wanted it is known no longer: "
            f"{kept_on}. What stays is one more in a count: of our state, or of elsewhere."
        )

    def _row(
        self,
        each: Listed,
        wrong: Mapping[str, str],
        who: tuple[Fact, ...],
        drawn: Callable[[Listed, RequestRow, Mapping[str, str]], RequestRow],
    ) -> RequestRow:
        mine = each.number == self.number
        row = RequestRow(
            number=each.number,
            title=each.title,
            author=each.author,
            note=each.note,
            says="",
            is_nobodys=each.is_nobodys,
            who=who if mine else (),
            until=each.until,
        )
        return drawn(each, row, wrong if mine else {})

    def _to_ask(self, each: Listed, row: RequestRow, wrong: Mapping[str, str]) -> RequestRow:
        says = f"since {each.asked_on:%-d %B}{_needed(each)}"
        return replace(
            row, says=says, late=self.today - each.asked_on >= LATE, blanks=self._lender(each, wrong),
            words=self._words(each, wrong),
        )  # fmt: skip

    def _asked(self, each: Listed, row: RequestRow, wrong: Mapping[str, str]) -> RequestRow:
        assert each.sent_on is not None
        says = f"{each.lender}, asked on {each.sent_on:%-d %B}{_needed(each)}"
        due = Blank(
            f"due_back-{each.number}", "due_back", "They want it back by", "day",
            self._again("due_back", wrong), required=True, error=wrong.get("due_back", ""),
            first_wrong="due_back" in wrong,
        )  # fmt: skip
        late = self.today - each.sent_on >= NO_ANSWER
        blanks = () if each.is_nobodys else (due,)
        return replace(row, says=says, late=late, blanks=blanks, words=self._words(each, wrong))

    def _here(self, each: Listed, row: RequestRow, wrong: Mapping[str, str]) -> RequestRow:
        assert each.due_back is not None
        where = _WHERE.get(each.where) or (
            f"on the hold shelf as {each.shelf}" if each.shelf else "on the hold shelf"
        )
        return replace(
            row,
            says=f"{where}; {each.lender} wants it back by {each.due_back:%-d %B}",
            late=each.due_back <= self.today + SOON,
            may_go_back=each.where == room.BACK,
            waits=each.where == room.ON_SHELF,
        )

    def _over(self, each: Listed, row: RequestRow, wrong: Mapping[str, str]) -> RequestRow:
        return replace(row, says=_BECAME[each.state])

    def _lender(self, each: Listed, wrong: Mapping[str, str]) -> tuple[Blank, ...]:
        first, told = next(iter(wrong), ""), self._again("in_state", wrong)
        marks = (Mark(_NEAR, "In our state", told == _NEAR), Mark(_FAR, "Elsewhere", told == _FAR))
        return (
            Blank(
                f"lender-{each.number}", "lender", "Which library is asked?", "line",
                self._again("lender", wrong), required=True, most=kept.LONGEST_LENDER,
                error=wrong.get("lender", ""), first_wrong=first == "lender",
            ),
            Blank(
                f"in_state-{each.number}", "in_state", "Where is it?", "one", marks=marks, required=True,
                error=wrong.get("in_state", ""), first_wrong=first == "in_state",
            ),
        )  # fmt: skip

    def _words(self, each: Listed, wrong: Mapping[str, str]) -> Blank | None:
        if each.is_nobodys:
            return None
        return Blank(
            f"words-{each.number}", "words", "In a few words, if you like: they read it", "text",
            self._again("words", wrong), most=kept.LONGEST_WORDS, error=wrong.get("words", ""),
            first_wrong="words" in wrong,
        )  # fmt: skip

    def _again(self, name: str, wrong: Mapping[str, str]) -> str:
        """What was typed, where something beside it must be mended."""
        return self._typed(name, kept.LONGEST_WORDS) if wrong else ""

    def _typed(self, name: str, most: int) -> str:
        # More than may be kept: what is too long is told, and not cut off.
        return forms.typed(self.request, name, most=4 * most)


def _needed(each: Listed) -> str:
    return f", of use until {each.needed_by:%-d %B}" if each.needed_by else ""


def _facts(record: Record) -> tuple[Fact, ...]:
    return tuple(Fact(field.label, under_wish(field)) for field in record.fields)


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        return None


_DOES: dict[str, Callable[[_At], InterlibraryPage]] = {
    "who": _At.who,
    "send": _At.send,
    "another": _At.another,
    "refuse": _At.refuse,
    "arrive": _At.arrive,
    "back": _At.back,
}


def wanted(library: Library, *, now: datetime) -> tuple[Wanted, ...]:
    """What has lain long, and what other libraries want back: on the page of the day, too."""
    waiting, today = room.waiting(library), library.day_of(now)
    href, found = reverse("interlibrary", args=[library.slug]), []
    if waiting.oldest is not None and today - waiting.oldest >= LATE:
        many = "One request" if waiting.to_ask == 1 else f"{waiting.to_ask} requests"
        said = f"{many} to be asked of other libraries, the oldest since {waiting.oldest:%-d %B}."
        found.append(Wanted(said, False, href, "Other libraries"))
    soon = [day for day in waiting.wanted_back if day <= today + SOON]
    if soon:
        many = "One thing" if len(soon) == 1 else f"{len(soon)} things"
        late = soon[0] < today
        said = f"{many} from other libraries to send back, the first by {soon[0]:%-d %B}{', overdue' if late else ''}."
        found.append(Wanted(said, late, href, "Other libraries"))
    return tuple(found)
