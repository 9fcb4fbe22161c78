"""Which steps a case has: the one table, read strictly."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from reticent.policy.reading import Flag, Path_, Source, Strictly, Whole, one_of, read_as
from reticent.policy.vocabulary import ASKERS, CAPACITIES, EVIDENCE, FIELDS, KINDS, MATTERS, PURPOSES, nearest
from reticent.policy.words import STEPS as STEPS_NAMED

STEPS = Path(__file__).parent / "steps.toml"
# How a case goes; and how one goes that nobody may be told of, behind its words.
PATHS = ("asking", "taking")
SEALED = "sealed"
ROLES = ("desk", "custodian")
# `line` and `text` hold at most so many characters.
LINE, TEXT = 120, 4_000
FIELD_KINDS = ("line", "text", "day", "time", "moment", "choice", "choices", "yes_no", "checklist")
# Lists of options that a policy, its law or the case decides; all others stand in the file.
WORKED_OUT = (
    *("instruments", "reaches", "checklist"),
    *("answers", "counsels_answers", "letters", "kinds_named", "ways_back"),
)

PathWord = Annotated[str, one_of(*PATHS, SEALED)]
Role = Annotated[str, one_of(*ROLES)]


class State(Strictly):
    """Where a case can stand."""

    label: str
    what: str
    open: Flag = True


class AnswerRow(Strictly):
    """One answer that a case can come to."""

    label: str
    words: str
    letters: tuple[str, ...]
    ends: Flag = True
    about: tuple[str, ...] = ()
    opened_by: tuple[str, ...] = ()
    by_hand: str = ""


class AboutRow(Strictly):
    """What a request is about, and how it is put to the policy."""

    askers: tuple[Annotated[str, one_of(*ASKERS)], ...] = ()
    as_: dict[Annotated[str, one_of(*ASKERS)], Annotated[str, one_of(*CAPACITIES)]] = {}
    purpose: Annotated[str, one_of(*PURPOSES)] = "case"
    matter: Annotated[str, one_of(*MATTERS)] = "records"
    fields: tuple[Annotated[str, one_of(*FIELDS, *KINDS)], ...] = ()
    # Answered at the desk, by this key of its page, and no case; where it is `in_writing`, it is one.
    desk: str = ""
    in_writing: Flag = False
    authority: str = ""
    # Under which name the figures of requests count it, where that is not its own.
    counted: str = ""

    model_config = Strictly.model_config | {"alias_generator": lambda name: name.rstrip("_")}


class OpeningRow(Strictly):
    """How a case begins."""

    to: str
    asks: tuple[str, ...]
    requires: tuple[str, ...]


class StepRow(Strictly):
    """One step: where it may be taken from, where it leads, who takes it, what it needs and what it asks for."""

    label: str
    words: str
    why: str
    from_: tuple[str, ...]
    usual: tuple[str, ...] = ()
    to: str = ""
    path: PathWord | None = None
    paths: tuple[PathWord, ...] = PATHS
    stays_on: tuple[PathWord, ...] = ()
    # Whether it takes a case further, where that does not follow from where it leads.
    onward: Flag | None = None
    who: tuple[Role, ...]
    when: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    adds: tuple[str, ...] = ()
    # Taken on a page of its own, by the program and what it does: no form writes it down.
    own_page: Flag = False

    model_config = Strictly.model_config | {"alias_generator": lambda name: name.rstrip("_")}

    def starts(self, states: dict[str, State]) -> tuple[str, ...]:
        """The states it may be taken from, in the order of the table; `open` means every open one."""
        every = "open" in self.from_
        return tuple(name for name, state in states.items() if name in self.from_ or (every and state.open))

    def leads(self, path: str) -> str:
        """The state it leads to on this path; empty where the case stays where it is."""
        return "" if path in self.stays_on else self.to


class FieldRow(Strictly):
    """One thing that a step asks for."""

    label: str
    kind: Annotated[str, one_of(*FIELD_KINDS)]
    options: str = ""
    hint: str = ""


class StepsText(Strictly):
    """The keys of the file of steps, one for one."""

    format: Whole
    states: dict[str, State]
    answers: dict[str, AnswerRow]
    evidence: dict[str, str]
    would_change: dict[str, tuple[str, ...]]
    advice: dict[str, str]
    waits: dict[str, str]
    findings: dict[str, str]
    papers_behind: dict[str, str]
    applies: dict[str, str]
    gates: dict[str, str]
    refusals: dict[str, str]
    openings: dict[PathWord, OpeningRow]
    about: dict[str, AboutRow]
    steps: dict[str, StepRow]
    fields: dict[str, FieldRow]
    written: dict[str, FieldRow]
    options: dict[str, dict[str, str]]


@lru_cache(maxsize=1)
def table() -> StepsText:
    """Every state, step, answer and question of a case."""
    return read_as(Source(STEPS), StepsText, _loose_ends)


def is_open(state: str) -> bool:
    """Whether anything is still to be done about a case that stands there."""
    return table().states[state].open


def is_own(step: str) -> bool:
    """Whether a step is taken by the program and what it does, and no form writes it down."""
    row = table().steps.get(step)
    return row is not None and row.own_page


def _loose_ends(found: StepsText) -> Iterator[tuple[Path_, str]]:
    """What each row says correctly by itself, and two rows say wrongly together."""
    words = (*EVIDENCE, *found.evidence)
    for name, step in found.steps.items():
        here: Path_ = ("steps", name)
        yield from _strangers((*here, "from"), step.from_, (*found.states, "open"))
        yield from _strangers((*here, "usual"), step.usual, step.starts(found.states))
        yield from _strangers((*here, "when"), step.when, found.applies)
        yield from _strangers((*here, "to"), (step.to,) if step.to else (), found.states)
        yield from _strangers((*here, "needs"), step.needs, found.gates)
        yield from _strangers((*here, "asks"), step.asks, found.fields)
        yield from _strangers((*here, "requires"), step.requires, step.asks)
        yield from _strangers((*here, "adds"), step.adds, words)
    for path, opening in found.openings.items():
        yield from _strangers(("openings", path, "asks"), opening.asks, found.fields)
        yield from _strangers(("openings", path, "requires"), opening.requires, opening.asks)
        yield from _strangers(("openings", path, "to"), (opening.to,), found.states)
    for name, field in (*found.fields.items(), *found.written.items()):
        if field.kind in ("choice", "choices", "checklist"):
            yield from _strangers(
                ("fields", name, "options"), (field.options,), (*found.options, *WORKED_OUT)
            )
    for name, answer in found.answers.items():
        yield from _strangers(("answers", name, "letters"), answer.letters, found.options.get("letters", ()))
        yield from _strangers(("answers", name, "about"), answer.about, found.about)
        yield from _strangers(("answers", name, "opened_by"), answer.opened_by, STEPS_NAMED)
    yield from _strangers(("about",), tuple(found.about), found.options.get("about", ()))
    yield from _strangers(("options", "about"), tuple(found.options.get("about", ())), found.about)
    yield from _strangers(("papers_behind",), tuple(found.papers_behind), found.findings)
    yield from _strangers(("papers_behind",), tuple(found.papers_behind.values()), found.fields)
    yield from _strangers(("advice",), tuple(found.advice.values()), words)
    yield from _strangers(("findings",), tuple(found.findings), words)
    for rule, evidence in found.would_change.items():
        yield from _strangers(("would_change", rule), evidence, words)


def _strangers(place: Path_, said: tuple[str, ...], known: Iterable[str]) -> Iterator[tuple[Path_, str]]:
    names = tuple(known)
    for word in said:
        if word not in names:
            meant = nearest(word, names)
            yield place, f"nothing here is called “{word}”" + (f"; did you mean “{meant}”?" if meant else "")
