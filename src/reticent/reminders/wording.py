"""In which words is an office reminded? It names nobody, and of a case its handle, what is due, and the day.

E-mail is not secret, and a screen is read over a shoulder. Words are those of the library's language; offices and
libraries are named as their policy names them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reticent.disclosure.cases import shown_as
from reticent.people.libraries import Library
from reticent.reminders.occasions import DAY, NEAR, kind_of
from reticent.reminders.offices import Office
from reticent.reminders.things import Thing


@dataclass(frozen=True, slots=True, repr=False)
class Letter:
    """One mail: what stands above it, and what it says."""

    subject: str
    body: str


def write(
    library: Library,
    office: Office,
    things: Sequence[tuple[Thing, str]],
    *,
    sign_in: str,
    again: bool = False,
) -> Letter:
    """The mail to an office about these things, each with its occasion. `again`: it may have come already."""
    with translation.override(library.language):
        count = len(things)
        subject = ngettext("%(library)s: one thing is due", "%(library)s: %(count)d things are due", count)
        parts = [
            _("To the %(office)s of %(library)s.") % {"office": office.title, "library": library.name},
            *([_again()] if again else []),
            *_due(things),
            _sign_in(library, office, sign_in),
            _why(),
        ]
        said = " ".join((subject % {"library": library.name, "count": count}).split())
        return Letter(said, "\n\n".join(parts) + "\n")


def _due(things: Sequence[tuple[Thing, str]]) -> list[str]:
    """What is due, under its occasion: the gravest first."""
    groups: dict[str, list[Thing]] = {_overdue(): [], _today(): [], _near(): []}
    for thing, occasion in things:
        groups[{DAY: _today(), NEAR: _near()}.get(occasion, _overdue())].append(thing)
    return [
        "\n".join([heading, *(f"- {_line(thing)}" for thing in found)])
        for heading, found in groups.items()
        if found
    ]


def _overdue() -> str:
    return _("Overdue:")


def _today() -> str:
    return _("Due today:")


def _near() -> str:
    return _("Comes near:")


def _line(thing: Thing) -> str:
    said = {
        "foi_answer": _("the answer to a request for public records"),
        "complaint_reply": _("the answer to a complaint"),
        "own_answer": _("the answer to somebody who asked for their own record"),
        "return_date": _("the day by which a paper is answered"),
        "answer_ready": _("an answer is to be ready, ahead of its paper's day"),
        "other": _("the next step"),
        "policy_review": _("the policy is to be looked at again"),
        "drill": _("a backup is to be put back for a trial (“reticent drill”)"),
        "look_review": _("looks drawn at random are to be reviewed"),
        "night": _("the night's work, with the backup and the forgetting, was not done"),
        "vendor_renewal": _("the contract of a vendor ends"),
        "incident_notice": _(
            "the last day to tell those whom an incident concerns, and the Attorney General"
        ),
        "policy_read": _("somebody who works here has not read the policy in force yet"),
        "vendor_audit": _("it is to be looked at whether a vendor keeps to its contract"),
        "vendor_destruction": _("a vendor that ended is to have said that what it held is destroyed"),
        "sheet": _("the paper sheet of a program is to be destroyed, and that it was is to be noted"),
        "wipe": _("a public computer is to be wiped, and that it was is to be noted"),
        "paper": _("paper with names is to be destroyed, and that it was is to be noted"),
        "paper_walk": _("the building is to be walked through for paper with names"),
    }[kind_of(thing.code)]
    parts = {
        "case": shown_as(thing.handle) if thing.handle else "",
        "what": said,
        "day": date_format(thing.by, _("l, j F Y")),
    }
    return (_("%(case)s: %(what)s, %(day)s") if thing.handle else _("%(what)s, %(day)s")) % parts


def _sign_in(library: Library, office: Office, sign_in: str) -> str:
    if office.is_counsel:
        return _(
            "It waits for counsel. Nothing more stands here: call the %(custodian)s of the library, who has the case."
        ) % {"custodian": library.policy.custodian.title}
    return _(
        "To see more, sign in as you always do: type %(address)s into your browser, then open “Today” or “Cases”. This "
        "mail has no link on purpose; do not trust one that has."
    ) % {"address": sign_in}


def _again() -> str:
    return _(
        "This may have reached you already: the program was interrupted while it sent it. It is sent no third time."
    )


def _why() -> str:
    return _(
        "Reticent sent this because this office's address stands in your library's list of whom to call. E-mail is not "
        "secret: please answer with no particulars."
    )
