"""The first true story: take in, look, lend, return, forget, prove, ask; by the command and by the desk's own acts."""

import json
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest

from reticent import policy
from tests.flows.conftest import MANSFIELD, TODAY, Installation, barcode, card, loan, person

_ROOM = Path(__file__).parents[1] / "rooms" / "policy"
SCENARIOS: dict[str, Any] = tomllib.loads((_ROOM / "scenarios.toml").read_text("utf-8"))
SITUATIONS: dict[str, dict[str, Any]] = {
    said["row"]: {key: value for key, value in said.items() if key not in ("row", "said")}
    for said in tomllib.loads(policy.SITUATIONS.read_text("utf-8"))["situation"].values()
}
STORY = ("S01", "S03", "S07", "S08", "S13", "S14")


def take_in(there: Installation, what: str, file: Path) -> dict[str, Any]:
    """Take a file in; what became of it."""
    found: dict[str, Any] = there.ok("import", what, file, *MANSFIELD, "--json").json
    return found


def with_clara(there: Installation, *duties: str) -> Installation:
    """Clara at the desk."""
    given = [word for duty in duties or ("circulation", "registration") for word in ("--duty", duty)]
    there.ok("staff", "add", "clara", *MANSFIELD, *given, "--password", "reading-room-lamp")
    return there


# -- take in


def test_what_is_taken_in_twice_is_there_once(installation: Installation) -> None:
    held, facts = installation.held(), installation.facts()

    again = {
        what: take_in(installation, what, installation.folder / f"{what}.csv")
        for what in ("registrations", "items", "loans")
    }

    assert held == installation.held() == {"registration": 8, "finder": 40, "loan": 5}
    assert facts == installation.facts() == 6
    assert again["registrations"]["unchanged"] == 8
    assert again["items"]["unchanged"] == 12
    assert (again["loans"]["unchanged"], again["loans"]["already_counted"]) == (5, 6)
    assert all(report["taken"] == report["updated"] == report["counted"] == 0 for report in again.values())


def test_a_loan_that_is_back_since_the_last_file_ends_and_is_counted_once(installation: Installation) -> None:
    newer = installation.file("loans", [loan(0, 0, back=2), loan(1, 1), loan(2, 2)], "newer.csv")

    first = take_in(installation, "loans", newer)
    second = take_in(installation, "loans", newer)
    installation.ok("fold")

    assert (first["returned"], first["unchanged"]) == (1, 2)
    assert (second["returned"], second["already_counted"]) == (0, 1)
    assert installation.held()["loan"] == 4
    assert installation.facts() == 11  # every loan once, out or back


def test_loans_whose_taking_in_was_interrupted_are_whole_when_it_is_run_again(
    installation: Installation,
) -> None:
    people = installation.file("registrations", [person(n) for n in range(100, 160)], "people.csv")
    things = installation.file(
        "items",
        [[barcode(n), f"Middlemarch {n}", "George Eliot", "book", "adult"] for n in range(100, 700)],
        "things.csv",
    )
    rows = [loan(100 + n % 60, 100 + n, lent=12, back=3 if n % 3 == 0 else None) for n in range(600)]
    loans = installation.file("loans", rows, "many.csv")
    take_in(installation, "registrations", people)
    take_in(installation, "items", things)
    slips = installation.query("SELECT count(*) FROM reticent_slip")[0][0]
    running = installation.start("import", "loans", loans, *MANSFIELD)
    deadline = time.monotonic() + 30
    while (
        installation.query("SELECT count(*) FROM reticent_slip")[0][0] < slips + 50
        and running.poll() is None
        and time.monotonic() < deadline
    ):
        time.sleep(0.005)

    running.send_signal(signal.SIGINT)
    running.communicate(timeout=30)
    assert running.returncode == 130
    take_in(installation, "loans", loans)
    once_more = take_in(installation, "loans", loans)

    assert (once_more["taken"], once_more["counted"]) == (0, 0)
    assert installation.held()["loan"] == 5 + 400
    assert installation.facts() == 6 + 200


# -- look, lend, return


def test_a_look_opens_what_policy_and_duty_allow_and_one_without_a_duty_opens_nothing_and_is_kept(
    installation: Installation,
) -> None:
    with_clara(installation)
    name = str(person(3)[1])

    by_card = installation.desk("look", card(3), "lend")
    by_name = installation.desk("look", name, "registration")
    with_clara(installation, "systems")
    rows = installation.ok("ledger", "verify", "--json").json["libraries"]["mansfield"]["size"]
    refused = installation.desk("look", card(3), "registration")

    assert by_card["outcome"] == by_name["outcome"] == "allowed"
    assert by_card["opened"]
    assert "registration.contact" not in by_card["fields"]
    assert "registration.contact" in by_name["fields"]
    assert by_card["clauses"]
    assert (refused["outcome"], refused["opened"], refused["fields"]) == ("refused", False, [])
    assert installation.held()["look"] == 3
    assert installation.ok("ledger", "verify", "--json").json["libraries"]["mansfield"]["size"] == rows + 1


