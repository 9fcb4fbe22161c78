"""The public page: what is kept and until when, who may see it, what happens when someone asks, in plain words."""

from dataclasses import asdict, dataclass
from typing import Any

from reticent.policy.adopted import Notice, Period, Policy
from reticent.policy.answering import Citation, Decision
from reticent.policy.asking import Request
from reticent.policy.deciding import decide
from reticent.policy.tables import listed
from reticent.policy.vocabulary import FIELDS
from reticent.policy.words import PROOFS_SAID

KINDS_SAID: dict[str, str] = {
    "registration": "Your registration",
    "finder": "What finds your registration",
    "loan": "What you have borrowed",
    "hold": "What you have on hold",
    "charge": "What you owe",
    "guardian_link": "Who is noted as your guardian",
    "designation": "Whom you send",
    "contact_wish": "How you wish not to be reached",
    "look": "Who looked at your record",
}
NEEDS_SAID: dict[str, str] = {
    "expired": "until your card expires",
    "returned": "until it is returned",
    "paid": "until it is paid",
    "ended": "until it is collected or cancelled",
    "of_age": "until you come of age",
    "withdrawn": "until you take it back, or its last day",
    "seen": "",
}
DUTIES_SAID: dict[str, str] = {
    "circulation": "the desk",
    "registration": "whoever makes the cards",
    "accounts": "whoever writes about overdues",
    "systems": "whoever keeps the system running",
    "director": "the {custodian}",
}
KEPT_BY_SAID: dict[str, str] = {
    "enforced": "kept by the program, and tested",
    "evidenced": "the program leaves proof",
    "published": "said here",
    "reminded": "kept by people; the program can only remind",
}


@dataclass(frozen=True)
class KeptLine:
    """One kind of record: until when it is kept, and why."""

    kind: str
    title: str
    until: str
    why: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class SeesLine:
    """One purpose: who may open a record for it, and what it opens."""

    purpose: str
    label: str
    who: str
    fields: str
    why: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class Said:
    """A heading with a plain sentence or two."""

    heading: str
    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class ClauseLine:
    """One clause in our words, and how it is kept."""

    id: str
    text: str
    kept_by: str
    how: str


@dataclass(frozen=True)
class PublicPage:
    """Everything the public page says of a policy."""

    id: str
    library_name: str
    title: str
    called: str
    approved_by: str
    dates: str
    supersedes: str | None
    statute: str
    sha256: str
    kept: tuple[KeptLine, ...]
    sees: tuple[SeesLine, ...]
    sections: tuple[Said, ...]
    police: Decision
    notices: tuple[Said, ...]
    clauses: tuple[tuple[str, tuple[ClauseLine, ...]], ...]

    def as_dict(self) -> dict[str, Any]:
        """The same as plain values."""
        return {"format": 1, **asdict(self), "police": self.police.as_dict()}


def public(policy: Policy) -> PublicPage:
    """What this policy promises, for anyone to read."""
    return PublicPage(
        id=policy.id,
        library_name=policy.library_name,
        title=policy.title,
        called=policy.called,
        approved_by=policy.approved_by or "not stated",
        dates=policy.effective_as_written,
        supersedes=policy.supersedes,
        statute=policy.statute.title,
        sha256=policy.sha256,
        kept=tuple(_kept(kind, period, policy) for kind, period in policy.keep.items() if not period.follows),
        sees=_sees(policy),
        sections=(_you(policy), _parents(policy), _permission(policy), _papers(policy), _vendors(policy)),
        police=decide(Request(capacity="third_party", purpose="case", asker="police"), policy),
        notices=tuple(_notice(notice, policy) for notice in policy.notices),
        clauses=_clauses(policy),
    )


def _kept(kind: str, period: Period, policy: Policy) -> KeptLine:
    return KeptLine(
        kind=kind,
        title=KINDS_SAID[kind],
        until=kept_until(period),
        why=period.why,
        citations=policy.cite(*period.clauses),
    )


def kept_until(period: Period) -> str:
    """The period in words: `until it is returned`, `until it is paid, and 30 days after`."""
    need = NEEDS_SAID[period.need]
    if not need:
        return f"for {_days(period.days_after)}"
    return need if period.days_after == 0 else f"{need}, and {_days(period.days_after)} after"


def _days(days: int) -> str:
    return {1: "a day", 7: "a week", 365: "a year"}.get(days, f"{days} days")


