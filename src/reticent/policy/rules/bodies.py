"""What kind of body the library is, beside what its file says that the law makes of it."""

from collections.abc import Mapping

from reticent.policy.adopted import Policy
from reticent.policy.phrases import listed
from reticent.policy.rules.reading import Applies, Around, Rule

# What each flag says of a library, as a board would say it.
_SAID = {
    "public_agency": "the law on freedom of information",
    "personal_data_act": "the Personal Data Act",
    "state_disposition": "the law on destroying public records",
}


def _held_to(policy: Policy, *, flag: bool) -> Applies | None:
    """The laws that the file says bind the library (or do not), as far as the pack has a section to hold it to."""
    first = {
        name: next((each for each in policy.statute.clauses.values() if name in each.binds), None)
        for name in _SAID
        if getattr(policy.flags, name) is flag
    }
    sections = {name: section for name, section in first.items() if section is not None}
    if not sections:
        return None
    told = {
        "laws": listed(_SAID[name] for name in sections),
        "sections": "; ".join(f"{section.source}: {section.text}" for section in sections.values()),
        "keys": listed(sections),
    }
    return Applies((), told)


def _town_unbound(policy: Policy, around: Around) -> Applies | None:
    return _held_to(policy, flag=False) if policy.flags.entity_type == "municipal" else None


# Of a district's library nothing is found: the packs do not say what it is.
def _association_bound(policy: Policy, around: Around) -> Applies | None:
    return _held_to(policy, flag=True) if policy.flags.entity_type == "association" else None


RULES: Mapping[str, Rule] = {
    "RL-114": _town_unbound,
    "RL-115": _association_bound,
}
