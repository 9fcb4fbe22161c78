"""Which answers are open to a case now, and on which clause each rests. Pure."""

from dataclasses import dataclass

from reticent.disclosure.known import (
    COUNSEL,
    Known,
    about,
    asked_about,
    asks_for_own,
    compelled,
    decision,
    has_papers,
    in_law,
    missing,
    must_be_answered,
    named_next,
    paper_known,
    stage,
)
from reticent.disclosure.table import table
from reticent.policy import Decision, Policy


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer that may be decided now."""

    word: str
    label: str
    clauses: tuple[str, ...]
    why: str


def answers_open(known: Known, adopted: Policy) -> tuple[Answer, ...]:
    """The answers that whoever decides may choose from; none before what must come first is recorded."""
    if not paper_known(known, adopted) or missing(known, adopted):
        return ()
    found = decision(known, adopted)
    barred = _barred(known, adopted)
    open_now = (_open(word, known, adopted, found) for word in table().answers if word not in barred)
    return tuple(answer for answer in open_now if answer is not None)


def counsel_may(known: Known, adopted: Policy) -> tuple[str, ...]:
    """What counsel may have answered, whatever is missing. Handing over is no letter: it goes its own way."""
    by_hand = {word for word, row in table().answers.items() if row.by_hand}
    barred = _barred(known, adopted) | by_hand | {"comply"}
    return tuple(word for word in table().answers if word not in barred)


def _barred(known: Known, adopted: Policy) -> frozenset[str]:
    """What answers nothing of the kind that lies here, whoever answers. A reader is not refused her own record as a
    stranger is."""
    barred = {
        "reply": known.matter != "complaint",
        "deny_foi": known.kind != "foi_request",
        "refuse": compelled(known, adopted) or asks_for_own(known),
        "return_for_cure": known.instrument is None or known.instrument.in_form is not False,
    }
    asked = about(known)
    elsewhere = {word for word, row in table().answers.items() if row.about and asked not in row.about}
    return frozenset(word for word, shut in barred.items() if shut) | elsewhere


def _open(word: str, known: Known, adopted: Policy, found: Decision) -> Answer | None:
    clauses = _rests_on(word, known, adopted, found)
    if clauses is None:
        return None
    row = table().answers[word]
    # Every answer rests on a clause or on the statute, whatever a policy leaves out.
    cited = (*clauses, *found.clauses) or adopted.statute.gate.court_order
    if known.matter == "complaint":
        cited = clauses or adopted.tables.law.own_cited or adopted.statute.gate.own
    return Answer(word, row.label, tuple(dict.fromkeys(cited)), row.words)


def _rests_on(word: str, known: Known, adopted: Policy, found: Decision) -> tuple[str, ...] | None:
    """The clauses of an answer that is open, beside those of the decision; none where it is shut."""
    law = in_law(known, adopted)
    at_once = law is not None and law.at_once
    bound = must_be_answered(known, adopted)
    # A complaint is answered: nobody is refused it. A request for public records is denied. Nothing else answers either.
    if known.matter == "complaint":
        return adopted.complaints.clauses if word == "reply" else None
    if known.kind == "foi_request":
        return adopted.foi.clauses if word == "deny_foi" else None
    opened_by = table().answers[word].opened_by
    if opened_by:
        return () if {step.code for step in found.next_steps}.intersection(opened_by) else None
    if about(known) != "records" and not _answers_any(word, known):
        return None
    if word == "comply":
        return () if found.allowed and not at_once else None
    if word == "nothing_held":
        looked = known.state == "searched" and known.answer == "comply"
        return () if looked or found.rule.startswith("shared.") else None
    if word == "refuse":
        return None if found.allowed or bound else ()
    if not has_papers(known, adopted) or at_once:
        return None
    if word == "return_for_cure":
        return adopted.form.clauses if adopted.form.cure else None
    if word == "negotiate":
        return adopted.instruments.clauses if bound else None
    # What the law compels is not resisted, unless the decision itself says so.
    if word == "resist" and compelled(known, adopted) and "resist" not in named_next(known, adopted):
        return None
    return _challenge(word, known, adopted)


def _answers_any(word: str, known: Known) -> bool:
    """Whether this answer is one where no records are asked for on a paper: nothing is handed over but under what the
    table names."""
    if word == "comply":
        return bool(asked_about(known).authority)
    return word in ("nothing_held", "refuse")


def _challenge(word: str, known: Known, adopted: Policy) -> tuple[str, ...] | None:
    """To object, resist or move: what the policy names, or what counsel advises once she was asked."""
    if word in adopted.response.options:
        return adopted.response.clauses
    asked = [name for name in COUNSEL if name in known.evidence]
    if not asked or not must_be_answered(known, adopted):
        return None
    steps = adopted.tables.stages[stage(known, adopted)]
    by_steps = tuple(clause for step in steps if step.evidence in asked for clause in step.clauses)
    return (*adopted.response.stance_clauses, *by_steps)
