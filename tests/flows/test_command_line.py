"""Does the command say what happened and what to do, whatever goes wrong, and show nobody's data?"""

import contextlib
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
import tomllib
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import pytest

from tests.flows.conftest import Installation, build, card, loan, person

SHIPPED = Path(__file__).parents[2] / "src" / "reticent" / "policy" / "texts"
MANSFIELD = ("--library", "mansfield")


# -- what is asked for wrongly


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("purge", "--library", "mansfeld"), ("no library “mansfeld”", "There are: mansfield")),
        (("vault", "status", "--library", "x"), ("no library “x”", "There are: mansfield")),
        (("ledger", "verify", "--library", "x"), ("no library “x”", "There are: mansfield")),
        (("ledger", "checkpoint", "--library", "x"), ("no library “x”", "There are: mansfield")),
        (("import", "items", "no-such.csv", "--library", "x"), ("no library “x”",)),
        (("import", "items", "no-such.csv", *MANSFIELD), ("no file no-such.csv",)),
        (("import", "items", ".", *MANSFIELD), ("is a folder", "Name the CSV file")),
        (("import", "items", "no-such.csv"), ("Missing option '--library'", "reticent import items --help")),
        (("imprt",), ("Did you mean 'import'?", "reticent --help")),
        (("purge", "--turnnow"), ("Did you mean '--turn-now'?",)),
        (("restore", "reticent-1999", "--yes"), ("no backup “reticent-1999”", "There are: reticent-")),
        (("restore",), ("Missing argument 'NAME'",)),
        (("policy", "ask", "--policy", "westen-2017", "x.toml"), ("Did you mean “weston-2017”?",)),
        (("policy", "ask", "--policy", "weston-2017", "x.toml"), ("x.toml", "Check the name")),
        (("policy", "check", "x.toml"), ("x.toml", "Check the name")),
        (("ledger", "export", "no/such/place.json", *MANSFIELD), ("cannot be written", "another place")),
        (("init", "New Canaan", "--name", "N", "--town", "N", "--policy", "weston-2017"), ("new-canaan",)),
        (("init", "canary", "--name", "N", "--town", "N", "--policy", "weston-2017"), ("is not “canary”",)),
        (("staff", "add", "c@m", *MANSFIELD, "--password", "short"), ("too easy", "10 characters")),
        (("staff", "add", "c@m", *MANSFIELD, "--duty", "police"), ("'police' is not one of 'circulation'",)),
        (("demo",), ("libraries of your own", "two other folders")),
        (("serve", "--port", "0"), ("0 is not in the range",)),
    ],
)  # fmt: skip
def test_what_is_asked_for_wrongly_is_said_in_words_with_the_way_out(
    seen: Installation, arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    ran = seen.run(*arguments)

    assert ran.code == 2
    assert all(word in ran.said for word in words), ran.said
    assert ran.out == ""


def test_before_there_is_an_installation_it_says_how_to_begin_one_and_makes_nothing(
    empty: Installation,
) -> None:
    ran = empty.run("purge")

    assert ran.code == 2
    assert "no installation in" in ran.said
    assert all(word in ran.said for word in ("reticent demo", "reticent init", "RETICENT_HOME"))
    assert not empty.home.exists()
    assert not empty.keys.exists()


@pytest.mark.parametrize("keys", ["home/keys", "home", "."])
def test_keys_inside_the_home_or_around_it_are_refused(empty: Installation, keys: str) -> None:
    ran = empty.run("demo", env={"RETICENT_KEYS": str(empty.folder / keys)})

    assert ran.code == 2
    assert "lie one inside the other" in ran.said
    assert "two folders apart" in ran.said
    assert not empty.home.exists()


def test_every_command_has_help_that_fits_a_window_of_80_columns(seen: Installation) -> None:
    listed = seen.ok("--help", env={"COLUMNS": "80"}).out
    commands = [
        line.split()[0] for line in listed.partition("Commands:")[2].splitlines() if line.startswith("  ")
    ]

    assert {"demo", "import", "purge", "vault", "ledger", "policy"} <= set(commands)
    assert "..." not in listed.partition("Commands:")[2]  # no sentence is cut short
    assert max(map(len, listed.splitlines())) <= 80


def test_the_reference_names_every_command_and_option() -> None:
    from reticent.doors.cli import main

    main._gather()
    page = (Path(__file__).parents[2] / "docs" / "reference" / "commands.md").read_text("utf-8")
    table = page.partition("## How a command ends")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]

    def check(command: click.Command, path: str) -> None:
        if isinstance(command, click.Group):
            for name, inner in command.commands.items():
                check(inner, f"{path} {name}".strip())
            return
        (row,) = [
            r
            for r in rows
            if r.strip(" `").startswith(path) and r.strip(" `")[len(path) :][:1] in (" ", "", "`")
        ]
        options = [
            o for p in command.params if isinstance(p, click.Option) for o in p.opts if o.startswith("--")
        ]
        assert [option for option in options if option not in row] == [], path

    check(main.cli, "")


