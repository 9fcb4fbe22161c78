"""What a library adopted: its privacy policy as frozen values."""

from datetime import date
from typing import TYPE_CHECKING

from pydantic import Field, PrivateAttr

from reticent.policy.answering import Citation
from reticent.policy.chapters.besides import Complaints, Donors, Friends
from reticent.policy.chapters.governing import Bound, Custodian, Decider, Flags, Referral
from reticent.policy.chapters.inside import (
    Contracts,
    Designated,
    Guardian,
    Insiders,
    Own,
    Staff,
    Vendor,
    VendorTerms,
)
from reticent.policy.chapters.keeping import Period, Purpose, Wishes
from reticent.policy.chapters.lists import CollectedKind, KeptKind, MessageClass, PurposeName
from reticent.policy.chapters.outside import (
    Clocks,
    Consortium,
    Costs,
    Foi,
    Form,
    Gag,
    Instruments,
    Outsiders,
    PatronNotice,
    Permission,
    Release,
    Response,
    Showing,
    Step,
)
from reticent.policy.chapters.promising import (
    Amendment,
    Breach,
    Collected,
    Display,
    Interlibrary,
    Ledger,
    Messages,
    Notes,
    Statistics,
)
from reticent.policy.chapters.saying import Clause, Notice
from reticent.policy.reading import FORMAT, Days, Strictly, Whole
from reticent.policy.statutes import StatutePack

if TYPE_CHECKING:
    from reticent.policy.tables import Tables

__all__ = ["Clause", "Notice", "Period", "Policy", "PolicyText", "Purpose", "Step"]


class PolicyText(Strictly):
    """What a library adopted, as rules: the keys of a policy file, one for one."""

    format: Whole = Field(
        description="The format of this file.", examples=[FORMAT], json_schema_extra={"const": FORMAT}
    )
    id: str = Field(
        description="The policy's own id; every version has another.", examples=["my-library-draft"]
    )
    library: str = Field(description="The library's short name, as in addresses.", examples=["my-library"])
    library_name: str = Field(description="The library's name.", examples=["My Public Library"])
    called: str = Field(description="A short name for citations.", examples=["My Library, draft"])
    title: str = Field(description="The text's own title.", examples=["Privacy Policy"])
    approved_by: str | None = Field(
        None, description="Who approved it; left out, nobody knows.", examples=["Board of Trustees"]
    )
    adopted_on: date | None = Field(
        None, description="The day of its first adoption.", examples=[date(2027, 1, 11)]
    )
    effective: date | None = Field(
        None, description="The day from which it is in force.", examples=[date(2027, 2, 1)]
    )
    effective_as_written: str = Field(
        description="The dates in the text's own precision, for the public page.",
        examples=["a draft, not in force"],
    )
    review_due: date | None = Field(
        None, description="The day by which it is to be reviewed.", examples=[date(2029, 2, 1)]
    )
    supersedes: str | None = Field(
        None,
        description="The id of the policy that this one replaces from its effective day on.",
        examples=["my-library-2019"],
    )
    statute_pack: str = Field(
        description="The law under which it stands: the id of a statute pack.", examples=["ct-2007"]
    )
    loan_days: Days = Field(
        description="How many days an item is lent, where the library says nothing else.", examples=[21]
    )
    flags: Flags
    custodian: Custodian
    decider: Decider
    referral: Referral
    bound: Bound
    staff: Staff
    own: Own
    guardian: Guardian
    insiders: Insiders
    vendor: Vendor
    vendors: dict[str, VendorTerms] = Field(
        {}, description="The vendors that are told something else, each under the name it asks by."
    )
    contracts: Contracts | None = None
    designated: Designated | None = None
    outsiders: Outsiders
    release: Release
    instruments: Instruments
    steps: tuple[Step, ...] = Field((), description="The consultations and findings, in their order.")
    form: Form
    showing: Showing | None = None
    response: Response
    permission: Permission
    foi: Foi
    patron_notice: PatronNotice = PatronNotice()
    gag: Gag | None = None
    clocks: Clocks = Clocks()
    costs: Costs
    interlibrary: Interlibrary | None = None
    consortium: Consortium | None = None
    purposes: dict[PurposeName, Purpose] = Field(description="The purposes; one left out opens nothing.")
    keep: dict[KeptKind, Period] = Field(
        description="The kinds of record that are kept, each with its period."
    )
    collect: dict[CollectedKind, Collected] = Field(
        {},
        description="What is asked for when a record is made; a kind left out takes in what it always did.",
    )
    wishes: Wishes = Wishes()
    messages: dict[MessageClass, Messages] = Field(
        {}, description="How people are written to. A class left out is not decided."
    )
    display: Display | None = None
    notes: Notes | None = None
    complaints: Complaints = Complaints()
    friends: Friends = Friends()
    donors: Donors = Donors()
    ledger: Ledger | None = None
    statistics: Statistics | None = None
    breach: Breach | None = None
    amendment: Amendment | None = None
    notices: tuple[Notice, ...] = Field((), description="What the public page says beside the rules.")
    clauses: dict[str, Clause] = Field(description="Every clause of the text, by its id.")


class Policy(PolicyText):
    """A policy text that was read whole, with the hash of its bytes and its law beside it."""

    sha256: str
    statute: StatutePack

    _tables: "Tables" = PrivateAttr()

    def __hash__(self) -> int:
        return hash(self.sha256)

    @property
    def tables(self) -> "Tables":
        """What its rules come to."""
        # `self._tables` says the same, but pydantic then looks the name up in Python: a fifth of a decision.
        tables: Tables = (self.__pydantic_private__ or {})["_tables"]
        return tables

    def cite(self, *ids: str) -> tuple[Citation, ...]:
        """The clauses and sections of these ids, each once, with their sources and our words for them."""
        return tuple(self._tables.citations[name] for name in dict.fromkeys(ids))

    def takes_in(self, field: str) -> bool:
        """Whether a field is asked for when a record is made; where the policy does not say, it is."""
        asked = self.collect.get(field.partition(".")[0])
        return asked is None or field in (*asked.required, *asked.optional, *asked.minors)

    @property
    def minor_age(self) -> int:
        """The age at which a guardian's view ends: the policy's own, or the statute's where it gives none."""
        return self.statute.guardians.ends_at(self.guardian.age)

    def adult_on(self, born: date) -> date:
        """The day on which someone born that day stops being a minor; a birth date need not be kept for it.

        Who is born on 29 February comes of age on the 28th: age is attained as the day before the anniversary
        ends (the common-law rule), and the earlier day shows less.
        """
        year = born.year + self.minor_age
        try:
            return born.replace(year=year)
        except ValueError:
            return date(year, 2, 28)
