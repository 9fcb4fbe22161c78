"""What does a search at the desk show, to whom is it told first, and when does it open a record at once?"""

from datetime import date
from typing import Any

import pytest
from django.db import connections

from reticent.access import doorway
from reticent.access.asking import Asking
from reticent.access.telling_apart import last_digits, street
from reticent.drawer.slips import Drawer
from reticent.ledger import log
from tests.conftest import NOW, Town

CARD = "29030001"


@pytest.fixture
def desk(mansfield: Town) -> Town:
    mansfield.clara = mansfield.staff()  # type: ignore[attr-defined]
    mansfield.alice = mansfield.register(CARD, "Alice O'Brien-Quill", phone="860 555 0142")  # type: ignore[attr-defined]
    return mansfield


def look(town: Town, typed: str, **how: Any) -> doorway.Answer:
    staff = how.pop("staff", town.clara)  # type: ignore[attr-defined]
    return doorway.look(town.library, staff, now=NOW, **{"purpose": "account", "handle": typed, **how})


def seen(town: Town, subject: str) -> list[tuple[str, str]]:
    found = town.drawer.find(town.to_open("look"), subject=subject)
    return [(s.payload["purpose"], s.payload["outcome"]) for s in found]


def shown(answer: doorway.Answer) -> list[tuple[str, str, str, str]]:
    return [(c.name, c.town, c.street, c.card_ends) for c in answer.candidates]


# -- who is found, and whether that opens the record


@pytest.mark.parametrize(
    "typed",
    [
        "Alice O'Brien-Quill",
        "quill o brien alice",
        "OBRIENQUILL, ALICE",
        "alice  o’brien quill",
        CARD,
        "2903 0001",
    ],
)
def test_a_card_number_or_the_whole_name_of_one_person_opens_at_once(desk: Town, typed: str) -> None:
    assert look(desk, typed).record is not None


@pytest.mark.parametrize(
    "typed",
    [
        "ali",
        "alice",
        "obr",
        "brien",
        "quill a",
        "860 555 0142",
        "+1 (860) 555-0142",
        "5550142",
        f"{CARD}@EXAMPLE.org",
    ],
)
def test_anything_less_names_whom_it_may_mean_and_opens_nothing(desk: Town, typed: str) -> None:
    answer = look(desk, typed)

    assert (answer.record, answer.person) == (None, None)
    assert shown(answer) == [("Alice O'Brien-Quill", "", "", "")]
    assert seen(desk, desk.alice) == [("account", "named")]  # type: ignore[attr-defined]
    chosen = look(desk, "", person=answer.candidates[0].person)
    assert chosen.record is not None


@pytest.mark.parametrize(
    ("typed", "too_little"),
    [
        ("", False),
        ("  ", False),
        ("al", True),
        ("a b", True),
        ("0142", True),
        ("2903", True),
        ("9155550142", False),
        ("29030001x", False),
        ("lice", False),
        ("alice bob", False),
        ("29030001@example", False),
        ("@", False),
        ("%%%", True),
        ("___", True),
        ("' OR 1=1", False),
    ],
)
def test_what_fits_nobody_finds_nobody_and_a_few_letters_or_digits_are_too_little(
    desk: Town, typed: str, too_little: bool
) -> None:
    answer = look(desk, typed)

    assert answer.nobody
    assert answer.record is None
    assert answer.candidates == ()
    assert answer.too_little is too_little
    assert seen(desk, f"staff:{desk.clara.pk}") == [("account", "nobody")]  # type: ignore[attr-defined]


def test_everybody_of_a_household_is_found_by_its_number_and_its_address(desk: Town) -> None:
    for card, name in (("29030002", "Bob Roe"), ("29030003", "Cy Roe")):
        desk.register(card, name, phone="(860) 555-0199", email="home@example.org")

    for typed in ("555 0199", "Home@example.org"):
        assert [c.name for c in look(desk, typed).candidates] == ["Bob Roe", "Cy Roe"]


