"""What is asked of a library besides a look at a record: a complaint, the Friends' list, what donors gave."""

from pydantic import Field

from reticent.policy.chapters.lists import Asker, Clauses
from reticent.policy.reading import Days, Flag, Strictly


class Complaints(Strictly):
    """Where a complaint goes and how soon it is answered. Without clauses it is this program's own courtesy."""

    to: str = Field(
        "", description="The office that answers; left out, the custodian.", examples=["Director"]
    )
    in_writing: Flag = Field(False, description="Whether the text asks for it in writing.")
    days: Days = Field(10, description="Within how many days it is answered.")
    investigates: Flag = Field(False, description="Whether the library may look into what happened.")
    clauses: Clauses = ()


class Friends(Strictly):
    """Whether patrons may choose the list of the Friends of the Library. Nobody else's address is passed on."""

    opt_in: Flag = Field(False, description="Whether the registration form lets them choose it.")
    clauses: Clauses = ()


class Donors(Strictly):
    """Who may use what donors gave. Left out, the text names no such records, and nobody may."""

    askers: tuple[Asker, ...] = Field(
        (), description="The people who raise funds.", examples=[["development_officer"]]
    )
    clauses: Clauses = ()
    apart_clauses: Clauses = ()
