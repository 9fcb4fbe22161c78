"""Who decides, and when: boards, titles, counsel, referral, and steps that contradict each other."""

import re
from collections.abc import Mapping

from reticent.policy.adopted import Policy
from reticent.policy.phrases import listed
from reticent.policy.rules.reading import Applies, Around, Rule, anywhere, own, said, with_the

BODIES = re.compile(r"\b(board|trustees|council|committee|commission)\b", re.IGNORECASE)
TITLES = re.compile(r"\bCEO\b|\b(?:Executive|Library|Town|Head|Chief) (?:Director|Librarian)\b")


def _board_in_time(policy: Policy, around: Around) -> Applies | None:
    if not BODIES.search(policy.decider.title):
        return None
    in_time = any("Director" in said(policy, name) for name in own(policy, policy.decider.clauses))
    if in_time:
        return None
    clock = policy.statute.clocks.get("subpoena_notice")
    hours = f" ({clock.counts} hours, by {policy.statute.clauses[clock.clauses[0]].source})" if clock else ""
    return Applies(policy.decider.clauses, {"decider": with_the(policy.decider.title), "hours": hours})


def _board_in_secret(policy: Policy, around: Around) -> Applies | None:
    if not BODIES.search(policy.decider.title) or anywhere(policy, r"forbids? its disclosure|\bsealed\b"):
        return None
    return Applies(policy.decider.clauses, {"decider": with_the(policy.decider.title)})


def _titles(policy: Policy, around: Around) -> Applies | None:
    asked = (*policy.custodian.clauses, *policy.decider.clauses, *policy.referral.clauses)
    titled = {name: TITLES.findall(policy.clauses[name].words) for name in own(policy, asked)}
    titles = list(dict.fromkeys(title for found in titled.values() for title in found))
    if len(titles) < 2 or anywhere(policy, r"by whatever title"):
        return None
    return Applies([name for name, found in titled.items() if found], {"titles": listed(titles)})


def _no_counsel(policy: Policy, around: Around) -> Applies | None:
    asked = any(re.search(r"counsel|attorney", step.evidence) for step in policy.steps)
    if asked or anywhere(policy, r"(?i)\bcounsel\b"):
        return None
    return Applies(policy.decider.clauses)


def _no_referral(policy: Policy, around: Around) -> Applies | None:
    if policy.referral.clauses or anywhere(policy, r"\brefer\b"):
        return None
    return Applies()


def _may_and_must(policy: Policy, around: Around) -> Applies | None:
    """One step at one point. Two points are two steps: free before papers are shown, bound once they are."""
    for at, step in enumerate(policy.steps):
        for other in policy.steps[at + 1 :]:
            same = step.evidence == other.evidence and set(step.when) & set(other.when)
            if same and step.must != other.must:
                return Applies((*step.clauses, *other.clauses), {"step": step.label})
    return None


RULES: Mapping[str, Rule] = {
    "RL-201": _board_in_time,
    "RL-202": _board_in_secret,
    "RL-203": _titles,
    "RL-204": _no_counsel,
    "RL-205": _no_referral,
    "RL-206": _may_and_must,
}
