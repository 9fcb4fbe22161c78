"""Public computers, for the staff: which were wiped today, and of which a wipe is missing."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from reticent.doors.web import forms, guards
from reticent.doors.web.shown.blanks import Blank
from reticent.doors.web.shown.computers import Computer, Computers
from reticent.doors.web.shown.frame import Problem
from reticent.doors.web.shown.today import Wanted
from reticent.errors import Refused
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.records import stations
from reticent.records.stations import BY_STAFF, MINUTES, MOST_NAME, MOST_PLACE, CannotBeAdded, State


@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff_only()
def computers(request: HttpRequest, library: Library, staff: StaffAccount) -> HttpResponse:
    """Every computer with its last wipe; whoever works here says that one was wiped, the director which there are."""
    today = library.day_of(datetime.now(UTC))
    may_add, done = staff.has_duty("director"), ""
    wrong: Mapping[str, str] = {}
    problems: tuple[Problem, ...] = ()
    do, name = request.POST.get("do", ""), forms.typed(request, "name", most=200)
    try:
        if do == "wiped":
            done = (
                f"Noted: {name} was wiped today."
                if _wiped(library, [name], today)
                else "That was noted already."
            )
        elif do == "all":
            done = f"Noted: {_wiped(library, [], today)} wiped today."
        elif do == "add" and may_add:
            stations.add(library, name=name, place=forms.typed(request, "place", most=200), today=today,
                         minutes=forms.typed(request, "minutes", most=20))  # fmt: skip
            done = f"{name} is in use. From tomorrow a wipe of each day is asked for."
        elif do == "retire" and may_add:
            stations.retire(library, name=name, today=today)
            done = f"{name} is out of use. Have its disk wiped before it leaves the house."
    except CannotBeAdded as cannot:
        wrong = cannot.fields
    except Refused as no:
        problems = (Problem(str(no)),)
    blanks = _blanks(request if wrong else None, wrong) if may_add else ()
    targets = {blank.name: blank.target for blank in blanks}
    page = Computers(
        here=request.path,
        computers=tuple(_shown(each, today) for each in stations.states(library, today=today)),
        may_add=may_add,
        blanks=blanks,
        problems=problems or tuple(Problem(why, targets.get(field, "")) for field, why in wrong.items()),
        done=done,
        board=reverse("computer-board", args=[library.slug]),
    )
    return render(request, "computers.html", {"computers": page}, status=400 if page.problems else 200)


def _wiped(library: Library, names: list[str], today: date) -> int:
    return stations.wiped(library, names, by=BY_STAFF, today=today)


def _blanks(request: HttpRequest | None, wrong: Mapping[str, str]) -> tuple[Blank, ...]:
    def back(name: str) -> str:
        return forms.typed(request, name, most=200) if request else ""

    return (
        Blank("new-name", "name", "The name that stands on it", "line", back("name"), required=True, most=MOST_NAME,
              error=wrong.get("name", ""), first_wrong="name" in wrong),
        Blank("new-place", "place", "Where it stands", "line", back("place"), most=MOST_PLACE),
        Blank("new-minutes", "minutes", "For how many minutes it is given", "line", back("minutes") or str(MINUTES),
              most=3, error=wrong.get("minutes", ""), first_wrong=list(wrong) == ["minutes"]),
    )  # fmt: skip


def _shown(each: State, today: date) -> Computer:
    by = {"staff": "by the staff", "itself": "by its own command"}.get(each.by, "")
    return Computer(
        each.name,
        each.place,
        "today, " + by if each.last == today else f"{each.last:%-d %B}, {by}" if each.last else "never yet",
        f"missing since {each.missing_since:%-d %B}" if each.missing_since else "",
        each.last == today and not each.wants_wipe,
        each.minutes,
    )


def wanted(library: Library, *, today: date) -> tuple[Wanted, ...]:
    """Missing wipes: on the director's page of the day, too."""
    left = [each.name for each in stations.missing(library, today=today)]
    if not left:
        return ()
    said = (
        f"Of {left[0]} a wipe is missing."
        if len(left) == 1
        else f"Of {len(left)} public computers a wipe is missing."
    )
    text = f"{said} Until it is done, traces of visitors may lie on the disk."
    return (Wanted(text, False, reverse("computers", args=[library.slug]), "Public computers"),)
