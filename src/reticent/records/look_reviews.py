"""Looks drawn for review: some of each week's, at random, so that every look may be one that is asked about (WO-19).

What is drawn is copied without the person: day, duty, what for, what it came to, and how often that record was opened in
the week. Whose record it was, nobody reads from it. It is drawn by the head of the ledger, which nobody at a desk can
know beforehand, over the looks' own random marks: whoever has the keys can draw again and must come to the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b

from reticent.drawer import kinds
from reticent.drawer.kinds import Field, Kind, Payload
from reticent.drawer.permits import Permit
from reticent.drawer.slips import Drawer, Opened, tried_again
from reticent.errors import Refused

WEEK = timedelta(days=7)
# Under which name all that was drawn at a library is found.
DRAWN = "looks drawn for review"
# Of a hundred looks one, but five at least and twenty-five at most: ours, as no text says how many.
ONE_IN, FEWEST, MOST = 100, 5, 25
# Nobody reviews for ever: what was not looked at by then goes unseen, and the ledger shows how many were.
LONGEST = timedelta(days=90)
# What a reviewer says of a look: at once, and after asking about one.
IN_ORDER, ASK = "in_order", "ask"
ASKED_IN_ORDER, NOT_IN_ORDER = "asked_in_order", "not_in_order"
_LEADS_TO = {"": (IN_ORDER, ASK), ASK: (ASKED_IN_ORDER, NOT_IN_ORDER)}


class ReviewedAlready(Refused):
    """Somebody else has said so of this look meanwhile, or it is no longer here."""


def _ended_on(payload: Payload) -> date | None:
    drawn = kinds.day(payload["drawn_on"])
    assert drawn is not None
    return min(d for d in (kinds.day(payload["closed_on"]), drawn + LONGEST) if d)


LOOK_REVIEW = kinds.declare(
    Kind(
        code=30,
        name="look_review",
        title="Looks drawn for review",
        why="So that somebody asks now and then whether a look was in order. It does not say whose record was opened.",
        need="until it is reviewed, ninety days at most",
        fields=(
            Field("week", "to know of which week it was drawn"),
            Field("drawn_on", "to know how long it waits"),
            Field("rank", "to let an auditor draw again"),
            Field("on", "to ask whoever worked on that day"),
            Field("by_role", "to ask at the right desk"),
            Field("purpose", "to ask what for"),
            Field("outcome", "to ask what came of it"),
            Field("asker", "to ask on whose request"),
            Field("in_week", "to see that a record is opened again and again"),
            Field("verdict", "to know what the reviewer said"),
            Field("closed_on", "to end it once it is reviewed"),
        ),
        need_ended_on=_ended_on,
        since="drawn_on",
        about_person=False,
        days_after=30,
    )
)


@dataclass(frozen=True)
class Drawn:
    """A look that was drawn, of nobody: its rank in the draw, and what a reviewer reads."""

    rank: str
    on: date
    by_role: str
    purpose: str
    outcome: str
    asker: str
    in_week: int


def how_many(looks: int) -> int:
    """How many of so many looks are drawn."""
    return min(looks, MOST, max(FEWEST, looks // ONE_IN))


def rank(mark: str, *, seed: bytes) -> str:
    """The place of a look in the draw: by its own random mark, under the seed."""
    return blake2b(bytes.fromhex(mark), key=seed, digest_size=16).hexdigest()


def draw(looks: Iterable[Opened], *, seed: bytes, many: int) -> list[Drawn]:
    """So many of these looks, drawn by the seed: the same looks and seed draw the same."""
    found = list(looks)
    opened: dict[str, int] = {}
    for slip in found:
        opened[slip.subject] = opened.get(slip.subject, 0) + 1
    ranked = sorted(((rank(slip.mark, seed=seed), slip) for slip in found), key=lambda pair: pair[0])
    return [
        Drawn(
            rank=place,
            on=date.fromisoformat(slip.payload["on"]),
            by_role=slip.payload["by_role"],
            purpose=slip.payload["purpose"],
            outcome=slip.payload["outcome"],
            asker=slip.payload["asker"] or "",
            in_week=opened[slip.subject],
        )
        for place, slip in ranked[:many]
    ]


@tried_again
def put(drawer: Drawer, drawn: Iterable[Drawn], *, week: date, today: date) -> None:
    """Lay what was drawn of a week out for review, all of it or nothing."""
    with drawer.writing() as writer:
        for each in drawn:
            writer.put(
                subject=f"{DRAWN} {each.rank}",
                thing=DRAWN,
                kind=LOOK_REVIEW.name,
                payload={
                    "week": week.isoformat(),
                    "drawn_on": today.isoformat(),
                    "rank": each.rank,
                    "on": each.on.isoformat(),
                    "by_role": each.by_role,
                    "purpose": each.purpose,
                    "outcome": each.outcome,
                    "asker": each.asker,
                    "in_week": each.in_week,
                    "verdict": "",
                    "closed_on": None,
                },
            )


def every(drawer: Drawer, permit: Permit) -> list[Opened]:
    """All that was drawn and is still here, reviewed or not."""
    return [slip for slip in drawer.find_thing(permit, thing=DRAWN) if slip.kind == LOOK_REVIEW.name]


def waits(payload: Payload, *, today: date) -> bool:
    """Whether it is still to be reviewed, or asked about."""
    ended = _ended_on(payload)
    return ended is None or today < ended


def may_say(payload: Payload) -> tuple[str, ...]:
    """What a reviewer may say of it next."""
    return _LEADS_TO.get(payload["verdict"], ())


def found(drawer: Drawer, permit: Permit, *, rank: str, verdict: str) -> Opened:
    """The look of this rank, of which this may be said."""
    for slip in every(drawer, permit):
        if slip.payload["rank"] == rank and verdict in may_say(slip.payload):
            return slip
    raise ReviewedAlready("Somebody has said so of this look already, or it is no longer here. Look again.")


@tried_again
def say(drawer: Drawer, permit: Permit, *, rank: str, verdict: str, today: date) -> None:
    """Note what the reviewer says of a look; one that is not asked about any longer is done with."""
    with drawer.writing() as writer:
        slip = found(drawer, permit, rank=rank, verdict=verdict)
        closed = None if verdict == ASK else today.isoformat()
        writer.replace(slip, verdict=verdict, closed_on=closed)