def test_a_loan_is_gone_from_the_live_table_the_moment_it_is_back_and_is_counted_at_night(
    installation: Installation,
) -> None:
    with_clara(installation)
    before, facts = installation.held()["loan"], installation.facts()

    lent = installation.desk("lend", card(6), barcode(9))
    out, again = installation.held()["loan"], installation.desk("lend", card(7), barcode(9))
    back = installation.desk("return", barcode(9))
    twice = installation.desk("return", barcode(9))

    assert lent["done"]
    assert out == before + 1
    assert "still out" in again["said"]
    assert back["done"]
    assert "not out here" in twice["said"]
    assert installation.held()["loan"] == before
    assert installation.facts() == facts
    installation.ok("fold")
    assert installation.facts() == facts + before + 1
    installation.ok("fold")
    assert installation.facts() == facts + before + 1


def test_a_file_from_before_does_not_bring_back_a_loan_that_was_returned_at_the_desk_since(
    installation: Installation,
) -> None:
    with_clara(installation)
    installation.desk("return", barcode(0))

    again = take_in(installation, "loans", installation.folder / "loans.csv")

    assert again["taken"] == 0
    assert installation.held()["loan"] == 4


# -- forget


def test_a_dry_run_says_what_is_due_and_changes_nothing(installation: Installation) -> None:
    old = installation.file("registrations", [person(30, expires=TODAY)], "old.csv")
    take_in(installation, "registrations", old)
    rows = installation.contents()
    keys = {path.name: path.read_bytes() for path in installation.keys.iterdir()}

    shown = installation.ok("purge", "--dry-run", days=380)
    (listed,) = installation.ok("purge", "--dry-run", "--turn-now", "--json", days=380).json["libraries"]

    assert "Nothing was changed" in shown.said
    assert {kind["kind"]: kind["due"] for kind in listed["held"]} == {
        "registration": 1,
        "finder": 0,
        "loan": 0,
    }
    assert listed["dry_run"]
    assert listed["turn_due"]
    assert installation.contents() == rows
    assert {path.name: path.read_bytes() for path in installation.keys.iterdir()} == keys


def test_what_is_due_ends_its_key_waits_for_a_tested_backup_and_then_it_is_forgotten(
    installation: Installation,
) -> None:
    old = installation.file("registrations", [person(30, expires=TODAY)], "old.csv")
    take_in(installation, "registrations", old)
    start = 380

    (done,) = installation.ok("purge", "--turn-now", "--json", days=start).json["libraries"]
    assert done["ended"] == {"registration": 1, "finder": 5}
    assert [turn["generation"] for turn in done["turned"]] == [1]
    assert [(paper["number"], paper["pending"]) for paper in done["certificates"]] == [(1, True)]
    assert done["certificates"][0]["waits_for"] == "the end of the recovery window"
    assert installation.held() == {"registration": 8, "finder": 40, "loan": 5}
    assert installation.generations()[1] == "waiting"
    paper = installation.run("vault", "certificate", *MANSFIELD)
    assert paper.code == 1
    assert "PENDING" in paper.out
    assert "overwritten" not in paper.out

    waiting = installation.run("purge", days=start + 15)
    assert waiting.code == 1
    assert "Forgetting waits" in waiting.said
    assert "reticent backup" in waiting.said
    status = installation.run("vault", "status", days=start + 15)
    assert status.code == 1
    assert "key 1 should be overwritten by now" in status.said

    installation.ok("backup", days=start + 15)
    forgotten = installation.ok("purge", days=start + 15)
    assert "Certificate 1: FORGOTTEN" in forgotten.said
    assert "live database only" in forgotten.said
    paper = installation.ok("vault", "certificate", "1", *MANSFIELD)
    assert "nobody can read any copy" in paper.out
    assert "PENDING" not in paper.out
    assert "no such certificate" in installation.run("vault", "certificate", "7", *MANSFIELD).said
    status = installation.ok("vault", "status", "--json", days=start + 15)
    (first,) = [g for g in status.json["generations"] if g["generation"] == 1]
    assert (first["state"], first["has_key"]) == ("forgotten", False)
    assert status.json["findings"] == []
    assert status.json["format"] == 1
    assert installation.held() == {"registration": 8, "finder": 40, "loan": 5}


def test_the_key_turns_by_itself_when_the_week_is_over_and_not_before(installation: Installation) -> None:
    assert installation.ok("purge", "--json", days=6).json["libraries"][0]["turned"] == []
    assert len(installation.ok("purge", "--json", days=7.1).json["libraries"][0]["turned"]) == 1
    assert installation.ok("purge", "--json", days=7.2).json["libraries"][0]["turned"] == []


