"""A library's policy for anyone to read: the one in force, those before it, and each as a paper.

Every adopted text keeps its own address, so that a decision of years ago can still be held against what it cites.
"""

from datetime import UTC, date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from reticent import papers
from reticent.disclosure import counts
from reticent.doors.web import guards, learners, printed, public, sheets, tongues
from reticent.doors.web.public import Versions
from reticent.doors.web.shown.promise import Promise
from reticent.drawer.tables import RECOVERY_DAYS, TURN_EVERY_DAYS
from reticent.people import adoptions
from reticent.people.adoptions import AdoptedTextLost, PolicyAdoption
from reticent.people.libraries import Library
from reticent.policy import Policy


@require_safe
@cache_control(private=True, max_age=60)
@guards.at_library
def promise(request: HttpRequest, library: Library) -> HttpResponse:
    """The policy in force, in plain words."""
    return render(request, "promise.html", {"promise": _promise(library, library.policy.id)})


@require_safe
@cache_control(private=True, max_age=60)
@guards.at_library
def text(request: HttpRequest, library: Library, policy_id: str) -> HttpResponse:
    """One adopted text at its own address, in force or not."""
    return render(request, "promise.html", {"promise": _promise(library, policy_id)})


@require_safe
@cache_control(private=True, max_age=60)
@guards.at_library
def pdf(request: HttpRequest, library: Library, policy_id: str) -> HttpResponse:
    """The same page as a tagged PDF, in the reader's language."""
    if not library.has_policy and policy_id == library.policy.id:
        raise Http404  # a paper that nobody adopted would outlive the page that says so
    shown = _promise(library, policy_id)
    language = tongues.spoken()
    paper = papers.pdf(
        "policy",
        printed.values_of(shown, library=library.name, on=tongues.day(library.day_of(datetime.now(UTC)))),
        title=printed.title_of(shown),
        language=language,
    )
    return sheets.answered(paper, f"{policy_id}-{language}.pdf")


def _promise(library: Library, policy_id: str) -> Promise:
    today = library.day_of(datetime.now(UTC))
    rows = adoptions.adopted(library.slug)
    at = next((at for at, row in enumerate(rows) if row.policy_id == policy_id), None)
    begun = {r.policy_id: r.in_force_from for r in rows if r.in_force_from and not r.came_before_us}
    current = adoptions.in_force_of(rows, on=today)
    if at is None and not library.has_policy and policy_id == library.policy.id:
        return _undecided(library, coming=_other(rows[0]) if rows else None, begun=begun, today=today)
    if at is None or (current is None and library.has_policy):
        raise Http404
    # -1: nothing is in force yet, and every text is one to come.
    now = next((at for at, row in enumerate(rows) if row is current), -1)
    row = rows[at]
    versions = Versions(
        earlier=tuple(text for earlier in rows[:at] if (text := _other(earlier))),
        instead=_other(rows[now]) if at < now else None,
        coming=_other(rows[at + 1]) if at == now and at + 1 < len(rows) else None,
        in_force=at == now,
        begins_on=row.in_force_from if at > now else None,
        since=None if row.came_before_us or at > now else row.in_force_from,
        begun=begun,
        # Of what was adopted before Reticent came, the text itself says all that is known.
        adopted_by="" if row.came_before_us else row.adopted_by,
        adopted_on=None if row.came_before_us else row.adopted_on,
        review_due=row.review_due if at >= now else None,
        review_overdue=row.review_due is not None and row.review_due < today,
    )
    return public.promise_of(
        adoptions.text_of(library.slug, row.sha256),
        turn_days=TURN_EVERY_DAYS,
        window_days=RECOVERY_DAYS,
        versions=versions,
        language=tongues.spoken(),
        # Of the text in force only: what came is the library's, and no other text's.
        published=counts.published(library, today=today) if at == now else None,
        learners=learners.of(library) if at == now else (),
    )


def _undecided(library: Library, *, coming: Policy | None, begun: dict[str, date], today: date) -> Promise:
    """What holds while a library has adopted nothing: not decided, and so referred."""
    return public.promise_of(
        library.policy,
        turn_days=TURN_EVERY_DAYS,
        window_days=RECOVERY_DAYS,
        versions=Versions(coming=coming, begun=begun),
        language=tongues.spoken(),
        published=counts.published(library, today=today),
        learners=learners.of(library),
    )


def _other(row: PolicyAdoption) -> Policy | None:
    """Another text of the library; None where no copy of it can be read, which must not shut the page of this one."""
    try:
        return adoptions.text_of(row.library, row.sha256)
    except AdoptedTextLost:
        return None
