"""Which letters may go out in a case, and what does each say? Written from the policy, its law and what was taken down.

The texts stand in letters.toml. What the law says is quoted from the statute pack, and nothing else is said of it. No
letter has room for the name of anybody whose records are asked for: a letter to a patron is addressed by hand.
"""

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import zip_longest
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from reticent.disclosure import clocks
from reticent.disclosure.known import Known, decides
from reticent.disclosure.letter_parts import (
    ENGLISH,
    LISTS,
    TABLES,
    WORDS,
    LetterFacts,
    Setting,
    Table,
    rests_on,
    sections_named,
    with_the,
)
from reticent.disclosure.letter_texts import LetterText, PartText, texts
from reticent.disclosure.table import table
from reticent.errors import Malformed, Refused
from reticent.policy import Policy
from reticent.policy.desk_card import OFFICES
from reticent.policy.rules.deciders import BODIES
from reticent.policy.tongues import Tongue
from reticent.policy.vocabulary import nearest

__all__ = [
    "Letter",
    "LetterFacts",
    "NotThisLetter",
    "as_text",
    "facts_of",
    "languages",
    "names",
    "offered",
    "text_of",
    "write",
]

WIDTH = 78
# Whoever asks as a patron is addressed by hand, like every patron.
_UNNAMED = ("patron",)
_BY_HAND = ("Name, by hand", "Address, by hand")


class NotThisLetter(Refused):
    """This letter may not go out as the case stands."""


class NoSuchLetter(Malformed):
    """No letter is called that."""


@dataclass(frozen=True, slots=True, repr=False)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading."""

    heading: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something to see to."""

    note: str


@dataclass(frozen=True, slots=True, repr=False)
class Items:
    """A list."""

    list: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Blank:
    """Lines to be written on by hand, each under its label; a label may be empty."""

    blank: tuple[str, ...]


Part: TypeAlias = Text | Heading | Note | Items | Table | Blank


@dataclass(frozen=True, slots=True, repr=False)
class Letter:
    """One letter, ready to be set. `clauses` are those on which it rests."""

    name: str
    title: str
    library: str
    place: str
    date: str
    to: tuple[str, ...]
    by_hand: tuple[str, ...]
    greeting: str
    parts: tuple[Part, ...]
    closing: str
    signed: str
    annex: tuple[Part, ...]
    foot: str
    language: str
    clauses: tuple[str, ...]

    @property
    def values(self) -> dict[str, Any]:
        """What the template `letter` is given."""
        given = {
            name: said for name, said in asdict(self).items() if name not in ("name", "title", "clauses")
        }
        return {name: said for name, said in given.items() if said}


def names() -> tuple[str, ...]:
    """Every letter, in the order of the table."""
    return tuple(texts().letters)


def text_of(name: str) -> LetterText:
    """One letter of the table."""
    found = texts().letters.get(name)
    if found is None:
        meant = nearest(name, names())
        hint = f"Did you mean “{meant}”?" if meant else f"There are: {', '.join(names())}."
        raise NoSuchLetter(f"No letter “{name}” comes with Reticent. {hint}")
    return found


def languages(name: str) -> tuple[str, ...]:
    """In which languages it is there."""
    return text_of(name).languages


def offered(known: Known, adopted: Policy, facts: LetterFacts | None = None) -> tuple[str, ...]:
    """The letters that may go out in this case as it stands."""
    at = Setting(known, adopted, facts or LetterFacts())
    return tuple(name for name, letter in texts().letters.items() if _may_go_out(name, letter, at))


def _may_go_out(name: str, letter: LetterText, at: Setting) -> bool:
    if letter.answers:
        answer = table().answers.get(at.known.answer)
        if answer is None or name not in answer.letters:
            return False
    return at.holds(letter.needs)


