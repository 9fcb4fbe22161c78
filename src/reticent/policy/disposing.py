"""Must the state approve before this library destroys paper? The statute pack says on which form, whose, and when not.

And by which clauses of its own is paper kept only while it is needed?
"""

from dataclasses import dataclass

from reticent.policy.adopted import Policy
from reticent.policy.gates import kinds_of

# The form on which it is asked for that records may be destroyed.
ASKED_ON = "RC-075"
# The clauses of the shipped texts by which only the records that are needed are kept; M19-03 names paper itself.
_ABOUT_PAPER = ("M19-03", "WO-13", "WE-06", "NC-03", "MC-03")


@dataclass(frozen=True)
class Approval:
    """Who approves, on which form, while what nothing is destroyed, and by which sections."""

    form: str
    title: str
    by: tuple[str, ...]
    not_while: tuple[str, ...]
    clauses: tuple[str, ...]


def about_paper(policy: Policy) -> tuple[str, ...]:
    """The clauses of this policy by which only the paper is kept that is needed."""
    return tuple(name for name in _ABOUT_PAPER if name in policy.clauses)


def approval(policy: Policy) -> Approval | None:
    """What the state must approve; None where no law that is known here binds this library."""
    law = policy.statute.disposition
    if law is None or kinds_of(policy.flags).isdisjoint(law.binds):
        return None
    return Approval(ASKED_ON, law.forms[ASKED_ON].title, law.approved_by, law.not_while, tuple(law.clauses))
