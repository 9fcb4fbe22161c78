"""`reticent letter`: how each letter of a policy would read, about a case that never was."""

from dataclasses import asdict
from pathlib import Path

import click

from reticent import papers
from reticent.doors.cli.naming import policy_named
from reticent.doors.cli.policy_papers import lay
from reticent.doors.cli.showing import as_json, emit, say
from reticent.policy import Policy
from reticent.policy.tongues import LANGUAGES


@click.command(short_help="Read a policy's letters before the day comes.")
@click.argument("name", required=False)
@click.option("--policy", "policy_id", metavar="ID", help="A shipped policy, LIBRARY/ID, or a file (.toml).")
@click.option("--list", "listing", is_flag=True, help="The letters there are, and when each goes out.")
@click.option("--case", default="", metavar="CASE", help="About which made-up case; --list names them.")
@click.option(
    "--language", type=click.Choice(tuple(LANGUAGES)), default="en", help="What patrons read: es, too."
)
@click.option("--text", "as_text", is_flag=True, help="As plain text; so it is without --pdf, too.")
@click.option(
    "--pdf",
    "output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="As a PDF; - for standard output.",
)
@as_json
def letter(
    name: str | None,
    policy_id: str | None,
    listing: bool,
    case: str,
    language: str,
    as_text: bool,
    output: Path | None,
    as_json: bool,
) -> None:
    """A letter as a policy would have it, with made-up facts: for a director and counsel to read before the day
    comes. No case is opened and nothing is written down.
    """
    from reticent.disclosure import letters, specimens

    if listing or name is None:
        if name is not None or not listing:
            raise click.UsageError("Name a letter, or ask for the list: --list.")
        _list(policy_named(policy_id) if policy_id else None, as_json=as_json)
        return
    letters.text_of(name)
    if policy_id is None:
        raise click.UsageError("Say whose letter: --policy ID.")
    if as_text and output is not None:
        raise click.UsageError("Text or PDF: one at a time.")
    if language not in letters.languages(name):
        raise click.UsageError(f"This letter is there in {', '.join(letters.languages(name))} only.")
    found = specimens.specimen(name, policy_named(policy_id), case=case, language=language)
    if as_json:
        emit({"format": 1, "letter": asdict(found), "text": letters.as_text(found)})
    if output is not None:
        lay(papers.pdf("letter", found.values, title=found.title, language=found.language), output)
    elif not as_json:
        click.echo(letters.as_text(found), nl=False)


def _list(policy: Policy | None, *, as_json: bool) -> None:
    from reticent.disclosure import letters, specimens

    rows = [
        {
            "name": name,
            "called": letters.text_of(name).called,
            "for": letters.text_of(name).for_whom,
            "when": letters.text_of(name).when,
            "languages": letters.languages(name),
            "cases": specimens.cases(name, policy) if policy else tuple(specimens.CASES[name]),
        }
        for name in letters.names()
    ]
    if as_json:
        emit({"format": 1, "policy": policy.id if policy else None, "letters": rows})
        return
    for row in rows:
        say(str(row["name"]), bold=True)
        say(f"{row['called']}, to {row['for']}: {row['when']}.", under=2)
        cases = ", ".join(row["cases"])
        say(f"Cases: {cases}" if cases else "Never under this policy.", under=2)


COMMANDS = [letter]
