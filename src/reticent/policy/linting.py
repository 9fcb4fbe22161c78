"""What a board should mend: a policy held against its statute, its own other clauses, and good practice.

A rule (rules/) says whether its code applies to a policy and on which clauses; what is then said stands in
findings.toml. Rules read the policy's tables and the few words that its clauses quote. A finding that cannot be
defended is worse than none: where two readings are possible, there is no rule.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from reticent.policy.adopted import Policy
from reticent.policy.answering import Citation
from reticent.policy.findings import SEVERITIES, Change, Edit, Finding, Known, known
from reticent.policy.rules import RULES, Applies, Around
from reticent.policy.shelf import shipped, shipped_ids
from reticent.policy.statutes import StatutePack, pack, pack_ids


def lint(
    policy: Policy,
    *,
    beside: Iterable[Policy] = (),
    packs: Iterable[StatutePack] = (),
    on: date | None = None,
) -> tuple[Finding, ...]:
    """Everything found in a policy, the gravest first. What asks for a day (a review) is left out without one."""
    others = tuple(text for text in beside if text.library == policy.library and text.id != policy.id)
    around = Around(texts=others, packs=tuple(packs), on=on)
    found = [
        _finding(code, known().finding[code], policy, applies)
        for code, rule in RULES.items()
        if (applies := rule(policy, around)) is not None
    ]
    return tuple(sorted(found, key=lambda each: (SEVERITIES.index(each.severity), each.code)))


def findings_on(policy: Policy, *, on: date) -> tuple[Finding, ...]:
    """Everything found in a policy beside the texts and the statute packs that come with Reticent."""
    texts, packs = (shipped(id) for id in shipped_ids()), (pack(id) for id in pack_ids())
    return lint(policy, beside=texts, packs=packs, on=on)


# ---- What is said, once a rule applies


def _finding(code: str, entry: Known, policy: Policy, applies: Applies) -> Finding:
    cited = tuple(dict.fromkeys(name for name in applies.clauses if name in policy.clauses))
    told: dict[str, object] = {
        "clauses": ", ".join(cited),
        "custodian": policy.custodian.title,
        "decider": policy.decider.title,
        "opened_by": policy.statute.gate.opened_by or _opened_by(policy.statute),
        "foi_days": policy.statute.foi_days,
        **applies.told,
    }
    edits = tuple(_edits(entry, policy, cited, told))
    return Finding(
        code=code,
        severity=entry.severity,
        title=entry.title,
        wrong=entry.wrong.format_map(told),
        why=entry.why.format_map(told),
        clauses=policy.cite(*cited),
        law=_law(entry.law, policy),
        sources=tuple(
            source.format_map(told)
            for source in (*entry.sources, *entry.here.get(policy.statute.jurisdiction, ()))
        ),
        changes=_changes(policy, edits) or (Change(None, "", entry.adds.format_map(told)),),
        motion=entry.motion.format_map(told),
        edits=edits,
    )


def _opened_by(law: StatutePack) -> str:
    written = "written " if law.consent.form == "written" else ""
    return f"a court order or with the patron's {written}permission"


def _law(names: Iterable[str], policy: Policy) -> tuple[Citation, ...]:
    """Sections by their ids, or by the gate or the clock they stand for; a pack may not have them all."""
    stands_for = {f"gate.{name}": ids for name, ids in policy.statute.gate.model_dump().items()}
    stands_for |= {f"clock.{name}": clock.clauses for name, clock in policy.statute.clocks.items()}
    disposition = policy.statute.disposition
    if "disposition" in names:
        return policy.cite(*(disposition.clauses if disposition else ()))
    ids = [id for name in names for id in stands_for.get(name, (name,))]
    return policy.cite(*(id for id in ids if id in policy.statute.clauses))


def _edits(entry: Known, policy: Policy, cited: Sequence[str], told: Mapping[str, object]) -> Iterator[Edit]:
    for clause in cited:
        for mend in entry.mends:
            for match in re.finditer(mend.old, policy.clauses[clause].words):
                yield Edit(clause, match.start(), match.end(), mend.new.format_map(dict(told)))


def _changes(policy: Policy, edits: Sequence[Edit]) -> tuple[Change, ...]:
    changed = dict.fromkeys(edit.clause for edit in edits)
    return tuple(
        Change(
            clause,
            policy.clauses[clause].words,
            mended(policy.clauses[clause].words, [edit for edit in edits if edit.clause == clause]),
        )
        for clause in changed
    )


def mended(words: str, edits: Iterable[Edit]) -> str:
    """The words with these edits made; none of them overlaps another."""
    for edit in sorted(edits, key=lambda each: each.start, reverse=True):
        words = words[: edit.start] + edit.new + words[edit.end :]
    return words
