"""The Friends' list: what the director may hand to the Friends of the Library, and what they must take off again."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from reticent.access import friends as room
from reticent.access.doorway import NoDuty
from reticent.doors.web import cards, guards
from reticent.doors.web.shown.friends import FriendsList
from reticent.doors.web.shown.today import Wanted
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount


@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff_only("director")
def friends(request: HttpRequest, library: Library, director: StaffAccount) -> HttpResponse:
    """How many there are to tell of; and once it is asked for, the addresses, written down first."""
    now = datetime.now(UTC)
    drawn, decision = None, room.asked(library)
    if request.method == "POST":
        try:
            drawn = room.draw(library, whole=request.POST.get("do") == "whole", now=now)
        except NoDuty as no:
            decision = no.decision
    tab, waiting = "The Friends of the Library", room.waiting(library)
    written = f"Written down: {library.day_of(now):%-d %b}, the Friends asked, {decision.outcome}."
    page = FriendsList(
        card=cards.card_of(
            decision, library.policy, tab=tab, written_down=written if request.method == "POST" else ""
        ),
        on_it=waiting.all,
        new=waiting.new,
        gone=waiting.left,
        allowed=decision.allowed,
        drawn=drawn is not None,
        joined=drawn.joined if drawn else (),
        left=drawn.left if drawn else (),
    )
    return render(request, "friends.html", {"friends": page})


def wanted(library: Library) -> tuple[Wanted, ...]:
    """Whoever left the list is passed on the same day: also on the page of the day."""
    if not library.policy.friends.opt_in:
        return ()
    left = room.waiting(library).left
    if not left:
        return ()
    said = "Somebody left" if left == 1 else f"{left} people left"
    text = f"{said} the Friends' list. Tell the Friends today whom to take off."
    return (Wanted(text, True, reverse("friends", args=[library.slug]), "The Friends' list"),)
