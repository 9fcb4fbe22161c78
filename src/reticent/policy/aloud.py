"""What stands above a decision and what it says aloud, in a language: its words, never another answer."""

from reticent.policy.adopted import Policy
from reticent.policy.answering import Decision
from reticent.policy.tongues import Tongue
from reticent.policy.vocabulary import FIELDS
from reticent.policy.words import BESIDE_SAID, HEADS, HEADS_BY_OUTCOME, PROOFS_SAID, REFERRED_TO_YOU, ROWS


def aloud(decision: Decision, policy: Policy, tongue: Tongue) -> str:
    """The words to say, in this language; English where nobody translated them."""
    if tongue.language == "en" or not tongue.knows(ROWS[decision.rule].say):
        return decision.say
    varying = {
        "fields_said": _fields_said(decision, tongue) or tongue.say("nothing about the person"),
        "why": _why(decision, policy, tongue),
    }
    return tongue.say(ROWS[decision.rule].say, **filled_in(policy, tongue), **varying)


def head(decision: Decision, policy: Policy, tongue: Tongue, *, to_custodian: bool = False) -> str:
    """What stands above it, in this language. What the desk hands on is the custodian's to answer."""
    otherwise = HEADS_BY_OUTCOME[decision.outcome]
    if to_custodian and decision.outcome == "referred":
        otherwise = REFERRED_TO_YOU
    words = HEADS.get(decision.rule, otherwise)
    return tongue.say(words, **filled_in(policy, tongue))


def filled_in(policy: Policy, tongue: Tongue) -> dict[str, str]:
    """What fills the sentences about this policy: offices as this language names them, numbers as they are."""
    said = policy.tables.said
    if tongue.language == "en":
        return said
    return {
        "refer_to": tongue.office(policy.referral.to),
        "custodian": tongue.office(policy.custodian.title),
        "decider": tongue.office(policy.decider.title),
        "complaint_to": tongue.office(said["complaint_to"]),
        "complaint_days": said["complaint_days"],
        "foi_days": said["foi_days"],
        "guardian_until": said["guardian_until"],
        "opened_by": tongue.say(said["opened_by"]),
        "showing": tongue.say(said["showing"]),
        "entitled_as": tongue.say(said["entitled_as"]),
        "consortium": tongue.say(said["consortium"]),
        "proof_needed": _proof_needed(policy, tongue),
    }


def _proof_needed(policy: Policy, tongue: Tongue) -> str:
    if "satisfied_parent" in policy.guardian.proofs:
        return tongue.say("I am satisfied that you are the parent or guardian")
    return tongue.say("you show me {named}", named=proofs_named(policy, tongue))


def proofs_named(policy: Policy, tongue: Tongue) -> str:
    """What a parent shows, in this language: one of these things, or all of them."""
    last = "and" if policy.guardian.proofs_needed == "all" else "or"
    return tongue.listed((tongue.say(PROOFS_SAID[proof]) for proof in policy.guardian.proofs), last=last)


def _fields_said(decision: Decision, tongue: Tongue) -> str:
    """The fields in words; what is noted beside a registration is said by its kind, and once."""
    words = (BESIDE_SAID.get(name.partition(".")[0]) or FIELDS[name] for name in decision.fields)
    return tongue.listed(tongue.say(each) for each in dict.fromkeys(words))


def _why(decision: Decision, policy: Policy, tongue: Tongue) -> str:
    """Why staff may look. A decision does not keep its purpose, only the purpose's words, at the end of its own."""
    for purpose in policy.purposes.values():
        if decision.say.endswith(_lowered(purpose.why)):
            return _lowered(tongue.say(purpose.why))
    return ""


def _lowered(words: str) -> str:
    return words[:1].lower() + words[1:]
