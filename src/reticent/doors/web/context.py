"""The frame around every page: which library this is, where one can go, and as what one is signed in."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from reticent.access.donors import DUTY
from reticent.doors.web import guards, tongues
from reticent.doors.web.shown.frame import Here, Place, Tongue
from reticent.people import training
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount


def where_we_are(request: HttpRequest) -> dict[str, object]:
    """`here` for the page frame."""
    return {"here": here(request)}


def here(request: HttpRequest) -> Here:
    """The frame of this request's page."""
    language = tongues.spoken()
    offered = tuple(
        Tongue(code, name, code == language)
        for code, name in settings.LANGUAGES
        if tongues.for_readers(request)
    )
    match = request.resolver_match
    view = match.view_name if match else ""
    library = guards.library_of(request)
    # On paper a page says where it came from. An address that is none of ours may name somebody: it is not repeated.
    ours = library is not None or view == "front"
    address = f"{request.get_host()}{request.path}" if ours else ""
    if library is None:
        return Here(language=language, tongues=offered, address=address, on=tongues.day(timezone.localdate()))
    slug = library.slug
    staff = guards.staff_at(request, slug)
    patron = guards.patron_at(request, slug)
    names = ["promise"]
    if staff is not None:
        names = ["today", *names] if staff.has_duty("director") else names
        names = ["questions", *names] if staff.has_duty("reference") else names
        # The director comes to it from the desk and the page of the day: one place more would break the line.
        runs = staff.has_duty("programs") and not staff.has_duty("director")
        names = ["program-desk", *names] if runs else names
        names = ["gifts", *names] if staff.has_duty(DUTY) else names
        names = ["desk", "visit", "cases", "desk-card", *names]
    elif patron is not None:
        names = ["my-record", "programs", "ask", *names]
    else:
        names = [*names, "programs", "ask", "sign-in", "staff-sign-in"]
    return Here(
        library=library.name,
        slug=slug,
        home=reverse("promise", args=[slug]),
        places=tuple(
            Place(gettext(LABELS[name]), reverse(name, args=[slug]), name == view) for name in names
        ),
        signed_in_as=staff.title if staff else gettext("your record") if patron else "",
        sign_out=reverse("sign-out", args=[slug]) if staff or patron else "",
        fresh=_fresh(request, view, slug),
        to_read=_to_read(library, staff, view, alone=request.method == "GET"),
        undecided=not library.has_policy,
        set_up=reverse("setting-up", args=[slug]) if staff and staff.has_duty("director") else "",
        language=language,
        tongues=offered,
        address=address,
        on=tongues.day(library.day_of(timezone.now())),
    )


def _to_read(library: Library, staff: StaffAccount | None, view: str, *, alone: bool) -> str:
    """Where staff read the policy in force, as long as they have not: on the page on which they begin."""
    if staff is None or view != "desk" or not alone:
        return ""
    to_read = training.is_to_read(library, staff, on=library.day_of(timezone.now()))
    return reverse("policy-read", args=[library.slug]) if to_read else ""


def _fresh(request: HttpRequest, view: str, slug: str) -> str:
    """Where the page goes to be empty again, and where the forms on its cards are sent."""
    if view == "join":
        return reverse("desk", args=[slug])
    return request.path if view in FORMS_COME_BACK else ""


# Pages whose forms are sent to their own address; one a line, for whoever adds the next.
FORMS_COME_BACK = frozenset(
    {
        "desk",
        "today",
        "my-record",
        "adopting",
        "contacts",
        "friends",
        "looks",
        "sealed",
        "pick-up",
        "questions",
        "vendor",
        "vendor-new",
        "complaint",
        "complaints",
        "my-record-close",
        "suggestions",
        "interlibrary",
        "incident",
        "incident-new",
        "policy-read",
        "gifts",
        "permit",
    }
)
LABELS = {
    "desk": _("Desk"),
    "visit": _("Visit"),
    "cases": _("Cases"),
    "desk-card": _("Desk card"),
    "questions": _("Questions"),
    "gifts": _("Gifts"),
    "ask": _("Ask us"),
    "today": _("Today"),
    "promise": _("Policy"),
    "programs": _("Programs"),
    "program-desk": _("Programs"),
    "my-record": _("My record"),
    "sign-in": _("My record"),
    "staff-sign-in": _("Staff"),
}
