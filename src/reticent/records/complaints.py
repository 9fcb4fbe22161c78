"""Complaints: what somebody says of how records were handled, by when it is answered, what was found, the answer.

Nobody has to say who complains: then a receipt's number is all that leads to it, and it is kept nowhere but in the name
under which the complaint lies. Who signed in may have it with her record; it is then hers to read there, and stays when
her account is closed, until its own days are over.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from reticent.drawer import kinds
from reticent.drawer.kinds import Field, Kind, Payload
from reticent.drawer.permits import Permit
from reticent.drawer.slips import Drawer, Opened, tried_again
from reticent.errors import Refused
from reticent.people.patrons import CannotBeKept, lines_of
from reticent.records import numbered

# The name under which all complaints of a library are found.
LIST = "complaints"
LONGEST, LONGEST_REACH = 2000, 200

COMPLAINT = kinds.declare(
    Kind(
        code=17,
        name="complaint",
        title="Complaints",
        why="To look into what you complained of, and to answer you.",
        need="until it is answered, and a year after",
        fields=(
            Field("person", "to show you on your own page where it stands, if you wish that"),
            Field("came_on", "to know since when it waits"),
            Field("answer_by", "to answer it in time"),
            Field("words", "to know what to look into"),
            Field("reach", "to answer where you asked us to"),
            Field("found", "to let you read what was found"),
            Field("answer", "to let you read what was done"),
            Field("answered_on", "to forget it when its year is over"),
        ),
        need_ended_on=lambda payload: kinds.day(payload["answered_on"]),
        since="came_on",
        # The length tells neither how much somebody had to say nor whether there is an answer.
        at_least=16384,
        days_after=365,
    )
)


class NotThere(Refused):
    """The complaint is not there, or not any more."""


class AnsweredAlready(Refused):
    """An answer stands, and is not changed behind the back of whoever read it."""


@dataclass(frozen=True, repr=False)
class Complaint:
    """One complaint, as far as it was opened. `person` is empty where nobody says who complains."""

    mark: str
    person: str
    came_on: date
    answer_by: date
    answered_on: date | None
    words: str = ""
    reach: str = ""
    found: str = ""
    answer: str = ""


# Longer than a question's: what lies under it is nobody's to guess in a year.
_GROUPS = _IN_A_GROUP = 4


def new_number() -> str:
    """A number for a receipt, like BKTR-2XHN-9WQD-LMVC."""
    return numbered.new_number(groups=_GROUPS, in_a_group=_IN_A_GROUP)


def number_in(typed: str) -> str:
    """A number as it was typed, with or without dashes and blanks; empty where it can be none."""
    return numbered.number_in(typed, groups=_GROUPS, in_a_group=_IN_A_GROUP)


def under(number: str) -> str:
    """The subject of a complaint of which nobody says whose it is."""
    return "complaint:" + number


def read(words: str, reach: str = "") -> tuple[str, str]:
    """What was typed, as it may be kept; `CannotBeKept` says what is wrong with it."""
    reach = " ".join(reach.split())
    wrong: dict[str, str] = {}
    plain = text(words, field="words", wrong=wrong)
    if len(reach) > LONGEST_REACH:
        wrong["reach"] = f"Write at most {LONGEST_REACH} characters."
    if wrong:
        raise CannotBeKept(wrong)
    return plain, reach


def text(typed: str, *, field: str, wrong: dict[str, str]) -> str:
    """Some sentences as they may be kept; what is wrong with them is said of the field."""
    plain = lines_of(typed)
    if not plain:
        wrong[field] = "Write what is to be said."
    elif len(plain) > LONGEST:
        wrong[field] = f"Write at most {LONGEST} characters."
    return plain


def is_taken(drawer: Drawer, permit: Permit, *, subject: str, words: str, on: date) -> bool:
    """Whether the same was taken down on this day already."""
    found = drawer.find(permit, subject=subject, kind=COMPLAINT.name)
    return any((s.payload["words"], s.payload["came_on"]) == (words, on.isoformat()) for s in found)


@tried_again
def put(
    drawer: Drawer,
    permit: Permit,
    *,
    subject: str,
    person: str,
    words: str,
    reach: str,
    on: date,
    answer_by: date,
) -> None:
    """Take it down, but once: a form may be sent twice at the same time."""
    with drawer.writing() as writer:
        if is_taken(drawer, permit, subject=subject, words=words, on=on):
            return
        writer.put(
            subject=subject,
            thing=LIST,
            kind=COMPLAINT.name,
            payload={
                "person": person,
                "came_on": on.isoformat(),
                "answer_by": answer_by.isoformat(),
                "words": words,
                "reach": reach,
                "found": "",
                "answer": "",
                "answered_on": None,
            },
        )


@tried_again
def write(drawer: Drawer, permit: Permit, *, mark: str, answered_on: date | None, **said: str) -> None:
    """Write down what was found, or the answer; an answer that stands is not changed."""
    with drawer.writing() as writer:
        slip = one(drawer, permit, mark=mark)
        if slip.payload["answered_on"] is not None:
            raise AnsweredAlready(
                "This complaint was answered meanwhile. Read the answer; nothing was changed."
            )
        writer.replace(slip, **said, answered_on=answered_on.isoformat() if answered_on else None)


def every(drawer: Drawer, permit: Permit) -> list[Opened]:
    """Every complaint, as far as the permit goes."""
    return [slip for slip in drawer.find_thing(permit, thing=LIST) if slip.kind == COMPLAINT.name]


def one(drawer: Drawer, permit: Permit, *, mark: str) -> Opened:
    """The complaint with this mark."""
    for slip in every(drawer, permit):
        if slip.mark == mark:
            return slip
    raise NotThere("This complaint is not here any more. Look at the list again; nothing was changed.")


def shown(slip: Opened) -> Complaint:
    """A complaint as values, as far as it was opened."""
    kept: Payload = slip.payload
    return Complaint(
        mark=slip.mark,
        person=kept.get("person") or "",
        came_on=date.fromisoformat(kept["came_on"]),
        answer_by=date.fromisoformat(kept["answer_by"]),
        answered_on=kinds.day(kept["answered_on"]),
        words=kept.get("words") or "",
        reach=kept.get("reach") or "",
        found=kept.get("found") or "",
        answer=kept.get("answer") or "",
    )


def to_tell(complaint: Complaint) -> Complaint:
    """The same for whoever complained: what is still being written is not told by halves."""
    return complaint if complaint.answered_on else replace(complaint, found="", answer="")


def in_order(slips: Iterable[Opened]) -> tuple[Complaint, ...]:
    """Open before answered; of the open what is due first, of the answered the newest first."""
    found = [shown(slip) for slip in slips]
    waiting = sorted((c for c in found if c.answered_on is None), key=lambda c: (c.answer_by, c.mark))
    done = sorted((c for c in found if c.answered_on), key=lambda c: (c.answered_on, c.mark), reverse=True)
    return (*waiting, *done)
