"""The redline: what each clause quotes, with the words that give way struck and the better words beside them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reticent.policy.adopted import Policy
from reticent.policy.findings import Edit, Finding


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stay, that give way, or that are new."""

    what: str  # kept, struck, added
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """One clause redlined for every finding on it at once; without a clause, a sentence to add."""

    clause: str | None
    heading: str
    codes: tuple[str, ...]
    pieces: tuple[Piece, ...]

    @property
    def before(self) -> str:
        """The words as they stand."""
        return "".join(piece.text for piece in self.pieces if piece.what != "added")

    @property
    def after(self) -> str:
        """The words as they should stand."""
        return "".join(piece.text for piece in self.pieces if piece.what != "struck")


def redline(policy: Policy, findings: Sequence[Finding]) -> tuple[Passage, ...]:
    """What to strike and what to add: clauses in the order of the text, then what has no clause yet."""
    changed = [
        name for name in policy.clauses if any(edit.clause == name for f in findings for edit in f.edits)
    ]
    added = [
        Passage(None, finding.title, (finding.code,), (Piece("added", change.better),))
        for finding in findings
        for change in finding.changes
        if change.clause is None
    ]
    return (*(_passage(policy, name, findings) for name in changed), *added)


def _passage(policy: Policy, name: str, findings: Sequence[Finding]) -> Passage:
    made = [(finding.code, edit) for finding in findings for edit in finding.edits if edit.clause == name]
    clause = policy.clauses[name]
    codes = tuple(dict.fromkeys(code for code, _ in made))
    return Passage(
        name, clause.heading, codes, tuple(_pieces(clause.words, _apart([edit for _, edit in made])))
    )


def _apart(edits: Iterable[Edit]) -> list[Edit]:
    """The edits that can stand together: where two overlap, the one that changes more words carries the other."""
    taken: list[Edit] = []
    for edit in sorted(edits, key=lambda each: each.start - each.end):
        if not any(_overlap(edit, other) for other in taken):
            taken.append(edit)
    return sorted(taken, key=lambda each: (each.start, each.end))


def _overlap(one: Edit, other: Edit) -> bool:
    return one == other or (one.start < other.end and other.start < one.end)


def _pieces(words: str, edits: Iterable[Edit]) -> Iterator[Piece]:
    at = 0
    for edit in edits:
        if edit.start > at:
            yield Piece("kept", words[at : edit.start])
        if edit.end > edit.start:
            yield Piece("struck", words[edit.start : edit.end])
        yield Piece("added", edit.new)
        at = edit.end
    if at < len(words):
        yield Piece("kept", words[at:])
