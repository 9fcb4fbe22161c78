"""Did a made-up visit go as it goes here? Each turn of the rehearsal is asked of policy, law and the table of steps.

Pure, and no second list of answers: rehearsal.toml says who comes with which paper; what is right about it, why, and
what would have happened, `policy.decide`, the steps and the checklist say for this library. Nothing here is a case.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field as Default

from reticent.disclosure import checklist, steps
from reticent.disclosure.forms import Field
from reticent.disclosure.gates import disclosure_clauses
from reticent.disclosure.known import Known, decision, must_be_answered
from reticent.disclosure.steps import NotNow
from reticent.disclosure.table import table
from reticent.errors import Malformed
from reticent.policy import FIELDS, Decision, Instrument, Policy, decide
from reticent.policy.aloud import head
from reticent.policy.desk_card import silenced
from reticent.policy.phrases import listed
from reticent.policy.reading import Flag, Source, Strictly, Whole, one_of, read_as
from reticent.policy.statutes import InstrumentName
from reticent.policy.tongues import Tongue
from reticent.policy.vocabulary import ASKERS, EVIDENCE, SIGNERS

TEXT = Path(__file__).parent / "rehearsal.toml"
WARRANT = "outside.warrant"
ON_PAPER = "on_paper"
UNSURE = "unknown"
# What the form of a visit asks that is asked here by itself.
_ASKED_APART = frozenset({"asker", "about", "papers", "channel", "held", "papers_shown", "signed_by_seen"})

RIGHT, SAFE, WRONG = "right", "safe", "wrong"


# ---- The file.


class Minutes(Strictly):
    """How long it is planned to take."""

    begin: float
    paper: float
    end: float


class Sheet(Strictly):
    """What stands on a made-up paper."""

    head: tuple[str, ...]
    title: str
    number: str
    body: tuple[str, ...]
    signed: tuple[str, ...]


class Paper(Strictly):
    """Who comes, with what, and what they say. Whether it is enough stands nowhere here."""

    called: str
    asker: Annotated[str, one_of(*ASKERS)]
    kind: InstrumentName
    signed_by: Annotated[str, one_of(*SIGNERS)]
    taken_as: str
    looks_real: Flag
    secret: Flag = False
    names_fields: tuple[Annotated[str, one_of(*FIELDS)], ...] = ()
    points: dict[str, Annotated[str, one_of(*checklist.ANSWERS)]] = {}
    comes: str
    says: tuple[str, ...]
    presses: tuple[str, ...]
    sheet: Sheet | None = None


class Tempting(Strictly):
    """What one is tempted to write down."""

    fields: tuple[Annotated[str, one_of(*FIELDS)], ...]


class RehearsalText(Strictly):
    """The keys of the file, one for one."""

    format: Whole
    mark: str
    minutes: Minutes
    rules: tuple[str, ...]
    parts: dict[str, str]
    buttons: dict[str, str]
    enough: dict[str, str]
    words: dict[str, str]
    acts: dict[str, str]
    tempting: Tempting
    said: dict[str, str]
    papers: dict[str, Paper] = Default(min_length=1)


@lru_cache(maxsize=1)
def text() -> RehearsalText:
    """The rehearsal, as it is written."""
    return read_as(Source(TEXT), RehearsalText)


def names() -> tuple[str, ...]:
    """The papers, in the order in which they are brought."""
    return tuple(text().papers)


def minutes() -> int:
    """How long all of it is planned to take."""
    planned = text().minutes
    return round(planned.begin + planned.paper * len(names()) + planned.end)


# ---- What a paper is, and what the library's own policy makes of it.


def _paper(name: str) -> Paper:
    try:
        return text().papers[name]
    except KeyError:
        raise Malformed("No paper of the rehearsal is called that. Begin again.") from None


def true(name: str) -> Known:
    """This visit as somebody sees it who reads the paper right through; its form is not looked at yet."""
    paper = _paper(name)
    return Known(
        path="asking",
        state="referred",
        asker=paper.asker,
        instrument=Instrument(paper.kind, paper.signed_by, None, paper.names_fields),
    )


def found(name: str, adopted: Policy) -> Decision:
    """What this library answers at the desk."""
    return decision(true(name), adopted)


def button(name: str, adopted: Policy) -> str:
    """With which of the three buttons of a visit it begins."""
    if _on_paper(name, adopted):
        return ON_PAPER
    return "taking" if found(name, adopted).rule == WARRANT else "asking"


def enough(name: str, adopted: Policy) -> str:
    """Whether the paper opens anything here: `no`, `later` or `at_once`."""
    known = _form_reviewed(name)
    if decision(known, adopted).rule == WARRANT:
        return "at_once"
    # With everything on record that anybody could still bring: what stays shut then, the paper never opens.
    proven = frozenset(EVIDENCE) - {"counsel:is_court_order"}
    return "later" if decision(replace(known, evidence=proven), adopted).allowed else "no"


def act(name: str, adopted: Policy) -> str:
    """What is done about it at the desk."""
    if _on_paper(name, adopted):
        return "envelope"
    here = found(name, adopted)
    if here.rule == WARRANT:
        return "stand_aside"
    return "refuse" if here.outcome == "refused" else "hand_on"


def _on_paper(name: str, adopted: Policy) -> bool:
    """Whether the table of steps takes it out of the program as soon as it is known what it is."""
    paper = _paper(name)
    details = {"secret": paper.secret, "kind": paper.kind, "signed_by": paper.signed_by}
    taken_in = Known(path="asking", state="referred", asker=paper.asker)
    after = steps.taken(taken_in, "classify", details, adopted, role="custodian")
    return after.state == ON_PAPER


def _form_reviewed(name: str) -> Known:
    """The same with its form held against the checklist."""
    known = true(name)
    assert known.instrument is not None
    in_form = _review(name).in_form if checklist.items(known.kind) else None
    return replace(known, instrument=replace(known.instrument, in_form=in_form))


def _review(name: str) -> checklist.Reviewed:
    """What the checklist comes to: every point of the form holds but those that the paper fails."""
    paper = _paper(name)
    answers = {item.id: paper.points.get(item.id, "yes") for item in checklist.items(paper.kind)}
    return checklist.review(paper.kind, answers)


def defects(name: str) -> tuple[str, ...]:
    """What is wrong with the form of this paper, in the words of the checklist."""
    return tuple(checklist.points()[point].defect for point in _review(name).defects)


# ---- The officer's card.


@dataclass(frozen=True, slots=True)
class Brought:
    """One paper as the officer holds it, and what is said with it."""

    name: str
    called: str
    comes: str
    says: tuple[str, ...]
    presses: tuple[str, ...]
    sheet: Sheet | None


def brought(name: str, adopted: Policy) -> Brought:
    """The paper for this library."""
    paper, filled = _paper(name), adopted.tables.said
    sheet = paper.sheet
    if sheet is not None:
        body = tuple(line.format_map(filled) for line in sheet.body)
        sheet = Sheet.model_validate({**sheet.model_dump(), "body": body})
    return Brought(name, paper.called, paper.comes, paper.says, paper.presses, sheet)


# ---- What is asked at the desk.


def looking(adopted: Policy) -> tuple[Field, ...]:
    """What the desk says of the paper: the questions of a visit's own form, who signed it, and whether it is enough."""
    there = {field.name: field for field in steps.opening("asking", adopted)}
    signers = tuple(table().options["signers"].items())
    signed = Field("signed_by", table().fields["signed_by"].label, "choice", required=True, options=signers)
    opens = Field(
        "enough", "Does it open records here?", "choice", required=True, options=tuple(text().enough.items())
    )
    return (there["asker"], there["papers"], signed, opens)


