"""The public views: the front, a library's permission form, and signing in and out.

Its policy is in promising.py; the desk, the director's page and the patron's record in desk.py, today.py, my_record.py.
"""

import time
from datetime import UTC, datetime

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reticent.doors.web import floods, forms, guards, public, tongues
from reticent.doors.web.shown import Drawer, Problem, Sign
from reticent.people import libraries
from reticent.people.libraries import Library

STAFF_GATE = floods.Gate()
NOT_OPENED = (
    "This name and password do not open the desk here now. After five wrong tries a name has to wait, five minutes at"
    " first and longer each time; whoever runs Reticent here can end the wait."
)


@require_safe
@cache_control(private=True, max_age=60)
def front(request: HttpRequest) -> HttpResponse:
    """Choose the library, then what you come for."""
    drawers = tuple(
        Drawer(
            name=library.name,
            home=reverse("promise", args=[library.slug]),
            my_record=reverse("my-record", args=[library.slug]),
            desk=reverse("desk", args=[library.slug]),
        )
        for library in libraries.everyone()
    )
    return render(request, "front.html", {"drawers": drawers})


@require_safe
@cache_control(private=True, max_age=60)
@guards.at_library
def permission(request: HttpRequest, library: Library) -> HttpResponse:
    """The form by which a patron lets somebody else know or collect something (CGS 11-25(b)(2)(B))."""
    return render(
        request, "permission.html", {"form": public.permission_of(library.policy, language=tongues.spoken())}
    )


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@guards.at_library
def staff_sign_in(request: HttpRequest, library: Library) -> HttpResponse:
    """Staff sign in with name and password, at their own library."""
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        came = time.monotonic()
        who, word = forms.typed(request, "who", most=60), request.POST.get("secret", "")[:200]
        account = None
        if STAFF_GATE.take(request, library.slug):
            account = guards.authenticated(request, who=who, word=word, now=datetime.now(UTC))
        if guards.works_at(account, library.slug):
            STAFF_GATE.give_back(request, library.slug)
            login(request, account)
            return redirect("desk", library.slug)
        floods.leave_in_step(came)
        problems = (Problem(NOT_OPENED, "who"),)
    sign = Sign(
        title="Staff",
        heading="Sign in to work",
        action=reverse("staff-sign-in", args=[library.slug]),
        who_label="Name",
        secret_label="Password",
        button="Sign in",
        problems=problems,
        remark="Somebody is asking right now? The words need no sign-in:",
        link=reverse("desk-card", args=[library.slug]),
        link_says="the desk card",
    )
    return render(request, "sign_in.html", {"sign": sign}, status=403 if problems else 200)


@require_POST
@guards.at_library
def sign_out(request: HttpRequest, library: Library) -> HttpResponse:
    """Sign out whoever is signed in here, staff or patron."""
    logout(request)
    return guards.sign_patron_out(redirect("promise", library.slug), library.slug)
