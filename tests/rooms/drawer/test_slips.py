"""Does the drawer give back what was put in, to whom a permit says, and to nobody else?"""

import dataclasses
import os
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction

from reticent.access import joining
from reticent.drawer import drawers, kinds, slips, turning, waking
from reticent.drawer.kinds import Undeclared
from reticent.drawer.minting import mint
from reticent.drawer.permits import NotPermitted, Permit
from reticent.drawer.slips import ChangedMeanwhile
from reticent.errors import Broken
from reticent.people import patrons
from reticent.people.joining import TypedForm
from reticent.records import loans
from reticent.vault.seals import DoesNotOpen
from tests.conftest import NOW, TODAY, Town
from tests.rooms.drawer.copies import let_go


def charge(town: Town, person: str, cents: int) -> None:
    town.drawer.put(
        subject=person,
        kind="charge",
        payload={"amount": cents, "reason": "late", "since": TODAY.isoformat(), "paid_on": None},
    )


def owed(town: Town, person: str) -> list[int]:
    return sorted(s.payload["amount"] for s in town.drawer.find(town.permit, subject=person))


# -- listing


@pytest.mark.parametrize("many", [0, 1, 7, 8, 9, 16, 17, 24, 25, 56, 57])
def test_a_listing_has_them_all(mansfield: Town, many: int) -> None:
    for n in range(many):
        charge(mansfield, "p:alice", n)
    charge(mansfield, "p:bob", 99)

    assert owed(mansfield, "p:alice") == list(range(many))
    assert owed(mansfield, "p:bob") == [99]
    assert owed(mansfield, "p:nobody") == []


@pytest.mark.parametrize("many", [511, 512, 513, 1100])
def test_a_very_long_listing_has_them_all(mansfield: Town, many: int) -> None:
    with mansfield.drawer.writing() as writer:
        for n in range(many):
            writer.put(
                subject="p:alice",
                kind="charge",
                payload={"amount": n, "reason": "late", "since": None, "paid_on": None},
            )

    assert owed(mansfield, "p:alice") == list(range(many))
    charge(mansfield, "p:alice", many)
    assert len(owed(mansfield, "p:alice")) == many + 1


def test_the_only_one_of_its_kind_is_found_without_the_others(mansfield: Town) -> None:
    """With the key of the right generation, through a turn, and among any number of others."""
    alice = mansfield.register("1", "Alice Q")
    for n in range(20):
        charge(mansfield, alice, n)

    for _ in range(2):
        rows = mansfield.drawer.standing("t:registration of " + alice)
        found = mansfield.drawer.find(mansfield.permit, subject=alice, kind="registration")
        assert [inside.kind.name for _, inside in rows if inside.kind] == ["registration"]
        assert [slip.payload["name"] for slip in found] == ["Alice Q"]
        turning.turn(mansfield.drawer, now=NOW, recovery_days=14)


