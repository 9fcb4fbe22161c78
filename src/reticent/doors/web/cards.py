"""Decisions as cards: the verdict in words, what to say aloud, the reasons, and the next lawful step."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from reticent.doors.web.shown import Card, Clause, Outcome, Step
from reticent.policy import Decision, NextStep, Policy

# The rule is the machine's word for the answer; where a verdict can be plainer than its outcome, it is here.
VERDICTS = {
    "own.allowed": "Yes. It is their own record.",
    "own.identity_unchecked": "Not yet. Ask who they are.",
    "guardian.allowed": "Yes, to the parent.",
    "guardian.of_an_adult": "No. The child is grown.",
    "guardian.proof_missing": "Not yet. Ask for proof.",
    "guardian.kept_out": "No. Call the director.",
    "guardian.not_noted": "Not yet. Who is it?",
    "note.no_guardians": "No. This policy answers no guardian.",
    "note.guardian_of_an_adult": "No. The child is grown.",
    "note.guardians_silent": "Not yours to note. Hand it on.",
    "note.permission_unclear": "Not yours to note. Hand it on.",
    "note.not_kept": "Not yours to note. Hand it on.",
    "note.no_such_wish": "Not yours to note. Hand it on.",
    "note.court_order_stays": "Not yours to change. Hand it on.",
    "permission.allowed": "Yes. What they were sent for.",
    "guardian.age_unknown": "Not yet. Is this a minor?",
    "staff.no_duty_in_hand": "No. There is no duty for this.",
    "staff.duty_not_assigned": "No. That duty is not yours.",
    "outside.law_enforcement": _("Say nothing of any record. Call the director."),
    "outside.form_open": "Take the paper. Release nothing yet.",
    "outside.blocked_by_statute": "Take the paper. Release nothing.",
    "outside.not_accepted": "Take the paper. Release nothing.",
    "outside.warrant": "Stand aside. Hand over nothing yourself.",
}
# What the officers may do is not what the desk may do: the card of a warrant is blue, not green.
OUTCOMES: dict[str, Outcome] = {"outside.warrant": "referred"}
# Steps that showing the record has taken already.
TAKEN = ("show_own_record", "show_guardian_view")
BY_OUTCOME: dict[str, tuple[Outcome, str]] = {
    "allowed": ("allowed", _("Yes. You may.")),
    "refused": ("refused", _("No. You may not say.")),
    "referred": ("referred", _("Not yours to answer. Hand it on.")),
}
# Where a next step has a page of its own.
PAGES = {"permission_form": "permission"}


def card_of(decision: Decision, adopted: Policy, *, tab: str, written_down: str = "") -> Card:
    """A decision of the policy as a card. What was opened, if anything, is added by whoever opened it."""
    outcome, verdict = BY_OUTCOME[decision.outcome]
    outcome = OUTCOMES.get(decision.rule, outcome)
    to_clerk = decision.rule.startswith(("staff.", "volunteer."))
    return Card(
        outcome=outcome,
        tab=tab,
        verdict=gettext(VERDICTS.get(decision.rule, verdict)),
        say="" if to_clerk else decision.say,
        note=decision.say if to_clerk and outcome != "allowed" else "",
        because=tuple(Clause(c.id, c.source, c.text) for c in decision.citations),
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
    """Clause ids with the text that each stands for."""
    found = []
    for name in ids:
        own = adopted.clauses.get(name)
        law = adopted.statute.clauses.get(name)
        if own is not None:
            found.append(Clause(name, f"{adopted.called}, {own.heading}", own.text))
        elif law is not None:
            found.append(Clause(name, law.source, law.text))
    return tuple(found)
