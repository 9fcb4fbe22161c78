"""`reticent policy card`, `policy page`: what a policy says as papers, for a desk and for a notice board."""

import sys
from pathlib import Path

import click

from reticent import papers
from reticent.doors.cli.naming import desk_card_named
from reticent.doors.cli.showing import as_json, emit, say
from reticent.errors import Malformed


def lay(paper: bytes, output: Path) -> None:
    """Write a paper where it is wanted; `-` is standard output."""
    if str(output) == "-":
        sys.stdout.buffer.write(paper)
        return
    try:
        output.write_bytes(paper)
    except OSError as error:
        why = error.strerror or "it cannot be written"
        raise Malformed(f"{output.name}: {why}. Name a file in a folder that is there.") from None
    say(f"{output.name} is written.", err=True)


@click.command(short_help="The desk card as a PDF: one sheet, front and back.")
@click.argument("policy_id", metavar="ID")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="The PDF to write; - for standard output."
)
@as_json
def card(policy_id: str, output: Path | None, as_json: bool) -> None:
    """The desk card of a policy: the words for whoever asks, and what to do when things are being taken.

    ID is a shipped policy's id, a library's own text (LIBRARY/ID), or a policy file (.toml). Print the PDF on both
    sides of one Letter sheet, and write the names and numbers in by hand. Of a library's own text the card has the
    numbers that the library marked for it (`reticent contacts`).
    """
    found = desk_card_named(policy_id)
    if as_json:
        emit(found.as_dict())
    if output is not None:
        lay(papers.pdf("desk_card", {"card": found, "foot": found.foot}, title=found.title), output)
    elif not as_json:
        raise click.UsageError("Say where the card goes: -o card.pdf, or --json.")


COMMANDS = [card]
