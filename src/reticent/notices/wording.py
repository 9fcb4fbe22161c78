"""In which words is a patron told? Without her name, without titles unless the policy has them named, in both languages.

What stands above says nothing of the library's doings with her: a mail program shows it to whoever looks.
"""

from collections.abc import Callable
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
BETWEEN = "\n\n* * *\n\n"


@dataclass(frozen=True, repr=False)
class Letter:
    """One mail: what stands above it, and what it says."""

    subject: str
    body: str


def write(library: Library, notice: Notice, *, record: str, stop: str, says: str, again: bool) -> Letter:
    """The mail. `record` and `stop` are addresses; `says`: what the policy has said with each; `again`: it may have come
    already."""
    tongues = tongues_of(library)
    bodies = [_in(tongue, library, notice, record, stop, says, again=again) for tongue in tongues]
    with translation.override(tongues[0]):
        subject = _("A notice from %(library)s") % {"library": library.name}
    return Letter(" ".join(subject.split()), BETWEEN.join(bodies) + "\n")


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
    one, many = sentences(said.sort)
    text = one if said.count == 1 else many
    if said.sort == READY and said.shelf:
        text = on_the_shelf()
    return text % {"day": day, "count": said.count, "shelf": said.shelf}


def sentences(sort: str) -> tuple[str, str]:
    """What there is to tell of one thing and of several, with `%(day)s` and `%(count)d` in it; of a hold, without the
    name on the shelf."""
    if sort == LATE:
        return _both(
            lambda count: ngettext(
                "One thing that you borrowed was due back on %(day)s.",
                "%(count)d things that you borrowed were due back on %(day)s.",
                count,
            )
        )
    if sort == SOON:
        return _both(
            lambda count: ngettext(
                "One thing that you borrowed is due back on %(day)s.",
                "%(count)d things that you borrowed are due back on %(day)s.",
                count,
            )
        )
    if sort == READY:
        text = _("Something that you asked for is ready. Ask for it at the desk.")
    else:
        assert sort == CARD
        text = _("Your card ends on %(day)s. The desk renews it.")
    return text, text


def on_the_shelf() -> str:
    """What there is to tell of a hold that stands on the shelf under a made-up name, with `%(shelf)s` in it."""
    return _("Something that you asked for is ready. On the hold shelf it stands under %(shelf)s.")


def _both(say: Callable[[int], str]) -> tuple[str, str]:
    return say(1), say(2)


def tongues_of(library: Library) -> tuple[str, ...]:
    """The languages of a mail: the library's own first."""
    own = library.language if library.language in LANGUAGES else LANGUAGES[0]
    return (own, *(each for each in LANGUAGES if each != own))


def _day(day: date) -> str:
    return date_format(day, _("l, j F Y"))
