"""What a step of a case asks for, as blanks of a form; and what was filled in, as plain values for the inner rooms.

Which blanks there are, what may stand in them and what is wrong with it, the disclosure room says. Times are typed and
shown by the library's own clock.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest

from reticent.disclosure import checklist
from reticent.disclosure.forms import Field
from reticent.doors.web.shown.blanks import Blank, Mark, Point
from reticent.doors.web.shown.frame import Problem
from reticent.people.libraries import Library

# In a form, a field goes by its name with this before it: none can be taken for what the form itself carries.
_OURS = "f-"
# As many answers stand side by side; of more, one is chosen from a list.
SIDE_BY_SIDE = 8
_YES_NO = (("yes", "Yes"), ("no", "No"))


def blanks(
    fields: Iterable[Field],
    typed: Mapping[str, Sequence[str]],
    *,
    form: str,
    library: Library,
    wrong: Mapping[str, str] | None = None,
    side_by_side: int = SIDE_BY_SIDE,
) -> tuple[Blank, ...]:
    """The blanks of one form, with what stands in them and what is wrong with it."""
    wrong = wrong or {}
    first = next(iter(wrong), "")
    return tuple(
        _blank(
            field,
            typed,
            form=form,
            library=library,
            error=_beside(field, wrong.get(field.name, "")),
            first_wrong=field.name == first,
            side_by_side=side_by_side,
        )
        for field in fields
    )


def _blank(
    field: Field,
    typed: Mapping[str, Sequence[str]],
    *,
    form: str,
    library: Library,
    error: str,
    first_wrong: bool,
    side_by_side: int,
) -> Blank:
    name = f"{_OURS}{field.name}"
    said = typed.get(field.name, ())
    options = _YES_NO if field.kind == "yes_no" else field.options
    is_list = field.kind == "choice" and len(options) > side_by_side
    return Blank(
        id=f"{form}-{field.name}",
        name=name,
        label=field.label,
        kind="list" if is_list else "one" if field.kind in ("choice", "yes_no") else field.kind,
        value=said[0] if said else "",
        marks=_marks(options, said) if field.kind in ("choice", "choices", "yes_no") else (),
        points=_points(field, typed) if field.kind == "checklist" else (),
        hint=" ".join(filter(None, (field.hint, library.time_zone if field.kind == "moment" else ""))),
        required=field.required,
        most=field.most,
        error=error,
        first_wrong=first_wrong,
    )


def _beside(field: Field, why: str) -> str:
    """What is wrong, as it stands under the field's own label: without saying that again."""
    rest = why.removeprefix(field.label).lstrip(": ")
    return rest[:1].upper() + rest[1:]


def _marks(options: Iterable[tuple[str, str]], said: Sequence[str]) -> tuple[Mark, ...]:
    return tuple(Mark(value, label, value in said) for value, label in options)


def _points(field: Field, typed: Mapping[str, Sequence[str]]) -> tuple[Point, ...]:
    return tuple(
        Point(
            f"{_OURS}{field.name}-{item}",
            question,
            _marks(checklist.ANSWERS.items(), typed.get(f"{field.name}-{item}", ())),
        )
        for item, question in field.options
    )


def typed_in(request: HttpRequest) -> dict[str, list[str]]:
    """Everything that was typed into the blanks of a form, by the fields' own names. No keyboard types a NUL."""
    return {
        name.removeprefix(_OURS): [
            value.replace("\0", "").replace("\r\n", "\n") for value in request.POST.getlist(name)
        ]
        for name in request.POST
        if name.startswith(_OURS)
    }


def details(
    fields: Iterable[Field], typed: Mapping[str, Sequence[str]], *, library: Library
) -> dict[str, object]:
    """What was typed, as the disclosure room takes it: several answers as a list, times with their offset."""
    given = {field.name: _detail(field, typed, library) for field in fields}
    return {name: value for name, value in given.items() if value}


def _detail(field: Field, typed: Mapping[str, Sequence[str]], library: Library) -> object:
    said = typed.get(field.name, ())
    if field.kind == "choices":
        return list(said)
    if field.kind == "checklist":
        said_of = {item: typed.get(f"{field.name}-{item}", ()) for item, _ in field.options}
        return {item: answers[0] for item, answers in said_of.items() if answers}
    value = said[0] if said else ""
    return _with_offset(value, library) if field.kind == "moment" else value


def _with_offset(value: str, library: Library) -> str:
    """A time as a browser sends it, by the library's clock; what is none goes on as it is, to be told of."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    return value if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(library.time_zone)).isoformat()


def problems(drawn: Iterable[Blank], wrong: Mapping[str, str]) -> tuple[Problem, ...]:
    """What is wrong, each with where to mend it."""
    there = {blank.name: blank.target for blank in drawn}
    return tuple(Problem(why, there.get(f"{_OURS}{name}", "")) for name, why in wrong.items())


def here_and_now(library: Library, now: datetime) -> str:
    """This moment as a browser writes it in a blank for one."""
    return f"{library.there(now):%Y-%m-%dT%H:%M}"
