"""What would a visitor with the database in hand find? Planted names, cards and titles are looked for in raw files."""

import re
from collections import Counter
from contextlib import suppress
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import pytest
from django.conf import settings as _settings
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from reticent.access import doorway
from reticent.drawer import kinds
from reticent.records import loans
from reticent.retention import backups
from tests import postgresql
from tests.conftest import NOW, TODAY, Town

ALICE = ("29030000000001", "Alice Quillfeather")
BOB = ("29030000000002", "Bob Thistlewood")


def raw(place: Path) -> dict[str, bytes]:
    """Every byte under the home, and the databases of this run with their write-ahead logs.

    On PostgreSQL: every file of the server, settled first; its log, too.
    """
    found = {str(p): p.read_bytes() for p in place.joinpath("home").rglob("*") if p.is_file()}
    if postgresql.in_use():
        there = postgresql.settled_files()
        return found | {str(p): p.read_bytes() for p in there.rglob("*") if p.is_file()}
    for alias in ("default", "ledger"):
        base = Path(connections[alias].settings_dict["NAME"])
        for path in base.parent.glob(base.name + "*"):
            found[str(path)] = path.read_bytes()
    return found


def times(place: Path, *texts: str) -> dict[str, int]:
    files = raw(place)
    assert any(name.endswith("-wal") or "/pg_wal/" in name for name in files)
    forms = {
        text: {text.encode(), text.upper().encode(), text.lower().encode(), text.encode("utf-16-le")}
        for text in texts
    }
    return {text: sum(body.count(form) for body in files.values() for form in forms[text]) for text in texts}


def a_week(town: Town) -> tuple[str, str]:
    """Alice and Bob borrow, return, pay and are looked at; the day is folded, the key turned, a backup made."""
    alice = town.register(*ALICE, email="alice@quillfeather.example", address="7 Wormwood Scrubs")
    bob = town.register(*BOB, pin="904711", adult_on=date(2030, 5, 6))
    clara = town.staff()
    for n in range(12):
        item = town.item(f"3000{n}", f"The Mysteries of Udolpho {n}")
        town.lend(alice if n % 2 else bob, item, on=TODAY - timedelta(days=60 - n), days=21)
        if n % 3:
            town.take_back(item, fine=10, on=TODAY)
    town.pay(alice)
    doorway.look(town.library, clara, purpose="lend", now=NOW, handle=ALICE[0])
    doorway.look(town.library, clara, purpose="account", now=NOW, handle=BOB[1])
    town.purge(turn_now=True)
    backups.make(now=NOW)
    town.lend(bob, town.item("30002"))
    return alice, bob


@pytest.mark.clause("WO-16")
def test_no_file_names_a_person_a_card_or_ties_a_title_to_one(mansfield: Town, place: Path) -> None:
    alice, bob = a_week(mansfield)

    found = times(
        place, *ALICE, *BOB, "Quillfeather", "Thistlewood", "alice@quillfeather.example", "Wormwood Scrubs",
        "860 555 0100", "904711", "2030-05-06", alice, bob, alice.removeprefix("p:"), bob.removeprefix("p:"),
        "returned late",
    )  # fmt: skip
    control = times(place, "The Mysteries of Udolpho 3", "Mansfield Public Library")

    assert found == dict.fromkeys(found, 0)
    assert all(control.values())


def test_the_key_folder_names_nobody_either(mansfield: Town, place: Path) -> None:
    a_week(mansfield)

    for path in _settings.RETICENT_KEYS.iterdir():
        body = path.read_bytes()
        assert not any(text.encode() in body for text in (*ALICE, *BOB, "Udolpho", "30002"))


