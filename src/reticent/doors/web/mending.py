"""What a board should mend in a text of the library: on the director's page, and as the packet it votes on."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from reticent import papers, policy
from reticent.doors.web import guards, sheets
from reticent.doors.web.shown.adopting import Mended, ToMend
from reticent.people import adoptions
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount


@require_safe
@guards.staff_only("director")
def packet(request: HttpRequest, library: Library, director: StaffAccount, policy_id: str) -> HttpResponse:
    """The board's packet of one text of the library, a draft or an adopted one, as a tagged PDF."""
    today = library.day_of(datetime.now(UTC))
    try:
        text = adoptions.draft_text(library.slug, policy_id)
    except adoptions.NoSuchText:
        raise Http404 from None
    values = asdict(policy.packet(text, policy.findings_on(text, on=today), on=today))
    paper = papers.pdf("packet", values, title=policy.packet_title(text), made=today)
    return sheets.answered(paper, f"packet-{policy_id}.pdf")


def to_mend(library: Library, text: policy.Policy, *, today: date) -> ToMend:
    """What the linter finds in a text, as the director's page shows it."""
    found = policy.findings_on(text, on=today)
    return ToMend(
        counted=counted(found),
        found=tuple(
            Mended(each.code, each.severity, each.title, each.wrong, tuple(c.id for c in each.clauses))
            for each in found
        ),
        packet=packet_at(library, text.id),
    )


def packet_at(library: Library, policy_id: str) -> str:
    """Where the packet of a text is."""
    return reverse("packet", args=[library.slug, policy_id])


_SAID = {
    "error": ("error", "errors"),
    "warning": ("warning", "warnings"),
    "advice": ("piece of advice", "pieces of advice"),
}


def counted(found: Sequence[policy.Finding]) -> str:
    """`3 errors, 1 warning`: how many of each severity there are, the gravest first."""
    numbers = {severity: sum(each.severity == severity for each in found) for severity in policy.SEVERITIES}
    return ", ".join(f"{n} {_SAID[severity][n > 1]}" for severity, n in numbers.items() if n)
