"""Reading our TOML files strictly: every error at once, with its line, its key and what was meant."""

import re
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    Strict,
    ValidationError,
)
from pydantic_core import CoreSchema, ErrorDetails, PydanticCustomError, core_schema

from reticent.errors import Malformed
from reticent.policy.vocabulary import FIELDS, KINDS, fields_named, nearest

FORMAT = 1


class Strictly(BaseModel):
    """A table in one of our files: no unknown key, never changed after it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Text = TypeVar("Text", bound=Strictly)

Flag = Annotated[bool, Strict()]
Whole = Annotated[int, Strict()]
Days = Annotated[Whole, Field(ge=0)]


class one_of:
    """A word of a closed list; the schema for editors lists it."""

    def __init__(self, *words: str) -> None:
        self.words = words

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(core), "enum": list(self.words)}

    def _checked(self, word: str) -> str:
        if word in self.words:
            return word
        raise PydanticCustomError("not_in_list", "{said}", {"said": _not_in_list(word, self.words)})


def _not_in_list(word: str, words: tuple[str, ...]) -> str:
    meant = nearest(word, words)
    hint = f"did you mean “{meant}”?" if meant else f"choose one of {', '.join(words)}"
    return f"“{word}” is not one of the words used here; {hint}"


class _Named:
    """Names of fields, or of kinds for all their fields; read into the order of the list."""

    known = (*FIELDS, *KINDS)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(core), "items": {"type": "string", "enum": list(self.known)}}

    def _checked(self, names: tuple[str, ...]) -> tuple[str, ...]:
        unknown = [name for name in names if name not in self.known]
        if unknown:
            said = " and ".join(_not_in_list(name, self.known) for name in unknown)
            raise PydanticCustomError("not_in_list", "{said}", {"said": said})
        return fields_named(names)


Fields = Annotated[tuple[str, ...], _Named()]

_NAME = r"(?:\"[^\"]*\"|'[^']*'|[A-Za-z0-9_-]+)"
_KEY = re.compile(rf"\s*({_NAME}(?:\s*\.\s*{_NAME})*)\s*=")
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_NAME}(?:\s*\.\s*{_NAME})*)\s*\]\]?\s*(?:#.*)?$")

Path_ = tuple[str | int, ...]


def lines_of(text: str) -> dict[Path_, int]:
    """The line on which each table and key of a TOML text stands. tomllib parses; this only finds places."""
    lines: dict[Path_, int] = {}
    rows: dict[Path_, int] = {}
    table: Path_ = ()
    inside: str | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if inside is None and (header := _HEADER.match(line)):
            table = _placed(header[2], rows)
            if header[1] == "[[":
                rows[table] = rows.get(table, -1) + 1
                table = (*table, rows[table])
            lines.setdefault(table, number)
        elif inside is None and (key := _KEY.match(line)):
            lines.setdefault((*table, *_parts(key[1])), number)
        for quotes in ('"""', "'''"):
            if line.count(quotes) % 2 and inside in (None, quotes):
                inside = None if inside else quotes
    return lines


def _parts(dotted: str) -> Path_:
    return tuple(part.strip("\"'") for part in re.findall(_NAME, dotted))


def _placed(dotted: str, rows: dict[Path_, int]) -> Path_:
    """A header's path, with the row number of every array of tables on the way."""
    place: Path_ = ()
    parts = _parts(dotted)
    for at, part in enumerate(parts):
        place = (*place, part)
        if at < len(parts) - 1 and place in rows:
            place = (*place, rows[place])
    return place


def line_for(place: Path_, lines: dict[Path_, int]) -> int:
    """The line of a key, or of the nearest table around it."""
    while place:
        if place in lines:
            return lines[place]
        place = place[:-1]
    return 1


DEEPEST = 16  # the deepest file of this program goes to ten


class Source:
    """One file as read: its bytes, its values, and where each stands."""

    def __init__(self, path: Path, *, content: bytes | None = None) -> None:
        """`content` is what the file held when it was adopted: whatever it holds now is not read."""
        self.name = path.name
        try:
            self.bytes = path.read_bytes() if content is None else content
        except OSError as error:
            why = error.strerror or "it cannot be opened"
            raise Malformed(
                f"{path.name}: cannot be read: {why}. Check the name and the file's permissions."
            ) from None
        try:
            text = self.bytes.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = self.bytes.count(b"\n", 0, error.start) + 1
            raise self.malformed([f"{self.name}:{line}: not UTF-8: save the file as UTF-8 text"]) from None
        try:
            self.values: dict[str, Any] = tomllib.loads(text.replace("\r\n", "\n"))
        except tomllib.TOMLDecodeError as error:
            raise self.malformed([_syntax(self.name, str(error), text)]) from None
        except RecursionError:
            raise self.malformed([_too_deep(self.name, text)]) from None
        if _depth(self.values, DEEPEST) > DEEPEST:
            raise self.malformed([_too_deep(self.name, text)])
        self.lines = lines_of(text)

    def problem(self, place: Path_, said: str) -> str:
        """One error as `file:line: key: meaning`."""
        key = ".".join(str(part + 1) if isinstance(part, int) else part for part in place) or "the file"
        return f"{self.name}:{line_for(place, self.lines)}: {key}: {said}"

    def malformed(self, problems: list[str]) -> Malformed:
        """The refusal to read this file, with all its problems in the order of its lines."""
        count = "one thing" if len(problems) == 1 else f"{len(problems)} things"
        return Malformed(
            f"{self.name} cannot be used; {count} to mend:", problems=sorted(problems, key=_by_line)
        )

    def format_problems(self) -> list[str]:
        """What is wrong with the file's format number, if anything."""
        said = self.values.get("format")
        if said == FORMAT and not isinstance(said, bool):
            return []
        if "format" not in self.values:
            return [
                self.problem(("format",), f"needed and not there; write format = {FORMAT} on the first line")
            ]
        return [self.problem(("format",), f"this program reads format {FORMAT} only")]


