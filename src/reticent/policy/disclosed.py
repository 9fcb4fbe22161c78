"""How long the list of disclosures is kept: as long as the policy says, and never shorter than the law (4-193(c))."""

from reticent.policy.adopted import Period, Policy
from reticent.policy.gates import kinds_of

_WHY = "The law asks for a list of whom we gave something about you, and why; it never holds a title."


def kept_on_the_list(policy: Policy) -> Period | None:
    """The period of one entry; None where neither the policy nor the law speaks of such a list."""
    clock, chapter = policy.statute.clocks.get("disclosure_record"), policy.ledger
    binds = clock is not None and not kinds_of(policy.flags).isdisjoint(clock.binds)
    lawful = clock.counts if clock is not None and binds and clock.unit == "years" else 0
    years = max(lawful, chapter.years if chapter else 0)
    if not years:
        return None
    cited = (*(chapter.clauses if chapter else ()), *(clock.clauses if clock and binds else ()))
    # As many days as so many years can have: never a day shorter.
    return Period(need="seen", days_after=-(-years * 1461 // 4), why=_WHY, clauses=cited)
