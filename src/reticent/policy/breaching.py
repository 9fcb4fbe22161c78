"""What follows when data about people are lost or stolen: who is told, by which day, on whose word? Pure.

The statute pack says what counts as personal information, whom to tell and by when (Connecticut: CGS 36a-701b, as amended
by P.A. 21-59 from 1 October 2021; read on public copies, and not signed by counsel here). A policy may promise to be
sooner, to tell others, or to pay for help longer. Whether the law wants notice of one loss counsel decides: until counsel
has said so, the clock runs.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from reticent.policy.adopted import Policy

RESIDENTS, ATTORNEY_GENERAL, SERVICES = "breach_residents", "breach_attorney_general", "breach_services"
OWED, UNSURE, NOT_BY_LAW, NO = "owed", "unsure", "not_by_law", "no"


@dataclass(frozen=True, slots=True)
class Loss:
    """What is known of it: when it was found, what of a law's list was among it, whether it could be read, what counsel
    said."""

    found_on: date
    information: tuple[str, ...] | None = None
    readable: bool | None = None
    counsel: str = ""


@dataclass(frozen=True, slots=True)
class Owed:
    """What follows: whether notice is owed as far as is known, to whom, by which day, under which sections."""

    stands: str
    say: str
    by: date | None
    office_by: date | None
    tell: tuple[str, ...]
    services_months: int
    clauses: tuple[str, ...]

    @property
    def runs(self) -> bool:
        """Whether a clock runs."""
        return self.by is not None


def owed(loss: Loss, policy: Policy) -> Owed:
    """What the law and the policy ask after this loss, as far as it is known."""
    standing = _standing(loss, policy)
    by = _by(loss.found_on, policy, RESIDENTS) if standing in (OWED, UNSURE) else None
    office_by = _by(loss.found_on, policy, ATTORNEY_GENERAL) if standing in (OWED, UNSURE) else None
    chapter = policy.breach
    return Owed(
        stands=standing,
        say=_SAID[standing],
        by=by,
        office_by=office_by,
        tell=(*_by_law(policy), *(chapter.tell if chapter else ())),
        services_months=_services(loss, policy),
        clauses=_clauses(policy),
    )


def _standing(loss: Loss, policy: Policy) -> str:
    law = policy.statute.breach
    if loss.counsel == "no":
        return NO
    if loss.counsel == "yes":
        return OWED
    if law is None or loss.information is None or (loss.information and loss.readable is None):
        return UNSURE
    listed = set(loss.information) & set(law.personal_information)
    return OWED if listed and loss.readable else NOT_BY_LAW


_SAID = {
    OWED: "Those concerned and the Attorney General are to be told.",
    UNSURE: "It is not known yet what was among it or whether it could be read. Until counsel has said, count the days.",
    NOT_BY_LAW: "As it is written down, nothing of the law's list was among it that could be read. Ask counsel whether"
    " that is so; telling those concerned is right all the same.",
    NO: "Counsel said that the law wants no notice. Telling those concerned is right all the same.",
}


def _by(found_on: date, policy: Policy, name: str) -> date | None:
    """The last day: the law's, or an earlier one that the policy promises; never a later one."""
    days = [clock.counts] if (clock := policy.statute.clocks.get(name)) and clock.unit == "days" else []
    if policy.breach and policy.breach.days is not None:
        days.append(policy.breach.days)
    return found_on + timedelta(days=min(days)) if days else None


def _by_law(policy: Policy) -> tuple[str, ...]:
    return policy.statute.breach.tell if policy.statute.breach else ()


def _services(loss: Loss, policy: Policy) -> int:
    """For how many months help against identity theft is offered."""
    law, clock = policy.statute.breach, policy.statute.clocks.get(SERVICES)
    lawful = clock.counts if clock and law and set(loss.information or ()) & set(law.services_for) else 0
    promised = policy.breach.services_months if policy.breach else None
    return max(lawful, promised or 0)


def _clauses(policy: Policy) -> tuple[str, ...]:
    law, chapter = policy.statute.breach, policy.breach
    return (*(law.clauses if law else ()), *(chapter.clauses if chapter else ()))
