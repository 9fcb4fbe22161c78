"""What a clerk reads aloud to whoever stands there: the answer, on whose word it rests, and what may be done instead.

No clause id is spoken, no patron and no record. What the desk has to do, and write down, is said to the clerk alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from reticent.policy.adopted import Policy
from reticent.policy.aloud import aloud, filled_in
from reticent.policy.answering import Citation, Decision
from reticent.policy.tongues import Tongue


@dataclass(frozen=True, slots=True)
class Explanation:
    """One decision, said: aloud to the asker, and beside it to the clerk."""

    aloud: str
    to_do: tuple[str, ...]
    to_write_down: tuple[str, ...]
    citations: tuple[Citation, ...]

    def as_dict(self) -> dict[str, Any]:
        """The same as plain values, for `--json`."""
        return {
            "aloud": self.aloud,
            "to_do": list(self.to_do),
            "to_write_down": list(self.to_write_down),
            "citations": [{"id": c.id, "source": c.source, "text": c.text} for c in self.citations],
        }


def explain(decision: Decision, policy: Policy, *, language: str = "en") -> Explanation:
    """The decision in sentences; the first word is the answer's, the last what the asker may do.

    What is read aloud is in the asker's language. What the clerk does and writes down stays as the desk has it.
    """
    tongue = Tongue(language)
    sentences = (
        aloud(decision, policy, tongue),
        _on_whose_word(decision, policy, tongue),
        *_what_now(decision, policy, tongue),
    )
    return Explanation(
        aloud=" ".join(sentence for sentence in sentences if sentence),
        to_do=tuple(step.label for step in decision.next_steps),
        to_write_down=decision.records,
        citations=decision.citations,
    )


def for_the_asker(decision: Decision) -> frozenset[str]:
    """The next steps that are the asker's own, and told."""
    told = TOLD.get(decision.rule, frozenset())
    return frozenset(step.code for step in decision.next_steps if step.code in SPOKEN or step.code in told)


def _on_whose_word(decision: Decision, policy: Policy, tongue: Tongue) -> str:
    """Whether the policy says so, the law, or both; the same for everyone, so that no answer tells of anybody."""
    if decision.allowed or decision.rule in WITHOUT_A_REASON or not decision.citations:
        return ""
    own = decision.rule not in BY_LAW_ALONE and any(name in policy.clauses for name in decision.clauses)
    law = any(name in policy.statute.clauses for name in decision.clauses)
    return tongue.say(WHOSE_WORD[own, law], place=tongue.say(policy.statute.jurisdiction))


def _what_now(decision: Decision, policy: Policy, tongue: Tongue) -> Iterator[str]:
    told = TOLD.get(decision.rule, frozenset())
    for step in decision.next_steps:
        if step.code in SPOKEN and step.code not in told:
            yield tongue.say(SPOKEN[step.code], **filled_in(policy, tongue))


# By whether the policy says so itself, and whether the law does.
WHOSE_WORD: dict[tuple[bool, bool], str] = {
    (True, True): "That is our policy and {place} law, the same for everyone.",
    (True, False): "That is our policy, the same for everyone.",
    (False, True): "That is {place} law, the same for everyone.",
}


# What is said of a next step to the person who asked. A step that is not here is the desk's own business.
SPOKEN: dict[str, str] = {
    "permission_form": "Here is the form: once it is signed, I can help you.",
    "child_may_ask": "Your child may ask at any time.",
    "patron_may_ask": "They may ask us themselves.",
    "refer_to_custodian": "The {refer_to} will speak with you.",
    "choose_duty": "Choose the duty you have in hand, if there is one.",
    "ask_for_duty": "The {custodian} can assign it to you.",
    "hand_to_duty": "Please hand it to someone who has the duty.",
    "see_the_paper": "Write down which paper you rely on, and ask again.",
    "choose_purpose": "Say what you need it for, and ask for no more than that.",
    "check_contract": "Please have the contract with you.",
    "explain": "The {refer_to} will also explain our policy to you.",
    "answer_in_time": "You will have an answer before it is due.",
    "say_what_is_forgotten": "What we have forgotten leads to nobody; we will say so, with proof.",
    "tell_consortium": "We tell {consortium} too, whose system it is.",
    "pass_on_chosen": "You may have the addresses of those who chose your list when they registered.",
    "investigate": "We may also look into what happened.",
    "ask_about_account_mail": "Shall mail about your loans and holds stop as well?",
    "offer_donors_alone": "What donors gave, by itself, you may use.",
}

