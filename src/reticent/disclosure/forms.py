"""What a step asks for, and whether what was typed can be read. Pure; no message repeats what was typed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from reticent.disclosure import checklist
from reticent.disclosure.answers import answers_open, counsel_may
from reticent.disclosure.known import Known, asks_for_own, decision, in_law, is_owed
from reticent.disclosure.table import LINE, TEXT, table
from reticent.errors import Malformed
from reticent.policy import FIELDS, Policy

Options = tuple[tuple[str, str], ...]
_MOST = {"line": LINE, "text": TEXT}
# A year typed wrongly would make something due two thousand years ago, or on no day that a calendar has.
_YEARS = range(1900, 2200)


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to be asked for."""

    name: str
    label: str
    kind: str
    required: bool = False
    most: int = 0
    options: Options = ()
    hint: str = ""


def fields(
    names: tuple[str, ...], required: tuple[str, ...], adopted: Policy, known: Known | None
) -> tuple[Field, ...]:
    """The fields of these names, with the options that this policy, its law and the case leave open."""
    said = adopted.tables.said
    made = []
    for name in names:
        row = table().fields[name]
        options: Options = ()
        if row.options:
            options = _options(row.options, adopted, known)
        made.append(
            Field(
                name,
                row.label.format_map(said),
                row.kind,
                name in required,
                _MOST.get(row.kind, 0),
                options,
                row.hint,
            )
        )
    return tuple(made)


def _options(name: str, adopted: Policy, known: Known | None) -> Options:
    worked_out = _WORKED_OUT.get(name)
    if worked_out is None:
        return tuple(table().options[name].items())
    return worked_out(adopted, known) if known is not None else ()


def _instruments(adopted: Policy, known: Known) -> Options:
    return tuple(
        (kind, law.what[:1].upper() + law.what[1:]) for kind, law in adopted.statute.instruments.items()
    )


def _reaches(adopted: Policy, known: Known) -> Options:
    return labelled(adopted.tables.law.reaches)


def _kinds_named(adopted: Policy, known: Known) -> Options:
    """What may be handed over: nothing but what the decision opens."""
    return labelled(decision(known, adopted).fields or adopted.tables.law.reaches)


def labelled(names: Iterable[str]) -> Options:
    """Fields of records, each with the words for it as a line begins with them."""
    return tuple((name, FIELDS[name][:1].upper() + FIELDS[name][1:]) for name in names)


def _answers(adopted: Policy, known: Known) -> Options:
    return tuple((answer.word, answer.label) for answer in answers_open(known, adopted))


def _counsels_answers(adopted: Policy, known: Known) -> Options:
    return tuple((word, table().answers[word].label) for word in counsel_may(known, adopted))


def _letters(adopted: Policy, known: Known) -> Options:
    """What may go out with the answer that was decided; only what need not be answered may be said aloud."""
    row = table().answers.get(known.answer)
    law = in_law(known, adopted)
    spoken = ("aloud",) if (law is None or not law.papers) and not asks_for_own(known) else ()
    names = (*(row.letters if row else ()), "counsels_own", *spoken)
    return tuple((name, table().options["letters"][name]) for name in names)


def _ways_back(adopted: Policy, known: Known) -> Options:
    """How somebody takes a request back: what the law wants answered, not by word of mouth."""
    written = is_owed(known, adopted) or "owes:answer" in known.evidence
    return tuple(
        (way, said) for way, said in table().options["ways"].items() if way == "letter" or not written
    )


def _checklist(adopted: Policy, known: Known) -> Options:
    return tuple((item.id, item.question) for item in checklist.items(known.kind))


_WORKED_OUT: dict[str, Callable[[Policy, Known], Options]] = {
    "instruments": _instruments,
    "reaches": _reaches,
    "kinds_named": _kinds_named,
    "answers": _answers,
    "counsels_answers": _counsels_answers,
    "letters": _letters,
    "ways_back": _ways_back,
    "checklist": _checklist,
}


