"""Suggesting that the library buy something: the public page, and the list of whose duty it is to decide."""

from collections.abc import Mapping
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from reticent.access import suggestions as room
from reticent.access.doorway import NoDuty
from reticent.access.numbered import NumberedForm
from reticent.access.suggestions import Suggestion
from reticent.doors.web import cards, forms, guards, numbered
from reticent.doors.web.numbered import MOST_SHOWN
from reticent.doors.web.shown.blanks import Blank, Mark
from reticent.doors.web.shown.numbered import AskPage
from reticent.doors.web.shown.suggestions import SuggestionRow, SuggestionsPage
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.records import suggestions as kept
from reticent.records.numbered import LONGEST_CONTACT, AnsweredAlready, CannotBeAsked, NoSuchNumber
from reticent.records.suggestions import DECISIONS, Typed

# -- whoever suggests


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@guards.at_library
def suggest(request: HttpRequest, library: Library) -> HttpResponse:
    """The form on which anybody suggests something, and the number to come back with."""
    form, typed = room.form_of(library), _typed(request)
    return numbered.left(
        request,
        library,
        form,
        _empty(library),
        instead=gettext("The policy in force keeps no suggestions. Tell the desk: nothing is kept there."),
        blanks=lambda wrong: _blanks(form, typed, wrong),
        leave=lambda: room.suggest(library, typed, now=datetime.now(UTC)),
    )


def _empty(library: Library) -> AskPage:
    return AskPage(
        title=gettext("Suggest something to buy"),
        lead=gettext(
            "You need no card and no name. You get a number, and with it you come back for the decision."
        ),
        button=gettext("Suggest it"),
        action=reverse("suggest", args=[library.slug]),
        other=(reverse("ask", args=[library.slug]), gettext("A question? Ask us")),
    )


def _blanks(form: NumberedForm, typed: Typed, wrong: Mapping[str, str]) -> tuple[Blank, ...]:
    draw = numbered.Drawn(wrong)
    return (
        draw.blank(
            "title",
            gettext("What should we buy?"),
            "line",
            value=typed.title,
            most=kept.LONGEST_TITLE,
            required=True,
            hint=gettext("A title, or what it should be about."),
        ),
        draw.blank("author", gettext("By whom"), "line", value=typed.author, most=kept.LONGEST_AUTHOR),
        draw.blank(
            "note",
            gettext("Why we should have it"),
            "text",
            value=typed.note,
            most=kept.LONGEST_NOTE,
            hint=gettext("Leave out who you are: nobody decides by that."),
        ),
        *draw.contact(form, typed.contact, agreed=typed.agreed),
    )


def _typed(request: HttpRequest) -> Typed:
    # More than may be kept: what is too long is told, and not cut off.
    return Typed(
        forms.typed(request, "title", most=4 * kept.LONGEST_TITLE),
        forms.typed(request, "author", most=4 * kept.LONGEST_AUTHOR),
        forms.typed(request, "note", most=4 * kept.LONGEST_NOTE).replace("\r\n", "\n"),
        forms.typed(request, "contact", most=4 * LONGEST_CONTACT),
        request.POST.get("agreed") == "yes",
    )


# -- whoever decides


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff_only()
def suggestions(request: HttpRequest, library: Library, staff: StaffAccount) -> HttpResponse:
    """The list, where it is this account's duty."""
    at = _At(library, staff, datetime.now(UTC))
    do, number = request.POST.get("do", ""), request.POST.get("number", "")
    try:
        page = at.done(request, do, number) if request.method == "POST" else at.page()
    except NoDuty as no:
        page = at.page(refused=no)
    except CannotBeAsked as cannot:
        page = at.page(wrong=cannot.fields, number=number, decision=request.POST.get("decision", ""),
                       words=_words(request))  # fmt: skip
    except (NoSuchNumber, AnsweredAlready) as gone:
        page = at.page(wrong={"": str(gone)})
    return render(request, "suggestions.html", {"suggestions": page}, status=400 if page.problems else 200)


