"""By a clock that is wrong, is no key overwritten, no mark and no backup dropped, whatever is run? And afterwards?"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.flows.conftest import MANSFIELD, Installation, person

WORKED = 3.0  # days from now at which work was last done
COMMANDS: dict[str, tuple[str, ...]] = {
    "purge": ("purge",),
    "turn": ("purge", "--turn-now"),
    "fold": ("fold",),
    "backup": ("backup",),
    "drill": ("drill",),
    "import": ("import", "registrations", "more.csv", *MANSFIELD),
    "status": ("vault", "status"),
    "verify": ("vault", "verify"),
    "dry run": ("purge", "--dry-run"),
    "restore": ("restore", "NAME", "--yes"),
}
# What forgets, counts by days, or writes a result that rests on the day, asks whether the clock is to be believed.
ASKS = {"purge", "turn", "fold", "drill", "verify"}

OFF = [-40, -1, 40, 400] if os.environ.get("RETICENT_TEST_LONG") else [-40, 400]


@pytest.fixture(scope="module")
def week(prepared: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A key is turned and waits, a backup was made since, something ended: in eleven days the key is due."""
    there = prepared.copied_to(tmp_path_factory.mktemp("week") / "own")
    there.file("registrations", [person(n) for n in range(70, 72)], "more.csv")
    there.ok("purge", "--turn-now")
    there.ok("backup", days=1)
    there.ok("purge", days=WORKED)
    yield there
    there.gone()


@pytest.fixture
def there(week: Installation, tmp_path: Path) -> Iterator[Installation]:
    yield (there := week.copied_to(tmp_path / "own"))
    there.gone()


def keyed(there: Installation) -> set[int]:
    ran = there.run("vault", "status", "--json", days=WORKED)
    return {g["generation"] for g in ran.json["generations"] if g["has_key"]}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("off", OFF)
def test_a_wrong_clock_overwrites_no_key_and_drops_no_backup(
    there: Installation, command: str, off: int
) -> None:
    keys, held = keyed(there), there.held()
    backups = {p.name for p in (there.home / "backups").iterdir()}
    name = there.newest()
    words = [name if word == "NAME" else word for word in COMMANDS[command]]

    ran = there.run(*words, days=WORKED + off)

    in_doubt = off != -1
    if command in ASKS and in_doubt:
        assert ran.code == 1, ran.said
        assert "--the-clock-is-right" in ran.said
    elif command == "status":
        assert ("--the-clock-is-right" in ran.said) == in_doubt
    else:
        assert ran.code == 0, ran.said
    assert keyed(there) >= keys
    assert {p.name for p in (there.home / "backups").iterdir()} >= backups
    # Set right again, it goes on, or says which command ends the doubt.
    back = there.run("purge", days=WORKED + 0.5)
    if back.code:
        assert "--the-clock-is-right" in back.said
        there.ok("purge", "--the-clock-is-right", days=WORKED + 0.5)
    assert keyed(there) >= keys
    assert there.held()["loan"] == held["loan"]


def test_a_dry_run_says_what_would_be_overwritten_if_the_clock_were_right(there: Installation) -> None:
    before, keys = there.contents(), keyed(there)

    ran = there.ok("purge", "--dry-run", "--the-clock-is-right", days=WORKED + 400)
    listed = there.ok("purge", "--dry-run", "--json", days=WORKED + 400).json["libraries"][0]
    now = there.ok("purge", "--dry-run", "--json", days=WORKED).json["libraries"][0]

    assert "By this clock the recovery window of" in ran.said
    assert "work was last done here on" in ran.said
    assert listed["keys_due"]
    assert set(listed["keys_due"]) < keys
    assert "--the-clock-is-right" in listed["clock"]
    assert (now["keys_due"], now["clock"]) == ([], None)
    assert there.contents() == before
    assert there.run("purge", days=WORKED + 400).code == 1  # a dry run has set nothing right


def _was_off(there: Installation) -> float:
    """The machine was off for 60 days, and the clock is right."""
    return WORKED + 60


def _was_ahead(there: Installation) -> float:
    """Twenty days ahead, believed, and worked by; now it is set right."""
    there.ok("backup", days=WORKED + 20)
    there.ok("purge", days=WORKED + 20)
    return WORKED + 1


@pytest.mark.parametrize("history", [_was_off, _was_ahead])
def test_the_way_back_when_the_clock_was_really_wrong(
    there: Installation, history: Callable[[Installation], float]
) -> None:
    held = there.held()
    now = history(there)

    refused = there.run("purge", days=now)
    there.ok("purge", "--dry-run", "--the-clock-is-right", days=now)
    there.ok("purge", "--the-clock-is-right", days=now)
    there.ok("backup", days=now)

    assert refused.code == 1
    assert "--the-clock-is-right" in refused.said
    assert there.held()["registration"] == held["registration"]
    for day in (1, 8, 9, 15, 16, 22, 23, 29):
        there.ok("backup", days=now + day)
        there.ok("purge", days=now + day)
    status = there.ok("vault", "status", "--json", days=now + 29.1).json
    assert status["findings"] == []
    assert len([g for g in status["generations"] if g["has_key"]]) <= 4
    assert there.ok("drill", "--json", days=now + 29.1).json["sound"] is True
