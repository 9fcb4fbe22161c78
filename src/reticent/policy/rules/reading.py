"""What a rule is given, what it answers, and how it reads a policy's tables and quoted words."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from reticent.policy.adopted import Policy
from reticent.policy.statutes import StatutePack


@dataclass(frozen=True)
class Around:
    """What a policy is read beside: other texts of the library, the statute packs there are, and the day."""

    texts: tuple[Policy, ...] = ()
    packs: tuple[StatutePack, ...] = ()
    on: date | None = None


@dataclass(frozen=True)
class Applies:
    """That a code applies: on which clauses, and what its sentences are filled in with."""

    clauses: Sequence[str] = ()
    told: Mapping[str, object] = field(default_factory=dict)


Rule = Callable[[Policy, Around], Applies | None]


def own(policy: Policy, names: Iterable[str]) -> list[str]:
    """Those that are clauses of the policy and not sections of the statute."""
    return [name for name in names if name in policy.clauses]


def said(policy: Policy, name: str) -> str:
    """What a clause says: its own few words where it quotes them, else ours."""
    clause = policy.clauses[name]
    return clause.words or clause.text


def quoting(policy: Policy, pattern: str) -> list[str]:
    """The clauses whose quoted words hold this."""
    return [name for name, clause in policy.clauses.items() if re.search(pattern, clause.words)]


def anywhere(policy: Policy, pattern: str) -> bool:
    """Whether any clause says this, in its words or in ours."""
    return any(re.search(pattern, f"{clause.text} {clause.words}") for clause in policy.clauses.values())


def titled(policy: Policy) -> str:
    return f"“{policy.title}” ({policy.effective_as_written})"


def with_the(title: str) -> str:
    return title if title.startswith("The ") else f"The {title}"
