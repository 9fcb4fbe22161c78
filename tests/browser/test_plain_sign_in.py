"""Do a sign-in's refusals look alike, whoever is refused and why? And may a flood come in?"""

import re
import time
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.test import Client

from reticent.doors import floods
from reticent.doors.web import my_record, signing_in
from tests.conftest import TODAY, Town

CARD, PIN, NO_PIN, OVER, GONE, NOBODYS = "29030001", "4711", "29030002", "29030003", "29030004", "29039999"


@pytest.fixture
def door(mansfield: Town, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """Five people in five states; nobody has tried yet, and refusals leave at once."""
    mansfield.register(CARD, "Alice Quillfeather", pin=PIN)
    mansfield.register(NO_PIN, "Bob Quillfeather")
    mansfield.register(OVER, "Carol Quillfeather", pin=PIN, expires=TODAY - timedelta(days=2))
    mansfield.register(GONE, "Dora Quillfeather", pin=PIN, expires=date(2020, 1, 2))
    mansfield.purge()
    mansfield.staff()
    monkeypatch.setattr(floods, "STEP", 0.001)
    open_gates(monkeypatch, of_an_address=500, of_a_library=500)
    return mansfield


def open_gates(monkeypatch: pytest.MonkeyPatch, **so_many: int) -> None:
    """Let so many tries a minute in; who tried before is forgotten."""
    monkeypatch.setattr(my_record, "PATRON_GATE", floods.Gate(**so_many))
    monkeypatch.setattr(signing_in, "STAFF_GATE", floods.Gate(**so_many))


def answer(card: str, pin: str = "0000", *, to: str = "/mansfield/sign-in", address: str = "192.0.2.7"):  # type: ignore[no-untyped-def]
    """Everything a refused one can see: status, headers, body; without the form's token, which is never the same."""
    client = Client(REMOTE_ADDR=address)
    client.get(to)
    response = client.post(to, {"who": card, "secret": pin})
    body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
    cookies = sorted(response.cookies)
    return response.status_code, sorted(response.headers.items()), cookies, body


def opens(card: str, pin: str = PIN, **how: str) -> bool:
    status = answer(card, pin, **how)[0]
    assert status in (302, 403)
    return status == 302


def test_every_refusal_looks_the_same_to_the_last_byte(door: Town) -> None:
    wrong = answer(CARD)

    alike = {
        "nobody's card": answer(NOBODYS),
        "no PIN set": answer(NO_PIN),
        "card ran out, wrong PIN": answer(OVER),
        "registration gone, its PIN": answer(GONE, PIN),
        "a name": answer("Alice Quillfeather", PIN),
        "nothing": answer("", ""),
        **{f"try {n}": answer(CARD) for n in range(2, 8)},
        "right PIN while it waits": answer(CARD, PIN),
        **{f"nobody's, try {n}": answer(NOBODYS) for n in range(2, 8)},
    }

    assert wrong[0] == 403
    assert {why for why, seen in alike.items() if seen != wrong} == set()


def test_whose_card_ran_out_and_whose_did_not_get_in_with_the_pin(door: Town) -> None:
    assert opens(CARD)
    assert opens(OVER)
    assert not opens(GONE)


def test_the_wait_is_told_to_everybody_before_it_comes(door: Town) -> None:
    assert "After five wrong tries" in answer(NOBODYS)[3]


def test_one_pin_cannot_be_tried_over_many_cards(door: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    open_gates(monkeypatch, of_an_address=20, of_a_library=30)
    said = {answer(f"5{n:07}", address=f"192.0.2.{n}")[3] for n in range(30)}

    assert not opens(CARD)
    assert said == {answer(CARD, PIN)[3]}
    now = time.monotonic()
    monkeypatch.setattr(floods.time, "monotonic", lambda: now + 61)
    assert opens(CARD)


def test_one_address_cannot_use_up_what_a_library_has(door: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    open_gates(monkeypatch, of_an_address=20, of_a_library=30)
    for n in range(40):
        answer(f"5{n:07}", address="192.0.2.1")

    assert not opens(CARD, address="192.0.2.1")
    assert opens(CARD, address="192.0.2.2")


def test_five_addresses_keep_nobody_else_out_and_six_do(door: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is shipped; SECURITY.md says so. What an address is refused does not count against the library."""
    monkeypatch.setattr(my_record, "PATRON_GATE", floods.Gate())
    for flooding in range(5):
        for n in range(25):
            answer(f"5{n:07}", address=f"192.0.2.{flooding}")
    assert opens(CARD, address="192.0.2.100")

    for n in range(25):
        answer(f"5{n:07}", address="192.0.2.5")

    assert not opens(CARD, address="192.0.2.100")


def test_a_flood_of_made_up_cards_leaves_no_more_than_the_gate_lets_in(
    door: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_gates(monkeypatch, of_an_address=20, of_a_library=30)
    before = len(list(door.drawer.everything()))

    for n in range(60):
        answer(f"5{n:07}")

    assert len(list(door.drawer.everything())) == before + 20


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::7", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::7", "2001:db8:1:3::7", False),
        ("192.0.2.1", "192.0.2.2", False),
        ("", "", True),
    ],
)
def test_a_household_with_many_addresses_is_one(one: str, other: str, same: bool) -> None:
    class From:
        def __init__(self, there: str) -> None:
            self.META = {"REMOTE_ADDR": there}

    assert (floods.address(From(one)) == floods.address(From(other))) is same  # type: ignore[arg-type]


def test_a_name_signs_nobody_in_though_it_holds_a_digit(door: Town) -> None:
    door.register("29030009", "Alice 2", pin=PIN)

    assert not opens("Alice 2")
    assert not opens("2 alice")
    assert opens("29030009")


def test_those_who_signed_in_rightly_are_not_counted(door: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    open_gates(monkeypatch, of_an_address=20, of_a_library=30)

    assert all(opens(CARD) for _ in range(40))


def test_a_bound_forgets_what_is_over_and_remembers_no_more_than_it_may(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = [0.0]
    monkeypatch.setattr(floods.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(floods, "MOST_REMEMBERED", 10)
    few = floods.Bound(most=3, seconds=60)

    let_in = [few.take(f"address {n}") for n in range(12)]
    clock[0] = 61

    assert let_in == [True] * 10 + [False] * 2
    assert few.take("address 11")
    assert len(few._tried) == 1


def test_a_refusal_leaves_at_whole_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(floods.time, "sleep", slept.append)
    monkeypatch.setattr(floods.time, "monotonic", lambda: 10.23)

    floods.leave_in_step(10.0)

    assert slept == [pytest.approx(0.07)]


# -- staff

CLARA, WORD = "clara@mansfield", "reading-room-lamp"
STAFF = {"to": "/mansfield/staff"}


def test_a_staff_refusal_looks_the_same_for_a_wrong_word_an_unknown_name_and_one_that_waits(
    door: Town,
) -> None:
    wrong = answer(CLARA, "wrong", **STAFF)

    alike = [answer("nobody", "wrong", **STAFF), *(answer(CLARA, "wrong", **STAFF) for _ in range(6))]

    assert wrong[0] == 403
    assert {each == wrong for each in (*alike, answer(CLARA, WORD, **STAFF))} == {True}


def test_staff_get_in_once_the_administrator_ends_the_wait(door: Town) -> None:
    from reticent.people.staff import StaffAccount

    for _ in range(5):
        answer(CLARA, "wrong", **STAFF)
    assert not opens(CLARA, WORD, **STAFF)

    StaffAccount.objects.unlock(CLARA)

    assert opens(CLARA, WORD, **STAFF)
    assert StaffAccount.objects.get(username=CLARA).tries == 0
