"""The public views: the front, a library's permission form, and signing in and out.

Its policy is in promising.py; the desk, the director's page and the patron's record in desk.py, today.py, my_record.py.
"""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reticent.doors.web import guards, public, signing_in, tongues
from reticent.doors.web.shown.frame import Drawer
from reticent.people import libraries
from reticent.people.libraries import Library


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
    """Staff sign in with name and password, at their own library, and go on to the page they came for."""
    wanted = request.GET.get("to", "")
    to = wanted if wanted in guards.COME_BACK else "desk"
    wrong = request.method == "POST" and not signing_in.signed_in(request, library)
    if request.method == "POST" and not wrong:
        return redirect(to, library.slug)
    sign = signing_in.page(library, action=guards.sign_in_at(library.slug, to), wrong=wrong)
    return render(request, "sign_in.html", {"sign": sign}, status=403 if wrong else 200)


@require_POST
@guards.at_library
def sign_out(request: HttpRequest, library: Library) -> HttpResponse:
    """Sign out whoever is signed in here, staff or patron."""
    logout(request)
    return guards.sign_patron_out(redirect("promise", library.slug), library.slug)
