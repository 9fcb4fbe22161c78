"""Draws the reference page of the machine door from its own description (`make api-page`)."""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "api.md"
DRAWN = re.compile(r"(<!-- drawn: [^>]*-->\n).*(<!-- /drawn -->)", re.DOTALL)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reticent.settings")
    import django

    django.setup()
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")


def page(text: str) -> str:
    """The page with its drawn part drawn anew."""
    return DRAWN.sub(lambda found: f"{found[1]}\n{chr(10).join(_drawn())}\n\n{found[2]}", text)


def _drawn() -> Iterator[str]:
    import reticent.doors.addresses  # noqa: F401  puts the door together
    from reticent.doors.api.operations import document
    from reticent.doors.api.problems import CODES
    from reticent.people.clients import SCOPES

    drawn = document(server="/yourlibrary/api/v1")
    schemas = drawn["components"]["schemas"]
    yield "## What can be asked"
    for path, methods in drawn["paths"].items():
        for method, operation in methods.items():
            yield from _operation(path, method.upper(), operation, schemas)
    yield from ("", "## Scopes", "", "| scope | what a client with it may do |", "|---|---|")
    yield from (f"| `{scope}` | {said} |" for scope, said in SCOPES.items())
    yield from ("", "## Problems", "", "| status | `code` | what to do, where nothing more is said |", "|---|---|---|")
    for code, (status, what) in CODES.items():
        yield f"| {status.value} | `{code}` | {what or 'says itself what to do'} |"


def _operation(path: str, method: str, operation: dict[str, Any], schemas: dict[str, Any]) -> Iterator[str]:
    yield from ("", f"### {method} {path}", "", f"{operation['summary']}.".replace("?.", "?"))
    yield from ("", " ".join(operation["description"].split()))
    if keys := [each for each in operation.get("parameters", []) if each["in"] == "header"]:
        yield from ("", "| header | | |", "|---|---|---|")
        yield from (f"| `{each['name']}` | {_form(each['schema'])} | {each['schema']['description']} |" for each in keys)
    if "requestBody" in operation:
        sent = _named(operation["requestBody"]["content"]["application/json"]["schema"], schemas)
        yield from ("", sent["description"], "", "| field | | |", "|---|---|---|")
        for name, field in sent["properties"].items():
            needed = "" if name in sent.get("required", ()) else ", may be left out"
            yield f"| `{name}` | {_form(field)}{needed} | {field.get('description', '')} |"
    answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
    if "$ref" in answer:
        fields = _named(answer, schemas)["properties"]
        yield from ("", "Answered: " + "; ".join(_answered(name, field) for name, field in fields.items()) + ".")


def _answered(name: str, field: dict[str, Any]) -> str:
    said = field.get("description", "").rstrip(".")
    return f"`{name}`, {said[:1].lower()}{said[1:]}" if said else f"`{name}`"


def _named(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = schemas[schema["$ref"].rpartition("/")[2]]
    return found


def _form(field: dict[str, Any]) -> str:
    if "anyOf" in field:
        return _form(next(each for each in field["anyOf"] if each.get("type") != "null"))
    if field.get("type") == "array":
        least, most = field.get("minItems", 0), field.get("maxItems")
        many = f"{least} to {most}" if most else "any"
        return f"{many} of: {_form(field['items'])}"
    if "enum" in field:
        return ", ".join(f"`{word}`" for word in field["enum"])
    if field.get("format") == "date":
        return "a day, as 2026-11-20"
    if "maxLength" in field:
        return f"text, {field.get('minLength', 0)} to {field['maxLength']} characters"
    if "maximum" in field:
        return f"a whole number, {field['minimum']:,} to {field['maximum']:,}"
    return {"boolean": "true or false", "integer": "a whole number"}.get(field.get("type", ""), "text")


if __name__ == "__main__":
    sys.exit(main())