def test_a_registration_that_was_put_in_before_such_had_a_name_of_their_own_is_found(
    mansfield: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dataclasses.replace(patrons.REGISTRATION, single=False)
    monkeypatch.setitem(kinds._BY_NAME, "registration", before)
    alice = mansfield.register("1", "Alice Q")
    monkeypatch.undo()
    assert mansfield.drawer.standing("t:registration of " + alice) == []

    assert (
        patrons.registration_of(mansfield.drawer, mansfield.permit, person=alice).payload["name"] == "Alice Q"
    )
    mansfield.lend(alice, mansfield.item("30001"))

    turning.turn(mansfield.drawer, now=NOW, recovery_days=14)
    assert len(mansfield.drawer.standing("t:registration of " + alice)) == 1


def test_what_was_read_as_the_transaction_began_is_not_believed_after_a_write(mansfield: Town) -> None:
    mansfield.lend(mansfield.register("1", "Alice Q"), mansfield.item("30001"))
    look = slips.Look(things=("i:30001",))

    with mansfield.drawer.writing(look=look) as writer:
        writer.end(mansfield.drawer.find_thing(mansfield.permit, thing="i:30001")[0])
        assert mansfield.drawer.find_thing(mansfield.permit, thing="i:30001") == []
    with mansfield.drawer.writing(look=slips.Look(things=("i:30001", "i:30002"))) as writer:
        assert mansfield.drawer.find_thing(mansfield.permit, thing="i:30001") == []


@pytest.mark.parametrize("many", [0, 1, 2, 7, 15, 16, 17, 24, 25, 48, 49])
def test_what_is_added_after_a_look_is_found_whatever_was_there(mansfield: Town, many: int) -> None:
    for n in range(many):
        charge(mansfield, "p:alice", n)

    with mansfield.drawer.writing(look=slips.Look(adds_to="p:alice", things=("i:1",))) as writer:
        writer.put(
            subject="p:alice",
            kind="charge",
            payload={"amount": many, "reason": "late", "since": None, "paid_on": None},
        )

    assert owed(mansfield, "p:alice") == list(range(many + 1))


def test_ended_slips_are_not_listed_and_hide_none_that_stand(mansfield: Town) -> None:
    """Tombstones keep the numbers dense, and folding empties them without taking them away."""
    for n in range(40):
        charge(mansfield, "p:alice", n)
    for slip in mansfield.drawer.find(mansfield.permit, subject="p:alice"):
        if slip.payload["amount"] < 39:
            with mansfield.drawer.writing() as writer:
                writer.end(slip)

    assert owed(mansfield, "p:alice") == [39]
    mansfield.purge()
    charge(mansfield, "p:alice", 40)
    assert owed(mansfield, "p:alice") == [39, 40]
    mansfield.purge(turn_now=True)
    assert owed(mansfield, "p:alice") == [39, 40]


def test_libraries_share_neither_keys_nor_slips(town) -> None:  # type: ignore[no-untyped-def]
    here, there = town("mansfield", policy_id="mansfield-2019"), town("weston", policy_id="weston-2017")
    charge(here, "p:alice", 1)
    charge(there, "p:alice", 2)

    assert owed(here, "p:alice") == [1]
    assert owed(there, "p:alice") == [2]
    here.purge(turn_now=True)
    assert owed(there, "p:alice") == [2]
    with pytest.raises(NotPermitted):
        there.drawer.find(here.permit, subject="p:alice")


# -- permits


def test_nobody_but_access_makes_a_permit() -> None:
    with pytest.raises(NotPermitted, match="outside the access room"):
        Permit(library="mansfield", purpose="lend", kinds=frozenset(["loan"]), mint=object())
    with pytest.raises(TypeError):
        Permit(library="mansfield", purpose="lend", kinds=frozenset(["loan"]))  # type: ignore[call-arg]


def test_a_permit_is_not_widened_by_copying_it(mansfield: Town) -> None:
    permit = mansfield.to_open("loan", subject="p:alice")

    with pytest.raises((TypeError, ValueError)):
        dataclasses.replace(permit, subject=None)
    with pytest.raises((TypeError, ValueError, NotPermitted)):
        dataclasses.replace(permit, subject=None, mint=getattr(permit, "mint", None))
    with pytest.raises(dataclasses.FrozenInstanceError):
        permit.subject = None


def test_a_permit_opens_its_subject_and_no_other(mansfield: Town) -> None:
    charge(mansfield, "p:alice", 1)

    with pytest.raises(NotPermitted, match="somebody else"):
        mansfield.drawer.find(mansfield.to_open(subject="p:bob"), subject="p:alice")
    with pytest.raises(NotPermitted, match="something else"):
        mansfield.drawer.find(mansfield.to_open(thing="i:1"), subject="p:alice")
    with pytest.raises(NotPermitted, match="something else"):
        mansfield.drawer.find_thing(mansfield.to_open(subject="p:alice"), thing="i:1")
    with pytest.raises(NotPermitted, match="another thing"):
        mansfield.drawer.find_thing(mansfield.to_open(thing="i:2"), thing="i:1")
    for permit in (mansfield.to_open(subject="p:alice"), mansfield.to_open(thing="i:1")):
        with pytest.raises(NotPermitted, match="one person or thing"):
            list(mansfield.drawer.find_every(permit))
    elsewhere = mint(library="weston", purpose="lend", kinds=["charge"])
    with pytest.raises(NotPermitted):
        mansfield.drawer.find(elsewhere, subject="p:alice")
    with pytest.raises(NotPermitted):
        list(mansfield.drawer.find_every(elsewhere))


def test_a_permit_opens_its_kinds_and_fields_and_no_others(mansfield: Town) -> None:
    alice = mansfield.register("1", "Alice Q")
    charge(mansfield, alice, 120)
    mansfield.lend(alice, mansfield.item("30001"))

    only = mansfield.to_open("registration", subject=alice, fields=["registration.town", "charge.amount"])

    found = mansfield.drawer.find(only, subject=alice)
    assert [(s.kind, dict(s.payload)) for s in found] == [("registration", {"town": "Mansfield"})]
    assert "Alice" not in repr(found)
    assert (
        mansfield.drawer.find(mansfield.to_open("loan", subject=alice, fields=[]), subject=alice)[0].payload
        == {}
    )


def test_an_opened_slip_says_nothing_when_printed(mansfield: Town) -> None:
    alice = mansfield.register("29030001", "Alice Q")
    slip = mansfield.drawer.find(mansfield.permit, subject=alice)[0]

    for thing in (slip, slip.row, slip.inside, mansfield.drawer, mansfield.permit):
        assert not any(t in repr(thing) for t in ("Alice", "29030001", alice))


# -- writing


def test_nothing_undeclared_goes_in(mansfield: Town) -> None:
    with pytest.raises(Undeclared, match="shoe"):
        mansfield.drawer.put(subject="p:alice", kind="charge", payload={"shoe size": 44})
    with pytest.raises(Undeclared, match="horoscope"):
        mansfield.drawer.put(subject="p:alice", kind="horoscope", payload={})


def test_what_fails_midway_leaves_nothing(mansfield: Town) -> None:
    def half() -> None:
        with mansfield.drawer.writing() as writer:
            for n in range(3):
                writer.put(subject="p:alice", kind="charge", payload={"amount": n})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()

    assert owed(mansfield, "p:alice") == []


def test_a_slip_changed_by_somebody_else_is_not_written_over(mansfield: Town) -> None:
    charge(mansfield, "p:alice", 100)
    mine = mansfield.drawer.find(mansfield.permit, subject="p:alice")[0]
    with mansfield.drawer.writing() as writer:
        writer.replace(mine, amount=50)

    def late(*, ending: bool) -> None:
        with mansfield.drawer.writing() as writer:
            if ending:
                writer.end(mine)
            else:
                writer.replace(mine, amount=10)

    for ending in (True, False):
        with pytest.raises(ChangedMeanwhile, match="try again"):
            late(ending=ending)
    assert owed(mansfield, "p:alice") == [50]


def test_an_altered_row_stops_with_advice_and_no_data(mansfield: Town) -> None:
    charge(mansfield, "p:alice", 100)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM reticent_slip")
        sealed = bytearray(cursor.fetchone()[0])
        sealed[40] ^= 1
        cursor.execute("UPDATE reticent_slip SET sealed = %s", [bytes(sealed)])

    with pytest.raises(DoesNotOpen, match="restore the last backup"):
        owed(mansfield, "p:alice")


def test_two_rows_swapped_by_hand_do_not_open(mansfield: Town) -> None:
    charge(mansfield, "p:alice", 100)
    charge(mansfield, "p:bob", 5)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tag, sealed FROM reticent_slip")
        (one, a), (two, b) = cursor.fetchall()
        cursor.execute("UPDATE reticent_slip SET sealed = %s WHERE tag = %s", [b, one])
        cursor.execute("UPDATE reticent_slip SET sealed = %s WHERE tag = %s", [a, two])

    with pytest.raises(DoesNotOpen):
        owed(mansfield, "p:alice")


def test_the_place_of_a_row_taken_out_by_hand_is_filled(mansfield: Town) -> None:
    for n in range(3):
        charge(mansfield, "p:alice", n)
    with connection.cursor() as cursor:
        tag = mansfield.drawer.sealer(1).tag("s:p:alice", 0)
        cursor.execute("DELETE FROM reticent_slip WHERE tag = %s", [tag])

    charge(mansfield, "p:alice", 3)

    assert sorted(owed(mansfield, "p:alice")) == [1, 2, 3]


def test_the_place_of_an_item_s_row_taken_out_by_hand_is_filled_too(mansfield: Town) -> None:
    alice, item = mansfield.register("1", "Alice Q"), mansfield.item("30001")
    mansfield.lend(alice, item)
    mansfield.take_back(item)
    mansfield.lend(alice, item)
    mansfield.take_back(item)
    number = mansfield.drawer.live()[-1][1]
    first, second = mansfield.drawer.sealer(number).tags("t:i:30001", range(2))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM reticent_slip WHERE thing_tag = %s", [first])

    mansfield.lend(alice, item)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM reticent_slip WHERE thing_tag IN (%s, %s)", [first, second])
        assert cursor.fetchone() == (2,)
    assert mansfield.out_to(alice) == {"30001"}


def test_a_drawer_is_woken_before_a_transaction_and_never_in_it(mansfield: Town) -> None:
    mansfield.drawer.asleep()

    with pytest.raises(Broken, match="before a transaction"), transaction.atomic():
        charge(mansfield, "p:alice", 1)


# -- many at once


def children(*works) -> list[int]:  # type: ignore[no-untyped-def]
    """Run each in a process of its own, with connections of its own, all at the same moment; their exit codes."""
    let_go()
    started = []
    go = time.time() + 0.3
    for work in works:
        child = os.fork()
        if not child:
            code = 70
            try:
                drawers._DRAWERS.clear()
                time.sleep(max(0, go - time.time()))
                code = work() or 0
            finally:
                os._exit(code)
        started.append(child)
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in started]


