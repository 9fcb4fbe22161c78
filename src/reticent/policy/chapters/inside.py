"""Inside the library: staff, the patron herself, a minor's parent, volunteers, contractors, vendors."""

from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from reticent.policy.chapters.lists import (
    Channel,
    Clauses,
    ContractTerm,
    Evidence,
    Note,
    Outcome,
    Proof,
    PurposeName,
)
from reticent.policy.reading import Fields, Flag, Strictly, Whole, one_of

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
        None,
        description="The age at which the view ends, never beyond the statute's; left out, the statute's.",
        examples=[18],
    )
    proofs: tuple[Proof, ...] = Field((), description="What shows who she is.")
    channels: tuple[Channel, ...] = Field(("in_person",), description="The ways in which she may ask.")
    proofs_needed: Annotated[str, one_of("any", "all")] = Field(
        "any", description="Whether any one of the proofs does, or all are needed."
    )
    opens: Fields = Field(
        (), description="What she may see at most, within what the purpose opens; left out, all of it."
    )
    only_overdue: Flag = Field(False, description="Whether she sees, of what is out, only what is overdue.")
    must: Flag = Field(False, description="Whether the library must show it to her, or only may.")
    keeps_out: tuple[Annotated[str, one_of("court_order", "denied_placement", "not_noted")], ...] = Field(
        ("court_order",),
        description="Whom no proof lets in. A court order always does; denied_placement is noted the same way;"
        " not_noted is whoever is not noted as this child's guardian.",
    )
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
    needs: tuple[Evidence, ...] = Field(
        (),
        description="What must be on record first, beside what the law asks whatever stands here: of an agent a contract"
        " in force that binds it to confidence, of a volunteer that the Director recorded her.",
    )
    purposes: tuple[PurposeName, ...] = Field(
        (),
        description="The purposes it is for. Left out: whatever a volunteer's duty needs, but for"
        " programs, and none of an agent's.",
    )
    opens: Fields = Field(
        (),
        description="What is seen at most, within what the purpose opens. Left out: all of it by a volunteer, nothing by"
        " an agent, who is never told a title.",
    )
    legal_basis: str = Field("", description="What carries it, where no clause does; said with the answer.")
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


class VendorTerms(Strictly):
    """What one vendor is told, where that is not what every other is."""

    release: Annotated[str, one_of("nothing", "entitlement", "pseudonym", "attributes")] = Field(
        description="nothing; whether somebody is entitled; a number made up for it besides; or the attributes."
    )
    attributes: Fields = Field(
        (), description="With attributes: what it may have, once a contract in force binds it to confidence."
    )
    clauses: Clauses = ()


class Term(Strictly):
    """One thing that a contract must say, and the clauses whose promise it carries on."""

    clauses: Clauses = ()


class Contracts(Strictly):
    """What a contract must say of whoever is told something about patrons. Left out, the law alone asks of an agent."""

    effort: Annotated[str, one_of("ensures", "seeks")] = Field(
        description="ensures: nobody is told anything until the contract says it. seeks: until the library has asked for"
        " it in writing.",
        examples=["seeks"],
    )
    terms: dict[ContractTerm, Term] = Field(
        description="What it must say, each with the clauses of this text that it carries on."
    )
    clauses: Clauses = ()


class Designated(Strictly):
    """What somebody may do whom a patron sends. Left out: whatever the permission names."""

    purposes: tuple[PurposeName, ...] = Field(("hold", "lend"), description="What they may be sent for.")
    opens: Fields = Field(
        (), description="What they learn at most of what the permission names; left out, all of it."
    )
    form: Annotated[str, one_of("any", "written", "spoken")] = Field(
        "any", description="How the patron says so."
    )
    legal_basis: str = Field("", description="What carries it, where no clause does; said with the answer.")
    clauses: Clauses = ()
