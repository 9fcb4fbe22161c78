"""How do the acts of a case come to stand in the ledger, each once?"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.db import models

from reticent.disclosure import legal_holds, touched
from reticent.disclosure.cases.kept import Case, slips_of
from reticent.disclosure.steps import is_open
from reticent.disclosure.table import table
from reticent.drawer import drawers, kinds
from reticent.ledger import log
from reticent.people.libraries import Library

HANDED_OVER = "produce"
CLOSED_BASIS = ("S-3",)


def _closes(step: str) -> bool:
    """Whether this step ends an open case."""
    row = table().steps.get(step)
    if row is None or not row.to or is_open(row.to):
        return False
    return any(is_open(state) for state in row.starts(table().states))


def write_down(library: Library) -> None:
    """Write what was done in cases into the ledger, each act once: a crash may have come between an act and its leaf.

    Acts first, so that no leaf stands for what was never done.
    """
    for row in Case.objects.filter(library=library.slug).exclude(written=models.F("version")):
        if row.state == Case.TAKEN_OUT:
            _write_down_taken_out(library, row)
        else:
            _write_down_acts(library, row)


def _write_down_acts(library: Library, row: Case) -> None:
    found = slips_of(drawers.of(library.slug), library, row.handle)
    slips = sorted(found, key=lambda slip: int(slip.payload["number"]))
    missing = [slip.payload for slip in slips if slip.payload["number"] > row.written]
    if not missing:
        return
    leaves = [
        (entry, f"{name} {payload['key'].partition(' ')[0]}")
        for payload in missing
        for entry, name in _leaves(row, payload)
    ]
    if missing[0]["number"] == 1:
        leaves[0] = (leaves[0][0], begun(row.handle))
    log.append_many(library.slug, [entry for entry, _ in leaves], once=[once for _, once in leaves])
    # Not back: another process may have written more meanwhile.
    last = missing[-1]["number"]
    Case.objects.filter(handle=row.handle, written__lt=last).update(written=last)


def begun(handle: str) -> str:
    """The name under which the ledger has the beginning of a case: a handle begins one, and never another."""
    return f"case-begun {handle}"


def _leaves(row: Case, payload: Mapping[str, Any]) -> Iterator[tuple[log.Entry, str]]:
    """The leaf of an act, and one of its own where it began or ended that something is kept."""
    entry = leaf_of(row, payload)
    yield entry, "case-act"
    if payload["step"] == legal_holds.PLACE:
        yield replace(entry, action="hold-placed"), "hold-placed"
    elif "let_go" in payload["details"]:
        yield replace(entry, action="hold-lifted"), "hold-lifted"


def leaf_of(row: Case, payload: Mapping[str, Any]) -> log.Entry:
    on = kinds.day(payload["on"])
    assert on is not None
    closing = _closes(payload["step"])
    action = "case-opened" if payload["number"] == 1 else "case-closed" if closing else "case-step"
    people = 1
    if payload["step"] == HANDED_OVER:
        # Written before the package leaves, since it leaves once this is done.
        action, people = "disclosure", int(payload["details"]["how_many_people"])
    elif payload["step"] == touched.NAME:
        action = "disclosure"
    return log.Entry(
        day=on,
        action=action,
        role=payload["role"],
        # However a case ends, its last leaf says the same: not even that counsel has it on paper.
        basis=CLOSED_BASIS if closing else tuple(payload["basis"].split()) or CLOSED_BASIS,
        policy=payload["policy"],
        case=row.handle,
        count=people,
        commitment=payload["key"].partition(" ")[0],
    )


def _write_down_taken_out(library: Library, row: Case) -> None:
    commitment, _ = log.commit_to(b"")
    entry = log.Entry(
        day=row.closed_on or library.day_of(row.opened_at),  # the day on which it was taken out
        action="case-closed",
        role="custodian",
        basis=CLOSED_BASIS,
        policy=library.policy_sha256,
        case=row.handle,
        commitment=commitment,
    )
    log.append(library.slug, entry, once=f"case-out {row.handle}")
    row.delete()
