"""`reticent policy lint` and `packet`: what a board should mend in its policy, and the paper that it votes on."""

from dataclasses import asdict
from datetime import date
from pathlib import Path

import click

from reticent import papers
from reticent import policy as room
from reticent.doors.cli.naming import policy_named
from reticent.doors.cli.policy_papers import lay
from reticent.doors.cli.showing import as_json, counted, emit, say

_COLOURS = {"error": "red", "warning": "yellow", "advice": "blue"}


@click.command(short_help="What a board should mend in a policy.")
@click.argument("policy_id", metavar="ID|FILE")
@click.option(
    "--severity",
    type=click.Choice(room.SEVERITIES),
    default="advice",
    show_default=True,
    help="The least severity to list.",
)
@as_json
def lint(policy_id: str, severity: str, as_json: bool) -> None:
    """What a board should mend: a policy held against its statute, its own other clauses and good practice.

    ID is a policy that comes with Reticent, LIBRARY/ID a library's own text, FILE a policy file. Exit code 1 where
    something is listed, 0 where nothing.
    """
    text = policy_named(policy_id)
    least = room.SEVERITIES.index(severity)
    listed = [
        each for each in room.findings_on(text, on=_today()) if room.SEVERITIES.index(each.severity) <= least
    ]
    if as_json:
        emit({"format": 1, "policy": text.id, "findings": [each.as_dict() for each in listed]})
    else:
        _print(policy_id, text, listed)
    if listed:
        raise click.exceptions.Exit(1)


def _today() -> date:
    """The day in the time zone of the installation; Django comes only when it is asked."""
    from django.utils import timezone

    return timezone.localdate()


def _print(policy_id: str, text: room.Policy, findings: list[room.Finding]) -> None:
    say(f"{text.library_name}: {text.title} ({text.effective_as_written})", bold=True)
    say(
        f"{counted(len(findings), 'finding')}." if findings else "Nothing was found that a board should mend."
    )
    for finding in findings:
        say(f"\n{finding.code} {finding.severity}: {finding.title}", bold=True, fg=_COLOURS[finding.severity])
        say(finding.wrong, under=2)
        for citation in (*finding.clauses, *finding.law):
            source = citation.source if citation in finding.law else citation.id
            say(citation.text, under=2, first=f"{source}: ")
        for change in finding.changes:
            if change.clause:
                say(f"“{change.old}”", under=2, first=f"now    {change.clause}: ")
                say(f"“{change.better}”", under=2, first=f"better {change.clause}: ")
            else:
                say(f"“{change.better}”", under=2, first="add: ")
    if findings:
        say(f"\nFor the board: reticent policy packet {policy_id} -o packet.pdf")


@click.command(short_help="The board's packet, as PDF.")
@click.argument("policy_id", metavar="ID|FILE")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    help="The PDF to write; - for standard output.",
)
def packet(policy_id: str, output: Path) -> None:
    """Write the board's packet: one page of findings, the redline, the motion, and the reasons. A tagged PDF."""
    text, today = policy_named(policy_id), _today()
    findings = room.findings_on(text, on=today)
    values = asdict(room.packet(text, findings, on=today))
    lay(papers.pdf("packet", values, title=room.packet_title(text), made=today), output)


COMMANDS = [lint, packet]
