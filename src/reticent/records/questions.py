"""Questions that somebody asks the library: kept under a number that they come back with, and under no name.

Whoever asks is nobody here (M19-04, WE-07): no card, no name, no link to a registration. How to reach them, where they
gave it, goes in the transaction that answers; what is left once the answer was picked up is one more in a count.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from reticent.drawer import kinds
from reticent.drawer.kinds import Field, Kind, Payload
from reticent.drawer.permits import Permit
from reticent.drawer.slips import Cell, Drawer, Opened, tried_again
from reticent.errors import Malformed, Refused
from reticent.records import holds

# The name under which all questions of a library are found.
LIST = "the questions"
# How a question came in, as it is counted.
DESK, PHONE, WEB = "desk", "phone", "web"
WAYS = (DESK, PHONE, WEB)
# An answer waits so long for whoever has the number; a question that nobody answers is not kept for ever.
PICKED_UP_WITHIN = timedelta(days=14)
ANSWERED_WITHIN = timedelta(days=90)
# Short enough that all of it lies in a slip of one length, in scripts of two bytes too.
LONGEST_QUESTION, LONGEST_CONTACT, LONGEST_ANSWER = 700, 120, 1000
MEASURE = "question"
# What is said of what was typed; read by whoever asks, so in her language too.
NOTHING_ASKED = "Write what you would like to know."
TOO_LONG = "It is too long. Shorten it."
NOT_KEPT = "This policy keeps nothing of whoever asks. Leave it empty."
NOT_AGREED = "Agree that we keep how to reach you until it is answered, or leave that empty."
SAID = (NOTHING_ASKED, TOO_LONG, NOT_KEPT, NOT_AGREED)
_GROUPS, _IN_A_GROUP = 3, 3


class NoSuchQuestion(Refused):
    """There is no question under this number, or none any more."""


class AnsweredAlready(Refused):
    """Somebody else has answered it meanwhile."""


class CannotBeAsked(Malformed):
    """What was typed cannot be kept; `fields` says what to mend where."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = fields


def _over_on(payload: Payload) -> date | None:
    asked, until = kinds.day(payload["asked_on"]), kinds.day(payload["until"])
    return until or (asked + ANSWERED_WITHIN if asked else None)


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
        need_ended_on=_over_on,
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


def new_number(*, groups: int = _GROUPS, in_a_group: int = _IN_A_GROUP) -> str:
    """A number to come back with, like KR4-7BX-2MD: no vowels, so that no word comes about."""
    signs = holds.SIGNS
    return "-".join("".join(secrets.choice(signs) for _ in range(in_a_group)) for _ in range(groups))


def number_in(typed: str, *, groups: int = _GROUPS, in_a_group: int = _IN_A_GROUP) -> str:
    """The number as it was written down, whatever stands between its signs; empty where it can be none."""
    signs = re.sub(r"[^0-9A-Z]", "", typed.upper())
    if len(signs) != groups * in_a_group:
        return ""
    return "-".join(signs[at : at + in_a_group] for at in range(0, len(signs), in_a_group))


def subject(number: str) -> str:
    """The name under which the drawer keeps the question of this number."""
    return "q:" + number


def number_of(slip: Opened) -> str:
    """The number of a question."""
    return slip.subject.removeprefix("q:")


def is_open(payload: Payload) -> bool:
    """Whether nobody has answered it yet."""
    return payload["answered_on"] is None


def cell(*, asked_on: date, way: str) -> Cell:
    """The coarse fact of a question: the month and the way it came. It holds no word of what was asked."""
    return (MEASURE, asked_on.isoformat()[:7], "", way, "", "")


def read(typed: Typed, *, takes_contact: bool, with_consent: bool) -> Typed:
    """What was typed, as it may be kept; `CannotBeAsked` says everything that is wrong with it."""
    wrong: dict[str, str] = {}
    question, contact = typed.question.strip(), " ".join(typed.contact.split())
    if not question:
        wrong["question"] = NOTHING_ASKED
    elif len(question) > LONGEST_QUESTION:
        wrong["question"] = TOO_LONG
    if contact and not takes_contact:
        wrong["contact"] = NOT_KEPT
    elif len(contact) > LONGEST_CONTACT:
        wrong["contact"] = TOO_LONG
    elif contact and with_consent and not typed.agreed:
        wrong["agreed"] = NOT_AGREED
    if wrong:
        raise CannotBeAsked(wrong)
    return Typed(question, contact, bool(contact) and typed.agreed)


@tried_again
def ask(drawer: Drawer, asked: Typed, *, way: str, today: date) -> str:
    """Take a question in; the number to come back with."""
    number = new_number()
    with drawer.writing() as writer:
        writer.put(
            subject=subject(number),
            thing=LIST,
            kind=REFERENCE_QUESTION.name,
            payload={
                "question": asked.question,
                "asked_on": today.isoformat(),
                "way": way,
                "contact": asked.contact,
                "to_tell": bool(asked.contact),
                "answer": "",
                "answered_on": None,
                "until": None,
            },
            cell=cell(asked_on=today, way=way),
        )
    return number


def every(drawer: Drawer, permit: Permit) -> list[Opened]:
    """Every question that is kept, as far as the permit goes; who asked first comes first."""
    found = [slip for slip in drawer.find_thing(permit, thing=LIST) if slip.kind == REFERENCE_QUESTION.name]
    return sorted(found, key=lambda slip: slip.payload["asked_on"])


def of_number(drawer: Drawer, permit: Permit, *, number: str) -> Opened:
    """The question of this number; `NoSuchQuestion` where there is none, or none any more."""
    found = drawer.find(permit, subject=subject(number), kind=REFERENCE_QUESTION.name) if number else []
    if not found:
        raise NoSuchQuestion("There is no question under this number, or it has gone by now.")
    return found[0]


@tried_again
def answer(
    drawer: Drawer, permit: Permit, *, number: str, answer: str, told: bool, today: date, days_after: int
) -> bool:
    """Answer it; how to reach whoever asked goes with it. `told`: they have the answer, nothing waits for them. Whether
    something of it is still kept."""
    with drawer.writing() as writer:
        slip = of_number(drawer, permit, number=number)
        if not is_open(slip.payload):
            raise AnsweredAlready("This question is answered already. Nothing was changed.")
        if told and days_after == 0:
            writer.end(slip)
            return False
        until = today if told else today + PICKED_UP_WITHIN
        writer.replace(
            slip,
            answer=answer,
            answered_on=today.isoformat(),
            until=until.isoformat(),
            contact="",
            to_tell=False,
        )
    return True


@tried_again
def open_again(drawer: Drawer, permit: Permit, *, number: str) -> None:
    """It was answered by mistake. How to reach whoever asked does not come back."""
    with drawer.writing() as writer:
        slip = of_number(drawer, permit, number=number)
        writer.replace(slip, answer="", answered_on=None, until=None)


@tried_again
def forget(drawer: Drawer, permit: Permit, *, number: str) -> None:
    """Whoever has the number has read the answer, or wants none any more: it goes at once."""
    with drawer.writing() as writer:
        writer.end(of_number(drawer, permit, number=number))
