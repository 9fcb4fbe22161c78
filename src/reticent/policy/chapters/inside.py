"""Inside the library: staff, the patron herself, a minor's parent, volunteers, contractors, vendors."""

from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from reticent.policy.chapters.lists import (
    Channel,
    Clauses,
    Evidence,
    Note,
    Outcome,
    Proof,
    PurposeName,
)
from reticent.policy.reading import Fields, Strictly, Whole, one_of

# What `shelf` asks of a parent who is let in, for the editor to say at once.
_LET_IN: JsonDict = {
    "if": {"properties": {"allowed": {"const": "yes"}}, "required": ["allowed"]},
    "then": {
        "required": ["proofs", "legal_basis"],
        "properties": {"proofs": {"minItems": 1}, "legal_basis": {"minLength": 1}},
    },
}


class Staff(Strictly):
    """Under which clauses staff may open a record for a duty in hand."""

    clauses: Clauses = ()


class Own(Strictly):
    """Under which clauses patrons see what is held about themselves."""

    clauses: Clauses = ()
    note: Note = ""


class Guardian(Strictly):
    """Whether a minor's parent or guardian may see the minor's record, and what shows who she is."""

    model_config = ConfigDict(json_schema_extra=_LET_IN)

    allowed: Annotated[str, one_of("yes", "no", "silent")] = Field(
        description="Whether a parent may see it. yes needs proofs and a legal_basis; silent refers her.",
        examples=["silent"],
    )
    age: Whole | None = Field(
        None, description="The age at which the view ends; left out, the statute's.", examples=[18]
    )
    proofs: tuple[Proof, ...] = Field((), description="What shows who she is.")
    channels: tuple[Channel, ...] = Field(("in_person",), description="The ways in which she may ask.")
    legal_basis: str = Field(
        "", description="What carries it, where the statute is silent on parents; read aloud with the answer."
    )
    clauses: Clauses = ()
    proof_clauses: Clauses = ()
    age_clauses: Clauses = ()
    note: Note = ""


class Insider(Strictly):
    """What a volunteer, or an agent under contract, may do."""

    outcome: Outcome = Field(
        description="allowed, once what it needs is on record; refused; or referred.", examples=["referred"]
    )
    clauses: Clauses
    needs: tuple[Evidence, ...] = Field((), description="What must be on record first.")
    purposes: tuple[PurposeName, ...] = Field(
        (), description="The purposes for which an agent may see something."
    )
    opens: Fields = Field((), description="What an agent may see at most, within what the purpose opens.")
    note: Note = ""


class Insiders(Strictly):
    """People who are neither staff nor outsiders."""

    volunteer: Insider
    agent: Insider


class Vendor(Strictly):
    """What a vendor's machine is told: whether someone is entitled, or nothing."""

    outcome: Outcome = Field(description="Whether it is told anything at all.", examples=["referred"])
    clauses: Clauses
    entitled_as: str = Field(
        "", description="What its one question is about.", examples=["a registered patron of the library"]
    )
    purposes: tuple[PurposeName, ...] = Field(("lend",), description="The purposes for which it may ask.")
