"""Words that go wrong: borrowed, reversed, too wide, at odds with each other."""

import re
from collections.abc import Mapping

from reticent.policy.adopted import Policy
from reticent.policy.findings import known
from reticent.policy.rules.reading import Applies, Around, Rule, quoting


def _borrowed(policy: Policy, around: Around) -> Applies | None:
    here = [each for each in known().borrowed if each.jurisdiction == policy.statute.jurisdiction]
    found = {each.said: quoting(policy, re.escape(each.term)) for each in here}
    clauses = [name for names in found.values() for name in names]
    return Applies(clauses, {"terms": " ".join(said for said in found if found[said])}) if clauses else None


def _reversed(policy: Policy, around: Around) -> Applies | None:
    garbled = quoting(policy, r"anyone but [^.]*\bor to anyone who is not\b")
    return Applies(garbled) if garbled else None


def _all_records(policy: Policy, around: Around) -> Applies | None:
    wide = quoting(policy, r"(?i)\b(?:no|any|all|make) library records\b")
    return Applies(wide) if wide else None


def _erased_yet_never_kept(policy: Policy, around: Around) -> Applies | None:
    never = quoting(policy, r"[Nn]o record of [^.]*\bcomputer [^.]*\bmaintained\b")
    erased = quoting(policy, r"\berased\b")
    return Applies((*never, *erased)) if never and erased else None


RULES: Mapping[str, Rule] = {
    "RL-301": _borrowed,
    "RL-302": _reversed,
    "RL-303": _all_records,
    "RL-304": _erased_yet_never_kept,
}
