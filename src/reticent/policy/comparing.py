"""What two policies say differently: two versions of one, or two libraries' texts; by meaning, not by letter.

First what they answer, situation by situation; then what their tables say: who decides, which papers count, which steps
and proofs are asked, how long a kind is kept, what the public is told. Notes, labels and reasons are left out: they
change how something is said, not what is done.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel

from reticent.policy.adopted import Policy
from reticent.policy.answering import Decision
from reticent.policy.chapters import CHAPTERS
from reticent.policy.deciding import decide
from reticent.policy.page import KINDS_SAID, kept_until
from reticent.policy.phrases import day
from reticent.policy.situations import situations
from reticent.policy.vocabulary import EVIDENCE, FIELDS
from reticent.policy.words import PROOFS_SAID

UNSAID = "not said"
ANSWERS = "What is answered"
FACTS = "The text and its dates"
HEAD = {
    "title": "The text's title",
    "approved_by": "Who approved it",
    "effective": "In force from",
    "review_due": "Next review",
    "statute_pack": "The law it stands under",
    "loan_days": "How many days an item is lent",
}
# What changes how something is said, and not what is done.
ONLY_WORDS = frozenset({"note", "why", "label", "heading", "text"})


@dataclass(frozen=True, slots=True)
class Says:
    """What one policy says at one place, and by which clauses."""

    words: str
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two policies say differently."""

    chapter: str
    about: str
    before: Says
    after: Says

    def as_dict(self) -> dict[str, Any]:
        """The same as plain values, for `--json`."""
        return {
            "chapter": self.chapter,
            "about": self.about,
            "before": {"says": self.before.words, "clauses": list(self.before.clauses)},
            "after": {"says": self.after.words, "clauses": list(self.after.clauses)},
        }


# Chapter, what it is about, and the key by which two policies are laid side by side.
Place = tuple[str, str, str]


def compare(before: Policy, after: Policy) -> tuple[Difference, ...]:
    """Everything that the two say differently, in the order of a policy file, the answers first."""
    one, other = dict(_facts(before)), dict(_facts(after))
    pairs = {
        place: (one.get(place, Says(UNSAID)), other.get(place, Says(UNSAID))) for place in (*one, *other)
    }
    tables = [
        Difference(chapter, place[1], old, new)
        for chapter in (FACTS, *CHAPTERS)
        for place, (old, new) in pairs.items()
        if place[0] == chapter and old.words != new.words
    ]
    return (*_answers(before, after), *tables)


# ---- What is answered


def _answers(before: Policy, after: Policy) -> Iterator[Difference]:
    for each in situations():
        old, new = decide(each.request, before), decide(each.request, after)
        if _meant(old) != _meant(new):
            yield Difference(
                ANSWERS,
                each.said,
                Says(_answered(old, new), _own(old, before)),
                Says(_answered(new, old), _own(new, after)),
            )


def _meant(decision: Decision) -> tuple[object, ...]:
    steps = frozenset(step.code for step in decision.next_steps)
    return (decision.outcome, frozenset(decision.fields), steps, decision.only_overdue)


def _answered(decision: Decision, other: Decision) -> str:
    """The answer, and as much more as tells it from the other."""
    said = [decision.outcome]
    if decision.fields != other.fields and decision.fields:
        said.append("shown: " + ", ".join(FIELDS[field] for field in decision.fields))
    theirs = {step.code for step in other.next_steps}
    alone = [step.label for step in decision.next_steps if step.code not in theirs]
    return "; ".join([*said, *alone])


def _own(decision: Decision, policy: Policy) -> tuple[str, ...]:
    return tuple(name for name in decision.clauses if name in policy.clauses)


# ---- What the tables say


def _facts(policy: Policy) -> Iterator[tuple[Place, Says]]:
    for key, about in HEAD.items():
        yield (FACTS, about, key), Says(_words(getattr(policy, key), policy))
    for chapter, keys in CHAPTERS.items():
        for key in keys:
            if key == "keep":
                yield from _periods(chapter, policy)
            elif key == "steps":
                yield from _steps(chapter, policy)
            elif key == "notices":
                yield from _notices(chapter, policy)
            elif key != "clauses":
                yield from _table(chapter, key, getattr(policy, key), policy)


def _table(chapter: str, place: str, table: object, policy: Policy) -> Iterator[tuple[Place, Says]]:
    if isinstance(table, dict):
        for name, part in table.items():
            yield from _table(chapter, f"{place}.{name}", part, policy)
    elif isinstance(table, tuple):
        for at, part in enumerate(table):
            yield from _table(chapter, f"{place}.{at + 1}", part, policy)
    elif isinstance(table, BaseModel):
        for name in type(table).model_fields:
            yield from _key(chapter, place, name, table, policy)


def _key(
    chapter: str, place: str, name: str, table: BaseModel, policy: Policy
) -> Iterator[tuple[Place, Says]]:
    value = getattr(table, name)
    if name.endswith("clauses") or name in ONLY_WORDS or value is None:
        return
    if place.startswith("outsiders.by_class.") and value == "refused":
        return  # as whoever the policy does not treat by name
    nested = isinstance(value, BaseModel | dict) or (
        isinstance(value, tuple) and any(isinstance(part, BaseModel) for part in value)
    )
    if nested:
        yield from _table(chapter, f"{place}.{name}", value, policy)
        return
    said = (
        (type(table).model_fields[name].description or name.replace("_", " ")).partition(". ")[0].rstrip(".")
    )
    about = f"{place}.{name}: {said}"
    clauses = _clauses(table, name)
    yield (chapter, about, f"{place}.{name}"), Says(_words(value, policy), clauses)


def _clauses(table: BaseModel, name: str) -> tuple[str, ...]:
    """The clauses of this key where the table has some for it alone, else the table's."""
    for key in (f"{name}_clauses", f"{name.removesuffix('s')}_clauses", "clauses"):
        found: tuple[str, ...] = getattr(table, key, ())
        if found:
            return found
    return ()


def _periods(chapter: str, policy: Policy) -> Iterator[tuple[Place, Says]]:
    for kind, period in policy.keep.items():
        if not period.follows:
            about = f"{KINDS_SAID[kind]}: kept"
            yield (chapter, about, f"keep.{kind}"), Says(kept_until(period), period.clauses)


def _steps(chapter: str, policy: Policy) -> Iterator[tuple[Place, Says]]:
    for step in policy.steps:
        about = f"A step: {EVIDENCE[step.evidence]}"
        when = " and ".join(
            {"no_papers": "without papers", "papers": "once papers are shown"}[stage] for stage in step.when
        )
        said = f"{'must' if step.must else 'may'}, {when}, before {step.before}"
        yield (chapter, about, f"steps.{step.evidence}"), Says(said, step.clauses)


def _notices(chapter: str, policy: Policy) -> Iterator[tuple[Place, Says]]:
    for notice in policy.notices:
        about = f"The public is told: {notice.heading}"
        yield (chapter, about, f"notices.{notice.heading}"), Says(notice.text, notice.clauses)


def _words(value: object, policy: Policy) -> str:
    if value is None or value in ("", ()):
        return UNSAID
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(sorted(_words(part, policy) for part in value))
    if isinstance(value, date):
        return day(value)
    word = str(value)
    if word in policy.statute.instruments:
        return policy.statute.instruments[word].what
    return EVIDENCE.get(word) or FIELDS.get(word) or PROOFS_SAID.get(word) or word.replace("_", " ")
