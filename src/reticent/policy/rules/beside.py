"""One text beside another of the same library: replaced, replacing silently, or both in force."""

from collections.abc import Callable, Mapping

from reticent.policy.adopted import Policy
from reticent.policy.phrases import day, listed
from reticent.policy.rules.reading import Applies, Around, Rule, anywhere, titled

_SUBJECTS: Mapping[str, Callable[[Policy], object]] = {
    "parents": lambda policy: policy.guardian.allowed,
    "who decides": lambda policy: (policy.decider.title, tuple(step.evidence for step in policy.steps)),
    "which papers count": lambda policy: sorted(policy.instruments.accepted),
    "what the Director does with a paper": lambda policy: policy.response.options,
    "the patron's own permission": lambda policy: policy.permission.outcome,
    "who pays for a search": lambda policy: policy.costs.bill_agency,
    "services outside the library": lambda policy: policy.vendor.outcome,
}


def _differs(one: Policy, other: Policy) -> str:
    return (
        listed(said for said, of in _SUBJECTS.items() if of(one) != of(other)) or "nothing that a table holds"
    )


def _replaced(policy: Policy, around: Around) -> Applies | None:
    newer = next((text for text in around.texts if text.supersedes == policy.id), None)
    if newer is None or anywhere(policy, r"\b[Rr]eplaced by\b"):
        return None
    since = f" on {day(newer.effective)}" if newer.effective else ""
    return Applies((), {"newer": titled(newer), "since": since, "differs": _differs(policy, newer)})


def _replaces_silently(policy: Policy, around: Around) -> Applies | None:
    older = next((text for text in around.texts if text.id == policy.supersedes), None)
    if older is None or anywhere(policy, r"\b(?:replaces|supersedes)\b"):
        return None
    return Applies((), {"older": titled(older), "differs": _differs(policy, older)})


def _beside_another(policy: Policy, around: Around) -> Applies | None:
    gone = {policy.supersedes, *(text.supersedes for text in around.texts)}
    if policy.id in gone:
        return None
    other = next((text for text in around.texts if text.id not in gone), None)
    return Applies((), {"other": titled(other), "differs": _differs(policy, other)}) if other else None


RULES: Mapping[str, Rule] = {
    "RL-409": _replaced,
    "RL-410": _replaces_silently,
    "RL-411": _beside_another,
}
