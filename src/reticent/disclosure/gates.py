"""What stands before a step: whether it is one for this case at all, and what is still missing. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from reticent.disclosure import checklist
from reticent.disclosure.answers import answers_open
from reticent.disclosure.known import (
    COUNSEL,
    Known,
    about,
    asked_about,
    asks_for_own,
    decision,
    in_law,
    is_owed,
    missing,
    must_be_answered,
    named_next,
    paper_known,
)
from reticent.disclosure.table import table
from reticent.policy import Policy
from reticent.policy.gates import binds
from reticent.policy.phrases import listed
from reticent.policy.vocabulary import EVIDENCE


@dataclass(frozen=True, slots=True)
class Shut:
    """Why a step cannot be taken now, and which clauses say so."""

    why: str
    clauses: tuple[str, ...]


# ---- Whether a step is one for this case.


def _arguable(known: Known, adopted: Policy) -> bool:
    law = in_law(known, adopted)
    return law is not None and law.gate == "counsel"


def _has_form(known: Known, adopted: Policy) -> bool:
    return bool(checklist.items(known.kind))


def _asked_for(known: Known, adopted: Policy) -> bool:
    return bool(evidence_asked(known, adopted))


def _something_decided(known: Known, adopted: Policy) -> bool:
    return known.path == "taking" or bool(known.answer)


def _owes_receipt(known: Known, adopted: Policy) -> bool:
    return "owes:receipt" in known.evidence


def _may_be_kept(known: Known, adopted: Policy) -> bool:
    """A letter that asks for it, or a paper that is not answered yet. Whoever asks without a paper has nothing kept."""
    law = in_law(known, adopted)
    if known.instrument is None or law is None:
        return False
    asks = known.instrument.kind == "preservation_letter"
    return asks or (law.papers and "sent:answer" not in known.evidence)


def _hold_stands(known: Known, adopted: Policy) -> bool:
    return "hold:stands" in known.evidence


def _by_hand(known: Known, adopted: Policy) -> bool:
    row = table().answers.get(known.answer)
    return row is not None and bool(row.by_hand)


def _searched_for(known: Known, adopted: Policy) -> bool:
    return about(known) == "records" or bool(asked_about(known).authority)


def _by_permission(known: Known, adopted: Policy) -> bool:
    law = in_law(known, adopted)
    return about(known) == "records" and law is not None and law.gate == "permission"


APPLIES: dict[str, Callable[[Known, Policy], bool]] = {
    "arguable": _arguable,
    "has_form": _has_form,
    "asked_for": _asked_for,
    "something_decided": _something_decided,
    "owes_receipt": _owes_receipt,
    "may_be_kept": _may_be_kept,
    "hold_stands": _hold_stands,
    "by_hand": _by_hand,
    "by_permission": _by_permission,
    "searched_for": _searched_for,
}


def evidence_asked(known: Known, adopted: Policy) -> tuple[str, ...]:
    """What could be recorded of this case now: what the decision's next steps name, and is not on record yet."""
    found = decision(known, adopted)
    law = in_law(known, adopted)
    text = table()
    named = [*named_next(known, adopted)]
    named += text.would_change.get(found.rule, ())
    if found.rule == "outside.law_asks_more" and law is not None and law.shown:
        named.append(law.shown)
    # A paper that demands an answer wants counsel, whatever a policy leaves out.
    if must_be_answered(known, adopted) and not {*named, *known.evidence}.intersection(COUNSEL):
        named.append("consulted:legal_counsel")
    words = (*EVIDENCE, *text.evidence)
    # What a step of its own comes to is not written down by hand.
    by_steps = {word for step in text.steps.values() for word in step.adds}
    fresh = [name for name in named if name in words and name not in known.evidence and name not in by_steps]
    # Counsel, a board or a court may come to find otherwise.
    found_before = [name for name in text.findings if name in known.evidence]
    return tuple(dict.fromkeys((*fresh, *found_before)))


# ---- What is still missing.


def _paper_known(known: Known, adopted: Policy) -> Shut | None:
    if not paper_known(known, adopted):
        return Shut(table().gates["paper_known"], adopted.statute.gate.court_order)
    return None


