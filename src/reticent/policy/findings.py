"""What the linter knows to say: each code with its severity, its reason, better words and the motion."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator

from reticent.policy.answering import Citation
from reticent.policy.reading import Source, Strictly, Whole, one_of, read_as

FINDINGS = Path(__file__).parent / "findings.toml"
# error: against the statute, or nobody can keep to it. warning: it will fail somebody. advice: good practice.
SEVERITIES = ("error", "warning", "advice")


class Mend(Strictly):
    """Words that are often copied, and what takes their place."""

    old: Annotated[str, AfterValidator(lambda pattern: re.compile(pattern).pattern)]
    new: str


class Known(Strictly):
    """What one code means, before it is held against a policy."""

    severity: Annotated[str, one_of(*SEVERITIES)]
    title: str
    wrong: str
    why: str
    law: tuple[str, ...]
    sources: tuple[str, ...]
    here: dict[str, tuple[str, ...]] = {}
    motion: str
    mends: tuple[Mend, ...] = ()
    adds: str


class Borrowed(Strictly):
    """A word of another place's law."""

    jurisdiction: str
    term: str
    said: str


class FindingsText(Strictly):
    """The keys of the file of findings, one for one."""

    format: Whole
    borrowed: tuple[Borrowed, ...]
    finding: dict[str, Known]


@dataclass(frozen=True, slots=True)
class Edit:
    """Better words for some of the words that a clause quotes: what lies between `start` and `end` gives way."""

    clause: str
    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """Old words beside better words. Without a clause: words to add where the text has none."""

    clause: str | None
    old: str
    better: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a board should mend, and the words to mend it with."""

    code: str
    severity: str
    title: str
    wrong: str
    why: str
    clauses: tuple[Citation, ...]
    law: tuple[Citation, ...]
    sources: tuple[str, ...]
    changes: tuple[Change, ...]
    motion: str
    edits: tuple[Edit, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The same as plain values, for `--json`."""
        return {
            "code": self.code,
            "severity": self.severity,
            "title": self.title,
            "wrong": self.wrong,
            "why": self.why,
            "clauses": [{"id": c.id, "text": c.text} for c in self.clauses],
            "law": [{"id": c.id, "source": c.source, "text": c.text} for c in self.law],
            "sources": list(self.sources),
            "changes": [{"clause": c.clause, "old": c.old, "better": c.better} for c in self.changes],
            "motion": self.motion,
        }


@lru_cache(maxsize=1)
def known() -> FindingsText:
    """Every finding that the linter can make."""
    return read_as(Source(FINDINGS), FindingsText)
