"""What staff read of the policy they keep to, and what changed since they read it last."""

from dataclasses import dataclass

from reticent.doors.web.shown.promise import Changed, Chapter, PolicyInForce


@dataclass(frozen=True, repr=False)
class PolicyToRead:
    """/<library>/policy-read"""

    policy: PolicyInForce
    last: str
    current: bool
    again_on: str
    changes: tuple[Changed, ...]
    chapters: tuple[Chapter, ...]
    stale: bool = False
