"""What the forms on a card are made of: choices with their letters, entries with their errors, facts in a token."""

import json
from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from string import ascii_lowercase

from reticent.doors.web.shown import Choice, Entry, Fact


def choices(pairs: Iterable[tuple[str, str]], *, named: Container[str] = ()) -> tuple[Choice, ...]:
    """Answers to one question, each with the letter that chooses it; those in `named` want a name next."""
    return tuple(
        Choice(value, label, letter, wants_name=value in named)
        for (value, label), letter in zip(pairs, ascii_lowercase, strict=False)
    )


def with_errors(
    entries: tuple[Entry, ...], wrong: Mapping[str, str], *, focus: bool = True
) -> tuple[Entry, ...]:
    """The entries with what is wrong with each; the first wrong one is where to go on."""
    first = next((entry.name for entry in entries if entry.name in wrong), "") if focus else ""
    return tuple(replace(e, error=wrong.get(e.name, ""), first_wrong=e.name == first) for e in entries)


def packed(facts: tuple[Fact, ...]) -> str:
    """Facts as a token carries them."""
    return json.dumps([[f.label, f.value, f.tone] for f in facts])


def facts_in(text: str) -> tuple[Fact, ...]:
    """The facts that a token carried."""
    return tuple(Fact(label, value, tone) for label, value, tone in json.loads(text))
