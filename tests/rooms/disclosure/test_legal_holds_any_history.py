"""Whatever happens in whatever order while cases keep something, does a plain model agree with what stands?"""

import os
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import Phase
from hypothesis import settings as drawing
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from reticent.access import doorway
from reticent.disclosure import cases
from reticent.disclosure.legal_holds import NoHold, NothingToKeep
from reticent.disclosure.steps import NotNow
from reticent.drawer import drawers, kinds
from reticent.records import charges, facts, loans
from reticent.retention import clock, exposure
from tests import postgresql
from tests.rooms.histories import History

LONG = bool(os.environ.get("RETICENT_TEST_LONG"))
FEW = 4 if postgresql.in_use() else 10
DAY = timedelta(days=1)
CARDS, BARCODES = ("29030001", "29030002"), ("30001", "30002", "30003")
CARD, BARCODE, WHICH = st.sampled_from(CARDS), st.sampled_from(BARCODES), st.integers(0, 3)


@dataclass(eq=False)
class Record:
    """A loan or a charge: whose, of what, from when; whether its need lasts, and whether a purge found it held."""

    kind: str
    card: str
    item: str
    since: date
    cents: int = 0
    needed: bool = True
    marked: bool = False


@dataclass(eq=False)
class Hold:
    records: list[Record]
    until: date


@dataclass(eq=False)
class Kept:
    """A case, with what it keeps."""

    handle: str
    version: int = 1
    holds: list[Hold] = field(default_factory=list)


