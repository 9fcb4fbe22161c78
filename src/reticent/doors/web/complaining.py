"""The page on which anybody complains of how records were handled, also without saying who, and sees where it stands."""

from dataclasses import replace
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from reticent.access import complaints as room
from reticent.doors import floods
from reticent.doors.web import cards, forms, guards, tongues
from reticent.doors.web.shown.complaining import Complain, Receipt, Stands
from reticent.doors.web.shown.frame import Problem
from reticent.people.libraries import Library
from reticent.people.patrons import CannotBeKept
from reticent.policy import Policy
from reticent.policy.aloud import aloud
from reticent.policy.chapters.besides import Complaints
from reticent.policy.tongues import Tongue
from reticent.records.complaints import LONGEST, LONGEST_REACH, Complaint, new_number, number_in

GATE = floods.Gate()
FORM_SECONDS = 12 * 60 * 60
OUR_DAYS = Complaints().days
# What may be wrong with what was typed, in the words of the room that reads it.
WRONG = (_("Write what is to be said."),)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@guards.at_library
def complaint(request: HttpRequest, library: Library) -> HttpResponse:
    """The form; once it is sent its receipt; and with a receipt, where it stands."""
    person = guards.patron_at(request, library.slug) or ""
    page = _empty(library, person)
    if request.method == "POST":
        if not GATE.take(request, library.slug):
            page = _typed(request, page)
            wait = gettext(
                "Too much comes from here at once. Wait a minute, then send it again; nothing was lost."
            )
            page = replace(page, problems=(Problem(wait),))
        elif request.POST.get("do") == "look":
            page = _looked(request, library, page)
        else:
            page = _sent(request, library, page, person)
    return render(request, "complaint.html", {"complain": page}, status=400 if page.problems else 200)


def _empty(library: Library, person: str) -> Complain:
    decision, rule = room.rule(library), library.policy.complaints
    return Complain(
        token=guards.seal({"number": new_number()}, bound_to=_bound(library), seconds=FORM_SECONDS),
        who=Tongue(tongues.spoken()).office(rule.to or library.policy.custodian.title),
        days=rule.days,
        ours=ours(library.policy),
        because=cards.clauses(library.policy, decision.clauses),
        signed_in=bool(person),
        mail_said=forms.of_mail(library.policy),
        named=bool(person),
    )


def ours(adopted: Policy) -> str:
    """What of the days is no word of the policy's, in the reader's language."""
    if not adopted.complaints.clauses:
        return gettext("No clause speaks of complaints; the days are this program's default.")
    if adopted.complaints.days == OUR_DAYS:
        return gettext("Where the text names no number of days, that is this program's default.")
    return ""


def _typed(request: HttpRequest, page: Complain) -> Complain:
    return replace(
        page,
        words=forms.typed(request, "words", most=4 * LONGEST),
        reach=forms.typed(request, "reach", most=4 * LONGEST_REACH),
        named=page.signed_in and request.POST.get("named") == "yes",
        number=forms.typed(request, "number", most=60),
    )


def _sent(request: HttpRequest, library: Library, page: Complain, person: str) -> Complain:
    sealed = guards.unseal(request.POST.get("token", ""), bound_to=_bound(library))
    page = _typed(request, page)
    if sealed is None:
        lay = gettext("This page lay open for long. Look it over, and send it again; nothing was sent yet.")
        return replace(page, problems=(Problem(lay, "words"),))
    try:
        receipt = room.complain(
            library,
            words=page.words,
            reach=page.reach,
            number=sealed["number"],
            person=person if page.named else "",
            now=datetime.now(UTC),
        )
    except CannotBeKept as cannot:
        wrong = forms.said(cannot.fields)
        return replace(
            page,
            token=request.POST["token"],
            wrong=tuple(wrong.items()),
            problems=tuple(Problem(words, name) for name, words in wrong.items()),
        )
    says = aloud(receipt.decision, library.policy, Tongue(tongues.spoken()))
    return replace(page, receipt=Receipt(says, receipt.number, receipt.came_on, receipt.answer_by))


def _looked(request: HttpRequest, library: Library, page: Complain) -> Complain:
    page = _typed(request, page)
    found = room.of_receipt(library, number_in(page.number))
    if found is None:
        no = gettext(
            "No complaint here has this number. Type it as the receipt has it; a year after the answer it is gone."
        )
        return replace(page, wrong=(("number", no),), problems=(Problem(no, "number"),))
    return replace(page, stands=stands(found))


def stands(found: Complaint) -> Stands:
    """Where a complaint stands, for whoever complained."""
    return Stands(found.came_on, found.answer_by, found.answered_on, found.words, found.found, found.answer)


def _bound(library: Library) -> str:
    return f"complaint at {library.slug}"