def rows(mansfield: Town) -> list[tuple[bytes, bytes, int, bytes]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tag, thing_tag, generation_id, sealed FROM reticent_slip")
        return [(bytes(t), bytes(i), g, bytes(s)) for t, i, g, s in cursor.fetchall()]


def test_every_tag_ever_seen_occurs_once(mansfield: Town) -> None:
    """Over lending, returning and turning: a tag, once used, is never used again, of persons or of things."""
    alice, bob = mansfield.register(*ALICE), mansfield.register(*BOB)
    items = [mansfield.item(f"3000{n}") for n in range(4)]
    seen: dict[bytes, bytes] = {}  # tag -> its thing tag, for good
    things: set[bytes] = set()
    for round_ in range(5):
        for n, item in enumerate(items):
            mansfield.lend(alice if (n + round_) % 2 else bob, item)
            for tag, thing_tag, _, _ in rows(mansfield):
                assert seen.setdefault(tag, thing_tag) == thing_tag
                things.add(thing_tag)
        for item in items[: 2 + round_ % 3]:
            mansfield.take_back(item)
        for item in items[2 + round_ % 3 :]:
            mansfield.take_back(item)
        if round_ % 2:
            mansfield.purge(turn_now=True)

    assert len(things) == len(seen)
    assert not things & set(seen)
    assert all(len(tag) == 16 for tag in (*seen, *things))


def test_equal_persons_and_equal_things_never_look_equal(mansfield: Town) -> None:
    """No two rows share any four bytes in the same place of tag, thing tag or seal more often than chance."""
    alice = mansfield.register(*ALICE)
    for n in range(10):
        mansfield.lend(alice, mansfield.item(f"3000{n}"))
    mine = rows(mansfield)

    assert len({sealed for *_, sealed in mine}) == len(mine)
    for one, two in combinations(mine, 2):
        for a, b in ((one[0], two[0]), (one[1], two[1]), (one[3], two[3]), (one[0], two[1])):
            alike = sum(x == y for x, y in zip(a, b, strict=False))
            assert alike < max(6, len(a) / 12)


def test_a_lending_transaction_writes_one_slip_last_and_nothing_else(mansfield: Town) -> None:
    alice = mansfield.register(*ALICE)
    item = mansfield.item("30001")
    mansfield.drawer.wake()

    with CaptureQueriesContext(connection) as seen, CaptureQueriesContext(connections["ledger"]) as noted:
        mansfield.lend(alice, item)

    said = [q["sql"] for q in seen.captured_queries]
    writes = [s for s in said if s.split()[0] in ("INSERT", "UPDATE", "DELETE", "REPLACE")]
    inside = said[said.index("BEGIN IMMEDIATE") :] if "BEGIN IMMEDIATE" in said else said
    assert len(writes) == 1
    assert re.sub(r"(slip)_\d+", r"\1", writes[0]).startswith(
        "INSERT INTO reticent_slip (tag, thing_tag, generation_id, sealed)"
    )
    assert [s for s in inside if not s.startswith(("COMMIT", "BEGIN"))][-1] == writes[0]
    assert noted.captured_queries == []
    text = " ".join(said)
    for clear in (*ALICE, alice, "30001", item.title, "Main", TODAY.isoformat()):
        assert clear not in text


def test_a_return_names_neither_item_nor_person_in_what_it_writes(mansfield: Town) -> None:
    alice = mansfield.register(*ALICE)
    item = mansfield.item("30001")
    mansfield.lend(alice, item, on=TODAY - timedelta(days=40))

    with CaptureQueriesContext(connection) as seen:
        mansfield.take_back(item, fine=10)

    writes = [q["sql"] for q in seen if q["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]
    assert [re.sub(r"(slip)_\d+", r"\1", w).split()[:3] for w in writes] == [
        ["UPDATE", "reticent_slip", "SET"],
        ["INSERT", "INTO", "reticent_slip"],
    ]
    for clear in (*ALICE, alice, "30001", item.title, TODAY.isoformat()):
        assert clear not in " ".join(writes)


def test_a_loan_that_was_cut_short_leaves_nothing_that_says_of_whom_or_what(
    mansfield: Town, place: Path
) -> None:
    """Aborted rows stay in PostgreSQL's files for a while: sealed, as long as any other, under tags that say nothing."""
    alice = mansfield.register(*ALICE)
    item, other = mansfield.item("30001"), mansfield.item("30002")
    before = {tag for tag, *_ in rows(mansfield)}
    for _ in range(3):
        cut_off = {}
        with suppress(KeyboardInterrupt), mansfield.drawer.writing() as writer:
            writer.put(subject=alice, kind="loan", thing=loans.thing(item), payload=_lent(item.barcode))
            writer.flush()
            cut_off = {row[0]: row for row in rows(mansfield) if row[0] not in before}
            raise KeyboardInterrupt

    assert {tag for tag, *_ in rows(mansfield)} == before
    assert mansfield.out_to(alice) == set()
    found = times(place, *ALICE, alice, alice.removeprefix("p:"), f'"lent_on":"{TODAY}"', "i:30001")
    assert found == dict.fromkeys(found, 0)
    mansfield.lend(alice, other)
    (later,) = [row for row in rows(mansfield) if row[0] not in before]
    ((_, thing, _, sealed),) = cut_off.values()
    assert len(sealed) == len(later[3])
    assert thing != later[1]
    assert sealed != later[3]


def _lent(barcode: str) -> dict[str, object]:
    day = TODAY.isoformat()
    return {"item": barcode, "lent_on": day, "due": day, "branch": "Main", "returned_on": None}


def test_lending_leaves_no_other_table_changed(mansfield: Town) -> None:
    alice = mansfield.register(*ALICE)
    items = [mansfield.item(f"3000{n}") for n in range(3)]
    mansfield.drawer.wake()
    before = everything_but_slips()

    for item in items:
        mansfield.lend(alice, item)
    mansfield.take_back(items[0])

    assert everything_but_slips() == before


def everything_but_slips() -> dict[str, list[tuple[object, ...]]]:
    found = {}
    for alias in ("default", "ledger"):
        with connections[alias].cursor() as cursor:
            for name in sorted(connections[alias].introspection.table_names()):
                if name.startswith("reticent_slip"):
                    continue
                cursor.execute(f'SELECT * FROM "{name}"')
                found[f"{alias}.{name}"] = cursor.fetchall()
    return found


def test_sealed_lengths_say_nothing_within_a_kind(mansfield: Town) -> None:
    """Every kind at its shortest and its longest. A loan never tells by its length from where it is or of whom."""
    lengths: dict[str, set[int]] = {}

    def note(what: str) -> None:
        now = Counter(len(sealed) for *_, sealed in rows(mansfield))
        lengths[what] = set(now - note.before)  # type: ignore[attr-defined]
        note.before = now  # type: ignore[attr-defined]

    note.before = Counter()  # type: ignore[attr-defined]
    short = mansfield.register("1", "Al Ax", town="A", email="", phone="", address="")
    note("short registration and finders")
    long = mansfield.register(
        "29030000000001", "Alexandrina Bartholomea Quillfeather-Thistlewood of the Outer Hebrides",
        town="Mansfield Center and Storrs Four Corners", email="a" * 60 + "@example.org", address="7 " + "W" * 80,
        pin="4711", adult_on=date(2030, 5, 6),
    )  # fmt: skip
    note("long registration and finders")
    for person, barcode, branch in (
        (short, "1", "M"),
        (long, "3" * 20, "The Reading Room at Storrs Four Corners, N"),
    ):
        loans.record_checkout(
            mansfield.drawer, mansfield.permit, person=person, item=mansfield.item(barcode, item_class="audiobook"),
            branch=branch, today=TODAY, loan_days=21,
        )  # fmt: skip
        note(f"loan {barcode}")
    clara = mansfield.staff()
    for purpose, handle in (("lend", "1"), ("account", "1"), ("own_record", "1")):
        doorway.look(mansfield.library, clara, purpose=purpose, now=NOW, handle=handle)
        note(f"look {purpose}")
    mansfield.take_back(mansfield.item("1"), fine=10, on=TODAY + timedelta(days=60))
    note("charge and tombstone")

    assert len(set().union(*lengths.values())) <= 3, lengths
    assert lengths["loan 1"] == lengths["loan " + "3" * 20], lengths
    assert lengths["look lend"] == lengths["look account"] == lengths["look own_record"], lengths
    assert lengths["short registration and finders"] == lengths["long registration and finders"], lengths


def test_a_slip_shows_not_whether_it_has_a_thing(mansfield: Town) -> None:
    mansfield.lend(mansfield.register(*ALICE), mansfield.item("30001"))

    assert all(len(thing) == 16 and any(thing) for _, thing, *_ in rows(mansfield))


@pytest.mark.parametrize("kind", kinds.declared(), ids=lambda kind: kind.name)
def test_every_kind_says_what_each_field_is_for(kind: kinds.Kind) -> None:
    assert kind.need
    assert kind.title
    assert all(field.purpose.startswith("to ") for field in kind.fields)
    with pytest.raises(kinds.Undeclared):
        kind.values({"shoe size": 44})