def _consulted(known: Known, adopted: Policy) -> Shut | None:
    steps = missing(known, adopted)
    if not steps:
        return None
    clauses = tuple(dict.fromkeys(clause for step in steps for clause in step.clauses))
    said = listed(step.label[:1].lower() + step.label[1:] for step in steps)
    return Shut(table().gates["consulted"].format(missing=said), clauses)


def _answer_open(known: Known, adopted: Policy) -> Shut | None:
    if answers_open(known, adopted):
        return None
    found = decision(known, adopted)
    return Shut(table().gates["answer_open"].format(say=found.say), found.clauses)


def _allowed(known: Known, adopted: Policy) -> Shut | None:
    found = decision(known, adopted)
    if found.allowed:
        return None
    return Shut(table().gates["allowed"].format(because=" ".join(found.because)), found.clauses)


def _comply(known: Known, adopted: Policy) -> Shut | None:
    if known.answer == "comply":
        return None
    return Shut(table().gates["comply"], adopted.statute.gate.court_order)


def _only_once(known: Known, adopted: Policy) -> Shut | None:
    if "given:production" not in known.evidence:
        return None
    return Shut(table().gates["only_once"], adopted.release.clauses or adopted.statute.gate.court_order)


def _answer_not_comply(known: Known, adopted: Policy) -> Shut | None:
    if known.answer != "comply":
        return None
    return Shut(table().gates["answer_not_comply"], adopted.statute.gate.court_order)


def _done_by_hand(known: Known, adopted: Policy) -> Shut | None:
    if not _by_hand(known, adopted) or "given:by_hand" in known.evidence:
        return None
    return Shut(table().gates["done_by_hand"], decision(known, adopted).clauses)


def _all_answered(known: Known, adopted: Policy) -> Shut | None:
    # What answers one paper answers none that lay here before it; counsel answers for all of it.
    earlier = "owes:answer" in known.evidence and "counsel:answered" not in known.evidence
    if not earlier and not is_owed(known, adopted):
        return None
    law = in_law(known, adopted)
    clauses = law.clauses if law and law.clauses else adopted.statute.floor.clauses
    if asks_for_own(known):
        clauses = adopted.tables.law.own_cited or clauses
    return Shut(table().gates["all_answered"], clauses)


def _receipt_recorded(known: Known, adopted: Policy) -> Shut | None:
    if not _owes_receipt(known, adopted):
        return None
    return Shut(
        table().gates["receipt_recorded"], adopted.release.clauses or adopted.statute.gate.court_order
    )


def disclosure_clauses(adopted: Policy) -> tuple[str, ...]:
    """The sections that want it on record who was given somebody's data, as far as they bind this library."""
    clock = adopted.statute.clocks.get("disclosure_record")
    if clock is None:
        return ()
    return tuple(name for name in clock.clauses if binds(adopted.statute, name, adopted.flags))


def _notice_not_barred(known: Known, adopted: Policy) -> Shut | None:
    if adopted.patron_notice.when != "never":
        return None
    return Shut(table().gates["notice_not_barred"], adopted.patron_notice.clauses)


def _counsel_answered(known: Known, adopted: Policy) -> Shut | None:
    if "counsel:answered" in known.evidence:
        return None
    cited = adopted.gag.clauses if adopted.gag else adopted.statute.gate.court_order
    return Shut(table().gates["counsel_answered"], cited)


NEEDS: dict[str, Callable[[Known, Policy], Shut | None]] = {
    "paper_known": _paper_known,
    "consulted": _consulted,
    "answer_open": _answer_open,
    "allowed": _allowed,
    "comply": _comply,
    "only_once": _only_once,
    "answer_not_comply": _answer_not_comply,
    "done_by_hand": _done_by_hand,
    "all_answered": _all_answered,
    "receipt_recorded": _receipt_recorded,
    "notice_not_barred": _notice_not_barred,
    "counsel_answered": _counsel_answered,
}


def shut(needs: tuple[str, ...], known: Known, adopted: Policy) -> Shut | None:
    """The first thing that is missing, in the order of the table."""
    return next((found for need in needs if (found := NEEDS[need](known, adopted)) is not None), None)
