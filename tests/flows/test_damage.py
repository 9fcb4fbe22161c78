"""Does the command say what to do when keys, databases or the clock are not as they should be?"""

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.flows.conftest import MANSFIELD, Installation, build, person

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


@pytest.mark.sqlite
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


@pytest.mark.sqlite
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
    copy.put_by_hand(copy.newest())

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
    ((said,),) = copy.query(
        "SELECT said FROM reticent_ledgerleaf WHERE library = ? AND row = 1", "mansfield", of="ledger"
    )
    copy.query(
        "UPDATE reticent_ledgerleaf SET said = ? WHERE library = ? AND row = 1",
        bytes(said).replace(b"import", b"purged"),
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


@pytest.mark.sqlite  # a server's full disk is filled by filling.py
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
