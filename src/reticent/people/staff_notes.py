"""Notes of the desk: what staff note beside a card, from a list or in a few words, until which day.

Each note of the list says which work at the desk has a use for it, and is shown there and nowhere else. It is one slip
beside the registration (`patrons.beside`), so that it goes when that goes; its owner reads it on her own page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from reticent.drawer import kinds
from reticent.drawer.kinds import Field, Kind
from reticent.drawer.permits import Permit
from reticent.drawer.slips import Drawer, Writer, tried_again
from reticent.people import families, patrons
from reticent.people.patrons import CannotBeKept

LONGEST = 140


@dataclass(frozen=True)
class Listed:
    """One note of the list: as the desk reads it, and for which work it is shown there."""

    words: str
    shown_for: tuple[str, ...]


LIST: Mapping[str, Listed] = {
    "card_lost": Listed(
        "Card reported lost: ask for photo identification", ("lend", "account", "registration")
    ),
    "not_reached": Listed("Mail or calls come back: ask for address and phone", ("lend", "registration")),
    "proof_to_come": Listed("Proof of address still to be shown", ("registration",)),
    "owed_in_question": Listed(
        "What is owed is being looked into: do not ask for it", ("account", "registration")
    ),
    "something_waits": Listed(
        "Something of theirs was found and waits at the desk", ("lend", "account", "registration")
    ),
}
# Where a note in somebody's own words is shown: the list knows what each of its notes is for, and a sentence does not.
WORDS_SHOWN_FOR = ("account", "registration")


STAFF_NOTE = kinds.declare(
    Kind(
        code=16,
        name="staff_note",
        title="Notes of the desk",
        why="So that the desk knows what to mind when you come. Nothing is noted that you cannot read here.",
        need="until its last day, or until the desk takes it off",
        fields=(
            Field("person", "to know beside whose card it stands"),
            Field("note", "to know which note of the list it is"),
            Field("words", "to say what no note of the list says"),
            Field("by_role", "to tell you who noted it: the desk, the director"),
            Field("since", "to tell you when it was noted"),
            Field("until", "to end it on its last day"),
            Field("withdrawn_on", "to know that it was taken off"),
        ),
        need_ended_on=families.over_on,
        since="since",
        at_least=1024,
    )
)


@dataclass(frozen=True, repr=False)
class NewNote:
    """A note to make: one of the list, or a few words; who makes it, and its last day (none: with the record)."""

    note: str
    words: str
    by_role: str
    until: date | None


def a_few_words(typed: str) -> str:
    """A note in somebody's own words, as it may be kept."""
    words = " ".join(typed.split())
    if not words:
        raise CannotBeKept(
            {"note_words": "Write what the next one at the desk must mind, or choose from the list."}
        )
    if len(words) > LONGEST:
        raise CannotBeKept({"note_words": f"Write at most {LONGEST} characters."})
    return words


def last_day(typed: str, *, today: date, most_days: int | None) -> date | None:
    """The last day of a note: within what the policy lets it stand; left empty, as long as that."""
    latest = today + timedelta(days=most_days) if most_days is not None else None
    if not typed.strip():
        return latest
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError:
        raise CannotBeKept({"note_until": "Write the last day, as 2027-06-03, or nothing."}) from None
    if day < today:
        raise CannotBeKept({"note_until": "That day is past. Choose today or a later one."})
    if latest is not None and day > latest:
        raise CannotBeKept({"note_until": f"A note stands until {latest:%-d %B %Y} at the latest."})
    return day


def is_shown_for(note: str, *, purpose: str) -> bool:
    """Whether this work at the desk has a use for the note; its owner reads every one."""
    if purpose == "own_record":
        return True
    return purpose in (LIST[note].shown_for if note in LIST else WORDS_SHOWN_FOR)


@tried_again
def put(drawer: Drawer, permit: Permit, *, person: str, new: NewNote, today: date) -> None:
    """Note it; the same note of the list stands once, with the newer day."""
    with drawer.writing() as writer:
        for known in families.found(drawer, permit, person=person, kind=STAFF_NOTE.name):
            if (known.payload["note"], known.payload["words"]) == (new.note, new.words):
                writer.end(known)
        _put(writer, person=person, new=new, today=today)


def _put(writer: Writer, *, person: str, new: NewNote, today: date) -> None:
    writer.put(
        subject=patrons.beside(person),
        kind=STAFF_NOTE.name,
        payload={
            "person": person,
            "note": new.note,
            "words": new.words,
            "by_role": new.by_role,
            "since": today.isoformat(),
            "until": new.until.isoformat() if new.until else None,
            "withdrawn_on": None,
        },
    )
