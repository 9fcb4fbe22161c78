"""Is an honest look at the wrong person called a mistake, for its owner and the director, and nothing else changed?"""

from typing import Any

import pytest

from reticent.access import doorway, mistaking
from reticent.access.asking import Asking
from reticent.ledger import log
from tests.conftest import NOW, Town
from tests.rooms.access.noted import DAY

ALICE = "29030001"


@pytest.fixture
def desk(mansfield: Town) -> Any:
    made: Any = mansfield
    made.alice = mansfield.register(ALICE, "Alice Oak")
    made.clara = mansfield.staff()
    return made


def look(desk: Any, purpose: str, asking: Asking | None = None) -> None:
    found = doorway.look(desk.library, desk.clara, purpose=purpose, now=NOW, handle=ALICE, asking=asking)
    assert found.record is not None


def outcomes(desk: Any) -> list[tuple[str, str]]:
    own = doorway.own_record(desk.library, person=desk.alice, now=NOW)
    return sorted((seen.purpose, seen.outcome) for seen in own.record.looks)


@pytest.mark.clause("4-193(f)", "WO-19")
@pytest.mark.parametrize(
    ("purpose", "asking"),
    [("lend", None), ("account", Asking.patron("card")), ("account", None), ("registration", None)],
)
def test_one_look_is_called_a_mistake_and_the_ledger_counts_it(
    desk: Any, purpose: str, asking: Asking | None
) -> None:
    look(desk, purpose, asking)
    look(desk, purpose, asking)

    mistaking.mistaken(desk.library, desk.clara, person=desk.alice, purpose=purpose, now=NOW)

    assert outcomes(desk) == [(purpose, "allowed"), (purpose, "mistaken")]
    leaf = log.entries(desk.library.slug)[0].entry
    assert (leaf.action, leaf.role, leaf.count, leaf.basis) == ("look-mistaken", purpose, 1, ("S-3",))


def test_what_is_no_look_of_this_duty_today_cannot_be_called_a_mistake(desk: Any) -> None:
    look(desk, "lend")
    rows = len(log.entries(desk.library.slug))
    other = desk.staff("dana", "circulation", title="director")

    for who, purpose, now in (
        (desk.clara, "account", NOW),
        (desk.clara, "lend", NOW + 1 * DAY),
        (other, "lend", NOW),
    ):
        with pytest.raises(mistaking.NoSuchLook):
            mistaking.mistaken(desk.library, who, person=desk.alice, purpose=purpose, now=now)

    assert outcomes(desk) == [("lend", "allowed")]
    assert len(log.entries(desk.library.slug)) == rows


def test_a_mistake_is_counted_among_the_looks_of_its_day_all_the_same(desk: Any) -> None:
    look(desk, "lend")
    mistaking.mistaken(desk.library, desk.clara, person=desk.alice, purpose="lend", now=NOW)

    with pytest.raises(mistaking.NoSuchLook):
        mistaking.mistaken(desk.library, desk.clara, person=desk.alice, purpose="lend", now=NOW)
    desk.purge(now=NOW + DAY)

    folded = [row.entry for row in log.entries(desk.library.slug) if row.entry.action == "look"]
    assert sum(entry.count for entry in folded if entry.role == "lend") == 1


def test_a_crash_after_the_ledger_leaves_a_look_that_is_still_called_one(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(desk, "lend")

    def failing(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr("reticent.records.looks.mistaken", failing)
    with pytest.raises(OSError):
        mistaking.mistaken(desk.library, desk.clara, person=desk.alice, purpose="lend", now=NOW)

    assert log.entries(desk.library.slug)[0].entry.action == "look-mistaken"
    assert outcomes(desk) == [("lend", "allowed")]
