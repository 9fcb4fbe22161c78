"""A NUL in what is sent, which PostgreSQL takes in no text: is it met like any wrong letter, on either store?"""

from collections.abc import Iterator

import pytest
from django.test import Client

from reticent.doors import floods
from tests.conftest import Town

CARD, PIN = "29030001", "4711"


@pytest.fixture
def door(mansfield: Town, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    mansfield.register(CARD, "Alice Quillfeather", pin=PIN)
    mansfield.item("30001", "Persuasion")
    mansfield.staff()
    monkeypatch.setattr(floods, "STEP", 0.001)
    return mansfield


@pytest.mark.parametrize("page", ["sign-in", "staff"])
@pytest.mark.parametrize("sent", [("\0", "0"), ("clara\0", "a\0b"), ("2903\x000009", "47\x0011")])
def test_a_nul_at_a_sign_in_is_refused_like_anything_wrong(
    door: Town, page: str, sent: tuple[str, str]
) -> None:
    who, secret = sent

    answer = Client().post(f"/mansfield/{page}", {"who": who, "secret": secret})

    assert answer.status_code == 403
    assert "\0" not in answer.content.decode()


def test_a_nul_within_a_card_or_a_name_is_as_if_it_were_not_there(door: Town) -> None:
    for page, who, secret in (
        ("sign-in", f"{CARD}\0", PIN),
        ("staff", "cl\0ara@mansfield", "reading-room-lamp"),
    ):
        assert Client().post(f"/mansfield/{page}", {"who": who, "secret": secret}).status_code == 302


@pytest.mark.parametrize(
    ("key", "asked"), [("lend", "Quill\0feather"), ("lend", "\0"), ("return", "30\x00001"), ("return", "\0")]
)
def test_a_nul_in_the_desks_search_box_or_a_barcode_breaks_nothing(door: Town, key: str, asked: str) -> None:
    desk = Client()
    desk.post("/mansfield/staff", {"who": "clara@mansfield", "secret": "reading-room-lamp"})

    answer = desk.post("/mansfield/desk", {"do": "look", "key": key, "asked": asked})

    assert answer.status_code == (400 if asked == "\0" else 200)
    assert "\0" not in answer.content.decode()


def test_a_nul_in_the_cookie_of_a_session_is_a_session_of_nobody(door: Town) -> None:
    client = Client()
    client.cookies["staff"] = "abcdefgh\0abcdefgh"

    assert client.get("/mansfield/desk").status_code == 302
