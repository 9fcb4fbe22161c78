"""Error pages: what happened, and what to do next."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reticent.doors.web.shown.frame import Trouble
from reticent.errors import Broken, Malformed, Refused, ReticentError

# What the inner rooms say to a reader, in their English words.
TOLD_TO_READERS = (gettext_noop("This registration is no longer here. Ask at the desk."),)


def page(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """The page of one trouble, or its bare words where even the page cannot be drawn."""
    try:
        body: str = render_to_string("trouble.html", {"trouble": trouble}, request=request)
    except Exception:  # noqa: BLE001 - the frame asks the database who is signed in; that may be what broke
        body = f"{trouble.title}\n\n{trouble.what}\n\n{trouble.next}\n"
        return HttpResponse(body, status=trouble.status, content_type="text/plain; charset=utf-8")
    return HttpResponse(body, status=trouble.status)


def said(request: HttpRequest, error: ReticentError) -> HttpResponse:
    """One of our own three ends, in its own words: they hold no patron's data (errors.py)."""
    if isinstance(error, Refused):
        return page(
            request, Trouble(403, _("No."), _(str(error)), _("Ask the director if it should be otherwise."))
        )
    if isinstance(error, Malformed):
        what = str(error.args[0])
        return page(
            request,
            Trouble(400, _("That cannot be read."), what, _("Mend it, and send it again."), error.problems),
        )
    if isinstance(error, Broken):
        return page(
            request,
            Trouble(
                503, _("Stop."), str(error), _("Nobody goes on until whoever runs this machine has looked.")
            ),
        )
    return page(
        request, Trouble(503, _("Not now."), str(error), _("Nothing was changed. Try again in a moment."))
    )


def fault(request: HttpRequest, *what: object) -> HttpResponse:
    """Something we did not foresee. What it was about is told to nobody, not even to a log."""
    return page(
        request,
        Trouble(
            500,
            _("Something went wrong here."),
            _("It is our fault, not yours. If you were changing something, look whether it was done."),
            _(
                "Go back and try again. If it happens again, tell the director what you were doing, without names."
            ),
        ),
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the browser sent what no form of ours sends."""
    return page(
        request,
        Trouble(
            400,
            _("That cannot be read."),
            _("Nothing was done."),
            _("Go back, load the page again, and retry."),
        ),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: signed in, but not for this."""
    what = str(exception) if exception and str(exception) else _("This page is not for you.")
    return page(request, Trouble(403, _("No."), what, _("Sign in as somebody who may, or ask the director.")))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: the address is none of ours. It is not repeated: an address may name somebody."""
    return page(
        request,
        Trouble(
            404,
            _("There is nothing at this address."),
            _("It may be misspelt, or the page may be gone."),
            _("Begin at the front, and choose your library."),
            tone="referred",
        ),
    )