def test_one_item_lent_by_two_desks_at_once_goes_to_exactly_one(mansfield: Town) -> None:
    people = [mansfield.register(str(n), f"Reader {n}") for n in range(4)]
    for round_ in range(3):
        item = mansfield.item(f"3000{round_}")

        def lending(person: str, item=item):  # type: ignore[no-untyped-def]
            def work() -> int:
                try:
                    mansfield.lend(person, item)
                except loans.AlreadyOut:
                    return 1
                return 0

            return work

        codes = children(*(lending(p) for p in people))

        assert sorted(codes) == [0, 1, 1, 1]
        holders = [p for p in people if item.barcode in mansfield.out_to(p)]
        assert len(holders) == 1


def test_one_card_given_out_at_four_desks_at_once_is_one_persons(mansfield: Town) -> None:
    clara = mansfield.staff()
    for round_ in range(3):
        card = f"2903999{round_}"

        def registering(name: str, card: str = card):  # type: ignore[no-untyped-def]
            typed = TypedForm(card=card, name=name, address="1 Elm Street", town="Storrs", minor="no")

            def work() -> int:
                try:
                    joining.register(mansfield.library, clara, typed=typed, now=NOW)
                except patrons.CannotBeKept:
                    return 1
                return 0

            return work

        codes = children(*(registering(f"Reader{round_} Number{n}") for n in range(4)))

        assert sorted(codes) == [0, 1, 1, 1]
        handle = patrons.card_handle(card)
        assert len(patrons.by_handle(mansfield.drawer, mansfield.permit, handle=handle)) == 1


