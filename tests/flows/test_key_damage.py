"""Is every damage to what lies among the keys mended from what is left, or refused before anything is written?"""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import postgresql
from tests.flows.conftest import MANSFIELD, Installation, build, person

PAGE = 4096
COMMANDS = {
    "purge": ("purge", *MANSFIELD),
    "fold": ("fold",),
    "import": ("import", "registrations", "more.csv", *MANSFIELD),
    "backup": ("backup",),
    "drill": ("drill",),
    "restore": ("restore", "NEWEST", "--yes"),
}


def run(there: Installation, command: str):  # type: ignore[no-untyped-def]
    there.file("registrations", [person(n) for n in range(60, 63)], "more.csv")
    return there.run(*(there.newest() if word == "NEWEST" else word for word in COMMANDS[command]))


def keys_of(there: Installation) -> dict[str, bytes]:
    """Every file among the keys. Locks are empty and say nothing."""
    return {p.name: p.read_bytes() for p in sorted(there.keys.iterdir()) if p.suffix != ".lock"}


def in_keys(there: Installation, name: str, at: int, data: bytes) -> None:
    with open(there.keys / name, "r+b") as file:
        file.seek(at)
        file.write(data)


# -- refused


def _cut_to(size: int) -> Callable[[Installation], None]:
    def cut(there: Installation) -> None:
        os.truncate(there.keys / "mansfield.keys", size)

    cut.__name__ = f"_cut_to_{size}"
    return cut


def _all_zeros(there: Installation) -> None:
    in_keys(there, "mansfield.keys", 0, bytes(5 * PAGE))


def _header_zeroed(there: Installation) -> None:
    in_keys(there, "mansfield.keys", 0, bytes(PAGE))


def _salts_zeroed(there: Installation) -> None:
    in_keys(there, "mansfield.keys", PAGE, bytes(2 * PAGE))


def _banks_zeroed(there: Installation) -> None:
    in_keys(there, "mansfield.keys", 3 * PAGE, bytes(2 * PAGE))


def _salt_of_one_and_bank_of_the_other_zeroed(there: Installation) -> None:
    in_keys(there, "mansfield.keys", PAGE, bytes(PAGE))
    in_keys(there, "mansfield.keys", 4 * PAGE, bytes(PAGE))


def _longer(there: Installation) -> None:
    with open(there.keys / "mansfield.keys", "ab") as file:
        file.write(b"\0")


def _a_folder(there: Installation) -> None:
    (there.keys / "mansfield.keys").unlink()
    (there.keys / "mansfield.keys").mkdir()


def _another_secret(there: Installation) -> None:
    path = there.keys / "root.secret"
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines[:2], f"secret = {os.urandom(32).hex()}"]) + "\n")


def _root_emptied(there: Installation) -> None:
    os.truncate(there.keys / "root.secret", 0)


def _others_may_read(there: Installation) -> None:
    (there.keys / "mansfield.keys").chmod(0o644)


def _others_may_read_the_root(there: Installation) -> None:
    (there.keys / "root.secret").chmod(0o640)


def _list_overwritten(there: Installation) -> None:
    (there.keys / "mansfield.ended").write_bytes(b"This is a shopping list. " * 4)


DAMAGES = {
    **{
        _cut_to(size): ("cut short", "Put back")
        for size in (0, 1, PAGE - 1, PAGE, PAGE + 56, 2 * PAGE, 3 * PAGE, 4 * PAGE, 5 * PAGE - 1)
    },
    _longer: ("not of the length", "Put back"),
    _a_folder: ("key file of mansfield cannot be opened", "put back"),
    _all_zeros: ("not the key file of mansfield", "Put back"),
    _header_zeroed: ("not the key file of mansfield", "Put back"),
    _salts_zeroed: ("damaged", "Put back"),
    _banks_zeroed: ("damaged", "Put back"),
    _salt_of_one_and_bank_of_the_other_zeroed: ("damaged", "Put back"),
    _another_secret: ("root secret", "Put back"),
    _root_emptied: ("root secret", "damaged", "Put back"),
    _others_may_read: ("Others on this machine may read", "chmod 600"),
    _others_may_read_the_root: ("Others on this machine may read", "chmod 600"),
    _list_overwritten: ("forget-list mansfield.ended is damaged", "Put back"),
}


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__.strip("_"))
@pytest.mark.parametrize("command", ["purge", "restore"])
def test_what_cannot_be_mended_is_refused_before_anything_is_written(
    copy: Installation, damage: Callable[[Installation], None], command: str
) -> None:
    damage(copy)
    before, keys = copy.contents(), keys_of(copy) if damage is not _a_folder else None
    files = sorted(p.name for p in (copy.home / "backups").iterdir())

    ran = run(copy, command)

    assert ran.code == 3, ran.said
    assert all(words in ran.said for words in DAMAGES[damage]), ran.said
    assert copy.contents() == before
    assert keys is None or keys_of(copy) == keys
    assert sorted(p.name for p in (copy.home / "backups").iterdir()) == files