def _sees(policy: Policy) -> tuple[SeesLine, ...]:
    lines = []
    for name, purpose in policy.purposes.items():
        who = ["you"] if purpose.for_patron else []
        who += [DUTIES_SAID[duty].format(custodian=policy.custodian.title) for duty in purpose.duties]
        lines.append(
            SeesLine(
                purpose=name,
                label=purpose.label,
                who=listed(who, last="or") if who else "nobody",
                fields=_fields_said(name, purpose.opens),
                why=purpose.why,
                citations=policy.cite(*purpose.clauses, *policy.staff.clauses, *policy.statute.gate.insiders),
            )
        )
    return tuple(lines)


def _fields_said(purpose: str, opens: tuple[str, ...]) -> str:
    if purpose == "case":
        return "only what the paper names"
    if len(opens) == len(FIELDS):
        return "everything held about you"
    return listed(FIELDS[field] for field in opens) or "nothing about you"


def _you(policy: Policy) -> Said:
    gate = policy.statute.gate
    law = gate.own_personal_data if policy.flags.personal_data_act else gate.own
    return Said(
        heading="You",
        text="You may see everything we hold about you, and who looked at it. Bring your card or a photo id.",
        citations=policy.cite(*policy.own.clauses, *law),
    )


def _parents(policy: Policy) -> Said:
    rule = policy.guardian
    named = listed((PROOFS_SAID[proof] for proof in rule.proofs), last="or")
    how = (
        "once the staff are satisfied who they are" if "satisfied_parent" in rule.proofs else f"with {named}"
    )
    text = {
        "yes": f"Until you are {policy.minor_age}, a parent or guardian may see your record {how}."
        f" From your birthday on, only you may.",
        "no": "Your parents may not see your record, whatever your age. You may show it to them yourself.",
        "silent": f"The policy does not say whether a parent may see a child's record. We show nothing; the"
        f" {policy.custodian.title} decides. You may show it to them yourself.",
    }[rule.allowed]
    age = rule.age_clauses or policy.statute.guardians.age_clauses if rule.allowed == "yes" else ()
    return Said("Parents and guardians", text, policy.cite(*rule.clauses, *rule.proof_clauses, *age))


def _permission(policy: Policy) -> Said:
    text = {
        "allowed": "With your written permission someone else may collect or learn what the permission names.",
        "referred": f"If you give someone written permission, the {policy.custodian.title} decides what it allows.",
        "refused": "Nobody else learns anything from us, even with your permission.",
    }[policy.permission.outcome]
    cited = policy.cite(*policy.permission.clauses, *policy.statute.gate.permission)
    return Said("Someone you send", text, cited)


def _papers(policy: Policy) -> Said:
    must = [step for step in policy.steps if step.must and "papers" in step.when]
    steps = f" First: {'; '.join(step.label[:1].lower() + step.label[1:] for step in must)}." if must else ""
    showing = (
        f" There must be {policy.showing.what}; a judge's order counts as that." if policy.showing else ""
    )
    costs = " Whoever demands a search pays for it." if policy.costs.bill_agency else ""
    text = (
        f"We release records only under a court order, and only what it names; the {policy.decider.title}"
        f" decides.{steps}{showing}{costs} A judge's search warrant is not delayed."
    )
    clauses = [*policy.instruments.clauses, *(clause for step in must for clause in step.clauses)]
    clauses += [*(policy.showing.clauses if policy.showing else ()), *policy.costs.clauses]
    return Said("When someone brings papers", text, policy.cite(*clauses, *policy.statute.gate.court_order))


def _vendors(policy: Policy) -> Said:
    text = (
        f"A service you use through us learns one thing: that you are {policy.vendor.entitled_as}."
        if policy.vendor.outcome == "allowed"
        else "We tell services nothing about you."
    )
    return Said("Other companies", text, policy.cite(*policy.vendor.clauses))


def _notice(notice: Notice, policy: Policy) -> Said:
    return Said(notice.heading, notice.text, policy.cite(*notice.clauses))


def _clauses(policy: Policy) -> tuple[tuple[str, tuple[ClauseLine, ...]], ...]:
    by_heading: dict[str, list[ClauseLine]] = {}
    for name, clause in policy.clauses.items():
        line = ClauseLine(name, clause.text, clause.kept_by, KEPT_BY_SAID[clause.kept_by])
        by_heading.setdefault(clause.heading, []).append(line)
    return tuple((heading, tuple(lines)) for heading, lines in by_heading.items())
