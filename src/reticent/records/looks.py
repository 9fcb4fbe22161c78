"""Looks: who opened or asked for a patron's record, when and what for; so that she can be told (4-193, WO-19).

A look is a slip of the person looked at. Nightly its day and duty are folded, shuffled with the others, into one
ledger leaf a duty and day; refused and disclosing acts get a leaf of their own at once (access room).
"""

import secrets
from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.db import models

from reticent.drawer import kinds
from reticent.drawer.kinds import Field, Kind
from reticent.drawer.permits import Permit
from reticent.drawer.slips import Cell, Drawer, Opened, Writer, tried_again
from reticent.ledger import log

# What was done, where a file of registrations does it as well as the desk.
GUARDIAN_NOTED = "guardian_noted"
# What a look is called by whoever looked, where it was at the wrong person.
MISTAKEN = "mistaken"
# What a look came to that found whose records a legal request names. Kept from her page until counsel says otherwise.
KEPT = "kept"

LOOK = kinds.declare(
    Kind(
        code=5,
        name="look",
        title="Who looked",
        why="So that you can ask who opened your record, and what for.",
        need="until you have had time to ask",
        fields=(
            Field("on", "to tell you when"),
            Field("by_role", "to tell you who: the desk, the director, you yourself"),
            Field("purpose", "to tell you what for"),
            Field("outcome", "to tell you whether it was allowed"),
            Field("asker", "to tell you on whose request"),
            Field("basis", "to tell you by which clause"),
            Field("proof", "to tell you how the asker was known"),
            Field("key", "to let anyone check this against the ledger"),
        ),
        need_ended_on=lambda payload: kinds.day(payload["on"]),
        since="on",
    )
)


class LookTally(models.Model):
    """Folded looks on their way to the ledger: a day, a duty, a count. About nobody, and gone once written."""

    library = models.SlugField(max_length=40)
    once = models.CharField(max_length=32, unique=True)
    day = models.DateField()
    duty = models.CharField(max_length=30)
    count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.count} looks on {self.day}"


def cell(*, day: date, duty: str) -> Cell:
    """The coarse fact of a routine look."""
    return ("look", day.isoformat(), duty)


def write_down(
    drawer: Drawer,
    *,
    person: str,
    on: date,
    by_role: str,
    purpose: str,
    outcome: str,
    asker: str = "",
    basis: tuple[str, ...] = (),
    proof: str = "",
    key: str = "",
    routine: bool = True,
    duty: str = "",
) -> None:
    """Write a look down, committed before anything is opened. It is counted under its duty, else under its purpose."""
    drawer.put(
        subject=person,
        kind="look",
        payload={
            "on": on.isoformat(),
            "by_role": by_role,
            "purpose": purpose,
            "outcome": outcome,
            "asker": asker,
            "basis": " ".join(basis),
            "proof": proof,
            "key": key,
        },
        cell=cell(day=on, duty=duty or purpose) if routine else None,
    )


def write_down_guardian(writer: Writer, *, person: str, on: date, basis: tuple[str, ...], proof: str) -> None:
    """Write down that a file noted a guardian, in the transaction that notes her: the child sees both or neither."""
    writer.put(
        subject=person,
        kind="look",
        payload={
            "on": on.isoformat(),
            "by_role": "administrator",
            "purpose": "registration",
            "outcome": GUARDIAN_NOTED,
            "asker": "",
            "basis": " ".join(basis),
            "proof": proof,
            "key": "",
        },
    )


def like(
    drawer: Drawer, permit: Permit, *, person: str, on: date, by_role: str, purpose: str
) -> Opened | None:
    """A routine look of this day and duty that opened the person's record; of several alike any."""
    for slip in drawer.find(permit, subject=person, kind=LOOK.name):
        kept = slip.payload
        said = (kept["on"], kept["by_role"], kept["purpose"], kept["outcome"])
        if said == (on.isoformat(), by_role, purpose, "allowed") and kept["asker"] in ("", "patron"):
            return slip
    return None


@tried_again
def mistaken(drawer: Drawer, permit: Permit, *, person: str, mark: str) -> None:
    """Say of this look that it was at the wrong person."""
    with drawer.writing() as writer:
        for slip in drawer.find(permit, subject=person, kind=LOOK.name):
            if slip.mark == mark:
                writer.replace(slip, outcome=MISTAKEN)


def may_be_shown(slips: Iterable[Opened], *, told: bool = False) -> list[Opened]:
    """Those of the slips that are no look still kept in silence. `told`: counsel said that she may know."""
    return [s for s in slips if told or s.kind != LOOK.name or s.payload.get("outcome") != KEPT]


def add(library: str, cells: Counter[Cell]) -> None:
    """Put folded looks on their way to the ledger, in the caller's transaction."""
    for (_, day, duty), count in sorted(cells.items()):
        LookTally.objects.create(
            library=library, once=secrets.token_hex(16), day=date.fromisoformat(day), duty=duty, count=count
        )


def relay(library: str, *, policy: str) -> int:
    """Write the folded looks into the ledger, each exactly once; how many leaves."""
    written = 0
    for tally in LookTally.objects.filter(library=library).order_by("once"):
        log.append(
            library,
            log.Entry(
                day=tally.day,
                action="look",
                role=tally.duty,
                basis=("S-3",),
                policy=policy,
                count=tally.count,
            ),
            once=tally.once,
        )
        tally.delete()
        written += 1
    return written
