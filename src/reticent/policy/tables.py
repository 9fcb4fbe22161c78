"""What a policy's rules come to, worked out once when the policy is loaded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reticent.policy.answering import Citation, Decision, NextStep
from reticent.policy.vocabulary import FIELDS
from reticent.policy.words import PROOFS_SAID, ROWS, STEPS

if TYPE_CHECKING:
    from reticent.policy.adopted import Policy, Purpose


@dataclass(slots=True)
class Tables:
    """Citations by id, words filled in, and every answer that depends on staff, purpose and duty alone."""

    citations: dict[str, Citation]
    said: dict[str, str]
    foi_days: int
    staff: dict[tuple[str, str | None], Decision] = field(default_factory=dict)
    duty_not_assigned: dict[str, Decision] = field(default_factory=dict)
    duty_not_needed: dict[str, Decision] = field(default_factory=dict)

    def decision(
        self,
        outcome: str,
        rule: str,
        cited: tuple[str, ...],
        *,
        fields: tuple[str, ...] = (),
        steps: tuple[str | NextStep, ...] = (),
        notes: tuple[str, ...] = (),
        purpose: Purpose | None = None,
    ) -> Decision:
        """One answer in full: the rule's words, the clauses, the steps in order and only once."""
        row = ROWS[rule]
        said = self.said | {
            "fields_said": listed(FIELDS[name] for name in fields) or "nothing about the person",
            "why": purpose.why[:1].lower() + purpose.why[1:] if purpose else "",
            "duties_said": listed(purpose.duties, last="or") if purpose and purpose.duties else "the staff",
        }
        offered = [
            step if isinstance(step, NextStep) else NextStep(step, STEPS[step].format_map(said))
            for step in (*row.steps, *steps)
        ]
        citations = tuple(self.citations[name] for name in dict.fromkeys(cited))
        return Decision(
            outcome=outcome,
            rule=rule,
            fields=fields,
            citations=citations,
            say=row.say.format_map(said),
            because=(
                *(f"{citation.source} ({citation.id}): {citation.text}" for citation in citations),
                *(note for note in notes if note),
                *(() if citations else ("Not decided: neither the policy nor the statute speaks of this.",)),
            ),
            next_steps=tuple({step.code: step for step in offered}.values()),
            records=row.records,
        )


def listed(words: Iterable[str], *, last: str = "and") -> str:
    """`a, b and c`."""
    items = list(words)
    return f" {last} ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def tables_for(policy: Policy) -> Tables:
    """The tables of one policy."""
    statute = policy.statute
    citations = {
        name: Citation(name, f"{policy.called}, {clause.heading}", clause.text)
        for name, clause in policy.clauses.items()
    } | {name: Citation(name, section.source, section.text) for name, section in statute.clauses.items()}
    tables = Tables(
        citations=citations,
        said={
            "refer_to": policy.referral.to,
            "custodian": policy.custodian.title,
            "decider": policy.decider.title,
            "library": policy.library_name,
            **_proofs_said(policy),
            "entitled_as": policy.vendor.entitled_as,
            "showing": policy.showing.what if policy.showing else "",
            "foi_days": str(statute.foi_days),
        },
        foi_days=statute.foi_days,
    )
    _staff_answers(policy, tables)
    return tables


def _proofs_said(policy: Policy) -> dict[str, str]:
    """What a parent is asked for: to satisfy the staff, or the things that the policy names."""
    proofs = policy.guardian.proofs
    if "satisfied_parent" in proofs:
        return {
            "proof_needed": "I am satisfied that you are the parent or guardian",
            "proof_step": "Satisfy yourself, and write down how",
        }
    named = listed((PROOFS_SAID[proof] for proof in proofs), last="or")
    return {"proof_needed": f"you show me {named}", "proof_step": f"Ask for {named}"}


def _staff_answers(policy: Policy, tables: Tables) -> None:
    insiders = (*policy.staff.clauses, *policy.statute.gate.insiders)
    for name, purpose in policy.purposes.items():
        no_duty = "staff.no_duty_in_hand" if purpose.duties else "staff.no_duty_for_this"
        tables.staff[name, None] = tables.decision("refused", no_duty, insiders, purpose=purpose)
        tables.duty_not_assigned[name] = tables.decision(
            "refused", "staff.duty_not_assigned", insiders, purpose=purpose
        )
        tables.duty_not_needed[name] = tables.decision(
            "refused",
            "staff.duty_does_not_need_it" if purpose.duties else "staff.no_duty_for_this",
            insiders,
            purpose=purpose,
        )
        for duty in purpose.duties:
            tables.staff[name, duty] = tables.decision(
                "allowed",
                "staff.for_a_duty",
                (*purpose.clauses, *insiders),
                fields=purpose.opens,
                purpose=purpose,
            )
