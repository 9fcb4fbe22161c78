"""Written permissions: noted at the desk from the signed paper, given and read by the patron herself."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from reticent.access import doorway, permissions
from reticent.access.families import NotHere
from reticent.access.noted import NotedPermission
from reticent.access.permissions import Typed
from reticent.access.records import Record
from reticent.doors.web import cards, family, forms, guards, tongues
from reticent.doors.web.shown.cards import Card, Entry, Fact, Form, Line, Lines, Tick
from reticent.doors.web.shown.desk import Desk
from reticent.doors.web.shown.permitting import PermitPage
from reticent.people.libraries import Library
from reticent.people.patrons import CannotBeKept
from reticent.people.permissions import FORM, GUARDIAN, LETTER, ONLINE, PATRON, PermissionForm
from reticent.policy import may_permit

if TYPE_CHECKING:
    from reticent.doors.web.desk import At

PERMIT = "permit"
# Which of her records somebody may be told of, as she reads it, and as the desk does.
OF_YOURS = {
    "registration": _("your registration"),
    "loan": _("what you have out, with titles"),
    "hold": _("what you have on hold, with titles"),
    "charge": _("what you owe, and for what"),
}
OF_THEIRS = {
    "registration": "their registration",
    "loan": "what is out",
    "hold": "what is on hold",
    "charge": "what is owed",
}
# What was signed, and what showed who did: one answer at the desk.
_SIGNED = (
    (f"{FORM} card", "Our form, signed here, card in hand"),
    (f"{FORM} photo_id", "Our form, signed here, photo identification"),
    (f"{LETTER} photo_id", "Another paper that says the same, photo identification"),
    (f"{LETTER} signature", "A signed paper by mail, and the signature alone"),
)
_PAPERS_YOU = {
    FORM: _("our form, dated {day}"),
    LETTER: _("a paper dated {day}"),
    ONLINE: _("this page, on {day}"),
}
_SHOWN_YOU = {
    "card": _("your card"),
    "photo_id": _("photo identification"),
    "signature": _("the signature alone"),
    "signed_in": _("you were signed in"),
}
# What was done, in a look of the patron's own list.
CAME_TO = {
    doorway.PERMITTED: _("a permission that you gave was noted"),
    doorway.PERMISSION_ENDED: _("a permission that you gave was taken back"),
    permissions.RELIED_ON: _("somebody showed your permission, and it names them"),
    permissions.NOT_THERE: _("somebody claimed your permission, and none was found that names them"),
}
_LAY_OPEN = _("This page lay open for long. Look it over, and send it again; nothing was noted yet.")


# -- at the desk


def tables(record: Record) -> tuple[Lines, ...]:
    """The permissions that stand, where the registration lies open."""
    lines = tuple(
        Line(each.recipient, amount=forms.day(each.until), note=_listed(OF_THEIRS, each.scope))
        for each in record.noted.permissions
    )
    return (Lines("May be told", "Who, and what of", "Until", lines),) if lines else ()


def desk_forms(at: "At", record: Record, values: dict[str, str]) -> tuple[Form, ...]:
    """To note one, and to take each off."""
    off = (
        Form(
            "take_off",
            f"Take back what {each.recipient} may be told",
            at.seal("take_off", {**values, "kind": permissions.KIND, "which": each.mark}),
            "Take it back",
        )
        for each in record.noted.permissions
    )
    return (_form(at, values), *off)


def _form(
    at: "At", values: dict[str, str], *, typed: Typed | None = None, wrong: Mapping[str, str] | None = None
) -> Form:
    typed, wrong = typed or Typed(), _on_one_form(wrong or {})
    label, token = "Note a written permission", at.seal(PERMIT, values)
    if not may_permit(at.library.policy, by_guardian=False, minor=None).allowed:
        return Form(PERMIT, label, token, "See what the policy says")
    form = permissions.form_of(at.library)
    entries: tuple[Entry, ...] = (
        Entry("recipient", "Who may be told: one name, as their photo id has it", typed.recipient),
        Entry("paper_on", "The date on the paper", typed.paper_on, "date"),
        Entry(
            "until",
            "The last day",
            typed.until,
            "date",
            f"{form.most} days at most; left empty, {form.usual}.",
        ),
        Entry("guardian", "If a guardian signed: their name, as it is noted here", typed.guardian),
    )
    return Form(
        PERMIT,
        label,
        token,
        "Note it",
        "From the signed paper. It goes into the folder of the case, or back to the patron: no picture of it is kept.",
        entries=forms.with_errors(entries, wrong, focus="signed" not in wrong),
        ticks=_ticks(form, OF_THEIRS, typed, under="recipient", error=wrong.get("scope", "")),
        question="What was signed, and what shows who did?",
        choice_name="signed",
        choices=forms.choices(_SIGNED),
        told=f"{typed.paper} {typed.shown}",
        error=wrong.get("signed", ""),
        open=bool(wrong),
    )


def _on_one_form(wrong: Mapping[str, str]) -> dict[str, str]:
    """What is wrong, by where it is mended: paper, signer and what was shown are one question."""
    together = next((wrong[name] for name in ("paper", "shown", "signed_by") if name in wrong), "")
    return {**wrong, **({"signed": together} if together else {})}


def _ticks(
    form: PermissionForm, words: Mapping[str, str], typed: Typed, *, under: str, error: str
) -> tuple[Tick, ...]:
    found = tuple(
        Tick(f"scope-{kind}", _capital(gettext(words[kind])), kind in typed.scope, under)
        for kind in form.kinds
    )
    return (replace(found[0], error=error), *found[1:]) if found else ()


def _permit(at: "At", values: dict[str, str]) -> Card:
    paper, _between, shown = at.asked("signed").partition(" ")
    guardian = at.asked("guardian")
    typed = replace(
        _typed(at.library, lambda name: at.asked(name)),
        paper=paper,
        paper_on=at.asked("paper_on"),
        shown=shown,
        guardian=guardian,
        signed_by=GUARDIAN if guardian else PATRON,
    )
    try:
        until = permissions.note(at.library, at.staff, person=values["person"], typed=typed, now=at.now)
    except CannotBeKept as cannot:
        return forms.not_saved(_form(at, values, typed=typed, wrong=cannot.fields), values)
    return family.done(at, values, f"Noted, until {until:%-d %B %Y}.", "permission noted")


ACTS: dict[str, Callable[["At"], Desk]] = {PERMIT: family.act(PERMIT, _permit)}


def _typed(library: Library, asked: Callable[[str], str]) -> Typed:
    form = permissions.form_of(library)
    scope = tuple(kind for kind in form.kinds if asked(f"scope-{kind}"))
    return Typed(asked("recipient"), scope, asked("until"), agreed=bool(asked("agreed")))


# -- on the patron's own page


def own_facts(found: tuple[NotedPermission, ...], *, minor: bool) -> tuple[Fact, ...]:
    """What she lets others be told, as she reads it; to a minor, that the desk changes it."""
    facts = tuple(fact for each in found for fact in _own(each))
    return family.by_the_desk(facts) if minor else facts


def _own(each: NotedPermission) -> tuple[Fact, ...]:
    paper = gettext(_PAPERS_YOU[each.paper]).format(day=tongues.day(each.paper_on))
    shown = gettext(_SHOWN_YOU[each.shown])
    signed = gettext("{paper}; {shown}; form {version}").format(paper=paper, shown=shown, version=each.form)
    if each.signed_by == GUARDIAN:
        signed = gettext("{signed}; signed by a guardian").format(signed=signed)
    relied = ngettext("{many} request rested on it", "{many} requests rested on it", len(each.cases))
    return (
        Fact(
            each.recipient,
            gettext("may be told until {day}: {what}").format(
                day=tongues.day(each.until), what=_listed(OF_YOURS, each.scope)
            ),
        ),
        Fact(gettext("Given on {day}").format(day=tongues.day(each.since)), signed),
        *([Fact(gettext("Used"), relied.format(many=len(each.cases)))] if each.cases else []),
    )


def as_file(found: tuple[NotedPermission, ...]) -> list[dict[str, object]]:
    """The same, in the file that she takes home."""
    return [
        {
            "recipient": each.recipient,
            "records": list(each.scope),
            "since": each.since,
            "until": each.until,
            "signed_by": each.signed_by,
            "paper": each.paper,
            "paper_on": each.paper_on,
            "shown": each.shown,
            "form": each.form,
            "cases": list(each.cases),
        }
        for each in found
    ]


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@guards.patron_only
def permit(request: HttpRequest, library: Library, person: str) -> HttpResponse:
    """Where she lets somebody be told: what it opens is said first, then she gives it."""
    typed, wrong = Typed(), dict[str, str]()
    if request.method == "POST":
        typed = _typed(library, lambda name: forms.typed(request, name, most=200))
        if guards.unseal(request.POST.get("token", ""), bound_to=_bound(library, person)) is None:
            wrong = {"agreed": gettext(_LAY_OPEN)}
        else:
            try:
                permissions.give_myself(library, person=person, typed=typed, now=datetime.now(UTC))
            except NotHere as no:
                return family.not_here(request, no)
            except CannotBeKept as cannot:
                wrong = forms.said(cannot.fields)
            else:
                return redirect("my-record", library.slug)
    page = _page(library, person, typed, wrong)
    return render(request, "permit.html", {"permit": page}, status=400 if wrong else 200)


def _page(library: Library, person: str, typed: Typed, wrong: Mapping[str, str]) -> PermitPage:
    form = permissions.form_of(library)
    decision = may_permit(library.policy, by_guardian=False, minor=False)
    page = PermitPage(
        paper=reverse("permission", args=[library.slug]),
        back=reverse("my-record", args=[library.slug]),
        opens=tuple(_capital(gettext(OF_YOURS[kind])) for kind in form.kinds),
        because=cards.clauses(library.policy, decision.clauses),
    )
    if not permissions.is_given_online(library):
        return page
    entries = (
        Entry("recipient", gettext("Who may be told"), typed.recipient,
              hint=gettext("One person or office, by the whole name: we compare it with their photo id.")),
        Entry("until", gettext("The last day"), typed.until, "date",
              gettext("Left empty: {usual} days from today. {most} days at most.").format(
                  usual=form.usual, most=form.most)),
    )  # fmt: skip
    ticks = (
        *_ticks(form, OF_YOURS, typed, under="recipient", error=wrong.get("scope", "")),
        Tick(
            "agreed",
            gettext("I have read what it opens, and want this person to be told of it."),
            typed.agreed and "agreed" not in wrong,
            "until",
            wrong.get("agreed", ""),
        ),
    )
    return replace(
        page,
        form=Form(
            PERMIT,
            gettext("Let somebody be told"),
            guards.seal({}, bound_to=_bound(library, person), seconds=guards.PATRON_SECONDS),
            gettext("Give this permission"),
            entries=forms.with_errors(entries, wrong),
            ticks=ticks,
            open=True,
        ),
    )


def _bound(library: Library, person: str) -> str:
    return f"permit at {library.slug} by {person}"


def _listed(words: Mapping[str, str], scope: tuple[str, ...]) -> str:
    return "; ".join(gettext(words[kind]) for kind in scope if kind in words)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