@pytest.mark.parametrize("columns", ["80", "120"])
def test_long_words_are_folded_at_the_window_and_left_alone_in_a_pipe(
    seen: Installation, columns: str
) -> None:
    folded = seen.run("purge", "--dry-run", "--library", "nowhere", env={"COLUMNS": columns})
    status = seen.ok("vault", "status", env={"COLUMNS": columns}).out
    piped = seen.run("vault", "status").out

    assert folded.code == 2
    assert max(map(len, status.splitlines())) <= int(columns)
    assert any(len(line) > 120 for line in piped.splitlines())


# -- files to take in


def test_a_bad_header_is_described_all_at_once(seen: Installation) -> None:
    path = seen.folder / "bad-header.csv"
    path.write_text("patron_barcode,item_barcode,lent_on,du_on,returned_on\nAlice Quackenbush A,x,x,x,x\n")

    ran = seen.run("import", "loans", path, *MANSFIELD)

    assert ran.code == 2
    assert "bad-header.csv:1: column 4: “du_on” is not known; did you mean “due_on”?" in ran.said
    assert "bad-header.csv:1: “branch” is missing" in ran.said


def test_a_file_that_is_not_utf8_is_named_with_its_line(seen: Installation) -> None:
    path = seen.folder / "latin.csv"
    path.write_bytes(b"barcode,title,author,item_class,audience\n39999000000011,Jane \xc9yre,C.,book,adult\n")

    ran = seen.run("import", "items", path, *MANSFIELD)

    assert ran.code == 2
    assert "latin.csv:2: not UTF-8" in ran.said
    assert "CSV UTF-8" in ran.said


def test_a_bad_row_is_named_by_its_line_without_its_value_and_the_rest_goes_in(copy: Installation) -> None:
    rows = [person(20), person(21, expires="2027-02-31"), person(22, barcode="a"), person(23)]
    path = copy.file("registrations", rows, "more.csv")

    ran = copy.run("import", "registrations", path, *MANSFIELD)

    assert ran.code == 1
    assert "more.csv:3: expires: no such day in the calendar" in ran.said
    assert "more.csv:4: barcode: not a barcode" in ran.said
    assert "2 taken in" in ran.said
    assert "2027-02-31" not in ran.said
    assert "run the same command again" in ran.said
    assert copy.held()["registration"] == 10


def test_loans_of_unknown_items_and_cards_are_named_by_their_lines_and_the_rest_goes_in(
    copy: Installation,
) -> None:
    copy.secrets |= {card(777)}
    path = copy.file("loans", [loan(5, 11), loan(777, 6), loan(6, 888), loan(7, 0)], "more.csv")

    ran = copy.run("import", "loans", path, *MANSFIELD, "--json")

    assert ran.code == 1
    assert ran.json["taken"] == 1
    assert ran.json["format"] == 1
    assert [line.split(": ", 1)[0] for line in ran.json["bad"]] == ["more.csv:3", "more.csv:4", "more.csv:5"]
    assert "no such card (import registrations first)" in ran.said
    assert "no such item (import items first)" in ran.said
    assert "the item is out already, on another loan" in ran.said


def test_of_many_bad_rows_fifty_are_shown_and_all_are_in_the_json(copy: Installation) -> None:
    path = copy.file("items", [["?", "", "", "book", "adult"] for _ in range(70)], "many.csv")

    shown = copy.run("import", "items", path, *MANSFIELD)
    listed = copy.run("import", "items", path, *MANSFIELD, "--json")

    assert shown.code == listed.code == 1
    assert "and 20 more" in shown.said
    assert len(listed.json["bad"]) == 70


# -- policies