def acting(pressed: str, adopted: Policy, calls: Sequence[str]) -> tuple[Field, ...]:
    """What the desk does then. A demand that nobody may be told of is neither called about nor written down."""
    said = adopted.tables.said
    options = tuple((word, label.format_map(said)) for word, label in text().acts.items())
    asked = [
        Field("words", "What did you say?", "choice", required=True, options=tuple(text().words.items())),
        Field("act", "What do you do?", "choice", required=True, options=options),
    ]
    if pressed == ON_PAPER:
        return tuple(asked)
    offices = tuple((str(at), office) for at, office in enumerate(calls))
    if offices:
        asked.append(Field("first", "Whom do you call first?", "choice", required=True, options=offices))
    if len(offices) > 1:
        asked.append(Field("next", "Nobody answers. Whom next?", "choice", required=True, options=offices))
    asked.append(Field("notes", "What do you write down?", "choices", options=_notes(pressed, adopted)))
    return tuple(asked)


def _notes(pressed: str, adopted: Policy) -> tuple[tuple[str, str], ...]:
    """What the form of a visit asks for, and two things that it never asks for."""
    asked = [
        (field.name, field.label)
        for field in steps.opening(pressed, adopted)
        if field.name not in _ASKED_APART and field.kind in ("line", "text")
    ]
    tempting = [(field, _of_record(field)) for field in text().tempting.fields]
    return (*asked[:2], tempting[0], *asked[2:], *tempting[1:])


def _of_record(field: str) -> str:
    return f"Of the person asked about: {FIELDS[field]}"


