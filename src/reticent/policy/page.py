"""The public page: what is kept and until when, who may see it, what happens when someone asks, in plain words."""

from collections.abc import Container
from dataclasses import asdict, dataclass, replace
from typing import Any

from reticent.policy.adopted import Notice, Period, Policy
from reticent.policy.aloud import aloud, proofs_named
from reticent.policy.answering import Citation, Decision
from reticent.policy.asking import Request
from reticent.policy.deciding import decide
from reticent.policy.settled import settled
from reticent.policy.tongues import Tongue
from reticent.policy.vocabulary import FIELDS

KINDS_SAID: dict[str, str] = {
    "registration": "Your registration",
    "finder": "What finds your registration",
    "loan": "What you have borrowed",
    "hold": "What you have on hold",
    "interlibrary_request": "What you ask of other libraries",
    "charge": "What you owe",
    "guardian_link": "Who is noted as your guardian",
    "designation": "Whom you send",
    "contact_wish": "How you wish not to be reached",
    "friends_choice": "That you chose the Friends' list",
    "staff_note": "What the desk noted beside your card",
    "reference_question": "What you ask us",
    "program_signup": "That you signed up for a program",
    "purchase_suggestion": "What you suggest that we buy",
    "donor": "That you gave us something",
    "gift": "What you gave us",
    "computer_session": "That you have a computer today",
    "print_job": "Prints that wait for you",
    "look": "Who looked at your record",
}
NEEDS_SAID: dict[str, str] = {
    "expired": "until your card expires",
    "returned": "until it is returned",
    "paid": "until it is paid",
    "ended": "until it is collected or cancelled",
    "of_age": "until you come of age",
    "withdrawn": "until you take it back, or its last day",
    "last_day": "until its last day, or until the desk takes it off",
    "answered": "until it is answered, and the answer picked up",
    "held": "until the session was held",
    "decided": "until it is decided, and the decision picked up",
    "given": "",
    "last_gift": "as long as a gift of yours is kept",
    "that_day": "until you are done, that night at the latest",
    "sent_back": "until it is back with the library that lent it, or you know that none lends it",
    "seen": "",
}
DUTIES_SAID: dict[str, str] = {
    "circulation": "the desk",
    "registration": "whoever makes the cards",
    "accounts": "whoever writes about overdues",
    "reference": "whoever answers questions",
    "systems": "whoever keeps the system running",
    "programs": "whoever runs the program",
    "fundraising": "whoever raises funds",
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
    """One clause as it was adopted, what it says in the reader's language, and how it is kept."""

    id: str
    text: str
    reading: str
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
    settled: tuple[Said, ...]
    clauses: tuple[tuple[str, tuple[ClauseLine, ...]], ...]

    def as_dict(self) -> dict[str, Any]:
        """The same as plain values."""
        return {"format": 1, **asdict(self), "police": self.police.as_dict()}


def public(policy: Policy, *, language: str = "en") -> PublicPage:
    """What this policy promises, for anyone to read. Its clauses are quoted as they were adopted, and read beside it."""
    tongue = Tongue(language)
    return PublicPage(
        id=policy.id,
        library_name=policy.library_name,
        title=policy.title,
        called=policy.called,
        approved_by=tongue.office(policy.approved_by) if policy.approved_by else "",
        dates=tongue.say(policy.effective_as_written),
        supersedes=policy.supersedes,
        statute=tongue.say(policy.statute.title),
        sha256=policy.sha256,
        kept=tuple(
            _kept(kind, period, policy, tongue) for kind, period in policy.keep.items() if not period.follows
        ),
        sees=_sees(policy, tongue),
        sections=(
            _you(policy, tongue),
            _parents(policy, tongue),
            _permission(policy, tongue),
            _papers(policy, tongue),
            _vendors(policy, tongue),
        ),
        police=_police(policy, tongue),
        notices=tuple(_notice(notice, policy, tongue) for notice in policy.notices),
        settled=tuple(
            Said(matter.heading, matter.text, policy.cite(*matter.clauses))
            for matter in settled(policy, tongue)
        ),
        clauses=_clauses(policy, tongue),
    )


def _kept(kind: str, period: Period, policy: Policy, tongue: Tongue) -> KeptLine:
    return KeptLine(
        kind=kind,
        title=tongue.say(KINDS_SAID[kind]),
        until=kept_until(period, language=tongue.language),
        why=tongue.say(period.why),
        citations=policy.cite(*period.clauses),
    )


def kept_until(period: Period, *, language: str = "en") -> str:
    """The period in words: `until it is returned`, `until it is paid, and 30 days after`."""
    tongue = Tongue(language)
    need, days = NEEDS_SAID[period.need], _days(period.days_after, tongue)
    if not need:
        return tongue.say("for {days}", days=days)
    need = tongue.say(need)
    return need if period.days_after == 0 else tongue.say("{need}, and {days} after", need=need, days=days)


def _days(days: int, tongue: Tongue) -> str:
    years, over = divmod(days, 365)
    # With a day more for each leap year that may lie between.
    if years > 1 and over <= years // 4 + 1:
        return tongue.say("{years} years", years=years)
    return tongue.say({1: "a day", 7: "a week", 365: "a year"}.get(days, "{days} days"), days=days)


def _sees(policy: Policy, tongue: Tongue) -> tuple[SeesLine, ...]:
    lines = []
    for name, purpose in policy.purposes.items():
        who = [tongue.say("you")] if purpose.for_patron else []
        custodian = tongue.office(policy.custodian.title)
        who += [tongue.say(DUTIES_SAID[duty], custodian=custodian) for duty in purpose.duties]
        lines.append(
            SeesLine(
                purpose=name,
                label=tongue.say(purpose.label),
                who=tongue.listed(who, last="or") if who else tongue.say("nobody"),
                fields=_fields_said(name, purpose.opens, tongue, kept=policy.keep),
                why=tongue.say(purpose.why),
                citations=policy.cite(*purpose.clauses, *policy.staff.clauses, *policy.statute.gate.insiders),
            )
        )
    return tuple(lines)


def _fields_said(purpose: str, opens: tuple[str, ...], tongue: Tongue, *, kept: Container[str]) -> str:
    if purpose == "case":
        return tongue.say("only what the paper names")
    if len(opens) == len(FIELDS):
        return tongue.say("everything held about you")
    # Of a kind that the policy does not keep nothing is seen, whatever the purpose would open.
    there = (tongue.say(FIELDS[field]) for field in opens if field.partition(".")[0] in kept)
    return tongue.listed(there) or tongue.say("nothing about you")


def _you(policy: Policy, tongue: Tongue) -> Said:
    return Said(
        heading=tongue.say("You"),
        text=tongue.say(
            "You may see everything we hold about you, and who looked at it. Bring your card or a photo id."
        ),
        citations=policy.cite(*policy.own.clauses, *policy.tables.law.own_cited),
    )


def _parents(policy: Policy, tongue: Tongue) -> Said:
    rule = policy.guardian
    how = (
        tongue.say("once the staff are satisfied who they are")
        if "satisfied_parent" in rule.proofs
        else tongue.say("with {named}", named=proofs_named(policy, tongue))
    )
    text = {
        "yes": "Until you are {age}, a parent or guardian may see your record {how}. From your birthday on, only"
        " you may.",
        "no": "Your parents may not see your record, whatever your age. You may show it to them yourself.",
        "silent": "The policy does not say whether a parent may see a child's record. We show nothing; the"
        " {custodian} decides. You may show it to them yourself.",
    }[rule.allowed]
    age = rule.age_clauses or policy.statute.guardians.age_clauses if rule.allowed == "yes" else ()
    return Said(
        tongue.say("Parents and guardians"),
        tongue.say(text, age=policy.minor_age, how=how, custodian=tongue.office(policy.custodian.title)),
        policy.cite(*rule.clauses, *rule.proof_clauses, *age),
    )


def _permission(policy: Policy, tongue: Tongue) -> Said:
    text = {
        "allowed": "With your written permission someone else may collect or learn what the permission names.",
        "referred": "If you give someone written permission, the {custodian} decides what it allows.",
        "refused": "Nobody else learns anything from us, even with your permission.",
    }[policy.permission.outcome]
    cited = policy.cite(*policy.permission.clauses, *policy.statute.gate.permission)
    custodian = tongue.office(policy.custodian.title)
    return Said(tongue.say("Someone you send"), tongue.say(text, custodian=custodian), cited)


def _papers(policy: Policy, tongue: Tongue) -> Said:
    must = [step for step in policy.steps if step.must and "papers" in step.when]
    said = [
        tongue.say(
            "We release records only under a court order, and only what it names; the {decider} decides.",
            decider=tongue.office(policy.decider.title),
        )
    ]
    if must:
        labels = (tongue.say(step.label) for step in must)
        steps = "; ".join(label[:1].lower() + label[1:] for label in labels)
        said.append(tongue.say("First: {steps}.", steps=steps))
    if policy.showing:
        what = tongue.say(policy.showing.what)
        said.append(tongue.say("There must be {what}; a judge's order counts as that.", what=what))
    if policy.costs.bill_agency:
        said.append(tongue.say("Whoever demands a search pays for it."))
    said.append(tongue.say("A judge's search warrant is not delayed."))
    clauses = [*policy.instruments.clauses, *(clause for step in must for clause in step.clauses)]
    clauses += [*(policy.showing.clauses if policy.showing else ()), *policy.costs.clauses]
    cited = policy.cite(*clauses, *policy.statute.gate.court_order)
    return Said(tongue.say("When someone brings papers"), " ".join(said), cited)


def _vendors(policy: Policy, tongue: Tongue) -> Said:
    text = (
        tongue.say(
            "A service you use through us learns one thing: that you are {entitled_as}.",
            entitled_as=tongue.say(policy.vendor.entitled_as),
        )
        if policy.vendor.outcome == "allowed"
        else tongue.say("We tell services nothing about you.")
    )
    return Said(tongue.say("Other companies"), text, policy.cite(*policy.vendor.clauses))


def _police(policy: Policy, tongue: Tongue) -> Decision:
    """What the desk is told when the police ask; in another language its words, never another answer."""
    told = decide(Request(capacity="third_party", purpose="case", asker="police"), policy)
    return replace(told, say=aloud(told, policy, tongue))


def _notice(notice: Notice, policy: Policy, tongue: Tongue) -> Said:
    return Said(tongue.say(notice.heading), tongue.say(notice.text), policy.cite(*notice.clauses))


def _clauses(policy: Policy, tongue: Tongue) -> tuple[tuple[str, tuple[ClauseLine, ...]], ...]:
    by_heading: dict[str, list[ClauseLine]] = {}
    for name, clause in policy.clauses.items():
        how = tongue.say(KEPT_BY_SAID[clause.kept_by])
        line = ClauseLine(name, clause.text, tongue.say(clause.text), clause.kept_by, how)
        by_heading.setdefault(tongue.say(clause.heading), []).append(line)
    return tuple((heading, tuple(lines)) for heading, lines in by_heading.items())
