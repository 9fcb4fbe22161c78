"""`reticent policy diff` and `coverage`: what two policies say differently, and what keeps each clause."""

import click

from reticent import policy as room
from reticent.doors.cli.naming import policy_named
from reticent.doors.cli.showing import as_json, counted, emit, say, table
from reticent.errors import Malformed


@click.command(short_help="What two policies say differently.")
@click.argument("before", metavar="ID")
@click.argument("after", metavar="ID")
@as_json
def diff(before: str, after: str, as_json: bool) -> None:
    """What two policies say differently, by meaning: two versions of one, or two libraries' texts.

    First the situations that they answer differently, then who decides, which papers, steps and proofs count, how long
    records are kept, what the public is told; each with its clauses. ID is a policy that comes with Reticent, a
    library's own text (LIBRARY/ID), or a policy file. Exit code 0 where nothing differs, 1 where something does.
    """
    one, other = policy_named(before), policy_named(after)
    found = room.compare(one, other)
    if as_json:
        emit(
            {
                "format": 1,
                "before": one.id,
                "after": other.id,
                "differences": [each.as_dict() for each in found],
            }
        )
    else:
        _print(one, other, found)
    if found:
        raise click.exceptions.Exit(1)


def _print(one: room.Policy, other: room.Policy, found: tuple[room.Difference, ...]) -> None:
    say(f"{one.called} and {other.called}", bold=True)
    say(f"{counted(len(found), 'difference')}." if found else "They say the same.")
    width = max(len(one.called), len(other.called)) + 2
    chapter = ""
    for each in found:
        if each.chapter != chapter:
            chapter = each.chapter
            say(f"\n{chapter}", bold=True)
        say(each.about, under=2)
        for policy, says in ((one, each.before), (other, each.after)):
            cited = f" [{' '.join(says.clauses)}]" if says.clauses else ""
            say(f"{says.words}{cited}", under=4, first=f"{policy.called}:".ljust(width))


@click.command(short_help="What keeps each clause of a policy.")
@click.argument("policy_id", metavar="ID")
@click.option("--clause", metavar="ID", help="Everything about this one.")
@as_json
def coverage(policy_id: str, clause: str | None, as_json: bool) -> None:
    """What keeps each clause: how, which tables rest on it, which situations cite it, which tests carry its mark.

    ID is a policy that comes with Reticent, a library's own text (LIBRARY/ID), or a policy file. Exit code 1 where a
    clause is called enforced and nothing rests on it.
    """
    text = policy_named(policy_id)
    covered = room.coverage(text)
    shown = [each for each in covered if clause is None or each.id == clause]
    if not shown:
        raise Malformed(f"No clause “{clause}” stands in {text.id}. There are: {', '.join(text.clauses)}.")
    if as_json:
        emit({"format": 1, "policy": text.id, "clauses": [each.as_dict() for each in shown]})
    elif clause is not None:
        _print_one(shown[0])
    else:
        rows = [
            (each.id, each.kept_by, len(each.tables), len(each.situations), len(each.tests), each.text)
            for each in shown
        ]
        table(
            "Clause", "Kept by", "Tables", "Situations", "Tests", "What it says", rows=rows, right=(2, 3, 4)
        )
    loose = [each.id for each in shown if each.loose]
    if loose:
        say(f"Called enforced, and nothing rests on them: {', '.join(loose)}.", err=True)
        raise click.exceptions.Exit(1)


def _print_one(covered: room.Covered) -> None:
    say(f"{covered.id}: {covered.text}", bold=True)
    say(f"Kept by: {covered.kept_by}")
    for heading, lines in (
        ("Tables that rest on it", covered.tables),
        ("Situations that cite it", covered.situations),
        ("Tests that carry its mark", covered.tests),
    ):
        if lines:
            say(f"\n{heading}", bold=True)
        for line in lines:
            say(line, under=2, first="- ")


COMMANDS = [diff, coverage]
