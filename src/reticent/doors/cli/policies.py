"""`reticent policy`: ask an adopted policy what it says of a request."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click

from reticent import policy as room
from reticent.doors.cli import comparing, laws, mending, policy_papers
from reticent.doors.cli.naming import policy_named
from reticent.doors.cli.showing import Ordered, as_json, counted, day, emit, say, table
from reticent.policy.tongues import LANGUAGES

_COLOURS = {"allowed": "green", "refused": "red", "referred": "blue"}


def _of_policy(command: Callable[..., None]) -> Callable[..., None]:
    """Which policy answers: one, or all that come with Reticent."""
    one = click.option(
        "--policy",
        "policy_id",
        metavar="ID",
        help="A shipped policy's id, a library's own text (LIBRARY/ID), or a file (.toml).",
    )
    every = click.option("--all", "every", is_flag=True, help="All that come with Reticent, side by side.")
    return one(every(command))


_situation = click.option(
    "--situation", "name", metavar="NAME", help="A situation that comes with Reticent, instead of a file."
)


@click.group(cls=Ordered, short_help="Ask a policy, list those there are, check a file.")
def policy() -> None:
    """The policies as data: ask them, list them, check a file."""


@policy.command(short_help="Ask what a policy says of a request.")
@_of_policy
@_situation
@click.option(
    "--law-of",
    "law_of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAY",
    help="Under the law of the place as it was on a day (2005-03-01), as far as a statute pack knows it.",
)
@click.argument("file", type=click.Path(path_type=Path), required=False)
@as_json
def ask(
    policy_id: str | None,
    every: bool,
    name: str | None,
    law_of: datetime | None,
    file: Path | None,
    as_json: bool,
) -> None:
    """Ask what the policy says of the request in FILE. Exit code 0 allowed, 1 refused or referred.

    Without a file, ask by name: --situation officer-no-papers (`reticent policy situations` lists them). With --all
    the policies that come with Reticent answer side by side, and the exit code is 0.

    FILE is TOML and names no patron. For instance, a police officer without papers:

    \b
    format = 1
    capacity = "third_party"
    asker = "police"
    purpose = "case"
    fields = ["loan.title"]
    """
    texts = _texts(policy_id, every)
    if law_of:
        texts = [room.on_the_law_of(text, law_of.date()) for text in texts]
    what, request = _asked(name, file)
    answers = [(text, room.decide(request, text)) for text in texts]
    if every:
        _side_by_side(what, answers, as_json=as_json)
        return
    ((text, decision),) = answers
    if as_json:
        emit({"policy": text.id, **decision.as_dict()})
    else:
        _print(text, decision)
    if not decision.allowed:
        raise click.exceptions.Exit(1)


@policy.command(short_help="What to read aloud to whoever asks, and what to do.")
@_of_policy
@_situation
@click.option(
    "--language",
    type=click.Choice(list(LANGUAGES)),
    default="en",
    help="In which language it is read aloud; what the clerk does stays English.",
)
@click.argument("file", type=click.Path(path_type=Path), required=False)
@as_json
def explain(
    policy_id: str | None, every: bool, name: str | None, language: str, file: Path | None, as_json: bool
) -> None:
    """What to read aloud to whoever stands there, and what to do then. FILE is a request file, as for `ask`.

    Exit code 0 allowed, 1 refused or referred; with --all it is 0.
    """
    texts = _texts(policy_id, every)
    what, request = _asked(name, file)
    answers = [(text, room.decide(request, text)) for text in texts]
    if as_json:
        said = [
            {
                "policy": text.id,
                "outcome": decision.outcome,
                "ends_in": decision.ends_in,
                "language": language,
                **room.explain(decision, text, language=language).as_dict(),
            }
            for text, decision in answers
        ]
        emit({"format": 1, "asked": what, "answers": said} if every else {"format": 1, **said[0]})
    else:
        if every:
            say(f"{what}.\n")
        for number, (text, decision) in enumerate(answers):
            if number:
                say()
            _read_aloud(text, decision, language)
    if not every and not answers[0][1].allowed:
        raise click.exceptions.Exit(1)


def _asked(name: str | None, file: Path | None) -> tuple[str, room.Request]:
    """What is asked, in words, and the request: by the situation's name, or from a file."""
    if (name is None) == (file is None):
        raise click.UsageError("Ask with a FILE, or by name with --situation; not both.")
    if name is not None:
        found = room.situation(name)
        return found.said, found.request
    assert file is not None
    return file.name, room.read_request(file)


def _texts(policy_id: str | None, every: bool) -> list[room.Policy]:
    if every == (policy_id is not None):
        raise click.UsageError(
            "Name one policy with --policy, or ask all that come with Reticent with --all."
        )
    if policy_id is None:
        return [room.shipped(each) for each in room.shipped_ids()]
    return [policy_named(policy_id)]


def _side_by_side(what: str, answers: list[tuple[room.Policy, room.Decision]], *, as_json: bool) -> None:
    if as_json:
        said = [{"policy": text.id, **decision.as_dict()} for text, decision in answers]
        emit({"format": 1, "asked": what, "answers": said})
        return
    say(f"{what}.\n")
    rows = [
        (text.id, decision.outcome, " ".join(decision.clauses), room.ENDS[decision.ends_in])
        for text, decision in answers
    ]
    table("Policy", "Answer", "By", "Leads to", rows=rows)


def _read_aloud(text: room.Policy, decision: room.Decision, language: str) -> None:
    said = room.explain(decision, text, language=language)
    say(f"{decision.outcome.upper()} by {text.called}. Say:", bold=True, fg=_COLOURS[decision.outcome])
    say(f"“{said.aloud}”", under=2)
    _list("Then", list(said.to_do))
    _list("Write down", list(said.to_write_down))
    say(f"\nLeads to {room.ENDS[decision.ends_in]}. By {', '.join(decision.clauses) or 'no clause'}.")


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
    say(f"\nLeads to {room.ENDS[decision.ends_in]}.")


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


@policy.command(short_help="The situations that can be asked about by name.")
@as_json
def situations(as_json: bool) -> None:
    """The situations that can be asked about by name, and the request that each of them is."""
    if as_json:
        said = [{"name": each.name, "row": each.row, "said": each.said} for each in room.situations()]
        emit({"format": 1, "situations": said})
        return
    table(
        "Name", "Row", "What happens", rows=[(each.name, each.row, each.said) for each in room.situations()]
    )


@policy.command(short_help="A policy's access rules in Cedar, for another engine.")
@click.argument("policy_id", metavar="ID")
@as_json
def cedar(policy_id: str, as_json: bool) -> None:
    """Write the access rules of a policy in the language Cedar. ID is a shipped policy's id, LIBRARY/ID or a file.

    Cedar allows or denies: what is refused and what is referred are both denied there, and it gives no reasons.
    """
    text = policy_named(policy_id)
    written = room.as_cedar(text)
    if as_json:
        emit({"format": 1, "policy": text.id, "sha256": text.sha256, "cedar": written})
        return
    click.echo(written, nl=False)


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


for _command in (laws.law, *comparing.COMMANDS, *mending.COMMANDS, *policy_papers.COMMANDS):
    policy.add_command(_command)

COMMANDS = [policy]
