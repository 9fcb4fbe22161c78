"""What a program is told that gets no answer: which of a closed list of problems it is, and what to do (RFC 9457).

Nothing that was sent is repeated, and no fault of ours is explained: it may hold anything.
"""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse

from reticent.errors import Broken, Malformed, Refused, ReticentError, ToMend
from reticent.people.client_events import AnotherEvent
from reticent.people.clients import NotInItsScope, NotKnown
from reticent.people.vendors import MayNotBeTold

MEDIA = "application/problem+json"
# Every problem that there is: its code, its status, and what to do where nothing more is known.
CODES: Mapping[str, tuple[HTTPStatus, str]] = {
    "unreadable": (HTTPStatus.BAD_REQUEST, "Send one JSON object, in UTF-8."),
    "secret-missing": (HTTPStatus.UNAUTHORIZED, "Send “Authorization: Bearer” and the client's secret."),
    "secret-not-known": (HTTPStatus.UNAUTHORIZED, ""),
    "not-in-scope": (HTTPStatus.FORBIDDEN, ""),
    "vendor-may-not-be-told": (HTTPStatus.FORBIDDEN, ""),
    "refused": (HTTPStatus.FORBIDDEN, ""),
    "no-such-address": (HTTPStatus.NOT_FOUND, "The addresses stand in openapi.json."),
    "not-this-method": (HTTPStatus.METHOD_NOT_ALLOWED, "The methods of each address stand in openapi.json."),
    "another-event": (HTTPStatus.CONFLICT, ""),
    "too-long": (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Send less at once."),
    "not-json": (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send it as application/json."),
    "to-be-mended": (HTTPStatus.UNPROCESSABLE_ENTITY, "Mend what stands in “errors”, and send it again."),
    "too-often": (HTTPStatus.TOO_MANY_REQUESTS, "Wait as long as Retry-After says, then go on."),
    "our-fault": (
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "It is our fault, not yours. Send it again with the same key; if it happens again, tell the library.",
    ),
    "not-now": (HTTPStatus.SERVICE_UNAVAILABLE, "Try again in a moment, with the same key."),
}
_OF_OURS: tuple[tuple[type[ReticentError], str], ...] = (
    (NotKnown, "secret-not-known"),
    (NotInItsScope, "not-in-scope"),
    (MayNotBeTold, "vendor-may-not-be-told"),
    (AnotherEvent, "another-event"),
    (Refused, "refused"),
    (Malformed, "to-be-mended"),
    (Broken, "not-now"),
)


class Problem(Exception):
    """A problem of the list, in the words of whoever found it."""

    def __init__(
        self, code: str, detail: str = "", *, errors: Sequence[Mapping[str, str]] = (), wait: int = 0
    ) -> None:
        super().__init__(code)
        self.code, self.detail, self.errors, self.wait = code, detail, tuple(errors), wait


def answered(no: Problem, **more: Any) -> HttpResponse:
    """The answer to a problem."""
    status, what = CODES[no.code]
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "code": no.code,
        "detail": no.detail or what,
        **{name: value for name, value in more.items() if value},
    }
    if no.errors:
        body["errors"] = list(no.errors)
    response = HttpResponse(json.dumps(body, ensure_ascii=False), status=status.value, content_type=MEDIA)
    response.headers["Cache-Control"] = "no-store"
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    if no.wait:
        response.headers["Retry-After"] = str(no.wait)
    return response


def of_ours(no: ReticentError) -> HttpResponse:
    """One of our own ends: they hold no patron's data (errors.py). Of what is broken, only that it is."""
    code = next((code for kind, code in _OF_OURS if isinstance(no, kind)), "not-now")
    if code == "not-now":
        return answered(Problem(code))
    if isinstance(no, MayNotBeTold):
        return answered(Problem(code, no.stands.say), clauses=no.stands.clauses, next=no.stands.steps)
    wrong = no.wrong if isinstance(no, ToMend) else {}
    errors = [{"field": field, "detail": why} for field, why in wrong.items()]
    return answered(Problem(code, "" if errors else str(no), errors=errors))
