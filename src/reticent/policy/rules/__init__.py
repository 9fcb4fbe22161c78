"""The linter's rules: for each code, whether it applies to a policy and on which clauses."""

from collections.abc import Mapping

from reticent.policy.rules import beside, bodies, deciders, missing, statute, wording
from reticent.policy.rules.reading import Applies, Around, Rule

__all__ = ["RULES", "Applies", "Around", "Rule"]

RULES: Mapping[str, Rule] = {
    **statute.RULES,
    **bodies.RULES,
    **deciders.RULES,
    **wording.RULES,
    **missing.RULES,
    **beside.RULES,
}
