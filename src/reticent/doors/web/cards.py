"""Decisions as cards: the verdict in words, what to say aloud, the reasons, and the next lawful step."""

from collections.abc import Iterable
from typing import cast

from django.urls import reverse

from reticent.doors.web.shown.cards import Card, Clause, Outcome, Step
from reticent.doors.web.tongues import spoken
from reticent.policy import Citation, Decision, NextStep, Policy
from reticent.policy.aloud import head
from reticent.policy.readings import reading
from reticent.policy.tongues import Tongue

# What the officers may do is not what the desk may do: the card of a warrant is blue, not green.
OUTCOMES: dict[str, Outcome] = {"outside.warrant": "referred"}
# Steps that showing the record has taken already.
TAKEN = ("show_own_record", "show_guardian_view")
# Where a next step has a page of its own.
PAGES = {"permission_form": "permission"}


def card_of(
    decision: Decision, adopted: Policy, *, tab: str, written_down: str = "", to_custodian: bool = False
) -> Card:
    """A decision of the policy as a card. What was opened, if anything, is added by whoever opened it."""
    outcome = OUTCOMES.get(decision.rule) or cast("Outcome", decision.outcome)
    to_clerk = decision.rule.startswith(("staff.", "volunteer."))
    return Card(
        outcome=outcome,
        tab=tab,
        verdict=head(decision, adopted, Tongue(spoken()), to_custodian=to_custodian),
        say="" if to_clerk else decision.say,
        note=decision.say if to_clerk and outcome != "allowed" else "",
        because=clauses(adopted, decision.clauses),
        steps=steps_of(decision.next_steps, adopted.library),
        written_down=written_down,
    )


def steps_of(steps: Iterable[NextStep], library: str) -> tuple[Step, ...]:
    """Next steps, with an address where this door has a page for them."""
    return tuple(
        Step(step.label, step.code, reverse(PAGES[step.code], args=[library]) if step.code in PAGES else "")
        for step in steps
        if step.code not in TAKEN
    )


def clauses(adopted: Policy, ids: Iterable[str]) -> tuple[Clause, ...]:
    """Clause ids with the text that each stands for, in the language of the page where it is there."""
    tongue = Tongue(spoken())
    found = (reading(adopted, name, tongue) for name in ids)
    return tuple(Clause(r.id, r.source, r.text, r.language, r.adopted) for r in found if r)


def cited(citations: Iterable[Citation]) -> tuple[Clause, ...]:
    """Citations as they stand, in the language in which they were made."""
    return tuple(Clause(c.id, c.source, c.text) for c in citations)
