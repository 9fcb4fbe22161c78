"""The page behind the link in a newsletter or a notice: one press, and it ends. No card, no PIN, no name in the link.

A press by the mail program itself counts like one on the page (RFC 8058). Opening the page changes nothing, since
programs that look through mail open every link.
"""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from reticent import policy
from reticent.doors.web import cards, guards, tongues, troubles
from reticent.doors.web.shown.frame import Trouble
from reticent.doors.web.shown.stopping import StopMail
from reticent.people import silences
from reticent.people.libraries import Library
from reticent.people.silences import ACCOUNT, NEWS
from reticent.policy import Request
from reticent.policy.tongues import Tongue

_ASKS_ABOUT_THE_REST = "ask_about_account_mail"
# What a press on the page asks for; anything else is a mail program's, which stops the mail that had the link.
_STOP, _BEGIN = "stop", "begin"


@csrf_exempt  # a mail program has no cookie of ours; what may be changed is what the link is for
@require_http_methods(["GET", "HEAD", "POST"])
@guards.at_library
def stop_mail(request: HttpRequest, library: Library) -> HttpResponse:
    """Stop it, stop the rest too, or have it come again."""
    mark = silences.mark_in(library, request.GET.get("of", ""))
    if mark is None:
        return troubles.page(
            request,
            Trouble(
                400,
                _("This link is not whole."),
                _("The mail program may have cut it in two. Nothing was changed."),
                _("Copy all of it from the mail, or tell the desk: they note it for you."),
            ),
        )
    if request.method == "POST":
        do, _sep, sort = request.POST.get("do", f"{_STOP} {_about(request)}").partition(" ")
        if do == _BEGIN:
            silences.take_back(library, mark, sort)
        else:
            silences.stop(library, mark, sort, on=library.day_of(datetime.now(UTC)))
    shown = _of_notices if _about(request) == ACCOUNT else _of_newsletters
    return render(request, "stop_mail.html", {"stop": shown(request, library, mark)})


def _about(request: HttpRequest) -> str:
    """Which mail had the link."""
    return ACCOUNT if request.GET.get("about") == ACCOUNT else NEWS


def _of_notices(request: HttpRequest, library: Library, mark: str) -> StopMail:
    stopped = silences.stopped(library, mark)
    rule = policy.writing(library.policy, "account", channel="email")
    return StopMail(
        here=request.get_full_path(),
        what=ACCOUNT,
        stopped=ACCOUNT in stopped,
        since=stopped.get(ACCOUNT),
        says=_("We write to you no more about what you have out and what waits for you."),
        pressed=request.method == "POST",
        because=cards.clauses(library.policy, rule.clauses),
    )


def _of_newsletters(request: HttpRequest, library: Library, mark: str) -> StopMail:
    tongue, adopted = Tongue(tongues.spoken()), library.policy
    decision = policy.decide(
        Request(capacity="self", purpose="registration", asker="patron", matter="unsubscribe", channel="web"),
        adopted,
    )
    stopped = silences.stopped(library, mark)
    rest = any(step.code == _ASKS_ABOUT_THE_REST for step in decision.next_steps)
    return StopMail(
        here=request.get_full_path(),
        what=NEWS,
        stopped=NEWS in stopped,
        since=stopped.get(NEWS),
        says=tongue.say(decision.say) if NEWS in stopped else "",
        asks=_("Shall mail about your loans and holds stop as well?") if rest else "",
        account_stopped=ACCOUNT in stopped,
        pressed=request.method == "POST",
        because=cards.clauses(adopted, decision.clauses),
    )
