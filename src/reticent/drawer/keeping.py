"""What a legal request keeps: which slips, until when, and what is let go once nothing asks for it any more (DESIGN 8).

A legal hold is a slip under the handle of its case. It lists the marks of the slips that it keeps; these say inside
their seal that they are held, so that whoever ends one learns it from the slip and asks nothing else. A slip whose need
is over stays as it was, as a kind of its own (`kinds.KEPT`), which no desk and no patron's page looks for. Which holds
stand, their slips say: once none lists a mark, the night lets its slip go.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from reticent.drawer import kinds
from reticent.drawer.kinds import KEPT, Field, Kind
from reticent.drawer.permits import Permit
from reticent.drawer.slips import Drawer, Inside, Opened, Writer
from reticent.errors import Refused

# The name under which all holds of a library are found.
ALL = "legal holds"
# What one slip can list with room to spare.
MOST = 400

LEGAL_HOLD = kinds.declare(
    Kind(
        code=14,
        name="legal_hold",
        title="Legal holds",
        why="To keep what a legal request names from being ended, and nothing else.",
        need="until its day, or until it is lifted or its case is closed",
        fields=(
            Field("named", "to show what is kept to whoever answers the request"),
            Field("person", "to let the person read of it once counsel says so"),
            Field("kinds", "to keep no other kinds"),
            Field("first", "to keep nothing from before this day"),
            Field("marks", "to keep these records and no others"),
            Field("counts", "to answer how many of each kind"),
            Field("placed_on", "to answer since when"),
            Field("until", "to let it end by itself"),
            Field("confirmed_by", "to answer who confirmed it"),
            Field("told_on", "to keep it from the person only as long as the law does"),
        ),
        need_ended_on=lambda payload: kinds.day(payload["until"]),
        since="placed_on",
        about_person=False,
        # As long as an act of a case: the length does not tell that anything is kept.
        at_least=4096,
        days_after=0,
    )
)


class TooMany(Refused):
    """More is named than one hold keeps."""


@dataclass(frozen=True, repr=False)
class Named:
    """What a request names: in words for whoever answers it; whose, if a person is named; of which kinds, from when."""

    words: str
    person: str
    kinds: tuple[str, ...]
    first: date | None


def place(
    writer: Writer, found: Iterable[Opened], named: Named, *, handle: str, today: date, until: date
) -> Counter[str]:
    """Keep those of the slips that are named, as they stand now; how many of each kind. What comes about later is not
    kept: a request to keep records is none to watch somebody."""
    wanted = [slip for slip in found if _is_named(slip.inside, named)]
    counts = Counter(slip.inside.record.name for slip in wanted if slip.inside.record)
    if not wanted:
        return counts
    if len(wanted) > MOST:
        raise TooMany(
            f"More than {MOST} records are named, and one hold keeps no more. Name fewer kinds, or a later first day."
        )
    for slip in wanted:
        writer.keep(slip)
    writer.put(
        subject=handle,
        thing=ALL,
        kind=LEGAL_HOLD.name,
        payload={
            "named": named.words,
            "person": named.person,
            "kinds": " ".join(named.kinds),
            "first": named.first.isoformat() if named.first else None,
            "marks": " ".join(slip.mark for slip in wanted),
            "counts": " ".join(f"{kind}:{many}" for kind, many in sorted(counts.items())),
            "placed_on": today.isoformat(),
            "until": until.isoformat(),
            "confirmed_by": None,
            "told_on": None,
        },
    )
    return counts


def _is_named(inside: Inside, named: Named) -> bool:
    kind = inside.record
    if kind is None or kind.name not in named.kinds:
        return False
    # A registration is of no day: it stands.
    if named.first is None or kind.single:
        return True
    payload = kind.payload(inside.values[1] if inside.kind is KEPT else inside.values)
    on = kinds.day(payload[kind.since]) if kind.since else None
    return on is None or on >= named.first


def stands(hold: Opened, *, today: date) -> bool:
    """Whether this hold still keeps anything on this day."""
    return today < date.fromisoformat(hold.payload["until"])


def of_case(drawer: Drawer, permit: Permit, *, handle: str, today: date) -> list[Opened]:
    """The holds of one case that stand, the oldest first."""
    found = drawer.find(permit, subject=handle, kind=LEGAL_HOLD.name)
    return sorted(
        (hold for hold in found if stands(hold, today=today)), key=lambda hold: hold.payload["placed_on"]
    )


def lift(writer: Writer, holds: Iterable[Opened]) -> None:
    """Keep nothing for these any more. What they kept goes with the next purge, if nothing else needs it."""
    for hold in holds:
        writer.end(hold)


def marks(drawer: Drawer, *, today: date) -> frozenset[bytes]:
    """The marks of everything that a hold keeps on this day. For this room only."""
    listed: set[bytes] = set()
    for _, inside in drawer.standing("t:" + ALL):
        if inside.kind is LEGAL_HOLD and today < date.fromisoformat(inside.payload["until"]):
            listed.update(bytes.fromhex(mark) for mark in inside.payload["marks"].split())
    return frozenset(listed)


@dataclass(frozen=True)
class Over:
    """A hold whose day has come: of which case, and its mark."""

    handle: str
    mark: str


def run_out(drawer: Drawer, *, today: date) -> list[Over]:
    """The holds that end by themselves and are still here. Opens nothing that they keep."""
    drawer.wake()
    return [
        Over(inside.subject, inside.serial.hex())
        for _, inside in drawer.standing("t:" + ALL)
        if inside.kind is LEGAL_HOLD and today >= date.fromisoformat(inside.payload["until"])
    ]


def let_go(drawer: Drawer, writer: Writer, inside: Inside, *, today: date) -> Counter[str]:
    """Hold a slip no longer, unless some hold lists it at this moment: it goes if its need is over, else it stands as if
    it had never been held. How many went, by kind. For this room only."""
    found = [each for each in drawer.standing("s:" + inside.subject) if each[1].serial == inside.serial]
    # Asked here, where nobody else writes: one may have been placed since the sweep began.
    if not found or not found[0][1].held or inside.serial in marks(drawer, today=today):
        return Counter()
    row, now = found[0]
    if now.kind is KEPT:
        writer.take_away(row, now)
        return Counter({KEPT.name: 1})
    writer.reseal(row, now._replace(held=False))
    return Counter()


def told(drawer: Drawer, permit: Permit, *, today: date) -> list[Opened]:
    """The holds that stand and whose persons may be told of them."""
    found = drawer.find_thing(permit, thing=ALL)
    return [hold for hold in found if hold.payload["told_on"] is not None and stands(hold, today=today)]


def kept_for(slips: Iterable[Opened], holds: Collection[Opened]) -> Counter[str]:
    """Of these slips, how many of each kind have ended and are kept for one of these holds."""
    listed = {mark for hold in holds for mark in hold.payload["marks"].split()}
    return Counter(
        slip.inside.record.name
        for slip in slips
        if slip.inside.kind is KEPT and slip.mark in listed and slip.inside.record
    )
