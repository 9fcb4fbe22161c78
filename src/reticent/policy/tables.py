"""What a policy's rules come to, worked out once when the policy is loaded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reticent.policy.answering import Citation, Decision, NextStep
from reticent.policy.chapters.outside import Step
from reticent.policy.gates import Law, law_over
from reticent.policy.phrases import counted, listed, money
from reticent.policy.vocabulary import BESIDE, EVIDENCE, FIELDS, WITHIN_THE_CIRCLE
from reticent.policy.words import BESIDE_SAID, PROOFS_SAID, ROWS, STEPS

if TYPE_CHECKING:
    from reticent.policy.adopted import Policy, Purpose
    from reticent.policy.asking import Request
    from reticent.policy.chapters.outside import Treatment


# Words of an answer that differ with its fields or its purpose; all others are the policy's and said alike.
_ANSWERS_KEPT = 2_048
_VARYING = ("{fields_said}", "{why}", "{duties_said}")
NOT_DECIDED = "Not decided: neither the policy nor the statute speaks of this."
ENDS_BY_OUTCOME = {
    "allowed": "desk_allow",
    "refused": "desk_refusal",
    "referred": "refer_to_custodian",
}


@dataclass(slots=True)
class Tables:
    """Citations by id, words filled in, and every answer that depends on staff, purpose and duty alone."""

    citations: dict[str, Citation]
    said: dict[str, str]
    law: Law
    stages: dict[str, tuple[Step, ...]]
    staff: dict[tuple[str, str | None], Decision] = field(default_factory=dict)
    duty_not_assigned: dict[str, Decision] = field(default_factory=dict)
    duty_not_needed: dict[str, Decision] = field(default_factory=dict)
    # To a paper that may forbid its own mention, whoever brings it and whatever it asks for.
    sealed: dict[str, Decision] = field(default_factory=dict)
    # What the policy adds to the words of a step: who is called next, what a search costs, how early to answer.
    added: dict[str, str] = field(default_factory=dict)
    # What must be on record of one kind of paper, and what the patron is told once records are handed over.
    for_paper: dict[str, tuple[Step, ...]] = field(default_factory=dict)
    patron_told: tuple[str, ...] = ()
    # What each purpose opens to a parent who is let in.
    for_guardian: dict[str, tuple[str, ...]] = field(default_factory=dict)
    stage_clauses: dict[str, tuple[str, ...]] = field(init=False)
    _answers: dict[Request, Decision] = field(default_factory=dict)
    _because: dict[str, str] = field(init=False)
    _steps: dict[str, NextStep] = field(init=False)
    _says: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.stage_clauses = {
            stage: tuple(dict.fromkeys(clause for step in steps for clause in step.clauses))
            for stage, steps in self.stages.items()
        }
        self._because = {
            name: f"{cited.source} ({cited.id}): {cited.text}" for name, cited in self.citations.items()
        }
        self._steps = {
            code: NextStep(code, words.format_map(self.said) + self.added.get(code, ""))
            for code, words in STEPS.items()
            if not _varies(words)
        }
        self._says = {
            rule: row.say.format_map(self.said) for rule, row in ROWS.items() if not _varies(row.say)
        }

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
        ends_in: str = "",
        only_overdue: bool = False,
    ) -> Decision:
        """One answer in full: the rule's words, the clauses, the steps in order and only once."""
        row = ROWS[rule]
        offered: dict[str, NextStep] = {}
        for step in (*row.steps, *steps):
            if isinstance(step, NextStep):
                offered[step.code] = step
            else:
                offered[step] = self._steps.get(step) or NextStep(
                    step, self._filled(STEPS[step], fields, purpose)
                )
        names = tuple(dict.fromkeys(cited))
        because = [self._because[name] for name in names]
        because += [note for note in notes if note]
        if not because:
            because.append(NOT_DECIDED)
        return Decision(
            outcome=outcome,
            rule=rule,
            fields=fields,
            citations=tuple([self.citations[name] for name in names]),
            say=self._says.get(rule) or self._filled(row.say, fields, purpose),
            because=tuple(because),
            next_steps=tuple(offered.values()),
            records=row.records,
            ends_in=ends_in or row.ends_in or ENDS_BY_OUTCOME[outcome],
            only_overdue=only_overdue,
        )

    def kept(self, request: Request) -> Decision | None:
        """The answer to this request, if it was asked before. A request names nobody, and few differ."""
        return self._answers.get(request)

    def keep(self, request: Request, decision: Decision) -> Decision:
        """Keep this answer, until there are very many."""
        if len(self._answers) >= _ANSWERS_KEPT:
            self._answers.clear()
        self._answers[request] = decision
        return decision

    def forget_answers(self) -> None:
        """Let every answer be worked out anew: for a bench that asks what a first question costs."""
        self._answers.clear()

    def also(self, decision: Decision, *, cited: tuple[str, ...] = (), steps: tuple[str, ...]) -> Decision:
        """The same answer, with what else is to be cited and done about it."""
        names = [name for name in dict.fromkeys(cited) if name not in decision.clauses]
        offered = {step.code: step for step in decision.next_steps}
        offered |= {code: self._steps[code] for code in steps}
        return Decision(
            outcome=decision.outcome,
            rule=decision.rule,
            fields=decision.fields,
            citations=(*decision.citations, *[self.citations[name] for name in names]),
            say=decision.say,
            because=(*decision.because, *[self._because[name] for name in names]),
            next_steps=tuple(offered.values()),
            records=decision.records,
            ends_in=decision.ends_in,
            only_overdue=decision.only_overdue,
        )

    def narrowed(self, decision: Decision, fields: tuple[str, ...]) -> Decision:
        """The same answer for fewer fields. Words that name the fields name only those that stay."""
        say = decision.say
        if decision.rule not in self._says:
            before, after = fields_said(decision.fields), fields_said(fields)
            say = say.replace(before, after)
        return Decision(
            outcome=decision.outcome,
            rule=decision.rule,
            fields=fields,
            citations=decision.citations,
            say=say,
            because=decision.because,
            next_steps=decision.next_steps,
            records=decision.records,
            ends_in=decision.ends_in,
            only_overdue=decision.only_overdue,
        )

    def _filled(self, words: str, fields: tuple[str, ...], purpose: Purpose | None) -> str:
        """The words for these fields and this purpose."""
        varying = {
            "fields_said": fields_said(fields) or "nothing about the person",
            "why": purpose.why[:1].lower() + purpose.why[1:] if purpose else "",
            "duties_said": listed(purpose.duties, last="or") if purpose and purpose.duties else "the staff",
        }
        return words.format_map(self.said | varying)


