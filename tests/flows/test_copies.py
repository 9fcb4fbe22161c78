"""Does a clone, a backup or a restore do no more than it says?"""

import pytest

from tests.flows.conftest import MANSFIELD, Installation, person


def test_a_copied_database_opens_a_fresh_generation_and_the_original_goes_on(
    installation: Installation,
) -> None:
    clone = installation.copied_to(installation.folder.parent / "clone")
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
    copy.part("reticent-2026").write_bytes(b"This is a shopping list. " * 400)
    before = copy.contents()

    damaged = copy.run("restore", "reticent-2026", "--yes")
    other = copy.run("restore", f"{copy.newest()}.ledger", "--yes")

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
    assert installation.ledger_says("restore") == 1
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


@pytest.mark.sqlite
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