def write(
    name: str, known: Known, adopted: Policy, facts: LetterFacts, *, on: date, language: str = "en"
) -> Letter:
    """The letter; `NotThisLetter` where it may not go out in this case."""
    letter = text_of(name)
    tongue = Tongue(language if language in letter.languages else "en")
    at = Setting(known, adopted, facts, on, tongue)
    if not _may_go_out(name, letter, at):
        raise NotThisLetter(
            f"The letter “{letter.called}” may not go out as this case stands: it is offered {letter.when}."
        )
    stands = [(part, cited) for part in letter.parts if (cited := _stands(part, at)) is not None]
    clauses = tuple(dict.fromkeys(clause for _, cited in stands for clause in cited))
    to = _addressed(letter, at)
    return Letter(
        name=name,
        title=tongue.say(next(title.text for title in letter.titles if at.holds(title.if_))),
        library=adopted.library_name,
        place=" · ".join(each for each in (facts.address, facts.telephone) if each),
        date=at.day(on),
        to=to,
        by_hand=() if to else tuple(tongue.say(label) for label in _BY_HAND),
        greeting=_greeting(letter, at) if to else "",
        parts=tuple(_filled(part, at) for part, _ in stands if not part.annex),
        closing=tongue.say("Sincerely,"),
        signed=_signed(letter, at),
        annex=(
            *(_filled(part, at) for part, _ in stands if part.annex),
            *what_it_rests_on(clauses, adopted, tongue),
        ),
        foot=foot_of(adopted, tongue),
        language=tongue.language,
        clauses=clauses,
    )


def foot_of(adopted: Policy, tongue: Tongue = ENGLISH) -> str:
    """What stands below a letter: whose it is, and under which policy it was written."""
    return (
        f"{adopted.library_name} · {adopted.title} ({tongue.say(adopted.effective_as_written)}), {adopted.id}"
    )


def _stands(part: PartText, at: Setting) -> tuple[str, ...] | None:
    """What this part rests on; none where it does not stand in this letter."""
    return rests_on(part.cites, at) if at.holds(part.if_) else None


def _filled(part: PartText, at: Setting) -> Part:
    if part.text:
        given = {name: word(at) for name, word in WORDS.items() if f"{{{name}}}" in part.text}
        return Text(at.tongue.say(part.text, **given))
    if part.heading:
        return Heading(at.tongue.say(part.heading))
    if part.note:
        return Note(at.tongue.say(part.note))
    if part.list_:
        return Items(LISTS[part.list_](at))
    if part.table:
        return TABLES[part.table](at)
    return Blank(tuple(at.tongue.say(label) if label else "" for label in part.blank))


def _addressed(letter: LetterText, at: Setting) -> tuple[str, ...]:
    """To whom; nobody where it is written by hand, as to every patron."""
    if letter.to == "consultees":
        return _consultees(at)
    if letter.to == "consortium":
        return (at.adopted.consortium.name,) if at.adopted.consortium else ()
    if letter.to == "by_hand" or at.known.asker in _UNNAMED:
        return ()
    facts = at.facts
    return tuple(line for line in (facts.to_name, facts.to_office, facts.to_address) if line)


def _consultees(at: Setting) -> tuple[str, ...]:
    steps = at.adopted.tables.stages["papers"]
    offices = tuple(OFFICES[step.evidence] for step in steps if step.evidence in OFFICES)
    return tuple(dict.fromkeys(offices)) or ("Counsel for the library",)


def _greeting(letter: LetterText, at: Setting) -> str:
    if letter.to == "asker" and at.facts.to_name:
        return f"Dear {at.facts.to_name}:"
    return "To whom it may concern:" if letter.to == "asker" else ""


def _signed(letter: LetterText, at: Setting) -> str:
    """The office that the policy names; whoever signs for it, for it."""
    policy, tongue = at.adopted, at.tongue
    title = {
        "decider": decides(at.known, policy).title,
        "custodian": policy.custodian.title,
        "complaints": policy.complaints.to or policy.custodian.title,
    }[letter.signed]
    if tongue.language != "en":
        office = tongue.office(title)
        return office[:1].upper() + office[1:]
    if at.facts.signer and at.facts.signer != title:
        return f"{at.facts.signer}, for {with_the(title, at)}"
    return f"For {with_the(title, at)}" if BODIES.search(title) else title


def what_it_rests_on(
    clauses: Sequence[str], policy: Policy, tongue: Tongue = ENGLISH
) -> Iterator[Heading | Items]:
    """What a letter rests on: the law in the words of its pack, the policy by its sections."""
    say = tongue.say
    law = [name for name in policy.statute.clauses if name in clauses]
    own = [name for name in clauses if name in policy.clauses]
    if not law and not own:
        return
    yield Heading(say("What this rests on"))
    lines = [
        f"{sections_named(policy, (name,), tongue)}: {say(policy.statute.clauses[name].text)}" for name in law
    ]
    sections: dict[str, list[str]] = {}
    for name in own:
        sections.setdefault(say(policy.clauses[name].heading), []).append(name)
    if sections:
        named = "; ".join(f"{heading} ({', '.join(ids)})" for heading, ids in sections.items())
        lines.append(f"{policy.title} ({say(policy.effective_as_written)}): {named}.")
    yield Items(tuple(lines))


