"""From the command line: a list of addresses is held against who wants no more, and nothing of it is kept or shown."""

import csv
import os

import pytest

from reticent.doors.cli.newsletters import COLUMNS
from tests.flows.conftest import Installation

ADDRESSES = "ada@example.org\n\nbéa@example.org\nADA@example.org\n"
AT = ("--library", "mansfield", "--at", "https://desk.example.org/")


def test_each_address_gets_its_link_once_and_is_not_shown(copy: Installation) -> None:
    (copy.folder / "list.txt").write_text(ADDRESSES, "utf-8")

    ran = copy.ok("newsletter", "list.txt", *AT, "--out", "send.csv", "--json")

    assert {k: ran.json[k] for k in ("written", "left_out", "twice")} == {
        "written": 2,
        "left_out": 0,
        "twice": 1,
    }
    written = copy.folder / "send.csv"
    assert os.stat(written).st_mode & 0o777 == 0o600
    heads, *rows = csv.reader(written.read_text("utf-8").splitlines())
    assert tuple(heads) == COLUMNS
    assert [row[0] for row in rows] == ["ada@example.org", "béa@example.org"]
    assert all(row[1].startswith("https://desk.example.org/mansfield/stop-mail?of=") for row in rows)
    assert "example.org" not in copy.ok("newsletter", "list.txt", *AT, "--out", "again.csv").said


@pytest.mark.parametrize(
    ("lines", "out", "says"),
    [
        ("no address\n", "send.csv", "Line 1 is no e-mail address."),
        (ADDRESSES, "list.txt", "is there already"),
        (ADDRESSES, "nowhere/send.csv", "cannot be written there"),
    ],
)
def test_what_cannot_be_done_says_so_and_makes_nothing(
    copy: Installation, lines: str, out: str, says: str
) -> None:
    (copy.folder / "list.txt").write_text(lines, "utf-8")

    ran = copy.run("newsletter", "list.txt", *AT, "--out", out)

    assert ran.code == 2
    assert says in ran.said
    assert (copy.folder / "list.txt").read_text("utf-8") == lines
    assert not (copy.folder / "send.csv").exists()


def test_where_the_disk_has_no_room_for_it_nothing_of_the_list_is_left(copy: Installation) -> None:
    (copy.folder / "list.txt").write_text("".join(f"reader{n}@example.org\n" for n in range(4_000)), "utf-8")

    ran = copy.run("newsletter", "list.txt", *AT, "--out", "send.csv", largest_file=300_000)

    assert ran.code == 2
    assert "nothing was made" in ran.said
    assert not (copy.folder / "send.csv").exists()
    assert copy.ok("newsletter", "list.txt", *AT, "--out", "send.csv", "--json").json["written"] == 4_000
