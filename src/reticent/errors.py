"""The three ends a request can come to, besides being done.

`Refused` is an answer: the policy or the law said no. `Malformed` is the asker's to mend. `Broken` means that
something does not verify: stop. Their texts are shown to people: they say what happened and what to do next,
and never hold a patron's data.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar


class ReticentError(Exception):
    """Anything Reticent says instead of doing what was asked."""

    exit_code = 3


class Refused(ReticentError):
    """The policy, the law or the state of the record says no. An answer, not a fault."""

    exit_code = 1


class Malformed(ReticentError):
    """The input cannot be read as meant. `problems` lists everything wrong with it, all at once."""

    exit_code = 2

    def __init__(self, message: str, *, problems: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.problems: tuple[str, ...] = tuple(problems)

    def __str__(self) -> str:
        return "\n".join([str(self.args[0]), *self.problems])


class ToMend(Malformed):
    """Something of what was typed must be mended; `wrong` says what, by field."""

    outcome: ClassVar[str] = "Nothing was written down."

    def __init__(self, wrong: Mapping[str, str]) -> None:
        self.wrong = dict(wrong)
        super().__init__(self.outcome, problems=tuple(self.wrong.values()))


class Broken(ReticentError):
    """Something does not verify. Nobody goes on from here until a person has looked."""

    exit_code = 3
