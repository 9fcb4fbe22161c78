"""What do two policies answer differently, of the situations that come with Reticent? One line for each."""

from dataclasses import dataclass

from reticent.policy.adopted import Policy
from reticent.policy.deciding import decide
from reticent.policy.situations import situations


@dataclass(frozen=True, slots=True)
class Answered:
    """One situation, and what the two policies answer."""

    situation: str
    before: str
    after: str
    clauses: tuple[str, ...]


def answers_changed(before: Policy, after: Policy) -> tuple[Answered, ...]:
    """The situations that the two answer differently: another outcome, or other fields shown."""
    found = []
    for asked in situations():
        old, new = decide(asked.request, before), decide(asked.request, after)
        if (old.outcome, old.fields) == (new.outcome, new.fields):
            continue
        words = [old.outcome, new.outcome]
        if old.outcome == new.outcome:
            words = [f"{d.outcome}, {len(d.fields)} fields" for d in (old, new)]
        found.append(Answered(asked.said, words[0], words[1], new.clauses))
    return tuple(found)
