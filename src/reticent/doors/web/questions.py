"""Asking the library something: the public page, the page behind the number, and the list of whose duty it is."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from reticent.access import questions as room
from reticent.access.doorway import NoDuty
from reticent.access.questions import NotTaken, Question, QuestionForm
from reticent.doors.web import cards, floods, forms, guards, tongues
from reticent.doors.web.shown.blanks import Blank, Mark
from reticent.doors.web.shown.cards import Fact, Form
from reticent.doors.web.shown.frame import Problem
from reticent.doors.web.shown.questions import AskPage, PickUpPage, QuestionRow, QuestionsPage
from reticent.doors.web.shown.today import Wanted
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.policy.tongues import Tongue
from reticent.records import questions as kept
from reticent.records.questions import (
    REFERENCE_QUESTION,
    AnsweredAlready,
    CannotBeAsked,
    NoSuchQuestion,
    Typed,
)

# So many are asked a minute from one address and at one library; numbers are guessed as PINs are, and bound as they are.
ASK_GATE, NUMBER_GATE = floods.Gate(of_an_address=6, of_a_library=60), floods.Gate()
MOST_SHOWN = 40
# After so many days somebody has waited long.
LATE = timedelta(days=3)
_WAYS = {kept.DESK: "At the desk", kept.PHONE: "By telephone", kept.WEB: "On the public page"}
_TOO_MANY = _("Too much came from here within a minute. Wait one, then send it again.")
# The fields of a question, as whoever asked reads of them.
_FIELDS = {
    "question": _("Your question"),
    "asked_on": _("Asked on"),
    "way": _("How you asked"),
    "contact": _("How to reach you"),
    "to_tell": _("Whether you want to be told"),
    "answer": _("Your answer"),
    "answered_on": _("Answered on"),
    "until": _("Kept until"),
}
_BY_ROLE = _("How to reach you was opened")


# -- whoever asks


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@guards.at_library
def ask(request: HttpRequest, library: Library) -> HttpResponse:
    """The form on which anybody asks, and the number to come back with."""
    form = room.form_of(library)
    if not form.taken:
        instead = gettext("The policy in force keeps no questions. Ask at the desk: nothing is kept there.")
        return render(request, "ask.html", {"ask": AskPage(instead=instead)})
    if request.method != "POST":
        return render(request, "ask.html", {"ask": _ask_page(library, form, Typed())})
    typed = _typed(request)
    if not ASK_GATE.take(request, library.slug):
        page = _ask_page(library, form, typed, wrong={"question": _TOO_MANY})
        return render(request, "ask.html", {"ask": page}, status=429)
    try:
        number = room.ask(library, typed, way=kept.WEB, now=datetime.now(UTC))
    except CannotBeAsked as cannot:
        page = _ask_page(library, form, typed, wrong=cannot.fields)
        return render(request, "ask.html", {"ask": page}, status=400)
    return render(request, "ask.html", {"ask": AskPage(number=number, kept=_kept(library, form))})


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@guards.at_library
def pick_up(request: HttpRequest, library: Library) -> HttpResponse:
    """The answer, to whoever has the number; and to let go of it at once."""
    if request.method != "POST":
        return render(request, "pick_up.html", {"pick_up": PickUpPage(_number_blank())})
    token = request.POST.get("token", "")
    typed = token or forms.typed(request, "number", most=40)
    if not NUMBER_GATE.take(request, library.slug):
        return _no_answer(request, typed, gettext(_TOO_MANY), status=429)
    try:
        if request.POST.get("do") == "forget":
            room.forget(library, typed)
            page = PickUpPage(_number_blank(), gone=True)
        else:
            page = _picked_up(library, typed)
    except NoSuchQuestion:
        why = gettext("Nothing stands under this number, or it has gone by now. Look at its signs again.")
        return _no_answer(request, typed, why, status=404)
    NUMBER_GATE.give_back(request, library.slug)
    return render(request, "pick_up.html", {"pick_up": page})


def _no_answer(request: HttpRequest, typed: str, why: str, *, status: int) -> HttpResponse:
    blank = _number_blank(typed, error=why)
    page = PickUpPage(blank, problems=(Problem(why, blank.id),))
    return render(request, "pick_up.html", {"pick_up": page}, status=status)


def _picked_up(library: Library, typed: str) -> PickUpPage:
    there, form = room.pick_up(library, typed), room.form_of(library)
    facts = [Fact(gettext("Asked on"), tongues.day(there.asked_on))]
    if there.answered_on:
        facts.append(Fact(gettext("Answered on"), tongues.day(there.answered_on)))
    until = there.until or there.asked_on + kept.ANSWERED_WITHIN
    last = until + timedelta(days=form.days_after)
    facts.append(Fact(gettext("Kept until"), gettext("{day} at the latest").format(day=tongues.day(last))))
    facts.append(
        Fact(
            gettext("How to reach you"),
            gettext("we have it until it is answered")
            if there.has_contact
            else gettext("nothing of it is kept"),
        )
    )
    facts += [Fact(gettext(_BY_ROLE), f"{tongues.day(on)}, {gettext(role)}") for on, role in there.read_on]
    number = kept.number_in(typed)
    return PickUpPage(
        _number_blank(),
        number=number,
        question=there.question,
        answer=there.answer,
        facts=tuple(facts),
        purposes=tuple(
            (gettext(_FIELDS[field.name]), gettext(field.purpose)) for field in REFERENCE_QUESTION.fields
        ),
        forget=Form(
            "forget",
            gettext("I need it no longer"),
            number,
            gettext("Forget it now"),
            note=gettext("Question and answer go at once. Nobody brings them back, we neither."),
        ),
        because=cards.clauses(library.policy, form.clauses),
    )


def _ask_page(
    library: Library, form: QuestionForm, typed: Typed, *, wrong: Mapping[str, str] | None = None
) -> AskPage:
    said = {name: gettext(why) for name, why in (wrong or {}).items()}
    blanks = _blanks(form, typed, said)
    return AskPage(
        blanks=blanks,
        number_blank=_number_blank(),
        kept=_kept(library, form),
        because=cards.clauses(library.policy, form.clauses),
        problems=_problems(blanks, said),
    )


def _kept(library: Library, form: QuestionForm) -> str:
    """Until when a question is kept, in the policy's own words; ours where it is ours."""
    return Tongue(tongues.spoken()).say(form.rule)


