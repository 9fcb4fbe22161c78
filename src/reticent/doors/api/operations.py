"""What can be asked at this door, and its description as OpenAPI.

A client's answers are about one card and one word; a patron's program gets her own record, by her own token. There is no
operation that lists, finds or names anybody, whatever the scope.
"""

import json
import time
from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import UTC, date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.params.functions import Header
from ninja.parser import Parser

from reticent.access import computers, entitled
from reticent.disclosure import incidents
from reticent.doors import floods
from reticent.doors.api import guarding
from reticent.doors.api.asks import (
    Asked,
    Entitled,
    Failed,
    Noted,
    ProblemSaid,
    Returned,
    Sent,
    Taken,
    Told,
    Wiped,
)
from reticent.doors.api.guarding import MINUTE, NOES, ClientSecret, OwnToken, place
from reticent.doors.api.problems import MEDIA, Problem
from reticent.notices import bounces
from reticent.people import client_events, clients, vendors
from reticent.people.clients import ENTITLEMENT, INCIDENT, RETURNED, WIPED, Client
from reticent.people.libraries import Library
from reticent.records import stations
from reticent.records.stations import NoSuchStation

VERSION = "1"
ABOUT = (
    "What other programs may ask of a library, and tell it. Every client is made by the library's director, for named"
    " things, until a day. Every answer leaves at once and is kept by nobody: `Cache-Control: no-store`. Whatever goes"
    " wrong is a problem (RFC 9457) that says what to do. Nobody is ever listed here."
)
ROLE = "client"
OwnFile = Callable[..., Mapping[str, Any]]
_KEY: Any = Header(
    ...,
    alias="Idempotency-Key",
    min_length=8,
    max_length=64,
    pattern=r"^[A-Za-z0-9._~-]+$",
    description="A key of the event, drawn by whoever sends it. Sent again with it within 30 days, nothing is done.",
)
_OF_EVERY = (400, 401, 403, 404, 405, 413, 415, 422, 429, 500, 503)


class Strict(Parser):
    """JSON as it is defined: an object, no value that is no JSON, no name twice, in UTF-8."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """What was sent, or a problem."""
        try:
            found = json.loads(
                request.body.decode(), object_pairs_hook=_once_each, parse_constant=_no_constant
            )
        except (ValueError, RecursionError):
            raise Problem("unreadable") from None
        if not isinstance(found, dict):
            raise Problem("unreadable")
        return found


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError
    return dict(pairs)


def _no_constant(_: str) -> None:
    raise ValueError


def _said(model: type, *also: int) -> dict[int, Any]:
    """What an operation answers: this, or a problem."""
    return {200: model, **dict.fromkeys((*_OF_EVERY, *also), ProblemSaid)}


api = NinjaAPI(
    title="Reticent",
    version=VERSION,
    description=ABOUT,
    openapi_url=None,
    docs_url=None,
    parser=Strict(),
    urls_namespace="machines",
)


@api.exception_handler(Exception)
def _any(request: HttpRequest, no: Exception) -> HttpResponse:
    return guarding.said(no)


@api.exception_handler(HttpError)
def _http(request: HttpRequest, no: HttpError) -> HttpResponse:
    return guarding.said(Problem("unreadable"))


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, no: ValidationError) -> HttpResponse:
    return guarding.said(Problem("to-be-mended", errors=[_mend(each) for each in no.errors]))


def _mend(error: Mapping[str, Any]) -> dict[str, str]:
    """One thing to mend, in the words of the schema: names that the schema has, and nothing that was sent."""
    named = {name for model in Sent.__subclasses__() for name in model.model_fields} | {"Idempotency-Key"}
    path = [str(part) for part in error["loc"] if part in named or isinstance(part, int)]
    if error["type"] == "extra_forbidden":
        return {"field": "", "detail": "A field was sent that is not known here. Send the named ones only."}
    return {"field": ".".join(path), "detail": str(error["msg"]).removeprefix("Value error, ")}


@api.post(
    "/entitlement",
    auth=ClientSecret(ENTITLEMENT),
    response=_said(Entitled),
    operation_id="entitlement",
    summary="Is this card entitled to your service? Yes or no",
    tags=["entitlement"],
)
def entitlement(request: HttpRequest, body: Asked) -> dict[str, bool]:
    """Whether somebody may use your service: asked while she signs in, with the card and the PIN that she typed.

    Answered to vendors whose contract says what the library's policy wants said; to others it is refused, with the
    clause. Five wrong tries make a card wait. More than 60 answers of no within a minute make the client wait.
    """
    came, client, library = time.monotonic(), _client(request), place(request)
    name = f"{client.library} {client.handle}"
    if not NOES.take(name):
        raise Problem("too-often", wait=MINUTE)
    yes = entitled.asked(library, client, card=body.card, pin=body.pin, now=datetime.now(UTC))
    if yes:
        NOES.give_back(name)
    floods.leave_in_step(came)
    return {"entitled": yes}


@api.post(
    "/events/computers-wiped",
    auth=ClientSecret(WIPED),
    response=_said(Noted, 409),
    operation_id="computers-wiped",
    summary="Public computers were wiped today",
    tags=["events"],
)
def computers_wiped(request: HttpRequest, body: Wiped, key: str = _KEY) -> dict[str, Any]:
    """What wipes the library's public computers says which it wiped: a session there is over, and the director sees where
    a wipe is missing."""
    library = place(request)
    computers.get_ready(library)

    def act() -> dict[str, Any]:
        try:
            return {"noted": computers.wiped_itself(library, body.computers, now=datetime.now(UTC))}
        except NoSuchStation:
            raise _no_such(library, guarding.today(request)) from None

    return _event(request, WIPED, key, body, act)


@api.post(
    "/events/mail-returned",
    auth=ClientSecret(RETURNED),
    response=_said(Failed, 409),
    operation_id="mail-returned",
    summary="Mail to patrons came back",
    tags=["events"],
)
def mail_returned(request: HttpRequest, body: Returned, key: str = _KEY) -> dict[str, Any]:
    """Whatever reads the mailbox of returned mail hands it in; nothing is sent to such an address for 90 days."""
    library = place(request)

    def act() -> dict[str, Any]:
        letters = [message.encode() for message in body.messages]
        read = bounces.take_in(library, letters, on=guarding.today(request))
        return {"addresses": read.addresses, "without": read.said_nothing}

    return _event(request, RETURNED, key, body, act)


@api.post(
    "/events/incident",
    auth=ClientSecret(INCIDENT),
    response=_said(Taken, 409),
    operation_id="incident",
    summary="Something was lost, or seen by somebody who should not have",
    tags=["events"],
)
def incident(request: HttpRequest, body: Told, key: str = _KEY) -> dict[str, Any]:
    """A vendor tells at once of a loss or a theft, as its contract says. It is an open incident on the director's page,
    with the law's clock. Heard of every vendor, also of one that may be told nothing any more."""
    library, client = place(request), _client(request)

    def act() -> dict[str, Any]:
        typed = incidents.Particulars(
            what="vendor",
            words=body.words,
            vendor=vendors.name_of(library, client.vendor) or client.name,
            happened_on=body.happened_on,
            found_on=body.found_on,
            kinds=body.kinds,
            information=body.information,
            readable=body.readable,
            about=body.about,
        )
        incidents.note(library, typed, today=guarding.today(request), role=ROLE)
        return {"noted": True}

    return _event(request, INCIDENT, key, body, act)


