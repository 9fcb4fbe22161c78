"""What a policy says of a request about no patron's record: a list of addresses, donors, mail, a complaint, a bill."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from reticent.policy.adopted import Policy
from reticent.policy.answering import Decision
from reticent.policy.asking import Request
from reticent.policy.tables import Tables

# What this program does where neither a policy nor the law decides it, and says so.
OURS_MAIL = "No clause speaks of stopping mail; that it stops at once is this program's default."
OURS_COMPLAINT = "No clause speaks of complaints; the days are this program's default."
OURS_OWN = "The law names no day that this program knows; thirty days are its default. Sooner is better: ask counsel."


def complaint_due(policy: Policy, came_on: date) -> date:
    """The day by which a complaint is answered."""
    return came_on + timedelta(days=policy.complaints.days)


def not_decided(request: Request, policy: Policy, tables: Tables) -> Decision:
    """Silence is never a yes: whoever answers requests decides."""
    return tables.decision("referred", "not_decided", policy.referral.clauses)


def _friends_list(request: Request, policy: Policy, tables: Tables) -> Decision:
    """The addresses of those who chose the Friends' list themselves, in writing; of nobody else."""
    rule = policy.friends
    if request.asker != "friends_group" or request.fields or request.kinds:
        cited = (*policy.outsiders.clauses, *rule.clauses, *policy.statute.gate.permission)
        return tables.decision("refused", "friends.more_than_chosen", cited)
    if not rule.opt_in:
        cited = (*policy.outsiders.clauses, *policy.statute.gate.permission)
        return tables.decision("refused", "friends.no_list", cited)
    return tables.decision("allowed", "friends.chosen", (*rule.clauses, *policy.statute.gate.permission))


def _donors(request: Request, policy: Policy, tables: Tables) -> Decision:
    """What donors gave, for whoever raises funds; never beside what anybody borrows."""
    rule = policy.donors
    apart = (*rule.apart_clauses, *policy.statute.gate.insiders)
    if not rule.askers:
        return tables.decision("refused", "donors.not_named", apart)
    if request.capacity != "staff" or request.asker not in rule.askers:
        return tables.decision("refused", "donors.not_for_this_asker", (*rule.clauses, *apart))
    if request.fields or request.kinds:
        return tables.decision("refused", "donors.kept_apart", apart)
    return tables.decision("allowed", "donors.alone", (*rule.clauses, *apart))


def _totals(request: Request, policy: Policy, tables: Tables) -> Decision:
    """Figures in which nobody can be found, for whoever asks; never a record, however few fields it shows."""
    law = tables.law.statistics
    if request.fields or request.kinds:
        cited = (*policy.outsiders.clauses, *policy.statute.gate.confidential)
        return tables.decision("refused", "totals.name_somebody", cited)
    if not law:
        return not_decided(request, policy, tables)
    return tables.decision("allowed", "totals.name_nobody", law)


def _unsubscribe(request: Request, policy: Policy, tables: Tables) -> Decision:
    """Whoever holds the link stops the mail: it tells nothing, so it asks for no card and no PIN."""
    rule = policy.wishes
    return tables.decision(
        "allowed",
        "mail.stopped",
        rule.email_clauses,
        steps=("ask_about_account_mail",) if "account" in rule.email_covers else (),
        notes=("" if rule.email_clauses else OURS_MAIL,),
    )


def _complaint(request: Request, policy: Policy, tables: Tables) -> Decision:
    """Written down whatever the policy says, and answered by somebody else than the desk."""
    rule = policy.complaints
    spoken = request.channel in ("in_person", "phone")
    return tables.decision(
        "referred",
        "complaint.in_writing" if spoken and rule.in_writing else "complaint.taken",
        rule.clauses,
        steps=(
            *(("put_in_writing",) if spoken and rule.in_writing else ()),
            "answer_complaint",
            *(("investigate",) if rule.investigates else ()),
        ),
        notes=("" if rule.clauses else OURS_COMPLAINT,),
    )


def _costs(request: Request, policy: Policy, tables: Tables) -> Decision:
    """Whether a search is billed. A bill is never a condition, and none goes to whoever asks for public records."""
    rule = policy.costs
    if request.instrument is not None and request.instrument.kind == "foi_request":
        by_law = tables.law.foi_costs
        # Where no section binds the library, the answer does not concede that one does: counsel looks at it (1-212).
        if not by_law:
            return tables.decision("refused", "costs.if_bound", policy.foi.clauses)
        return tables.decision("refused", "costs.set_by_law", by_law)
    if not rule.bill_agency:
        return tables.decision("refused", "costs.no_clause", rule.clauses)
    return tables.decision("allowed", "costs.billed", rule.clauses)


ABOUT: Mapping[str, Callable[[Request, Policy, Tables], Decision]] = {
    "friends_list": _friends_list,
    "donors": _donors,
    "totals": _totals,
    "unsubscribe": _unsubscribe,
    "complaint": _complaint,
    "costs": _costs,
}
