"""Disclosures: who was given something from a patron's record, by which authority, which kinds and how many.

An entry is a slip of the person touched, as CGS 4-193(c) asks: kept for five years or for the life of the record,
whichever is longer, and shown to her on request. It holds kinds and counts, never a title. Until counsel has said that
the patron may be told, the entry is kept in silence: `shown` leaves it out.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from reticent.drawer import kinds
from reticent.drawer.kinds import Field, Kind, Payload
from reticent.drawer.permits import Permit
from reticent.drawer.slips import Drawer, Opened, Writer

# What was done with the record: opened for a search, handed over, or taken under a warrant.
SEARCHED, PRODUCED, TAKEN = "searched", "produced", "taken"
LONGEST_AGENCY = 120

DISCLOSURE = kinds.declare(
    Kind(
        code=12,
        name="disclosure",
        title="Disclosures",
        why="So that you can ask to whom we gave what we hold about you, and why.",
        need="for five years, and as long as you are registered",
        fields=(
            Field("on", "to tell you when"),
            Field("act", "to tell you whether it was searched for, or handed over"),
            Field("recipient", "to tell you to whom"),
            Field("agency", "to tell you to which office"),
            Field("authority", "to tell you on which paper"),
            Field("basis", "to tell you by which clause"),
            Field("counts", "to tell you how much of what kind; never a title"),
            Field("case", "to let anyone check this against the ledger"),
            Field("told_on", "to keep it from you only as long as the law does"),
        ),
        need_ended_on=lambda payload: kinds.day(payload["on"]),
        since="on",
        at_least=1024,
        days_after=1827,
        kept_beside=("registration",),
    )
)


@dataclass(frozen=True, repr=False)
class Entry:
    """What is noted of one disclosure, the same for everybody whom it touches but for the counts."""

    on: date
    act: str
    recipient: str
    agency: str
    authority: str
    basis: tuple[str, ...]
    case: str


@dataclass(frozen=True, repr=False)
class Told:
    """One disclosure, as the person whom it touched is told of it."""

    on: date
    act: str
    recipient: str
    agency: str
    authority: str
    basis: tuple[str, ...]
    counts: Mapping[str, int]
    case: str


def thing(case: str) -> str:
    """The name under which the drawer finds every entry of one case."""
    return "disclosed:" + case


def note(
    writer: Writer, entry: Entry, counts: Mapping[str, Mapping[str, int]], *, told_on: date | None = None
) -> None:
    """Note it for everybody touched (`counts`: by person, how many of each kind), in the writer's transaction.

    `told_on`: where nothing is to be kept in silence, from that day on she reads of it.
    """
    for person, of in counts.items():
        writer.put(
            subject=person,
            thing=thing(entry.case),
            kind=DISCLOSURE.name,
            payload={
                "on": entry.on.isoformat(),
                "act": entry.act,
                "recipient": entry.recipient,
                "agency": entry.agency[:LONGEST_AGENCY],
                "authority": entry.authority,
                "basis": " ".join(entry.basis),
                "counts": " ".join(f"{kind}:{many}" for kind, many in sorted(of.items()) if many),
                "case": entry.case,
                "told_on": told_on.isoformat() if told_on else None,
            },
        )


def tell(drawer: Drawer, writer: Writer, permit: Permit, *, case: str, today: date) -> int:
    """The persons whom this case touched may be told from today, in the writer's transaction; how many entries that
    opened."""
    silent = [slip for slip in _of(drawer, permit, case) if slip.payload["told_on"] is None]
    for slip in silent:
        writer.replace(slip, told_on=today.isoformat())
    return len(silent)


def of_case(drawer: Drawer, permit: Permit, *, case: str) -> Counter[str]:
    """How many entries there are of a case, by what was done."""
    return Counter(slip.payload["act"] for slip in _of(drawer, permit, case))


def may_be_shown(slips: Iterable[Opened]) -> list[Opened]:
    """Those of the slips that are no entry still kept in silence."""
    return [s for s in slips if s.kind != DISCLOSURE.name or s.payload["told_on"] is not None]


def told(payload: Payload) -> Told:
    """An entry that may be shown, as values."""
    counts = dict(each.split(":") for each in payload["counts"].split())
    return Told(
        on=date.fromisoformat(payload["on"]),
        act=payload["act"],
        recipient=payload["recipient"],
        agency=payload["agency"],
        authority=payload["authority"],
        basis=tuple(payload["basis"].split()),
        counts={kind: int(many) for kind, many in counts.items()},
        case=payload["case"],
    )


def _of(drawer: Drawer, permit: Permit, case: str) -> list[Opened]:
    return [s for s in drawer.find_thing(permit, thing=thing(case)) if s.kind == DISCLOSURE.name]
