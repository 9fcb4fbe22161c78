"""What stands above a decision and what it says aloud, in a language: its words, never another answer."""

from reticent.policy.adopted import Policy
from reticent.policy.answering import Decision
from reticent.policy.tongues import Tongue
from reticent.policy.words import HEADS, HEADS_BY_OUTCOME, PROOFS_SAID, ROWS


def aloud(decision: Decision, policy: Policy, tongue: Tongue) -> str:
    """The words to say, in this language; English where nobody translated them."""
    if tongue.language == "en" or not tongue.knows(ROWS[decision.rule].say):
        return decision.say
    return tongue.say(ROWS[decision.rule].say, **_filled_in(policy, tongue))


def head(decision: Decision, policy: Policy, tongue: Tongue) -> str:
    """What stands above it, in this language."""
    words = HEADS.get(decision.rule, HEADS_BY_OUTCOME[decision.outcome])
    return tongue.say(words, **_filled_in(policy, tongue))


def _filled_in(policy: Policy, tongue: Tongue) -> dict[str, str]:
    proofs = policy.guardian.proofs
    named = tongue.listed((tongue.say(PROOFS_SAID[proof]) for proof in proofs), last="or")
    return {
        "refer_to": tongue.office(policy.referral.to),
        "custodian": tongue.office(policy.custodian.title),
        "decider": tongue.office(policy.decider.title),
        "foi_days": str(policy.statute.foi_days),
        "proof_needed": (
            tongue.say("I am satisfied that you are the parent or guardian")
            if "satisfied_parent" in proofs
            else tongue.say("you show me {named}", named=named)
        ),
    }
