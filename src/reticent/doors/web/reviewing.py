"""Looks that were drawn at random, for the director to look over: was it as it should be, or is somebody to be asked?"""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from reticent.access import reviewing as room
from reticent.access.reviewing import ToReview
from reticent.doors.web import forms, guards
from reticent.doors.web.shown.reviewing import LookToReview, Reviewing, Said
from reticent.doors.web.shown.today import Wanted
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.policy.phrases import listed
from reticent.records import look_reviews

LABELS = {
    look_reviews.IN_ORDER: "As it should be",
    look_reviews.ASK: "Ask about it",
    look_reviews.ASKED_IN_ORDER: "Asked: it was in order",
    look_reviews.NOT_IN_ORDER: "Asked: it was not",
}
DONE = {
    look_reviews.IN_ORDER: "Noted: as it should be.",
    look_reviews.ASK: "Noted. Ask whoever worked there that day; it stays on this page until you say what came of it.",
    look_reviews.ASKED_IN_ORDER: "Noted: asked, and in order.",
    look_reviews.NOT_IN_ORDER: "Noted: it was not in order. Talk to counsel today: what was learnt of a reader is to be"
    " kept in silence, and whether she is told is not for the desk to decide.",
}
# What came of a look, for whoever reviews it; an act has its own word.
CAME_TO = {
    "allowed": "opened",
    "named": "a name was shown, nothing opened",
    "mistaken": "opened by mistake, and said so",
    "new_pin": "a new PIN was set",
}
ASKED_BY = "asked by a {who}"


@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff_only("director")
def looks(request: HttpRequest, library: Library, director: StaffAccount) -> HttpResponse:
    """What waits; a verdict is written into the ledger before it is kept."""
    now, done, status = datetime.now(UTC), "", 200
    if request.method == "POST":
        rank, verdict = (forms.typed(request, name, most=60) for name in ("which", "verdict"))
        try:
            room.say(library, rank=rank, verdict=verdict, now=now)
            done = DONE[verdict]
        except look_reviews.ReviewedAlready as no:
            done, status = str(no), 409
    queue = room.queue(library, now=now)
    cited = library.policy.staff.clauses
    page = Reviewing(
        looks=tuple(_shown(library, each) for each in queue.waiting),
        week=queue.week,
        drawn=queue.drawn,
        clause=listed(cited) if cited else "",
        done=done,
    )
    return render(request, "looks.html", {"reviewing": page}, status=status)


def wanted(library: Library, *, now: datetime) -> tuple[Wanted, ...]:
    """How many wait, for the page of the day."""
    waiting = room.queue(library, now=now).waiting
    if not waiting:
        return ()
    asked = sum(each.asked for each in waiting)
    fresh = len(waiting) - asked
    said = []
    if fresh:
        said.append("One look was" if fresh == 1 else f"{fresh} looks were")
        said[-1] += " drawn at random for you to review."
    if asked:
        said.append("You meant to ask about one." if asked == 1 else f"You meant to ask about {asked}.")
    return (Wanted(" ".join(said), False, reverse("looks", args=[library.slug]), "Looks drawn for review"),)


def _shown(library: Library, each: ToReview) -> LookToReview:
    purpose = library.policy.purposes.get(each.purpose)
    came_to = CAME_TO.get(each.outcome, each.outcome.replace("_", " "))
    if each.asker and each.asker != "patron":
        came_to += f", {ASKED_BY.format(who=each.asker.replace('_', ' '))}"
    return LookToReview(
        rank=each.rank,
        on=each.on,
        by=each.by_role,
        what_for=purpose.label if purpose else each.purpose.capitalize(),
        came_to=came_to,
        often="once" if each.in_week == 1 else f"{each.in_week} times",
        asked=each.asked,
        buttons=tuple(Said(verdict, LABELS[verdict]) for verdict in each.may_say),
    )