@pytest.mark.parametrize(
    "damage", [_cut_to(3 * PAGE), _banks_zeroed, _another_secret, _list_overwritten], ids=lambda d: d.__name__
)
@pytest.mark.parametrize("command", ["fold", "import", "backup", "drill"])
def test_every_command_refuses_what_cannot_be_mended(
    copy: Installation, damage: Callable[[Installation], None], command: str
) -> None:
    damage(copy)
    before, keys = copy.contents(), keys_of(copy)

    ran = run(copy, command)

    assert ran.code == 3, ran.said
    assert copy.contents() == before
    assert keys_of(copy) == keys


def test_the_key_file_of_another_library_here_is_told_from_ours(copy: Installation) -> None:
    copy.ok("init", "weston", "--name", "W", "--town", "Weston", "--policy", "weston-2017")
    shutil.copyfile(copy.keys / "weston.keys", copy.keys / "mansfield.keys")
    before, keys = copy.contents(), keys_of(copy)

    ran = copy.run("purge", *MANSFIELD)

    assert ran.code == 3
    assert "not the key file of mansfield" in ran.said
    assert (copy.contents(), keys_of(copy)) == (before, keys)


def test_the_root_secret_of_another_installation_opens_nothing(copy: Installation, tmp_path: Path) -> None:
    other = build(tmp_path / "other")
    shutil.copyfile(other.keys / "root.secret", copy.keys / "root.secret")
    before, keys = copy.contents(), keys_of(copy)

    for command in ("purge", "restore", "drill"):
        ran = run(copy, command)

        assert ran.code == 3
        assert "another installation" in ran.said
    assert (copy.contents(), keys_of(copy)) == (before, keys)


def test_as_an_account_that_may_not_read_the_keys_nothing_is_done(copy: Installation) -> None:
    if os.geteuid() != 0:
        pytest.fail("Run as root, who alone may become another account for this.")
    before = copy.contents()

    # Somebody whom the database lets in, and the keys do not.
    other = postgresql.settled_files().stat().st_uid if copy.databases else 65534
    ran = copy.run("purge", *MANSFIELD, as_user=other)

    assert ran.code == 3
    assert "as the user who runs Reticent" in ran.said or "folder's owner" in ran.said, ran.said
    assert copy.contents() == before


# -- mended


@pytest.mark.parametrize("page", [1, 2, 3, 4])
@pytest.mark.parametrize("what", ["zeros", "noise"])
@pytest.mark.parametrize("command", ["purge", "drill"])
def test_one_damaged_page_is_mended_from_the_other_bank(
    copy: Installation, page: int, what: str, command: str
) -> None:
    copy.ok("purge")
    held = copy.held()
    in_keys(copy, "mansfield.keys", page * PAGE, bytes(PAGE) if what == "zeros" else os.urandom(PAGE))

    ran = run(copy, command)

    assert ran.code == 0, ran.said
    assert copy.held() == held
    data = (copy.keys / "mansfield.keys").read_bytes()
    assert data[page * PAGE :].startswith(b"RETICENT SALT 1\n" if page < 3 else b"RETICENT BANK 1\n")


# -- older and newer copies


