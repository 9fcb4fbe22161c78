"""Asking the library something: the public page, and the list of whose duty it is to answer."""

from collections.abc import Mapping
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from reticent.access import questions as room
from reticent.access.doorway import NoDuty
from reticent.access.numbered import NotTaken, NumberedForm
from reticent.access.questions import Question
from reticent.doors.web import cards, forms, guards, numbered
from reticent.doors.web.numbered import LATE, MOST_SHOWN
from reticent.doors.web.shown.blanks import Blank, Mark
from reticent.doors.web.shown.numbered import AskPage
from reticent.doors.web.shown.questions import QuestionRow, QuestionsPage
from reticent.doors.web.shown.today import Wanted
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.records import questions as kept
from reticent.records.numbered import (
    DESK,
    LONGEST_CONTACT,
    PHONE,
    WEB,
    AnsweredAlready,
    CannotBeAsked,
    NoSuchNumber,
)
from reticent.records.questions import Typed

_WAYS = {DESK: "At the desk", PHONE: "By telephone", WEB: "On the public page"}


# -- whoever asks


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@guards.at_library
def ask(request: HttpRequest, library: Library) -> HttpResponse:
    """The form on which anybody asks, and the number to come back with."""
    form, typed = room.form_of(library), _typed(request)
    return numbered.left(
        request,
        library,
        form,
        _empty(library),
        instead=gettext("The policy in force keeps no questions. Ask at the desk: nothing is kept there."),
        blanks=lambda wrong: _blanks(form, typed, wrong),
        leave=lambda: room.ask(library, typed, way=WEB, now=datetime.now(UTC)),
    )


def _empty(library: Library) -> AskPage:
    return AskPage(
        title=gettext("Ask us something"),
        lead=gettext(
            "You need no card and no name. You get a number, and with it you come back for the answer."
        ),
        button=gettext("Ask"),
        action=reverse("ask", args=[library.slug]),
        other=(reverse("suggest", args=[library.slug]), gettext("Something that we should buy? Suggest it")),
    )


def _blanks(
    form: NumberedForm, typed: Typed, wrong: Mapping[str, str], *, way: str | None = None
) -> tuple[Blank, ...]:
    """The form; with a `way`, as the staff fill it in for somebody who stands there or calls."""
    draw = numbered.Drawn(wrong, for_staff=way is not None)
    question = draw.blank(
        "question",
        gettext("What would you like to know?") if way is None else "What would they like to know?",
        "text",
        value=typed.question,
        most=kept.LONGEST_QUESTION,
        required=True,
        hint=gettext("Leave out who you are: the answer needs no name.")
        if way is None
        else "Leave out who they are: the answer needs no name.",
    )
    marks = tuple(Mark(each, _WAYS[each], each == way) for each in (DESK, PHONE))
    first = () if way is None else (draw.blank("way", "How do they ask?", "one", marks=marks, required=True),)
    return (*first, question, *draw.contact(form, typed.contact, agreed=typed.agreed))


def _typed(request: HttpRequest) -> Typed:
    # More than may be kept: what is too long is told, and not cut off.
    return Typed(
        forms.typed(request, "question", most=4 * kept.LONGEST_QUESTION).replace("\r\n", "\n"),
        forms.typed(request, "contact", most=4 * LONGEST_CONTACT),
        request.POST.get("agreed") == "yes",
    )


# -- whoever answers


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff_only()
def questions(request: HttpRequest, library: Library, staff: StaffAccount) -> HttpResponse:
    """The list, where it is this account's duty; and a question taken down for somebody who stands there or calls."""
    at = _At(library, staff, datetime.now(UTC))
    if request.method != "POST":
        return render(request, "questions.html", {"questions": at.page()})
    do = request.POST.get("do", "")
    try:
        page = _DOES[do](at, request) if do in _DOES else at.page()
    except NoDuty as no:
        page = at.page(refused=no)
    except CannotBeAsked as cannot:
        page = at.page(typed=_typed(request), way=request.POST.get("way", ""), wrong=cannot.fields,
                       number=request.POST.get("number", ""), text=_answer_in(request))  # fmt: skip
    except (NoSuchNumber, AnsweredAlready, NotTaken) as gone:
        page = at.page(wrong={"": str(gone)})
    return render(request, "questions.html", {"questions": page}, status=400 if page.problems else 200)


def _answer_in(request: HttpRequest) -> str:
    return forms.typed(request, "answer", most=4 * kept.LONGEST_ANSWER).replace("\r\n", "\n")


