"""May the library write to somebody by this channel about this class of things, and which clauses say so?"""

from collections.abc import Collection
from dataclasses import dataclass

from reticent.policy.adopted import Policy
from reticent.policy.vocabulary import SHUTS


@dataclass(frozen=True)
class Writing:
    """Whether the library writes at all, by which clauses (none: it is this program's default), and what it says with
    each mail, as the policy has it."""

    allowed: bool
    clauses: tuple[str, ...] = ()
    says: str = ""


def writing(adopted: Policy, about: str, *, channel: str) -> Writing:
    """What the policy says of writing about a class of things (`account`, `news`, `fundraising`) by a channel.

    Where it says nothing, account notices go by e-mail, as long as nobody stops them: whoever borrows is told what she
    has out (WE-10 says so; the other texts are silent). Nothing else goes unsaid. `off` is for who asked for it.
    """
    rule = adopted.messages.get(about)
    if rule is None:
        return Writing(about == "account" and channel == "email")
    return Writing(rule.default == "on" and channel in rule.channels, rule.clauses, rule.says)


def reaches_by_mail(wishes: Collection[str]) -> bool:
    """Whether these wishes leave e-mail open. A mail from the library names the library."""
    return not any(SHUTS[wish] & {"email", "name"} for wish in wishes)
