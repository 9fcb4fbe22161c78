"""What is a director asked before she has a policy, and what may she answer?

About twenty questions, from questions.toml. *Not decided* is an answer to each part of each of them and is never
written down: whoever asks about what nobody decided is referred. What the answers come to, `drafting` says.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from reticent.errors import Malformed
from reticent.policy.chapters.outside import Step
from reticent.policy.reading import Source, Strictly, Whole, one_of, read_as
from reticent.policy.statutes import pack, pack_ids
from reticent.policy.vocabulary import nearest

QUESTIONS = Path(__file__).parent / "questions.toml"
LONGEST = 120


class Asked(Strictly):
    """One step that an answer puts on the list of consultations and findings."""

    evidence: str
    label: str
    must: bool
    when: tuple[str, ...]
    before: str


class Choice(Strictly):
    """One thing that may be answered, in words, and what it writes into the draft."""

    value: str
    says: str
    sets: dict[str, Any] = {}
    adds: dict[str, tuple[str, ...]] = {}
    steps: tuple[Asked, ...] = ()
    steps_must: bool | None = None
    purposes: str = ""
    # By which keys a text is recognised that answers so; left out, by what the choice sets.
    seen: dict[str, Any] = {}
    shown_at: tuple[str, ...] = ()

    @property
    def recognised_by(self) -> dict[str, Any]:
        """The keys by which a text is seen to answer so."""
        return self.seen or self.sets


class Part(Strictly):
    """One thing asked: a choice of one or of many, or something to write down."""

    id: str
    asks: str
    kind: Annotated[str, one_of("one", "many", "text", "offices", "number", "pack")] = "one"
    clauses_at: tuple[str, ...] = ()
    choice: tuple[Choice, ...] = ()
    into: str = ""
    least: Whole = 0
    most: Whole = 0
    # With which answers to another part this one is asked.
    with_: Annotated[dict[str, tuple[str, ...]], Field(alias="with")] = {}

    @property
    def is_choice(self) -> bool:
        """Whether something is chosen here, and not written down."""
        return self.kind in ("one", "many", "pack")

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What may be chosen; of the statute packs those there are."""
        if self.kind == "pack":
            return tuple(
                Choice(value=id, says=pack(id).title, sets={self.into: id})
                for id in pack_ids()
                if pack(id).until is None
            )
        return self.choice


class Question(Strictly):
    """One page of the set-up: what is asked, why it matters, and its parts."""

    id: str
    called: str
    asks: str
    why: str
    words: tuple[str, ...]
    kept_by: str = "enforced"
    part: tuple[Part, ...]

    def is_answered(self, answers: Mapping[str, tuple[str, ...]]) -> bool:
        """Whether anything was decided about it."""
        return any(answers.get(part.id) for part in self.part)


class QuestionsText(Strictly):
    """The keys of the file of questions, one for one."""

    format: Whole
    question: tuple[Question, ...]


Answers = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Own:
    """A sentence of the library's own text, and to which question it belongs.

    `to` is a question's id; “none” for a promise that no question asks about; “out” for what is no promise at all; and
    nothing while nobody said. `said` are her own words for it, where she wrote any.
    """

    text: str
    to: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was answered so far, and the library's own text beside it. A part that is not here is not decided."""

    answers: Answers
    own: tuple[Own, ...] = ()

    def belonging(self, question: str) -> tuple[Own, ...]:
        """The sentences that were put to this question."""
        return tuple(sentence for sentence in self.own if sentence.to == question)


NOTHING = Sheet({})
BESIDE = {"none": "a promise that no question asks about", "out": "no promise: leave it out"}


@lru_cache(maxsize=1)
def questions() -> tuple[Question, ...]:
    """All of them, in the order in which they are asked."""
    asked = read_as(Source(QUESTIONS), QuestionsText).question
    for part in (part for each in asked for part in each.part):
        for step in (step for choice in part.choice for step in choice.steps):
            Step.model_validate({**step.model_dump(), "clauses": ()})
    return asked


def parts() -> dict[str, Part]:
    """Every part by its id."""
    return {part.id: part for question in questions() for part in question.part}


def undecided(answers: Answers) -> tuple[tuple[Question, Part], ...]:
    """What may be decided and is not, in the order of the questions; what an answer rules out is not asked."""
    return tuple(
        (question, part)
        for question in questions()
        for part in question.part
        if part.is_choice and not answers.get(part.id) and is_asked(part, answers)
    )


def is_asked(part: Part, answers: Answers) -> bool:
    """Whether the other answers leave this part anything to say."""
    return all(set(answers.get(other, ())) & set(wanted) for other, wanted in part.with_.items())


def checked(raw: Mapping[str, Iterable[str]]) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Answers as they were given, cleaned; and of each part that cannot be used, why. Empty ones are not decided."""
    answers: dict[str, tuple[str, ...]] = {}
    wrong: dict[str, str] = {}
    known = parts()
    for name, given in raw.items():
        values = tuple(dict.fromkeys(text for value in given if (text := plain(value))))
        if name not in known:
            meant = nearest(name, known)
            wrong[name] = f"nothing is asked by this name{f'; did you mean “{meant}”?' if meant else ''}"
        elif values and (why := _why_not(known[name], values)):
            wrong[name] = why
        elif values:
            answers[name] = _as_kept(known[name], values)
    return answers, wrong


def answered(raw: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """The same, or `Malformed` with everything that is wrong."""
    answers, wrong = checked(raw)
    if wrong:
        raise Malformed(
            "These answers cannot be used:", problems=[f"{name}: {why}" for name, why in wrong.items()]
        )
    return answers


def plain(text: str) -> str:
    """Text as it may stand in a file: one line, nothing that no keyboard types."""
    kept = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(kept.split())


def _why_not(part: Part, values: tuple[str, ...]) -> str:
    if part.is_choice:
        known = [choice.value for choice in part.choices]
        strange = [value for value in values if value not in known]
        if strange:
            return (
                f"“{strange[0]}” is no answer to it; there are {', '.join(known)}, or nothing for not decided"
            )
        if part.kind != "many" and len(values) > 1:
            return "one answer only"
        return ""
    text = values[0]
    if part.kind == "number":
        good = text.isascii() and text.isdigit() and len(text) < 7 and part.least <= int(text) <= part.most
        return "" if good else f"a whole number from {part.least} to {part.most}"
    return "" if len(text) <= LONGEST else f"at most {LONGEST} characters"


def _as_kept(part: Part, values: tuple[str, ...]) -> tuple[str, ...]:
    if part.kind == "many":
        return tuple(choice.value for choice in part.choices if choice.value in values)
    return values[:1]