def test_one_item_returned_at_two_desks_at_once_is_charged_once(mansfield: Town) -> None:
    alice, item = mansfield.register("1", "Alice Q"), mansfield.item("30001")
    mansfield.lend(alice, item, on=TODAY - timedelta(days=30))

    def returning() -> int:
        try:
            mansfield.take_back(item, fine=10)
        except loans.NotOut:
            return 1
        return 0

    assert sorted(children(returning, returning, returning)) == [0, 1, 1]
    assert mansfield.pay(alice) == 90


def test_many_writers_to_one_person_lose_nothing(mansfield: Town) -> None:
    def writing(first: int):  # type: ignore[no-untyped-def]
        def work() -> None:
            for n in range(first, first + 15):
                charge(mansfield, "p:alice", n)

        return work

    assert children(*(writing(n) for n in (0, 100, 200))) == [0, 0, 0]
    assert owed(mansfield, "p:alice") == [*range(15), *range(100, 115), *range(200, 215)]


def test_processes_that_wake_at_once_take_nobody_for_a_copy(mansfield: Town) -> None:
    """As a server's workers do at its start. No fresh generation, no false recovery."""

    def waking() -> None:
        for n in range(12):
            mansfield.drawer.asleep()
            charge(mansfield, f"p:{os.getpid()}", n)

    assert children(*[waking] * 4) == [0] * 4
    assert [state for *_, state in mansfield.drawer.live()] == ["open"]


def test_turning_while_others_write_and_read_loses_nothing_and_doubles_nothing(mansfield: Town) -> None:
    for n in range(60):
        charge(mansfield, "p:alice", n)
        charge(mansfield, f"p:other{n}", n)

    def turning_() -> None:
        for _ in range(4):
            turning.turn(mansfield.drawer, now=NOW, recovery_days=14, chunk=7)

    def writing() -> None:
        for n in range(100, 140):
            charge(mansfield, "p:alice", n)

    def ending() -> None:
        for n in range(20):
            with mansfield.drawer.writing() as writer:
                for slip in mansfield.drawer.find(mansfield.permit, subject="p:alice"):
                    if slip.payload["amount"] == n:
                        writer.end(slip)

    def reading() -> int:
        for _ in range(60):
            there = owed(mansfield, "p:alice")
            standing = [n for n in there if 20 <= n < 60]
            if standing != list(range(20, 60)) or len(there) != len(set(there)):
                return 5
            everyone = [
                s.subject for s in mansfield.drawer.find_every(mansfield.permit) if s.subject != "p:alice"
            ]
            if sorted(everyone) != sorted(f"p:other{n}" for n in range(60)):
                return 6
        return 0

    assert children(turning_, writing, ending, reading) == [0, 0, 0, 0]
    assert owed(mansfield, "p:alice") == [*range(20, 60), *range(100, 140)]
    assert len(set(_every_tag())) == len(_every_tag())


