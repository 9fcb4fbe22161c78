"""What a library adopted: its privacy policy as frozen values."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, PrivateAttr

from reticent.policy.answering import Citation
from reticent.policy.reading import Fields, Flag, Strictly, Whole, one_of
from reticent.policy.statutes import InstrumentName, StatutePack
from reticent.policy.vocabulary import (
    ASKER_CLASSES,
    CHANNELS,
    DUTIES,
    EVIDENCE,
    KEPT_KINDS,
    NEEDS,
    OUTCOMES,
    PROOFS,
    PURPOSES,
    WISHES,
)

if TYPE_CHECKING:
    from reticent.policy.tables import Tables

Clauses = tuple[str, ...]
Outcome = Annotated[str, one_of(*OUTCOMES)]
Duty = Annotated[str, one_of(*DUTIES)]
Evidence = Annotated[str, one_of(*EVIDENCE)]
Proof = Annotated[str, one_of(*PROOFS)]
Channel = Annotated[str, one_of(*CHANNELS)]
PurposeName = Annotated[str, one_of(*PURPOSES)]
Stage = Annotated[str, one_of("no_papers", "papers")]
Days = Annotated[Whole, Field(ge=0)]


class Clause(Strictly):
    """One promise of the text, in our words, and how it is kept here."""

    heading: str
    text: str
    kept_by: Annotated[str, one_of("enforced", "evidenced", "published", "reminded")]


class Purpose(Strictly):
    """What a record may be opened for: the duties that need it, and the fields it opens."""

    label: str
    why: str
    duties: tuple[Duty, ...] = ()
    opens: Fields = ()
    for_patron: Flag = False
    for_guardian: Flag = False
    clauses: Clauses = ()


class Period(Strictly):
    """How long a kind of record is kept: as long as its need stands, and some days after."""

    need: Annotated[str, one_of(*NEEDS)]
    days_after: Days
    why: str
    clauses: Clauses = ()
    follows: Annotated[str, one_of(*KEPT_KINDS)] | None = None


class Flags(Strictly):
    """What kind of body the library is in law (domain.md 1.2)."""

    entity_type: Annotated[str, one_of("municipal", "association", "district")]
    public_agency: Flag
    personal_data_act: Flag
    state_disposition: Flag
    asks_birth_date: Flag


class Custodian(Strictly):
    """Who answers requests from outside."""

    title: str
    delegate: Annotated[str, one_of("no", "yes", "in_writing")] = "no"
    clauses: Clauses = ()


class Decider(Strictly):
    """Who decides once papers are shown."""

    title: str
    clauses: Clauses = ()


class Referral(Strictly):
    """To whom the desk hands an outsider. Without clauses it is this program's own advice."""

    to: str
    askers: tuple[Annotated[str, one_of(*ASKER_CLASSES)], ...] = ()
    clauses: Clauses = ()


class Bound(Strictly):
    """Whom the policy binds to silence."""

    who: tuple[str, ...]
    clauses: Clauses = ()


class Staff(Strictly):
    """Under which clauses staff may open a record for a duty in hand."""

    clauses: Clauses = ()


class Own(Strictly):
    """Under which clauses patrons see what is held about themselves."""

    clauses: Clauses = ()
    note: str = ""


class Guardian(Strictly):
    """Whether a minor's parent or guardian may see the minor's record, and what shows who she is."""

    allowed: Annotated[str, one_of("yes", "no", "silent")]
    age: Whole | None = None
    proofs: tuple[Proof, ...] = ()
    channels: tuple[Channel, ...] = ("in_person",)
    legal_basis: str = ""
    clauses: Clauses = ()
    proof_clauses: Clauses = ()
    age_clauses: Clauses = ()
    note: str = ""


class Answer(Strictly):
    """How one class of askers is answered when they bring nothing that the statute counts."""

    outcome: Outcome = "refused"
    clauses: Clauses
    note: str = ""


class Outsiders(Strictly):
    """How anyone outside is answered, and the classes the policy treats by name."""

    clauses: Clauses
    by_class: dict[Annotated[str, one_of(*ASKER_CLASSES)], Answer] = {}


class Release(Strictly):
    """Whether a release under a paper goes through a case only."""

    only_through_case: Flag = True
    clauses: Clauses = ()


