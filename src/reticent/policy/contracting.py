"""May somebody under contract be told what is to be sent there, and what must the contract say first? Pure.

What may be told the policy says of vendors and of agents (deciding.py); what the contract must say, of contracts. A text
that *ensures* it shuts the door until the contract says it; one that *seeks* it opens once the library has asked in
writing. Where a text names no contracts the law alone asks: an agent is bound to confidence (CGS 11-25(b)(1)).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from reticent.policy.adopted import Policy
from reticent.policy.answering import Citation, Decision
from reticent.policy.asking import Request
from reticent.policy.deciding import decide
from reticent.policy.phrases import listed
from reticent.policy.vocabulary import BINDING_CONTRACT, CONTRACT_TERMS, FIELDS, Capacity

SERVICE, AGENT = "service", "agent"
CONFIDENTIAL = "confidential"
# What each sort may be told things for: a service asks as one who lends does, an agent for one of its two purposes.
PURPOSES: Mapping[str, tuple[str, ...]] = {SERVICE: ("lend",), AGENT: ("recovery", "support")}


@dataclass(frozen=True, slots=True)
class Contract:
    """What is known of one vendor: what it is for, what is to be sent there, what its contract says or was asked to."""

    name: str
    sort: str
    purpose: str
    fields: tuple[str, ...]
    terms: frozenset[str] = frozenset()
    asked_for: frozenset[str] = frozenset()
    runs: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that the contract does not say: in which words it is asked for, by which clauses, and whether it was."""

    term: str
    words: str
    clauses: tuple[str, ...]
    asked: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a vendor may be told what is to be sent; why not, by which clauses, and what may lawfully be done next."""

    outcome: str
    say: str
    clauses: tuple[str, ...]
    missing: tuple[Missing, ...] = ()
    steps: tuple[str, ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether it may be told."""
        return self.outcome == "allowed"


def how_it_stands(contract: Contract, policy: Policy) -> Standing:
    """What stands against telling this vendor what is to be sent there, the gravest first."""
    answer = decide(_request(contract), policy)
    missing = lacking(contract, policy)
    if not contract.runs:
        no = "No contract is in force. Write down from when it runs, and until when."
        return Standing(
            "refused", no, _contracts(policy) or answer.clauses, missing, ("Write down the contract",)
        )
    if answer.rule == "agent.no_contract":
        return _unbound(answer, missing)
    if not answer.allowed:
        return _told_too_much(contract, answer, policy, missing)
    more = tuple(name for name in contract.fields if name not in answer.fields)
    if more:
        return _more_than_opened(more, answer, missing)
    stops = [each for each in missing if _stops(each, policy)]
    if stops:
        return _not_yet(stops, missing, policy)
    return Standing("allowed", _allowed(missing), (*answer.clauses, *_contracts(policy)), missing)


def lacking(contract: Contract, policy: Policy) -> tuple[Missing, ...]:
    """What the policy wants said and the contract does not say."""
    wanted = policy.contracts.terms if policy.contracts else {}
    return tuple(
        Missing(term, CONTRACT_TERMS[term], wanted[term].clauses, term in contract.asked_for)
        for term in CONTRACT_TERMS
        if term in wanted and term not in contract.terms
    )


def wanted_by(term: str, policy: Policy) -> tuple[Citation, ...] | None:
    """The clauses for which the policy wants a contract to say this; None where it does not want it."""
    terms = policy.contracts.terms if policy.contracts else {}
    return policy.cite(*terms[term].clauses) if term in terms else None


def to_ask_for(contract: Contract) -> tuple[str, ...]:
    """What a letter to the vendor asks for, in this order: all that the contract does not say, our advice with it."""
    return tuple(words for term, words in CONTRACT_TERMS.items() if term not in contract.terms)


def told(fields: tuple[str, ...], policy: Policy) -> str:
    """What is sent, in words: whether somebody is entitled, or these fields."""
    if not fields:
        return f"whether somebody is {policy.vendor.entitled_as or 'entitled to use the service'}, yes or no"
    return listed(FIELDS[name] for name in fields)


