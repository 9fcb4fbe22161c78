"""Questions that somebody asks: taken from anybody, read by whose duty it is, picked up by whoever has the number.

Taking a question down opens nothing, and is no duty. The list of them is opened to whom the policy gives it, and each
time is written down; how to reach whoever asked is opened by itself, one question at a time, and written down with it.
"""

from dataclasses import dataclass
from datetime import date, datetime

from reticent.access import doorway
from reticent.access.asking import Asking
from reticent.access.doorway import NoDuty
from reticent.drawer import drawers
from reticent.drawer.minting import mint
from reticent.drawer.permits import Permit
from reticent.drawer.slips import Opened
from reticent.errors import Refused
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.policy import Decision
from reticent.records import facts, questions
from reticent.records.questions import REFERENCE_QUESTION, CannotBeAsked, Typed

PURPOSE = "reference"
# What a look at the list came to, and one at how to reach whoever asked.
LISTED, REACHED = "listed", "reached"
_KIND = REFERENCE_QUESTION.name
_CONTACT, _QUESTION = f"{_KIND}.contact", f"{_KIND}.question"
_WITHOUT_CONTACT = frozenset(f"{_KIND}.{name}" for name in REFERENCE_QUESTION.names) - {_CONTACT}


class NotTaken(Refused):
    """This policy keeps no questions: nothing is taken in that no policy would let go."""


@dataclass(frozen=True)
class QuestionForm:
    """What the policy in force lets be asked with a question, and by which clauses. About nobody.

    `taken`: it keeps questions, so that one may be taken in. What was taken under a policy before it goes by that one.
    """

    taken: bool
    takes_contact: bool
    with_consent: bool
    days_after: int
    rule: str
    clauses: tuple[str, ...]


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
    """The list, where the policy gives it to this duty; and how many were asked so far, which is what is left of all."""

    decision: Decision
    open: tuple[Question, ...] = ()
    answered: tuple[Question, ...] = ()
    asked_so_far: int = 0


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


@dataclass(frozen=True)
class Waiting:
    """How many questions nobody has answered yet, and since when the oldest waits."""

    many: int
    oldest: date | None


def form_of(library: Library) -> QuestionForm:
    """What may be asked here, and what becomes of it."""
    policy = library.policy
    period, asked = library.period_of(_KIND), policy.collect.get(_KIND)
    return QuestionForm(
        taken=_KIND in policy.keep and PURPOSE in policy.purposes,
        takes_contact=policy.takes_in(_CONTACT),
        with_consent=bool(asked and asked.with_consent),
        days_after=period.days_after if period else 0,
        rule=period.why if period else "",
        clauses=tuple(
            dict.fromkeys((*(period.clauses if period else ()), *(asked.clauses if asked else ())))
        ),
    )


def ask(library: Library, typed: Typed, *, way: str, now: datetime) -> str:
    """Take a question in, from whoever asks; the number to come back with. Opens nothing."""
    form = form_of(library)
    if not form.taken:
        raise NotTaken(
            "The policy in force keeps no questions. Ask at the desk: what is answered there is not kept."
        )
    read = questions.read(typed, takes_contact=form.takes_contact, with_consent=form.with_consent)
    return questions.ask(drawers.of(library.slug), read, way=way, today=library.day_of(now))


def pick_up(library: Library, typed_number: str) -> PickedUp:
    """The question and its answer, to whoever has the number."""
    drawer, number = drawers.of(library.slug), questions.number_in(typed_number)
    permit = _of_number(library, number, kinds=(_KIND, "look"))
    kept = questions.of_number(drawer, permit, number=number).payload
    seen = [s.payload for s in drawer.find(permit, subject=questions.subject(number), kind="look")]
    return PickedUp(
        question=kept["question"],
        answer=kept["answer"],
        asked_on=date.fromisoformat(kept["asked_on"]),
        answered_on=_day(kept["answered_on"]),
        until=_day(kept["until"]),
        has_contact=bool(kept["contact"]),
        read_on=tuple(sorted((date.fromisoformat(look["on"]), look["by_role"]) for look in seen)),
    )


def forget(library: Library, typed_number: str) -> None:
    """Whoever has the number needs it no longer: it goes at once."""
    number = questions.number_in(typed_number)
    questions.forget(drawers.of(library.slug), _of_number(library, number), number=number)


def asked(library: Library, staff: StaffAccount) -> Decision:
    """Whether this account may read the list. Nothing is opened, and nothing written down."""
    duty = doorway.duty_for(library, staff, PURPOSE)
    return doorway.of_whoever_is_here(library, staff, PURPOSE, duty)


