"""In which language a page is: English or Spanish where readers come, English where staff work."""

from collections.abc import Callable
from datetime import date
from datetime import time as clock_time

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.dateformat import format as written
from django.utils.dateformat import time_format as spoken_time
from django.utils.translation import gettext as _

# The pages for readers. All others are for staff, whose words to say aloud are tried and tested in English.
FOR_READERS = frozenset(
    {
        "front",
        "promise",
        "policy-text",
        "policy-pdf",
        "permission",
        "complaint",
        "stop-mail",
        "ask",
        "suggest",
        "pick-up",
        "programs",
        "program",
        "computer-sign",
        "sign-in",
        "my-record",
        "my-record-pdf",
        "my-record-download",
        "my-record-key",
        "api-own/record",
        "take-back",
        "cancel-sign-up",
        "my-record-close",
        "permit",
        "choices",
        "choose-mail",
        "sign-out",
    }
)
YEAR = 365 * 24 * 60 * 60


class Language:
    """Chosen by the link on the page and kept in a cookie that holds nothing else; before that, the browser's wish."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        page = _page(request)
        for_readers = page is None or page in FOR_READERS
        chosen = request.GET.get("language", "")
        if page in FOR_READERS and chosen in dict(settings.LANGUAGES):
            return _remembered(request, chosen)
        language = translation.get_language_from_request(request) if for_readers else "en"
        with translation.override(language):
            response = self.get_response(request)
        if for_readers:
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
            response.headers.setdefault("Content-Language", language)
        return response


def spoken() -> str:
    """The language of this page."""
    return (translation.get_language() or "en").partition("-")[0]


def for_readers(request: HttpRequest) -> bool:
    """Whether this page may be read in several languages."""
    return _page(request) in FOR_READERS


def day(on: date, *, year: bool = True) -> str:
    """A day as people write it: 21 November 2026, 21 de noviembre de 2026."""
    return written(on, _("j F Y") if year else _("j F"))


def time(minute: int) -> str:
    """A minute of the day as people say it: 3:05 PM, 15:05."""
    return spoken_time(clock_time(minute // 60 % 24, minute % 60), _("g:i A"))


def _remembered(request: HttpRequest, language: str) -> HttpResponseBase:
    # Back to the page itself: its address is one of ours, or it would not have been found.
    response = HttpResponseRedirect(request.path)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(request: HttpRequest) -> str | None:
    """The name of the page that this address is; None where there is none."""
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return None