# ---- As plain text.


def as_text(letter: Letter) -> str:
    """The same letter as plain text, for whoever cannot use the paper."""
    blocks = [
        letter.library + (f"\n{letter.place}" if letter.place else ""),
        letter.date,
        "\n".join(letter.to),
        _block(Blank(letter.by_hand)),
        f"{letter.title}\n{'=' * min(len(letter.title), WIDTH)}",
        letter.greeting,
        *(_block(part) for part in letter.parts),
        letter.closing,
        f"{'_' * 40}\n{letter.signed}",
        *(_block(part) for part in letter.annex),
        f"--\n{_wrapped(letter.foot)}",
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _block(part: Part) -> str:
    match part:
        case Text(said):
            return _wrapped(said)
        case Heading(said):
            return f"{said}\n{'-' * len(said)}"
        case Note(said):
            return _wrapped(said)
        case Items(lines):
            return "\n".join(_wrapped(line, first="- ") for line in lines)
        case Blank(labels):
            return "\n\n".join(f"{label} {'_' * 40}".strip() for label in labels)
        case Table(columns, rows):
            return _rows([columns, *rows])


def _rows(rows: Sequence[Sequence[str]]) -> str:
    """Columns side by side; the first takes what the others leave."""
    widths = [min(max(len(row[at]) for row in rows), 30) for at in range(len(rows[0]))]
    if len(widths) == 2:
        widths[0] = min(max(len(row[0]) for row in rows), 48)
        widths[1] = WIDTH - widths[0] - 2
    folded = []
    for row in rows:
        cells = [textwrap.wrap(cell, width) or [""] for cell, width in zip(row, widths, strict=True)]
        lines = zip_longest(*cells, fillvalue="")
        folded.append("\n".join(_beside(line, widths) for line in lines))
    return "\n".join(folded)


def _beside(cells: Iterable[str], widths: Iterable[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _wrapped(said: str, *, first: str = "") -> str:
    return textwrap.fill(
        said,
        WIDTH,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    )


# ---- What was taken down.

_LINES = {
    "name": "to_name",
    "agency": "to_office",
    "contact": "to_address",
    "court": "court",
    "docket": "docket",
    "counts": "counts",
    "manifest": "manifest",
    "hours": "hours",
    "pages": "pages",
    "how_many": "how_many",
}
# What is about one paper, and says nothing of the next one.
_OF_A_PAPER = (
    *("court", "docket", "issued_on", "return_by", "served_how", "checklist"),
    *("kinds", "counts", "manifest"),
)


def facts_of(
    details: Iterable[Mapping[str, object]],
    *,
    received: date | datetime,
    time_zone: str,
    address: str = "",
    telephone: str = "",
    signer: str = "",
) -> LetterFacts:
    """What a letter may say of what was taken down, act by act; the last word counts. Nothing else is taken over."""
    said: dict[str, Any] = {"received": received}
    papers = 0
    for each in details:
        if each.get("kind"):
            papers += 1
            said = {name: told for name, told in said.items() if name not in _OF_A_PAPER}
            # When a second paper came is not known by when the first did.
            said |= {"received": None} if papers > 1 else {}
        said |= {own: str(each[name]) for name, own in _LINES.items() if each.get(name)}
        if each.get("issued_on"):
            said["issued_on"] = date.fromisoformat(str(each["issued_on"]))
        if by := clocks.return_by(each, ZoneInfo(time_zone)):
            said["return_by"] = by
        if came := each.get("served_at") or each.get("received"):
            said["received"] = datetime.fromisoformat(str(came))
        if each.get("served_how"):
            said["served_how"] = table().options["served"].get(str(each["served_how"]), "")
        if isinstance(points := each.get("checklist"), Mapping):
            said["checklist"] = {str(item): str(answer) for item, answer in points.items()}
        if isinstance(kinds := each.get("kinds"), list | tuple):
            said["kinds"] = tuple(str(kind) for kind in kinds)
    return LetterFacts(**said, time_zone=time_zone, address=address, telephone=telephone, signer=signer)