# ---- Reading what was typed.


class CannotBeRead(Malformed):
    """What was typed cannot be written down: `fields` says of each field why, and never repeats what was typed."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("This could not be written down yet.", problems=tuple(fields.values()))
        self.fields = fields


_YES_NO: dict[object, bool] = {True: True, False: False, "yes": True, "no": False}


def checked(asks: tuple[Field, ...], details: Mapping[str, object]) -> dict[str, object]:
    """What was typed, as plain values to keep: empty answers left out; everything that cannot be read, at once."""
    read: dict[str, object] = {}
    wrong: dict[str, str] = {}
    if details.keys() - {field.name for field in asks}:
        wrong[""] = "Something was sent that this step does not ask for. Load the page again."
    for field in asks:
        typed = details.get(field.name)
        if isinstance(typed, str):
            typed = typed.strip()
        if typed is None or typed == "" or typed == [] or typed == () or typed == {}:
            if field.required:
                asked = field.label.endswith("?")
                wrong[field.name] = (
                    f"{field.label}{' Please answer this.' if asked else ': please fill this in.'}"
                )
            continue
        try:
            read[field.name] = _READ[field.kind](field, typed)
        except ValueError as why:
            wrong[field.name] = f"{field.label}: {why}"
    if wrong:
        raise CannotBeRead(wrong)
    return read


def _line(field: Field, typed: object) -> str:
    if not isinstance(typed, str):
        raise ValueError("write it in words.")
    if len(typed) > field.most:
        raise ValueError(f"at most {field.most} characters.")
    if field.kind == "line" and len(typed.splitlines()) > 1:
        raise ValueError("one line only.")
    return typed


def _day(field: Field, typed: object) -> str:
    try:
        on = date.fromisoformat(str(typed))
    except ValueError:
        raise ValueError("write the day as 2026-03-31.") from None
    _check_year(on)
    return on.isoformat()


def _check_year(on: date) -> None:
    if on.year not in _YEARS:
        raise ValueError("look at the year again.")


def _time(field: Field, typed: object) -> str:
    try:
        said = time.fromisoformat(str(typed))
    except ValueError:
        raise ValueError("write the time as 14:05.") from None
    return f"{said:%H:%M}"


def _moment(field: Field, typed: object) -> str:
    try:
        moment = typed if isinstance(typed, datetime) else datetime.fromisoformat(str(typed))
    except ValueError:
        raise ValueError("write day and time as 2026-03-31T14:05.") from None
    if moment.utcoffset() is None:
        raise ValueError("the time needs its offset from UTC.")
    _check_year(moment)
    return moment.isoformat(timespec="minutes")


def _choice(field: Field, typed: object) -> str:
    if typed not in [word for word, _ in field.options]:
        raise ValueError("choose one of the list.")
    return str(typed)


def _choices(field: Field, typed: object) -> list[str]:
    words = [word for word, _ in field.options]
    if not isinstance(typed, list | tuple | set | frozenset) or any(word not in words for word in typed):
        raise ValueError("choose from the list.")
    return [word for word in words if word in typed]


def _yes_no(field: Field, typed: object) -> bool:
    if not isinstance(typed, str | bool) or typed not in _YES_NO:
        raise ValueError("yes or no.")
    return _YES_NO[typed]


def _points(field: Field, typed: object) -> dict[str, str]:
    if not isinstance(typed, Mapping):
        raise ValueError("answer point by point.")
    said = {str(item): str(answer) for item, answer in typed.items() if answer not in (None, "")}
    if not set(said) <= {word for word, _ in field.options} or not set(said.values()) <= set(
        checklist.ANSWERS
    ):
        raise ValueError("answer each point with what stands beside it.")
    return said


_READ: dict[str, Callable[[Field, object], object]] = {
    "line": _line,
    "text": _line,
    "day": _day,
    "time": _time,
    "moment": _moment,
    "choice": _choice,
    "choices": _choices,
    "yes_no": _yes_no,
    "checklist": _points,
}
