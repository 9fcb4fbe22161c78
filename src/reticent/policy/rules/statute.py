"""Where a policy and its statute part: papers, permission, agents, scope, parents."""

import re
from collections.abc import Iterable, Mapping
from math import ceil

from reticent.policy.adopted import Policy
from reticent.policy.gates import kinds_of
from reticent.policy.phrases import day, listed
from reticent.policy.rules.reading import Applies, Around, Rule, own, quoting, said


def _no_court_orders(policy: Policy) -> list[str]:
    """Papers that the policy accepts and the statute does not count; warrants have a rule of their own."""
    return [
        kind
        for kind in policy.instruments.accepted
        if policy.statute.instruments[kind].gate == "shut" and kind != "immigration_warrant"
    ]


def _shown_in_court(policy: Policy) -> bool:
    """Whether the policy's own showing lets through nothing but what a court has ordered."""
    showing = policy.showing
    return (
        showing is not None
        and "court" in showing.what
        and all(policy.statute.instruments[kind].gate == "open" for kind in showing.shown_by)
    )


def _wider(policy: Policy, around: Around) -> Applies | None:
    kinds = _no_court_orders(policy)
    if not kinds or _shown_in_court(policy):
        return None
    return Applies(policy.instruments.clauses, {"papers": _papers(policy, kinds)})


def _wider_until_shown(policy: Policy, around: Around) -> Applies | None:
    kinds = _no_court_orders(policy)
    if not kinds or not _shown_in_court(policy) or policy.showing is None:
        return None
    told = {"papers": _papers(policy, kinds), "showing": policy.showing.what}
    return Applies((*policy.instruments.clauses, *policy.showing.clauses), told)


def _papers(policy: Policy, kinds: Iterable[str]) -> str:
    return listed((policy.statute.instruments[kind].what for kind in kinds), last="or")


def _any_warrant(policy: Policy, around: Around) -> Applies | None:
    kind = "immigration_warrant"
    shut = policy.statute.instruments[kind].gate == "shut"
    return Applies(policy.instruments.clauses) if shut and kind in policy.instruments.accepted else None


def _permission_by_word(policy: Policy, around: Around) -> Applies | None:
    if policy.permission.outcome != "allowed" or policy.statute.consent.form != "written":
        return None
    unwritten = [name for name in own(policy, policy.permission.clauses) if "writ" not in said(policy, name)]
    asked = {"permission": "permission", "consent": "consent", "specific request": "a specific request"}
    words = " ".join(said(policy, name) for name in unwritten)
    worded = listed(said for word, said in asked.items() if word in words) or "permission"
    return Applies(unwritten, {"worded": worded}) if unwritten else None


def _no_permission(policy: Policy, around: Around) -> Applies | None:
    if not policy.statute.gate.permission or (
        policy.permission.outcome == "allowed" and policy.permission.clauses
    ):
        return None
    return Applies(policy.permission.clauses or policy.outsiders.clauses)


def _no_agents(policy: Policy, around: Around) -> Applies | None:
    agent = policy.insiders.agent
    if agent.outcome == "allowed" or not policy.statute.gate.insiders:
        return None
    if any(re.search(r"\bagents?\b", policy.clauses[name].words) for name in own(policy, agent.clauses)):
        return None
    return Applies(agent.clauses)


def _agents_in_one_place(policy: Policy, around: Around) -> Applies | None:
    agent = policy.insiders.agent
    commerce = policy.outsiders.by_class.get("commerce")
    barring = commerce.clauses if commerce else policy.outsiders.clauses
    forgetting = [
        name
        for name in own(policy, barring)
        if name not in agent.clauses and not re.search(r"\bagent|\bcontract", said(policy, name))
    ]
    if agent.outcome != "allowed" or not agent.clauses or not forgetting:
        return None
    told = {"allowing": listed(agent.clauses), "forgetting": listed(forgetting)}
    return Applies((*agent.clauses, *forgetting), told)


def _narrow_scope(policy: Policy, around: Around) -> Applies | None:
    narrow = quoting(policy, r"\bcirculation records|\bregistration and .*\bcirculation")
    if not narrow or "any_identifying" not in policy.statute.scope.protects:
        return None
    registration = "registration" in policy.clauses[narrow[0]].words
    worded = "records of registration and circulation" if registration else "circulation records"
    return Applies(narrow, {"worded": worded})


