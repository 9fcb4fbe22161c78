"""What a policy says of noting a guardian, whom a patron sends, how she wishes not to be reached, what staff note, or a
written permission of hers."""

from datetime import timedelta

from reticent.policy.adopted import Period, Policy
from reticent.policy.answering import Decision

# How long a note of the desk stands where the policy says nothing of notes, or lets staff write their own words and says
# not how long. Ours: a season, after which somebody either notes it again or nobody missed it.
OUR_DAYS = 90
OURS = "The policy does not speak of notes. The list and the ninety days are this program's."
# How long a permission stands where neither policy nor patron says: ours. Whoever still wants it after a year signs anew.
OUR_PERMISSION, LONGEST_PERMISSION = timedelta(days=90), timedelta(days=366)
_PERMISSION_KEPT = (
    "It ends on the day it names, or when you take it back, and is forgotten that night. That there was one stays in the"
    " ledger, which names nobody. No policy says how long: this is our program's default."
)


def may_note(
    kind: str, policy: Policy, *, wish: str = "", minor: bool | None = None, in_words: bool = False
) -> Decision:
    """Whether this may be kept beside a registration; `minor` is what the record says, None where it says nothing.

    `in_words`: a note of the desk in its own words, and not from the list.
    """
    if kind == "staff_note":
        return _staff_note(policy, in_words=in_words)
    rule, cited = _RULES[kind](policy, wish, minor)
    if rule in _NOTED and kind not in policy.keep:
        rule = "note.not_kept"
    outcome = "allowed" if rule in _NOTED else _OUTCOMES.get(rule, "referred")
    return policy._tables.decision(outcome, rule, cited)


def _staff_note(policy: Policy, *, in_words: bool) -> Decision:
    rule = policy.notes
    kept = policy.keep.get("staff_note")
    if kept is None:
        return policy._tables.decision("referred", "note.not_kept", policy.statute.gate.confidential)
    cited = (*(rule.clauses if rule else ()), *kept.clauses)
    ours = () if rule else (OURS,)
    if in_words and not (rule and rule.free_text):
        return policy._tables.decision("refused", "note.only_from_the_list", cited, notes=ours)
    because = "note.staff_in_words" if in_words else "note.staff"
    return policy._tables.decision("allowed", because, cited, notes=ours)


def most_days_of_a_note(policy: Policy, *, in_words: bool) -> int | None:
    """After how many days a note of the desk ends at the latest; None: with the record. Own words never stay so long."""
    if policy.notes is None:
        return OUR_DAYS
    if policy.notes.days is None and in_words:
        return OUR_DAYS
    return policy.notes.days


def may_permit(policy: Policy, *, by_guardian: bool, minor: bool | None) -> Decision:
    """Whether a written permission is taken that lets somebody else be told of a patron's records; `minor` is what her
    record says. A guardian signs for a minor only where the policy answers guardians."""
    rule, cited = _designation(policy, "", minor)
    if rule == "note.designation" and by_guardian:
        theirs, because = _guardian(policy, "", minor)
        cited = (*because, *cited)
        rule = rule if theirs == "note.guardian" else theirs
    rule = "note.permission" if rule == "note.designation" else rule
    if rule == "note.permission" and not kinds_to_permit(policy):
        rule = "note.no_permission"
    outcome = "allowed" if rule == "note.permission" else _OUTCOMES.get(rule, "referred")
    return policy._tables.decision(outcome, rule, cited)


def kinds_to_permit(policy: Policy) -> tuple[str, ...]:
    """The kinds of record that a permission can name: what the policy opens to a case that rests on one."""
    case = policy.purposes.get("case")
    if case is None or "case" not in policy.permission.purposes:
        return ()
    return tuple(dict.fromkeys(name.partition(".")[0] for name in case.opens))


def permission_ends(policy: Policy) -> tuple[timedelta, timedelta]:
    """After how long a permission ends that names no day, and after how long at the latest."""
    if policy.permission.days is not None:
        most = timedelta(days=policy.permission.days)
        return most, most
    return OUR_PERMISSION, LONGEST_PERMISSION


def permission_kept(policy: Policy) -> Period:
    """How long a permission is kept: as long as it stands, and not a day longer."""
    cited = (*policy.permission.clauses, *policy.statute.gate.permission)
    return Period(need="withdrawn", days_after=0, why=_PERMISSION_KEPT, clauses=cited)


def may_lift(policy: Policy) -> Decision:
    """What the desk is told that would take a court order off a record: the director does."""
    law = policy.statute.guardians
    return policy._tables.decision(
        "referred", "note.court_order_stays", (*policy.guardian.clauses, *law.clauses)
    )


def may_withdraw(policy: Policy, *, minor: bool | None, kind: str = "") -> Decision:
    """Whether a patron takes back on her own page what she asked for; a minor does so at the desk."""
    cited = (*policy.own.clauses, *policy.statute.gate.own)
    if kind == "permission" and not policy.permission.revocable:
        return policy._tables.decision(
            "refused", "note.permission_stands", policy.permission.clauses or cited
        )
    if minor:
        return policy._tables.decision("refused", "note.minor_at_the_desk", cited)
    return policy._tables.decision("allowed", "own.allowed", cited)


_NOTED = frozenset({"note.guardian", "note.designation", "note.wish"})
_OUTCOMES = {
    "note.guardian_of_an_adult": "refused",
    "note.no_guardians": "refused",
    "note.no_permission": "refused",
}


def _guardian(policy: Policy, wish: str, minor: bool | None) -> tuple[str, tuple[str, ...]]:
    rule, law = policy.guardian, policy.statute.guardians
    cited = (*rule.clauses, *rule.proof_clauses, *law.clauses)
    # Where the statute says that a parent shall be shown, she is noted whatever the policy says.
    if law.gate == "shut" or (rule.allowed == "no" and law.gate != "shall"):
        return "note.no_guardians", cited
    based = bool(rule.legal_basis) or law.gate == "may"
    if law.gate != "shall" and (rule.allowed == "silent" or not based):
        return "note.guardians_silent", cited
    ages = rule.age_clauses or law.age_clauses
    if minor is False:
        return "note.guardian_of_an_adult", (*ages, *cited)
    return "note.guardian", (*rule.clauses, *rule.proof_clauses, *ages, *law.clauses)


def _designation(policy: Policy, wish: str, minor: bool | None) -> tuple[str, tuple[str, ...]]:
    rule = policy.permission
    because = {"allowed": "note.designation", "referred": "note.permission_unclear"}
    return because.get(rule.outcome, "note.no_permission"), (*rule.clauses, *policy.statute.gate.permission)


def _wish(policy: Policy, wish: str, minor: bool | None) -> tuple[str, tuple[str, ...]]:
    rule = policy.wishes
    own = rule.email_clauses if wish == "no_email" else ()
    known = "note.wish" if wish in rule.kinds else "note.no_such_wish"
    return known, (*own, *rule.clauses, *policy.statute.gate.confidential)


_RULES = {"guardian_link": _guardian, "designation": _designation, "contact_wish": _wish}