class AnyHolds(History):
    """Lending, returning, paying, purging, turning; opening cases, keeping, confirming, lifting, closing, waiting."""

    def __init__(self) -> None:
        super().__init__()
        self.dana = self.town.staff("dana", "director")
        self.records: list[Record] = []
        self.cases: list[Kept] = []
        self.lent = 0

    @initialize()
    def people(self) -> None:
        self.people_ = {card: self.town.register(card, f"Reader {card}") for card in CARDS}
        self.lend(CARDS[0], BARCODES[0])
        self.lend(CARDS[1], BARCODES[1])
        self.now += 5 * DAY
        self.open()

    # -- what the desk does

    def out(self, barcode: str) -> Record | None:
        return next((r for r in self.records if r.kind == "loan" and r.needed and r.item == barcode), None)

    def over(self, record: Record) -> None:
        record.needed = False
        if not record.marked:
            self.records.remove(record)

    @rule(card=CARD, barcode=BARCODE)
    def lend(self, card: str, barcode: str) -> None:
        item = self.town.item(barcode)
        if self.out(barcode):
            with pytest.raises(loans.AlreadyOut):
                self.town.lend(self.people_[card], item, on=self.today, days=3)
            return
        self.town.lend(self.people_[card], item, on=self.today, days=3)
        self.records.append(Record("loan", card, barcode, self.today))
        self.lent += 1

    @rule(which=WHICH)
    def take_back_what_is_out(self, which: int) -> None:
        out = [r.item for r in self.records if r.kind == "loan" and r.needed]
        self.take_back(out[which % len(out)] if out else BARCODES[0])

    def take_back(self, barcode: str) -> None:
        item, loan = self.town.item(barcode), self.out(barcode)
        if loan is None:
            with pytest.raises(loans.NotOut):
                self.town.take_back(item, on=self.today, fine=10)
            return
        cents = self.town.take_back(item, on=self.today, fine=10).charged_cents
        assert cents == max(0, (self.today - loan.since).days - 3) * 10
        self.over(loan)
        if cents:
            self.records.append(Record("charge", loan.card, "", self.today, cents))

    @rule(which=WHICH)
    def pay_what_is_owed(self, which: int) -> None:
        owing = [r.card for r in self.records if r.kind == "charge" and r.needed]
        self.pay(owing[which % len(owing)] if owing else CARDS[0])

    def pay(self, card: str) -> None:
        owed = [r for r in self.records if r.kind == "charge" and r.needed and r.card == card]
        if not owed:
            with pytest.raises(charges.NothingOwed):
                self.town.pay(self.people_[card], on=self.today)
            return
        assert self.town.pay(self.people_[card], on=self.today) == sum(r.cents for r in owed)
        for record in owed:
            self.over(record)

    @rule(turn=st.booleans())
    def purge(self, turn: bool) -> None:
        drawers._DRAWERS.clear()  # the night is a process of its own
        clock.is_right(now=self.now)
        self.town.purge(now=self.now, turn_now=turn)
        kept = {
            r for case in self.cases for hold in case.holds if self.today < hold.until for r in hold.records
        }
        for record in [r for r in self.records if r.marked and r not in kept]:
            record.marked = False
            if not record.needed:
                self.records.remove(record)
        assert facts.total("mansfield") == self.lent

    @rule(days=st.sampled_from([1, 2, 5, 13, 14]))
    def time_passes(self, days: int) -> None:
        self.now += days * DAY

    # -- what cases do

    @precondition(lambda self: len(self.cases) < 3)
    @rule()
    def open(self) -> None:
        asked = {"asker": "police", "papers": "preservation_letter", "channel": "mail"}
        made = cases.open_case(self.library, self.dana, path="asking", details=asked, now=self.now)
        self.cases.append(Kept(made.handle))

    def take(self, case: Kept, step: str, **details: Any) -> None:
        cases.take(
            self.library, self.dana, case.handle, step=step, details=details, now=self.now, seen=case.version
        )
        case.version += 1

    def standing(self, case: Kept) -> list[Hold]:
        return [hold for hold in case.holds if self.today < hold.until]

    @precondition(lambda self: self.cases)
    @rule(which=WHICH, number=WHICH, of_item=st.booleans(), back=st.sampled_from([None, None, 0, 3]))
    def keep_something_that_is_there(self, which: int, number: int, of_item: bool, back: int | None) -> None:
        if self.records:
            record = self.records[number % len(self.records)]
            of_item = of_item and record.kind == "loan"
            self.keep(which, record.card, record.item or BARCODES[0], of_item, True, back)

    @precondition(lambda self: self.cases)
    @rule(
        which=WHICH, card=CARD, barcode=BARCODE, of_item=st.booleans(), charged=st.booleans(),
        back=st.sampled_from([None, None, 0, 3]),
    )  # fmt: skip
    def keep(
        self, which: int, card: str, barcode: str, of_item: bool, charged: bool, back: int | None
    ) -> None:
        case = self.cases[which % len(self.cases)]
        first = None if back is None else self.today - back * DAY
        wanted = ["loan"] if of_item or not charged else ["loan", "charge"]
        self.town.item(barcode)
        named: dict[str, Any] = {"barcode": barcode} if of_item else {"card": card}
        found = [
            r
            for r in self.records
            if r.kind in wanted
            and (r.item == barcode if of_item else r.card == card)
            and (first is None or r.since >= first)
        ]
        details = {
            **named, "kinds_kept": wanted, "decided_by": "Counsel", "reason": "Their letter.",
            **({"kept_from": first.isoformat()} if first else {}),
        }  # fmt: skip
        if not found:
            with pytest.raises(NothingToKeep):
                self.take(case, "preserve", **details)
            return
        self.take(case, "preserve", **details)
        for record in found:
            record.marked = True
        case.holds.append(Hold(found, self.today + 14 * DAY))

    @precondition(lambda self: any(case.holds for case in self.cases))
    @rule(which=WHICH, days=st.sampled_from([1, 20, 90]))
    def confirm(self, which: int, days: int) -> None:
        case, until = self.cases[which % len(self.cases)], self.today + days * DAY
        said = {"confirmed_by": "counsel", "hold_until": until.isoformat()}
        if not self.standing(case):
            with pytest.raises((NotNow, NoHold)):
                self.take(case, "confirm_hold", **said)
            return
        self.take(case, "confirm_hold", **said)
        for hold in self.standing(case):
            hold.until = until

    @precondition(lambda self: any(case.holds for case in self.cases))
    @rule(which=WHICH)
    def lift(self, which: int) -> None:
        case = self.cases[which % len(self.cases)]
        if not self.standing(case):
            with pytest.raises(NotNow):
                self.take(case, "lift_hold", reason="Over.")
            return
        self.take(case, "lift_hold", reason="Over.")
        case.holds = []

    @precondition(lambda self: any(case.holds for case in self.cases))
    @rule(which=WHICH, to_paper=st.booleans())
    def close(self, which: int, to_paper: bool) -> None:
        case = self.cases.pop(which % len(self.cases))
        if to_paper:
            self.take(case, "to_paper")
        else:
            self.take(case, "withdrawn", withdrawn_by="The police", took_back_how="letter")

    # -- what must be so at any moment

    @invariant()
    def the_drawer_holds_what_the_model_holds_and_nothing_else(self) -> None:
        there: Counter[tuple[str, str, bool, bool]] = Counter()
        lengths = set()
        for row, inside in self.town.drawer.everything():
            if inside.record and inside.record.name in ("loan", "charge"):
                there[inside.record.name, inside.subject, inside.kind is not kinds.KEPT, inside.held] += 1
                lengths.add(len(row.sealed))
        assert there == Counter((r.kind, self.people_[r.card], r.needed, r.marked) for r in self.records)
        assert len(lengths) <= 1

    @invariant()
    def the_desk_and_her_own_page_see_what_they_always_see(self) -> None:
        for card, person in getattr(self, "people_", {}).items():
            out = {r.item for r in self.records if r.kind == "loan" and r.needed and r.card == card}
            assert self.town.out_to(person) == out
            own = doorway.own_record(self.library, person=person, now=self.now)
            assert own.record.loan_count == len(out)
            assert {held.kind for held in own.held} <= {"registration", "loan", "charge"}

    @invariant()
    def what_cases_keep_is_shown_and_counted(self) -> None:
        kept = set()
        for case in self.cases:
            found = cases.read(self.library, self.dana, case.handle, now=self.now)
            standing = self.standing(case)
            assert Counter(hold.until for hold in found.held) == Counter(hold.until for hold in standing)
            assert sum(hold.records for hold in found.held) == sum(len(hold.records) for hold in standing)
            kept |= {record for hold in standing for record in hold.records}
        if hasattr(self, "people_"):
            assert exposure.of(self.library, now=self.now).asked_for == len(kept)


@pytest.mark.django_db(databases=["default", "ledger"], transaction=True)
def test_any_history_of_what_cases_keep_agrees_with_a_plain_model() -> None:
    run_state_machine_as_test(
        AnyHolds,
        settings=drawing(
            max_examples=200 if LONG else FEW,
            stateful_step_count=40,
            deadline=None,
            phases=(Phase.explicit, Phase.reuse, Phase.generate),
        ),
    )
