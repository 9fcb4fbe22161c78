"""`reticent policy`: ask an adopted policy what it says of a request."""

from pathlib import Path

import click

from reticent import policy as room
from reticent.doors.cli.showing import as_json, console, emit, table


@click.group()
def policy() -> None:
    """The policies as data: ask them, list them, check a file."""


@policy.command()
@click.option(
    "--policy", "policy_id", required=True, metavar="ID", help="A shipped policy's id, or a policy file."
)
@click.argument("file", type=click.Path(path_type=Path))
@as_json
def ask(policy_id: str, file: Path, as_json: bool) -> None:
    """Ask what the policy says of the request in FILE (TOML). Exit code 0 allowed, 1 refused or referred."""
    text = room.load(Path(policy_id)) if policy_id.endswith(".toml") else room.shipped(policy_id)
    decision = room.decide(room.read_request(file), text)
    if as_json:
        emit({"policy": text.id, **decision.as_dict()})
    else:
        style = {"allowed": "green", "refused": "red", "referred": "blue"}[decision.outcome]
        console.print(f"[bold {style}]{decision.outcome.capitalize()}[/bold {style}] by {text.title}")
        console.print(f"\n  “{decision.say}”\n")
        for line in decision.because:
            console.print(f"  {line}")
        if decision.fields:
            console.print(f"\n  Shown: {', '.join(decision.fields)}")
        for citation in decision.citations:
            console.print(f"  {citation.id}: {citation.text}", style="dim")
        for step in decision.next_steps:
            console.print(f"  Next: {step.label}")
        for record in decision.records:
            console.print(f"  Write down: {record}")
    if decision.outcome != "allowed":
        raise click.exceptions.Exit(1)


@policy.command("list")
def list_() -> None:
    """The policies that come with Reticent."""
    rows = []
    for policy_id in room.shipped_ids():
        text = room.shipped(policy_id)
        rows.append((policy_id, text.library_name, text.effective or "undated", text.supersedes or "—"))
    table("Id", "Library", "In force from", "Supersedes", rows=rows)


@policy.command()
@click.argument("file", type=click.Path(path_type=Path))
def check(file: Path) -> None:
    """Read a policy file strictly; every error at once, with its line."""
    text = room.load(file)
    click.echo(f"{file.name} is a policy: {text.title}, {len(text.clauses)} clauses.")


COMMANDS = [policy]
