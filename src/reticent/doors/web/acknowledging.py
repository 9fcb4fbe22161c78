"""The policy that staff keep to: each reads it once it comes into force, and once a year; it is noted that they did.

Where somebody read an earlier one here, the page begins with what changed since. Nothing is asked of what she remembers.
"""

from collections import Counter
from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from reticent.doors.web import adopting, guards, public
from reticent.doors.web.shown.acknowledging import PolicyToRead
from reticent.doors.web.shown.promise import Changed
from reticent.doors.web.shown.today import Wanted
from reticent.people import adoptions, training
from reticent.people.adoptions import AdoptedTextLost
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.people.training import POLICY, Trained
from reticent.policy.adopting import months_after
from reticent.policy.phrases import listed

_SECONDS = 12 * 60 * 60


@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff_only()
def policy_read(request: HttpRequest, library: Library, staff: StaffAccount) -> HttpResponse:
    """The policy in force, what changed since this account read it, and the button that says it was read."""
    today, bound = library.day_of(datetime.now(UTC)), f"policy read at {library.slug} by {staff.pk}"
    stale = False
    if request.method == "POST" and library.has_policy:
        values = guards.unseal(request.POST.get("token", ""), bound_to=bound)
        # What somebody read is acknowledged, and no text that came into force while she did.
        stale = values is None or values["policy"] != library.policy.sha256
        if not stale:
            training.acknowledge(library, staff, on=today, what=POLICY)
            return redirect("policy-read", library.slug)
    token = guards.seal({"policy": library.policy.sha256}, bound_to=bound, seconds=_SECONDS)
    page = {"read": _shown(library, staff, today=today, stale=stale), "token": token}
    return render(request, "policy_read.html", page, status=410 if stale else 200)


def wanted(library: Library, *, today: date) -> tuple[Wanted, ...]:
    """Who of the staff has not read the policy in force, by title: also on the page of the day."""
    now = training.reading(library, on=today)
    if not now.not_yet or now.by is None:
        return ()
    many = Counter(now.not_yet)
    titles = listed(f"{title} ({count})" if count > 1 else title for title, count in sorted(many.items()))
    late = now.by < today
    by = f"was due on {now.by:%-d %B %Y}" if late else f"by {now.by:%-d %B %Y}"
    said = (
        f"{len(now.not_yet)} of {now.accounts} accounts have not read the policy in force: {titles} ({by})."
    )
    return (Wanted(said, False, reverse("policy-read", args=[library.slug]), "What they read"),)


def _shown(library: Library, staff: StaffAccount, *, today: date, stale: bool) -> PolicyToRead:
    last = training.of_account(library, staff, what=POLICY)
    current = library.has_policy and training.holds(library, last, on=today)
    return PolicyToRead(
        policy=public.in_force(library.policy, since=adopting.adopted_here_since(library, today=today)),
        last=f"{last.last:%-d %B %Y}" if last.last else "",
        current=current,
        again_on=f"{months_after(last.last, training.EVERY_MONTHS):%-d %B %Y}"
        if current and last.last
        else "",
        changes=_changes(library, last),
        chapters=public.chapters(library.policy),
        stale=stale,
    )


def _changes(library: Library, last: Trained) -> tuple[Changed, ...]:
    """What changed since this account read the policy; nothing where it read none, or this one."""
    if not last.under or last.under == library.policy.sha256:
        return ()
    try:
        return public.changes(adoptions.text_of(library.slug, last.under), library.policy)
    except AdoptedTextLost:
        return ()
