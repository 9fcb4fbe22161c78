"""What surrounds every page: refusals and faults in plain words, nothing kept by browsers, no device opened."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from reticent.doors.web import troubles
from reticent.drawer import reach
from reticent.errors import ReticentError

# Nothing here needs a camera, a place or a payment; a page that was tampered with gets none of them either.
NO_DEVICES = ", ".join(
    f"{name}=()"
    for name in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "hid",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "serial",
        "usb",
    )
)


class PlainErrors:
    """Says what happened and what to do next; never a trace, never data (issue 2, errors)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        # Public pages say themselves how long they keep; whatever says nothing may be about a person.
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        response.headers.setdefault("Permissions-Policy", NO_DEVICES)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Our own three ends and any fault; Django's own refusals go to its handlers, which are ours too."""
        if isinstance(exception, Http404 | PermissionDenied | SuspiciousOperation):
            return None
        if isinstance(exception, ReticentError):
            return troubles.said(request, exception)
        return troubles.fault(request)


class WholeCookies:
    """A cookie with a NUL in it is none of ours, and not asked for: PostgreSQL takes none in a text."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\0" not in value}
        return self.get_response(request)


class NoLibraryYet:
    """A page reaches no library's rows until its address has named one (`guards.at_library`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with reach.nothing():
            return self.get_response(request)