def test_an_older_copy_of_the_key_file_that_lacks_the_open_key_is_refused(copy: Installation) -> None:
    copy.ok("vault", "status")
    shutil.copyfile(copy.keys / "mansfield.keys", copy.folder / "older.keys")
    copy.ok("purge", "--turn-now")
    shutil.copyfile(copy.folder / "older.keys", copy.keys / "mansfield.keys")
    before, keys = copy.contents(), keys_of(copy)

    for command in ("purge", "import", "backup"):
        ran = run(copy, command)

        assert ran.code == 3
        assert "is older than this database" in ran.said
        assert "Put back the newest copy of the key folder" in ran.said
    assert run(copy, "drill").code == 3
    after = copy.contents()
    assert {t for t in before if before[t] != after[t] and "slip" in t} == set()
    assert keys_of(copy) == keys


def test_an_older_copy_that_has_the_open_key_brings_no_forgotten_key_back(copy: Installation) -> None:
    copy.ok("purge", "--turn-now")
    copy.ok("backup", days=1)
    shutil.copyfile(copy.keys / "mansfield.keys", copy.folder / "older.keys")
    copy.ok("purge", days=15)
    held, states = copy.held(), copy.generations()
    gone = {number for number, state in states.items() if state == "forgotten"}
    assert gone
    newer = (copy.keys / "mansfield.keys").read_bytes()
    shutil.copyfile(copy.folder / "older.keys", copy.keys / "mansfield.keys")

    ran = copy.run("purge", days=15)

    if ran.code == 3:  # it turned meanwhile, so the older copy lacks a key: refused, and the newest put back
        assert "Put back the newest copy of the key folder" in ran.said
        (copy.keys / "mansfield.keys").write_bytes(newer)
        copy.ok("purge", days=15)
    listed = copy.run("vault", "status", "--json", days=15).json["generations"]
    assert not [g for g in listed if g["generation"] in gone and g["has_key"]]
    assert copy.held() == held


@pytest.mark.parametrize("turned", [False, True])
def test_a_database_put_back_by_hand_from_before_a_turn_or_after_it_is_known_as_a_copy(
    copy: Installation, turned: bool
) -> None:
    copy.ok("purge")
    if turned:
        copy.ok("purge", "--turn-now")
    name = copy.ok("backup", "--json").json["name"]
    held = copy.held()
    copy.ok("purge", "--turn-now")
    numbers = copy.generations()
    copy.put_by_hand(name)

    copy.ok("purge")

    assert copy.held() == held
    assert max(copy.generations()) > max(numbers)  # fresh, and not one that the turn had taken
    copy.ok("backup")
    copy.ok("purge", "--turn-now")
    assert copy.held() == held
    assert copy.ok("drill", "--json").json["sound"] is True


# -- the forget-list


def test_without_the_forget_list_a_restore_says_that_nothing_is_known(copy: Installation) -> None:
    copy.ok("purge")
    name = copy.ok("backup", "--json").json["name"]
    (copy.keys / "mansfield.ended").unlink()

    ran = copy.ok("restore", name, "--yes")

    assert "no endings were on the forget-list: check the returns since the backup" in ran.said


@pytest.mark.parametrize("size", [0, 7, 16, 17, 35, 36, 50])
def test_a_forget_list_cut_short_keeps_its_whole_records_and_goes_on(copy: Installation, size: int) -> None:
    copy.ok("purge")
    held = copy.held()
    os.truncate(copy.keys / "mansfield.ended", min(size, (copy.keys / "mansfield.ended").stat().st_size))

    copy.ok("purge")

    assert copy.held() == held


# -- the ledger


def test_an_older_ledger_put_back_is_found_by_the_drill(copy: Installation) -> None:
    copy.ok("purge")
    older = copy.newest()
    copy.ok("backup")
    copy.put_by_hand(older, of="ledger")

    ran = copy.run("drill")

    assert ran.code == 3
    assert "the last are lost" in ran.said


@pytest.mark.sqlite
def test_a_ledger_cut_short_is_named_with_the_backup_to_put_in_its_place(copy: Installation) -> None:
    copy.ok("vault", "status")
    for end in ("-wal", "-shm"):
        (copy.home / f"ledger.sqlite3{end}").unlink(missing_ok=True)
    path = copy.home / "ledger.sqlite3"
    os.truncate(path, path.stat().st_size // 2)

    for command in ("purge", "drill", "backup"):
        ran = run(copy, command)

        assert ran.code == 3, (command, ran.said)
        assert "ledger" in ran.said
        assert "backup" in ran.said
