"""What the statute shuts, opens and compels for one library: the gate and the floor, worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reticent.policy.vocabulary import BINDING_CONTRACT, FIELDS, TITLES, fields_named

if TYPE_CHECKING:
    from reticent.policy.adopted import Policy
    from reticent.policy.asking import Instrument, Request
    from reticent.policy.chapters.governing import Flags
    from reticent.policy.statutes import InLaw, Opening, StatutePack

_FLAGS = ("public_agency", "personal_data_act", "state_disposition")
# Who signs the permission, by whose permission it is.
_SIGNS = {"user": "patron", "payer": "payer"}
_UNSIGNED = {"user": "permission.not_signed", "payer": "permission.not_signed_by_payer"}


@dataclass(frozen=True, slots=True)
class Law:
    """The statute as it stands over one policy."""

    compels: frozenset[str]
    reaches: tuple[str, ...]
    own: dict[str, tuple[str, ...]]
    own_compelled: frozenset[str]
    answers_foi: bool
    unprotected: frozenset[str]
    permitted_by: str
    unsigned: str
    nothing_in_hand: str
    foi: str
    # The sections on one's own record, on requests for public records and on their costs, as far as they bind.
    foi_cited: tuple[str, ...]
    own_cited: tuple[str, ...]
    foi_costs: tuple[str, ...]
    # The sections that let a library publish figures in which nobody can be found.
    statistics: tuple[str, ...]
    # Papers that may forbid their own mention.
    sealed: frozenset[str]
    agents: bool
    volunteers: bool
    # What must be on record of each before anything is opened, and what an agent may have at most.
    agent_needs: frozenset[str]
    volunteer_needs: frozenset[str]
    agent_opens: tuple[str, ...]


def kinds_of(flags: Flags) -> frozenset[str]:
    """What kind of library this is, in the words by which a section says whom it binds."""
    true = (name for name in _FLAGS if getattr(flags, name))
    return frozenset(("every_library", flags.entity_type, *true))


def binds(law: StatutePack, section: str, flags: Flags) -> bool:
    """Whether a section of the law binds a library with these flags."""
    return not kinds_of(flags).isdisjoint(law.clauses[section].binds)


def law_over(policy: Policy) -> Law:
    """The statute's gate and floor, as they stand over this policy."""
    pack, is_a = policy.statute, kinds_of(policy.flags)
    case = policy.purposes.get("case")
    floor = pack.floor
    own = {name: purpose.opens for name, purpose in policy.purposes.items() if purpose.for_patron}
    compelled = not is_a.isdisjoint(floor.own)
    if compelled:
        own["own_record"] = fields_named((*own.get("own_record", ()), *floor.own_fields))
    insiders = pack.gate.insiders_are
    own_law = pack.gate.own_personal_data if policy.flags.personal_data_act else pack.gate.own
    return Law(
        compels=frozenset(floor.compels),
        reaches=fields_named((*(case.opens if case else ()), *floor.reaches)),
        own=own,
        own_compelled=frozenset({"own_record"}) if compelled else frozenset(),
        answers_foi=not is_a.isdisjoint(floor.answers_foi),
        unprotected=frozenset(FIELDS) - pack.scope.fields(),
        permitted_by=_SIGNS[pack.consent.by],
        unsigned=_UNSIGNED[pack.consent.by],
        nothing_in_hand="outside.needs_what_opens" if pack.gate.opened_by else "outside.nothing_in_hand",
        foi="outside.foi" if pack.foi_days else "outside.foi_no_clock",
        own_cited=tuple(name for name in own_law if binds(pack, name, policy.flags)),
        foi_cited=tuple(name for name in pack.gate.foi if binds(pack, name, policy.flags)),
        foi_costs=tuple(name for name in pack.gate.foi_costs if binds(pack, name, policy.flags)),
        statistics=tuple(name for name in pack.gate.statistics if binds(pack, name, policy.flags)),
        sealed=frozenset(kind for kind, law in pack.instruments.items() if law.counsel_only),
        agents="agents" in insiders,
        volunteers=not {"agents", "volunteers"}.isdisjoint(insiders),
        # An agent is one under contract, a volunteer one whom the Director recorded: no text makes either by less.
        agent_needs=BINDING_CONTRACT.union(policy.insiders.agent.needs),
        volunteer_needs=frozenset(("agent:recorded", *policy.insiders.volunteer.needs)),
        agent_opens=tuple(name for name in policy.insiders.agent.opens if name not in TITLES),
    )


def stands(paper: Instrument, law: InLaw, request: Request, asker: str) -> str:
    """Whether the statute's gate opens to this paper: open, shut, or what is not known or not there yet."""
    if law.gate == "counsel":
        return "open" if "counsel:is_court_order" in request.evidence else "shut"
    if law.gate not in ("open", "if_shown") or (law.asked_by and asker not in law.asked_by):
        return "shut"
    if paper.signed_by == "unknown":
        return "unknown"
    if paper.signed_by not in law.signed_by:
        return "unsigned"
    return "unshown" if law.shown is not None and law.shown not in request.evidence else "open"


def opening_for(pack: StatutePack, request: Request) -> Opening | None:
    """What the statute lets a library give someone without a paper, if anything."""
    for opening in pack.openings:
        if request.asker in opening.askers and request.purpose in opening.purposes:
            return opening
    return None


def opened_by(opening: Opening, request: Request, opens: tuple[str, ...]) -> tuple[str, ...]:
    """The fields of an opening that this purpose opens too; of a minor, what the statute leaves of them."""
    allowed = set(opening.opens)
    if opening.of_minors is not None and request.subject_is_minor is not False:
        allowed = set(opening.of_minors)
    return tuple([name for name in opens if name in allowed])