def test_a_broken_policy_file_is_described_line_by_line_all_at_once(seen: Installation) -> None:
    text = (SHIPPED / "mansfield-2019.toml").read_text("utf-8")
    path = seen.folder / "broken.toml"
    for good, bad in (
        ("days_after = ", "days_afer = "),
        ("duties = ", "dutys = "),
        ("[purposes.case]", "[porpoises.case]"),
    ):
        text = text.replace(good, bad, 1)
    path.write_text(text)

    ran = seen.run("policy", "check", path)

    assert ran.code == 2
    assert "things to mend" in ran.said
    problems = [line for line in ran.err.splitlines() if line.startswith("broken.toml:")]
    assert len(problems) >= 3
    for meant in ("days_after", "duties", "purposes"):
        assert f"did you mean “{meant}”?" in ran.said
    assert all(line.split(":")[1].isdigit() for line in problems)


def test_a_broken_request_file_is_described_line_by_line_all_at_once(seen: Installation) -> None:
    path = seen.folder / "question.toml"
    path.write_text('format = 1\ncapacity = "gardian"\npurpos = "account"\nidentity_checked = "yes"\n')

    ran = seen.run("policy", "ask", "--policy", "wolcott-2016", path)

    assert ran.code == 2
    assert "question.toml:2: capacity:" in ran.said
    assert "did you mean “guardian”?" in ran.said
    assert "question.toml:3: purpos: unknown key; did you mean “purpose”?" in ran.said
    assert "question.toml:4: identity_checked: must be true or false" in ran.said


def test_every_shipped_policy_passes_the_check(seen: Installation) -> None:
    listed = seen.ok("policy", "list", "--json").json["policies"]

    assert len(listed) == 5
    for text in listed:
        checked = seen.ok("policy", "check", SHIPPED / f"{text['id']}.toml", "--json").json
        assert checked == {k: text[k] for k in ("id", "clauses", "sha256")} | {"format": 1}


# -- keys


def _without_folder(there: Installation) -> None:
    there.keys.rename(there.folder / "elsewhere")


def _without_root(there: Installation) -> None:
    (there.keys / "root.secret").unlink()


def _without_key_file(there: Installation) -> None:
    (there.keys / "mansfield.keys").unlink()


def _with_key_file_cut_short(there: Installation) -> None:
    os.truncate(there.keys / "mansfield.keys", 5000)


def _with_root_damaged(there: Installation) -> None:
    (there.keys / "root.secret").write_text("format = 1\ninstallation = 12\n")


def _with_banks_damaged(there: Installation) -> None:
    size = (there.keys / "mansfield.keys").stat().st_size
    with open(there.keys / "mansfield.keys", "r+b") as file:
        file.seek(4096)
        file.write(os.urandom(size - 4096))


@pytest.mark.parametrize("command", [("purge", *MANSFIELD), ("vault", "status")])
@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (_without_folder, ("key folder", "is not there", "RETICENT_KEYS")),
        (_without_root, ("no root secret", "Put back the folder", "New keys would not open")),
        (_with_root_damaged, ("root secret", "is damaged", "Put back the copy")),
        (_without_key_file, ("key file of mansfield is not in the key folder", "Put back")),
        (_with_key_file_cut_short, ("key file of mansfield is cut short", "Put back")),
        (_with_banks_damaged, ("key file of mansfield", "damaged", "Put back")),
    ],
)
def test_keys_that_are_missing_or_damaged_stop_the_work_and_say_what_to_put_back(
    copy: Installation,
    damage: Callable[[Installation], None],
    words: tuple[str, ...],
    command: tuple[str, ...],
) -> None:
    before = copy.contents()
    damage(copy)

    ran = copy.run(*command)

    assert ran.code == 3
    assert all(word in ran.said for word in words), ran.said
    assert copy.contents() == before