def heard(told: Mapping[str, object], adopted: Policy) -> Decision:
    """What the pages answer to what the desk took down, right or wrong."""
    if told.get("button") == ON_PAPER:
        return decide(silenced(adopted), adopted)
    return decision(_taken_down(told, adopted), adopted)


def _taken_down(told: Mapping[str, object], adopted: Policy) -> Known:
    details = {"asker": told.get("asker"), "papers": told.get("papers"), "channel": "in_person"}
    known = steps.begin("asking", details, adopted)
    signer = str(told.get("signed_by", UNSURE))
    if known.instrument is None:
        return known
    return replace(known, instrument=replace(known.instrument, signed_by=signer))


# ---- What is right about a turn.


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that was to be done: how it went, what was right, on which clauses it rests, and what would have
    happened otherwise."""

    name: str
    label: str
    went: str
    what: str
    clauses: tuple[str, ...]
    otherwise: str = ""

    @property
    def is_right(self) -> bool:
        """Whether nothing about it is to be read again."""
        return self.went == RIGHT


@dataclass(frozen=True, slots=True)
class Turn:
    """One paper, and how each part of the visit went."""

    name: str
    called: str
    parts: tuple[Part, ...]

    @property
    def wrong(self) -> tuple[Part, ...]:
        """What is to be read again."""
        return tuple(part for part in self.parts if not part.is_right)


def judged(name: str, told: Mapping[str, object], adopted: Policy, calls: Sequence[str]) -> Turn:
    """How this turn went, part by part. `calls` are the offices of the library's own list, in order."""
    parts = [_button(name, told, adopted)]
    if told.get("button") != ON_PAPER:
        parts += [_apart(name, told, adopted), _enough(name, told, adopted)]
    parts += [_words(name, told, adopted), _act(name, told, adopted)]
    if told.get("button") != ON_PAPER and button(name, adopted) != ON_PAPER:
        if calls:
            parts.append(_calls(told, adopted, calls))
        parts.append(_wrote(name, told, adopted))
    return Turn(name, _paper(name).called, tuple(parts))


def _part(name: str, went: str, what: str, clauses: Sequence[str], otherwise: str = "") -> Part:
    return Part(name, text().parts[name], went, what, tuple(dict.fromkeys(clauses)), otherwise)


def _gag(adopted: Policy) -> tuple[str, ...]:
    return (*(adopted.gag.clauses if adopted.gag else ()), *adopted.statute.gate.court_order)


def _button(name: str, told: Mapping[str, object], adopted: Policy) -> Part:
    said, right, pressed = text().said, button(name, adopted), told.get("button")
    clauses = _gag(adopted) if right == ON_PAPER else found(name, adopted).clauses
    label = text().buttons[right]
    if pressed == right:
        return _part("button", RIGHT, said["right_button"].format(button=label), clauses)
    otherwise = _otherwise_begun(str(pressed), right, said)
    return _part("button", WRONG, said["wrong_button"].format(button=label), clauses, otherwise)


def _otherwise_begun(pressed: str, right: str, said: Mapping[str, str]) -> str:
    if right == ON_PAPER:
        return said["recorded"]
    if pressed == ON_PAPER:
        return said["no_case"]
    return said["obstructed"] if right == "taking" else said["not_executed"]


def _apart(name: str, told: Mapping[str, object], adopted: Policy) -> Part:
    said, paper = text().said, _paper(name)
    here, theirs = found(name, adopted), heard(told, adopted)
    if (told.get("asker"), told.get("papers"), told.get("signed_by")) == (
        paper.asker,
        paper.taken_as,
        paper.signed_by,
    ):
        return _part("apart", RIGHT, said["told_apart"], here.clauses)
    truly = f"{_what_it_is(name, adopted)}."
    if UNSURE in (told.get("papers"), told.get("signed_by")):
        return _part("apart", SAFE, truly, here.clauses, said["unsure"].format_map(adopted.tables.said))
    if (theirs.outcome, theirs.say) == (here.outcome, here.say):
        return _part("apart", RIGHT, f"{truly} {said['same_answer']}", here.clauses)
    heard_head = head(theirs, adopted, Tongue("en"))
    return _part(
        "apart", WRONG, truly, here.clauses, said["taken_for"].format(head=heard_head, say=theirs.say)
    )


def _what_it_is(name: str, adopted: Policy) -> str:
    paper = _paper(name)
    options = table().options
    law = adopted.statute.instruments[paper.kind].what
    signed = "" if "signed" in law else f". Signed by: {options['signers'][paper.signed_by].lower()}"
    return f"{options['askers'][paper.asker]}, with {law}{signed}"


