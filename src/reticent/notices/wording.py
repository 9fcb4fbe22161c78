"""In which words is a patron told? Without her name, without titles unless the policy has them named, in both languages.

What stands above says nothing of the library's doings with her: a mail program shows it to whoever looks.
"""

from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reticent.access.noticing import CARD, LATE, READY, SOON, Notice, Said
from reticent.people.libraries import Library
from reticent.policy.tongues import Tongue

LANGUAGES = ("en", "es")
_BETWEEN = "\n\n* * *\n\n"


@dataclass(frozen=True, repr=False)
class Letter:
    """One mail: what stands above it, and what it says."""

    subject: str
    body: str


def write(library: Library, notice: Notice, *, record: str, stop: str, says: str, again: bool) -> Letter:
    """The mail. `record` and `stop` are addresses; `says`: what the policy has said with each; `again`: it may have come
    already."""
    own = library.language if library.language in LANGUAGES else LANGUAGES[0]
    tongues = (own, *(each for each in LANGUAGES if each != own))
    bodies = [_in(tongue, library, notice, record, stop, says, again=again) for tongue in tongues]
    with translation.override(own):
        subject = _("A notice from %(library)s") % {"library": library.name}
    return Letter(" ".join(subject.split()), _BETWEEN.join(bodies) + "\n")


def _in(
    tongue: str, library: Library, notice: Notice, record: str, stop: str, says: str, *, again: bool
) -> str:
    with translation.override(tongue):
        parts = [
            *([_("This may have come already: the mail server broke off.")] if again else []),
            "\n".join(_line(said) for said in notice.says),
            _("To see what it is, sign in with your card and your PIN:") + f"\n{record}",
            *([Tongue(tongue).say(says)] if says else []),
            _("To get no more mails like this one:") + f"\n{stop}",
            library.name,
        ]
        return "\n\n".join(parts)


def _line(said: Said) -> str:
    line = _lines(said)
    return "\n".join((f"- {line}", *(f"    {title}" for title in said.titles)))


def _lines(said: Said) -> str:
    day = _day(said.day) if said.day else ""
    if said.sort == LATE:
        text = ngettext(
            "One thing that you borrowed was due back on %(day)s.",
            "%(count)d things that you borrowed were due back on %(day)s.",
            said.count,
        )
    elif said.sort == SOON:
        text = ngettext(
            "One thing that you borrowed is due back on %(day)s.",
            "%(count)d things that you borrowed are due back on %(day)s.",
            said.count,
        )
    elif said.sort == READY and said.shelf:
        text = _("Something that you asked for is ready. On the hold shelf it stands under %(shelf)s.")
    elif said.sort == READY:
        text = _("Something that you asked for is ready. Ask for it at the desk.")
    else:
        assert said.sort == CARD
        text = _("Your card ends on %(day)s. The desk renews it.")
    return text % {"day": day, "count": said.count, "shelf": said.shelf}


def _day(day: date) -> str:
    return date_format(day, _("l, j F Y"))
