"""How is what was copied into a sealed case told: counted, and as tables? Pure."""

from collections import Counter
from collections.abc import Sequence

from reticent.access.sealed import Copied
from reticent.access.searching import SEARCHED, fields_said
from reticent.disclosure import legal_holds
from reticent.disclosure.forms import labelled
from reticent.disclosure.searching import HEADINGS, Table

ENDED = "Ended on"


def counted(copies: Sequence[Sequence[Copied]]) -> str:
    """How many of each kind, and of how many people."""
    counts = Counter(each.kind for person in copies for each in person)
    if not counts:
        return "nothing: of what is named, nothing stands here today"
    people = "one person" if len(copies) == 1 else f"{len(copies)} people"
    return f"{legal_holds.in_words(counts)}, of {people}"


def tables(person: Sequence[Copied]) -> tuple[Table, ...]:
    """What was copied of one person, kind by kind; on which day it had ended, where something had."""
    found = []
    for kind in SEARCHED:
        of = [each for each in person if each.kind == kind]
        if not of:
            continue
        named = [name for name in fields_said([kind]) if any(name in each.values for each in of)]
        heads = tuple(label for _, label in labelled(named))
        lines = tuple(tuple(each.values.get(name, "") for name in named) for each in of)
        if any(each.ended_on for each in of):
            heads = (*heads, ENDED)
            days = [each.ended_on.isoformat() if each.ended_on else "" for each in of]
            lines = tuple((*line, day) for line, day in zip(lines, days, strict=True))
        found.append(Table(kind, HEADINGS[kind], heads, lines))
    return tuple(found)
