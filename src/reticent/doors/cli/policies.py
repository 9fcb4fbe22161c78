"""`reticent policy`: ask an adopted policy what it says of a request."""

from pathlib import Path

import click

from reticent import policy as room
from reticent.doors.cli.showing import Ordered, as_json, counted, day, emit, say, table

_COLOURS = {"allowed": "green", "refused": "red", "referred": "blue"}


@click.group(cls=Ordered, short_help="Ask a policy, list those there are, check a file.")
def policy() -> None:
    """The policies as data: ask them, list them, check a file."""


@policy.command(short_help="Ask what a policy says of a request.")
@click.option(
    "--policy",
    "policy_id",
    required=True,
    metavar="ID",
    help="A shipped policy's id, or a policy file (.toml).",
)
@click.argument("file", type=click.Path(path_type=Path))
@as_json
def ask(policy_id: str, file: Path, as_json: bool) -> None:
    """Ask what the policy says of the request in FILE. Exit code 0 allowed, 1 refused or referred.

    FILE is TOML and names no patron. For instance, a police officer without papers:

    \b
    format = 1
    capacity = "third_party"
    asker = "police"
    purpose = "case"
    fields = ["loan.title"]
    """
    text = room.load(Path(policy_id)) if policy_id.endswith(".toml") else room.shipped(policy_id)
    decision = room.decide(room.read_request(file), text)
    if as_json:
        emit({"policy": text.id, **decision.as_dict()})
    else:
        _print(text, decision)
    if not decision.allowed:
        raise click.exceptions.Exit(1)


def _print(text: room.Policy, decision: room.Decision) -> None:
    say(
        f"{decision.outcome.upper()} by {text.library_name}: {text.title}",
        bold=True,
        fg=_COLOURS[decision.outcome],
    )
    say(f"“{decision.say}”", under=2)
    if decision.fields:
        say("\nMay be shown", bold=True)
        for kind, words in _by_kind(decision.fields):
            say(words, under=2, first=f"{kind}: ")
    cited = [f"{c.source} ({c.id}): {c.text}" for c in decision.citations]
    if cited:
        say("\nBecause", bold=True)
        width = max(len(c.id) for c in decision.citations)
        for citation in decision.citations:
            source = "" if citation.id in citation.source else f" [{citation.source}]"
            say(f"{citation.text}{source}", under=2, first=citation.id.ljust(width) + "  ")
    _list("Note", [line for line in decision.because if line not in cited])
    _list("Next", [step.label for step in decision.next_steps])
    _list("Write down", decision.records)


def _by_kind(fields: tuple[str, ...]) -> list[tuple[str, str]]:
    """The fields in words, by the kind of record: `loan`: “titles out, due dates”."""
    found: dict[str, list[str]] = {}
    for field in fields:
        found.setdefault(field.partition(".")[0], []).append(room.FIELDS.get(field, field))
    return [(kind, ", ".join(words)) for kind, words in found.items()]


def _list(heading: str, lines: list[str] | tuple[str, ...]) -> None:
    if lines:
        say(f"\n{heading}", bold=True)
    for line in lines:
        say(line, under=2, first="- ")


@policy.command("list", short_help="The policies that come with Reticent.")
@as_json
def list_(as_json: bool) -> None:
    """The policies that come with Reticent, and when each was in force."""
    texts = [room.shipped(policy_id) for policy_id in room.shipped_ids()]
    if as_json:
        emit(
            {
                "format": 1,
                "policies": [
                    {
                        "id": text.id,
                        "library": text.library,
                        "library_name": text.library_name,
                        "title": text.title,
                        "effective": text.effective,
                        "supersedes": text.supersedes,
                        "clauses": len(text.clauses),
                        "sha256": text.sha256,
                    }
                    for text in texts
                ],
            }
        )
        return
    rows = [
        (
            text.id,
            text.library_name,
            day(text.effective) if text.effective else "undated",
            text.supersedes or "",
        )
        for text in texts
    ]
    table("Id", "Library", "In force from", "Replaces", rows=rows)


@policy.command(short_help="Read a policy file; every error at once.")
@click.argument("file", type=click.Path(path_type=Path))
@as_json
def check(file: Path, as_json: bool) -> None:
    """Read a policy file strictly: every error at once, with its line and the word that was probably meant."""
    text = room.load(file)
    if as_json:
        emit({"format": 1, "id": text.id, "clauses": len(text.clauses), "sha256": text.sha256})
        return
    say(f"{file.name} is a policy: {text.title}, {counted(len(text.clauses), 'clause')}.")


@policy.command(short_help="A JSON Schema of policy files, for editors.")
def schema() -> None:
    """A JSON Schema (draft 2020-12) of policy files: an editor completes and checks with it.

    \b
    reticent policy schema > policy.schema.json
    """
    emit(room.json_schema())


@policy.command(short_help="A commented policy file to begin with.")
def model() -> None:
    """Every table and key of a policy file with a comment, its words and its default: a draft that decides nothing.

    \b
    reticent policy model > my-library.toml
    """
    click.echo(room.model_text(), nl=False)


COMMANDS = [policy]