# Next steps that the rule's own words tell already.
TOLD: dict[str, frozenset[str]] = {
    rule: frozenset(steps.split())
    for rule, steps in {
        "not_decided": "refer_to_custodian",
        "staff.duty_not_assigned": "ask_for_duty",
        "staff.duty_does_not_need_it": "hand_to_duty",
        "staff.no_duty_for_this": "leave_it",
        "own.identity_unchecked": "check_identity",
        "own.not_this_purpose": "offer_own_record refer_to_custodian",
        "guardian.not_allowed": "child_may_ask",
        "guardian.silent": "child_may_ask refer_to_custodian",
        "guardian.of_an_adult": "patron_may_ask",
        "guardian.age_unknown": "patron_may_ask",
        "guardian.proof_missing": "ask_for_proof",
        "guardian.wrong_channel": "come_in",
        "guardian.not_this_purpose": "offer_account",
        "guardian.kept_out": "refer_to_custodian",
        "guardian.not_noted": "refer_to_custodian type_the_name",
        "guardian.no_legal_basis": "refer_to_custodian",
        "note.guardian_of_an_adult": "patron_may_ask",
        "note.no_guardians": "child_may_ask",
        "note.guardians_silent": "refer_to_custodian",
        "note.court_order_stays": "refer_to_custodian",
        "note.permission_unclear": "refer_to_custodian",
        "note.permission_stands": "refer_to_custodian",
        "note.no_such_wish": "refer_to_custodian",
        "note.not_kept": "refer_to_custodian",
        "note.minor_at_the_desk": "come_to_desk",
        "volunteer.not_recorded": "record_agent",
        "volunteer.refused": "hand_to_duty",
        "agent.policy_silent": "refer_to_custodian",
        "vendor.more_than_entitled": "offer_entitlement",
        "permission.policy_unclear": "refer_to_custodian",
        "permission.not_signed": "permission_form",
        "permission.names_someone_else": "permission_form",
        "permission.identity_unchecked": "check_identity",
        "permission.names_nothing": "permission_form",
        "outside.card_is_no_permission": "permission_form",
        "outside.family": "permission_form",
        "outside.law_enforcement": "refer_to_custodian",
        "outside.foi": "refer_to_custodian deny_in_writing",
        "outside.keep_letter": "refer_to_custodian",
        "outside.blocked_by_statute": "refer_to_custodian",
        "outside.not_accepted": "refer_to_custodian",
        "outside.counsel_only": "ask_counsel",
        "outside.who_signed": "refer_to_custodian see_who_signed",
        "outside.not_signed_by_a_judge": "refer_to_custodian",
        "outside.case_only": "refer_to_custodian",
        "outside.form_open": "refer_to_custodian check_form",
        "outside.returned_for_cure": "return_for_cure",
        "outside.form_defective": "answer_in_time",
        "outside.steps_missing": "refer_to_custodian answer_in_time",
        "outside.showing_missing": "answer_in_time",
        "outside.names_nothing": "ask_scope",
        "shared.another_librarys": "refer_to_custodian",
        "shared.not_held_here": "refer_to_custodian",
        "friends.chosen": "pass_on_chosen",
        "friends.no_list": "offer_leaflets",
        "donors.not_named": "refer_to_custodian",
        "donors.not_for_this_asker": "refer_to_custodian",
        "complaint.taken": "refer_to_custodian answer_complaint",
        "complaint.in_writing": "refer_to_custodian put_in_writing",
        "costs.no_clause": "note_hours",
        "costs.if_bound": "ask_counsel",
        "costs.set_by_law": "fees_by_law",
    }.items()
}

# Where the policy might well have said yes, and the law says no.
BY_LAW_ALONE = frozenset({"outside.blocked_by_statute", "permission.not_signed"})

# Where a reason would say more than the answer, or the words give it themselves.
WITHOUT_A_REASON = frozenset(
    {
        "not_decided",
        "own.identity_unchecked",
        "guardian.silent",
        "guardian.kept_out",
        "guardian.not_noted",
        "guardian.age_unknown",
        "guardian.proof_missing",
        "note.minor_at_the_desk",
        "permission.identity_unchecked",
        "permission.policy_unclear",
        "agent.policy_silent",
        "agent.refused",
        "vendor.refused",
        "volunteer.refused",
        "donors.not_named",
        "outside.foi",
        "outside.counsel_only",
        "outside.who_signed",
        "outside.form_open",
        "outside.returned_for_cure",
        "outside.form_defective",
        "outside.steps_missing",
        "outside.showing_missing",
        "outside.names_nothing",
        "outside.case_only",
        "shared.not_held_here",
        "complaint.taken",
        "complaint.in_writing",
        "costs.if_bound",
        "costs.set_by_law",
    }
)
