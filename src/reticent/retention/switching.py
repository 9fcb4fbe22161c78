"""What happens on the day on which another policy comes into force, and what would happen to what is held?

A library follows the policy of the day by itself: with its first request, its night's work or the next command,
whichever comes first. By a clock that is in doubt it stays with the one it follows, until a person has looked.
"""

from dataclasses import dataclass
from datetime import date, datetime

from reticent.drawer import drawers, kinds, sweeping
from reticent.people import adoptions, libraries
from reticent.people.libraries import Library
from reticent.policy import Period, Policy, kept_on_the_list, may_note
from reticent.policy.comparing import ANSWERS, Difference, compare
from reticent.retention import clock


@dataclass(frozen=True)
class KindChange:
    """What becomes of one kind of record: how many are held, how long it was and will be kept, how many go with the
    first purge under the new policy that would stay under the old one. Counts only."""

    kind: str
    title: str
    held: int
    days_before: int | None
    days_after: int | None
    goes_at_once: int
    said: str


@dataclass(frozen=True)
class Foreseen:
    """What would change if a text took the place of the one in force: answers, rules, what becomes of what is held."""

    policy_id: str
    instead_of: str
    answers: tuple[Difference, ...]
    rules: tuple[Difference, ...]
    kinds: tuple[KindChange, ...]


def keep_up(library: Library, *, now: datetime) -> bool:
    """Follow the policy of the day, unless the clock is in doubt; whether another one decides from now on."""
    today = library.day_of(now)
    if not library.is_outdated(today=today) or clock.doubt(now=now):
        return False
    return libraries.follow(library, today=today)


def after_restore(*, now: datetime) -> None:
    """The rows are those of the backup, and what was adopted since: the files and the policy of the day are made so."""
    for library in libraries.everyone():
        adoptions.put_back(library.slug, only_missing=True)
        libraries.work_out(library, today=library.day_of(now))


def foresee(library: Library, new: Policy, *, on: date) -> Foreseen:
    """What would change if this text were in force on a day instead of the one in force now."""
    listed = kept_on_the_list(new)
    theirs = {**new.keep, **({"disclosure": listed} if listed else {})}
    now_kept, then_kept = library.periods, {**library.periods, **theirs}
    drawer = drawers.of(library.slug)
    before = sweeping.take_stock(drawer, today=on, days_after=kinds.days_after(now_kept))
    after = sweeping.take_stock(drawer, today=on, days_after=kinds.days_after(then_kept))
    changes = []
    for kind in kinds.declared():
        old, coming = now_kept.get(kind.name), theirs.get(kind.name)
        if (coming is not None and coming.follows) or not (old or coming):
            continue
        said = _said(kind.name, old, coming, library=library, text=new)
        if not said:
            continue
        held, due = before.of(kind.name), after.of(kind.name).due - before.of(kind.name).due
        changes.append(
            KindChange(
                kind.name,
                kind.title,
                held.held,
                old.days_after if old else None,
                coming.days_after if coming else None,
                max(0, due),
                said,
            )
        )
    differences = compare(library.policy, new)
    answers = tuple(each for each in differences if each.chapter == ANSWERS)
    rules = tuple(each for each in differences if each.chapter != ANSWERS)
    return Foreseen(new.id, library.policy.id, answers, rules, tuple(changes))


def _said(kind: str, old: Period | None, new: Period | None, *, library: Library, text: Policy) -> str:
    """What becomes of a kind, in words; empty where nothing does."""
    if kind == "guardian_link" and old and not may_note(kind, text).allowed and kind in library.policy.keep:
        return (
            "No guardian is answered from that day on, and none is noted. What is noted goes on the day each minor "
            "comes of age, as it was promised when it was noted."
        )
    if new is None:
        if kind not in library.policy.keep:
            return ""  # it was so before
        return "Noted no more. What is noted goes when the policy under which it was noted says so."
    if old is None:
        return "Kept from that day on; there was none before."
    if new.need != old.need:
        return "What it is kept for changes; the first purge from that day on follows the new policy."
    if new.days_after < old.days_after:
        return "Kept for a shorter time: the first purge from that day on ends what is due by the new policy."
    if new.days_after > old.days_after:
        return "Kept for longer. What is still here stays for longer; what is gone stays gone."
    return ""
