"""Outside the library: who asks, which papers they bring, and what must be done about them."""

from typing import Annotated

from pydantic import Field

from reticent.policy.chapters.lists import (
    AskerClass,
    Clauses,
    Evidence,
    Note,
    Outcome,
    PurposeName,
    Stage,
)
from reticent.policy.reading import Flag, Strictly, one_of
from reticent.policy.statutes import InstrumentName


class Answer(Strictly):
    """How one class of askers is answered when they bring nothing that the statute counts."""

    outcome: Outcome = Field("refused", description="refused or referred; allowed is read as refused.")
    clauses: Clauses
    note: Note = ""


class Outsiders(Strictly):
    """How anyone outside is answered, and the classes the policy treats by name."""

    clauses: Clauses
    by_class: dict[AskerClass, Answer] = Field({}, description="The classes that the policy treats by name.")


class Release(Strictly):
    """Whether a release under a paper goes through a case only."""

    only_through_case: Flag = Field(True, description="Whether nothing is released at the desk.")
    clauses: Clauses = ()


class Instruments(Strictly):
    """The papers the policy accepts. Wider than the statute frees nothing; narrower defeats no order."""

    accepted: tuple[InstrumentName, ...] = Field(description="The papers that the text names.")
    clauses: Clauses
    note: Note = ""


class Form(Strictly):
    """What happens with a paper that is not in proper form."""

    cure: Flag = Field(description="Whether it goes back until its defects are cured.", examples=[False])
    clauses: Clauses = ()


class Showing(Strictly):
    """What must be shown before the library complies, and which papers show it by themselves."""

    what: str = Field(description="What must be shown.", examples=["good cause, shown in court"])
    shown_by: tuple[InstrumentName, ...] = Field(
        description="The papers that show it by themselves; a judge's order always does."
    )
    clauses: Clauses
    note: Note = ""


class Response(Strictly):
    """What may be done about a paper that demands more than it may have."""

    options: tuple[Annotated[str, one_of("object", "resist", "move_to_quash", "explain")], ...] = Field(
        (), description="The ways to answer that the text names."
    )
    clauses: Clauses = ()


class Step(Strictly):
    """One consultation or finding, in the order of the file, and what it comes before."""

    evidence: Evidence = Field(description="What is written down once the step is taken.")
    label: str = Field(description="The step, as staff are told it.", examples=["Consult counsel on form"])
    must: Flag = Field(description="Whether it must be taken, or only may be.", examples=[True])
    when: tuple[Stage, ...] = Field(
        description="Whether it is for a question without papers, with them, or both.", examples=[["papers"]]
    )
    before: Annotated[str, one_of("response", "determination", "compliance")] = Field(
        description="What waits for it; an order's return date and a judge's warrant never do."
    )
    clauses: Clauses


class Permission(Strictly):
    """What the patron's own written permission does."""

    outcome: Outcome = Field(description="Whether it frees what it names.", examples=["referred"])
    clauses: Clauses
    purposes: tuple[PurposeName, ...] = Field(
        ("hold", "lend", "account", "case"), description="The purposes for which it may be used."
    )
    note: Note = ""


class Foi(Strictly):
    """How a request under the Freedom of Information Act for patron records is answered."""

    clauses: Clauses
    steps: tuple[Annotated[str, one_of("deny_in_writing", "ask_counsel", "confer_with_counsel")], ...] = (
        Field(description="What is done, in this order.", examples=[["deny_in_writing"]])
    )
    note: Note = ""


class Costs(Strictly):
    """Who pays for a search. Never a condition of complying."""

    bill_agency: Flag = Field(False, description="Whether the agency that demands a search is billed.")
    clauses: Clauses = ()


class Consortium(Strictly):
    """The shared system in which loans live, if there is one."""

    name: str = Field(description="What it is called.", examples=["Bibliomation"])
    governs: Flag = Field(description="Whether its own policy governs the records in it.", examples=[False])
    kinds: tuple[str, ...] = Field((), description="The kinds of record that live in it.")
    clauses: Clauses = ()