class _At:
    """The list as one account has it now."""

    def __init__(self, library: Library, staff: StaffAccount, now: datetime) -> None:
        self.library, self.staff, self.now = library, staff, now

    def page(
        self,
        *,
        typed: Typed | None = None,
        way: str = "",
        wrong: Mapping[str, str] | None = None,
        number: str = "",
        text: str = "",
        reached: tuple[str, str] | None = None,
        refused: NoDuty | None = None,
        given: str = "",
        done: str = "",
        put_back: str = "",
    ) -> QuestionsPage:
        library, wrong = self.library, wrong or {}
        form = room.form_of(library)
        decision = refused.decision if refused else room.asked(library, self.staff)
        card = None
        open_: tuple[QuestionRow, ...] = ()
        answered: tuple[QuestionRow, ...] = ()
        asked_so_far, more = 0, 0
        if decision.allowed:
            there = room.listed(library, self.staff, now=self.now)
            more, asked_so_far = max(0, len(there.open) - MOST_SHOWN), there.asked_so_far
            open_ = tuple(
                self._row(
                    each,
                    contact=reached[1] if reached and reached[0] == each.number else None,
                    text=text if each.number == number else "",
                    error=wrong.get("answer", "") if each.number == number else "",
                )
                for each in there.open[:MOST_SHOWN]
            )
            answered = tuple(self._row(each) for each in there.answered)
        else:
            card = cards.card_of(decision, library.policy, tab="The list of questions")
        takes_down = {name: why for name, why in wrong.items() if name != "answer"}
        blanks = _blanks(form, typed or Typed(), takes_down, way=way) if form.taken else ()
        targets = (*blanks, *(row.answer for row in open_ if row.answer and row.answer.error))
        return QuestionsPage(
            blanks=blanks,
            card=card,
            open=open_,
            more=more,
            answered=answered,
            asked_so_far=asked_so_far,
            goes=numbered.goes(form),
            number=given,
            done=done,
            put_back=put_back,
            because=cards.clauses(library.policy, form.clauses),
            problems=numbered.problems(targets, wrong),
        )

    def _row(
        self, each: Question, *, contact: str | None = None, text: str = "", error: str = ""
    ) -> QuestionRow:
        id_ = f"answer-{each.number}"
        return QuestionRow(
            number=each.number,
            asked_on=each.asked_on,
            way=_WAYS[each.way],
            text=each.question,
            late=each.answered_on is None and self.library.day_of(self.now) - each.asked_on >= LATE,
            wants_to_be_told=each.wants_to_be_told,
            contact=contact,
            answer=Blank(
                id_, "answer", "The answer", "text", text, most=kept.LONGEST_ANSWER, error=error,
                first_wrong=bool(error),
            ),
            until=each.until,
        )  # fmt: skip

    def take(self, request: HttpRequest) -> QuestionsPage:
        way = request.POST.get("way", "")
        if way not in (DESK, PHONE):
            raise CannotBeAsked({"way": "Say whether they stand here or call."})
        number = room.ask(self.library, _typed(request), way=way, now=self.now)
        return self.page(given=number)

    def reach(self, request: HttpRequest) -> QuestionsPage:
        number = request.POST.get("number", "")
        contact = room.reach(self.library, self.staff, number, now=self.now)
        return self.page(reached=(number, contact))

    def waits(self, request: HttpRequest) -> QuestionsPage:
        number = request.POST.get("number", "")
        room.answer(self.library, self.staff, number, text=_answer_in(request), told=False, now=self.now)
        return self.page(
            done=f"The answer waits under {number}. How to reach them is deleted.", put_back=number
        )

    def told(self, request: HttpRequest) -> QuestionsPage:
        number = request.POST.get("number", "")
        is_kept = room.answer(
            self.library, self.staff, number, text=_answer_in(request), told=True, now=self.now
        )
        if is_kept:
            return self.page(done=f"{number} is answered. How to reach them is deleted.", put_back=number)
        return self.page(done=f"{number} is answered and gone. What is left is one more in the count.")

    def open_again(self, request: HttpRequest) -> QuestionsPage:
        number = request.POST.get("number", "")
        room.open_again(self.library, self.staff, number, now=self.now)
        return self.page(done=f"{number} is open again. How to reach them did not come back.")


_DOES = {
    "take": _At.take,
    "reach": _At.reach,
    "waits": _At.waits,
    "told": _At.told,
    "open": _At.open_again,
}


def wanted(library: Library, *, now: datetime) -> tuple[Wanted, ...]:
    """Who has waited long for an answer: also on the page of the day."""
    waiting = room.waiting(library)
    if waiting.oldest is None or library.day_of(now) - waiting.oldest < LATE:
        return ()
    said = "One question waits" if waiting.many == 1 else f"{waiting.many} questions wait"
    text = f"{said} for an answer, the oldest since {waiting.oldest:%-d %B}."
    return (Wanted(text, False, reverse("questions", args=[library.slug]), "The list of questions"),)
