"""Draws the reference page and the commented model of a policy file from the tables that read it."""

import re
from collections.abc import Iterator
from pathlib import Path

from reticent.policy.chapters import CHAPTERS
from reticent.policy.model_file import LONG, model_text
from reticent.policy.schema import Node, drawn, each, is_table, resolved, words_of

FOLDER = Path(__file__).parents[1] / "docs" / "reference"
PAGE, MODEL = FOLDER / "policy-file.md", FOLDER / "policy-model.toml"
DRAWN = re.compile(r"(<!-- drawn: [^>]*-->\n).*(<!-- /drawn -->)", re.DOTALL)


def main() -> None:
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")
    MODEL.write_text(model_text(), "utf-8")


def page(text: str) -> str:
    """The page with its drawn part drawn anew."""
    return DRAWN.sub(lambda found: f"{found[1]}\n{_tables()}\n{found[2]}", text)


def _tables() -> str:
    properties, needed = drawn()["properties"], drawn()["required"]
    grouped = {key for keys in CHAPTERS.values() for key in keys}
    top = {key: node for key, node in properties.items() if key not in grouped}
    lines = ["## Top of the file", "", *_keys(top, needed)]
    for heading, keys in CHAPTERS.items():
        lines += ["", f"## {heading}"]
        for key in keys:
            lines += _table(key, properties[key], needed=key in needed)
    return "\n".join(lines)


def _table(name: str, node: Node, *, needed: bool) -> Iterator[str]:
    there = resolved(node)
    if there.get("type") == "array":
        inner = resolved(there["items"])
        yield from _said(f"[[{name}]]", inner, there["description"], needed=needed)
    elif (one := each(there)) is not None:
        yield from _said(f"[{name}.NAME]", one, there["description"], needed=needed)
    else:
        yield from _said(f"[{name}]", there, "", needed=needed)


def _said(header: str, table: Node, of_all: str, *, needed: bool) -> Iterator[str]:
    properties = table["properties"]
    shared = [key for key in properties if key.endswith("clauses") or key == "note"]
    values = {key: node for key, node in properties.items() if not is_table(node) and key not in shared}
    may = "" if needed else " May be left out."
    yield from ("", f"**`{header}`** {of_all} {table['description']}{may}".replace("  ", " "), "")
    yield from _keys(values, table.get("required", ()))
    if shared:
        also = "Also" if values else "Keys:"
        yield from (*([""] if values else []), f"{also} {', '.join(f'`{key}`' for key in shared)}.")
    for key, node in properties.items():
        if is_table(node):
            yield from _table(f"{header.strip('[]')}.{key}", node, needed=key in table.get("required", ()))


def _keys(keys: dict[str, Node], needed: list[str]) -> Iterator[str]:
    if keys:
        yield from ("| key | what it says | words | left out |", "|---|---|---|---|")
    for key, node in keys.items():
        words = words_of(node)
        named = next((name for name, long in LONG.items() if long == words), None)
        said = f"{named}, below" if named else ", ".join(words)
        yield f"| `{key}` | {node['description']} | {said} | {_left_out(key, node, needed)} |"


def _left_out(key: str, node: Node, needed: list[str]) -> str:
    if key in needed:
        return "needed"
    default = node.get("default")
    if default in (None, "", []):
        return ""
    words = default if isinstance(default, list) else [str(default).lower()]
    return "every one" if tuple(words) == words_of(node) else ", ".join(words)


if __name__ == "__main__":
    main()
