"""The situations that can be asked about by name, without writing a request: `--situation officer-no-papers`."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from reticent.errors import Malformed
from reticent.policy.asking import Request
from reticent.policy.reading import Source, Strictly, Whole, read_as
from reticent.policy.request_files import Asked
from reticent.policy.vocabulary import nearest

SITUATIONS = Path(__file__).parent / "situations.toml"


class UnknownSituation(Malformed):
    """No situation of that name comes with Reticent."""


@dataclass(frozen=True, slots=True)
class Situation:
    """Something that happens at a library, in words, and the request that it comes to."""

    name: str
    row: str
    said: str
    request: Request


class SituationText(Asked):
    """One situation of the file: a request, its row in the table of situations, and what happens, in words."""

    row: str
    said: str


class SituationsText(Strictly):
    """The file of situations."""

    format: Whole
    situation: dict[str, SituationText]


@lru_cache(maxsize=1)
def situations() -> tuple[Situation, ...]:
    """All of them, in the order of their rows."""
    text = read_as(Source(SITUATIONS), SituationsText)
    return tuple(
        Situation(name, each.row, each.said, each.request()) for name, each in text.situation.items()
    )


def situation(name: str) -> Situation:
    """The situation of this name, or of this row."""
    for each in situations():
        if name in (each.name, each.row):
            return each
    meant = nearest(name, [each.name for each in situations()])
    hint = f"Did you mean “{meant}”?" if meant else "`reticent policy situations` lists them."
    raise UnknownSituation(f"No situation “{name}” comes with Reticent. {hint}")