def listed(library: Library, staff: StaffAccount, *, now: datetime) -> Listed:
    """The list of questions, without how to reach anybody; written down first."""
    today, drawer = library.day_of(now), drawers.of(library.slug)
    decision = doorway.allowed_to_act(library, staff, purpose=PURPOSE, person=None, now=now)
    if _QUESTION not in decision.fields:
        return Listed(decision)
    doorway.write_down(
        library, f"staff:{staff.pk}", staff, PURPOSE, decision, Asking(), now=now, today=today, instead=LISTED
    )
    permit = mint(
        library=library.slug, purpose=PURPOSE, kinds=[_KIND], thing=questions.LIST, fields=_WITHOUT_CONTACT
    )
    found = [_as_listed(slip) for slip in questions.every(drawer, permit)]
    return Listed(
        decision,
        open=tuple(each for each in found if each.answered_on is None),
        answered=tuple(each for each in found if each.answered_on is not None),
        asked_so_far=facts.total(library.slug, measure=questions.MEASURE),
    )


def reach(library: Library, staff: StaffAccount, number: str, *, now: datetime) -> str:
    """How to reach whoever asked this; written down first, for whoever has its number to read."""
    today, drawer = library.day_of(now), drawers.of(library.slug)
    number = questions.number_in(number)
    about = questions.subject(number)
    decision = doorway.allowed_to_act(library, staff, purpose=PURPOSE, person=about, now=now)
    if _CONTACT not in decision.fields:
        raise NoDuty(decision)
    questions.of_number(drawer, _of_number(library, number, fields=(f"{_KIND}.asked_on",)), number=number)
    doorway.write_down(
        library, about, staff, PURPOSE, decision, Asking(), now=now, today=today, instead=REACHED
    )
    permit = _of_number(library, number, fields=(_CONTACT,))
    contact: str = questions.of_number(drawer, permit, number=number).payload["contact"]
    return contact


def answer(
    library: Library, staff: StaffAccount, number: str, *, text: str, told: bool, now: datetime
) -> bool:
    """Answer a question: it waits for its number, or whoever asked has been `told`. Whether something of it is kept."""
    doorway.allowed_to_act(library, staff, purpose=PURPOSE, person=None, now=now)
    number, text = questions.number_in(number), text.strip()
    if not told and not text:
        raise CannotBeAsked(
            {"answer": "Write the answer that waits for the number, or say that they have it."}
        )
    if len(text) > questions.LONGEST_ANSWER:
        raise CannotBeAsked({"answer": questions.TOO_LONG})
    return questions.answer(
        drawers.of(library.slug),
        _of_number(library, number),
        number=number,
        answer=text,
        told=told,
        today=library.day_of(now),
        days_after=form_of(library).days_after,
    )


def open_again(library: Library, staff: StaffAccount, number: str, *, now: datetime) -> None:
    """It was answered by mistake: it stands among the open ones again."""
    doorway.allowed_to_act(library, staff, purpose=PURPOSE, person=None, now=now)
    number = questions.number_in(number)
    questions.open_again(drawers.of(library.slug), _of_number(library, number), number=number)


def waiting(library: Library) -> Waiting:
    """How many wait for an answer. Opens no question."""
    permit = mint(
        library=library.slug,
        purpose=PURPOSE,
        kinds=[_KIND],
        thing=questions.LIST,
        fields=[f"{_KIND}.asked_on", f"{_KIND}.answered_on"],
    )
    there = [s.payload for s in questions.every(drawers.of(library.slug), permit)]
    since = [date.fromisoformat(kept["asked_on"]) for kept in there if questions.is_open(kept)]
    return Waiting(len(since), min(since, default=None))


def _of_number(
    library: Library, number: str, *, kinds: tuple[str, ...] = (_KIND,), fields: tuple[str, ...] | None = None
) -> Permit:
    return mint(
        library=library.slug, purpose=PURPOSE, kinds=kinds, subject=questions.subject(number), fields=fields
    )


def _as_listed(slip: Opened) -> Question:
    kept = slip.payload
    return Question(
        number=questions.number_of(slip),
        asked_on=date.fromisoformat(kept["asked_on"]),
        way=kept["way"],
        question=kept["question"],
        answered_on=_day(kept["answered_on"]),
        until=_day(kept["until"]),
        wants_to_be_told=bool(kept["to_tell"]),
    )


def _day(kept: str | None) -> date | None:
    return date.fromisoformat(kept) if kept else None