def test_of_three_thousand_returns_none_is_undone_by_a_turn(mansfield: Town) -> None:
    """A naive mover copied 23 to 28 of them back, as it had read them before they ended. Here, none."""
    people = [mansfield.register(str(n), f"Reader {n}") for n in range(30)]
    items = [mansfield.item(f"3{n:05d}") for n in range(3000)]
    for n, item in enumerate(items):
        mansfield.lend(people[n % 30], item)

    def returning(first: int):  # type: ignore[no-untyped-def]
        def work() -> None:
            for item in items[first::2]:
                mansfield.take_back(item)

        return work

    def turning_() -> None:
        for _ in range(8):
            turning.turn(mansfield.drawer, now=NOW, recovery_days=14, chunk=200)

    def lending() -> None:
        for n in range(300):
            mansfield.lend(people[n % 30], mansfield.item(f"9{n:05d}"))

    assert children(turning_, returning(0), returning(1), lending) == [0, 0, 0, 0]
    out = [barcode for person in people for barcode in mansfield.out_to(person)]
    assert sorted(out) == [f"9{n:05d}" for n in range(300)]
    assert len(set(_every_tag())) == len(_every_tag())


def test_a_process_that_slept_over_turns_and_their_forgetting_still_reads(mansfield: Town) -> None:
    """It remembers which generations there were; by now their keys may be gone."""
    charge(mansfield, "p:alice", 7)
    asleep = mansfield.drawer
    assert owed(mansfield, "p:alice") == [7]
    drawers._DRAWERS.clear()  # another process
    for day in (0, 8):
        now = NOW + timedelta(days=day)
        turning.turn(mansfield.drawer, now=now, recovery_days=0)
        turning.forget_waiting(mansfield.drawer, now=now + timedelta(days=1), backup_without=lambda _: True)
    assert len(mansfield.drawer.keyfile.generations()) == 1

    drawers._DRAWERS[("mansfield", str(asleep.keys_folder))] = asleep
    assert owed(mansfield, "p:alice") == [7]


def test_a_fork_that_goes_on_with_its_parent_s_drawer_repeats_no_tag(mansfield: Town) -> None:
    """A server's workers are forks: what they know of free numbers, keys and connections may be their parent's."""
    for n in range(3):
        charge(mansfield, "p:alice", n)
    drawer, before = mansfield.drawer, set(_every_tag())

    def writing(first: int):  # type: ignore[no-untyped-def]
        def work() -> None:
            drawers._DRAWERS[("mansfield", str(drawer.keys_folder))] = drawer
            assert mansfield.drawer is drawer
            for n in range(first, first + 10):
                charge(mansfield, "p:alice", n)

        return work

    assert children(writing(10), writing(30)) == [0, 0]
    charge(mansfield, "p:alice", 3)

    assert owed(mansfield, "p:alice") == [0, 1, 2, 3, *range(10, 20), *range(30, 40)]
    assert before < set(_every_tag())
    assert len(set(_every_tag())) == len(_every_tag())


def _every_tag() -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tag FROM reticent_slip UNION ALL SELECT thing_tag FROM reticent_slip")
        return [bytes(t) for (t,) in cursor.fetchall()]


def test_two_purges_at_once_and_the_second_says_wait(mansfield: Town) -> None:
    with (
        slips.Drawer("mansfield", keys=mansfield.drawer.keys_folder, waker=waking.wake).alone(),
        pytest.raises(slips.AlreadyRunning, match="Wait until it is done"),
    ):
        mansfield.purge()
    mansfield.purge()


def test_a_process_that_dies_lets_the_purge_lock_go(mansfield: Town) -> None:
    def dying() -> None:
        mansfield.drawer.alone().__enter__()
        os._exit(0)

    assert children(dying) == [0]
    mansfield.purge()


def test_serials_are_random_and_never_in_clear(mansfield: Town) -> None:
    charge(mansfield, "p:alice", 1)
    ((row, inside),) = mansfield.drawer.standing("s:p:alice")

    assert len(inside.serial) == 16
    assert inside.serial not in row.sealed + row.tag + row.thing_tag
