"""What may a patron put right herself, or answer with a statement of her own, and how long is that kept (4-193(h))?"""

from reticent.policy.adopted import Period, Policy
from reticent.policy.answering import Decision
from reticent.policy.gates import binds

# A person may contest what is kept, have it corrected, or add a statement that goes wherever the data go.
CONTESTS = "4-193(h)"
_BY_LAW = "What you say of your record goes with it as long as it stands, or until you take it back."
_OURS = (
    "No law that this program knows asks for it here: that you may add a statement is its own courtesy. It stands as long"
    " as your record, or until you take it back."
)


def contests(policy: Policy) -> tuple[str, ...]:
    """The section under which a statement goes wherever the record goes, where it binds this library; else none."""
    law = policy.statute
    return (CONTESTS,) if CONTESTS in law.clauses and binds(law, CONTESTS, policy.flags) else ()


def may_mend(policy: Policy, *, minor: bool | None) -> Decision:
    """Whether a patron mends on her own page how she is reached, or adds a statement; a minor does so at the desk."""
    cited = (*policy.own.clauses, *policy.statute.gate.own, *contests(policy))
    if minor:
        return policy._tables.decision("refused", "note.minor_at_the_desk", cited)
    return policy._tables.decision("allowed", "own.allowed", cited)


def kept_with_the_record(policy: Policy) -> Period:
    """How long a statement is kept: by law, and elsewhere by this program's own word."""
    section = contests(policy)
    return Period(need="withdrawn", days_after=0, why=_BY_LAW if section else _OURS, clauses=section)