def _client(request: HttpRequest) -> Client:
    client: Client = request.auth  # type: ignore[attr-defined]
    return client


def _event(
    request: HttpRequest, scope: str, key: str, body: Sent, act: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """Take an event in once, and count that its client came."""
    library, client, today = place(request), _client(request), guarding.today(request)
    content = body.model_dump_json().encode()
    answer, again = client_events.once(
        library, client, scope=scope, key=key, content=content, on=today, act=act
    )
    if not again:
        clients.came(library, client, scope, today=today)
    return answer


def _no_such(library: Library, today: date) -> Problem:
    there = ", ".join(each.name for each in stations.states(library, today=today)) or "none yet"
    why = f"One of these is no computer in use. There are: {there}. Nothing was noted."
    return Problem("to-be-mended", errors=[{"field": "computers", "detail": why}])


def offer_own_record(own_file: OwnFile) -> None:
    """Offer a patron's own record to her own program, as the file that her page lets her take home."""

    @api.get(
        "/own/record",
        auth=OwnToken(),
        response=_said(dict),
        operation_id="own-record",
        summary="Your own record, for a program of yours",
        tags=["own record"],
    )
    def own_record(request: HttpRequest) -> HttpResponse:
        """Everything that the library holds about you, by a token that you make on the page of your record. It is good
        for ten minutes, opens nothing else, and no client of the library can make one."""
        person: str = request.auth  # type: ignore[attr-defined]
        return JsonResponse(
            own_file(place(request), person=person, now=datetime.now(UTC)),
            json_dumps_params={"ensure_ascii": False},
        )


def document(*, server: str) -> dict[str, Any]:
    """The whole door as OpenAPI 3.1: problems in their own media type."""
    drawn: dict[str, Any] = deepcopy(dict(api.get_openapi_schema(path_prefix="")))
    drawn["servers"] = [{"url": server}]
    for methods in drawn["paths"].values():
        for operation in methods.values():
            operation["responses"] = {str(code): said for code, said in operation["responses"].items()}
            for code, said in operation["responses"].items():
                if code != "200":
                    said["content"] = {MEDIA: said["content"].pop("application/json")}
    plain: dict[str, Any] = json.loads(json.dumps(drawn))
    return plain
