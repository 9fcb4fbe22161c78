"""The weekly draw of looks for review: which may be drawn, the draw itself, what the reviewer reads and says of each.

Each week's draw is in the ledger before anything is laid out: how many, and the head of the ledger by which it was drawn.
Nobody at a desk can know that head beforehand, and anyone who has a copy of the ledger can work it out afterwards. What
is drawn says nothing of whose record it was, nor of anything in it: the reviewer is shown nobody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from reticent.access import doorway, entitled
from reticent.drawer import drawers
from reticent.drawer.minting import mint
from reticent.drawer.permits import Permit
from reticent.drawer.slips import Opened
from reticent.ledger import log
from reticent.people.libraries import Library
from reticent.records import look_reviews, looks
from reticent.records.look_reviews import ASK, ASKED_IN_ORDER, DRAWN, IN_ORDER, NOT_IN_ORDER

PURPOSE = "review"
# What the ledger has of a draw, and of what the reviewer said.
LOOKS_DRAWN = "looks-drawn"
SAID = {
    IN_ORDER: "look-reviewed",
    ASK: "look-asked-about",
    ASKED_IN_ORDER: "look-reviewed",
    NOT_IN_ORDER: "look-not-in-order",
}
# Looks of nobody, and those of a case: whose records a paper names is kept in silence until counsel says otherwise.
_NOT_DRAWN = frozenset({doorway.NOBODY, doorway.TOO_MANY, looks.KEPT})
_NOT_BY = frozenset({doorway.THE_PATRON, "administrator", entitled.A_SERVICE})


@dataclass(frozen=True)
class ToReview:
    """A look that waits for the reviewer. `may_say` is what may be said of it next."""

    rank: str
    on: date
    by_role: str
    purpose: str
    outcome: str
    asker: str
    in_week: int
    asked: bool
    may_say: tuple[str, ...]


@dataclass(frozen=True)
class Queue:
    """What waits, the oldest first; of which week the newest draw was, and how many of it were drawn."""

    waiting: tuple[ToReview, ...] = ()
    week: date | None = None
    drawn: int = 0
    drawn_on: date | None = None


def week_before(today: date) -> date:
    """The Monday of the last whole week."""
    return today - timedelta(days=today.weekday()) - look_reviews.WEEK


def draw(library: Library, *, now: datetime) -> int:
    """Draw of the last whole week, once; how many. A crash between the ledger and the drawing is made good by the next
    night, by the same head."""
    today, drawer = library.day_of(now), drawers.of(library.slug)
    week = week_before(today)
    name = f"{LOOKS_DRAWN} {week}"
    written = log.by_name(library.slug, name)
    if written and (written.entry.count == 0 or _is_laid_out(library, week)):
        return 0
    found = list(_may_be_drawn(library, week))
    if written is None:
        entry = log.Entry(
            day=today,
            action=LOOKS_DRAWN,
            role=PURPOSE,
            basis=library.policy.staff.clauses or ("S-3",),
            policy=library.policy_sha256,
            count=look_reviews.how_many(len(found)),
            commitment=log.root(library.slug).hex(),
        )
        log.append(library.slug, entry, once=name)
        written = log.by_name(library.slug, name)
        assert written is not None
    drawn = look_reviews.draw(found, seed=bytes.fromhex(written.entry.commitment), many=written.entry.count)
    look_reviews.put(drawer, drawn, week=week, today=today)
    return len(drawn)


def drawn_again(library: Library, *, week: date) -> bool | None:
    """Whether the week was drawn by a head of the ledger, and drawing again comes to what lies there; None where nothing
    was drawn.

    Looks go in their time, and what was reviewed a month after: the answer is a sound no only while both are kept.
    """
    written = log.by_name(library.slug, f"{LOOKS_DRAWN} {week}")
    if written is None:
        return None
    seed, many = bytes.fromhex(written.entry.commitment), written.entry.count
    again = look_reviews.draw(_may_be_drawn(library, week), seed=seed, many=many)
    there = {slip.payload["rank"] for slip in _laid_out(library) if slip.payload["week"] == week.isoformat()}
    by_a_head = log.was_head(library.slug, seed, before=written.row)
    return by_a_head and {each.rank for each in again} == there


def queue(library: Library, *, now: datetime) -> Queue:
    """What waits for the reviewer. Opens no record of anybody."""
    today = library.day_of(now)
    there = _laid_out(library)
    waiting = [_to_review(slip) for slip in there if look_reviews.waits(slip.payload, today=today)]
    newest = max((slip.payload["week"] for slip in there), default=None)
    of_it = [slip.payload for slip in there if slip.payload["week"] == newest]
    return Queue(
        tuple(sorted(waiting, key=lambda each: (not each.asked, each.on, each.rank))),
        date.fromisoformat(newest) if newest else None,
        len(of_it),
        min((date.fromisoformat(kept["drawn_on"]) for kept in of_it), default=None),
    )


def waiting_since(library: Library, *, now: datetime) -> date | None:
    """The day on which the oldest was drawn that still waits; None where none does."""
    today = library.day_of(now)
    since = [
        slip.payload["drawn_on"]
        for slip in _laid_out(library)
        if look_reviews.waits(slip.payload, today=today)
    ]
    return min(map(date.fromisoformat, since), default=None)


def say(library: Library, *, rank: str, verdict: str, now: datetime) -> None:
    """Note what the reviewer says of a look, written down first."""
    today, drawer, permit = library.day_of(now), drawers.of(library.slug), _permit(library)
    look_reviews.found(drawer, permit, rank=rank, verdict=verdict)
    log.append(
        library.slug,
        log.Entry(
            day=today,
            action=SAID[verdict],
            role=PURPOSE,
            basis=library.policy.staff.clauses or ("S-3",),
            policy=library.policy_sha256,
        ),
    )
    look_reviews.say(drawer, permit, rank=rank, verdict=verdict, today=today)


# -- inside


def _may_be_drawn(library: Library, week: date) -> Iterable[Opened]:
    """The looks of that week by whoever works here, refused ones and acts too."""
    fields = ["on", "by_role", "purpose", "outcome", "asker"]
    permit = mint(
        library=library.slug,
        purpose=PURPOSE,
        kinds=[looks.LOOK.name],
        fields=[f"{looks.LOOK.name}.{name}" for name in fields],
    )
    first, after = week.isoformat(), (week + look_reviews.WEEK).isoformat()
    for slip in drawers.of(library.slug).find_every(permit):
        kept = slip.payload
        if not first <= kept["on"] < after or kept["by_role"] in _NOT_BY or kept["purpose"] == "case":
            continue
        # What a legal request keeps is left alone, and nothing of it shows anywhere.
        if kept["outcome"] not in _NOT_DRAWN and not slip.held:
            yield slip


def _permit(library: Library) -> Permit:
    return mint(library=library.slug, purpose=PURPOSE, kinds=[look_reviews.LOOK_REVIEW.name], thing=DRAWN)


def _laid_out(library: Library) -> list[Opened]:
    return look_reviews.every(drawers.of(library.slug), _permit(library))


def _is_laid_out(library: Library, week: date) -> bool:
    return any(slip.payload["week"] == week.isoformat() for slip in _laid_out(library))


def _to_review(slip: Opened) -> ToReview:
    kept = slip.payload
    return ToReview(
        rank=kept["rank"],
        on=date.fromisoformat(kept["on"]),
        by_role=kept["by_role"],
        purpose=kept["purpose"],
        outcome=kept["outcome"],
        asker=kept["asker"],
        in_week=kept["in_week"],
        asked=kept["verdict"] == ASK,
        may_say=look_reviews.may_say(kept),
    )
