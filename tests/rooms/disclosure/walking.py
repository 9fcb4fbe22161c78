"""Walks a case from its opening on, step by step, as the pages would."""

from collections.abc import Iterable
from typing import Any

from reticent import policy
from reticent.disclosure import checklist, steps
from reticent.disclosure.gates import evidence_asked
from reticent.disclosure.known import missing
from reticent.disclosure.steps import Known
from reticent.disclosure.table import table

ON = "2026-03-02T10:15-05:00"
OPENED = {
    "S01": {"asker": "police", "papers": "none", "channel": "in_person"},
    "S02": {"asker": "attorney", "papers": "attorney_subpoena", "channel": "mail"},
    "S03": {"asker": "court", "papers": "court_order", "channel": "mail"},
    "S04": {"asker": "court", "papers": "court_order", "channel": "mail"},
    "S05": {"asker": "federal_agent", "papers": "immigration_warrant", "channel": "in_person"},
    "S12": {"asker": "anyone", "papers": "foi_request", "channel": "mail"},
    "S25": {"asker": "police", "papers_shown": "search_warrant", "signed_by_seen": "judge"},
    "S27": {"asker": "court", "papers": "court_order", "channel": "mail"},
    "S28": {"asker": "police", "papers": "preservation_letter", "channel": "mail"},
}
CLASSIFIED: dict[str, dict[str, Any]] = {
    "S01": {"kind": "none", "signed_by": "nobody"},
    "S02": {"kind": "attorney_subpoena", "signed_by": "attorney", "names_fields": ["loan.title"]},
    "S03": {"kind": "court_order", "signed_by": "judge", "names_fields": ["loan.title", "loan.due"]},
    "S04": {"kind": "court_order", "signed_by": "nobody", "names_fields": ["loan.title"]},
    "S05": {"kind": "immigration_warrant", "signed_by": "officer", "names_fields": ["loan.title"]},
    "S12": {"kind": "foi_request", "signed_by": "requester"},
    "S25": {"kind": "search_warrant", "signed_by": "judge", "names_fields": ["loan.title"]},
    "S27": {
        "kind": "court_order",
        "signed_by": "judge",
        "names_fields": ["registration.name", "loan.title"],
        "centre": "item",
    },
    "S28": {"kind": "preservation_letter", "signed_by": "officer", "names_fields": ["loan.title"]},
}
LOOKED_ON: dict[str, Any] = {
    "second_person": "the chair",
    "second_as": "chair",
    "second_how": "telephone",
    "kinds": ["loan.title"],
    "counts": "3",
    "query_mark": "0f" * 16,
}
SEARCHED = {**LOOKED_ON, "searched_for": "what the order names"}
PRODUCED = {
    **LOOKED_ON,
    "how_many_people": "1",
    "handed_to": "the clerk of the court",
    "sent_how": "in_person",
    "package": "5a" * 32,
}
RECEIPTED = {"receipt": True}
# The points of the form that a paper fails, by its row.
FAILS = {"S04": ("judge", "docket")}


def opened(row: str, adopted: policy.Policy) -> Known:
    """A case of this row, just taken in."""
    path = "taking" if "papers_shown" in OPENED[row] else "asking"
    return steps.begin(path, OPENED[row], adopted)


def classified(row: str, adopted: policy.Policy) -> Known:
    """The same, handed on, with its paper written down and its form reviewed where it has one."""
    known = opened(row, adopted)
    if known.path == "asking":
        known = take(known, "refer", adopted, office="the office", role="desk")
    known = take(known, "classify", adopted, secret="no", **CLASSIFIED[row])
    if any(offer.step == "review_form" for offer in steps.offers(known, adopted, role="custodian")):
        known = take(known, "review_form", adopted, checklist=points(known, fails=FAILS.get(row, ())))
    return known


def points(known: Known, *, fails: Iterable[str] = ()) -> dict[str, str]:
    """Every point of the form answered: these fail, all others hold."""
    kind = known.instrument.kind if known.instrument else "none"
    return {item.id: "no" if item.id in fails else "yes" for item in checklist.items(kind)}


def asked_first(known: Known, adopted: policy.Policy) -> Known:
    """The same, once everybody was asked who must be asked before anything is decided."""
    for step in missing(known, adopted):
        known = record(known, step.evidence, adopted)
    return known


def all_recorded(known: Known, adopted: policy.Policy) -> Known:
    """The same, with everything on record that is asked for, found as the policy wishes it."""
    while asked := [name for name in evidence_asked(known, adopted) if name not in known.evidence]:
        known = record(known, asked[0], adopted)
    return known


def record(known: Known, evidence: str, adopted: policy.Policy, *, found: bool = True) -> Known:
    """A consultation held, or a finding made."""
    finding: dict[str, object] = {"found": found} if evidence in table().findings else {}
    if behind := table().papers_behind.get(evidence):
        finding[behind] = "of 1 July 2025, in the safe"
    return take(known, f"record:{evidence}", adopted, consulted_who="the office", **finding)


def take(
    known: Known, step: str, adopted: policy.Policy, *, role: str = "custodian", **details: object
) -> Known:
    """One step."""
    return steps.taken(known, step, details, adopted, role=role)


def searched(adopted: policy.Policy) -> Known:
    """A judge's order in form, decided to be complied with, and searched for."""
    known = take(all_recorded(classified("S03", adopted), adopted), "decide", adopted, answer="comply")
    return take(known, "search", adopted, **SEARCHED)


def produced(adopted: policy.Policy) -> Known:
    """The same, handed over; its disclosure is not recorded yet."""
    return take(searched(adopted), "produce", adopted, **PRODUCED)
