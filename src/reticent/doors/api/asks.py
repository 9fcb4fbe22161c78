"""What may be sent to this door, field by field, and what is answered. What is not named here is not taken."""

import re
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt, WithJsonSchema

from reticent.disclosure import incidents
from reticent.policy.vocabulary import LOSABLE_KINDS, PERSONAL_INFORMATION
from reticent.records.stations import MOST_NAME

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# Nothing that a store cannot hold: no control characters but those of a letter's lines.
_TEXT = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$"


def _day(sent: object) -> object:
    if not isinstance(sent, str) or not _DAY.fullmatch(sent):
        raise ValueError("write a day as 2026-11-20")
    return sent


def _each_once(sent: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(sent))


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]


def _one_of(words: Any) -> Any:
    known = tuple(words)

    def check(sent: str) -> str:
        if sent not in known:
            raise ValueError(f"one of {', '.join(known)}")
        return sent

    return Annotated[str, AfterValidator(check), WithJsonSchema({"type": "string", "enum": list(known)})]


if TYPE_CHECKING:
    KindWord: TypeAlias = str
    InformationWord: TypeAlias = str
else:
    KindWord, InformationWord = _one_of(LOSABLE_KINDS), _one_of(PERSONAL_INFORMATION)


class Sent(Schema):
    """What is sent: exactly these fields."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)


class Asked(Sent):
    """A card, and the PIN that whoever uses it typed. Neither is kept, nor written into any log."""

    card: str = Field(min_length=1, max_length=60, pattern=_TEXT, description="The number of the card.")
    pin: str = Field(min_length=1, max_length=60, pattern=_TEXT, description="The PIN, as it was typed.")


class Entitled(Schema):
    """The whole answer."""

    entitled: bool = Field(
        description="Whether the card may be used today. No says nothing of why: nobody's card, a wrong PIN, a card that"
        " must wait after wrong tries, or one that has expired."
    )


class Wiped(Sent):
    """Which public computers were wiped today."""

    computers: tuple[Annotated[str, Field(min_length=1, max_length=MOST_NAME, pattern=_TEXT)], ...] = Field(
        min_length=1, max_length=200, description="Their names, as the library has written them down."
    )


class Noted(Schema):
    """How many were noted anew: one that was noted today already is not noted again."""

    noted: int


class Returned(Sent):
    """Mail that came back, each as the mail server sent it (RFC 3464)."""

    messages: tuple[Annotated[str, Field(min_length=1, max_length=60_000)], ...] = Field(
        min_length=1,
        max_length=20,
        description="Whole messages. Of an address that failed for good a keyed mark is kept for 90 days; nothing else.",
    )


class Failed(Schema):
    """What was read in them."""

    addresses: int = Field(description="How many addresses failed for good.")
    without: int = Field(description="How many of the messages said so of none.")


class Told(Sent):
    """What was lost, or seen by somebody who should not have. Name nobody: numbers and addresses are refused."""

    words: str = Field(
        min_length=1, max_length=incidents.MOST["words"], pattern=_TEXT, description="What happened."
    )
    found_on: Day = Field(description="On which day it was found: the law's clock runs from it.")
    happened_on: Day | None = Field(None, description="On which day it happened, where that is known.")
    kinds: Annotated[tuple[KindWord, ...], AfterValidator(_each_once)] = Field(
        (), max_length=len(LOSABLE_KINDS), description="Which kinds of record."
    )
    information: Annotated[tuple[InformationWord, ...], AfterValidator(_each_once)] | None = Field(
        None,
        max_length=len(PERSONAL_INFORMATION),
        description="What of the law's list was in it; left out where it is not known yet.",
    )
    readable: StrictBool | None = Field(None, description="Whether it could be read, not encrypted.")
    about: Annotated[StrictInt, Field(ge=0, le=10**9)] | None = Field(
        None, description="About how many people; an estimate is enough."
    )


class Taken(Schema):
    """That it was written down, and the library's director sees it."""

    noted: bool


class Error(Schema):
    """One field to mend."""

    field: str
    detail: str


class ProblemSaid(Schema):
    """A problem (RFC 9457): `code` is one of a closed list, `detail` says what to do."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    clauses: list[str] | None = Field(None, description="By which clauses of the library's policy.")
    next: list[str] | None = Field(None, description="What may lawfully be done next.")
    errors: list[Error] | None = None
