"""From the command line: a vote becomes the policy in force; of two at once one does; old installations come along."""

import subprocess
import sys
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from reticent.policy import shipped
from tests.flows.conftest import Installation
from tests.rooms.people.texts import BOARD, NEW, laid

# A body adopts on a day of the place where it meets.
TODAY = datetime.now(ZoneInfo("America/New_York")).date()
MINUTES = ("--reference", "minutes of the board, item 7")


def _reviewed(there: Installation, id: str = NEW, **how: str) -> None:
    there.ok("policy", "draft", "mansfield", laid(there.folder, id=id, **how))
    there.ok("policy", "review", "mansfield", id, "--by", "Town Attorney", "--on", TODAY)


def _vote(id: str = NEW, *more: object) -> tuple[object, ...]:
    return ("policy", "adopt", "mansfield", id, "--by", BOARD, "--on", TODAY, *MINUTES, *more)


def _in_force(there: Installation) -> str:
    return str(there.run("policy", "status", "mansfield", "--json").json["standing"]["policy_id"])


def test_a_vote_is_recorded_step_by_step_and_every_step_is_said_as_json(copy: Installation) -> None:
    before = copy.run(*_vote())
    assert before.code == 2
    assert "has no text “mansfield-2026”" in before.said

    drafted = copy.ok("policy", "draft", "mansfield", laid(copy.folder), "--json").json
    assert (drafted["state"], drafted["reviewed_on"]) == ("draft", None)
    too_soon = copy.run(*_vote())
    assert too_soon.code == 1
    assert "was not reviewed yet" in too_soon.said

    copy.ok("policy", "review", "mansfield", NEW, "--by", "counsel", "--on", TODAY)
    tried = copy.ok(*_vote(NEW, "--dry-run", "--json")).json
    assert tried["would_be_adopted"]
    assert (tried["answers"], tried["kinds"]) == ([], [])
    assert _in_force(copy) == "mansfield-2019"

    done = copy.ok(*_vote(NEW, "--json")).json

    assert (done["state"], done["adopted_by"], done["in_force_from"]) == ("in force", BOARD, str(TODAY))
    assert _in_force(copy) == NEW
    states = {
        text["id"]: text["state"]
        for text in copy.ok("policy", "history", "mansfield", "--json").json["texts"]
    }
    assert states == {"mansfield-older": "superseded", "mansfield-2019": "superseded", NEW: "in force"}
    assert "was adopted already" in copy.run(*_vote()).said
    asked = copy.run(
        "policy", "ask", "--policy", "mansfield/mansfield-older", "--situation", "officer-no-papers", "--json"
    )
    assert (asked.json["policy"], asked.code) == ("mansfield-older", 1)
    again = copy.run("init", "mansfield", "--name", "M", "--town", "M", "--policy", "weston-2017", "--yes")
    assert again.code == 1
    assert "once the body that the text names has adopted it" in again.said
    copy.ok("init", "mansfield", "--name", "M", "--town", "M", "--policy", NEW)


@pytest.mark.parametrize(
    "command",
    [("diff", "mansfield-2019"), ("lint",), ("coverage",), ("card",), ("cedar",), ("explain",)],
    ids=lambda command: command[0],
)
def test_a_librarys_own_draft_is_named_alike_by_every_command(
    copy: Installation, command: tuple[str, ...]
) -> None:
    copy.ok("policy", "draft", "mansfield", laid(copy.folder))
    asked = ("--situation", "officer-no-papers", "--policy") if command[0] == "explain" else ()

    read = copy.run("policy", *command, *asked, f"mansfield/{NEW}", "--json")

    named = read.json.get("policy") or read.json.get("after") or read.json["policy_id"]
    assert named == NEW


def test_a_policy_adopted_for_later_decides_from_the_first_command_of_its_day(copy: Installation) -> None:
    _reviewed(copy)
    begins = TODAY + timedelta(days=3)

    said = copy.ok(*_vote(NEW, "--in-force-from", begins)).said

    assert "until then mansfield-2019 does" in said
    assert _in_force(copy) == "mansfield-2019"
    later = copy.ok("policy", "status", "mansfield", "--json", days=4).json
    assert later["standing"]["policy_id"] == NEW
    assert copy.query("SELECT policy_id FROM reticent_library") == [(NEW,)]


def test_a_changed_file_ends_status_with_one_until_it_is_put_back(copy: Installation) -> None:
    path = copy.home / "policies" / "mansfield" / "mansfield-2019.toml"
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:900])

    found = copy.run("policy", "status", "mansfield")
    assert found.code == 1
    assert "cut short" in found.said
    assert "Decisions go on with what was adopted" in found.said

    assert "what was adopted is back" in copy.ok("policy", "restore", "mansfield").said
    copy.ok("policy", "status", "mansfield")
    assert copy.ok("ledger", "verify").code == 0


@pytest.mark.parametrize("ids", [(NEW, "mansfield-2027"), (NEW, NEW)], ids=["two texts", "one text"])
def test_of_two_adoptions_at_once_one_is_recorded_and_the_other_is_told_why_not(
    copy: Installation, ids: tuple[str, str]
) -> None:
    for id in dict.fromkeys(ids):
        _reviewed(copy, id)

    running = [copy.start(*map(str, _vote(id))) for id in ids]
    said = [process.communicate(timeout=120) for process in running]

    assert sorted(process.returncode for process in running) == [0, 1], said
    no = next(err for process, (_, err) in zip(running, said, strict=True) if process.returncode)
    assert "was not adopted" in " ".join(no.split())
    in_force = copy.query(
        "SELECT count(*) FROM reticent_policyadoption WHERE state = 'adopted' AND superseded_by = ''"
    )
    assert in_force == [(1,)]
    copy.ok("policy", "status", "mansfield")
    copy.ok("ledger", "verify")


def test_an_installation_of_before_takes_its_policy_over_as_adopted(copy: Installation) -> None:
    _as_of_an_older_version(copy)

    said = copy.ok("policy", "status", "mansfield", "--json").json

    assert said["troubles"] == []
    assert said["standing"]["policy_id"] == "mansfield-2019"
    assert said["standing"]["sha256"] == shipped("mansfield-2019").sha256
    assert said["standing"]["came_before_us"]
    lies_there = sorted(path.name for path in (copy.home / "policies" / "mansfield").iterdir())
    assert lies_there == ["mansfield-2019.toml", "mansfield-older.toml"]


def _as_of_an_older_version(there: Installation) -> None:
    """Undo the migration that this part of the program came with."""
    for path in (there.home / "policies" / "mansfield").iterdir():
        path.unlink()
    env = there.env(DJANGO_SETTINGS_MODULE="reticent.settings")
    undo = "import django; django.setup(); from django.core.management import call_command; "
    undo += "call_command('migrate', 'reticent', '0008', verbosity=0)"
    done = subprocess.run([sys.executable, "-c", undo], env=env, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