def problems_with(source: Source, model: type[BaseModel], values: dict[str, Any]) -> list[str]:
    """Everything the model finds wrong with these values."""
    try:
        model.model_validate(values)
    except ValidationError as found:
        # What is wrong with the format number, `format_problems` says with the number to write.
        return [_explain(source, model, error) for error in found.errors() if error["loc"] != ("format",)]
    return []


def read_as(
    source: Source,
    model: type[Text],
    loose_ends: Callable[[Text], Iterable[tuple[Path_, str]]] = lambda found: (),
) -> Text:
    """What the file says, or `Malformed` with everything that is wrong with it.

    `loose_ends`: what each row says correctly by itself, and two rows say wrongly together.
    """
    problems = [*source.format_problems(), *problems_with(source, model, source.values)]
    if not problems:
        found = model.model_validate(source.values)
        problems = [source.problem(place, said) for place, said in loose_ends(found)]
    if problems:
        raise source.malformed(list(dict.fromkeys(problems)))
    return found


def _by_line(problem: str) -> tuple[int, str]:
    found = re.search(r":(\d+): ", problem)
    return (int(found[1]) if found else 0, problem)


def _syntax(name: str, message: str, text: str) -> str:
    found = re.search(r"\(at line (\d+), column (\d+)\)", message)
    line = int(found[1]) if found else text.count("\n") + 1
    what = re.sub(r"\s*\(at .*\)", "", message)
    return f"{name}:{line}: not TOML: {what[:1].lower()}{what[1:]}"


def _depth(values: Any, most: int) -> int:
    """How deep tables and lists stand one inside another, counted no further than one past `most`."""
    level, depth = [values], 0
    while level and depth <= most:
        inside = [part for here in level for part in (here.values() if isinstance(here, dict) else here)]
        level = [part for part in inside if isinstance(part, dict | list)]
        depth += 1
    return depth


def _too_deep(name: str, text: str) -> str:
    """The line with the most brackets and dots is where it goes too deep: all but always the only one."""
    lines = text.split("\n")
    worst = max(range(len(lines)), key=lambda at: sum(map(lines[at].count, "[{.")))
    return f"{name}:{worst + 1}: tables or lists stand one inside another too deeply; at most {DEEPEST} may"


_MEANINGS = {
    "missing": "needed and not there",
    "bool_type": "must be true or false, without quotes",
    "bool_parsing": "must be true or false, without quotes",
    "int_type": "must be a whole number, without quotes",
    "int_parsing": "must be a whole number, without quotes",
    "greater_than_equal": "must be 0 or more",
    "string_type": "must be text in quotes",
    "tuple_type": "must be a list in square brackets",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "model_attributes_type": "must be a table",
}


def _explain(source: Source, model: type[BaseModel], error: ErrorDetails) -> str:
    place: Path_ = tuple(part for part in error["loc"] if part != "[key]")
    kind = error["type"]
    if kind == "extra_forbidden":
        meant = nearest(str(place[-1]), _keys_at(model, place[:-1]))
        said = (
            f"unknown key; did you mean “{meant}”?"
            if meant
            else (f"unknown key; here may stand {', '.join(_keys_at(model, place[:-1]))}")
        )
    elif kind.startswith("date"):
        said = "not a date (write 2019-08-08, without quotes)"
    else:
        said = _MEANINGS.get(kind, error["msg"][:1].lower() + error["msg"][1:])
    return source.problem(place, said)


def _keys_at(model: type[BaseModel], place: Path_) -> list[str]:
    """The keys that may stand in the table at this place."""
    here: Any = model
    for part in place:
        if isinstance(here, type) and issubclass(here, BaseModel) and part in here.model_fields:
            here = _table_in(here.model_fields[str(part)].annotation)
    return list(here.model_fields) if isinstance(here, type) and issubclass(here, BaseModel) else []


def _table_in(annotation: Any) -> Any:
    """The model inside `dict[str, Model]`, `tuple[Model, ...]` or `Model | None`; else the annotation."""
    inner = [_table_in(part) for part in get_args(annotation)]
    return next(
        (part for part in inner if isinstance(part, type) and issubclass(part, BaseModel)), annotation
    )
