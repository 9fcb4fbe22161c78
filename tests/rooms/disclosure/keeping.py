"""A case that keeps something: opened, taken on and looked into, for whatever is asked of what a hold keeps."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from reticent.disclosure import cases
from reticent.disclosure.cases import CaseFile
from reticent.drawer import kinds
from reticent.ledger import log
from reticent.people.staff import StaffAccount
from tests.conftest import NOW, Town
from tests.rooms.disclosure import complying

ALICE, BOB = "29030001", "29030002"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LETTER: dict[str, Any] = {"asker": "police", "papers": "preservation_letter", "channel": "mail"}
KEEP: dict[str, Any] = {
    "kinds_kept": ["loan", "charge"],
    "decided_by": "Town Attorney",
    "reason": "Their letter.",
}


@pytest.fixture
def custodian(mansfield: Town) -> StaffAccount:
    return complying.custodian(mansfield)


@pytest.fixture
def alice(mansfield: Town) -> str:
    """Alice, with one book out; and somebody else, with another."""
    person = mansfield.register(ALICE, "Alice Oak", pin="4711")
    bob = mansfield.register(BOB, "Bob Ash")
    mansfield.lend(person, mansfield.item("30001"))
    mansfield.lend(bob, mansfield.item("30002"))
    return person


def open_case(town: Town, account: StaffAccount, details: dict[str, Any] = LETTER) -> CaseFile:
    return cases.open_case(town.library, account, path="asking", details=details, now=NOW)


def take(
    town: Town, account: StaffAccount, case: CaseFile, step: str, *, now: Any = NOW, **details: Any
) -> CaseFile:
    return complying.take(town, account, case, step, now=now, **details)


def keep(town: Town, account: StaffAccount, case: CaseFile, *, now: Any = NOW, **named: Any) -> CaseFile:
    return take(town, account, case, "preserve", now=now, **{**KEEP, **named})


def inside(town: Town) -> Counter[str]:
    """How many slips of each kind stand; what is kept, as what it was."""
    return Counter(
        f"kept {each.record.name}" if each.kind is kinds.KEPT else each.kind.name
        for _, each in town.drawer.everything()
        if each.kind and each.record
    )


def ledger(town: Town, *actions: str) -> list[str]:
    written = log.entries(town.library.slug)
    return [each.entry.action for each in reversed(written) if each.entry.action in actions]


def gone_as_if_never_held(town: Town) -> None:
    found = inside(town)
    assert [name for name in found if name.startswith("kept")] == []
    assert found["legal_hold"] == 0
    assert not any(each.held for _, each in town.drawer.everything())