def _words(request: HttpRequest) -> str:
    return forms.typed(request, "words", most=4 * kept.LONGEST_WORDS).replace("\r\n", "\n")


class _At:
    """The list as one account has it now."""

    def __init__(self, library: Library, staff: StaffAccount, now: datetime) -> None:
        self.library, self.staff, self.now = library, staff, now

    def done(self, request: HttpRequest, do: str, number: str) -> SuggestionsPage:
        """What was asked for is done, and the list as it is then."""
        if do == "reach":
            return self.page(reached=(number, room.reach(self.library, self.staff, number, now=self.now)))
        if do == "open":
            room.open_again(self.library, self.staff, number, now=self.now)
            return self.page(done=f"{number} is open again. How to reach them did not come back.")
        if do not in ("waits", "told"):
            return self.page()
        decision = request.POST.get("decision", "")
        is_kept = room.decide(
            self.library,
            self.staff,
            number,
            decision=decision,
            words=_words(request),
            told=do == "told",
            now=self.now,
        )
        if is_kept:
            said = f"{number}: {DECISIONS[decision]} How to reach them is deleted."
            return self.page(done=said, put_back=number)
        return self.page(done=f"{number} is decided and gone. What is left is one more in the count.")

    def page(
        self,
        *,
        wrong: Mapping[str, str] | None = None,
        number: str = "",
        decision: str = "",
        words: str = "",
        reached: tuple[str, str] | None = None,
        refused: NoDuty | None = None,
        done: str = "",
        put_back: str = "",
    ) -> SuggestionsPage:
        library, wrong = self.library, wrong or {}
        form = room.form_of(library)
        decided = refused.decision if refused else room.asked(library, self.staff)
        because = cards.clauses(library.policy, form.clauses)
        if not decided.allowed:
            card = cards.card_of(decided, library.policy, tab="The list of suggestions")
            return SuggestionsPage(card=card, goes=numbered.goes(form), because=because)
        there = room.listed(library, self.staff, now=self.now)
        rows = tuple(
            self._row(
                each,
                contact=reached[1] if reached and reached[0] == each.number else None,
                blanks=self._blanks(each, wrong, decision, words)
                if each.number == number
                else self._blanks(each, {}, "", ""),
            )
            for each in there.open[:MOST_SHOWN]
        )
        here = next((row.blanks for row in rows if row.number == number), ())
        return SuggestionsPage(
            open=rows,
            more=max(0, len(there.open) - MOST_SHOWN),
            decided=tuple(self._row(each) for each in there.decided),
            made_so_far=there.made_so_far,
            goes=numbered.goes(form),
            done=done,
            put_back=put_back,
            because=because,
            problems=numbered.problems(here, wrong),
        )

    def _row(
        self, each: Suggestion, *, contact: str | None = None, blanks: tuple[Blank, ...] = ()
    ) -> SuggestionRow:
        return SuggestionRow(
            number=each.number,
            asked_on=each.asked_on,
            title=each.title,
            author=each.author,
            note=each.note,
            wants_to_be_told=each.wants_to_be_told,
            contact=contact,
            blanks=blanks,
            decision=DECISIONS.get(each.decision, ""),
            until=each.until,
        )

    def _blanks(
        self, each: Suggestion, wrong: Mapping[str, str], decision: str, words: str
    ) -> tuple[Blank, ...]:
        first = next(iter(wrong), "")
        marks = tuple(Mark(name, said, name == decision) for name, said in DECISIONS.items())
        return (
            Blank(
                f"decision-{each.number}", "decision", "What is decided?", "one", marks=marks, required=True,
                error=wrong.get("decision", ""), first_wrong=first == "decision",
            ),
            Blank(
                f"words-{each.number}", "words", "In a few words, if you like", "text", words,
                most=kept.LONGEST_WORDS, error=wrong.get("words", ""), first_wrong=first == "words",
            ),
        )  # fmt: skip
