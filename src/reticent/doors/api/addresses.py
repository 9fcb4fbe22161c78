"""The addresses of the machine door, below each library's own. None names a person, or anything about one."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from reticent.doors.api import operations
from reticent.doors.api.guarding import at_library, place
from reticent.doors.api.operations import OwnFile
from reticent.doors.api.problems import Problem, answered

BELOW = f"api/v{operations.VERSION}"


@require_safe
def described(request: HttpRequest) -> HttpResponse:
    """What can be asked here, as OpenAPI: about nobody, and open to anyone."""
    return JsonResponse(operations.document(server=f"/{place(request).slug}/{BELOW}"))


def _nowhere(request: HttpRequest, **_: Any) -> HttpResponse:
    return answered(Problem("no-such-address"))


def addresses(own_file: OwnFile) -> list[URLPattern]:
    """Every address of this door; `own_file` makes the file of a patron's own record."""
    operations.offer_own_record(own_file)
    here = f"<slug:library>/{BELOW}"
    found = [path(f"{here}/openapi.json", at_library(described), name="api-openapi.json")]
    for pattern in operations.api.urls[0]:
        route = str(pattern.pattern)
        if isinstance(pattern, URLPattern) and route:
            found.append(path(f"{here}/{route}", at_library(pattern.callback), name=f"api-{route}"))
    return [*found, path("<slug:library>/api/<path:rest>", at_library(_nowhere), name="api-nowhere")]
