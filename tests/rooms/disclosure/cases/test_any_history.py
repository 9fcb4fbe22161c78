"""Whatever is done in cases, in whatever order and by whom, does a plain model agree with what stands? Through nights,
turns of the key, new processes, backups put back and years."""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import Phase
from hypothesis import settings as drawing
from hypothesis import strategies as st
from hypothesis.stateful import (
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from reticent.disclosure import cases, steps
from reticent.disclosure.steps import Known
from reticent.drawer import drawers
from reticent.errors import Malformed, Refused
from reticent.ledger import log
from reticent.people.staff import StaffAccount
from reticent.records.case_counts import CaseCount
from reticent.retention import backups, clock
from tests import postgresql
from tests.rooms.histories import History

LONG = bool(os.environ.get("RETICENT_TEST_LONG"))
FEW = 3 if postgresql.in_use() else 8
DAY = timedelta(days=1)
WHO = st.sampled_from(["clara", "dora", "director"])
WHICH = st.integers(0, 4)
OPENINGS: dict[str, dict[str, Any]] = {
    "asking": {"asker": "police", "papers": "unknown", "channel": "in_person", "words": "Who had it?"},
    "taking": {"asker": "federal_agent", "papers_shown": "search_warrant", "signed_by_seen": "judge"},
}
PAPER = {"secret": "no", "kind": "attorney_subpoena", "signed_by": "attorney", "return_by": "2026-12-10"}
STEPS: list[tuple[str, dict[str, Any]]] = [
    ("page", {"office": "Library Director", "reached": "yes"}),
    ("refer", {"office": "Library Director"}),
    ("classify", PAPER),
    ("classify", {**PAPER, "kind": "court_order", "signed_by": "judge"}),
    ("classify", {**PAPER, "secret": "yes"}),
    ("record:consulted:town_manager", {"consulted_who": "Town Manager"}),
    ("record:consulted:town_attorney", {"consulted_who": "Town Attorney"}),
    ("decide", {"answer": "refuse"}),
    ("decide", {"answer": "object"}),
    ("counsel_answers", {"counsel": "Town Attorney", "counsels_answer": "object"}),
    ("send", {"letter": "refusal"}),
    ("they_take", {}),
    ("inventory", {"taken": "One machine."}),
    ("they_left", {}),
    ("add_note", {"note": "They called again."}),
    ("add_note", {}),
    ("close", {}),
    ("withdrawn", {"withdrawn_by": "The agency", "took_back_how": "letter"}),
    ("review", {"to_change": "Nothing."}),
    ("to_paper", {}),
]


@dataclass
class Model:
    """One case as it should be."""

    opener: str
    known: Known
    done: list[str] = field(default_factory=list)
    closed_on: date | None = None


class AnyCases(History):
    """Opening, stepping, reading; nights, turns, new processes, backups and restores, years."""

    def __init__(self) -> None:
        super().__init__()
        self.accounts: dict[str, StaffAccount] = {
            "clara": self.town.staff("clara"),
            "dora": self.town.staff("dora"),
            "director": self.town.staff("director", "director"),
        }
        self.cases: dict[str, Model] = {}
        self.leaves: Counter[str] = Counter()
        self.gone: set[str] = set()
        self.lost: set[str] = set()
        self.counted: Counter[tuple[int, str, str]] = Counter()
        self.backup: tuple[str, datetime, dict[str, Model], Counter[tuple[int, str, str]]] | None = None

    def role(self, who: str) -> str:
        return "custodian" if who == "director" else "desk"

    def is_open_to(self, who: str, case: Model) -> bool:
        at_the_desk = case.known.state in ("intake", "executing", "inventoried")
        return who == "director" or (case.opener == who and at_the_desk and "refer" not in case.done)

    @contextmanager
    def nothing_done(self, *kinds: type[Exception]) -> Iterator[None]:
        with pytest.raises(kinds):
            yield

    @rule(who=WHO, path=st.sampled_from(list(OPENINGS)))
    def open(self, who: str, path: str) -> None:
        made = cases.open_case(
            self.library, self.accounts[who], path=path, details=OPENINGS[path], now=self.now
        )
        self.cases[made.handle] = Model(who, steps.begin(path, OPENINGS[path], self.library.policy), [path])
        self.leaves[made.handle] += 1

    @precondition(lambda self: self.cases)
    @rule(who=WHO, which=WHICH, number=st.integers(0, len(STEPS) - 1), stale=st.sampled_from([0, 0, 0, 1]))
    def step(self, who: str, which: int, number: int, stale: int) -> None:
        handle = list(self.cases)[which % len(self.cases)]
        case, (step, details) = self.cases[handle], STEPS[number]

        def take() -> object:
            return cases.take(
                self.library, self.accounts[who], handle, step=step, details=details, now=self.now,
                seen=len(case.done) - stale,
            )  # fmt: skip

        if not self.is_open_to(who, case):
            with pytest.raises(cases.NotYours):
                take()
            return
        if stale:
            with pytest.raises(cases.ChangedMeanwhile):
                take()
            return
        try:
            after = steps.taken(case.known, step, details, self.library.policy, role=self.role(who))
        except (Refused, Malformed) as no:
            with pytest.raises(type(no)):
                take()
            return
        done = take()
        self.leaves[handle] += 1
        if after.state == "on_paper":
            assert isinstance(done, cases.OnPaper)
            del self.cases[handle]
            self.gone.add(handle)
            return
        case.known = after
        case.done.append(step)
        if case.closed_on is None and not steps.is_open(after.state):
            case.closed_on = self.today
            kind = after.instrument.kind if after.instrument else "unknown"
            came_to = "executed" if after.path == "taking" else after.answer
            self.counted[self.today.year, kind, "withdrawn" if step == "withdrawn" else came_to] += 1

    @rule(turn=st.booleans())
    def night(self, turn: bool) -> None:
        self.now += DAY
        self.town.purge(now=self.now, turn_now=turn)
        cases.tidy(self.library, now=self.now)

    @rule()
    def new_process(self) -> None:
        drawers._DRAWERS.clear()

    @precondition(lambda self: any(case.closed_on for case in self.cases.values()))
    @rule()
    def years(self) -> None:
        self.now += timedelta(days=cases.KEPT_DAYS + 1)
        over = {handle for handle, case in self.cases.items() if case.closed_on}
        with pytest.raises(cases.NoSuchCase):
            cases.read(self.library, self.accounts["director"], min(over), now=self.now)
        clock.is_right(now=self.now)
        self.town.purge(now=self.now)
        assert cases.tidy(self.library, now=self.now) == len(over)
        self.cases = {handle: case for handle, case in self.cases.items() if handle not in over}
        self.gone |= over

    @rule()
    def back_up(self) -> None:
        self.now += timedelta(hours=1)
        made = backups.make(now=self.now)
        as_it_is = {h: Model(c.opener, c.known, list(c.done), c.closed_on) for h, c in self.cases.items()}
        self.backup = made.name, self.now, as_it_is, self.counted.copy()

    @precondition(lambda self: self.backup and self.now - self.backup[1] < 10 * DAY)
    @rule()
    def put_back(self) -> None:
        assert self.backup
        name, made, then, self.counted = self.backup
        self.backup = None
        self.now += timedelta(hours=1)

        backups.restore(name, now=self.now, confirm=lambda name: True)
        since = cases.after_restore(self.library, made=self.library.day_of(made), now=self.now)

        assert since.taken_away == len(then.keys() & self.gone)
        fresh = self.cases.keys() - then.keys()
        closed = {handle for handle in fresh if self.cases[handle].closed_on}
        # The ledger has days, no hours: what an earlier restore of that day undid is named again.
        assert fresh - closed <= set(since.opened) <= (fresh | self.lost) - closed
        assert closed <= set(since.ended) <= closed | self.gone | self.lost
        self.lost |= fresh
        self.cases = {handle: case for handle, case in then.items() if handle not in self.gone}
        gone_on = {handle for handle, case in self.cases.items() if self.leaves[handle] > len(case.done)}
        assert set(since.gone_on) <= gone_on

    @precondition(lambda self: self.cases)
    @rule(which=WHICH)
    def to_paper_between_backup_and_restore(self, which: int) -> None:
        self.back_up()
        self.step("director", which, len(STEPS) - 1, 0)
        self.put_back()

    @invariant()
    def each_case_stands_as_the_model_has_it(self) -> None:
        there = {row.handle: row for row in cases.rows(self.library)}
        assert there.keys() == self.cases.keys()
        acts: Counter[str] = Counter()
        for _, inside in self.town.drawer.everything():
            if inside.kind is cases.CASE_ACT:
                acts[inside.subject] += 1
                closed_on = self.cases[inside.subject].closed_on
                assert inside.payload["closed_on"] == (closed_on.isoformat() if closed_on else None)
        assert acts == {handle: len(case.done) for handle, case in self.cases.items()}
        for handle, case in self.cases.items():
            for who, account in self.accounts.items():
                if self.is_open_to(who, case):
                    found = cases.read(self.library, account, handle, now=self.now)
                    assert (found.known, found.closed_on) == (case.known, case.closed_on)
                    assert [act.step for act in found.acts][1:] == case.done[1:]

    @invariant()
    def each_closed_case_is_counted_once_and_no_other(self) -> None:
        """In the counters, or in the seal of the act that closed it, until the night counts it."""
        waiting = Counter(
            (int(inside.cell[1]), inside.cell[2], inside.cell[3])
            for _, inside in self.town.drawer.everything()
            if inside.cell is not None and inside.cell[0] == "case"
        )
        folded = {(row.year, row.kind, row.outcome): row.count for row in CaseCount.objects.all()}
        assert waiting + Counter(folded) == self.counted

    @invariant()
    def each_account_is_listed_what_it_may_read(self) -> None:
        for who, account in self.accounts.items():
            mine = {handle for handle, case in self.cases.items() if self.is_open_to(who, case)}
            assert {case.handle for case in cases.listed(self.library, account, now=self.now)} == mine

    @invariant()
    def each_act_has_one_leaf_and_none_has_another(self) -> None:
        written = log.entries("mansfield", newest=10_000)
        said = Counter(w.entry.case for w in written if w.entry.action.startswith("case-"))
        assert said == self.leaves


@pytest.mark.django_db(databases=["default", "ledger"], transaction=True)
def test_any_history_of_cases_agrees_with_a_plain_model() -> None:
    run_state_machine_as_test(
        AnyCases,
        settings=drawing(
            max_examples=200 if LONG else FEW,
            stateful_step_count=40 if LONG else 25,
            deadline=None,
            phases=(
                Phase.explicit,
                Phase.reuse,
                Phase.generate,
            ),  # a history is read as it is: to shrink one takes minutes
        ),
    )
