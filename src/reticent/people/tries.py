"""How often the PIN of a card may be tried: counted before it is checked, whoever's card it is, or nobody's.

The count is a slip under the card number, so that it holds in every process and after a restart, and stands
nowhere in clear. A number that is nobody's gets one as well: a refusal tells nothing of who is registered.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta

from reticent.drawer import kinds
from reticent.drawer.kinds import Field, Kind
from reticent.drawer.permits import Permit
from reticent.drawer.slips import ChangedMeanwhile, Drawer, Opened, Writer
from reticent.people import pauses
from reticent.people.patrons import card_handle

FIRST_PAUSE = timedelta(minutes=15)
# How often a try is counted again when others count at the same moment; after that it is refused, unchecked.
_AGAIN = 50

TRIES = kinds.declare(
    Kind(
        code=10,
        name="tries",
        title="Wrong tries at a PIN",
        why="So that nobody can guess your PIN.",
        need="until a whole day after the last try",
        fields=(
            Field("count", "to know how often a wrong PIN was given"),
            Field("until", "to make whoever guesses wait"),
            Field("on", "to forget this two days after"),
            Field("last", "to count for a whole day, over midnight too"),
        ),
        # Not the next day's night: a whole day after the last try is not over then.
        need_ended_on=lambda payload: date.fromisoformat(payload["on"]) + timedelta(days=2),
        since="on",
        about_person=False,
        days_after=0,
    )
)


def handle(card: str) -> str:
    """The subject under which the tries of a card number lie."""
    return "tries:" + card_handle(card)


def take(
    drawer: Drawer, permit: Permit, *, card: str, now: datetime, day_of: Callable[[datetime], date]
) -> bool:
    """Count one more try, committed; whether the PIN may be checked now. Of many at once no more than allowed."""
    for _ in range(_AGAIN):
        with suppress(ChangedMeanwhile), drawer.writing() as writer:
            return _taken(drawer, writer, permit, card=card, now=now, day_of=day_of)
    return False


def clear(drawer: Drawer, permit: Permit, *, card: str) -> None:
    """The right PIN was given, or the desk set a new one: what was counted is over."""
    for _ in range(_AGAIN):
        with suppress(ChangedMeanwhile), drawer.writing() as writer:
            for slip in _kept(drawer, permit, card):
                writer.end(slip)
            return


def _taken(
    drawer: Drawer,
    writer: Writer,
    permit: Permit,
    *,
    card: str,
    now: datetime,
    day_of: Callable[[datetime], date],
) -> bool:
    kept = _kept(drawer, permit, card)
    good = [slip.payload for slip in kept if _still_counts(slip, now=now)]
    if any(waits and now < datetime.fromisoformat(waits) for waits in (each["until"] for each in good)):
        return False
    count = sum(each["count"] for each in good) + 1
    until = pauses.until(count, now=now, first=FIRST_PAUSE)
    values = {
        "count": count,
        "until": until.isoformat() if until else None,
        "on": day_of(until or now).isoformat(),
        "last": (until or now).isoformat(),
    }
    if kept:
        writer.replace(kept[0], **values)
        for other in kept[1:]:
            writer.end(other)
        return True
    writer.put(subject=handle(card), kind="tries", payload=values)
    writer.flush()
    if len(_kept(drawer, permit, card)) > 1:
        # Two first tries at one moment: the later one is taken back, and counted behind the other.
        raise ChangedMeanwhile("Somebody else tried this card at the same moment.")
    return True


def _kept(drawer: Drawer, permit: Permit, card: str) -> list[Opened]:
    return [slip for slip in drawer.find(permit, subject=handle(card)) if slip.kind == "tries"]


def _still_counts(slip: Opened, *, now: datetime) -> bool:
    """As long as a staff account's. One from before that moment was kept counts until the purge ends it."""
    last = slip.payload["last"]
    return last is None or now < datetime.fromisoformat(last) + pauses.REMEMBERED
