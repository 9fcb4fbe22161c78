"""What machines ask that watch the server: is it up, can it serve, when was its work last done? Never about persons."""

import hmac
from datetime import UTC, datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from reticent import notices, reminders
from reticent.retention import watching
from reticent.retention.watching import Measure

PLAIN = "text/plain; charset=utf-8"
PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


@require_safe
def up(_: HttpRequest) -> HttpResponse:
    """The process answers; nothing else was asked."""
    return HttpResponse("up\n", content_type=PLAIN)


@require_safe
def ready(_: HttpRequest) -> HttpResponse:
    """Whether pages can be served; else 503, and what is missing, by one word each."""
    missing = watching.missing(now=datetime.now(UTC))
    if missing:
        return HttpResponse(f"not ready: {', '.join(missing)}\n", content_type=PLAIN, status=503)
    return HttpResponse("ready\n", content_type=PLAIN)


@require_safe
def measures(request: HttpRequest) -> HttpResponse:
    """The figures, for whoever brings the key that `RETICENT_METRICS_KEY` names; to others no such page is there."""
    key = settings.RETICENT_METRICS_KEY
    given = request.headers.get("Authorization", "")
    if not key or not hmac.compare_digest(given.encode(), f"Bearer {key}".encode()):
        raise Http404
    found = watching.measures(rounds=(notices.ROUNDS, reminders.ROUNDS), now=datetime.now(UTC))
    return HttpResponse("".join(_said(each) for each in found), content_type=PROMETHEUS)


def _said(measure: Measure) -> str:
    lines = [f"# HELP {measure.name} {measure.says}", f"# TYPE {measure.name} gauge"]
    for labels, value in measure.values:
        inside = ",".join(f'{name}="{word}"' for name, word in labels)
        lines.append(f"{measure.name}{f'{{{inside}}}' if inside else ''} {value:.0f}")
    return "\n".join(lines) + "\n"
