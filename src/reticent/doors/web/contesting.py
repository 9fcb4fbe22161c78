"""What a patron puts right on her own page, and what she says of her record where she does not agree with it."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from reticent.access import families, joining, registrations
from reticent.access.doorway import OwnRecord
from reticent.access.families import NotHere
from reticent.doors.web import family, forms, guards
from reticent.doors.web.shown.cards import Entry, Form
from reticent.people.libraries import Library
from reticent.people.patrons import CannotBeKept
from reticent.people.statements import LONGEST
from reticent.policy import contests

REACH, STATE = "reach", "state"
REACHED = (("phone", _("Phone"), "registration.phone"), ("email", _("E-mail"), "registration.email"))
LAY_OPEN = _("This page lay open for long. Look it over, and send it again; nothing was changed yet.")
# What may be wrong with what was typed, in the words of the room that reads it.
WRONG = (
    _("Choose which part of the record it is about."),
    _("Write what is to stand with the record."),
    _("Write an e-mail address with one @ and no spaces, or none."),
    _("This policy asks nobody for it. Leave it empty: it is not kept."),
)


def offered(library: Library, own: OwnRecord, *, tried: "Tried | None" = None) -> tuple[Form, ...]:
    """The two forms of her page; of what was tried and could not be kept, what was typed stands in it still."""
    if own.is_minor:
        return ()
    return (_reach(library, own, tried), _state(library, own.person, tried))


class Tried:
    """What was sent and could not be kept: which form, what was typed, what is wrong with which field."""

    def __init__(self, do: str, typed: dict[str, str], wrong: dict[str, str]) -> None:
        self.do, self.typed, self.wrong = do, typed, wrong


def sent(request: HttpRequest, library: Library, person: str, *, now: datetime) -> HttpResponse | Tried:
    """Do what was sent: then the page anew, or who does it instead; or what cannot be kept of it."""
    do = request.POST.get("do", "")
    names = ("phone", "email") if do == REACH else ("about", "words")
    typed = {name: forms.typed(request, name, most=4 * LONGEST) for name in names}
    if guards.unseal(request.POST.get("token", ""), bound_to=_bound(library, person, do)) is None:
        return Tried(do, typed, {names[-1]: gettext(LAY_OPEN)})
    try:
        if do == REACH:
            registrations.correct_myself(library, person=person, now=now, **typed)
        else:
            families.state_myself(library, person=person, now=now, **typed)
    except NotHere as no:
        return family.not_here(request, no)
    except CannotBeKept as cannot:
        return Tried(do, typed, forms.said(cannot.fields))
    return redirect("my-record", library.slug)


def _reach(library: Library, own: OwnRecord, tried: Tried | None) -> Form:
    form, mine = joining.form_of(library), tried if tried and tried.do == REACH else None
    entries = tuple(
        Entry(
            name,
            gettext(label),
            mine.typed[name] if mine else str(own.record.value(field) or ""),
            "tel" if name == "phone" else "text",
            forms.of_mail(library.policy) if name == "email" else "",
        )
        for name, label, field in REACHED
        if form.asks(name)
    )
    return Form(
        REACH,
        gettext("Put your phone and e-mail right"),
        _token(library, own.person, REACH),
        gettext("Save"),
        gettext(
            "Address and town say whether you may borrow here, so the desk puts those right when you show them. The"
            " policy does not say who does what; that you do this yourself is our program's default."
        ),
        entries=forms.with_errors(entries, mine.wrong if mine else {}),
        open=mine is not None,
    )


def _state(library: Library, person: str, tried: Tried | None) -> Form:
    mine = tried if tried and tried.do == STATE else None
    wrong = mine.wrong if mine else {}
    law = contests(library.policy)
    note = (
        gettext(
            "If you do not agree with something, and it stays as it is, you may say so in your own words. By law that"
            " stands wherever that part of your record is shown or handed over ({section})."
        ).format(section=law[0])
        if law
        else gettext(
            "If you do not agree with something, and it stays as it is, you may say so in your own words. Whoever reads"
            " that part of your record here reads it, too. No law that we know binds this library to this: it is our"
            " program's courtesy, and nothing that must be handed over takes it along."
        )
    )
    entry = Entry(
        "words",
        gettext("In your own words"),
        mine.typed.get("words", "") if mine else "",
        "lines",
        gettext(
            "Leave titles and other people's names out. It takes the place of what you said of the same part before."
        ),
    )
    return Form(
        STATE,
        gettext("Add a statement of your own"),
        _token(library, person, STATE),
        gettext("Let it stand with my record"),
        note,
        entries=forms.with_errors((entry,), wrong, focus="about" not in wrong),
        question=gettext("What is it about?"),
        choice_name="about",
        choices=forms.choices((part, _capital(gettext(words))) for part, words in family.ABOUT_YOU.items()),
        told=mine.typed.get("about", "") if mine else "",
        error=wrong.get("about", ""),
        open=mine is not None,
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _token(library: Library, person: str, do: str) -> str:
    return guards.seal({}, bound_to=_bound(library, person, do), seconds=guards.PATRON_SECONDS)


def _bound(library: Library, person: str, do: str) -> str:
    return f"{do} at {library.slug} by {person}"