class Instruments(Strictly):
    """The papers the policy accepts. Wider than the statute frees nothing; narrower defeats no order."""

    accepted: tuple[InstrumentName, ...]
    clauses: Clauses
    note: str = ""


class Form(Strictly):
    """What happens with a paper that is not in proper form."""

    cure: Flag
    clauses: Clauses = ()


class Showing(Strictly):
    """What must be shown before the library complies, and which papers show it by themselves."""

    what: str
    shown_by: tuple[InstrumentName, ...]
    clauses: Clauses
    note: str = ""


class Response(Strictly):
    """What may be done about a paper that demands more than it may have."""

    options: tuple[Annotated[str, one_of("object", "resist", "move_to_quash", "explain")], ...] = ()
    clauses: Clauses = ()


class Step(Strictly):
    """One consultation or finding, in the order of the file, and what it comes before."""

    evidence: Evidence
    label: str
    must: Flag
    when: tuple[Stage, ...]
    before: Annotated[str, one_of("response", "determination", "compliance")]
    clauses: Clauses


class Permission(Strictly):
    """What the patron's own written permission does."""

    outcome: Outcome
    clauses: Clauses
    purposes: tuple[PurposeName, ...] = ("hold", "lend", "account", "case")
    note: str = ""


class Wishes(Strictly):
    """How a patron may ask not to be reached. Without clauses it is this program's own courtesy."""

    kinds: tuple[Annotated[str, one_of(*WISHES)], ...] = tuple(WISHES)
    clauses: Clauses = ()
    email_clauses: Clauses = ()


class Insider(Strictly):
    """What a volunteer or an agent may do; `needs` is what must be on record first."""

    outcome: Outcome
    clauses: Clauses
    needs: tuple[Evidence, ...] = ()
    purposes: tuple[PurposeName, ...] = ()
    opens: Fields = ()
    note: str = ""


class Insiders(Strictly):
    """People who are neither staff nor outsiders."""

    volunteer: Insider
    agent: Insider


class Vendor(Strictly):
    """What a vendor's machine is told: whether someone is entitled, or nothing."""

    outcome: Outcome
    clauses: Clauses
    entitled_as: str = ""
    purposes: tuple[PurposeName, ...] = ("lend",)


class Foi(Strictly):
    """How a request under the Freedom of Information Act for patron records is answered."""

    clauses: Clauses
    steps: tuple[Annotated[str, one_of("deny_in_writing", "ask_counsel", "confer_with_counsel")], ...]
    note: str = ""


class Costs(Strictly):
    """Who pays for a search. Never a condition of complying."""

    bill_agency: Flag = False
    clauses: Clauses = ()


class Consortium(Strictly):
    """The shared system in which loans live, if there is one."""

    name: str
    governs: Flag
    kinds: tuple[str, ...] = ()
    clauses: Clauses = ()


class Notice(Strictly):
    """A sentence or two for the public page, in our words."""

    heading: str
    text: str
    clauses: Clauses = ()


class PolicyText(Strictly):
    """The keys of a policy file, one for one."""

    format: Whole
    id: str
    library: str
    library_name: str
    called: str
    title: str
    approved_by: str | None = None
    adopted_on: date | None = None
    effective: date | None = None
    effective_as_written: str
    review_due: date | None = None
    supersedes: str | None = None
    statute_pack: str
    loan_days: Days
    flags: Flags
    custodian: Custodian
    decider: Decider
    referral: Referral
    bound: Bound
    staff: Staff
    own: Own
    guardian: Guardian
    outsiders: Outsiders
    release: Release
    instruments: Instruments
    form: Form
    showing: Showing | None = None
    response: Response
    steps: tuple[Step, ...] = ()
    permission: Permission
    wishes: Wishes = Wishes()
    insiders: Insiders
    vendor: Vendor
    foi: Foi
    costs: Costs
    consortium: Consortium | None = None
    purposes: dict[PurposeName, Purpose]
    keep: dict[Annotated[str, one_of(*KEPT_KINDS)], Period]
    notices: tuple[Notice, ...] = ()
    clauses: dict[str, Clause]


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

    @property
    def minor_age(self) -> int:
        """The age at which a guardian's view ends: the policy's own, or the statute's where it gives none."""
        return self.guardian.age if self.guardian.age is not None else self.statute.guardians.minor_age

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