def test_the_adversary_finds_nothing_and_leaves_everything_as_it_was(installation: Installation) -> None:
    held = installation.held()

    verdict = installation.ok("vault", "verify", "--json").json

    assert verdict["sound"]
    assert len(verdict["checks"]) >= 9
    assert all(check["sound"] for check in verdict["checks"])
    assert installation.held() == held
    status = installation.ok("vault", "status")
    assert "sound" in status.said
    assert "Custody: live database only" in status.said


def test_the_adversary_finds_a_copy_of_the_key_file_that_somebody_made(installation: Installation) -> None:
    stray = installation.folder / "usb-stick"
    stray.mkdir()
    shutil.copyfile(installation.keys / "mansfield.keys", stray / "old-keys")

    ran = installation.run("vault", "verify", "--against", stray)

    assert ran.code == 3
    assert "FAILS" in ran.said
    assert "hold a key file" in ran.said
    assert "Do not rely on certificates" in ran.said
    assert installation.run("vault", "status").code == 1


# -- prove


def verified(export: Path, *more: str) -> "subprocess.CompletedProcess[str]":
    """Run the verifier that lies beside an export, with nothing but Python."""
    command = [sys.executable, "-I", str(export.with_name("standalone_verifier.py")), str(export), *more]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=export.parent)


def test_anyone_can_check_the_ledger_without_us_and_sees_what_was_changed(installation: Installation) -> None:
    page = installation.folder / "minutes.txt"
    page.write_text(installation.ok("ledger", "checkpoint", *MANSFIELD).out)
    installation.ok("purge", "--turn-now")
    export = installation.folder / "ledger.json"

    said = installation.ok("ledger", "export", *MANSFIELD, export).said
    whole = verified(export, "--checkpoint", str(page))
    kept = json.loads(export.read_text())
    kept["rows"][1] = kept["rows"][1].replace("import", "export")
    export.write_text(json.dumps(kept))
    changed = verified(export)

    assert "python3 standalone_verifier.py ledger.json" in said
    assert "Ledger checkpoint of mansfield" in page.read_text()
    assert whole.returncode == 0, whole.stdout + whole.stderr
    assert "It holds." in whole.stdout
    assert changed.returncode == 1
    assert installation.ok("ledger", "verify").code == 0


def test_an_export_replaces_a_file_only_with_a_yes(installation: Installation) -> None:
    file = installation.folder / "minutes.txt"
    file.write_text("The board met.")

    asked = installation.run("ledger", "export", *MANSFIELD, file)

    assert asked.code == 2
    assert "add --yes" in asked.said
    assert file.read_text() == "The board met."
    installation.ok("ledger", "export", *MANSFIELD, file, "--yes")
    assert file.read_text() != "The board met."


def test_nothing_of_the_whole_story_stands_in_the_ledger_or_in_clear_in_the_databases(
    installation: Installation,
) -> None:
    with_clara(installation)
    installation.desk("look", card(3), "lend")
    installation.desk("lend", card(6), barcode(9))
    installation.desk("return", barcode(9))
    installation.ok("purge", "--turn-now")
    installation.ok("backup")

    for path in [*installation.home.rglob("*"), *installation.keys.rglob("*")]:
        if path.is_file():
            bytes_there = path.read_bytes()
            assert not [s for s in installation.secrets if s.encode() in bytes_there], path.name


# -- ask


def as_toml(asked: dict[str, Any]) -> str:
    """A request as TOML, inline tables and all."""
    return "format = 1\n" + "".join(f"{key} = {_value(value)}\n" for key, value in asked.items())


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(inner)}" for key, inner in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)


@pytest.mark.parametrize("text", policy.shipped_ids())
@pytest.mark.parametrize("scenario", STORY)
def test_the_command_answers_each_scenario_by_each_text_with_its_clauses(
    seen: Installation, scenario: str, text: str
) -> None:
    cells = [
        cell
        for cell in SCENARIOS["cell"]
        if cell["scenario"].split("-")[0] == scenario and cell["policy"] == text
    ]
    assert cells
    for number, cell in enumerate(cells):
        file = seen.folder / f"{scenario}-{text}-{number}.toml"
        file.write_text(as_toml(SITUATIONS[cell["scenario"]] | cell.get("with", {})), "utf-8")

        listed = seen.run("policy", "ask", "--policy", text, file, "--json")
        shown = seen.run("policy", "ask", "--policy", text, file)

        answer = listed.json
        assert listed.code == shown.code == (0 if cell["outcome"] == "allowed" else 1)
        assert (answer["policy"], answer["outcome"], answer["format"]) == (text, cell["outcome"], 1)
        assert answer["fields"] == list(policy.fields_named(cell.get("fields", ())))
        assert set(cell["cites"]) <= {citation["id"] for citation in answer["citations"]}
        assert set(cell.get("steps", ())) <= {step["code"] for step in answer["next_steps"]}
        assert shown.out.startswith(cell["outcome"].upper())
        assert all(clause in shown.out for clause in cell["cites"])
        assert all(step["label"] in shown.said for step in answer["next_steps"])
        assert all(policy.FIELDS[field] in shown.said for field in answer["fields"])
