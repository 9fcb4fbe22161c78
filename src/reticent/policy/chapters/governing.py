"""Who answers, who decides and whom the policy binds."""

from typing import Annotated

from pydantic import Field

from reticent.policy.chapters.lists import AskerClass, Clauses
from reticent.policy.reading import Flag, Strictly, one_of


class Flags(Strictly):
    """What kind of body the library is in law."""

    entity_type: Annotated[str, one_of("municipal", "association", "district")] = Field(
        description="Whether a town runs the library, an association, or a district."
    )
    public_agency: Flag = Field(
        description="Whether the freedom-of-information law binds it.", examples=[True]
    )
    personal_data_act: Flag = Field(
        description="Whether the Personal Data Act (CGS 4-190 to 4-197) binds it; own-data answers cite it then.",
        examples=[True],
    )
    state_disposition: Flag = Field(
        description="Whether destroying its records needs the state's authority first (CGS 11-8a).",
        examples=[True],
    )
    asks_birth_date: Flag = Field(
        description="Whether minors are asked a birth date; only the day they come of age is kept of it.",
        examples=[False],
    )


class Custodian(Strictly):
    """Who answers requests from outside."""

    title: str = Field(description="The office, as the text calls it.", examples=["Library Director"])
    deputies: tuple[str, ...] = Field(
        (),
        description="Who is called, in this order, while the custodian is away.",
        examples=[["Head of Circulation"]],
    )
    delegate: Annotated[str, one_of("no", "yes", "in_writing")] = Field(
        "no", description="Whether the custodian may appoint someone else to answer."
    )
    clauses: Clauses = ()


class Decider(Strictly):
    """Who decides once papers are shown."""

    title: str = Field(description="The office or body, as the text calls it.", examples=["Library Director"])
    clauses: Clauses = ()


class Referral(Strictly):
    """To whom the desk hands an outsider. Without clauses it is this program's own advice."""

    to: str = Field(description="The office whom staff call.", examples=["Library Director"])
    askers: tuple[AskerClass, ...] = Field(
        (), description="The classes of askers for which a clause says so; it is cited for them alone."
    )
    clauses: Clauses = ()


class Bound(Strictly):
    """Whom the policy binds to silence."""

    who: tuple[str, ...] = Field(description="The people, as the text names them.", examples=[["staff"]])
    clauses: Clauses = ()
