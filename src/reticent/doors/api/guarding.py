"""Who may knock at this door, how often, and with how much: before anything is read of what was sent.

A client is known by its secret and by nothing else: no cookie is looked at, so no browser can be made to ask for it.
"""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from ninja.security.http import HttpAuthBase

from reticent.access import own_token
from reticent.doors import floods
from reticent.doors.api.problems import Problem, answered, of_ours
from reticent.drawer import reach
from reticent.errors import ReticentError
from reticent.people import clients, libraries
from reticent.people.clients import Client, NotKnown
from reticent.people.libraries import Library
from reticent.retention import switching

View = Callable[..., Any]
MINUTE = 60
# What one client may send in a minute, and how many of its questions may come to a no: more would be guessing.
OF_A_CLIENT, NOES = floods.Bound(most=600, seconds=MINUTE), floods.Bound(most=60, seconds=MINUTE)
# Secrets and tokens that are nobody's, from one address.
GUESSES = floods.Bound(most=20, seconds=MINUTE)
MOST_BYTES = 512 * 1024
_JSON = "application/json"


def at_library(view: View) -> View:
    """Turn the library's name in the address into the library, look at no cookie, and take only what can be read."""

    @csrf_exempt
    @wraps(view)
    def found(request: HttpRequest, library: str, *args: Any, **kwargs: Any) -> HttpResponse:
        request.COOKIES = {}
        try:
            response = _of(view, request, library, *args, **kwargs)
        except Exception as no:  # noqa: BLE001  no trace and no page of ours: what a program can read
            response = said(no)
        response.headers["Cache-Control"] = "no-store"
        return response

    return found


def _of(view: View, request: HttpRequest, library: str, *args: Any, **kwargs: Any) -> HttpResponse:
    try:
        request.library = libraries.named(library)  # type: ignore[attr-defined]
    except libraries.UnknownLibrary:
        raise Problem("no-such-address", "There is no such library here.") from None
    with reach.only(library):
        switching.keep_up(place(request), now=datetime.now(UTC))
        if (no := _unread(request)) is not None:
            raise no
        response: HttpResponse = view(request, *args, **kwargs)
    if response.status_code == 405:
        allowed, response = response.headers.get("Allow", ""), answered(Problem("not-this-method"))
        response.headers["Allow"] = allowed
    return response


def _unread(request: HttpRequest) -> Problem | None:
    """What stands against reading a body at all: it is none of ours to take in."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return None
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MOST_BYTES:
        return Problem("too-long")
    if request.method == "POST" and (request.content_type or "").lower() != _JSON:
        return Problem("not-json")
    return None


def place(request: HttpRequest) -> Library:
    """The library whose address this is."""
    library: Library = request.library  # type: ignore[attr-defined]
    return library


class ClientSecret(HttpAuthBase):
    """The secret of a client, made by the library's director."""

    openapi_scheme = "bearer"

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Client:
        """The client whose secret was sent, where it may do this."""
        came = time.monotonic()
        sent = _sent(request)
        try:
            client = clients.known(place(request), sent, today=today(request))
        except NotKnown as no:
            raise _guessed(request, came, no) from None
        if not OF_A_CLIENT.take(f"{client.library} {client.handle}"):
            raise Problem("too-often", wait=MINUTE)
        clients.may(client, self.scope)
        return client


class OwnToken(HttpAuthBase):
    """A token that a patron makes on her own page, good for ten minutes."""

    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> str:
        """The person whose token was sent."""
        came = time.monotonic()
        sent = _sent(request)
        person = own_token.person_of(place(request), sent)
        if person is None:
            no = NotKnown("This token is over, or none of ours. Make a new one on the page of your record.")
            raise _guessed(request, came, no)
        return person


def _guessed(request: HttpRequest, came: float, no: NotKnown) -> Exception:
    """How a secret of nobody is refused: in step, and counted against its address. A right one is never kept waiting."""
    floods.leave_in_step(came)
    return no if GUESSES.take(floods.address(request)) else Problem("too-often", wait=MINUTE)


def _sent(request: HttpRequest) -> str:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise Problem("secret-missing")
    return secret.strip()[:2000]


def today(request: HttpRequest) -> date:
    """The library's own day."""
    return place(request).day_of(datetime.now(UTC))


def said(no: Exception) -> HttpResponse:
    """How whatever went wrong is answered."""
    if isinstance(no, Problem):
        return answered(no)
    return of_ours(no) if isinstance(no, ReticentError) else answered(Problem("our-fault"))
