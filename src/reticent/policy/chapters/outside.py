"""Outside the library: who asks, which papers they bring, and what must be done about them."""

from typing import Annotated

from pydantic import Field

from reticent.policy.chapters.lists import (
    AskerClass,
    Clauses,
    Evidence,
    KeptKind,
    Note,
    Outcome,
    PurposeName,
    Stage,
)
from reticent.policy.reading import Days, Flag, Strictly, one_of
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


class Treatment(Strictly):
    """What is done about one kind of paper. No policy defeats what the law compels."""

    then: Annotated[str, one_of("accept", "counsel", "refuse")] = Field(
        description="accept, once what it needs is on record; hand it to counsel; or refuse it."
    )
    needs: tuple[Evidence, ...] = Field((), description="What must be on record before it is followed.")
    clauses: Clauses = ()


class Instruments(Strictly):
    """The papers the policy accepts. Wider than the statute frees nothing; narrower defeats no order."""

    accepted: tuple[InstrumentName, ...] = Field(description="The papers that the text names.")
    clauses: Clauses
    note: Note = ""
    by_kind: dict[InstrumentName, Treatment] = Field(
        {}, description="The papers about which the text says more than that it accepts them."
    )


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
    stance: Annotated[
        str, one_of("not_decided", "resist_until_good_cause", "comply_when_proper", "counsel_decides")
    ] = Field(
        "not_decided",
        description="How the library meets a demand. resist_until_good_cause needs [showing]; counsel_decides needs a"
        " step in which counsel finds something.",
    )
    clauses: Clauses = ()
    stance_clauses: Clauses = ()


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
    form: Annotated[str, one_of("written", "recorded", "any")] = Field(
        "written",
        description="In which form the text knows it. The statute's own form is needed all the same.",
    )
    informed: Flag = Field(
        False, description="Whether the patron is told first what it opens, and signs that she was."
    )
    days: Days | None = Field(
        None, description="After how many days it ends; left out, when it says so itself.", examples=[90]
    )
    revocable: Flag = Field(True, description="Whether she may take it back at any time.")
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
    hour_cents: Days | None = Field(
        None, description="What an hour of searching costs, in cents.", examples=[2500]
    )
    page_cents: Days | None = Field(None, description="What a page costs, in cents.", examples=[25])
    clauses: Clauses = ()


class Consortium(Strictly):
    """The shared system in which loans live, if there is one."""

    name: str = Field(description="What it is called.", examples=["Bibliomation"])
    governs: Flag = Field(description="Whether its own policy governs the records in it.", examples=[False])
    kinds: tuple[KeptKind, ...] = Field(
        (),
        description="The kinds of record that live in it; it is their system of record, and Reticent of the others.",
    )
    policy: str = Field(
        "", description="Its own policy, as it is called.", examples=["Bibliomation's patron privacy policy"]
    )
    clauses: Clauses = ()


class PatronNotice(Strictly):
    """Whether the patron is told that records about her are handed over; never before counsel says so."""

    when: Annotated[str, one_of("not_decided", "before", "after", "never")] = Field(
        "not_decided", description="Whether before it is done, afterwards, or never."
    )
    days: Days | None = Field(
        None, description="How many days before, or within how many days after.", examples=[5]
    )
    clauses: Clauses = ()


class Clocks(Strictly):
    """Periods that the policy makes shorter than the law's; it cannot make them longer."""

    foi_business_days: Days | None = Field(
        None,
        description="Within how many business days a freedom-of-information request is answered.",
        examples=[4],
    )
    papers_days_ahead: Days | None = Field(
        None, description="How many days before a paper's return date its answer is ready.", examples=[2]
    )
    clauses: Clauses = ()


class Gag(Strictly):
    """What holds of a demand that may forbid its own mention."""

    may_know: tuple[str, ...] = Field(
        description="Who may know of it, by office; nobody else is told.",
        examples=[["Library Director", "counsel"]],
    )
    clauses: Clauses = ()
