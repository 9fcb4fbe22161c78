"""The JSON Schema of a policy file, for editors that complete and check while somebody writes.

Made from the tables that the strict reader uses (`chapters`), so that the two cannot part. What it refuses is shape:
unknown keys, words outside the lists, wrong types, what is needed and not there. That a clause id stands in the file,
only `reticent policy check` can see.
"""

from functools import cache
from typing import Any

from reticent.policy.adopted import PolicyText
from reticent.policy.statutes import pack_ids

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Node = dict[str, Any]


@cache
def drawn() -> Node:
    """The schema as the tables draw it, in the order of a policy file; which statute packs are here stays open."""
    plain: Node = _plain(PolicyText.model_json_schema())
    return {"$schema": DIALECT, "title": "A policy file of Reticent, format 1", **plain}


def json_schema() -> Node:
    """The schema for an editor, as plain values."""
    keys = drawn()["properties"]
    return {**drawn(), "properties": keys | {"statute_pack": keys["statute_pack"] | {"enum": [*pack_ids()]}}}


def resolved(node: Node) -> Node:
    """What stands at this place: the table that it points to, with what the place itself says of it."""
    if "$ref" not in node:
        return node
    table: Node = drawn()["$defs"][node["$ref"].rpartition("/")[2]]
    return {**table, **{key: said for key, said in node.items() if key != "$ref"}}


def _plain(node: Any) -> Any:
    """The schema as TOML needs it: no null, closed lists of tables by name, dates as TOML writes them."""
    if isinstance(node, list):
        return [_plain(part) for part in node]
    if not isinstance(node, dict):
        return node
    if "properties" in node:
        tables = {key: _plain(part) for key, part in node["properties"].items()}
        rest = {key: part for key, part in node.items() if key not in ("properties", "title")}
        return {**_plain(rest), "properties": tables}
    said = {key: part for key, part in node.items() if key != "title" or not isinstance(part, str)}
    if "anyOf" in said:
        (one,) = [part for part in said.pop("anyOf") if part != {"type": "null"}]
        said = {**one, **said}
    if said.get("default", "") is None:
        del said["default"]
    if "propertyNames" in said:
        names, table = said.pop("propertyNames"), said.pop("additionalProperties")
        said |= {"properties": dict.fromkeys(names["enum"], table), "additionalProperties": False}
    if said.get("format") == "date":
        said |= {"pattern": r"^\d{4}-\d{2}-\d{2}$"}
    return {key: part if key in _VALUES else _plain(part) for key, part in said.items()}


# Values and not schemas: nothing in them is to be made plain.
_VALUES = frozenset({"default", "examples", "enum", "const", "required", "if", "then"})


def each(table: Node) -> Node | None:
    """The table that stands under each name, where a table's keys are names and not keys of ours."""
    under = [*table.get("properties", {}).values(), table.get("additionalProperties") or {}]
    refs = {part.get("$ref") for part in under if part}
    if len(refs) == 1 and None not in refs and not table.get("required"):
        return resolved(next(part for part in under if part))
    return None


def is_table(node: Node) -> bool:
    """Whether a table stands here, or several, and not a value."""
    there = resolved(node)
    return there.get("type") == "object" or "$ref" in there.get("items", {})


def words_of(node: Node) -> tuple[str, ...]:
    """The closed list from which a key takes its word, or its words."""
    return tuple(node.get("enum") or node.get("items", {}).get("enum") or ())
