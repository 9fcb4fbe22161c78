"""What does a decision with its explanation cost? Against Cedar, which answers allow or deny and names the rule.

The questions are the situations of the test table, each put to its library's policy. Both sides have read their
policies once, and have their questions ready. Cedar is asked one by one and, where that is quicker, all of a
library's at once.
"""

import re
import statistics
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from benchmarks import sizes
from benchmarks.table import Line, bounded, compared

TITLE = "Policy: a decision with its explanation, no database"
_SITUATIONS = Path(__file__).parent.parent / "tests" / "rooms" / "policy" / "scenarios.toml"


class NotAlike(Exception):
    """Cedar's rules and ours answer differently: the comparison would be of two different things."""


def run() -> Iterator[Line]:
    """Ask everything, often."""
    import cedarpy

    from reticent.policy import Policy, Request, as_asked, as_cedar, decide, shipped

    said = list(_questions())
    sets = {name: cedarpy.PolicySet.from_str(as_cedar(shipped(name))) for name in {n for n, _ in said}}
    nobody = cedarpy.Entities.from_json_str("[]")
    pairs: list[tuple[Request, Policy]] = []
    theirs: list[tuple[dict[str, Any], Any]] = []
    by_library: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for name, request in said:
        policy, asked = shipped(name), as_asked(request)
        if decide(request, policy).allowed != cedarpy.is_authorized(asked, sets[name], nobody).allowed:
            raise NotAlike(f"{name} answers otherwise in Cedar: bring reticent/policy/cedar.py up to date.")
        pairs.append((request, policy))
        theirs.append((asked, sets[name]))
        by_library[name].append(asked)

    def all_ours() -> None:
        for request, policy in pairs:
            decide(request, policy)

    def all_theirs() -> None:
        for asked, rules in theirs:
            cedarpy.is_authorized(asked, rules, nobody)

    def their_batches() -> None:
        for name, many in by_library.items():
            cedarpy.is_authorized_batch(many, sets[name], nobody)

    size = f"{len(pairs)} situations"
    rounds = sizes.of(200, least=3)
    ours, singly, batched = (_each(act, len(pairs), rounds) for act in (all_ours, all_theirs, their_batches))
    desk, of_desk = pairs[0]
    yield bounded(
        "at the desk, for a duty",
        "one situation",
        ours=_each(lambda: decide(desk, of_desk), 1, rounds * 20),
        at_most=10e-6,
    )
    long = [(request, of_a_hundred_rules(policy)) for request, policy in pairs]
    with_a_hundred = _each(lambda: [decide(request, policy) for request, policy in long], len(long), rounds)
    if any(len(policy.tables.stages["papers"]) < 40 for _, policy in long):
        raise NotAlike("The policies of a hundred rules have fewer.")
    rules = {policy.id: cedarpy.PolicySet.from_str(as_cedar(policy)) for _, policy in long}
    asked = [(as_asked(request), rules[policy.id]) for request, policy in long]
    theirs_of_long = _each(
        lambda: [cedarpy.is_authorized(one, of, nobody) for one, of in asked],
        len(asked),
        max(3, rounds // 20),
    )
    yield bounded("asked before, on the whole", size, ours=ours, at_most=10e-6)
    yield bounded("asked before, with a hundred rules", size, ours=with_a_hundred, at_most=10e-6)
    slowest = max(_each(lambda p=pair: decide(*p), 1, rounds) for pair in long)  # type: ignore[misc]
    yield bounded("the slowest of these", "one situation", ours=slowest, at_most=10e-6)
    for of, them in (("", pairs), (", with a hundred rules", long)):
        first = [_first(*pair, rounds=rounds) for pair in them]
        yield bounded(f"for the first time{of}", size, ours=statistics.fmean(first), at_most=10e-6)
    yield bounded("the slowest of these", "one situation", ours=max(first), at_most=None)
    yield compared(
        "against Cedar, one by one",
        size,
        ours=ours,
        baseline=singly,
        named="cedarpy, policies parsed once",
        at_least=10,
    )
    yield compared(
        "against Cedar, a library at once",
        size,
        ours=ours,
        baseline=batched,
        named="cedarpy, batch",
        at_least=10,
    )
    yield compared(
        "against Cedar, with a hundred rules",
        size,
        ours=with_a_hundred,
        baseline=theirs_of_long,
        named="cedarpy, policies parsed once",
        at_least=10,
    )


@lru_cache
def of_a_hundred_rules(policy: Any) -> Any:
    """The policy, grown to a hundred consultations, answers to askers and duties: more than any library adopted."""
    from reticent.policy import load
    from reticent.policy.shelf import TEXTS
    from reticent.policy.vocabulary import ASKER_CLASSES, DUTIES, EVIDENCE

    text = (TEXTS / f"{policy.id}.toml").read_text("utf-8")
    every = ", ".join(f'"{duty}"' for duty in DUTIES)
    text = re.sub(r"^duties = \[.+\]$", f"duties = [{every}]", text, flags=re.MULTILINE)
    there = policy.outsiders.by_class
    clause = next(iter(policy.clauses))
    grown = [
        f'[outsiders.by_class.{name}]\noutcome = "refused"\nclauses = ["{clause}"]\n'
        for name in ASKER_CLASSES
        if name not in there
    ]
    rules = len(ASKER_CLASSES) + len(DUTIES) * sum(
        bool(purpose.duties) for purpose in policy.purposes.values()
    )
    step = '[[steps]]\nevidence = "{}"\nlabel = "Step {}"\nmust = {}\nwhen = ["no_papers", "papers"]\n'
    step += 'before = "{}"\nclauses = ["{}"]\n'
    # What nobody must do stays open: as many cells of the table are still allowed as without it. No two are alike.
    before = ("response", "determination", "compliance")
    there_already = {(rule.evidence, rule.before) for rule in policy.steps}
    alike = [pair for pair in product(EVIDENCE, before) if pair not in there_already]
    # With every new duty and purpose there are more rules beside the consultations: of these never fewer than forty.
    more = max(100 - rules, 41) - len(policy.steps)
    for number, (word, stage) in enumerate(alike[:more]):
        grown.append(step.format(word, number, "false", stage, clause))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "grown.toml"
        path.write_text(f"{text}\n" + "\n".join(grown), "utf-8")
        return load(path)


def _each(act: Any, how_many: int, rounds: int) -> float:
    """Seconds for one of so many: the middle of the rounds."""
    times = []
    for _ in range(rounds):
        begin = perf_counter()
        act()
        times.append(perf_counter() - begin)
    return statistics.median(times) / how_many


def _first(request: Any, policy: Any, *, rounds: int) -> float:
    """Seconds for a question that was never asked: the middle of the rounds."""
    from reticent.policy import decide

    times = []
    for _ in range(rounds):
        policy.tables.forget_answers()
        begin = perf_counter()
        decide(request, policy)
        times.append(perf_counter() - begin)
    return statistics.median(times)


def _questions() -> Iterator[tuple[str, Any]]:
    """The desk's commonest question and every cell of the table: which policy is asked, and what."""
    from reticent.policy import Request, shipped_ids, situation

    duty = {"duty": "circulation", "duties": frozenset({"circulation"})}
    for name in shipped_ids():
        yield name, Request(capacity="staff", purpose="lend", **duty)  # type: ignore[arg-type]
    table = tomllib.loads(_SITUATIONS.read_text("utf-8"))
    for cell in table["cell"]:
        yield cell["policy"], replace(situation(cell["scenario"]).request, **cell.get("with", {}))