def _varies(words: str) -> bool:
    return any(name in words for name in _VARYING)


def fields_said(fields: Iterable[str]) -> str:
    """The fields in words; what is noted beside a registration is said by its kind."""
    words = (BESIDE_SAID.get(name.partition(".")[0]) or FIELDS[name] for name in fields)
    return listed(dict.fromkeys(words))


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
            "patron_told": _patron_told(policy),
            "complaint_to": policy.complaints.to or policy.custodian.title,
            "complaint_days": str(policy.complaints.days),
            "consortium": policy.consortium.name if policy.consortium else "the shared system",
            **_law_said(policy),
        },
        law=law_over(policy),
        stages={
            stage: _each_once(step for step in policy.steps if stage in step.when)
            for stage in ("no_papers", "papers")
        },
        added=_added(policy),
        for_guardian={name: _for_guardian(policy, purpose) for name, purpose in policy.purposes.items()},
        for_paper={kind: _needed(treated) for kind, treated in policy.instruments.by_kind.items()},
        patron_told=("tell_patron",) if policy.patron_notice.when in ("before", "after") else (),
    )
    _staff_answers(policy, tables)
    _sealed_answers(policy, tables)
    return tables


def _each_once(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Steps that are taken by recording the same thing are one, with the clauses of all and the last one's words."""
    once: dict[tuple[str, bool, str], Step] = {}
    for step in steps:
        same = step.evidence, step.must, step.before
        clauses = (*once[same].clauses, *step.clauses) if same in once else step.clauses
        once[same] = step.model_copy(update={"clauses": tuple(dict.fromkeys(clauses))})
    return tuple(once.values())


def _added(policy: Policy) -> dict[str, str]:
    """What this policy adds to the words of a step."""
    added: dict[str, str] = {}
    if policy.custodian.deputies and policy.referral.to == policy.custodian.title:
        deputies = ", then ".join(f"the {title}" for title in policy.custodian.deputies)
        added["refer_to_custodian"] = f"; while away, {deputies}"
    prices = {"an hour": policy.costs.hour_cents, "a page": policy.costs.page_cents}
    if rates := [f"{money(cents)} {each}" for each, cents in prices.items() if cents is not None]:
        added["invoice"] = f": {listed(rates)}"
    if (ahead := policy.clocks.papers_days_ahead) is not None:
        added["answer_in_time"] = f"; the answer is ready {counted(ahead, 'day')} before it"
    if policy.gag:
        added["keep_on_paper"] = f"; only {listed(policy.gag.may_know)} may know of it"
    return added


def within(fields: tuple[str, ...], most: tuple[str, ...]) -> tuple[str, ...]:
    """The fields that a rule lets through; a rule that names none lets all of them through."""
    return tuple([name for name in fields if name in most]) if most else fields


def _for_guardian(policy: Policy, purpose: Purpose) -> tuple[str, ...]:
    # Who else is guardian, whom a minor sends and where not to write: another household could learn of the first.
    fields = tuple(name for name in purpose.opens if name.partition(".")[0] not in BESIDE)
    return within(within(fields, policy.statute.guardians.opens), policy.guardian.opens)


def _needed(treated: Treatment) -> tuple[Step, ...]:
    """What must be on record of one kind of paper, as steps before anybody complies."""
    needs = treated.needs
    if treated.then == "counsel" and not needs:
        needs = ("consulted:legal_counsel",)
    return tuple(
        Step(
            evidence=evidence,
            label=f"Write down that {EVIDENCE[evidence]}",
            must=True,
            when=("papers",),
            before="compliance",
            clauses=treated.clauses,
        )
        for evidence in needs
    )


def _patron_told(policy: Policy) -> str:
    rule = policy.patron_notice
    if rule.when == "before":
        return f"{counted(rule.days, 'day')} before it is done" if rule.days else "before it is done"
    return f"within {counted(rule.days, 'day')} afterwards" if rule.days else "afterwards"


def _law_said(policy: Policy) -> dict[str, str]:
    """What the statute says, as a sentence of ours has it."""
    statute = policy.statute
    # A policy may answer sooner than the law asks, and not later.
    chosen = policy.clocks.foi_business_days
    days = min((said for said in (statute.foi_days, chosen) if said), default=None)
    within = f" within {days} business days" if days else ""
    return {
        "foi_days": str(days),
        "foi_denial": f"Deny in writing{within}, citing {statute.gate.foi_cites}",
        "opened_by": statute.gate.opened_by or "",
        "guardian_until": str(policy.minor_age),
    }


def _proofs_said(policy: Policy) -> dict[str, str]:
    """What a parent is asked for: to satisfy the staff, or the things that the policy names."""
    proofs = policy.guardian.proofs
    if "satisfied_parent" in proofs:
        return {
            "proof_needed": "I am satisfied that you are the parent or guardian",
            "proof_step": "Satisfy yourself, and write down how",
        }
    named = listed(
        (PROOFS_SAID[proof] for proof in proofs),
        last="and" if policy.guardian.proofs_needed == "all" else "or",
    )
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


def _sealed_answers(policy: Policy, tables: Tables) -> None:
    """A demand that may forbid its own mention goes to counsel, past town managers and boards."""
    steps = [step for step in tables.stages["papers"] if step.evidence in WITHIN_THE_CIRCLE]
    cited = (
        *(policy.gag.clauses if policy.gag else ()),
        *(clause for step in steps for clause in step.clauses),
        *policy.statute.gate.court_order,
    )
    on_paper = [WITHIN_THE_CIRCLE[step.evidence] for step in steps]
    for kind in tables.law.sealed:
        in_time = ("answer_in_time",) if policy.statute.instruments[kind].must_be_answered else ()
        tables.sealed[kind] = tables.decision(
            "referred", "outside.counsel_only", cited, steps=(*on_paper, *in_time)
        )
