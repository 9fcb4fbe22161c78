"""The public page as a paper: the same sentences in the same order, in the reader's language."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from reticent.doors.web.shown.cards import Clause
from reticent.doors.web.shown.promise import Promise, Requests

Part = dict[str, Any]


def title_of(promise: Promise) -> str:
    """What the paper is called: by the title under which the text was adopted."""
    return promise.policy.title


def values_of(promise: Promise, *, library: str, on: str) -> dict[str, object]:
    """What the template `policy` is given."""
    return {
        "library": library,
        "place": on,
        "facts": [[fact.label, fact.value] for fact in promise.facts],
        "standing": _standing(promise),
        "parts": list(_parts(promise)),
        "clauses": [
            {
                "heading": chapter.heading,
                "lang": chapter.lang,
                "clauses": [
                    [clause.id, clause.text, clause.lang, clause.adopted] for clause in chapter.clauses
                ],
            }
            for chapter in promise.clauses
        ],
        "adopted_in": _(
            "It was adopted in English, and the English decides. Below each clause stands its English."
        )
        if promise.read_too
        else _("It was adopted in English; its clauses are quoted in that language."),
        "every_clause": _("Every clause"),
        "foot": f"{promise.policy.id} · sha256 {promise.policy.sha256[:16]}",
    }


def _standing(promise: Promise) -> str:
    if promise.not_yet:
        return _("This text is adopted and not in force yet.")
    return _("This text is not in force any more.") if promise.instead else ""


def _parts(promise: Promise) -> Iterable[Part]:
    yield {"heading": _("What we keep, and until when")}
    yield {
        "columns": [_("What"), _("Until when"), _("Why"), _("Clause")],
        "rows": [[row.kind, row.until, row.why, _ids(row.clauses)] for row in promise.kept],
    }
    yield {"heading": _("Who may see it")}
    yield {
        "text": _(
            "You, whenever you ask. Staff, only for one of these purposes, and only these parts. Each time is written"
            " down, and you can see the list."
        )
    }
    yield {
        "columns": [_("What for"), _("Who"), _("What they see"), _("Clause")],
        "rows": [[row.purpose, row.who, row.fields, _ids(row.clauses)] for row in promise.sees],
    }
    yield {"heading": _("When the police ask")}
    yield {
        "text": _(
            "An officer who comes to our desk without papers and asks what someone has borrowed gets this answer:"
        )
    }
    yield {"say": promise.police.say, "verdict": promise.police.verdict, "ids": _ids(promise.police.because)}
    yield {"heading": _("Who else may ask")}
    yield {"tells": [[told.who, told.text, _ids(told.clauses)] for told in promise.tells]}
    if promise.learners:
        yield {"heading": _("Which companies learn something")}
        yield {
            "columns": [_("Company"), _("What it does"), _("What it learns")],
            "rows": [[row.name, row.does, row.learns] for row in promise.learners],
        }
    yield {"heading": _("How we forget")}
    yield {
        "text": _(
            "What ends is taken off our shelf at once. Backups still hold it for a while, locked. Every %(turn)s days we"
            " change the key, and %(window)s days later we destroy the old one. So what ended more than %(within)s days"
            " ago nobody can bring back, us included."
        )
        % {
            "turn": promise.turn_days,
            "window": promise.window_days,
            "within": promise.forgotten_within_days,
        }
    }
    if promise.requests:
        yield from _requests(promise.requests)
    besides = (*promise.notices, *promise.settled)
    if besides:
        yield {"heading": _("What else you should know")}
        yield {"tells": [[told.who, told.text, _ids(told.clauses)] for told in besides]}
    if promise.changes and promise.before:
        since = f"{promise.before.title}, {promise.before.dates}."
        yield {"heading": _("What changed")}
        yield {"text": f"{_('What is otherwise than in the text before it:')} {since}"}
        yield {
            "columns": [_("What"), _("Before"), _("Now")],
            "rows": [
                [
                    change.heading,
                    change.before or _("nothing said of it"),
                    change.now or _("no longer said"),
                ]
                for change in promise.changes
            ],
        }


def _requests(asked: Requests) -> Iterable[Part]:
    yield {"heading": _("How often we were asked")}
    if asked.rows:
        yield {
            "columns": [_("Year"), _("What came"), _("What came of it"), _("How many")],
            "rows": [
                [
                    str(row.year),
                    row.kind or _("Nothing that we may count"),
                    row.outcome or "—",
                    str(row.count),
                ]
                for row in asked.rows
            ],
        }
    coming = {"year": asked.next_year, "day": asked.next_on}
    if asked.rows:
        yield {"text": _("The figures of %(year)s come on %(day)s.") % coming}
    else:
        yield {"text": _("There are no figures yet. The first, of %(year)s, come on %(day)s.") % coming}
    for said in asked.cannot_say:
        yield {"text": said}
    if asked.because:
        yield {"text": ", ".join(f"{clause.source} ({clause.id})" for clause in asked.because)}


def _ids(clauses: Iterable[Clause]) -> str:
    return " ".join(clause.id for clause in clauses)
