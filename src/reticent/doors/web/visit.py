"""The visit: somebody from outside asks for records, or takes them. The words first, then what is written down.

No patron is looked up here, and nothing on these pages asks for one. That somebody reads how a demand that may forbid
its own mention is kept on paper is told to nobody: it stands on the page that every visit begins with.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from string import ascii_lowercase

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from reticent import policy
from reticent.access import doorway
from reticent.disclosure import cases, steps
from reticent.disclosure.forms import CannotBeRead
from reticent.disclosure.steps import AtTheDesk
from reticent.doors.web import blanks, calling, cards, casework, desk, guards, signing_in
from reticent.doors.web.shown.blanks import Blank
from reticent.doors.web.shown.cards import Card, Step
from reticent.doors.web.shown.frame import Problem
from reticent.doors.web.shown.visit import Asking, Visit
from reticent.errors import Malformed, Refused
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.policy import Decision, Policy
from reticent.policy.desk_card import AT_THE_DESK, NEVER, UNREAD, silenced

FORM_SECONDS = 12 * 60 * 60
# Most come in person, for records; what is not so is one press away.
AT_FIRST = {"about": ["records"], "channel": ["in_person"]}
# As many askers stand first, each with the digit that chooses it.
DIGITS = "1234567"
MOST = 40
# So many things are mostly asked for; the others stand one press behind.
USUAL = 2


@require_safe
@guards.staff_only()
def visit(request: HttpRequest, library: Library, staff: StaffAccount) -> HttpResponse:
    """Are they asking, or taking? Both answers are one press away, and the words to say stand beside them."""
    adopted = library.policy
    page = Visit(
        words=words(adopted, doorway.words_for(library, asker="police"), tab="To whoever asks"),
        paper=words(adopted, policy.decide(UNREAD, adopted), tab="If they hand you a paper"),
        silenced=words(adopted, policy.decide(silenced(adopted), adopted), tab="Nobody may be told"),
        custodian=adopted.custodian.title,
        never=NEVER,
        calls=calling.calls(library),
        may_come=cases.role_of(library, staff, on=library.day_of(datetime.now(UTC))) == "custodian",
    )
    return render(request, "visit.html", {"visit": page})


@signing_in.keeps_what_was_typed
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff_only()
def asking(request: HttpRequest, library: Library, staff: StaffAccount) -> HttpResponse:
    """They are asking: who, with what, in which words; and what to say to them."""
    return _opened(request, library, staff, path="asking", template="asking.html")


@signing_in.keeps_what_was_typed
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff_only()
def taking(request: HttpRequest, library: Library, staff: StaffAccount) -> HttpResponse:
    """They are taking: what to do and not to do; typed up when there is a hand free for it."""
    return _opened(request, library, staff, path="taking", template="taking.html")


def _opened(
    request: HttpRequest, library: Library, staff: StaffAccount, *, path: str, template: str
) -> HttpResponse:
    """The page with its form; posted, the case is open, and its own page comes next."""
    fields = steps.opening(path, library.policy)
    bound_to = f"{path} at {library.slug} by {staff.pk}"
    typed: Mapping[str, Sequence[str]] = AT_FIRST
    wrong: Mapping[str, str] = {}
    problems: tuple[Problem, ...] = ()
    # Drawn with the form and not when it is sent: however often that happens, it is one case.
    handle = (guards.unseal(request.POST.get("token", ""), bound_to=bound_to) or {}).get(
        "case", cases.new_handle()
    )
    if request.method == "POST":
        typed = blanks.typed_in(request)
        details = blanks.details(fields, typed, library=library)
        try:
            cases.open_case(library, staff, path=path, details=details, handle=handle, now=datetime.now(UTC))
        except CannotBeRead as cannot:
            wrong = cannot.fields
        except AtTheDesk as there:
            return _at_the_desk(request, library, there)
        except (Malformed, Refused) as no:
            problems = tuple(Problem(line) for line in str(no).split("\n"))
        else:
            return redirect(casework.address(library, staff, handle))
    side_by_side = MOST if path == "asking" else blanks.SIDE_BY_SIDE
    drawn = blanks.blanks(fields, typed, form=path, library=library, wrong=wrong, side_by_side=side_by_side)
    sayings: tuple[Card, ...] = ()
    of_askers = 0
    if path == "asking":
        drawn, sayings, of_askers = _with_words(drawn, library)
    page = Asking(
        token=guards.seal({"case": handle}, bound_to=bound_to, seconds=FORM_SECONDS),
        blanks=drawn,
        sayings=sayings,
        of_askers=of_askers,
        calls=calling.calls(library),
        problems=(*problems, *blanks.problems(drawn, wrong)),
    )
    card = policy.desk_card(library.policy)
    status = 400 if page.problems else 200
    return render(request, template, {"asking": page, "card": card}, status=status)


def _at_the_desk(request: HttpRequest, library: Library, there: AtTheDesk) -> HttpResponse:
    """What is no case: which key of the desk answers it, one press away."""
    key = next(each for each in desk.keys_for(library.policy) if each.value == there.key)
    card = Card(
        "referred",
        "No case",
        "The desk answers this.",
        note=f"{there} Choose {key.digit}, {key.label}.",
        steps=(Step(f"The desk: {key.digit}, {key.label}", "next", reverse("desk", args=[library.slug])),),
    )
    return render(request, "case_over.html", {"card": card, "title": "No case"})


def words(adopted: Policy, decision: Decision, *, tab: str) -> Card:
    """What to say to one who asks; and what the desk itself does about it."""
    card = cards.card_of(decision, adopted, tab=tab)
    return replace(card, steps=tuple(step for step in card.steps if step.code in AT_THE_DESK))


def _with_words(
    drawn: tuple[Blank, ...], library: Library
) -> tuple[tuple[Blank, ...], tuple[Card, ...], int]:
    """The blanks, with beside each asker, each paper and each thing asked for the number of the words for it; and these
    words, each once.

    A paper whose words depend on who brings it has none of its own: there the asker's stand. Nor have records: they are
    what most ask for.
    """
    cards_: list[Card] = []
    askers = next(blank for blank in drawn if blank.name.endswith("asker"))
    papers = next(blank for blank in drawn if blank.name.endswith("papers"))
    about = next(blank for blank in drawn if blank.name.endswith("about"))
    adopted = library.policy
    to_askers = [
        _number(cards_, words(adopted, doorway.words_for(library, asker=mark.value), tab="Say this"))
        for mark in askers.marks
    ]
    of_askers = len(cards_)

    def beside(said: Iterable[Decision | None], tab: str) -> list[int | None]:
        return [
            _number(cards_, words(adopted, each, tab=tab), beyond=of_askers) if each else None
            for each in said
        ]

    of_papers = beside(
        (steps.of_paper(mark.value, adopted) for mark in papers.marks), "Say this of the paper"
    )
    of_matters = beside((steps.of_matter(mark.value, adopted) for mark in about.marks), "Say this")
    asked_for = tuple(replace(mark, says=says) for mark, says in zip(about.marks, of_matters, strict=True))
    marked = [
        replace(mark, says=says, digit=digit)
        for mark, says, digit in zip(askers.marks, to_askers, DIGITS.ljust(len(to_askers)), strict=False)
    ]
    often = tuple(replace(mark, digit=mark.digit.strip()) for mark in marked)
    mended = {
        about.id: replace(
            about, marks=asked_for[:USUAL], rarer=asked_for[USUAL:], rarer_called="Something else"
        ),
        askers.id: replace(askers, marks=often[: len(DIGITS)], rarer=often[len(DIGITS) :]),
        papers.id: replace(
            papers,
            marks=tuple(
                replace(mark, says=says, letter=letter)
                for mark, says, letter in zip(papers.marks, of_papers, ascii_lowercase, strict=False)
            ),
        ),
    }
    return tuple(mended.get(blank.id, blank) for blank in drawn), tuple(cards_), of_askers


def _number(there: list[Card], card: Card, *, beyond: int = 0) -> int:
    """Which of the cards says the same, from one number on; a new one is added."""
    for number, each in enumerate(there[beyond:], beyond):
        if (each.say, each.verdict) == (card.say, card.verdict):
            return number
    there.append(card)
    return len(there) - 1
