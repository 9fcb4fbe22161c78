"""Coming back with a number: the page behind it, and what the forms on which something is left have in common."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from reticent.access import questions, suggestions
from reticent.access.numbered import NumberedForm
from reticent.doors import floods
from reticent.doors.web import cards, forms, guards, tongues
from reticent.doors.web.shown.blanks import Blank, Mark
from reticent.doors.web.shown.cards import Fact, Form
from reticent.doors.web.shown.frame import Problem
from reticent.doors.web.shown.numbered import AskPage, PickUpPage
from reticent.drawer.kinds import Kind
from reticent.people.libraries import Library
from reticent.policy.tongues import Tongue
from reticent.records.numbered import LONGEST_CONTACT, CannotBeAsked, NoSuchNumber, number_in
from reticent.records.questions import ANSWERED_WITHIN, REFERENCE_QUESTION
from reticent.records.suggestions import DECIDED_WITHIN, DECISIONS, PURCHASE_SUGGESTION

# So many are left a minute from one address and at one library; numbers are guessed as PINs are, and bound as they are.
ASK_GATE, NUMBER_GATE = floods.Gate(of_an_address=6, of_a_library=60), floods.Gate()
TOO_MANY = _("Too much came from here within a minute. Wait one, then send it again.")
MOST_SHOWN = 40
# After so many days somebody has waited long.
LATE = timedelta(days=3)
# The fields, as whoever has the number reads of them.
_FIELDS = {
    "question": _("Your question"),
    "title": _("Title"),
    "author": _("Author"),
    "note": _("Why we should have it"),
    "asked_on": _("Asked on"),
    "way": _("How you asked"),
    "contact": _("How to reach you"),
    "to_tell": _("Whether you want to be told"),
    "answer": _("Your answer"),
    "decision": _("What is decided"),
    "words": _("What we say of it"),
    "answered_on": _("Answered on"),
    "until": _("Kept until"),
}


class Drawn:
    """The blanks of one form with what is wrong with them; `for_staff`, as they fill it in for somebody."""

    def __init__(self, wrong: Mapping[str, str], *, for_staff: bool = False) -> None:
        self.wrong, self.for_staff = wrong, for_staff
        self.first = next(iter(wrong), "")

    def blank(
        self,
        name: str,
        label: str,
        kind: str,
        *,
        value: str = "",
        marks: tuple[Mark, ...] = (),
        hint: str = "",
        required: bool = False,
        most: int = 0,
    ) -> Blank:
        """One blank."""
        return Blank(
            name, name, label, kind, value, marks=marks, hint=hint, required=required, most=most,
            error=self.wrong.get(name, ""), first_wrong=name == self.first,
        )  # fmt: skip

    def contact(self, form: NumberedForm, contact: str, *, agreed: bool) -> tuple[Blank, ...]:
        """How to reach them, as far as the policy lets it be kept, and with the consent that it asks."""
        if not form.takes_contact:
            return ()
        found = [
            self.blank(
                "contact",
                "How to reach them, if they want to be told"
                if self.for_staff
                else gettext("How to reach you, if you want to be told"),
                "line",
                value=contact,
                most=LONGEST_CONTACT,
                hint=" ".join(
                    filter(
                        None,
                        (
                            gettext(
                                "A telephone number or an e-mail address. It is deleted in the moment of the answer."
                            ),
                            Tongue(tongues.spoken()).say(form.mail_said) if form.mail_said else "",
                        ),
                    )
                ),
            )
        ]
        if form.with_consent:
            agree = (
                "They agree that it is kept until the answer"
                if self.for_staff
                else gettext("Keep how to reach me until the answer")
            )
            asks = "Do they agree?" if self.for_staff else gettext("Do you agree?")
            found.append(self.blank("agreed", asks, "choices", marks=(Mark("yes", agree, agreed),)))
        return tuple(found)


def left(
    request: HttpRequest,
    library: Library,
    form: NumberedForm,
    empty: AskPage,
    *,
    instead: str,
    blanks: Callable[[Mapping[str, str]], tuple[Blank, ...]],
    leave: Callable[[], str],
) -> HttpResponse:
    """The public form on which something is left; once it is, its number; and what is wrong with it."""

    def asks(wrong: Mapping[str, str], *, status: int) -> HttpResponse:
        said = {name: gettext(why) for name, why in wrong.items()}
        drawn = blanks(said)
        page = replace(
            empty,
            blanks=drawn,
            number_blank=number_blank(),
            kept=kept_said(form),
            because=cards.clauses(library.policy, form.clauses),
            problems=problems(drawn, said),
        )
        return render(request, "ask.html", {"ask": page}, status=status)

    if not form.taken:
        return render(request, "ask.html", {"ask": replace(empty, instead=instead)})
    if request.method != "POST":
        return asks({}, status=200)
    if not ASK_GATE.take(request, library.slug):
        return asks({blanks({})[0].name: TOO_MANY}, status=429)
    try:
        number = leave()
    except CannotBeAsked as cannot:
        return asks(cannot.fields, status=400)
    return render(request, "ask.html", {"ask": replace(empty, number=number, kept=kept_said(form))})


def kept_said(form: NumberedForm) -> str:
    """Until when it is kept, in the policy's own words."""
    return Tongue(tongues.spoken()).say(form.rule)


