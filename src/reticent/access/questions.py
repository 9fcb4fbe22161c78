"""Questions that somebody asks: taken from anybody, read by whose duty it is, picked up by whoever has the number."""

from dataclasses import dataclass
from datetime import date, datetime

from reticent.access.numbered import NotTaken, Shelf
from reticent.drawer import drawers, kinds
from reticent.drawer.slips import Opened
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.records import facts, questions
from reticent.records.numbered import TOO_LONG, number_of
from reticent.records.questions import REFERENCE_QUESTION, Typed

PURPOSE = "reference"
_SHELF = Shelf(REFERENCE_QUESTION, PURPOSE, questions.LIST)
# What is the same of all that is left under a number.
form_of, asked, reach, forget, waiting = (
    _SHELF.form,
    _SHELF.asked,
    _SHELF.reach,
    _SHELF.forget,
    _SHELF.waiting,
)


@dataclass(frozen=True, repr=False)
class Question:
    """One question as the list has it. How to reach whoever asked is not in it, only whether they said."""

    number: str
    asked_on: date
    way: str
    question: str
    answered_on: date | None
    until: date | None
    wants_to_be_told: bool


@dataclass(frozen=True, repr=False)
class Listed:
    """The list; and how many were asked so far, which is what is left of all."""

    open: tuple[Question, ...]
    answered: tuple[Question, ...]
    asked_so_far: int


@dataclass(frozen=True, repr=False)
class PickedUp:
    """What whoever has the number reads: question, answer, what is kept of it and until when, and who read it."""

    question: str
    answer: str
    asked_on: date
    answered_on: date | None
    until: date | None
    has_contact: bool
    read_on: tuple[tuple[date, str], ...]


def ask(library: Library, typed: Typed, *, way: str, now: datetime) -> str:
    """Take a question in, from whoever asks; the number to come back with. Opens nothing."""
    form = form_of(library)
    if not form.taken:
        raise NotTaken(
            "The policy in force keeps no questions. Ask at the desk: what is answered there is not kept."
        )
    read = questions.read(typed, takes_contact=form.takes_contact, with_consent=form.with_consent)
    return questions.ask(drawers.of(library.slug), read, way=way, today=library.day_of(now))


def pick_up(library: Library, typed: str) -> PickedUp:
    """The question and its answer, to whoever has the number."""
    kept, read_on = _SHELF.pick_up(library, typed)
    return PickedUp(
        question=kept["question"],
        answer=kept["answer"],
        asked_on=date.fromisoformat(kept["asked_on"]),
        answered_on=kinds.day(kept["answered_on"]),
        until=kinds.day(kept["until"]),
        has_contact=bool(kept["contact"]),
        read_on=read_on,
    )


def listed(library: Library, staff: StaffAccount, *, now: datetime) -> Listed:
    """The list of questions, without how to reach anybody; written down first."""
    found = [_as_listed(slip) for slip in _SHELF.listed(library, staff, now=now)]
    return Listed(
        open=tuple(each for each in found if each.answered_on is None),
        answered=tuple(each for each in found if each.answered_on is not None),
        asked_so_far=facts.total(library.slug, measure=questions.MEASURE),
    )


def answer(
    library: Library, staff: StaffAccount, typed: str, *, text: str, told: bool, now: datetime
) -> bool:
    """Answer a question: it waits for its number, or whoever asked has been `told`. Whether something of it is kept."""
    text, wrong = text.strip(), {}
    if not told and not text:
        wrong["answer"] = "Write the answer that waits for the number, or say that they have it."
    elif len(text) > questions.LONGEST_ANSWER:
        wrong["answer"] = TOO_LONG
    return _SHELF.answer(library, staff, typed, told=told, wrong=wrong, now=now, answer=text)


def open_again(library: Library, staff: StaffAccount, typed: str, *, now: datetime) -> None:
    """It was answered by mistake: it stands among the open ones again."""
    _SHELF.open_again(library, staff, typed, now=now, answer="")


def _as_listed(slip: Opened) -> Question:
    kept = slip.payload
    return Question(
        number=number_of(slip),
        asked_on=date.fromisoformat(kept["asked_on"]),
        way=kept["way"],
        question=kept["question"],
        answered_on=kinds.day(kept["answered_on"]),
        until=kinds.day(kept["until"]),
        wants_to_be_told=bool(kept["to_tell"]),
    )
