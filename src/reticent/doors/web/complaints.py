"""The director's page of complaints: which wait, by when; what one says; what was looked into, and the answer."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from reticent import papers
from reticent.access import complaints as room
from reticent.disclosure import complaining as writing
from reticent.doors.web import cards, complaining, forms, guards, sheets
from reticent.doors.web.shown.cards import Entry, Fact, Form
from reticent.doors.web.shown.complaining import Complaints, Opened, Row
from reticent.doors.web.shown.today import Wanted
from reticent.errors import Refused
from reticent.people.libraries import Library
from reticent.people.patrons import CannotBeKept
from reticent.people.staff import StaffAccount
from reticent.policy.phrases import counted
from reticent.records.complaints import LONGEST, Complaint

TOKEN_SECONDS = 2 * 60 * 60
# So many days ahead it stands on the page of the day; a third of them ahead, among what is grave.
NEAR, GRAVE = 30, 3
# What was found stands in both forms, each time under a name of its own.
_FOUND = {"found": "found", "answer": "found_first"}


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff_only("director")
def complaints(request: HttpRequest, library: Library, director: StaffAccount) -> HttpResponse:
    """The list by days; one that is read; what is written down of it."""
    at = _At(library, director)
    opened, status = None, 200
    if request.method == "POST":
        mark = (guards.unseal(request.POST.get("token", ""), bound_to=at.bound) or {}).get("mark", "")
        if not mark:
            raise Refused("That page lay open for long. Open the list again; nothing was changed.")
        do = request.POST.get("do", "")
        if do == "letter":
            return _letter(request, library, director, mark)
        named = {"found": _FOUND.get(do, "found"), "answer": "answer"}
        typed = {name: forms.typed(request, field, most=4 * LONGEST) for name, field in named.items()}
        done, wrong = "", {}
        try:
            if do == "found":
                room.note_found(library, director, mark=mark, found=typed["found"], now=at.now)
                done = "Written down. It is not answered yet."
            elif do == "answer":
                room.answer(library, director, mark=mark, now=at.now, **typed)
                done = "Answered. Whoever complained reads it where they asked for it."
        except CannotBeKept as cannot:
            wrong, status = cannot.fields, 400
        opened = _opened(
            at, room.open_(library, director, mark=mark, now=at.now), typed, wrong, do=do, done=done
        )
    return render(request, "complaints.html", {"complaints": _page(at, opened)}, status=status)


class _At:
    """Who looks, at which library, when."""

    def __init__(self, library: Library, director: StaffAccount) -> None:
        self.library, self.now = library, datetime.now(UTC)
        self.today = library.day_of(self.now)
        self.bound = f"complaints at {library.slug} by {director.pk}"

    def token(self, mark: str) -> str:
        return guards.seal({"mark": mark}, bound_to=self.bound, seconds=TOKEN_SECONDS)


def _page(at: _At, opened: Opened | None) -> Complaints:
    rule, decision = at.library.policy.complaints, room.rule(at.library)
    rows = [
        Row(
            c.came_on,
            c.answer_by,
            c.answered_on,
            not c.answered_on and c.answer_by < at.today,
            at.token(c.mark),
        )
        for c in room.listed(at.library)
    ]
    return Complaints(
        waiting=tuple(row for row in rows if not row.answered_on),
        answered=tuple(row for row in rows if row.answered_on),
        who=rule.to or at.library.policy.custodian.title,
        days=rule.days,
        because=cards.clauses(at.library.policy, decision.clauses),
        ours=complaining.ours(at.library.policy),
        form=reverse("complaint", args=[at.library.slug]),
        opened=opened,
    )


def _opened(
    at: _At, found: Complaint, typed: Mapping[str, str], wrong: Mapping[str, str], *, do: str, done: str
) -> Opened:
    kept = {"found": found.found, "answer": found.answer}
    values = {name: typed[name] if wrong else kept[name] for name in kept}
    answer_in = (
        "on their own page" if found.person else found.reach or "here, under the number of their receipt"
    )
    facts = (
        Fact("Came", _day(found.came_on)),
        Fact("Answered" if found.answered_on else "Answer by", _day(found.answered_on or found.answer_by)),
        Fact("From", "a patron, with their record" if found.person else "somebody who does not say who"),
        Fact("They read the answer", answer_in),
    )
    token = at.token(found.mark)

    def asks_found(form: str) -> Entry:
        error = wrong.get("found", "") if do == form else ""
        label = "What was looked into, and what was found"
        hint = "Whoever complained reads it once it is answered, and not before."
        return Entry(_FOUND[form], label, values["found"], "lines", hint, error, bool(error))

    error = wrong.get("answer", "")
    hint = "Without a title, and without anybody's name."
    first_wrong = bool(error) and "found" not in wrong
    asks_answer = Entry(
        "answer", "What you have done, and will do", values["answer"], "lines", hint, error, first_wrong
    )
    offered = () if found.answered_on else (
        Form("found", "Write down what was looked into", token, "Write it down",
             entries=(asks_found("found"),), open=do == "found" and bool(wrong)),
        Form("answer", "Answer it", token, "Answer",
             "It cannot be changed afterwards. A year later all of it is forgotten.",
             entries=(asks_found("answer"), asks_answer), open=do == "answer" and bool(wrong)),
    )  # fmt: skip
    letter = token if found.answered_on else ""
    return Opened(
        facts, found.words, found.found, found.answer, found.answered_on, offered, letter, done, bool(wrong)
    )


def _letter(request: HttpRequest, library: Library, director: StaffAccount, mark: str) -> HttpResponse:
    now = datetime.now(UTC)
    found = room.open_(library, director, mark=mark, now=now)
    language = "es" if request.POST.get("language") == "es" else "en"
    values, title = writing.letter(library, found, on=library.day_of(now), language=language)
    return sheets.answered(papers.pdf("letter", values, title=title, language=language), "answer.pdf")


def wanted(library: Library, days: Sequence[date], *, today: date) -> tuple[Wanted, ...]:
    """What waits for an answer, by these days: on the page of the day."""
    waiting = [by for by in days if (by - today).days <= NEAR]
    if not waiting:
        return ()
    late = sum(by < today for by in waiting)
    first = f"the first by {_day(waiting[0])}"
    said = f"{late} of them late" if late and len(waiting) > 1 else "it is late" if late else first
    text = f"{counted(len(waiting), 'complaint')} to answer: {said}."
    grave = (waiting[0] - today).days <= GRAVE
    return (Wanted(text, grave, reverse("complaints", args=[library.slug]), "See them"),)


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"