def _request(contract: Contract) -> Request:
    bound = contract.runs and CONFIDENTIAL in contract.terms
    evidence = frozenset(BINDING_CONTRACT) if bound else frozenset()
    if contract.sort == AGENT:
        return Request(Capacity.AGENT, contract.purpose, evidence=evidence)
    return Request(
        Capacity.VENDOR, contract.purpose, fields=contract.fields, vendor=contract.name, evidence=evidence
    )


def _contracts(policy: Policy) -> tuple[str, ...]:
    return policy.contracts.clauses if policy.contracts else ()


def _stops(each: Missing, policy: Policy) -> bool:
    assert policy.contracts is not None
    return policy.contracts.effort == "ensures" or not each.asked


def _unbound(answer: Decision, missing: tuple[Missing, ...]) -> Standing:
    """The law's own condition: no text is needed for it, and none lifts it."""
    no = (
        "Its contract does not bind it to keep what it learns confidential. Until it does, it may be told nothing about"
        " any patron."
    )
    step = "Ask the vendor for that term; write down where the contract says it"
    return Standing("refused", no, answer.clauses, missing, (step,))


def _told_too_much(
    contract: Contract, answer: Decision, policy: Policy, missing: tuple[Missing, ...]
) -> Standing:
    if answer.rule == "vendor.more_than_entitled":
        no = f"The policy lets a service learn one thing: {told((), policy)}. What is written down here is more."
        return Standing(
            answer.outcome, no, answer.clauses, missing, ("Send it the yes or no, and nothing else",)
        )
    if answer.rule == "agent.policy_silent":
        no = (
            "The policy has no exception for those who work for the library under contract, so it is not decided whether"
            f" this one may be told anything. The {policy.referral.to} settles that with counsel."
        )
        next_steps = (
            "Ask counsel whether the policy allows it",
            "Ask whoever adopts the policy for a clause on agents under contract",
            "Until then, do the work here and send nothing",
        )
        return Standing("referred", no, answer.clauses, missing, next_steps)
    no = (
        "The policy lets it be told nothing about any patron."
        if answer.rule.endswith("refused")
        else answer.say
    )
    steps = tuple(step.label for step in answer.next_steps) or (f"Ask the {policy.referral.to}",)
    return Standing(answer.outcome, no, answer.clauses, missing, steps)


def _more_than_opened(more: tuple[str, ...], answer: Decision, missing: tuple[Missing, ...]) -> Standing:
    no = f"For this purpose the policy does not let it have {listed(FIELDS[name] for name in more)}."
    step = "Take that out of what is sent"
    return Standing("refused", no, answer.clauses, missing, (step,))


def _not_yet(stops: list[Missing], missing: tuple[Missing, ...], policy: Policy) -> Standing:
    assert policy.contracts is not None
    clauses = tuple(dict.fromkeys((*_contracts(policy), *(name for each in stops for name in each.clauses))))
    many = "one thing" if len(stops) == 1 else f"{len(stops)} things"
    steps = ["Send the vendor the letter, and write down the day"]
    if policy.contracts.effort == "ensures":
        no = (
            f"Its contract does not say {many} that it must say. The policy promises that contracts do: until it does,"
            " this vendor may be told nothing."
        )
        steps.append("Write down where the contract says it, once it does")
    else:
        no = (
            f"Its contract does not say {many} that the policy has us ask for, and nobody has asked yet. Once it was"
            " asked for in writing, the vendor may be told, whatever it answers."
        )
    return Standing("refused", no, clauses, missing, tuple(steps))


def _allowed(missing: tuple[Missing, ...]) -> str:
    if not missing:
        return "Its contract says what the policy wants said."
    if len(missing) == 1:
        return "One thing that the policy wants said is missing from its contract, and was asked for."
    return (
        f"{len(missing)} things that the policy wants said are missing from its contract, and were asked for."
    )
