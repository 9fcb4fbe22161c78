"""Must the state approve before this library destroys paper? The statute pack says on which form, whose, and when not."""

from dataclasses import dataclass

from reticent.policy.adopted import Policy
from reticent.policy.gates import kinds_of

# The form on which it is asked for that records may be destroyed.
ASKED_ON = "RC-075"


@dataclass(frozen=True)
class Approval:
    """Who approves, on which form, while what nothing is destroyed, and by which sections."""

    form: str
    title: str
    by: tuple[str, ...]
    not_while: tuple[str, ...]
    clauses: tuple[str, ...]


def approval(policy: Policy) -> Approval | None:
    """What the state must approve; None where no law that is known here binds this library."""
    law = policy.statute.disposition
    if law is None or kinds_of(policy.flags).isdisjoint(law.binds):
        return None
    return Approval(ASKED_ON, law.forms[ASKED_ON].title, law.approved_by, law.not_while, tuple(law.clauses))
