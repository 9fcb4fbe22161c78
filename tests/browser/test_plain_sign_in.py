"""May a patron's PIN be guessed: over many spellings of one card, or one PIN over many cards?"""

import re
import time

import pytest
from django.test import Client

from reticent.doors.web import my_record, tries
from tests.conftest import Town, make_town

CARD, PIN = "2903A001", "4711"


@pytest.fixture
def door(mansfield: Town, monkeypatch: pytest.MonkeyPatch) -> Town:
    """Alice is registered, and nobody has tried yet."""
    mansfield.register(CARD, "Alice Quillfeather", pin=PIN)
    for name in ("PATRON_TRIES", "LIBRARY_TRIES"):
        usual = getattr(my_record, name)
        monkeypatch.setattr(my_record, name, tries.Tries(most=usual.most, seconds=usual.seconds))
    monkeypatch.setattr(my_record.doorway, "sign_in", quick(my_record.doorway.sign_in))
    return mansfield


def quick(usual):  # type: ignore[no-untyped-def]
    """Works no PIN out for cards that are nobody's: thirty of them would take seconds."""

    def sign_in(library, *, card: str, pin: str, now):  # type: ignore[no-untyped-def]
        return None if card.startswith("5") else usual(library, card=card, pin=pin, now=now)

    return sign_in


def sign_in(card: str, pin: str = "0000", *, at: str = "mansfield") -> str:
    """What is said in answer; nothing where the record opens."""
    response = Client().post(f"/{at}/sign-in", {"who": card, "secret": pin})
    if response.status_code == 302:
        return ""
    assert response.status_code == 403
    return " ".join(re.findall(r'class="problems".*?</div>', response.content.decode(), re.S))


def test_one_card_has_five_tries_however_it_is_written(door: Town) -> None:
    wrong = {sign_in(card) for card in (CARD, "2903 A001", "2903a001", " 2903a 001", "2903A001 ")}

    assert len(wrong) == 1
    assert "Too many" in sign_in(CARD, PIN)
    assert "Too many" in sign_in("2903a001", PIN)


def test_one_pin_cannot_be_tried_over_many_cards(door: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(30):
        assert "do not belong together" in sign_in(f"5{n:07}")

    said = sign_in(CARD, PIN)

    assert "Too many" in said
    now = time.monotonic()
    monkeypatch.setattr(tries.time, "monotonic", lambda: now + 61)
    assert sign_in(CARD, PIN) == ""


def test_what_is_said_tells_not_which_limit_was_reached(door: Town) -> None:
    for _ in range(5):
        sign_in(CARD)
    of_the_card = sign_in(CARD, PIN)
    for n in range(30):
        sign_in(f"5{n:07}")

    assert sign_in("59999999") == of_the_card == sign_in(CARD, PIN)


def test_tries_at_one_library_keep_nobody_out_of_another(door: Town) -> None:
    make_town("wolcott", policy_id="wolcott-2016").register(CARD, "Alice Quillfeather", pin=PIN)
    for n in range(31):
        sign_in(f"5{n:07}")

    assert sign_in(CARD, PIN, at="wolcott") == ""


def test_a_name_signs_nobody_in_though_it_holds_a_digit(door: Town) -> None:
    door.register("29030009", "Alice 2", pin=PIN)

    assert "do not belong together" in sign_in("Alice 2", PIN)
    assert "do not belong together" in sign_in("2 alice", PIN)
    assert sign_in("29030009", PIN) == ""


def test_those_who_signed_in_rightly_are_not_counted(door: Town) -> None:
    for _ in range(40):
        assert sign_in(CARD, PIN) == ""


def test_tries_forget_what_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(tries.time, "monotonic", lambda: clock[0])
    few = tries.Tries(most=3, seconds=60)

    for clock[0] in range(0, 6000, 30):  # type: ignore[assignment]
        few.count("mansfield")

    assert max(len(at) for at in few._wrong.values()) <= 3
