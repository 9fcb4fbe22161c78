"""By when is something to be done in a case? By the acts: each paper has its own days."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from itertools import islice
from zoneinfo import ZoneInfo

from reticent.disclosure import clocks
from reticent.disclosure.cases.kept import Act, replayed
from reticent.disclosure.gates import shut
from reticent.disclosure.known import is_owed
from reticent.disclosure.steps import Known, is_open
from reticent.people.libraries import Library
from reticent.policy import Policy

_ANOTHER_PAPER = "another_paper"
# What ends by a day without anything for the library to do.
NOT_OURS = frozenset({"foi_appeal", "own_petition"})


def dues(library: Library, known: Known, acts: Sequence[Act]) -> tuple[clocks.Due, ...]:
    """What has an end in an open case, the soonest first: what is still to be done, and until when a denial may be
    appealed."""
    adopted = library.policy
    denied = _denied(known, acts)
    answered = "sent:answer" in known.evidence and shut(("all_answered",), known, adopted) is None
    if not is_open(known.state) or (answered and denied is None):
        return ()
    papers, zone = _by_paper(acts), ZoneInfo(library.time_zone)
    # A paper that another took the place of is still to be answered: by its own day, and by its own clock.
    owed = _still_owed(library, papers) if not answered and "owes:answer" in known.evidence else []
    found = [
        each
        for of_it, paper in [*owed, (known, papers[-1])]
        for each in clocks.due(
            of_it,
            adopted,
            received=_received(paper),
            return_by=None if _is_answered(of_it, adopted) else _return_by(paper, zone),
            zone=zone,
            denied=denied,
        )
    ]
    soonest: dict[str, clocks.Due] = {}
    for each in sorted(found, key=lambda each: _end_of(each.by, zone)):
        soonest.setdefault(each.code, each)
    return tuple(soonest.values())


def _is_answered(known: Known, adopted: Policy) -> bool:
    return "sent:answer" in known.evidence and not is_owed(known, adopted)


def _still_owed(library: Library, papers: Sequence[Sequence[Act]]) -> list[tuple[Known, Sequence[Act]]]:
    """The earlier papers that nobody has answered, each with what was known when the next one came."""
    after = replayed(library, [act for paper in papers for act in paper])
    owed: list[tuple[Known, Sequence[Act]]] = []
    for paper in papers[:-1]:
        *_, known = islice(after, len(paper))
        # Counsel answers for all that lay here.
        owed = [] if "counsel:answered" in known.evidence else owed
        owed += [(known, paper)] if is_owed(known, library.policy) else []
    return owed


def _by_paper(acts: Sequence[Act]) -> list[list[Act]]:
    """What was done, apart for each paper that came."""
    papers: list[list[Act]] = [[]]
    for act in acts:
        shown = act.details.get("papers_shown", "unknown") != "unknown"
        if papers[-1] and (shown or act.step == _ANOTHER_PAPER):
            papers.append([])
        papers[-1].append(act)
    return papers


def _return_by(acts: Iterable[Act], zone: ZoneInfo) -> clocks.Moment | None:
    """By when this paper wants its answer, as was written down last."""
    said = [by for act in acts if (by := clocks.return_by(act.details, zone))]
    return said[-1] if said else None


def _received(acts: Sequence[Act]) -> datetime:
    """When this paper, or this request, came: as was written down, and never later than it was written down first."""
    came = [said for act in acts for name in ("received", "served_at") if (said := act.details.get(name))]
    return min([acts[0].at, *(datetime.fromisoformat(said) for said in came)])


def _denied(known: Known, acts: Sequence[Act]) -> datetime | None:
    """When the denial of a request for public records, or of one's own record, went out, if that was the answer."""
    if known.answer not in ("deny_foi", "refuse_own") or "sent:answer" not in known.evidence:
        return None
    went_out = [act for act in acts if act.step in ("send", "counsel_answers")]
    last = went_out[-1]
    return datetime.fromisoformat(last.details["when"]) if last.details.get("when") else last.at


def ours(library: Library, known: Known, acts: Sequence[Act]) -> tuple[clocks.Due, ...]:
    """What has an end in an open case and is for the library to do, the soonest first."""
    return tuple(due for due in dues(library, known, acts) if due.code not in NOT_OURS)


def due_at(library: Library, known: Known, acts: Sequence[Act]) -> datetime | None:
    """By when the library has something to do next."""
    todo = ours(library, known, acts)
    return _end_of(todo[0].by, ZoneInfo(library.time_zone)) if todo else None


def _end_of(by: clocks.Moment, zone: ZoneInfo) -> datetime:
    return by if isinstance(by, datetime) else datetime.combine(by, time(23, 59), zone)
