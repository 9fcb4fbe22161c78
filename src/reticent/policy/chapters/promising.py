"""What else a policy promises: what is asked for, how people are written to, slips, notes, losses, counts, changes."""

from typing import Annotated

from pydantic import Field

from reticent.policy.chapters.lists import Channel, Clauses, Evidence
from reticent.policy.reading import Days, Fields, Flag, Strictly, Whole, one_of


class Collected(Strictly):
    """What is asked for when a record of this kind is made. What is on none of its lists is not taken in."""

    required: Fields = Field((), description="What is needed.")
    optional: Fields = Field((), description="What may be given, and may be left out.")
    minors: Fields = Field((), description="What is asked of minors only.")
    with_consent: Flag = Field(
        False, description="Whether giving it is the patron's consent, and nothing is kept without."
    )
    clauses: Clauses = ()


class Messages(Strictly):
    """How people are written to of one class of things."""

    default: Annotated[str, one_of("on", "off", "never")] = Field(
        description="on: until the person stops it. off: once the person asks for it. never: not at all."
    )
    channels: tuple[Channel, ...] = Field(
        ("email",), description="The ways in which they are written to or called."
    )
    answers_are_kept: Flag = Field(
        False, description="Whether what somebody answers may be kept. Left out, it is not."
    )
    says: str = Field("", description="What is said with each of them.")
    clauses: Clauses = ()


class Interlibrary(Strictly):
    """What another library learns when something is borrowed from it for a patron."""

    opens: Fields = Field((), description="What it learns at most; left out, nothing of the person.")
    needs: tuple[Evidence, ...] = Field((), description="What must be on record of it first.")
    clauses: Clauses = ()


class Display(Strictly):
    """What lies open: hold slips, receipts, notices."""

    hold_slip: Annotated[str, one_of("alias", "number", "name")] = Field(
        "alias",
        description="What stands on the slip of a held item: a made-up name, part of a number, the name.",
    )
    receipt_titles: Flag = Field(False, description="Whether a receipt lists titles without being asked to.")
    notice_titles: Flag = Field(False, description="Whether a notice names titles.")
    clauses: Clauses = ()


class Notes(Strictly):
    """What staff may note beside a record."""

    free_text: Flag = Field(False, description="Whether in their own words, or from a list only.")
    days: Days | None = Field(
        None, description="After how many days a note ends; left out, with the record.", examples=[30]
    )
    clauses: Clauses = ()


class Ledger(Strictly):
    """The list of disclosures: how long it is kept, what it holds, who may read it."""

    years: Annotated[Whole, Field(ge=0)] = Field(
        description="How many years an entry is kept; the statute may ask for more.", examples=[5]
    )
    holds: tuple[Annotated[str, one_of("day", "recipient", "reason", "kind", "count")], ...] = Field(
        ("day", "recipient", "reason", "kind", "count"),
        description="What an entry holds. Titles are never on the list.",
    )
    readers: tuple[str, ...] = Field(
        (), description="Who may read all of it, by office; each person may read of herself."
    )
    clauses: Clauses = ()


class Breach(Strictly):
    """What follows when data are lost or stolen. The statute pack says what counts, and what is owed at least."""

    days: Days | None = Field(
        None,
        description="Within how many days those concerned are told; left out, the statute's.",
        examples=[30],
    )
    tell: tuple[str, ...] = Field((), description="Who else is told, by office.")
    services_months: Days | None = Field(
        None, description="For how many months help against identity theft is paid.", examples=[24]
    )
    clauses: Clauses = ()


class Statistics(Strictly):
    """What is published as counts."""

    threshold: Days = Field(10, description="Below which count nothing is published.")
    rounding: Annotated[Whole, Field(ge=1)] = Field(1, description="To what counts are rounded.")
    complementary: Flag = Field(
        True, description="Whether other counts are left out too, where they would give one away."
    )
    filed_in_full: Flag = Field(True, description="Whether the copy filed with the state keeps every count.")
    clauses: Clauses = ()


class Amendment(Strictly):
    """How the policy itself is changed."""

    by: str = Field("", description="Who may change it, as the text calls them.")
    posted: Flag = Field(False, description="Whether a change is posted on the library's site.")
    review_months: Days | None = Field(
        None, description="After how many months it is reviewed again.", examples=[24]
    )
    clauses: Clauses = ()
