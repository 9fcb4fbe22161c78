"""Who is at the door: which library an address names, which staff account or patron is signed in there.

A patron's session is a sealed cookie and stands in no table; a staff session holds no patron (DESIGN 5).
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any, TypeGuard

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from reticent.drawer import reach
from reticent.people import libraries
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.retention import switching
from reticent.vault import sessions

View = Callable[..., HttpResponse]

PATRON_COOKIE = "my-record"
PATRON_SECONDS = 20 * 60
# Where staff come back to once they have signed in; from anywhere else they begin at the desk.
COME_BACK = frozenset({"visit", "asking", "taking", "cases", "rehearsal", "officer", "policy-read"})


def at_library(view: View) -> View:
    """Turn the library's name in the address into the library; an unknown one is a page not found."""

    @wraps(view)
    def found(request: HttpRequest, library: str, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            request.library = libraries.named(library)  # type: ignore[attr-defined]
        except libraries.UnknownLibrary:
            raise Http404 from None
        with reach.only(library):
            switching.keep_up(request.library, now=datetime.now(UTC))  # type: ignore[attr-defined]
            return view(request, request.library, *args, **kwargs)  # type: ignore[attr-defined]

    return found


def library_of(request: HttpRequest) -> Library | None:
    """The library whose page this is, once `at_library` has found it."""
    return getattr(request, "library", None)


def staff_at(request: HttpRequest, slug: str) -> StaffAccount | None:
    """The staff account signed in at this library."""
    account = getattr(request, "user", None)
    return account if works_at(account, slug) else None


def works_at(account: object, slug: str) -> TypeGuard[StaffAccount]:
    """Whether this is a staff account, in use, of this library."""
    return isinstance(account, StaffAccount) and account.is_active and account.library_id == slug


def authenticated(request: HttpRequest, *, who: str, word: str, now: datetime) -> AbstractBaseUser | None:
    """The staff account whose name and password these are. Counted first, and as slow while it must wait."""
    if not StaffAccount.objects.take_try(who, now=now):
        StaffAccount().set_password(word)
        return None
    account = authenticate(request, username=who, password=word)
    if account is not None:
        StaffAccount.objects.unlock(who)
    return account


def staff_only(*duties: str) -> Callable[[View], View]:
    """Only for staff of this library; with duties named, only for those who have one of them."""

    def guarded(view: View) -> View:
        @wraps(view)
        @at_library
        def asked(request: HttpRequest, library: Library, *args: Any, **kwargs: Any) -> HttpResponse:
            account = staff_at(request, library.slug)
            if account is None:
                if request.user.is_authenticated:
                    raise PermissionDenied(
                        "You work at another library. This one's drawer stays shut to you."
                    )
                match = request.resolver_match
                return redirect(sign_in_at(library.slug, match.view_name if match else ""))
            if duties and not any(account.has_duty(duty) for duty in duties):
                raise PermissionDenied("Your duties do not include this page.")
            return view(request, library, account, *args, **kwargs)

        return asked

    return guarded


def sign_in_at(slug: str, to: str) -> str:
    """Where staff sign in, on their way to this page."""
    return reverse("staff-sign-in", args=[slug]) + (f"?to={to}" if to in COME_BACK else "")


def patron_only(view: View) -> View:
    """Only for a patron who has signed in with card and PIN; the view gets the person, which is only a name in seals."""

    @wraps(view)
    @at_library
    def asked(request: HttpRequest, library: Library, *args: Any, **kwargs: Any) -> HttpResponse:
        person = patron_at(request, library.slug)
        if person is None:
            return redirect("sign-in", library.slug)
        return view(request, library, person, *args, **kwargs)

    return asked


def patron_at(request: HttpRequest, slug: str) -> str | None:
    """The person whose sealed cookie this is, if it is ours, whole, for this library, and not over."""
    token = request.COOKIES.get(PATRON_COOKIE)
    if not token:
        return None
    values = sessions.open_(token, key=_key(), bound_to=f"my-record at {slug}", now=int(time.time()))
    return values["person"] if values else None


def sign_patron_in(response: HttpResponse, slug: str, person: str) -> HttpResponse:
    """Give the browser the sealed cookie: it lasts twenty minutes, and only this library's pages get it."""
    until = int(time.time()) + PATRON_SECONDS
    token = sessions.seal({"person": person}, key=_key(), bound_to=f"my-record at {slug}", until=until)
    response.set_cookie(
        PATRON_COOKIE,
        token,
        max_age=PATRON_SECONDS,
        path=f"/{slug}/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


def sign_patron_out(response: HttpResponse, slug: str) -> HttpResponse:
    """Take the cookie back."""
    response.delete_cookie(PATRON_COOKIE, path=f"/{slug}/", samesite="Strict")
    return response


def seal(values: dict[str, str], *, bound_to: str, seconds: int) -> str:
    """A token for a hidden field of a form: what the next step is about, and what it may do."""
    return sessions.seal(values, key=_key(), bound_to=bound_to, until=int(time.time()) + seconds)


def unseal(token: str, *, bound_to: str) -> dict[str, str] | None:
    """What a hidden field carried, or None where it is over or not ours."""
    return sessions.open_(token, key=_key(), bound_to=bound_to, now=int(time.time()))


def _key() -> bytes:
    return sessions.secret(Path(settings.RETICENT_KEYS))