@pytest.fixture(scope="session")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Another installation, of a library with the same name."""
    return build(tmp_path_factory.mktemp("stranger") / "own")


@pytest.mark.parametrize("command", [("purge", *MANSFIELD), ("purge", "--dry-run")])
def test_a_key_file_of_another_installation_is_told_and_opens_nothing(
    copy: Installation, stranger: Installation, command: tuple[str, ...]
) -> None:
    shutil.copyfile(stranger.keys / "mansfield.keys", copy.keys / "mansfield.keys")
    before = copy.contents()

    ran = copy.run(*command)

    assert ran.code == 3
    assert "belongs to another installation" in ran.said
    assert "RETICENT_KEYS" in ran.said
    assert copy.contents() == before


@pytest.mark.parametrize("command", [("purge", *MANSFIELD), ("purge", "--dry-run")])
def test_the_whole_key_folder_of_another_installation_is_told_and_opens_nothing(
    copy: Installation, stranger: Installation, command: tuple[str, ...]
) -> None:
    before = copy.contents()

    ran = copy.run(*command, env={"RETICENT_KEYS": str(stranger.keys)})

    assert ran.code == 3
    assert "belong to another installation than this database" in ran.said
    assert copy.contents() == before


def test_with_the_keys_put_back_everything_is_as_it_was(copy: Installation) -> None:
    held = copy.held()
    copy.keys.rename(copy.folder / "elsewhere")
    assert copy.run("purge").code == 3

    (copy.folder / "elsewhere").rename(copy.keys)

    assert copy.held() == held
    copy.ok("purge")


def test_without_its_key_the_ledger_is_neither_verified_nor_signed_with_a_new_one(copy: Installation) -> None:
    copy.ok("ledger", "checkpoint", *MANSFIELD)
    key = copy.keys / "ledger.key"
    key.rename(copy.folder / "ledger.key")

    for command in (("verify",), ("checkpoint", *MANSFIELD), ("export", *MANSFIELD, "export.json")):
        ran = copy.run("ledger", *command)

        assert ran.code == 3
        assert "key that signs the ledger" in ran.said
        assert "Put back the key folder" in ran.said
        assert not key.exists()


# -- databases


@pytest.mark.parametrize(
    ("what", "backup"), [("reticent", "reticent-….sqlite3"), ("ledger", "reticent-….ledger.sqlite3")]
)
def test_a_database_that_is_none_is_named_with_the_backup_to_put_in_its_place(
    copy: Installation, what: str, backup: str
) -> None:
    (copy.home / f"{what}.sqlite3").write_bytes(b"This is a shopping list. " * 400)

    ran = copy.run("purge", "--dry-run")

    assert ran.code == 3
    assert f"{what}.sqlite3 is damaged or is not a database" in ran.said
    assert backup in ran.said
    assert "reticent purge --turn-now" in ran.said


@pytest.mark.parametrize("what", ["reticent", "ledger"])
def test_a_database_that_is_gone_is_not_replaced_by_an_empty_one(copy: Installation, what: str) -> None:
    for file in copy.home.glob(f"{what}.sqlite3*"):
        file.unlink()

    ran = copy.run("init", "mansfield", "--name", "M", "--town", "M", "--policy", "mansfield-2019")

    assert ran.code == 3
    assert f"{what}.sqlite3 is not in" in ran.said
    assert not (copy.home / f"{what}.sqlite3").exists()


def test_a_damaged_database_comes_back_from_a_backup_by_the_words_that_were_said(copy: Installation) -> None:
    held = copy.held()
    for file in copy.home.glob("reticent.sqlite3*"):
        file.unlink()
    newest = max(p for p in (copy.home / "backups").glob("*.sqlite3") if ".ledger." not in p.name)
    shutil.copyfile(newest, copy.home / "reticent.sqlite3")

    copy.ok("backup")
    copy.ok("purge", "--turn-now")

    assert copy.held() == held


def test_a_checkpoint_printed_in_the_evening_is_of_that_day(copy: Installation) -> None:
    copy.query("UPDATE reticent_library SET time_zone = 'Pacific/Kiritimati'")  # 14 hours ahead of UTC
    there = datetime.now(ZoneInfo("Pacific/Kiritimati")).date()
    ahead = 0.5 if there == datetime.now(UTC).date() else 0.0

    copy.ok("purge", "--turn-now", days=ahead)  # a row more, so that it is signed anew
    page = copy.ok("ledger", "checkpoint", *MANSFIELD, days=ahead)

    moment = datetime.now(UTC) + timedelta(days=ahead)
    assert (
        f"Ledger checkpoint of mansfield, {moment.astimezone(ZoneInfo('Pacific/Kiritimati')).date()}"
        in page.out
    )


def test_a_damaged_ledger_row_is_named_by_its_number(copy: Installation) -> None:
    copy.ok("ledger", "checkpoint", *MANSFIELD)
    assert copy.ok("ledger", "verify").code == 0
    copy.query(
        "UPDATE reticent_ledgerleaf SET said = replace(said, 'import', 'purged') WHERE library = ? AND row = 1",
        "mansfield",
        of="ledger",
    )

    shown = copy.run("ledger", "verify")
    listed = copy.run("ledger", "verify", *MANSFIELD, "--json")

    assert shown.code == listed.code == 3
    assert "DAMAGED" in shown.said
    assert "mansfield, row 1: it was changed after it was written" in shown.said
    assert "backup" in shown.said
    assert listed.json["sound"] is False
    assert "row 1" in listed.json["libraries"]["mansfield"]["problems"][0]


def test_a_ledger_row_that_is_gone_is_named_and_nothing_is_signed_over_it(copy: Installation) -> None:
    copy.ok("ledger", "checkpoint", *MANSFIELD)
    copy.query("DELETE FROM reticent_ledgerleaf WHERE row = 1", of="ledger")

    ran = copy.run("ledger", "verify")

    assert ran.code == 3
    assert "mansfield, row 1: it is missing" in ran.said


def test_a_disk_that_takes_no_more_is_said_and_the_next_run_makes_it_whole(copy: Installation) -> None:
    path = copy.file("registrations", [person(n) for n in range(100, 400)], "many.csv")
    copy.ok("vault", "status")  # the clone has opened its fresh generation

    ran = copy.run("import", "registrations", path, *MANSFIELD, largest_file=300_000)

    assert ran.code == 3
    assert "The disk" in ran.said
    assert "run this again" in ran.said

    whole = copy.ok("import", "registrations", path, *MANSFIELD, "--json").json

    assert whole["taken"] + whole["unchanged"] == 300
    assert copy.held()["registration"] == 308


# -- the clone, the backup, the restore


def test_a_copied_database_opens_a_fresh_generation_and_the_original_goes_on(
    installation: Installation,
) -> None:
    clone = Installation(installation.folder.parent / "clone", installation.secrets)
    shutil.copytree(installation.folder, clone.folder)
    before, held = installation.generations(), installation.held()

    clone.ok("purge")
    installation.ok("purge")

    assert installation.generations() == before
    opened = [n for n, state in clone.generations().items() if state == "open"]
    assert opened == [max(before) + 1]
    assert clone.held() == installation.held() == held
    clone.ok("purge", "--turn-now")
    assert clone.held() == held


def test_a_restore_asks_first_and_without_anyone_to_ask_changes_nothing(copy: Installation) -> None:
    name = copy.ok("backup", "--json").json["name"]
    before = copy.contents()

    ran = copy.run("restore", name)

    assert ran.code == 2
    assert "add --yes" in ran.said
    assert copy.contents() == before


def test_a_damaged_backup_and_one_of_the_ledger_alone_are_not_put_back(copy: Installation) -> None:
    (copy.home / "backups" / "reticent-2026.sqlite3").write_bytes(b"This is a shopping list. " * 400)
    (ledger,) = (copy.home / "backups").glob("*.ledger.sqlite3")
    before = copy.contents()

    damaged = copy.run("restore", "reticent-2026", "--yes")
    other = copy.run("restore", ledger.name.removesuffix(".sqlite3"), "--yes")

    assert damaged.code == 3
    assert (
        "reticent-2026 is damaged and does not open. Restore another one. Nothing was changed."
        in damaged.said
    )
    assert other.code == 2
    assert "There is no backup" in other.said
    assert copy.contents() == before


def test_a_restored_backup_reads_and_a_too_old_one_is_refused_as_promised(installation: Installation) -> None:
    name = installation.ok("backup", "--json").json["name"]
    held = installation.held()
    more = installation.file("registrations", [person(50)], "more.csv")
    installation.ok("import", "registrations", more, *MANSFIELD)

    back = installation.ok("restore", name, "--yes")
    assert f"{name} is back" in back.said
    assert installation.query(
        "SELECT count(*) FROM reticent_ledgerleaf WHERE CAST(said AS TEXT) LIKE '%\"restore\"%'", of="ledger"
    ) == [(1,)]
    assert installation.held() == held
    assert installation.run("restore", "x", "--yes").code == 2

    for days in (1, 2):
        installation.ok("backup", days=days)
        installation.ok("purge", "--turn-now", days=days)
    installation.ok("backup", days=17)
    installation.ok("purge", days=17)
    refused = installation.run("restore", name, "--yes", days=17)

    assert refused.code == 3
    assert "older than the recovery window" in refused.said
    assert "Restore a younger one. Nothing was changed." in refused.said
    assert installation.held() == held


@pytest.mark.parametrize("damage", ["garbage", "gone"])
def test_a_damaged_database_is_put_back_by_the_command_that_was_named(
    copy: Installation, damage: str
) -> None:
    held = copy.held()
    name = copy.ok("backup", "--json").json["name"]
    for end in ("", "-wal", "-shm"):
        (copy.home / f"reticent.sqlite3{end}").unlink(missing_ok=True)
    if damage == "garbage":
        (copy.home / "reticent.sqlite3").write_bytes(b"This is a shopping list. " * 400)
    said = copy.run("purge", "--dry-run")
    assert said.code == 3
    assert "reticent restore NAME" in said.said

    unknown = copy.run("restore", "reticent-1999", "--yes")
    ran = copy.ok("restore", name, "--yes")

    assert unknown.code == 2
    assert f"{name} is back." in ran.said
    assert "The staff accounts of before could not be read" in ran.said
    assert ("reticent.sqlite3.damaged-" in ran.said) == (damage == "garbage")
    assert copy.held() == held
    copy.ok("backup")
    copy.ok("purge", "--turn-now")


def test_a_restore_says_what_it_undoes_and_what_stays(copy: Installation) -> None:
    hire = ("staff", "add", "clara", *MANSFIELD, "--duty", "circulation", "--password")
    copy.ok(*hire, "reading-room-lamp")
    name = copy.ok("backup", "--json").json["name"]
    copy.ok(*hire, "another-lamp-entirely")
    password = copy.query("SELECT password FROM reticent_staffaccount")

    ran = copy.ok("restore", name, "--yes")

    assert "Undone are payments, corrections, registrations, loans and looks since it was made on" in ran.said
    assert "1 staff account stayed as they were; everybody signs in anew" in ran.said
    assert "What was there before is the backup reticent-" in ran.said
    assert copy.query("SELECT password FROM reticent_staffaccount") == password


# -- the clock


def test_by_a_clock_that_went_wrong_nothing_is_purged_until_somebody_says_it_is_right(
    copy: Installation,
) -> None:
    copy.ok("purge")
    before = copy.contents()

    ran = copy.run("purge", "--turn-now", days=400)

    assert ran.code == 1
    assert "work was last done here on" in ran.said
    assert "reticent purge --the-clock-is-right" in ran.said
    assert copy.contents() == before
    copy.ok("purge", days=20)
    back = copy.run("vault", "status")
    assert back.code == 1
    assert "the clock is wrong now, or was wrong then" in back.said
    assert copy.run("vault", "verify").code == 1
    copy.ok("purge", "--the-clock-is-right")
    assert "the clock" not in copy.run("vault", "status").said


# -- at the same moment, and cut short


def test_an_import_that_is_interrupted_says_so_and_run_again_is_whole(installation: Installation) -> None:
    rows = [person(n) for n in range(1000, 1700)]
    path = installation.file("registrations", rows, "many.csv")
    before = installation.query("SELECT count(*) FROM reticent_slip")[0][0]
    running = installation.start("import", "registrations", path, *MANSFIELD)
    deadline = time.monotonic() + 30
    while (
        installation.query("SELECT count(*) FROM reticent_slip")[0][0] < before + 100
        and running.poll() is None
        and time.monotonic() < deadline
    ):
        time.sleep(0.005)

    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=30)

    assert running.returncode == 130
    assert err.strip() == "Stopped. Run it again when you like: nothing is half-done."
    assert out == ""
    again = installation.ok("import", "registrations", path, *MANSFIELD, "--json").json
    assert again["unchanged"] >= 30
    assert again["taken"] + again["unchanged"] == len(rows)
    assert installation.held() == {"registration": 708, "finder": 1416, "loan": 5}


def test_while_one_purge_runs_another_says_so_and_changes_nothing(copy: Installation) -> None:
    copy.ok("purge")
    before = copy.contents()
    import fcntl

    with open(copy.home / "mansfield.lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        ran = copy.run("purge")

    assert ran.code == 1
    assert "Mansfield Public Library: A purge or an import of this library is running already." in ran.said
    assert copy.contents() == before


def test_a_port_that_is_taken_is_said_with_another_that_is_free(copy: Installation) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        ran = copy.run("serve", "--port", port)

    assert ran.code == 2
    assert f"Port {port} on 127.0.0.1 cannot be used" in ran.said
    suggested = int(ran.said.partition("serve --port ")[2].partition("`")[0])
    assert suggested > port


def test_an_address_that_is_not_here_is_said(copy: Installation) -> None:
    ran = copy.run("serve", "--host", "192.0.2.1")

    assert ran.code == 2
    assert "--host" in ran.said


# -- accounts and libraries


def test_another_policy_takes_the_place_of_the_one_in_force_only_with_a_yes(copy: Installation) -> None:
    change = ("init", "mansfield", "--name", "Mansfield", "--town", "Mansfield", "--policy", "weston-2017")

    asked = copy.run(*change)
    assert asked.code == 2
    assert "mansfield-2019 is in force. Put weston-2017 in its place?" in asked.said
    assert copy.query("SELECT policy_id FROM reticent_library") == [("mansfield-2019",)]

    assert "brought up to date" in copy.ok(*change, "--yes").said
    assert copy.query("SELECT policy_id FROM reticent_library") == [("weston-2017",)]


def test_a_text_that_was_superseded_is_taken_only_with_a_yes(empty: Installation) -> None:
    begin = ("init", "mansfield", "--name", "Mansfield", "--town", "Mansfield", "--policy", "mansfield-older")

    asked = empty.run(*begin)
    assert asked.code == 2
    assert "mansfield-older is in force no more: mansfield-2019" in asked.said
    assert "add --yes" in asked.said
    assert empty.query("SELECT count(*) FROM reticent_library") == [(0,)]

    empty.ok(*begin, "--yes")
    empty.ok(*begin)  # it is in force here already: its public facts may be changed without being asked again
    assert empty.query("SELECT policy_id FROM reticent_library") == [("mansfield-older",)]


def test_an_account_of_one_library_is_not_taken_by_another(copy: Installation) -> None:
    copy.ok("init", "weston", "--name", "Weston", "--town", "Weston", "--policy", "weston-2017")
    hire = ("staff", "add", "clara", "--duty", "circulation", "--password", "reading-room-lamp")

    first = copy.ok(*hire, *MANSFIELD)
    ran = copy.run(*hire, "--library", "weston")

    assert "/mansfield/staff" in first.said
    assert ran.code == 2
    assert "clara@weston" in ran.said
    assert "reading-room-lamp" not in first.said + ran.said


def test_a_removed_account_is_signed_out_at_once_and_listed_as_removed(copy: Installation) -> None:
    hire = ("staff", "add", "clara", *MANSFIELD, "--duty", "circulation", "--password", "reading-room-lamp")
    copy.ok(*hire)
    password = copy.query("SELECT password FROM reticent_staffaccount")

    asked = copy.run("staff", "remove", "clara", *MANSFIELD)
    unknown = copy.run("staff", "remove", "klara", *MANSFIELD, "--yes")
    assert asked.code == unknown.code == 2
    assert "add --yes" in asked.said
    assert "no account “klara”. There are: clara." in unknown.said
    assert copy.query("SELECT is_active FROM reticent_staffaccount") == [(1,)]

    copy.ok("staff", "remove", "clara", *MANSFIELD, "--yes")
    # A session names the account and is bound to its password; neither holds any more.
    ((active, now),) = copy.query("SELECT is_active, password FROM reticent_staffaccount")
    assert not active
    assert (now,) not in password
    assert now.startswith("!")
    assert "REMOVED" in copy.ok("staff", "list").said
    (listed,) = copy.ok("staff", "list", *MANSFIELD, "--json").json["accounts"]
    assert (listed["username"], listed["active"], listed["duties"]) == ("clara", False, ["circulation"])

    assert "is back" in copy.ok(*hire).said
    assert copy.ok("staff", "list", "--json").json["accounts"][0]["active"]


# -- the demonstration


def test_the_demonstration_that_is_interrupted_and_run_again_is_the_same_as_one_that_was_not(
    tmp_path: Path,
) -> None:
    whole, cut = Installation(tmp_path / "whole"), Installation(tmp_path / "cut")
    for there in (whole, cut):
        there.folder.mkdir()
    running = cut.start("demo", "--part", "0.002")
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and running.poll() is None:
        try:
            with closing(sqlite3.connect(f"file:{cut.home}/reticent.sqlite3?mode=ro", uri=True)) as seen:
                if seen.execute("SELECT count(*) FROM reticent_importrun").fetchone()[0] >= 6:
                    break
        except sqlite3.Error:
            pass
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=60)
    assert running.returncode == 130

    ended = cut.ok("demo", "--part", "0.002")
    whole.ok("demo", "--part", "0.002")

    assert "The demonstration is ready" in ended.said
    for library in ("mansfield", "wolcott"):
        assert cut.held(library) == whole.held(library)
    assert cut.facts() == whole.facts() > 0
    assert "here already" in cut.ok("demo").said
    assert cut.ok("ledger", "verify").code == 0


def test_serving_answers_and_stops_when_told(copy: Installation) -> None:
    running, port, answered = _serving(copy)
    running.send_signal(signal.SIGTERM)
    out, err = running.communicate(timeout=30)

    assert answered, err
    assert running.returncode == 0
    assert f"http://localhost:{port}/" in out
    assert "Traceback" not in err


def test_nothing_is_put_back_while_the_server_runs_also_when_only_its_children_are_left(
    copy: Installation,
) -> None:
    name = copy.ok("backup", "--json").json["name"]
    running, _, answered = _serving(copy)
    assert answered
    before = copy.contents()

    refused = copy.run("restore", name, "--yes")
    running.kill()  # what it started serves on, until that is ended too
    running.wait(timeout=20)
    orphaned = copy.run("restore", name, "--yes")
    children = _left_of(copy)
    for pid in children:
        os.kill(pid, signal.SIGTERM)
    running.communicate(timeout=30)  # all that held its output are gone

    assert refused.code == orphaned.code == 1
    assert "Stop the server first" in refused.said
    assert children
    assert copy.contents() == before
    copy.ok("restore", name, "--yes")


def _left_of(there: Installation) -> list[int]:
    """The processes that still work at this installation."""
    mine = f"RETICENT_HOME={there.home}".encode()
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if mine in path.read_bytes().split(b"\0"):
                found.append(int(path.parent.name))
    return found


def _serving(copy: Installation) -> "tuple[subprocess.Popen[str], int, bool]":
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    running = copy.start("serve", "--port", port, "--workers", 1)
    answered = False
    deadline = time.monotonic() + 30
    while not answered and time.monotonic() < deadline and running.poll() is None:
        try:
            with closing(socket.create_connection(("127.0.0.1", port), timeout=1)) as asking:
                asking.sendall(b"GET / HTTP/1.0\r\nHost: localhost\r\n\r\n")
                answered = b" 200 " in asking.recv(64)
        except OSError:
            time.sleep(0.1)
    return running, port, answered


@pytest.mark.parametrize(
    ("host", "env", "said"),
    [
        ("127.0.0.2", {}, True),
        ("127.0.0.2", {"RETICENT_HOSTS": "127.0.0.2"}, False),
        ("127.0.0.1", {}, False),
    ],
)
def test_serving_to_others_says_before_which_names_are_answered(
    copy: Installation, host: str, env: dict[str, str], said: bool
) -> None:
    import fcntl

    with open(copy.home / "serving.lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # as if a backup were put back: it says what it has to say, and ends
        ran = copy.run("serve", "--host", host, "--port", 18471, env=env)

    assert ran.code == 1
    assert "Wait until that is done" in ran.said
    assert ("Only these names are answered: localhost, 127.0.0.1, [::1]." in ran.said) == said
    assert ("RETICENT_HOSTS=localhost,127.0.0.1,[::1],library.example.org" in ran.said) == said


def test_the_program_has_no_files_left_open_to_others(installation: Installation) -> None:
    found = [p for p in installation.home.rglob("*") if p.stat().st_mode & 0o077]
    found += [p for p in installation.keys.rglob("*") if p.stat().st_mode & 0o077]

    assert found == []


def test_the_scenarios_named_here_are_toml(seen: Installation) -> None:
    shown = seen.ok("policy", "ask", "--help").out
    lines = [line.strip() for line in shown.splitlines() if " = " in line]

    asked = seen.folder / "from-help.toml"
    asked.write_text("\n".join(lines))

    assert tomllib.loads(asked.read_text())["format"] == 1
    assert seen.run("policy", "ask", "--policy", "wolcott-2016", asked).code == 1


def test_without_a_tty_a_password_can_be_piped(copy: Installation) -> None:
    ran = copy.run("staff", "add", "dora", *MANSFIELD, answer="reading-room-lamp\nreading-room-lamp\n")

    assert ran.code == 0
    assert "reading-room-lamp" not in ran.said
