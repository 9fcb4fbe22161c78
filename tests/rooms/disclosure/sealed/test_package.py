"""Does what counsel gets show a court what stood behind the words on which night?"""

import io
import json
import zipfile
from datetime import timedelta
from hashlib import blake2b
from typing import Any

import pytest

from reticent.disclosure import sealed
from reticent.drawer import containers
from reticent.drawer.containers import Key
from reticent.ledger import log
from reticent.people.staff import StaffAccount
from tests.conftest import NOW, TODAY, Town

DAY = timedelta(days=1)
KEY = Key.unpack("0a" * 32)
CAME = {"asker": "federal_agent", "sealed_paper": "unknown", "scope": "Everything."}


@pytest.fixture
def director(mansfield: Town) -> StaffAccount:
    return mansfield.staff("director", "director")  # type: ignore[no-any-return]


def night(number: int) -> None:
    containers.tick("mansfield", today=TODAY + number * DAY)


def note(town: Town, director: StaffAccount, text: str) -> None:
    seen = read(town, director).head
    sealed.take(town.library, director, KEY, step="add_note", details={"note": text}, now=NOW, seen=seen)  # type: ignore[arg-type]


def read(town: Town, director: StaffAccount) -> sealed.SealedCase:
    case = sealed.open_case(town.library, director, KEY, now=NOW)  # type: ignore[arg-type]
    assert case is not None
    return case


def made(town: Town, director: StaffAccount) -> dict[str, Any]:
    details = {"counsel": "Roe & Doe", "sent_how": "in_person"}
    seen = read(town, director).head
    done = sealed.pack(town.library, director, KEY, details=details, now=NOW, seen=seen)  # type: ignore[arg-type]
    with zipfile.ZipFile(io.BytesIO(done)) as files:
        return {name: json.loads(files.read(name)) for name in files.namelist() if name.endswith("json")}


def test_each_night_since_it_began_is_shown_with_the_acts_that_stood_then(
    mansfield: Town, director: StaffAccount
) -> None:
    night(0)
    sealed.begin(mansfield.library, director, KEY, details=CAME, now=NOW)  # type: ignore[arg-type]
    night(1)
    night(2)
    note(mansfield, director, "They called.")
    note(mansfield, director, "They called again.")
    night(3)

    files = made(mansfield, director)

    nights = files["heartbeats.json"]
    assert [(each["day"], each["acts"]) for each in nights] == [
        ("2026-11-22", 1), ("2026-11-23", 1), ("2026-11-24", 3),
    ]  # fmt: skip
    assert "heartbeats.json" in {each["name"] for each in files["manifest.json"]["files"]}


def test_a_stranger_needs_the_package_and_the_ledger_and_nothing_else(
    mansfield: Town, director: StaffAccount
) -> None:
    """As docs/reference/ledger.md says it under Heartbeats."""
    sealed.begin(mansfield.library, director, KEY, details=CAME, now=NOW)  # type: ignore[arg-type]
    night(1)

    files = made(mansfield, director)

    (shown,) = files["heartbeats.json"]
    head = bytes.fromhex(files["manifest.json"]["heads"][shown["acts"] - 1])
    base = keyed(head, shown["blind"], b"reticent base")
    lines = ["reticent heartbeat 1", shown["library"], shown["day"], *shown["marks"]]
    opening = "".join(f"{line}\n" for line in lines).encode()
    (row,) = (row for row in log.entries("mansfield") if row.row == shown["row"])
    assert keyed(base, shown["blind_of_day"], b"reticent place").hex() == shown["marks"][shown["place"]]
    assert keyed(opening, shown["key"], b"reticent-ledger").hex() == row.entry.commitment
    assert row.entry.action == "heartbeat"


def keyed(said: bytes, key: str, person: bytes) -> bytes:
    return blake2b(said, key=bytes.fromhex(key), digest_size=32, person=person).digest()
