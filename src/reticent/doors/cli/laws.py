"""`reticent policy law`: the statutes that policies stand under, and how far each section was checked."""

from typing import Any

import click

from reticent import policy as room
from reticent.doors.cli.showing import as_json, counted, day, emit, say, table
from reticent.policy.phrases import listed
from reticent.policy.statutes import Clock, StatutePack, pack_ids, pack_named
from reticent.policy.vocabulary import CLOCKS


@click.command(short_help="The law policies stand under, and how far it was checked.")
@click.argument("law_id", metavar="ID", required=False)
@as_json
def law(law_id: str | None, as_json: bool) -> None:
    """The statute packs that come with Reticent; with ID one of them: sections, papers, clocks, how far checked.

    Not legal advice. A pack whose adoption is refused until counsel signs it can be read and asked all the same.
    """
    if law_id is None:
        _list([pack_named(name) for name in pack_ids()], as_json=as_json)
        return
    found = pack_named(law_id)
    if as_json:
        emit({**found.model_dump(mode="json"), "adoption": _adoption(found)})
    else:
        _show(found)


def _adoption(law: StatutePack) -> dict[str, Any]:
    answer = room.may_be_adopted(law)
    return {"allowed": answer.allowed, "say": answer.say, "next_step": answer.next_step}


def _list(laws: list[StatutePack], *, as_json: bool) -> None:
    if as_json:
        emit(
            {
                "format": 1,
                "laws": [
                    {
                        "id": law.id,
                        "jurisdiction": law.jurisdiction,
                        "title": law.title,
                        "effective": law.effective,
                        "until": law.until,
                        "sections": len(law.clauses),
                        "checked": _checked(law),
                        "adoption": law.unsigned,
                        "sha256": law.sha256,
                    }
                    for law in laws
                ],
            }
        )
        return
    rows = [
        (
            law.id,
            law.jurisdiction,
            day(law.effective) if law.effective else "not known",
            f"{_checked(law)['public copy']} of {len(law.clauses)}",
            "with its caution" if law.unsigned == "caution" else "once counsel signs",
        )
        for law in laws
    ]
    table("Id", "Law of", "In force from", "Read in the statute", "Adopted", rows=rows)


def _checked(law: StatutePack) -> dict[str, int]:
    said = [section.checked for section in law.clauses.values()]
    return {how: said.count(how) for how in ("counsel", "public copy", "secondary", "from memory")}


def _show(law: StatutePack) -> None:
    say(law.title, bold=True)
    say(law.caution, under=2)
    since = (
        f"In force from {day(law.effective)}" if law.effective else "The day from which it holds is not known"
    )
    say(
        f"{since}{f', until {day(law.until)}' if law.until else ''}. It binds {law.scope.libraries}.", under=2
    )
    answer = room.may_be_adopted(law)
    say(f"{answer.say} {answer.next_step}", under=2)
    say("\nSections", bold=True)
    width = max(len(name) for name in law.clauses)
    for name, section in law.clauses.items():
        where = f"{section.checked}: {section.checked_where}" if section.checked_where else section.checked
        say(f"{section.text} [{section.source}; {where}]", under=2, first=name.ljust(width) + "  ")
    say("\nPapers", bold=True)
    width = max(len(said.what) for said in law.instruments.values())
    for said in law.instruments.values():
        say(_GATES[said.gate], under=2, first=said.what.ljust(min(width, 48)) + "  ")
    if law.clocks:
        say("\nClocks", bold=True)
    for name, clock in law.clocks.items():
        say(_clock(name, clock), under=2, first="- ")
    if law.holidays:
        say("\nLegal holidays", bold=True)
        named = (f"{each.name} (as appointed)" if each.appointed else each.name for each in law.holidays.days)
        say(f"{listed(named)} ({', '.join(law.holidays.clauses)}).", under=2)
    if law.penalty:
        say("\nPenalty", bold=True)
        say(law.penalty.text, under=2)
    say(f"\n{counted(len(law.clauses), 'section')}; hash for counsel's signature: {law.sha256}")


_GATES = {
    "open": "opens the gate",
    "if_shown": "opens the gate once more is shown",
    "counsel": "is arguable: counsel classifies it in writing",
    "shut": "opens nothing",
    "permission": "opens what it names",
}


def _clock(name: str, clock: Clock) -> str:
    return f"{CLOCKS[name]}: {clock.said()}, from {clock.starts} ({', '.join(clock.clauses)})"
