"""The page on which a patron closes her own account: what stands in the way, what ends, what stays and until when."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from reticent.access import doorway, families, joining
from reticent.access.doorway import OwnRecord
from reticent.access.families import NotHere
from reticent.access.joining import STAYS, Left
from reticent.access.records import HeldKind
from reticent.doors.web import cards, family, forms, guards, my_record, tongues
from reticent.doors.web.shown.cards import Fact
from reticent.doors.web.shown.closing import Closing
from reticent.drawer.tables import RECOVERY_DAYS, TURN_EVERY_DAYS
from reticent.people.libraries import Library
from reticent.policy import Decision
from reticent.records import interlibrary
from reticent.records.closing import StillOpen

# What is out is back by then, and what waits is cancelled with it: their last days begin only when it is closed.
_ENDS_FIRST = ("loan", "hold")


@require_http_methods(["GET", "HEAD", "POST"])
@guards.patron_only
def close(request: HttpRequest, library: Library, person: str) -> HttpResponse:
    """What would be, and, once she says that it is for good, what is."""
    now, wrong = datetime.now(UTC), ""
    try:
        decision = families.may_mend_own(library, person=person, now=now)
        if request.method == "POST":
            wrong = _why_not(request, library, person)
            if not wrong:
                left = joining.close_myself(library, person=person, now=now)
                page = _closed(library, left, now=now)
                answer = render(request, "closing.html", {"closing": page})
                return guards.sign_patron_out(answer, library.slug)
    except NotHere as no:
        return family.not_here(request, no)
    except StillOpen:
        wrong = gettext("Not closed: something is still out or owed. Nothing was changed.")
    own = doorway.own_record(library, person=person, now=now)
    page = _would_be(library, own, decision, wrong, now=now)
    return render(request, "closing.html", {"closing": page}, status=400 if wrong else 200)


def _why_not(request: HttpRequest, library: Library, person: str) -> str:
    if guards.unseal(request.POST.get("token", ""), bound_to=_bound(library, person)) is None:
        return gettext(
            "This page lay open for long. Look it over, and send it again; nothing was changed yet."
        )
    return (
        "" if request.POST.get("sure") == "yes" else gettext("Say that it is for good, or leave it as it is.")
    )


def _would_be(library: Library, own: OwnRecord, decision: Decision, wrong: str, *, now: datetime) -> Closing:
    out, owed = own.record.loan_count or 0, own.record.owed_cents or 0
    in_the_way = (
        *((Fact(gettext("Out"), ngettext("{many} item", "{many} items", out).format(many=out), "due"),) if out else ()),
        *((Fact(gettext("Owed"), forms.money(owed), "due"),) if owed else ()),
    )  # fmt: skip
    ends = [
        gettext(my_record.TITLES.get(kind.kind, kind.title)) for kind in own.held if kind.kind not in STAYS
    ]
    token = guards.seal({}, bound_to=_bound(library, own.person), seconds=guards.PATRON_SECONDS)
    return Closing(
        readable_until=_readable_until(library, now),
        in_the_way=in_the_way,
        ends=tuple(ends),
        stays=(
            *_stays(kind for kind in own.held if kind.kind in STAYS and kind.kind not in _ENDS_FIRST),
            *_after_cancelling(library, own, now=now),
        ),
        token="" if in_the_way else token,
        wrong=wrong,
        cancelled=_cancelled(len(own.record.holds or ()), _open(own)),
        because=cards.clauses(library.policy, decision.clauses),
    )


def _closed(library: Library, left: Left, *, now: datetime) -> Closing:
    return Closing(
        readable_until=_readable_until(library, now),
        stays=_stays(left.kept),
        closed=True,
        cancelled=_cancelled(left.holds, left.requests),
    )


def _stays(kept: Iterable[HeldKind]) -> tuple[Fact, ...]:
    return tuple(
        Fact(gettext(my_record.TITLES.get(kind.kind, kind.title)), my_record.until(kind)) for kind in kept
    )


def _after_cancelling(library: Library, own: OwnRecord, *, now: datetime) -> Iterable[Fact]:
    """Until when holds are known that are cancelled today."""
    period = library.period_of("hold")
    if own.record.holds and period and period.days_after:
        last = library.day_of(now) + timedelta(days=period.days_after)
        yield Fact(gettext("The cancelled holds"), tongues.day(last))


def _cancelled(holds: int, requests: int) -> str:
    said = (
        ngettext("{many} hold", "{many} holds", holds).format(many=holds) if holds else "",
        ngettext(
            "{many} request to other libraries", "{many} requests to other libraries", requests
        ).format(many=requests) if requests else "",
    )  # fmt: skip
    return ", ".join(each for each in said if each)


def _open(own: OwnRecord) -> int:
    """How many of what she asked of other libraries are not over."""
    return sum(each.state in interlibrary.OPEN for each in own.record.requests or ())


def _readable_until(library: Library, now: datetime) -> date:
    return library.day_of(now) + timedelta(days=TURN_EVERY_DAYS + RECOVERY_DAYS)


def _bound(library: Library, person: str) -> str:
    return f"close at {library.slug} by {person}"