def _blanks(
    form: QuestionForm, typed: Typed, wrong: Mapping[str, str], *, way: str | None = None
) -> tuple[Blank, ...]:
    first = next(iter(wrong), "")

    def blank(name: str, label: str, kind: str, **more: object) -> Blank:
        return Blank(
            name,
            name,
            label,
            kind,
            error=wrong.get(name, ""),
            first_wrong=name == first,
            **more,  # type: ignore[arg-type]
        )

    found = [
        blank(
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
    ]
    if way is not None:
        marks = tuple(Mark(each, _WAYS[each], each == way) for each in (kept.DESK, kept.PHONE))
        found.insert(0, blank("way", "How do they ask?", "one", marks=marks, required=True))
    if form.takes_contact:
        found.append(
            blank(
                "contact",
                gettext("How to reach you, if you want to be told")
                if way is None
                else "How to reach them, if they want to be told",
                "line",
                value=typed.contact,
                most=kept.LONGEST_CONTACT,
                hint=gettext(
                    "A telephone number or an e-mail address. It is deleted when the question is answered."
                ),
            )
        )
    if form.takes_contact and form.with_consent:
        agree = Mark("yes", gettext("Keep how to reach me until it is answered"), typed.agreed)
        if way is not None:
            agree = Mark("yes", "They agree that it is kept until it is answered", typed.agreed)
        found.append(
            blank(
                "agreed",
                gettext("Do you agree?") if way is None else "Do they agree?",
                "choices",
                marks=(agree,),
            )
        )
    return tuple(found)


def _number_blank(typed: str = "", *, error: str = "") -> Blank:
    return Blank(
        "number",
        "number",
        gettext("Your number"),
        "line",
        typed,
        hint=gettext("Nine signs, like KR4-7BX-2MD."),
        required=True,
        most=40,
        error=error,
        first_wrong=bool(error),
    )


def _problems(blanks: tuple[Blank, ...], wrong: Mapping[str, str]) -> tuple[Problem, ...]:
    there = {blank.name: blank.target for blank in blanks}
    return tuple(Problem(why, there.get(name, "")) for name, why in wrong.items())


def _typed(request: HttpRequest) -> Typed:
    # One more than may be kept: what is too long is told, and not cut off.
    return Typed(
        forms.typed(request, "question", most=4 * kept.LONGEST_QUESTION).replace("\r\n", "\n"),
        forms.typed(request, "contact", most=4 * kept.LONGEST_CONTACT),
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
    except (NoSuchQuestion, AnsweredAlready, NotTaken) as gone:
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
        problems = tuple(
            Problem(why, next((b.target for b in targets if b.name == name), ""))
            for name, why in wrong.items()
        )
        return QuestionsPage(
            blanks=blanks,
            card=card,
            open=open_,
            more=more,
            answered=answered,
            asked_so_far=asked_so_far,
            goes=_goes(form),
            number=given,
            done=done,
            put_back=put_back,
            because=cards.clauses(library.policy, form.clauses),
            problems=problems,
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
        if way not in (kept.DESK, kept.PHONE):
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


def _goes(form: QuestionForm) -> str:
    """What becomes of a question once they have the answer, as this policy has it."""
    if form.days_after:
        return f"The question is kept {form.days_after} days more, without how to reach them; then it goes."
    return "The question goes at once and for good, and so does how to reach them."


def wanted(library: Library, *, now: datetime) -> tuple[Wanted, ...]:
    """Who has waited long for an answer: also on the page of the day."""
    waiting = room.waiting(library)
    if waiting.oldest is None or library.day_of(now) - waiting.oldest < LATE:
        return ()
    said = "One question waits" if waiting.many == 1 else f"{waiting.many} questions wait"
    text = f"{said} for an answer, the oldest since {waiting.oldest:%-d %B}."
    return (Wanted(text, False, reverse("questions", args=[library.slug]), "The list of questions"),)
