"""The desk card on a screen and on paper: the words for whoever asks. It opens without signing in and knows no patron.

Whoever stands at the desk when officers come may not be signed in, and need not be: the card is the policy's, not ours.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from reticent import papers
from reticent.doors.web import guards, sheets
from reticent.people import contacts
from reticent.people.libraries import Library


@require_safe
@cache_control(private=True, max_age=60)
@guards.at_library
def desk_card(request: HttpRequest, library: Library) -> HttpResponse:
    """Both sides of the card of the policy in force."""
    return render(request, "desk_card.html", {"card": contacts.desk_card(library)})


@require_safe
@cache_control(private=True, max_age=60)
@guards.at_library
def desk_card_pdf(request: HttpRequest, library: Library) -> HttpResponse:
    """The same card as a tagged PDF of two pages."""
    card = contacts.desk_card(library)
    sheet = papers.pdf("desk_card", {"card": card, "foot": card.foot}, title=card.title)
    return sheets.answered(sheet, f"desk-card-{card.policy_id}.pdf")
