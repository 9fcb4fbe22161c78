"""Suggestions to buy something: taken from anybody, decided by whose duty it is, picked up by whoever has the number."""

from dataclasses import dataclass
from datetime import date, datetime

from reticent.access.numbered import NotTaken, Shelf
from reticent.drawer import drawers, kinds
from reticent.drawer.slips import Opened
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.records import facts, suggestions
from reticent.records.numbered import TOO_LONG, number_of
from reticent.records.suggestions import DECISIONS, PURCHASE_SUGGESTION, Typed

PURPOSE = "selection"
_SHELF = Shelf(PURCHASE_SUGGESTION, PURPOSE, suggestions.LIST)
# What is the same of all that is left under a number.
form_of, asked, reach, forget = _SHELF.form, _SHELF.asked, _SHELF.reach, _SHELF.forget


@dataclass(frozen=True, repr=False)
class Suggestion:
    """One suggestion as the list has it. How to reach whoever made it is not in it, only whether they said."""

    number: str
    asked_on: date
    title: str
    author: str
    note: str
    decision: str
    until: date | None
    wants_to_be_told: bool


@dataclass(frozen=True, repr=False)
class Listed:
    """The list; and how many were made so far, which is what is left of all."""

    open: tuple[Suggestion, ...]
    decided: tuple[Suggestion, ...]
    made_so_far: int


@dataclass(frozen=True, repr=False)
class PickedUp:
    """What whoever has the number reads: the suggestion, what became of it, what is kept and until when."""

    title: str
    author: str
    decision: str
    words: str
    asked_on: date
    answered_on: date | None
    until: date | None
    has_contact: bool
    read_on: tuple[tuple[date, str], ...]


def suggest(library: Library, typed: Typed, *, now: datetime) -> str:
    """Take a suggestion in, from whoever makes it; the number to come back with. Opens nothing."""
    form = form_of(library)
    if not form.taken:
        raise NotTaken("The policy in force keeps no suggestions. Tell the desk: nothing is kept there.")
    read = suggestions.read(typed, takes_contact=form.takes_contact, with_consent=form.with_consent)
    return suggestions.suggest(drawers.of(library.slug), read, today=library.day_of(now))


def pick_up(library: Library, typed: str) -> PickedUp:
    """The suggestion and what became of it, to whoever has the number."""
    kept, read_on = _SHELF.pick_up(library, typed)
    return PickedUp(
        title=kept["title"],
        author=kept["author"],
        decision=kept["decision"],
        words=kept["words"],
        asked_on=date.fromisoformat(kept["asked_on"]),
        answered_on=kinds.day(kept["answered_on"]),
        until=kinds.day(kept["until"]),
        has_contact=bool(kept["contact"]),
        read_on=read_on,
    )


def listed(library: Library, staff: StaffAccount, *, now: datetime) -> Listed:
    """The list of suggestions, without how to reach anybody; written down first."""
    slips = _SHELF.listed(library, staff, now=now)
    return Listed(
        open=tuple(_as_listed(slip) for slip in slips if not slip.payload["decision"]),
        decided=tuple(_as_listed(slip) for slip in slips if slip.payload["decision"]),
        made_so_far=facts.total(library.slug, measure=suggestions.MEASURE),
    )


def decide(
    library: Library,
    staff: StaffAccount,
    typed: str,
    *,
    decision: str,
    words: str,
    told: bool,
    now: datetime,
) -> bool:
    """Decide on it: that waits for its number, or whoever made it has been `told`. Whether something of it is kept."""
    words, wrong = words.strip(), {}
    if decision not in DECISIONS:
        wrong["decision"] = "Say what is decided."
    if len(words) > suggestions.LONGEST_WORDS:
        wrong["words"] = TOO_LONG
    return _SHELF.answer(
        library, staff, typed, told=told, wrong=wrong, now=now, decision=decision, words=words
    )


def open_again(library: Library, staff: StaffAccount, typed: str, *, now: datetime) -> None:
    """It was decided by mistake: it stands among the open ones again."""
    _SHELF.open_again(library, staff, typed, now=now, decision="", words="")


def _as_listed(slip: Opened) -> Suggestion:
    kept = slip.payload
    return Suggestion(
        number=number_of(slip),
        asked_on=date.fromisoformat(kept["asked_on"]),
        title=kept["title"],
        author=kept["author"],
        note=kept["note"],
        decision=kept["decision"],
        until=kinds.day(kept["until"]),
        wants_to_be_told=bool(kept["to_tell"]),
    )