def test_names_of_every_script_are_found_and_shown_as_they_are_written(desk: Town) -> None:
    names = ["王小明", "김민수", "Достоевский, Фёдор", "محمد الأمين", "García Márquez, Gabriel", "Suharto"]
    for number, name in enumerate(names):
        desk.register(f"2904000{number}", name)

    for typed, name in zip(["王", "민수", "достоев", "الأمين", "marquez garc", "suh"], names, strict=True):
        assert [c.name for c in look(desk, typed).candidates] == [name], typed


# -- how many


def test_of_too_many_no_name_is_shown_only_about_how_many(desk: Town) -> None:
    for number in range(13):
        desk.register(f"2905{number:04}", f"Marta Roe{chr(97 + number)}")

    answer = look(desk, "mar")

    assert (answer.candidates, answer.more_than, answer.nobody) == ((), 12, False)
    assert seen(desk, f"staff:{desk.clara.pk}") == [("account", "too_many")]  # type: ignore[attr-defined]
    assert [c.name for c in look(desk, "mar roec").candidates] == ["Marta Roec"]
    desk.purge()
    counted = [w.entry.count for w in log.entries("mansfield") if w.entry.action == "look"]
    assert counted == [1]  # the one who was named; where nobody was, nothing was opened


def test_a_whole_name_that_begins_many_others_shows_only_those_of_that_name(desk: Town) -> None:
    whole = [
        desk.register(f"2906000{n}", "Ann Lee", town=town) for n, town in enumerate(("Storrs", "Ashford"))
    ]
    others = [desk.register(f"2905{number:04}", f"Annabel Lee{chr(97 + number)}") for number in range(12)]

    answer = look(desk, "Lee, Ann")

    assert shown(answer) == [("Ann Lee", "Ashford", "", ""), ("Ann Lee", "Storrs", "", "")]
    assert answer.more_than == 12
    assert [seen(desk, person) for person in whole] == [[("account", "named")]] * 2
    assert not any(seen(desk, person) for person in others)


# -- telling apart by the least


def test_names_that_differ_are_shown_and_nothing_else(desk: Town) -> None:
    desk.register("29030002", "Alicia Roe")

    assert shown(look(desk, "ali")) == [("Alice O'Brien-Quill", "", "", ""), ("Alicia Roe", "", "", "")]


def test_one_name_is_told_apart_by_town_then_street_then_the_last_digits_and_only_as_far_as_needed(
    desk: Town,
) -> None:
    for card, town, address in (
        ("29030011", "Ashford", "1 Elm Street"),
        ("29030012", "Storrs", "7 Oak Road, Apt 3B\nStorrs CT"),
        ("29030013", "Storrs", "8 Elm Street"),
        ("29030014", "Storrs", "9 Elm Street #4"),
    ):
        desk.register(card, "Ann Lee", town=town, address=address)
    desk.register("29030015", "Ann Leeds")

    answer = look(desk, "ann lee")

    assert shown(answer) == [
        ("Ann Lee", "Ashford", "", ""),
        ("Ann Lee", "Storrs", "Elm Street", "0013"),
        ("Ann Lee", "Storrs", "Elm Street", "0014"),
        ("Ann Lee", "Storrs", "Oak Road", ""),
        ("Ann Leeds", "", "", ""),
    ]


def test_what_does_not_differ_is_not_shown(desk: Town) -> None:
    for card in ("29030021", "29030022"):
        desk.register(card, "Ann Lee", town="Storrs", address="3 Elm Street")

    assert shown(look(desk, "ann lee")) == [("Ann Lee", "", "", "0021"), ("Ann Lee", "", "", "0022")]


