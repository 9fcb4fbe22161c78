"""What can only people keep, and when is the custodian asked about it again? Pure: days are arguments."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from reticent.policy.adopted import Policy
from reticent.policy.adopting import months_after

# The texts name no period for any of these promises; once a year is this program's default.
EVERY_MONTHS = 12


@dataclass(frozen=True)
class Reminder:
    """One promise that the program cannot keep: who is asked about it, when last seen to, and from when again."""

    clause: str
    text: str
    who: str
    every_months: int
    seen_to_on: date | None
    due_on: date | None

    def is_due(self, today: date) -> bool:
        """Whether it wants seeing to: never yet, or a year ago."""
        return self.due_on is None or self.due_on <= today


def reminders(policy: Policy, *, seen_to: Mapping[str, date]) -> tuple[Reminder, ...]:
    """Every clause that is called reminded, in the order of the text."""
    return tuple(
        Reminder(
            clause=name,
            text=clause.text,
            who=policy.custodian.title,
            every_months=EVERY_MONTHS,
            seen_to_on=seen_to.get(name),
            due_on=months_after(seen_to[name], EVERY_MONTHS) if name in seen_to else None,
        )
        for name, clause in policy.clauses.items()
        if clause.kept_by == "reminded"
    )
