"""Questions that somebody asks the library: kept under a number that they come back with, and under no name.

What is left once the answer was picked up is one more in a count.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from reticent.drawer import kinds
from reticent.drawer.kinds import Field, Kind
from reticent.drawer.slips import Drawer
from reticent.records import numbered
from reticent.records.numbered import TOO_LONG, CannotBeAsked

# The name under which all questions of a library are found.
LIST = "the questions"
# A question that nobody answers is not kept for ever.
ANSWERED_WITHIN = timedelta(days=90)
# Short enough that all of it lies in a slip of one length, in scripts of two bytes too.
LONGEST_QUESTION, LONGEST_ANSWER = 700, 1000
MEASURE = "question"
NOTHING_ASKED = "Write what you would like to know."
SAID = (*numbered.SAID, NOTHING_ASKED)

REFERENCE_QUESTION = kinds.declare(
    Kind(
        code=21,
        name="reference_question",
        title="Questions asked",
        why="To find you an answer, and to give it to whoever has the number.",
        need="until you have the answer, two weeks after it is there at the latest",
        fields=(
            Field("question", "to find an answer"),
            Field("asked_on", "to answer those first who wait longest"),
            Field("way", "to count how people ask"),
            Field("contact", "to tell you, if you want to be told; it goes when it is answered"),
            Field("to_tell", "to know that you want to be told"),
            Field("answer", "to let you read it"),
            Field("answered_on", "to know that it is answered"),
            Field("until", "to let it go by itself"),
        ),
        need_ended_on=numbered.over_on(ANSWERED_WITHIN),
        since="asked_on",
        # Nobody's: whoever has the number reads what is kept, and no registration leads here.
        about_person=False,
        at_least=4096,
    )
)


@dataclass(frozen=True, repr=False)
class Typed:
    """A question as it was typed."""

    question: str = ""
    contact: str = ""
    agreed: bool = False


def read(typed: Typed, *, takes_contact: bool, with_consent: bool) -> Typed:
    """What was typed, as it may be kept; `CannotBeAsked` says everything that is wrong with it."""
    wrong: dict[str, str] = {}
    question = typed.question.strip()
    if not question:
        wrong["question"] = NOTHING_ASKED
    elif len(question) > LONGEST_QUESTION:
        wrong["question"] = TOO_LONG
    contact = numbered.read_contact(
        typed.contact,
        agreed=typed.agreed,
        takes_contact=takes_contact,
        with_consent=with_consent,
        wrong=wrong,
    )
    if wrong:
        raise CannotBeAsked(wrong)
    return Typed(question, contact, bool(contact) and typed.agreed)


def ask(drawer: Drawer, asked: Typed, *, way: str, today: date) -> str:
    """Take a question in; the number to come back with."""
    return numbered.leave(
        drawer,
        kind=REFERENCE_QUESTION.name,
        thing=LIST,
        contact=asked.contact,
        today=today,
        counted=numbered.cell(MEASURE, asked_on=today, way=way),
        question=asked.question,
        way=way,
        answer="",
    )