def goes(form: NumberedForm) -> str:
    """What becomes of it once they have the answer, as this policy has it; for the staff."""
    if form.days_after:
        return (
            f"Once they have the answer, it is kept {form.days_after} days more, without how to reach them."
        )
    return "Once they have the answer, it goes at once and for good, and so does how to reach them."


def number_blank(typed: str = "", *, error: str = "") -> Blank:
    """Where a number is typed in."""
    hint = gettext("Nine signs, like KR4-7BX-2MD.")
    return Blank(
        "number", "number", gettext("Your number"), "line", typed, hint=hint, required=True, most=40, error=error,
        first_wrong=bool(error),
    )  # fmt: skip


def problems(blanks: tuple[Blank, ...], wrong: Mapping[str, str]) -> tuple[Problem, ...]:
    """What is wrong, each with where to mend it."""
    there = {blank.name: blank.target for blank in reversed(blanks)}
    return tuple(Problem(why, there.get(name, "")) for name, why in wrong.items())


# -- whoever has a number


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@guards.at_library
def pick_up(request: HttpRequest, library: Library) -> HttpResponse:
    """The answer, to whoever has the number; and to let go of it at once."""
    if request.method != "POST":
        return render(request, "pick_up.html", {"pick_up": PickUpPage(number_blank())})
    typed = request.POST.get("token", "") or forms.typed(request, "number", most=40)
    if not NUMBER_GATE.take(request, library.slug):
        return _no_answer(request, typed, gettext(TOO_MANY), status=429)
    page = _forgotten if request.POST.get("do") == "forget" else _picked_up
    try:
        shown = page(library, typed)
    except NoSuchNumber:
        why = gettext("Nothing stands under this number, or it has gone by now. Look at its signs again.")
        return _no_answer(request, typed, why, status=404)
    NUMBER_GATE.give_back(request, library.slug)
    return render(request, "pick_up.html", {"pick_up": shown})


def _no_answer(request: HttpRequest, typed: str, why: str, *, status: int) -> HttpResponse:
    blank = number_blank(typed, error=why)
    page = PickUpPage(blank, problems=(Problem(why, blank.id),))
    return render(request, "pick_up.html", {"pick_up": page}, status=status)


def _forgotten(library: Library, typed: str) -> PickUpPage:
    try:
        questions.forget(library, typed)
    except NoSuchNumber:
        suggestions.forget(library, typed)
    return PickUpPage(number_blank(), gone=True)


def _picked_up(library: Library, typed: str) -> PickUpPage:
    try:
        asked = questions.pick_up(library, typed)
    except NoSuchNumber:
        return _of_suggestion(library, typed, suggestions.pick_up(library, typed))
    return _page(
        library,
        typed,
        questions.form_of(library),
        REFERENCE_QUESTION,
        asked,
        within=ANSWERED_WITHIN,
        asked=asked.question,
        answer=asked.answer,
    )


def _of_suggestion(library: Library, typed: str, there: suggestions.PickedUp) -> PickUpPage:
    answer = "\n".join(filter(None, (gettext(DECISIONS.get(there.decision, "")), there.words)))
    return _page(
        library,
        typed,
        suggestions.form_of(library),
        PURCHASE_SUGGESTION,
        there,
        within=DECIDED_WITHIN,
        asked=", ".join(filter(None, (there.title, there.author))),
        answer=answer if there.decision else "",
    )


def _page(
    library: Library,
    typed: str,
    form: NumberedForm,
    kind: Kind,
    there: questions.PickedUp | suggestions.PickedUp,
    *,
    within: timedelta,
    asked: str,
    answer: str,
) -> PickUpPage:
    last = (there.until or there.asked_on + within) + timedelta(days=form.days_after)
    return PickUpPage(
        number_blank(),
        number=number_in(typed),
        suggested=kind is PURCHASE_SUGGESTION,
        asked=asked,
        answer=answer,
        facts=_facts(there.asked_on, there.answered_on, last, there.read_on, has_contact=there.has_contact),
        purposes=tuple((gettext(_FIELDS[field.name]), gettext(field.purpose)) for field in kind.fields),
        forget=Form(
            "forget",
            gettext("I need it no longer"),
            number_in(typed),
            gettext("Forget it now"),
            note=gettext("It goes at once, and the answer with it. Nobody brings it back, we neither."),
        ),
        because=cards.clauses(library.policy, form.clauses),
    )


def _facts(
    asked_on: date,
    answered_on: date | None,
    last: date,
    read_on: tuple[tuple[date, str], ...],
    *,
    has_contact: bool,
) -> tuple[Fact, ...]:
    contact = gettext("we have it until the answer") if has_contact else gettext("nothing of it is kept")
    return (
        Fact(gettext("Asked on"), tongues.day(asked_on)),
        *([Fact(gettext("Answered on"), tongues.day(answered_on))] if answered_on else []),
        Fact(gettext("Kept until"), gettext("{day} at the latest").format(day=tongues.day(last))),
        Fact(gettext("How to reach you"), contact),
        *(
            Fact(gettext("How to reach you was opened"), f"{tongues.day(on)}, {gettext(role)}")
            for on, role in read_on
        ),
    )
