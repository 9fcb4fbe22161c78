"""What was written down in a case, in words: for a page, a packet, a printed copy. Pure.

The words are those of today's table and policy; what was written down under an earlier one and is not among them any
more is told as it was kept.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from reticent.disclosure import checklist
from reticent.disclosure.table import StepsText, table
from reticent.policy import FIELDS, Policy
from reticent.policy.vocabulary import EVIDENCE

# Lists of options that a policy or its law decides, by the name that the table has for them.
_WORKED_OUT: dict[str, Callable[[Policy, StepsText, str], str | None]] = {
    "instruments": lambda adopted, text, word: _paper(adopted, word),
    "reaches": lambda adopted, text, word: FIELDS.get(word),
    "kinds_named": lambda adopted, text, word: FIELDS.get(word),
    "answers": lambda adopted, text, word: _answer(text, word),
    "counsels_answers": lambda adopted, text, word: _answer(text, word),
    "letters": lambda adopted, text, word: text.options["letters"].get(word),
    "ways_back": lambda adopted, text, word: text.options["ways"].get(word),
}


def step_in_words(step: str, adopted: Policy) -> str:
    """What a step is called, once it was taken."""
    text = table()
    name, _, evidence = step.partition(":")
    if evidence:
        said = {**EVIDENCE, **text.evidence}.get(evidence, evidence)
        return said[:1].upper() + said[1:]
    row = text.steps.get(name)
    if row is None:
        return {"ask": "They asked", "take": "They began to take things", "came": "It came"}.get(name, name)
    return row.label.format_map({**adopted.tables.said, "evidence": ""})


def in_words(
    details: Mapping[str, object], adopted: Policy, *, zone: ZoneInfo
) -> tuple[tuple[str, str], ...]:
    """What was written down with it, question by question."""
    text = table()
    return tuple(
        (row.label.format_map(adopted.tables.said), _said(row.kind, row.options, value, adopted, text, zone))
        for name, value in details.items()
        if value not in ("", None) and (row := (text.fields.get(name) or text.written.get(name))) is not None
    )


def _said(kind: str, options: str, value: object, adopted: Policy, text: StepsText, zone: ZoneInfo) -> str:
    if kind == "yes_no":
        return "Yes" if value in (True, "yes") else "No"
    if kind == "day":
        return f"{date.fromisoformat(str(value)):%-d %B %Y}"
    if kind == "moment":
        return f"{datetime.fromisoformat(str(value)).astimezone(zone):%-d %B %Y, %H:%M}"
    if kind == "choices" and isinstance(value, list | tuple):
        return ", ".join(_option(options, str(word), adopted, text) for word in value)
    if kind == "checklist" and isinstance(value, Mapping):
        return _points(value)
    return _option(options, str(value), adopted, text) if kind == "choice" else str(value)


def _option(name: str, word: str, adopted: Policy, text: StepsText) -> str:
    worked_out = _WORKED_OUT.get(name)
    found = worked_out(adopted, text, word) if worked_out else text.options.get(name, {}).get(word)
    return found or word


def _paper(adopted: Policy, kind: str) -> str | None:
    law = adopted.statute.instruments.get(kind)
    return law.what[:1].upper() + law.what[1:] if law else None


def _answer(text: StepsText, word: str) -> str | None:
    row = text.answers.get(word)
    return row.label if row else None


def _points(answers: Mapping[object, object]) -> str:
    asked = checklist.points()
    return "\n".join(
        f"{asked[str(item)].question} {checklist.ANSWERS.get(str(said), str(said))}."
        for item, said in answers.items()
        if str(item) in asked
    )
