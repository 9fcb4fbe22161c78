"""A patron's own record as a paper to take home: the sentences of her page in their order, in her language."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from reticent.doors.web import tongues
from reticent.doors.web.shown.cards import Clause, Line
from reticent.doors.web.shown.my_record import Kept, MyRecord

Part = dict[str, Any]


def title() -> str:
    """What the paper is called. It names nobody, as its file does not."""
    return _("What this library holds about you")


def values_of(record: MyRecord, *, library: str) -> dict[str, object]:
    """What the template `letter` is given."""
    return {
        "date": f"{library} · {tongues.day(record.as_of.date())}",
        "parts": list(_parts(record)),
        "annex": list(_annex(record)),
    }


def _parts(record: MyRecord) -> Iterable[Part]:
    at = f"{tongues.day(record.as_of.date())}, {record.as_of:%H:%M}"
    yield {
        "text": _(
            "%(name)s, this is all of it, as of %(as_of)s. What is not here, we do not have, or the law does not let us"
            " tell you yet."
        )
        % {"name": record.name, "as_of": at}
    }
    for kept in record.kept:
        yield from _kept(kept)
    yield from _looked(record)
    yield {"heading": _("What has ended")}
    yield {"text": _ended(record)}


def _kept(kept: Kept) -> Iterable[Part]:
    yield {"heading": kept.kind}
    if kept.facts:
        yield {"columns": [_("What"), _("What it says")], "rows": [[f.label, f.value] for f in kept.facts]}
    if kept.lines:
        yield {"columns": list(kept.heads), "rows": [[line.what, _said(line)] for line in kept.lines]}
    if not kept.facts and not kept.lines and kept.empty:
        yield {"text": kept.empty}
    said = ((_("Why"), kept.why), (_("Until"), kept.until), (_("From"), kept.came_from))
    yield {"list": [f"{label}: {words}" for label, words in said if words]}


def _said(line: Line) -> str:
    when = tongues.day(line.when) if line.when else ""
    return f"{when}{line.amount}{_(', overdue') if line.late else ''}"


def _looked(record: MyRecord) -> Iterable[Part]:
    yield {"heading": _("Who looked")}
    if record.looked:
        yield {
            "columns": [_("Day"), _("Who"), _("What for")],
            "rows": [
                [
                    tongues.day(look.day),
                    look.role,
                    f"{look.purpose}, {_('refused')}" if look.refused else look.purpose,
                ]
                for look in record.looked
            ],
        }
    elif record.looked_since:
        since = {"since": tongues.day(record.looked_since)}
        yield {"text": _("Nobody has opened your record since %(since)s.") % since}
    else:
        yield {"text": _("Nobody has opened your record.")}
    if record.elsewhere:
        yield {"note": record.elsewhere}


def _ended(record: MyRecord) -> str:
    until = record.ended_readable_until
    read = (
        _("Our backups can still be read for a while: the last of it until %(until)s.")
        % {"until": tongues.day(until)}
        if until
        else _("Our backups can still be read for a while.")
    )
    return " ".join(
        (
            _("Nobody keeps a list of what you have read: there is none here to switch on or off."),
            _("What you brought back and paid is off our shelf at once."),
            read,
            _("After that nobody can bring it back, us included."),
        )
    )


def _annex(record: MyRecord) -> Iterable[Part]:
    every = {c.id: c for kept in record.kept for c in kept.because} | {c.id: c for c in record.because}
    if every:
        yield {"heading": _("Because")}
        yield {"list": [_clause(clause) for clause in every.values()]}


def _clause(clause: Clause) -> str:
    return (
        f"{clause.id} · {clause.source}: {clause.text}" if clause.text else f"{clause.id} · {clause.source}"
    )
