"""On PostgreSQL many write at once: what happens between reading what is to be kept and noting that it is?"""

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from reticent.drawer import keeping
from reticent.people.staff import StaffAccount
from tests.conftest import TODAY, Town
from tests.rooms.disclosure.keeping import ALICE, DAY, alice, custodian, keep, open_case

__all__ = ["alice", "custodian"]


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Let something happen between reading what is to be kept and noting that it is."""
    place, once = keeping.place, [act]

    def later(*args: Any, **how: Any) -> Counter[str]:
        if once:
            _elsewhere(once.pop())
        return place(*args, **how)

    monkeypatch.setattr(keeping, "place", later)


def _elsewhere(act: Callable[[], object]) -> None:
    trouble: list[BaseException] = []

    def work() -> None:
        try:
            act()
        except BaseException as no:  # noqa: BLE001  it is raised below
            trouble.append(no)
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(20)
    if trouble:
        raise trouble[0]


@pytest.mark.parametrize("what", ["return", "pay"])
def test_what_is_returned_or_paid_before_it_is_noted_as_kept_was_gone_before_and_the_rest_is_kept(
    mansfield: Town, custodian: StaffAccount, alice: str, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    mansfield.lend(alice, mansfield.item("30003"), on=TODAY - 40 * DAY)
    mansfield.take_back(mansfield.item("30003"), fine=10)
    case = open_case(mansfield, custodian)
    acts: dict[str, Callable[[], object]] = {
        "return": lambda: mansfield.take_back(mansfield.item("30001")),
        "pay": lambda: mansfield.pay(alice),
    }
    meanwhile(monkeypatch, acts[what])

    case = keep(mansfield, custodian, case, card=ALICE)

    # It was first: what it ended is gone, and what is kept is what stood then.
    assert case.held[0].counts == {"return": "1 charge", "pay": "1 loan"}[what]
    held = [each for _, each in mansfield.drawer.everything() if each.held]
    assert len(held) == case.held[0].records == 1
    assert case.version == 2