def _basis_outlived(policy: Policy, around: Around) -> Applies | None:
    year = re.search(r"\b(?:19|20)\d\d\b", policy.guardian.legal_basis)
    since = policy.statute.effective
    if policy.guardian.allowed != "yes" or policy.statute.guardians.gate != "open":
        return None
    if year is None or since is None or int(year[0]) >= since.year:
        return None
    basis = policy.guardian.legal_basis
    cites = (
        f"The text gives as its basis: {basis}."
        if any(year[0] in said(policy, name) for name in own(policy, policy.guardian.clauses))
        else f"The text gives no basis for its rule on parents; known here is only this: {basis}."
    )
    return Applies(policy.guardian.clauses, {"cites": cites, "year": since.year})


def _number_proves(policy: Policy, around: Around) -> Applies | None:
    proofs = policy.guardian.proofs
    alone = policy.guardian.proofs_needed == "any" or proofs == ("card_number",)
    by_number = policy.guardian.allowed == "yes" and "card_number" in proofs and alone
    return Applies(policy.guardian.proof_clauses) if by_number else None


def _no_proof(policy: Policy, around: Around) -> Applies | None:
    unproved = policy.guardian.allowed == "yes" and not policy.guardian.proof_clauses
    return Applies(policy.guardian.clauses) if unproved else None


def _parents_unsaid(policy: Policy, around: Around) -> Applies | None:
    if policy.guardian.allowed != "silent" or policy.statute.guardians.gate not in ("open", "may"):
        return None
    return Applies(policy.guardian.clauses, {"age": policy.minor_age})


def _not_even_herself(policy: Policy, around: Around) -> Applies | None:
    nobody = [
        name for name in quoting(policy, r"(?i)\bunder no circumstances") if name not in policy.own.clauses
    ]
    return Applies(nobody) if nobody else None


def _newer_pack(policy: Policy, around: Around) -> Applies | None:
    law = policy.statute
    # A law whose first day is not known is neither newer nor older than another.
    begun = {
        pack.effective: pack
        for pack in around.packs
        if pack.jurisdiction == law.jurisdiction
        and pack.effective is not None
        and law.effective is not None
        and pack.effective > law.effective
        and (around.on is None or pack.effective <= around.on)
    }
    if not begun:
        return None
    since = max(begun)
    return Applies((), {"pack": law.title, "newer": begun[since].title, "since": day(since)})


def _before_the_law(policy: Policy, around: Around) -> Applies | None:
    since = policy.statute.effective
    if policy.effective is None or since is None or policy.effective >= since:
        return None
    return Applies((), {"effective": day(policy.effective), "since": day(since)})


# The most days that a unit can have: what is kept for at least five years outlasts two leap days.
_MOST_DAYS = {"days": 1.0, "months": 31.0, "years": 365.25}


def _forgotten_too_soon(policy: Policy, around: Around) -> Applies | None:
    clock, period = policy.statute.clocks.get("disclosure_record"), policy.keep.get("look")
    if clock is None or period is None or clock.at != "least" or clock.unit not in _MOST_DAYS:
        return None
    least = ceil(clock.counts * _MOST_DAYS[clock.unit])
    if kinds_of(policy.flags).isdisjoint(clock.binds) or period.days_after >= least:
        return None
    days = f"{period.days_after:,} {'day' if period.days_after == 1 else 'days'}"
    told = {"days": days, "kept": clock.said(), "starts": clock.starts}
    return Applies(own(policy, period.clauses), told)


RULES: Mapping[str, Rule] = {
    "RL-101": _wider,
    "RL-102": _wider_until_shown,
    "RL-103": _any_warrant,
    "RL-104": _permission_by_word,
    "RL-105": _no_permission,
    "RL-106": _no_agents,
    "RL-107": _agents_in_one_place,
    "RL-108": _narrow_scope,
    "RL-109": _basis_outlived,
    "RL-110": _number_proves,
    "RL-111": _no_proof,
    "RL-112": _parents_unsaid,
    "RL-113": _not_even_herself,
    "RL-116": _forgotten_too_soon,
    "RL-501": _newer_pack,
    "RL-502": _before_the_law,
}
