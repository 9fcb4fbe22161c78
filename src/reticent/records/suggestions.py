"""What somebody suggests that the library should buy: kept under a number, until it is decided and they know.

A wish to be told is all that leads back to anybody, and it goes with the decision (M19-05, WE-08, WO-15, NC-03).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from reticent.drawer import kinds
from reticent.drawer.kinds import Field, Kind
from reticent.drawer.slips import Drawer
from reticent.records import numbered
from reticent.records.numbered import TOO_LONG, WEB, CannotBeAsked

# The name under which all suggestions of a library are found.
LIST = "the suggestions"
DECIDED_WITHIN = timedelta(days=180)
LONGEST_TITLE, LONGEST_AUTHOR, LONGEST_NOTE, LONGEST_WORDS = 200, 120, 300, 400
MEASURE = "suggestion"
NO_TITLE = "Write what we should buy: a title, or what it is about."
SAID = (*numbered.SAID, NO_TITLE)
# What may be decided, and what is said of it to whoever has the number.
BUY, NOT, THERE = "buy", "not", "there"
DECISIONS = {
    BUY: "We buy it.",
    NOT: "We do not buy it.",
    THERE: "We have it already.",
}

PURCHASE_SUGGESTION = kinds.declare(
    Kind(
        code=22,
        name="purchase_suggestion",
        title="Suggestions to buy",
        why="To decide whether we buy it, and to tell whoever has the number.",
        need="until you know the decision, two weeks after it is there at the latest",
        fields=(
            Field("title", "to know what you suggest"),
            Field("author", "to find the right one"),
            Field("note", "to know why it would be good to have"),
            Field("asked_on", "to decide first on what waits longest"),
            Field("contact", "to tell you, if you want to be told; it goes when it is decided"),
            Field("to_tell", "to know that you want to be told"),
            Field("decision", "to let you read it"),
            Field("words", "to tell you why"),
            Field("answered_on", "to know that it is decided"),
            Field("until", "to let it go by itself"),
        ),
        need_ended_on=numbered.over_on(DECIDED_WITHIN),
        since="asked_on",
        # Nobody's: whoever has the number reads what is kept, and no registration leads here.
        about_person=False,
        at_least=4096,
    )
)


@dataclass(frozen=True, repr=False)
class Typed:
    """A suggestion as it was typed."""

    title: str = ""
    author: str = ""
    note: str = ""
    contact: str = ""
    agreed: bool = False


def read(typed: Typed, *, takes_contact: bool, with_consent: bool) -> Typed:
    """What was typed, as it may be kept; `CannotBeAsked` says everything that is wrong with it."""
    wrong: dict[str, str] = {}
    title, author, note = " ".join(typed.title.split()), " ".join(typed.author.split()), typed.note.strip()
    if not title:
        wrong["title"] = NO_TITLE
    for name, text, most in (
        ("title", title, LONGEST_TITLE),
        ("author", author, LONGEST_AUTHOR),
        ("note", note, LONGEST_NOTE),
    ):
        if len(text) > most:
            wrong[name] = TOO_LONG
    contact = numbered.read_contact(
        typed.contact,
        agreed=typed.agreed,
        takes_contact=takes_contact,
        with_consent=with_consent,
        wrong=wrong,
    )
    if wrong:
        raise CannotBeAsked(wrong)
    return Typed(title, author, note, contact, bool(contact) and typed.agreed)


def suggest(drawer: Drawer, suggested: Typed, *, today: date) -> str:
    """Take a suggestion in; the number to come back with."""
    return numbered.leave(
        drawer,
        kind=PURCHASE_SUGGESTION.name,
        thing=LIST,
        contact=suggested.contact,
        today=today,
        counted=numbered.cell(MEASURE, asked_on=today, way=WEB),
        title=suggested.title,
        author=suggested.author,
        note=suggested.note,
        decision="",
        words="",
    )
