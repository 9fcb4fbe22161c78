"""Staff sign in with name and password; and go on where they were, with what they had typed.

A form on which a visit is written down may lie open for long. Whoever's sign-in ended meanwhile signs in again on the
page that comes instead, which carries what was typed under a seal.
"""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from reticent.doors import floods
from reticent.doors.web import forms, guards
from reticent.doors.web.shown.frame import Problem, Sign
from reticent.people.libraries import Library

STAFF_GATE = floods.Gate()
NOT_OPENED = (
    "This name and password do not open the desk here now. After five wrong tries a name has to wait, five minutes at"
    " first and longer each time; whoever runs Reticent here can end the wait."
)
KEPT_SECONDS = 60 * 60
View = Callable[..., HttpResponse]


def signed_in(request: HttpRequest, library: Library) -> bool:
    """Whether the name and password that were posted opened the desk; if so, they are signed in. Counted first."""
    came = time.monotonic()
    who, word = forms.typed(request, "who", most=60), request.POST.get("secret", "")[:200]
    account = None
    if STAFF_GATE.take(request, library.slug):
        account = guards.authenticated(request, who=who, word=word, now=datetime.now(UTC))
    if guards.works_at(account, library.slug):
        STAFF_GATE.give_back(request, library.slug)
        login(request, account)
        return True
    floods.leave_in_step(came)
    return False


def page(library: Library, *, action: str, wrong: bool = False, kept: str = "") -> Sign:
    """The form for it."""
    return Sign(
        title="Staff",
        heading="Sign in to work",
        action=action,
        who_label="Name",
        secret_label="Password",
        button="Sign in and go on" if kept else "Sign in",
        problems=(Problem(NOT_OPENED, "who"),) if wrong else (),
        remark="Somebody is asking right now? The words need no sign-in:",
        link=reverse("desk-card", args=[library.slug]),
        link_says="the desk card",
        kept=kept,
    )


def keeps_what_was_typed(view: View) -> View:
    """For a view whose form lies open for long: signed out meanwhile, nothing that was typed is lost."""

    @wraps(view)
    @sensitive_post_parameters()
    def asked(request: HttpRequest, library: str) -> HttpResponse:
        if request.method != "POST" or request.user.is_authenticated:
            return view(request, library)
        return sign_in_first(request, library)

    @guards.at_library
    def sign_in_first(request: HttpRequest, library: Library) -> HttpResponse:
        bound_to = f"typed at {request.path}"
        kept = request.POST.get("kept", "")
        typed = guards.unseal(kept, bound_to=bound_to)
        if typed is None:
            kept = guards.seal({"typed": _typed(request)}, bound_to=bound_to, seconds=KEPT_SECONDS)
        elif signed_in(request, library):
            request.POST = _posted(typed["typed"])  # type: ignore[assignment]
            return view(request, library.slug)
        sign = page(library, action=request.get_full_path(), wrong=typed is not None, kept=kept)
        return render(request, "sign_in.html", {"sign": sign}, status=403)

    return asked


def _typed(request: HttpRequest) -> str:
    return json.dumps(
        [[name, request.POST.getlist(name)] for name in request.POST if name != "csrfmiddlewaretoken"]
    )


def _posted(typed: str) -> QueryDict:
    posted = QueryDict(mutable=True)
    for name, values in json.loads(typed):
        posted.setlist(name, values)
    return posted
