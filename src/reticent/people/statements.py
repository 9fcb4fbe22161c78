"""Statements: what a patron says of her record where she does not agree with it (CGS 4-193(h)).

A statement lies beside the registration and goes with it; it is about one kind of record, and stands wherever that kind
is shown. Of each kind there is one: who says something else says it instead.
"""

from collections.abc import Iterable
from datetime import date

from reticent.drawer import kinds
from reticent.drawer.kinds import Field, Kind, Payload
from reticent.drawer.permits import Permit
from reticent.drawer.slips import Drawer, tried_again
from reticent.people import patrons
from reticent.people.patrons import CannotBeKept

# What a statement may be about, with the fields whose showing shows it too: whoever only learns whether a card is good,
# or how many are out, is shown nothing that could be contested.
ABOUT: dict[str, frozenset[str]] = {
    "registration": frozenset(
        f"registration.{name}" for name in ("contact", "town", "phone", "email", "adult_on", "consent")
    ),
    "loan": frozenset({"loan.title", "loan.due", "loan.lent_on"}),
    "hold": frozenset({"hold.title"}),
    "charge": frozenset({"charge.reason", "charge.since"}),
}
LONGEST = 1000

STATEMENT = kinds.declare(
    Kind(
        code=19,
        name="statement",
        title="Statements",
        why="So that what you say of your record is read by whoever reads the record.",
        need="until you take it back, or your registration ends",
        fields=(
            Field("person", "to know whose record it is about"),
            Field("about", "to show it with that part of your record, and with no other"),
            Field("words", "to let you say it in your own words"),
            Field("since", "to know since when"),
            Field("withdrawn_on", "to know that you took it back"),
        ),
        need_ended_on=lambda payload: kinds.day(payload["withdrawn_on"]),
        since="since",
        # One length for all but the longest: it does not tell how much somebody had to say.
        at_least=4096,
        days_after=0,
    )
)


def read(about: str, words: str) -> tuple[str, str]:
    """What was typed, as it may be kept; `CannotBeKept` says what is wrong with it."""
    plain, wrong = patrons.lines_of(words), dict[str, str]()
    if about not in ABOUT:
        wrong["about"] = "Choose which part of the record it is about."
    if not plain:
        wrong["words"] = "Write what is to stand with the record."
    elif len(plain) > LONGEST:
        wrong["words"] = f"Write at most {LONGEST} characters."
    if wrong:
        raise CannotBeKept(wrong)
    return about, plain


def shown_with(fields: Iterable[str]) -> frozenset[str]:
    """Of which kinds a statement is shown with these fields."""
    shown = set(fields)
    return frozenset(about for about, named in ABOUT.items() if named & shown)


def stands(payload: Payload) -> bool:
    """Whether it was not taken back."""
    return payload["withdrawn_on"] is None


@tried_again
def put(drawer: Drawer, permit: Permit, *, person: str, about: str, words: str, today: date) -> None:
    """Let it stand with the record, in the place of what was said of the same kind before."""
    with drawer.writing() as writer:
        for slip in drawer.find(permit, subject=patrons.beside(person), kind=STATEMENT.name):
            if slip.payload["about"] == about:
                writer.end(slip)
        writer.put(
            subject=patrons.beside(person),
            kind=STATEMENT.name,
            payload={
                "person": person,
                "about": about,
                "words": words,
                "since": today.isoformat(),
                "withdrawn_on": None,
            },
        )
