"""What a record may be opened for, how long each kind is kept, and how nobody is to be reached."""

from typing import Annotated

from pydantic import Field

from reticent.policy.chapters.lists import Clauses, Duty, KeptKind, Mailing, Need, Wish
from reticent.policy.reading import Days, Fields, Flag, Strictly, one_of
from reticent.policy.vocabulary import WISHES


class Purpose(Strictly):
    """What a record may be opened for: the duties that need it, and the fields it opens."""

    label: str = Field(description="What the desk's button says.", examples=["Lend"])
    why: str = Field(
        description="The reason, said to the patron who asks who looked.",
        examples=["To see whether this card may borrow."],
    )
    duties: tuple[Duty, ...] = Field((), description="The duties that need it; without one, no staff do.")
    opens: Fields = Field((), description="The fields it opens; a kind's name means all of its fields.")
    for_patron: Flag = Field(False, description="Whether patrons may ask it of their own record.")
    for_guardian: Flag = Field(False, description="Whether a parent who is let in may ask it.")
    clauses: Clauses = ()


class Period(Strictly):
    """How long a kind of record is kept: as long as its need stands, and some days after."""

    need: Need = Field(description="What keeps it: until when somebody needs it.")
    days_after: Days = Field(description="How many days it stays once that need is gone.", examples=[0])
    why: str = Field(
        description="The reason, said on the public page.", examples=["Nobody needs it any longer."]
    )
    action: Annotated[str, one_of("delete", "unlink", "aggregate", "archive")] = Field(
        "delete",
        description="What is done then: deleted; cut from the person; added up and deleted; or handed to an archive.",
    )
    authority: str = Field(
        "", description="What allows it: for a municipal record the state's approval, by form and number."
    )
    exceptions: tuple[Annotated[str, one_of("open_charge", "hold", "opt_in")], ...] = Field(
        (),
        description="What keeps one longer: money still owed for it, a legal hold, the patron's own wish.",
    )
    clauses: Clauses = ()
    follows: KeptKind | None = Field(
        None, description="The kind that it goes with, for exactly as long.", examples=["registration"]
    )


class Wishes(Strictly):
    """How a patron may ask not to be reached. Without clauses it is this program's own courtesy."""

    kinds: tuple[Wish, ...] = Field(tuple(WISHES), description="The wishes that can be noted.")
    clauses: Clauses = ()
    email_clauses: Clauses = ()
    email_covers: tuple[Mailing, ...] = Field(
        ("newsletter",),
        description="The mail that a reader may stop; with account, she is asked about loans and holds by itself.",
    )
