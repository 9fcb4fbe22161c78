"""What a policy does not say: services, authority to destroy, periods, rights, dates."""

import re
from collections.abc import Mapping

from reticent.policy.adopted import Policy
from reticent.policy.phrases import listed
from reticent.policy.rules.reading import Applies, Around, Rule, anywhere, quoting

NUMBER = r"(?:\d+|one|two|three|four|five|six|seven|ten|fourteen|thirty|sixty|ninety)"
PERIODS = re.compile(rf"\b{NUMBER} (?:business )?(?:day|week|month|year)s?\b|\battached schedule\b")

DESTROYED = r"\b(?:destroys?|purges?)\b"
NO_LONGER_NEEDED = re.compile(r"\bno longer (?:considered )?necessary\b")
REGULARLY = "on a regular schedule"


def _no_vendors(policy: Policy, around: Around) -> Applies | None:
    if policy.vendor.outcome == "allowed" or anywhere(policy, r"\bservices?\b|\bdatabases?\b"):
        return None
    return Applies(policy.vendor.clauses)


def _no_authority(policy: Policy, around: Around) -> Applies | None:
    disposition = policy.statute.disposition
    promised = quoting(policy, DESTROYED)
    if disposition is None or not policy.flags.state_disposition or not promised:
        return None
    if anywhere(policy, r"\bAdministrator\b|\bRC-075\b|\bapproval of\b"):
        return None
    told = {
        "gone": _gone(" ".join(policy.clauses[name].words for name in promised)),
        "approved_by": listed(disposition.approved_by),
        "not_while": listed(
            (each.removesuffix(" is pending or likely") for each in disposition.not_while), last="or"
        ),
        "form": "".join(f" (form {name})" for name in list(disposition.forms)[:1]),
    }
    return Applies(promised, told)


def _gone(words: str) -> str:
    """What becomes of records, in the text's own words as far as they are known."""
    if found := NO_LONGER_NEEDED.search(words):
        return f"destroyed once they are “{found[0]}”"
    if REGULARLY in words:
        return "purged “on a regular schedule”"
    return "destroyed"


def _no_periods(policy: Policy, around: Around) -> Applies | None:
    if anywhere(policy, PERIODS.pattern):
        return None
    promised = quoting(policy, DESTROYED)
    return Applies(promised, {"says": _no_day(" ".join(policy.clauses[name].words for name in promised))})


def _no_day(words: str) -> str:
    """Why the text's own words give no day."""
    if found := NO_LONGER_NEEDED.search(words):
        return f"“{found[0][:1].upper()}{found[0][1:]}” can be tonight or never."
    if REGULARLY in words:
        return "The text speaks of “a regular schedule” and does not give it."
    return "The text names no day or period after which a record is forgotten."


def _no_personal_data_act(policy: Policy, around: Around) -> Applies | None:
    if not policy.statute.gate.own_personal_data:
        return None
    if not policy.flags.personal_data_act or anywhere(policy, r"Personal Data Act|\b4-19\d"):
        return None
    return Applies(policy.own.clauses)


def _no_review(policy: Policy, around: Around) -> Applies | None:
    every = policy.amendment.review_months if policy.amendment else None
    return None if policy.review_due or every or anywhere(policy, r"\breview(?:ed)?\b") else Applies()


def _review_overdue(policy: Policy, around: Around) -> Applies | None:
    if policy.review_due is None or around.on is None or policy.review_due >= around.on:
        return None
    if any(text.supersedes == policy.id for text in around.texts):
        return None
    return Applies(quoting(policy, r"[Rr]eview"), {"due": f"{policy.review_due:%B %Y}"})


def _undated(policy: Policy, around: Around) -> Applies | None:
    return None if policy.effective or policy.adopted_on else Applies()


def _adopted_by_nobody(policy: Policy, around: Around) -> Applies | None:
    return None if policy.approved_by else Applies()


RULES: Mapping[str, Rule] = {
    "RL-401": _no_vendors,
    "RL-402": _no_authority,
    "RL-403": _no_periods,
    "RL-404": _no_personal_data_act,
    "RL-405": _no_review,
    "RL-406": _review_overdue,
    "RL-407": _undated,
    "RL-408": _adopted_by_nobody,
}