def test_only_the_fields_that_are_shown_are_opened(desk: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.register("29030011", "Ann Lee", town="Ashford")
    desk.register("29030012", "Ann Lee", town="Storrs")
    opened: list[frozenset[str] | None] = []
    usual = Drawer.find

    def finding(self: Drawer, permit, *, subject: str, **how):  # type: ignore[no-untyped-def]
        if "look" not in permit.kinds:
            opened.append(permit.fields)
        return usual(self, permit, subject=subject, **how)

    monkeypatch.setattr(Drawer, "find", finding)
    look(desk, "ann")

    assert (
        sorted(map(sorted, filter(None, opened))) == [["registration.name"]] * 2 + [["registration.town"]] * 2
    )
    assert None not in opened


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("12 Elm Street", "Elm Street"),
        ("12B Elm St, Apt 3", "Elm St"),
        ("12 5th Avenue", "5th Avenue"),
        ("5th Avenue", "5th Avenue"),
        ("12 1/2 Elm Street", "Elm Street"),
        ("Elm Street 12", "Elm Street"),
        ("Hauptstraße 5a", "Hauptstraße"),
        ("12 Elm Street Unit 7\nStorrs", "Elm Street"),
        ("PO Box 12", "PO Box"),
        ("# 4 Elm Street #9", "Elm Street"),
        ("", ""),
        ("12", ""),
    ],
)
def test_a_street_is_shown_without_house_and_flat(address: str, shown: str) -> None:
    assert street(address) == shown


@pytest.mark.parametrize(
    ("card", "shown"), [("21540000044127", "4127"), ("123456", "456"), ("12", "2"), ("1", "")]
)
def test_never_all_of_a_card_is_shown(card: str, shown: str) -> None:
    assert last_digits(card) == shown


# -- order


@pytest.mark.parametrize("asking", [None, Asking.patron("card"), Asking.guardian("satisfied_parent")])
def test_each_is_told_of_the_look_before_her_name_is_opened(
    desk: Town, asking: Asking | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = [desk.register("29030011", "Ann Lee"), desk.register("29030012", "Lee, Ann")]
    usual, told = Drawer.find, []

    def finding(self: Drawer, permit, *, subject: str, **how):  # type: ignore[no-untyped-def]
        if permit.kinds != {"finder"}:
            assert not connections["default"].in_atomic_block
            found = usual(self, desk.to_open("look"), subject=subject)
            told.append([s.payload["outcome"] for s in found])
        return usual(self, permit, subject=subject, **how)

    monkeypatch.setattr(Drawer, "find", finding)
    look(desk, "ann lee", asking=asking)
    monkeypatch.undo()

    assert told
    assert set(map(tuple, told)) == {("named",)}
    assert [seen(desk, person) for person in two] == [[("account", "named")]] * 2
    desk.purge()
    counted = [w.entry.count for w in log.entries("mansfield") if w.entry.action == "look"]
    assert counted == [2]


def test_a_search_without_a_duty_shows_no_name_and_is_written_down(desk: Town) -> None:
    desk.register("29030002", "Alicia Roe")

    answers = [look(desk, typed, no_duty=True) for typed in ("ali", "alice", "zoe", "0142")]

    assert all(answer == answers[0] for answer in answers)
    assert not answers[0].decision.allowed
    assert seen(desk, desk.alice) == [("account", "refused")]  # type: ignore[attr-defined]
    assert seen(desk, f"staff:{desk.clara.pk}") == [("account", "refused")] * 3  # type: ignore[attr-defined]


def test_what_was_typed_stands_in_no_slip_and_no_leaf(desk: Town) -> None:
    look(desk, "zebulon")
    look(desk, "alic")
    desk.purge()

    leaves = repr([w.entry for w in log.entries("mansfield")])
    slips = repr([s.payload for s in desk.drawer.find_every(desk.to_open("look"))])
    assert not any(typed in leaves + slips for typed in ("zebulon", "alic"))


def test_somebody_who_is_gone_meanwhile_is_left_out(desk: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = desk.register("29030002", "Alicia Roe", expires=date(2025, 1, 1))
    usual = doorway.write_down

    def ending(library, subject, *rest, **how):  # type: ignore[no-untyped-def]
        usual(library, subject, *rest, **how)
        if subject == gone:
            desk.purge()

    monkeypatch.setattr(doorway, "write_down", ending)

    assert [c.name for c in look(desk, "ali").candidates] == ["Alice O'Brien-Quill"]
    gone = desk.register("29030003", "Zed Roe", expires=date(2025, 1, 1))
    assert look(desk, "zed").nobody
