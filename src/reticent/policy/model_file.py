"""The commented model of a policy file: every table and key, what it says, its words, its default.

Drawn from the schema, so that it cannot part from what is read. It is itself a draft that decides nothing: where a
word of refusal or release must stand, it says what refers. Filled with values it is a draft with all its comments.
"""

import json
import textwrap
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from reticent.policy.chapters import CHAPTERS
from reticent.policy.schema import Node, drawn, each, is_table, resolved, words_of
from reticent.policy.vocabulary import (
    EVIDENCE,
    FIELDS,
    INSTRUMENTS,
    KEPT_KINDS,
    KINDS,
    PURPOSES,
)

HEAD = """\
#:schema policy.schema.json
# A model of a policy file: every table and key, what it says, the words it may use, and its default. It is a draft
# that decides nothing: whoever asks is referred, and only what the law compels is done. Write your own from it, leave
# out what your text leaves out, and see what is left to mend:
#
#     reticent policy schema > policy.schema.json    (beside this file: editors then complete and check)
#     reticent policy check my-library.toml
#
# A line that begins with “# key =” or “# [table]” may be left out, and is here; take the mark off to use it.
"""
WIDTH = 116
# Lists too long to be said with every key that uses them; they stand once, at the end.
LONG = {
    "the purposes": PURPOSES,
    "the fields and kinds": (*FIELDS, *KINDS),
    "the kinds kept": KEPT_KINDS,
    "the evidence": tuple(EVIDENCE),
    "the papers": INSTRUMENTS,
}


class _Given(Enum):
    """What is given for a place of the file where no value is."""

    MODEL = "the model's own default or example"
    ABSENT = "nothing: it is left out"


MODEL, ABSENT = _Given.MODEL, _Given.ABSENT


def model_text() -> str:
    """The model file as text."""
    return _written(MODEL, HEAD)


def filled(values: Mapping[str, Any], *, head: str) -> str:
    """A policy file with these values in the model's words and order; what they leave out stays as a comment."""
    return _written(values, head)


def _written(given: Any, head: str) -> str:
    said: set[str] = set()
    lines = [*head.splitlines(), ""]
    properties, required = drawn()["properties"], drawn()["required"]
    grouped = {key for keys in CHAPTERS.values() for key in keys}
    for key, node in properties.items():
        if key not in grouped:
            lines += _key(key, node, said, needed=key in required, given=_under(given, key))
    for heading, keys in CHAPTERS.items():
        lines += ["", f"# ---- {heading}."]
        for key in keys:
            lines += _entry((key,), properties[key], said, needed=key in required, given=_under(given, key))
    lines += ["", "# ---- The long lists."]
    for name, words in LONG.items():
        lines += ["", *_comment(f"{name[:1].upper()}{name[1:]}: {', '.join(words)}.")]
    return "\n".join(lines) + "\n"


def _under(given: Any, key: str) -> Any:
    return MODEL if given is MODEL else given.get(key, ABSENT)


def _entry(place: tuple[str, ...], node: Node, said: set[str], *, needed: bool, given: Any) -> Iterator[str]:
    """One table, or one of several."""
    there = resolved(node)
    empty = given is ABSENT or not given
    if there.get("type") == "array":
        row = resolved(there["items"])
        yield ""
        yield from _comment(
            f"{there['description']} One table each{'; none here' if given is MODEL or empty else ''}."
        )
        if given is MODEL or empty:
            yield from _marked(_table(place, row, said, header="[[{}]]", given=MODEL))
        else:
            for one_given in given:
                yield from _table(place, row, said, header="[[{}]]", given=one_given)
    elif (one := each(there)) is not None:
        names = list(there.get("properties", ()))
        yield ""
        words = f" One table each: {', '.join(names)}." if names else ""
        yield from _comment(f"{there['description']}{words}")
        if given is not MODEL and not empty:
            for name, one_given in given.items():
                yield from _table((*place, name), one, said, header="[{}]", given=one_given)
        else:
            if empty and needed:
                yield f"[{'.'.join(place)}]"
            inside = _table((*place, _first(place[-1], names)), one, said, header="[{}]", given=MODEL)
            yield from inside if needed and not empty else _marked(inside)
    elif given is ABSENT:
        table = _table(place, there, said, header="[{}]", given=MODEL)
        yield from table if needed or "default" in there else _marked(table)
    else:
        table = _table(place, there, said, header="[{}]", given=given)
        yield from table if given is not MODEL or needed or "default" in there else _marked(table)


def _first(key: str, names: list[str]) -> str:
    """The name under which the one example stands: a word of the list, or a name as a library might give it."""
    return names[0] if names else {"clauses": "X-01"}.get(key, "one")


def _table(place: tuple[str, ...], table: Node, said: set[str], *, header: str, given: Any) -> Iterator[str]:
    """A table with its keys; tables inside it follow."""
    needed = table.get("required", ())
    keys = {key: node for key, node in table["properties"].items() if not is_table(node)}
    yield ""
    if given is MODEL or table["description"] not in said:
        said.add("" if given is MODEL else table["description"])
        yield from _comment(table["description"])
    if keys:
        yield header.format(".".join(place))
    for key, node in keys.items():
        yield from _key(key, node, said, needed=key in needed, given=_under(given, key))
    for key, node in table["properties"].items():
        if is_table(node):
            yield from _entry((*place, key), node, said, needed=key in needed, given=_under(given, key))


def _key(key: str, node: Node, said: set[str], *, needed: bool, given: Any) -> Iterator[str]:
    """What a key says, once; then the key with what is given for it, its default, or an example behind a mark."""
    spoken = " ".join(part for part in (node["description"], _words(node)) if part)
    if spoken not in said:
        said.add(spoken)
        yield from _comment(spoken)
    if not isinstance(given, _Given):
        yield from _line(key, given, node)
    elif "default" in node:
        yield f"{key} = {_toml(node['default'], node)}"
    else:
        example = node["examples"][0] if "examples" in node else _nothing(node)
        yield f"{'' if needed else '# '}{key} = {_toml(example, node)}"


def _line(key: str, given: Any, node: Node) -> Iterator[str]:
    """A key with what is given for it; a long list goes on over several lines."""
    line = f"{key} = {_toml(given, node)}"
    if len(line) <= WIDTH or not isinstance(given, list | tuple):
        yield line
        return
    yield f"{key} = ["
    so_far = ""
    for part in (f"{_toml(part, {})}," for part in given):
        if so_far and len(so_far) + len(part) + 1 > WIDTH:
            yield so_far
            so_far = ""
        so_far = f"{so_far} {part}" if so_far else f"    {part}"
    yield so_far
    yield "]"


def _nothing(node: Node) -> Any:
    if "enum" in node:
        return node["enum"][0]
    return [] if node["type"] == "array" else ""


def _words(node: Node) -> str:
    words = words_of(node)
    if not words:
        return ""
    start = "Any of" if node["type"] == "array" else "One of"
    named = next((name for name, long in LONG.items() if long == words), None)
    return f"{start} {named}, at the end." if named else f"{start}: {', '.join(words)}."


def _toml(value: Any, node: Node) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(_toml(part, {}) for part in value)}]"
    if node.get("format") == "date":
        return str(value)
    # TOML takes no raw DEL in a string, and JSON leaves it as it is.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(text, WIDTH - 2, break_on_hyphens=False)]


def _marked(lines: Iterator[str]) -> Iterator[str]:
    """The same lines as a comment: a table that may be left out, and is."""
    for line in lines:
        yield line if not line or line.startswith("#") else f"# {line}"
