"""Whatever happens in whatever order, is there what should be, and nothing else? A plain model says what should be."""

import os
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
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
from reticent.drawer.tables import Generation
from reticent.records import charges, facts, holds, intake, loans
from reticent.records.looks import LookTally
from reticent.retention import backups, clock
from tests import postgresql
from tests.rooms.drawer.copies import put_back, taken
from tests.rooms.histories import History

LONG = bool(os.environ.get("RETICENT_TEST_LONG"))
FEW = 5 if postgresql.in_use() else 12  # there, each backup is a dump that is tried in a database of its own
CARDS, BARCODES = ("1", "2", "3"), ("30001", "30002", "30003", "30004")


class AnyHistory(History):
    """Lending, returning, owing, paying, looking, folding, ending, turning; backups, copies, new processes."""

    def __init__(self) -> None:
        super().__init__()
        self.clara = self.town.staff("clara", "circulation", "registration", "accounts")
        self.out: dict[str, tuple[str, object]] = {}
        self.owed: Counter[str] = Counter()
        self.looks: Counter[str] = Counter()
        self.lent = 0
        self.files = 0
        self.waiting: list[tuple[str, str]] = []  # barcode and card, who asked first comes first

    @initialize()
    def people_and_things(self) -> None:
        self.people = {card: self.town.register(card, f"Reader {card}") for card in CARDS}
        self.items = {b: self.town.item(b) for b in BARCODES}

    @rule(card=st.sampled_from(CARDS), barcode=st.sampled_from(BARCODES))
    def lend(self, card: str, barcode: str) -> None:
        if barcode in self.out:
            with pytest.raises(loans.AlreadyOut):
                self.town.lend(self.people[card], self.items[barcode], on=self.today, days=3)
            return
        queue = [who for what, who in self.waiting if what == barcode]
        if queue and queue[0] != card:
            with pytest.raises(holds.KeptForAnother):
                self.town.lend(self.people[card], self.items[barcode], on=self.today, days=3)
            return
        self.town.lend(self.people[card], self.items[barcode], on=self.today, days=3)
        if queue:
            self.waiting.remove((barcode, card))
        self.out[barcode] = (card, self.today)
        self.lent += 1

    @rule(card=st.sampled_from(CARDS), barcode=st.sampled_from(BARCODES))
    def hold(self, card: str, barcode: str) -> None:
        # Two on one day: which is first is drawn by lot, so the model lets only one ask in a day.
        if any(what == barcode for what, _ in self.waiting):
            self.now += timedelta(days=1)
        has_it = barcode in self.out and self.out[barcode][0] == card
        how = {"person": self.people[card], "item": self.items[barcode], "today": self.today}
        if has_it or (barcode, card) in self.waiting:
            with pytest.raises((holds.HasIt, holds.OnHoldAlready)):
                holds.place(self.town.drawer, self.town.permit, pickup="Main", **how)  # type: ignore[arg-type]
            return
        holds.place(self.town.drawer, self.town.permit, pickup="Main", **how)  # type: ignore[arg-type]
        self.waiting.append((barcode, card))

    @rule(number=st.integers(0, 3), days_after=st.sampled_from([0, 7]))
    def cancel_a_hold(self, number: int, days_after: int) -> None:
        if not self.waiting:
            return
        barcode, card = self.waiting.pop(number % len(self.waiting))
        holds.cancel(
            self.town.drawer, self.town.permit, person=self.people[card], item=self.items[barcode],
            today=self.today, days_after=days_after,
        )  # fmt: skip

    @rule(card=st.sampled_from(CARDS), barcode=st.sampled_from(BARCODES))
    def take_in_a_file(self, card: str, barcode: str) -> None:
        """What is out elsewhere is out here, once, however often the file comes; of what is back only a count."""
        self.files += 1
        path = self.folder / f"loans-{self.files}.csv"
        lent = self.today - timedelta(days=400 + self.files)  # a day that no other file has covered
        back = lent + timedelta(days=5)
        row = f"{card},{barcode},{self.today},{self.today + timedelta(days=3)},,Main"
        path.write_text(
            "patron_barcode,item_barcode,lent_on,due_on,returned_on,branch\n"
            f"{row}\n{card},{barcode},{lent},{lent + timedelta(days=3)},{back},Main\n"
        )
        how = {"drawer": self.town.drawer, "permit": doorway.for_intake(self.town.library)}
        before = self.out.get(barcode)
        report = intake.take_loans(self.town.library, path, **how)  # type: ignore[arg-type]
        again = intake.take_loans(self.town.library, path, **how)  # type: ignore[arg-type]
        assert (again.taken, again.returned) == (0, 0)
        if before is None and report.taken:
            self.out[barcode] = (card, self.today)
            self.lent += 1
        elif before is not None:
            assert not report.taken
        self.lent += report.returned

    @rule(barcode=st.sampled_from(BARCODES))
    def take_back(self, barcode: str) -> None:
        if barcode not in self.out:
            with pytest.raises(loans.NotOut):
                self.town.take_back(self.items[barcode], on=self.today, fine=10)
            return
        card, lent_on = self.out.pop(barcode)
        late = max(0, (self.today - lent_on).days - 3)  # type: ignore[operator]
        back = self.town.take_back(self.items[barcode], on=self.today, fine=10)
        assert back.charged_cents == min(late * 10, 1000)
        self.owed[card] += back.charged_cents

    @rule(card=st.sampled_from(CARDS), days_after=st.sampled_from([0, 30]))
    def pay(self, card: str, days_after: int) -> None:
        if not self.owed[card]:
            with pytest.raises(charges.NothingOwed):
                self.town.pay(self.people[card], on=self.today)
            return
        assert self.town.pay(self.people[card], days_after=days_after, on=self.today) == self.owed.pop(card)

    @rule(card=st.sampled_from(CARDS))
    def look(self, card: str) -> None:
        answer = doorway.look(self.town.library, self.clara, purpose="account", now=self.now, handle=card)
        assert answer.record is not None
        assert answer.record.owed_cents == self.owed[card]
        self.looks[card] += 1

    @rule(days=st.integers(1, 9))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule(turn_now=st.booleans())
    def purge(self, turn_now: bool) -> None:
        clock.is_right(now=self.now)  # time passes here by more than a clock is believed
        self.town.purge(now=self.now, turn_now=turn_now)
        assert facts.total("mansfield") == self.lent

    @rule()
    def back_up(self) -> None:
        backups.make(now=self.now)

    @rule()
    def a_new_process(self) -> None:
        self.town.drawer.asleep()

    @rule()
    def copied_and_put_back_unchanged(self) -> None:
        """A move to another disk, or a clone: the same contents, another file."""
        copy = taken(self.folder / "copy")
        put_back(copy, self.town, in_place_of=True)

    @rule()
    def backed_up_and_restored_after_more_was_done(self) -> None:
        """What ended since is ended again, if the list knew; what was begun since is gone with the database."""
        made = backups.make(now=self.now)
        there = dict(self.out)
        lent = self.lent
        gone = [b for n, b in enumerate(sorted(there)) if n % 2]
        for barcode in gone:
            self.town.take_back(self.items[barcode], on=self.today)
            there.pop(barcode)
        # What somebody waits for is lent to nobody else, and lent to her it would end her hold.
        waited_for = {barcode for barcode, _ in self.waiting}
        fresh = next((b for b in BARCODES if b not in there and b not in waited_for), None)
        if fresh:
            self.town.lend(self.people["1"], self.items[fresh], on=self.today, days=3)
        clock.is_right(now=self.now)
        self.town.purge(now=self.now)
        done = backups.restore(made.name, now=self.now, confirm=lambda name: True)
        (found,) = done.recoveries
        assert found.ended_again >= len(gone)
        self.out, self.lent = there, lent

    @rule(turned=st.booleans())
    def an_older_copy_is_put_over_it(self, turned: bool) -> None:
        """As an administrator might, without `reticent restore`: of before or after a turn."""
        copy = taken(self.folder / "older")
        self.town.drawer.asleep()
        there, lent = dict(self.out), self.lent
        clock.is_right(now=self.now)
        for barcode in sorted(there)[:1]:
            self.town.take_back(self.items[barcode], on=self.today)
            there.pop(barcode)
        self.town.purge(now=self.now, turn_now=turned)
        put_back(copy, self.town)
        self.town.drawer.wake()
        self.out, self.lent = there, lent

    @precondition(lambda self: hasattr(self, "people"))
    @invariant()
    def everything_is_there_once(self) -> None:
        for card, person in self.people.items():
            mine = {b for b, (whose, _) in self.out.items() if whose == card}
            assert self.town.out_to(person) == mine
            found = self.town.drawer.find(self.town.permit, subject=person)
            kinds = Counter(s.kind for s in found)
            assert kinds["registration"] == 1
            assert kinds["loan"] == len(mine)
            waiting = [s.payload["item"] for s in found if s.kind == "hold" and s.payload["ended_on"] is None]
            assert sorted(waiting) == sorted(b for b, whose in self.waiting if whose == card)
            assert sum(s.payload["amount"] for s in charges.unpaid(found)) == self.owed[card]
        for barcode, item in self.items.items():
            holders = self.town.drawer.find_thing(self.town.to_open("loan"), thing=loans.thing(item))
            assert len(holders) == (barcode in self.out)

    @precondition(lambda self: hasattr(self, "people"))
    @invariant()
    def keys_and_generations_agree(self) -> None:
        keyed = set(self.town.drawer.keyfile.generations())
        states = dict(Generation.objects.values_list("number", "state"))
        assert list(states.values()).count("open") == 1
        assert not keyed & {n for n, s in states.items() if s == "forgotten"}
        assert {n for n, s in states.items() if s != "forgotten"} <= keyed
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*), count(DISTINCT tag), count(DISTINCT thing_tag) FROM reticent_slip"
            )
            assert len(set(cursor.fetchone())) == 1
        assert not LookTally.objects.exists()


@pytest.mark.django_db(databases=["default", "ledger"], transaction=True)
def test_any_history(transactional_db: None) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        AnyHistory, settings=drawing(max_examples=300 if LONG else FEW, stateful_step_count=25, deadline=None)
    )
