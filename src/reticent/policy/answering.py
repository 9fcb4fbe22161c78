"""A decision: what may be shown, on whose word, what to say aloud, and what may lawfully be done next."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Citation:
    """One clause or section that says so, in plain words."""

    id: str
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """Something lawful to do now. Where `code` is evidence, recording it takes the step."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Allowed, refused or referred, and why. Holds nothing about any patron."""

    outcome: str
    rule: str
    fields: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    say: str = ""
    because: tuple[str, ...] = ()
    next_steps: tuple[NextStep, ...] = ()
    records: tuple[str, ...] = ()
    # Of what is out, only what is overdue: no field says that of a loan, so the record is told.
    only_overdue: bool = False
    ends_in: str = ""

    @property
    def clauses(self) -> tuple[str, ...]:
        """The ids of the clauses and sections that say so."""
        return tuple([citation.id for citation in self.citations])

    @property
    def allowed(self) -> bool:
        """Whether the fields may be opened now."""
        return self.outcome == "allowed"

    def as_dict(self) -> dict[str, Any]:
        """The same as plain values, for `--json`."""
        return {
            "format": 1,
            "outcome": self.outcome,
            "rule": self.rule,
            "fields": list(self.fields),
            "citations": [{"id": c.id, "source": c.source, "text": c.text} for c in self.citations],
            "say": self.say,
            "because": list(self.because),
            "next_steps": [{"code": s.code, "label": s.label} for s in self.next_steps],
            "records": list(self.records),
            "only_overdue": self.only_overdue,
            "ends_in": self.ends_in,
        }
