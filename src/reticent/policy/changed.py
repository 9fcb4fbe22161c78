"""What is different for a reader since the version before: by what the public page says, not by the words of the file.

What two policies answer and settle is compared in comparing.py, for boards, and nowhere else. Readers are told in their
own language and only of what they can see, so here two pages are compared and nothing is decided again
(docs/decisions/what-changed-is-read-off-the-page.md).
"""

from dataclasses import dataclass

from reticent.policy.adopted import Policy
from reticent.policy.answering import Citation
from reticent.policy.page import PublicPage, Said, SeesLine, public
from reticent.policy.tongues import Tongue


@dataclass(frozen=True)
class Change:
    """One thing that is answered or kept otherwise than before; empty where one of the two says nothing of it."""

    heading: str
    before: str
    now: str
    citations: tuple[Citation, ...]


def changed(before: Policy, after: Policy, *, language: str = "en") -> tuple[Change, ...]:
    """Every difference between the two public pages, in the order of the page."""
    old, new = (public(text, language=language) for text in (before, after))
    return (
        *_told_otherwise(old.sections, new.sections),
        *_asked_by_the_police(old, new, Tongue(language)),
        *_kept_otherwise(old, new, Tongue(language)),
        *_seen_otherwise(old, new, before, after),
        *_told_otherwise(_promised(old), _promised(new)),
        *_told_otherwise(old.settled, new.settled),
    )


def _told_otherwise(old: tuple[Said, ...], new: tuple[Said, ...]) -> list[Change]:
    was = {said.heading: said for said in old}
    now = {said.heading: said for said in new}
    return [
        Change(name, _text(was.get(name)), _text(now.get(name)), (now.get(name) or was[name]).citations)
        for name in dict.fromkeys((*now, *was))
        if _text(was.get(name)) != _text(now.get(name))
    ]


def _text(said: Said | None) -> str:
    return said.text if said else ""


def _promised(page: PublicPage) -> tuple[Said, ...]:
    """The notices that a clause stands behind; others are about the text itself and say nothing of readers."""
    return tuple(notice for notice in page.notices if notice.citations)


def _asked_by_the_police(old: PublicPage, new: PublicPage, tongue: Tongue) -> list[Change]:
    if old.police.say == new.police.say:
        return []
    heading = tongue.say("When the police ask")
    return [Change(heading, old.police.say, new.police.say, new.police.citations)]


def _kept_otherwise(old: PublicPage, new: PublicPage, tongue: Tongue) -> list[Change]:
    was = {line.kind: line for line in old.kept}
    now = {line.kind: line for line in new.kept}
    found = []
    for kind in dict.fromkeys((*now, *was)):
        line = now.get(kind) or was[kind]
        until = [
            tongue.say("kept {until}", until=lines[kind].until) if kind in lines else tongue.say("not kept")
            for lines in (was, now)
        ]
        if until[0] != until[1]:
            found.append(Change(line.title, until[0], until[1], line.citations))
    return found


def _seen_otherwise(old: PublicPage, new: PublicPage, before: Policy, after: Policy) -> list[Change]:
    """Other people, or other fields. What changes only because a kind is kept now is said once, above."""
    was = {line.purpose: line for line in old.sees}
    found = []
    for line in new.sees:
        there = was.get(line.purpose)
        opens = [
            text.purposes[line.purpose].opens if line.purpose in text.purposes else ()
            for text in (before, after)
        ]
        if there is None or there.who != line.who or opens[0] != opens[1]:
            found.append(Change(line.label, _seen(there), _seen(line), line.citations))
    left = {line.purpose for line in new.sees}
    return found + [Change(e.label, _seen(e), "", e.citations) for e in old.sees if e.purpose not in left]


def _seen(line: SeesLine | None) -> str:
    return f"{line.who}: {line.fields}" if line else ""