def _enough(name: str, told: Mapping[str, object], adopted: Policy) -> Part:
    said, right, here = text().said, enough(name, adopted), found(name, adopted)
    looks = [said["looks_real"]] if right == "no" and _paper(name).looks_real else []
    form = [said["bad_form"].format(defects=listed(defects(name)))] if defects(name) else []
    what = " ".join((*looks, said[f"opens_{right}"], *form))
    how = RIGHT if told.get("enough") == right else WRONG
    return _part("enough", how, what, (*here.clauses, *adopted.statute.gate.court_order))


def _words(name: str, told: Mapping[str, object], adopted: Policy) -> Part:
    said, here = text().said, found(name, adopted)
    clauses = (*adopted.outsiders.clauses, *adopted.statute.gate.court_order)
    if told.get("words") == "told":
        return _part("words", WRONG, said["right_words"].format(say=here.say), clauses, said["confirmed"])
    return _part("words", RIGHT, said["well_said"], clauses)


def _act(name: str, told: Mapping[str, object], adopted: Policy) -> Part:
    said, right, did = text().said, act(name, adopted), str(told.get("act"))
    clauses = _gag(adopted) if right == "envelope" else found(name, adopted).clauses
    label = text().acts[right].format_map(adopted.tables.said)
    if did == right:
        return _part("act", RIGHT, said["right_act"].format(act=label), clauses)
    went, otherwise, also = _acted(name, did, right, adopted)
    what = said["safe_act" if went == SAFE else "wrong_act"].format(act=label[:1].lower() + label[1:])
    return _part("act", went, what, (*clauses, *also), otherwise)


def _acted(name: str, did: str, right: str, adopted: Policy) -> tuple[str, str, tuple[str, ...]]:
    """How bad it was to do this instead, and what would have happened."""
    said = text().said
    if did == "hand_over":
        why, clauses = _handed_over(name, adopted)
        owed = disclosure_clauses(adopted)
        on_record = (said["on_record"],) if owed else ()
        return WRONG, " ".join((why, said["gave_way"], *on_record)), (*clauses, *owed)
    if right == "envelope":
        return WRONG, said["recorded"], ()
    if right == "stand_aside":
        return WRONG, said["obstructed"], ()
    if did == "stand_aside":
        return WRONG, said["not_executed"], adopted.statute.gate.court_order
    if did == "envelope":
        return WRONG, said["no_case"], ()
    if did == "refuse" and must_be_answered(true(name), adopted):
        return WRONG, said["never_answered"], ()
    return SAFE, "", ()


def _handed_over(name: str, adopted: Policy) -> tuple[str, tuple[str, ...]]:
    """What the table of steps says to a desk that searches."""
    try:
        steps.taken(true(name), "search", {}, adopted, role="desk")
    except NotNow as no:
        return str(no), no.clauses
    raise AssertionError("no step lets the desk search")  # a property test holds the table to it


def _calls(told: Mapping[str, object], adopted: Policy, calls: Sequence[str]) -> Part:
    said = text().said
    clauses = (*adopted.referral.clauses, *adopted.custodian.clauses, *adopted.outsiders.clauses)
    right = told.get("first") == "0" and (len(calls) < 2 or told.get("next") == "1")
    if right:
        return _part("calls", RIGHT, said["right_calls"], clauses)
    what = said["wrong_calls"].format(first=calls[0])
    if len(calls) > 1:
        what = f"{what} {said['wrong_next'].format(next=calls[1])}"
    return _part("calls", WRONG, what, clauses)


def _wrote(name: str, told: Mapping[str, object], adopted: Policy) -> Part:
    said, notes = text().said, told.get("notes") or ()
    assert isinstance(notes, list | tuple)
    clauses = (*adopted.outsiders.clauses, *adopted.statute.gate.court_order)
    beyond = [FIELDS[note] for note in notes if note in text().tempting.fields]
    if beyond:
        what = said["right_notes"]
        return _part("notes", WRONG, what, clauses, said["wrong_notes"].format(what=listed(beyond)))
    if not notes:
        return _part("notes", WRONG, said["right_notes"], clauses, said["no_notes"])
    return _part("notes", RIGHT, said["right_notes"], clauses)


# ---- The end.


@dataclass(frozen=True, slots=True)
class Went:
    """One part over all papers: how often it went well, of how many."""

    label: str
    well: int
    of: int


def went(turns: Sequence[Turn]) -> tuple[Went, ...]:
    """What went well, part by part, in the order of a visit."""
    return tuple(_went(label, tuple(_of(name, turns))) for name, label in text().parts.items())


def _of(name: str, turns: Sequence[Turn]) -> Iterator[Part]:
    return (part for turn in turns for part in turn.parts if part.name == name)


def _went(label: str, parts: tuple[Part, ...]) -> Went:
    return Went(label, sum(part.is_right for part in parts), len(parts))
